"""Which policies of an index another one of it has repealed, and since when."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from index.policy import PolicyHeader
from index.variants import fold

_MARKS = re.compile(r"[\s《》〈〉“”‘’\"'<>（）()〔〕\[\]【】]")


def with_repeals(headers: Sequence[PolicyHeader]) -> list[PolicyHeader]:
    """The headers, those that another one repeals marked with its id and the day it takes effect.

    A policy is repealed when another text names its document number, or its whole title, as repealed. A text that is
    not later repeals an older wording of the same title, not this one.
    """
    repealing: dict[str, list[PolicyHeader]] = defaultdict(list)
    for header in headers:
        for name in header.repeals:
            repealing[bare_name(name)].append(header)
    return [_marked(header, repealing) for header in headers]


def _marked(header: PolicyHeader, repealing: Mapping[str, Sequence[PolicyHeader]]) -> PolicyHeader:
    names = [header.document_number] if header.document_number else []
    names += [header.title] if header.title_printed else []
    found = [
        (since, by.policy_id)
        for name in names
        for by in repealing.get(bare_name(name), ())
        if (since := _since(by, header))
    ]
    if not found:
        return header
    since, policy_id = min(found)
    return header.model_copy(update={"replaced_by": policy_id, "replaced_on": since})


def _since(by: PolicyHeader, header: PolicyHeader) -> str | None:
    """The day from which ``by`` repeals ``header``; None when it does not, or no day is known."""
    if by.policy_id == header.policy_id:
        return None
    own, later = last_day(header), last_day(by)
    if own is None or later is None:
        # Of two wordings of one text nobody can say which is the later.
        return None if bare_name(by.title) == bare_name(header.title) else by.effective or later
    if later <= own:
        return None
    # The day a much amended text took effect first may lie before the wording that it replaces.
    return by.effective if by.effective and by.effective > own else later


def last_day(header: PolicyHeader) -> str | None:
    """The day of the text as it stands; that of its page only when there is no other, as old texts are posted again."""
    days = [day for day in (header.worded, header.signed, header.effective) if day]
    return max(days, default=header.published)


def bare_name(name: str) -> str:
    """A title or document number without brackets, quotation marks and blanks, variants of characters folded."""
    return _MARKS.sub("", fold(name))
