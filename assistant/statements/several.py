"""A sum over several things of different grades (两条1200架次、一条400架次; 一个大型、两个中型), grade by grade."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.evidence import Evidence, Sentence, sentences, whole
from assistant.question import Facet
from assistant.statements.bands import Band, band_for
from assistant.statements.given import figures, money
from assistant.statements.matter import Matter, Said, Statement
from assistant.statements.rules import plainly
from assistant.statements.steps import is_over, scales
from index.known import ClauseFacts
from index.policy import Clause, Policy
from index.stated.decimals import DIGITS, HAN_RUN, decimal_of, plain
from index.stated.fact import Amount
from index.variants import fold

NEAR = 0.7
_N = rf"(?:{DIGITS}|{HAN_RUN})"
_KIND = "条|个|家|项|座|台|辆|套|架|艘|场|次|名|人|位|处|间|张"
_FIGURE_UNIT = r"[架班车场台航人]次|标箱|课时|学时|平方米|千瓦时|公里|千瓦|兆瓦|万?元|吨|亩|台|辆|人|户|家|张|间|分"
# 两条各飞了1200架次; 一条400架次
_GROUP = re.compile(
    rf"(?<![0-9第每])(?P<count>{_N})(?P<kind>{_KIND})(?![0-9])[^0-9,，。;；]{{0,8}}?(?P<figure>{DIGITS}[万千]?)(?P<unit>{_FIGURE_UNIT})"
)
_EACH = re.compile(r"各|分别|每|都|均")
_WORDS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
_ENGLISH = re.compile(
    rf"\b(?P<count>{'|'.join(_WORDS)}|[1-9])(?: of (?:them|these))?(?: (?!and\b)[a-z]+){{0,4}}? "
    r"(?P<figure>[0-9][0-9,]*)(?: (?P<unit>[a-z]+))?",
    re.IGNORECASE,
)
_ENGLISH_TOTAL = re.compile(
    rf"\b(?P<count>{'|'.join(_WORDS)}|[1-9])(?: new)?(?: [a-z]+){{1,4}}\b[^.?]{{0,40}}:", re.IGNORECASE
)
_GRADED = r"(?P<count>{n})(?:{kind})?(?:是|为|的|新)?[^0-9,，。;；、]{{0,4}}?(?P<grade>{grade})"
_ONE_ONLY = re.compile(
    r"就高|从高|只(?:奖|补|给|享受)|仅(?:奖|补|给)|差额|最高(?:一项|级别)|不得同时|择一|补足"
    r"|(?:级别|等级|多个|多项|不同|同时)[^。;；]{0,16}不重复"
)
_ALL = re.compile(r"一共|总共|合计|加起来|总计|共|全部|总的|多少|total|altogether|in all|how much", re.IGNORECASE)
_CAP = re.compile(
    r"(?:单个?(?:企业|单位|主体|机构)|同一(?:企业|单位|主体)|每(?:家|户)?(?:企业|单位)?)(每?年?度?)"
    rf"(?:补助|奖励|累计|合计|总额)?(?:最高|不超过|上限为?)(?:补助|奖励)?({DIGITS}[万亿]?)元"
)
_LEAST = 2


@dataclass(frozen=True)
class _Group:
    """So many things (``kind``: 条, empty in English) of one figure."""

    count: Decimal
    kind: str
    figure: Decimal
    unit: str
    words: str


def said(matter: Matter) -> Said:
    """What several things of different grades come to together, each grade with its way."""
    asked = plainly(matter.question.standalone)
    last = asked.rpartition(";")[2]
    if Facet.AMOUNT not in matter.question.facets or not matter.evidence or not _ALL.search(last):
        return Said()
    groups = _groups(last)
    for item in matter.evidence:
        policy = matter.policies.get(item.policy.policy_id)
        if policy is None or item.score < NEAR * matter.evidence[0].score or is_over(item, matter):
            continue
        told = _by_figures(groups, item, policy) if groups else None
        told = (
            told
            or (_by_one(last, item, policy) if not groups else None)
            or _by_grades(item, matter.facts.get(item.clause.clause_id), last)
        )
        if told:
            return Said((told,), frozenset({Facet.AMOUNT, Facet.ELIGIBILITY}), in_full=True)
    return Said()


def _groups(asked: str) -> list[_Group]:
    """The groups of things told with a figure each, in Chinese or in English."""
    found = []
    for match in _GROUP.finditer(asked):
        count, figure = decimal_of(match["count"]), decimal_of(match["figure"])
        if count and figure and match["kind"] != match["unit"] and (count == 1 or _EACH.search(match[0])):
            found.append(_Group(count, match["kind"], figure, match["unit"], match[0]))
    return found or _english(asked)


def _english(asked: str) -> list[_Group]:
    """Two flew 1,200 sorties each, one flew 400: trusted where the groups add up to the number told before them."""
    total = _ENGLISH_TOTAL.search(asked)
    found = []
    for match in _ENGLISH.finditer(asked, total.end() if total else 0):
        figure = decimal_of(match["figure"])
        if figure:
            found.append(_Group(_count(match["count"]), "", figure, "", match[0]))
    units = {match["unit"].lower() for match in _ENGLISH.finditer(asked) if match["unit"]} - {"each", "and", "one"}
    settled = total is not None and sum(group.count for group in found) == _count(total["count"])
    return found if settled and len(units) <= 1 else []


def _count(words: str) -> Decimal:
    return Decimal(_WORDS.get(words.lower(), 0)) or decimal_of(words) or Decimal(0)


def _by_figures(groups: Sequence[_Group], item: Evidence, policy: Policy) -> Statement | None:
    """The band of each group: so many times its sum."""
    for bands in scales(item.clause, policy):
        unit = next((band.held.unit for band in bands if band.held), "")
        if unit in ("月", "%", "元") or any(group.unit not in ("", unit) for group in groups):
            continue
        held = [band_for(bands, group.figure) for group in groups]
        lowest = min((band.held.low or Decimal(0) for band in bands if band.held), default=Decimal(0))
        if any(band is None and group.figure >= lowest for band, group in zip(held, groups, strict=True)):
            continue
        if all(_is_each(band, group, unit) for band, group in zip(held, groups, strict=True) if band):
            return _told(groups, held, unit, item)
    return None


def _is_each(band: Band, group: _Group, unit: str) -> bool:
    """Whether a sum is granted once for each of the things told (每条), and not for each of what is measured."""
    kinds = set(re.findall(rf"[每单](?P<kind>{_KIND})", fold(band.words)))
    return (
        band.granted.sum is not None
        and len(kinds) == 1
        and kinds != {unit}
        and kinds <= ({group.kind} if group.kind else kinds)
    )


def _by_one(asked: str, item: Evidence, policy: Policy) -> Statement | None:
    """The band of the one thing whose figure is told (一条…,一年飞了350架次)."""
    given = figures(asked)
    for bands in scales(item.clause, policy):
        unit = next((band.held.unit for band in bands if band.held), "")
        same = [one for one in given if one.unit == unit]
        if unit in ("月", "%", "元", "人", "家", "户", "分") or len(same) != 1:
            continue
        band = band_for(bands, same[0].value)
        kinds = re.findall(rf"[每单](?P<kind>{_KIND})", fold(band.words)) if band else []
        counts = [one.value for one in given if kinds and one.unit == kinds[0]]
        if band is None or band.granted.sum is None or len(kinds) != 1 or kinds[0] == unit or counts not in ([], [1]):
            continue
        text = f"每{kinds[0]}{money(band.granted.sum)}：{same[0].words}属“{band.said}”。"
        return Statement("结论", text, _rested_on([band], item))
    return None


def _told(groups: Sequence[_Group], held: Sequence[Band | None], unit: str, item: Evidence) -> Statement | None:
    parts, total = [], Decimal(0)
    for group, band in zip(groups, held, strict=True):
        figure = f"{plain(group.figure)}{unit}"
        if band is None or band.granted.sum is None:
            parts.append(f"{figure}的没有达到最低一档")
            continue
        value = band.granted.sum * group.count
        total += value
        parts.append(f"{figure}的属“{band.said}”，{money(band.granted.sum)}×{plain(group.count)}={money(value)}")
    if not total:
        return None
    return _summed(parts, total, item, [band for band in held if band])


def _summed(parts: Sequence[str], total: Decimal, item: Evidence, bands: Sequence[Band]) -> Statement | None:
    under = _under(item.clause, total)
    if under is None:
        return None
    rests_on = _rested_on(bands, item)
    head = "合计" if len(parts) > 1 else ""
    return Statement("结论", f"{head}{money(total)}：{'；'.join(parts)}{under}。", rests_on)


def _rested_on(bands: Sequence[Band], item: Evidence) -> Evidence:
    """The evidence quoted for bands: each of their parts of the clause once."""
    places = sorted({(band.start, band.end) for band in bands})
    told = tuple(Sentence(start, end, item.clause.readable[start:end], 1.0) for start, end in places)
    return Evidence(0, item.clause, item.policy, item.score, told)


def _under(clause: Clause, total: Decimal) -> str | None:
    """Whether a sum stays under the ceiling of its clause; None where the clause has several."""
    text = fold(clause.readable)
    caps = _CAP.findall(text)
    if len(caps) > 1:
        return None
    if not caps:
        return "" if not re.search("最高|上限|不超过|封顶", text) else None
    cap = decimal_of(caps[0][1])
    if cap is None:
        return None
    yearly = "每年" if caps[0][0] else ""
    if total > cap:
        return f"，超过{yearly}{money(cap)}的上限，按{money(cap)}"
    return f"，没有超过{yearly}{money(cap)}的上限"


# -- by the names of grades ----------------------------------------------------------------------------------------


def _by_grades(item: Evidence, facts: ClauseFacts | None, asked: str) -> Statement | None:
    """The sums of the grades a question names with a number each: 一个大型、两个中型."""
    graded = [one for one in facts.amounts if one.grade and one.unit == "元"] if facts else []
    paid = {one.grade: one for one in graded if one.role == "benefit" and one.bound == "exact" and len(one.values) == 1}
    if len(paid) < _LEAST or len(graded) != len(paid) or _ONE_ONLY.search(fold(item.clause.readable)):
        return None
    found: list[tuple[str, Decimal, Amount]] = []
    for grade, amount in paid.items():
        matches = re.findall(_GRADED.format(n=_N, kind=_KIND, grade=re.escape(grade or "")), asked)
        if len(matches) > 1:
            return None
        count = decimal_of(matches[0][0]) if matches else None
        if count:
            found.append((grade or "", count, amount))
        elif grade and grade in asked:
            return None
    if len(found) < _LEAST:
        return None
    parts = [f"{grade}{_value(one)}×{plain(count)}={money(_sum(one) * count)}" for grade, count, one in found]
    total = sum((_sum(one) * count for _, count, one in found), Decimal(0))
    under = _under(item.clause, total)
    start = min(one.start for *_, one in found)
    place = next(((a, b) for a, b in sentences(item.clause) if a <= start < b), None)
    if under is None or place is None:
        return None
    rests_on = whole(item.clause, item.policy, item.clause.readable[slice(*place)])
    return Statement("结论", f"合计{money(total)}：{'，'.join(parts)}{under}。", rests_on)


def _sum(amount: Amount) -> Decimal:
    return Decimal(amount.values[0])


def _value(amount: Amount) -> str:
    return money(_sum(amount))
