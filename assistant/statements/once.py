"""What may be had only once (每人限享受1次, 5年内只能申请一次), for who has had it and asks for it again."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from assistant.evidence import Evidence, Sentence, day_of, sentences
from assistant.gate.wording import bigrams
from assistant.statements.matter import Matter, Statement
from assistant.statements.reckoning import months_from
from index.policy import Clause, Policy
from index.stated.decimals import decimal_of
from index.variants import fold

if TYPE_CHECKING:
    from assistant.statements.circumstances import Circumstances

_ACT = "申请|享受|申领|领取|领|申报|报|获得|参加|办理|购买|提取|补助|补贴|奖励"
_LIMIT = re.compile(
    rf"(?:只能|只可以?|仅能|仅可以?|限|仅限|只限|最多(?:能|可以?)?|至多|不(?:得)?超过|只)(?:再)?(?:{_ACT})*(?:1|一)次(?!性)"
    rf"|不(?:得|能|可|予|再)?重复(?:{_ACT})"
)
_HIGHER = re.compile("就高|从高|择高|从优|最高的?一|同类")
"""Of two benefits the higher: who had the lower may still get the rest."""
_PERIOD = re.compile(
    r"(?P<n>\d{1,2}|[一二三四五六七八九十])(?P<unit>年|个月)(?:之)?内|(?P<each>每年|每年度|年度内|一年|当年)"
)
_HAD = re.compile(
    rf"(?:已经?|都|刚|才|之前|先前|以前|曾经?|去年|前年|今年|上个月|\d月份?)[^。;?]{{0,24}}?(?:{_ACT}|拿|补|奖|给)(?:过|了|到)|(?:{_ACT}|拿|补|奖)过"
)
_AGAIN = re.compile(r"再|又|还(?:能|可以|行|有)|第二(?:次|回|遍|份)|接着|两(?:次|回|遍)|重新|重复")
_HAD_NOT = re.compile(rf"(?:没有?|未|还没|从未|从没)[^,。;]{{0,6}}(?:{_ACT}|拿|补)过")
_WHEN = re.compile(r"(?:(?P<year>20\d\d)年|(?P<back>今年|去年|前年|大前年))(?:(?P<month>1[0-2]|[1-9])月)?")
_BACK = {"今年": 0, "去年": 1, "前年": 2, "大前年": 3}
_NEAR = 0.5


@dataclass(frozen=True)
class _Limit:
    """A sentence that lets something be had once, and the months after which it may be had again (0: never)."""

    clause: Clause
    policy: Policy
    start: int
    end: int
    months: int

    @property
    def words(self) -> str:
        return self.clause.readable[self.start : self.end].strip("；;。 ")


def again(matter: Matter, told: Circumstances) -> list[Statement]:
    """No, where the one sentence on it allows one time only; the day it may be had again, where both are dated."""
    asked = fold(matter.question.standalone)
    if not (_AGAIN.search(asked) and _HAD.search(asked)) or _HAD_NOT.search(asked):
        return []
    found = list(_limits(matter))
    if len({limit.words for limit in found}) != 1:
        return []
    limit = found[0]
    had = _had_on(",".join(told.pieces), matter.question.as_of) if limit.months else None
    verdict = _verdict(limit, had, matter.question.as_of)
    place = Sentence(limit.start, limit.end, limit.clause.readable[limit.start : limit.end], 1.0)
    evidence = Evidence(0, limit.clause, limit.policy.header(), 1.0, (place,))
    return [Statement("结论", verdict, evidence)] if verdict else []


def _verdict(limit: _Limit, had: date | None, today: date) -> str:
    if not limit.months:
        return f"不能再次享受：原文规定“{limit.words}”。"
    if had is None:
        return f"要看上一次是什么时候：原文规定“{limit.words}”。"
    free = months_from(had, limit.months)
    if today < free:
        return f"现在不能：原文规定“{limit.words}”，您说的上一次是{had.year}年{had.month}月，到{day_of(free)}才满期限。"
    return ""


def _limits(matter: Matter) -> Iterator[_Limit]:
    """The limits in the clauses found, else in their part of the policy."""
    first = matter.evidence[0]
    policy = matter.policies.get(first.policy.policy_id)
    if policy is None:
        return
    near = [
        item.clause
        for item in matter.evidence
        if item.policy.policy_id == policy.policy_id and item.score >= _NEAR * first.score
    ]
    part = [clause for clause in policy.clauses if clause.address[:-1] == first.clause.address[:-1]]
    asked = bigrams(fold(matter.question.standalone))
    for clauses in ([first.clause], near, part):
        found = [limit for clause in clauses for limit in _in_clause(clause, policy) if _is_of(limit, asked)]
        if found:
            yield from found
            return


def _is_of(limit: _Limit, asked: frozenset[str]) -> bool:
    """Whether a limit speaks of what is asked about; one that names nothing (每人限享受1次) is of its own clause."""
    named = bigrams(
        re.sub(rf"{_LIMIT.pattern}|{_PERIOD.pattern}|每|同一|人|户|家|名|个|各|[,。;:]", " ", fold(limit.words))
    )
    return not named or bool(named & asked)


def _in_clause(clause: Clause, policy: Policy) -> Iterator[_Limit]:
    for start, end in sentences(clause):
        text = fold(clause.readable[start:end])
        if _LIMIT.search(text) and not _HIGHER.search(text):
            yield _Limit(clause, policy, start, end, _months(text))


def _months(text: str) -> int:
    match = _PERIOD.search(text)
    if match is None:
        return 0
    if match["each"]:
        return 12
    return int(decimal_of(match["n"]) or 0) * (12 if match["unit"] == "年" else 1)


def _had_on(asked: str, today: date) -> date | None:
    """The month in which the asker says he had it."""
    for piece in re.split("[,。;?]", asked):
        when = _WHEN.search(piece)
        if when and when["month"] and re.search(f"(?:{_ACT}|拿|补)(?:过|了|到)?", piece[when.end() :]):
            year = int(when["year"]) if when["year"] else today.year - _BACK[when["back"]]
            return date(year, int(when["month"]), monthrange(year, int(when["month"]))[1])
    return None
