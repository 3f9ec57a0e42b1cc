"""What the page says it knows: policies, their short names, dates and validity."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.ui.words import ZH, Words
from index.policy import PolicyHeader, Validity

SOON = 90
_STANDING = {Validity.IN_FORCE: 0, Validity.UNKNOWN: 1, Validity.NOT_YET: 2, Validity.EXPIRED: 3}
_ISSUED = re.compile(r"(?:关于)?(?:印发|转发|公布|发布)(.+)的(?:通知|通告|公告)$")
_ABOUT = re.compile(r"^.{0,30}?关于(.+)$")


@dataclass(frozen=True)
class Badge:
    """How a policy's validity is shown: the kind (for its colour), the words, and the reason behind them."""

    kind: str
    words: str
    reason: str


def badge(policy: PolicyHeader | None, validity: Validity, as_of: date, words: Words = ZH) -> Badge:
    """Say how valid a policy is on the day ``as_of``; within 90 days of its end, how many are left."""
    if validity is Validity.IN_FORCE and policy is not None:
        left = policy.days_left(as_of)
        if left is not None and 0 <= left <= SOON:
            shown = words["days_left"].format(days=left) if left else words["today_left"]
            return Badge("soon", shown, words["valid_to"].format(day=policy.expires))
    return Badge(validity.value, words[validity.value], _reason(policy, validity, words))


def _reason(policy: PolicyHeader | None, validity: Validity, words: Words) -> str:
    expires = policy.expires if policy else None
    effective = policy.effective if policy else None
    if validity is Validity.EXPIRED and policy is not None and policy.replaced_by:
        return words["replaced"]
    if validity is Validity.NOT_YET and effective:
        return words["valid_from"].format(day=effective)
    if expires:
        return words["valid_to"].format(day=expires)
    return words["valid_unknown"] if validity is Validity.UNKNOWN else ""


def short_title(title: str) -> str:
    """Shorten a title to the name people use: 某省人民政府关于印发甲办法的通知 is 甲办法."""
    bare = title.strip().strip("《》")
    for pattern in (_ISSUED, _ABOUT):
        if match := pattern.search(bare):
            inner = match.group(1).strip().strip("《》〈〉")
            if len(inner) >= 4:
                return inner.replace("《", "").replace("》", "")
    return bare.replace("《", "").replace("》", "")


def newest_date(policies: Sequence[PolicyHeader]) -> str | None:
    """Return the latest day any of the policies was signed or published, ISO; None when none says."""
    return max((day for each in policies if (day := issued(each))), default=None)


def issued(policy: PolicyHeader) -> str | None:
    """Return the day a policy was signed, else published, else the day it began; ISO."""
    return policy.signed or policy.published or policy.effective


def newest_first(policies: Sequence[PolicyHeader]) -> list[PolicyHeader]:
    """Sort policies by the day they were issued, latest first; those without a day come last."""
    return sorted(policies, key=lambda each: issued(each) or "", reverse=True)


def rules_first(policies: Sequence[PolicyHeader]) -> list[PolicyHeader]:
    """Sort policies latest first, policies before what else stood on their pages."""
    return sorted(newest_first(policies), key=lambda each: each.form != "policy")


def best_first(policies: Sequence[PolicyHeader], as_of: date) -> list[PolicyHeader]:
    """Sort policies for a newcomer: those in force and new ones first, replies after rules, pages of others last."""
    found = newest_first(policies)
    found.sort(key=lambda each: (each.form != "policy", _STANDING[each.validity(as_of)], "答复" in each.title))
    return found


def regions(policies: Sequence[PolicyHeader]) -> list[str]:
    """Return the regions of the policies, each once, in the order of their names."""
    return sorted({each.region for each in policies if each.region})
