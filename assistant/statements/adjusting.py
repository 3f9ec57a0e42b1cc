"""A rule elsewhere that changes the sum a clause grants (上浮20%, 按标准的80%), where the asker speaks of its case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.evidence import Evidence, Sentence, address_text, sentences
from assistant.gate.wording import bigrams
from assistant.question import Facet
from assistant.statements.given import figures
from assistant.statements.matter import Matter, Statement
from assistant.statements.rules import plainly
from index.by_number import named
from index.policy import Clause, Policy
from index.variants import fold

_ADJUSTS = re.compile(
    r"(?:上浮|下浮|上调|下调|提高|增加|加发|降低|减少|扣减|减按)[^,，。;；]{0,6}\d+(?:\.\d+)?%(?!以|的(?:企业|单位))"
    r"|按(?:照)?[^,，。;；]{0,8}(?:标准|金额|额度)的?\d+(?:\.\d+)?%|(?:减半|加倍|不予)(?:补助|补贴|奖励|发放|拨付|兑现)"
)
_BASE = re.compile(r"标准|金额|额度|补助|补贴|奖励|奖补|基础上")
_COMMON = re.compile(
    r"补助|补贴|奖励|资金|标准|金额|企业|单位|项目|多少|给予|申请|我们|可以|符合|条件|享受|政策|认定|[0-9.]+|万?元|的|了|按"
)
_OF_ANOTHER = re.compile(r"第[^,，。;；]{1,12}[条项款][^,，。;；]{0,6}(?:标准|金额|额度|补助|补贴|奖励)")
_MONEY = re.compile(r"\d万?元")
_ASKS_CHANGE = re.compile(r"上浮|下浮|提高|降低|增加|加发|百分|比例|几成|几个点")
_LEAST = 2


def told(matter: Matter, said: Sequence[Statement]) -> list[Statement]:
    """The rules that bear on a sum just said, each in its own words; none that the sum already takes in."""
    if Facet.AMOUNT not in matter.question.facets or not said:
        return []
    sums = [one for one in said if one.part == "结论" and (one.evidence or one.items)]
    texts = fold("\n".join(text for one in said for text in (one.text, *(line for line, _ in one.items))))
    found: list[Statement] = []
    for one in sums[:1]:
        rests_on = one.evidence or one.items[0][1]
        policy = matter.policies.get(rests_on.policy.policy_id)
        scored = any(figure.unit == "分" for figure in figures(plainly(matter.question.standalone)))
        for clause, (start, end) in _rules(rests_on.clause, policy, scored=scored) if policy else ():
            words = clause.readable[start:end].strip("；;。 ")
            if fold(words) in texts or not _speaks_of(fold(words), matter):
                continue
            place = Sentence(start, end, clause.readable[start:end], 1.0)
            behind = Evidence(0, clause, rests_on.policy, 1.0, (place,))
            found.append(Statement("条件", f"还要看{address_text(clause)}：“{words}”。", behind))
    return found[:1]


def without(near: Sequence[Evidence], asked: str) -> list[Evidence]:
    """The clauses without those that only change another's sum, unless the change itself is asked for (上浮多少)."""
    kept = [item for item in near if not _only_adjusts(item.clause)]
    return list(near) if not kept or _ASKS_CHANGE.search(asked) else kept


def _only_adjusts(clause: Clause) -> bool:
    text = fold(clause.readable[clause.body :])
    return bool(_ADJUSTS.search(text) and _OF_ANOTHER.search(text)) and not _MONEY.search(text)


def _rules(granting: Clause, policy: Policy, *, scored: bool) -> Iterator[tuple[Clause, tuple[int, int]]]:
    """The sentences that adjust what ``granting`` grants: of its article or section, or naming it by number.

    Where the asker tells a score (``scored``), those by points wherever they stand.
    """
    above = granting.article or granting.address[:-1] or granting.address
    for clause in policy.clauses:
        for start, end in sentences(clause):
            text = fold(clause.readable[start:end])
            if not _ADJUSTS.search(text) or not _BASE.search(text):
                continue
            by_number = named(text, clause, policy)
            beside = clause.address[: len(above)] == above or (scored and "分" in text)
            if beside if by_number is None else any(_covers(one, granting) for one in by_number.addresses):
                yield clause, (start, end)


def _covers(address: tuple[str, ...], clause: Clause) -> bool:
    return clause.address[: len(address)] == address


def _speaks_of(rule: str, matter: Matter) -> bool:
    """Whether the asker speaks of a rule's case: by its words, or by a figure in its unit (78分)."""
    asked = plainly(matter.question.standalone)
    if len(bigrams(_COMMON.sub(" ", rule)) & bigrams(_COMMON.sub(" ", asked))) >= _LEAST:
        return True
    return any(one.unit == "分" for one in figures(asked)) and "分" in rule
