"""What the page says it knows: policies, their short names, dates, validity and questions one could ask."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.policy import PolicyHeader, Validity

SOON = 90
VALIDITY_LABEL = {
    Validity.IN_FORCE: "有效",
    Validity.NOT_YET: "未生效",
    Validity.EXPIRED: "已失效",
    Validity.UNKNOWN: "时效未知",
}
_STANDING = {Validity.IN_FORCE: 0, Validity.UNKNOWN: 1, Validity.NOT_YET: 2, Validity.EXPIRED: 3}
_ISSUED = re.compile(r"(?:关于)?(?:印发|转发|公布|发布)(.+)的(?:通知|通告|公告)$")
_ABOUT = re.compile(r"^.{0,30}?关于(.+)$")
_ASK_BY_FORM = (
    (re.compile(r"答复"), "《{}》里提到了哪些措施？"),
    (re.compile(r"指南|申报"), "《{}》的申报条件和截止时间是什么？"),
    (re.compile(r"办法|细则|规定|条例"), "《{}》规定谁可以申请？"),
    (re.compile(r"意见|措施"), "《{}》对企业有哪些支持？"),
)
_ASK_ANY = ("《{}》由哪些部门负责落实？", "《{}》有哪些主要任务？", "《{}》什么时候到期？")


@dataclass(frozen=True)
class Badge:
    """How a policy's validity is shown: the kind (for its colour), the words, and the reason behind them."""

    kind: str
    words: str
    reason: str


def badge(policy: PolicyHeader | None, validity: Validity, as_of: date) -> Badge:
    """Say how valid a policy is on the day ``as_of``; within 90 days of its end, how many are left."""
    expires = policy.expires if policy else None
    if validity is Validity.IN_FORCE and policy is not None:
        left = policy.days_left(as_of)
        if left is not None and 0 <= left <= SOON:
            return Badge("soon", f"{left}天后到期" if left else "今天到期", f"有效期至 {expires}")
    return Badge(validity.value, VALIDITY_LABEL[validity], _reason(policy, validity))


def _reason(policy: PolicyHeader | None, validity: Validity) -> str:
    expires = policy.expires if policy else None
    effective = policy.effective if policy else None
    if validity is Validity.NOT_YET and effective:
        return f"自 {effective} 起施行"
    if expires:
        return f"有效期至 {expires}"
    return "原文没有写明有效期，使用前请向发文机关确认" if validity is Validity.UNKNOWN else ""


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


def example_questions(policies: Sequence[PolicyHeader], as_of: date, count: int = 3) -> list[str]:
    """Make questions from the titles of policies, those in force and new ones first; few are asked about twice."""
    told = [each for each in newest_first(policies) if each.form == "policy"]
    told.sort(key=lambda each: (_STANDING[each.validity(as_of)], "答复" in each.title))
    return [
        _question(told[place % len(told)], place, general=place >= len(told)) for place in range(count if told else 0)
    ]


def _question(policy: PolicyHeader, place: int, *, general: bool) -> str:
    name = short_title(policy.title)
    if not general:
        for pattern, question in _ASK_BY_FORM:
            if pattern.search(policy.title):
                return question.format(name)
    return _ASK_ANY[place % len(_ASK_ANY)].format(name)


def regions(policies: Sequence[PolicyHeader]) -> list[str]:
    """Return the regions of the policies, each once, in the order of their names."""
    return sorted({each.region for each in policies if each.region})
