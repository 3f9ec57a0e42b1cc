"""Which policy of the index an uploaded one is again: the same text, the same document put right, another version."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from index.policy import Policy, PolicyHeader
from index.repeals import bare_name, last_day

Relation = Literal["new", "duplicate", "corrected", "version"]

_BLANKS = re.compile(r"\s+")
_WORDING = re.compile(r"(?:[(（](?:试行|暂行|修订|修正|(?:19|20)\d{2}年?(?:修订|修正|版|本)?)[^()（）]{0,6}[)）])+$")
"""What a title says of its wording: 办法(试行), 条例(2023修订)."""


@dataclass(frozen=True)
class Likeness:
    """How a policy relates to the nearest of those known; ``newer`` whether it is the later one, None when unsaid."""

    relation: Relation
    other: PolicyHeader | None = None
    newer: bool | None = None


def compare(policy: Policy, known: Iterable[PolicyHeader], whole: Callable[[str], Policy | None]) -> Likeness:
    """Find what ``policy`` is again among ``known``; ``whole`` gives a known policy with its clauses."""
    alike = [each for each in known if _same_name(policy, each)]
    own = content(policy)
    found: list[Likeness] = []
    for each in alike:
        other = whole(each.policy_id)
        if other is not None and content(other) == own:
            return Likeness("duplicate", each)
        found.append(Likeness("corrected", each) if _same_document(policy, each) else _version(policy, each))
    order = ("corrected", "version")
    return min(found, key=lambda one: order.index(one.relation), default=Likeness("new"))


def content(policy: Policy) -> str:
    """What two policies of the same words share: the digest of their clauses without blanks."""
    text = "".join(clause.text for clause in policy.clauses)
    return hashlib.sha256(_BLANKS.sub("", text).encode()).hexdigest()


def _same_name(one: PolicyHeader, other: PolicyHeader) -> bool:
    if one.title_printed and other.title_printed:
        # A notice and the measures it issues bear one document number: the title tells them apart.
        return _name(one.title) == _name(other.title) and (
            one.region == other.region or None in (one.region, other.region)
        )
    return _same_number(one, other)


def _name(title: str) -> str:
    return bare_name(_WORDING.sub("", title.strip()))


def _same_document(one: PolicyHeader, other: PolicyHeader) -> bool:
    """Whether both are one issue: by document number, else by the day they were signed and took effect."""
    if one.document_number and other.document_number:
        return _same_number(one, other)
    own, theirs = last_day(one), last_day(other)
    return own is not None and own == theirs


def _same_number(one: PolicyHeader, other: PolicyHeader) -> bool:
    return bool(one.document_number) and bare_name(one.document_number or "") == bare_name(other.document_number or "")


def _version(one: PolicyHeader, other: PolicyHeader) -> Likeness:
    own, theirs = last_day(one), last_day(other)
    newer = None if own is None or theirs is None or own == theirs else own > theirs
    return Likeness("version", other, newer)
