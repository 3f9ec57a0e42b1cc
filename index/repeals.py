"""Which policies of an index another one of it has repealed, and since when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.policy import PolicyHeader
from index.variants import fold

_MARKS = re.compile(r"[\s《》〈〉“”‘’\"'<>（）()〔〕\[\]【】]")


def with_repeals(headers: Sequence[PolicyHeader]) -> list[PolicyHeader]:
    """The headers, those that another one repeals marked with its id and the day it takes effect.

    A policy is repealed when another text names its document number, or its whole title, as repealed.
    """
    repealed: dict[str, PolicyHeader] = {}
    for header in headers:
        for name in header.repeals:
            repealed[_bare(name)] = header
    return [_marked(header, repealed) for header in headers]


def _marked(header: PolicyHeader, repealed: dict[str, PolicyHeader]) -> PolicyHeader:
    names = [header.document_number] if header.document_number else []
    names += [header.title] if header.title_printed else []
    for name in names:
        by = repealed.get(_bare(name))
        since = by and (by.effective or by.signed or by.published)
        if by and since and by.policy_id != header.policy_id:
            return header.model_copy(update={"replaced_by": by.policy_id, "replaced_on": since})
    return header


def _bare(name: str) -> str:
    return _MARKS.sub("", fold(name))
