"""The section whose items a question asks for: by its heading (重点任务列了哪几项), or as the support there is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.variants import fold

if TYPE_CHECKING:
    from index.policy import Clause, Policy, Section

_LEAST_NAME = 4
_LEAST_SHARE = 0.6
_LONGEST_ITEM = 160
_WHICH = "(?:哪(?!家|里|天|年|一?个部门|个局)|什么(?!时)|几(?!号|月|天|年|成|时)|啥(?!时))"
_ALL = "(?:都|一共|总共|具体|主要|分别|共|又|还)*"
_VERB = "(?:列|分|提|讲|说|写|包括|包含|含|有|是|指|涉及|规定|部署|安排|要求|提到|划|干|做)?(?:出|到|了|成|为|的)*"
_AFTER = re.compile(
    rf"[”》」]?(?:这|那)?一?(?:块|部分|方面|章|节|里头?|里面|当中|中|下面|上)?(?:内容)?,?{_ALL}{_VERB}{_WHICH}"
)
_BEFORE = re.compile(r"哪.{0,3}$")
_HELP = "(?:支持|扶持|补助|补贴|奖励|奖补|资助|优惠|补|奖)"
_ASKS_SUPPORT = re.compile(
    rf"(?:掏钱|出钱|花钱|给钱|拿钱|能拿|能享受|能申请|能领|可以拿|可以享受|给|提供)?的?{_HELP}的?(?:项目|内容|政策|措施|事项|方向|东西)?"
    rf"{_ALL}(?:列了|分了|分为|包括|有|是)?哪?(?:几|些)?[项条类种样点块方面]*(?:什么|啥)?(?=$|[?？。,，呢啊])"
)
_SUPPORT_HEADING = re.compile(
    r"^(?:财政|资金)?(?:支持|扶持|奖补|奖励|补助|补贴|优惠|资助)(?:和?(?:支持|扶持|奖励|补助|补贴))?"
    r"(?:政策|措施|内容|方向|标准|范围|事项|项目)?(?:[和与及](?:标准|金额|额度))?$"
)
_COUNTED = re.compile(r"哪|几|什么|啥")
# What a question may say beside the matter of the policy.
_BESIDE = re.compile(
    r"我们?|咱们?|你们?|想|问|请|一下|办法|方案|政策|措施|文件|通知|意见|细则|实施|这份|那份|这个|那个|里面|里头|里|在|做|搞|的|对|县|市|省|区|上"
    r"|都|有|是|[,，。?？、\s]|掏钱|出钱|能|可以|拿|享受|申请|领|企业|单位"
)


def section_asked(question: str, policy: Policy) -> Section | None:
    """The section of ``policy`` whose items a folded question asks for; None where it names none."""
    words = question.replace("的", "")
    named = [one for one in policy.sections if one.heading and _is_named(fold(one.heading).replace("的", ""), words)]
    if named:
        return max(named, key=lambda one: len(one.heading or ""))
    return _of_support(question, policy)


def _is_named(name: str, words: str) -> bool:
    """Whether a question names a heading, or most of it, and asks what stands below it."""
    part = _common(name, words)
    if len(part) < _LEAST_NAME or len(part) < _LEAST_SHARE * len(name):
        return False
    start = words.index(part)
    return bool(_AFTER.match(words, start + len(part)) or _BEFORE.search(words[:start]))


def _common(one: str, other: str) -> str:
    """The longest run of characters that both hold."""
    found = ""
    for start in range(len(one)):
        while start + len(found) < len(one) and one[start : start + len(found) + 1] in other:
            found = one[start : start + len(found) + 1]
    return found


def _of_support(question: str, policy: Policy) -> Section | None:
    """The one section that holds the support, where the question speaks of nothing but the matter of the policy."""
    asked = _ASKS_SUPPORT.search(question)
    if not asked or not _COUNTED.search(asked[0]):
        return None
    rest = _BESIDE.sub("", question[: asked.start()] + question[asked.end() :])
    known = fold(f"{policy.title}{policy.region or ''}{policy.issuer or ''}")
    if any(letter not in known for letter in rest):
        return None
    found = [one for one in policy.sections if _SUPPORT_HEADING.search(fold(one.heading or ""))]
    return found[0] if len(found) == 1 else None


def items_below(place: tuple[str, ...], policy: Policy) -> tuple[tuple[str, Clause], ...]:
    """What stands right below a section, in order, each with its first clause: its heading, or its first sentence.

    () when one of them is neither headed nor short.
    """
    depth = len(place) + 1
    titles = {one.address: one.heading for one in policy.sections}
    items: dict[tuple[str, ...], tuple[str, Clause]] = {}
    for clause in policy.clauses:
        below = clause.address[:depth]
        if below[:-1] != place or len(below) < depth or below in items or below[-1] == "前言":
            continue
        title = titles.get(below) or (clause.heading if clause.address == below else None) or _first(clause)
        if not title:
            return ()
        items[below] = (f"{below[-1]}{title}", clause)
    return tuple(items.values())


def _first(clause: Clause) -> str | None:
    """The first sentence of a clause without a heading."""
    text = re.split(r"[。;；\n]", clause.readable[clause.body :].strip(), maxsplit=1)[0].strip()
    return text if 0 < len(text) <= _LONGEST_ITEM else None
