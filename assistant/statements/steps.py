"""A sum worked out in steps: a rate or sum by the band a figure lies in, times a factor by score or grade, under a cap.

Nothing is worked out when a step is not certain; a figure that is needed and not told is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.evidence import Evidence
from assistant.question import Facet
from assistant.statements.bands import Band, band_for, bands_of
from assistant.statements.given import Given, figures, money
from assistant.statements.matter import Matter, Said, Statement
from assistant.statements.rules import named, plainly
from index.known import clause_facts
from index.policy import Clause, Policy, Validity
from index.stated.decimals import plain
from index.variants import fold

NEAR = 0.7
"""A clause scored lower than this share of the best holds no step."""
_IN_STEPS = re.compile(r"(?<!不)分段|累进|的部分")
_BY_FACTOR = re.compile(r"系数|(?:兑现|拨付|核定|发放|结算)比例")
_REFERS = re.compile(
    r"前[一二两三]?[条款项]|第[一二三四五六七八九十百0-9]+条|上述|以上标准|(?:奖补|补助|补贴|奖励|资助|扶持)(?:金?额|资金|标准)?"
)
_CAP_FIRST = re.compile(
    r"(?:超过|高于)[^,，;；。]{0,8}(?:上限|限额|最高)[^,，;；。]{0,6}按[^;；。]{0,16}?[,，]?\)?[,，]?[^;；。]{0,6}乘"
)
_CAP_LAST = re.compile(
    r"乘(?:以|上)?[^;；。]{0,14}(?:后|之后|所得|结果)[^;；。]{0,12}(?:不(?:得)?超过|超过|高于)[^;；。]{0,10}(?:上限|限额|最高)"
)
_HUNDRED = Decimal(100)
_LEAST = 2
_OF_EACH = re.compile("(?:每|单)[^,，]{0,3}$")
"""A figure told of one of several (每班180人) is none of the whole."""


@dataclass(frozen=True)
class _Step:
    """What a step comes to, how, and the band it rests on; ``uncapped`` is what it came to before its ceiling."""

    value: Decimal
    uncapped: Decimal
    way: str
    band: Band


def said(matter: Matter) -> Said:
    """The sum asked for, step by step with the clause of each; or the one figure that is lacking."""
    if Facet.AMOUNT not in matter.question.facets or not matter.evidence:
        return Said()
    asked = plainly(matter.question.standalone)
    last = asked.rpartition(";")[2]
    given = figures(last) or figures(asked)
    for item in matter.evidence:
        policy = matter.policies.get(item.policy.policy_id)
        if policy is None or item.score < NEAR * matter.evidence[0].score or is_over(item, matter):
            continue
        for bands in scales(item.clause, policy):
            if any(band.granted.rate or band.granted.sum for band in bands) and (
                told := _told(bands, policy, item, given, asked)
            ):
                return told
    return Said()


def scales(clause: Clause, policy: Policy) -> list[tuple[Band, ...]]:
    """The bands of a clause that divide a range, two or more; none where each part of a sum has a rate of its own."""
    if _IN_STEPS.search(fold(clause.readable)):
        return []
    return [bands for bands in bands_of(clause, clause_facts(clause, policy)) if len(bands) >= _LEAST]


def factors_for(clause: Clause, policy: Policy) -> tuple[Band, ...]:
    """The factors by which the sum of a clause is to be multiplied, told in it or in one that refers to it."""
    found = [
        bands
        for other in policy.clauses
        if _BY_FACTOR.search(fold(other.readable)) and _bears_on(other, clause)
        for bands in bands_of(other, clause_facts(other, policy))
        if any(band.granted.factor is not None for band in bands)
    ]
    return found[0] if len(found) == 1 else ()


def _bears_on(other: Clause, clause: Clause) -> bool:
    """Whether a clause with factors speaks of the sums of ``clause``: it names it, or stands in its section."""
    text = fold(other.readable[other.body :])
    if other.clause_id == clause.clause_id or clause.address[-1] in text:
        return True
    return bool(other.address[:-1] == clause.address[:-1] and _REFERS.search(text)) and not re.search(
        r"第[一二三四五六七八九十百]+条", text
    )


def is_over(item: Evidence, matter: Matter) -> bool:
    """Whether the policy no longer holds: nothing is worked out by its rules."""
    return item.policy.validity(matter.question.as_of) == Validity.EXPIRED


def _told(bands: Sequence[Band], policy: Policy, item: Evidence, given: Sequence[Given], asked: str) -> Said | None:
    thing = next((band.thing for band in bands if band.thing), "")
    unit = next((band.held.unit for band in bands if band.held), "")
    figure = _figure(thing, unit, given, asked)
    factors = factors_for(item.clause, policy)
    if figure is None:
        return _lacking(thing, bands, factors, given, item, asked)
    band = band_for(bands, figure.value)
    if band is None:
        return _below(bands, figure, item)
    base = _base(band, figure)
    if base is None or (not factors and band.granted.rate is None and not _is_plain(band)):
        return None
    if not factors:
        return _in_full(Statement("结论", f"{base.way}。", band.rested_on(item.policy)))
    return _with_factor(base, factors, given, item, asked)


def _is_plain(band: Band) -> bool:
    """Whether a sum stands in a table of which nothing else in the clause sets a limit."""
    rows = fold(band.clause.readable[band.clause.body :]).split("\n")
    return bool(band.row) and not any(re.search(r"[0-9](?:%|万?元)|每", row) for row in rows if "|" not in row)


def _in_full(statement: Statement, *, asks_back: bool = False) -> Said:
    return Said((statement,), frozenset({Facet.AMOUNT, Facet.ELIGIBILITY}), asks_back=asks_back, in_full=True)


def _figure(thing: str, unit: str, given: Sequence[Given], asked: str) -> Given | None:
    """The one figure the asker tells of ``thing``."""
    same = [figure for figure in given if figure.unit == unit and not _OF_EACH.search(figure.before)]
    if unit == "元":
        same = [figure for figure in same if _is_of(thing, figure, asked)]
    return same[0] if len(same) == 1 else None


def _is_of(thing: str, figure: Given, asked: str) -> bool:
    if named(thing, figure):
        return True
    kind = any(thing[place : place + 2] in asked + figure.around for place in range(len(thing) - 1))
    return kind and any(sign in figure.around for sign in thing[-2:])


def _base(band: Band, figure: Given) -> _Step | None:
    """The sum of a band for the asker's figure, held to the band's ceiling."""
    granted = band.granted
    value = figure.value * granted.rate / _HUNDRED if granted.rate is not None and figure.unit == "元" else granted.sum
    if value is None:
        return None
    told = money(figure.value) if figure.unit == "元" else figure.words
    place = f"属{band.name}({band.said})" if band.name else f"属“{band.said}”"
    way = f"{band.thing or ''}{told}{place}，"
    if granted.rate is not None:
        way += f"{told}×{plain(granted.rate)}%={money(value)}"
    else:
        way += money(value)
    cap = granted.cap
    if cap is None:
        return _Step(value, value, way, band)
    under = f"，超过上限{money(cap)}，按{money(cap)}计" if value > cap else f"，没有超过上限{money(cap)}"
    return _Step(min(value, cap), value, way + under, band)


def _with_factor(
    base: _Step, factors: Sequence[Band], given: Sequence[Given], item: Evidence, asked: str
) -> Said | None:
    found = _factor(factors, given, asked)
    rests_on = base.band.rested_on(item.policy)
    if found is None:
        if any(figure.unit == "分" for figure in given):
            return None
        lack = Statement(
            "结论", f"还要乘以系数，请告知{_what(factors)}，才能算出最后的数：", None, _factor_lines(factors, item)
        )
        first = Statement("结论", f"{base.way}。", rests_on)
        return Said((first, lack), frozenset({Facet.AMOUNT}), asks_back=True, in_full=True)
    band, told = found
    behind = band.rested_on(item.policy)
    if band.granted.nothing:
        return _in_full(Statement("结论", f"不能拿：{told}，{_none_words(band)}。", behind))
    value, way = _multiplied(base, band)
    if value is None:
        return _either_way(base, band, told, item)
    lines = ((f"{base.way}；", rests_on), (f"{told}，系数{plain(band.granted.factor or Decimal(1))}，{way}。", behind))
    return _in_full(Statement("结论", f"{money(value)}，分两步算：", behind, lines))


def _multiplied(base: _Step, band: Band) -> tuple[Decimal | None, str]:
    """The sum times the factor, and how; None where the text leaves open what comes first, cap or factor."""
    factor, cap = band.granted.factor or Decimal(1), base.band.granted.cap
    text = fold(band.clause.readable) + fold(base.band.clause.readable)
    first, late = base.value * factor, base.uncapped * factor
    if cap is not None:
        first_capped, late_capped = min(first, cap), min(late, cap)
        if _CAP_FIRST.search(text):
            late, late_capped = first, first_capped
        if first_capped != late_capped:
            return None, ""
        if first > cap and not _CAP_LAST.search(text):
            return None, ""
        start = base.value if first_capped == first or _CAP_FIRST.search(text) else base.uncapped
        way = f"{money(start)}×{plain(factor)}={money(start * factor)}"
        return first_capped, way + (f"，超过上限{money(cap)}，仍按{money(cap)}" if first > cap else "")
    return first, f"{money(base.value)}×{plain(factor)}={money(first)}"


def _either_way(base: _Step, band: Band, told: str, item: Evidence) -> Said:
    """Both sums, where the text does not say whether the ceiling or the factor comes first."""
    factor, cap = band.granted.factor or Decimal(1), base.band.granted.cap or base.value
    first, late = min(base.value * factor, cap), min(base.uncapped * factor, cap)
    if first == late:
        late = base.value * factor
    text = f"{money(first)}或者{money(late)}，原文没有写明先按上限还是先乘系数，请向主管部门确认："
    behind, times = band.rested_on(item.policy), plain(factor)
    ways = [f"{money(one)}×{times}={money(one * factor)}" for one in dict.fromkeys((base.value, base.uncapped))]
    lines = (
        (f"{base.way}；", base.band.rested_on(item.policy)),
        (f"{told}，系数{times}，{'或者'.join(ways)}。", behind),
    )
    return _in_full(Statement("结论", text, behind, lines))


def _factor(factors: Sequence[Band], given: Sequence[Given], asked: str) -> tuple[Band, str] | None:
    """The factor for the asker's score or grade, with what it is for."""
    names = [band for band in factors if len(band.name) >= _LEAST and _names(band.name, asked)]
    scores = [figure for figure in given if any(band.held and band.held.unit == figure.unit for band in factors)]
    if len(scores) == 1:
        band = band_for(factors, scores[0].value)
        if band is None or (len(names) == 1 and names[0] is not band):
            return None
        words = scores[0].words
        return band, f"{words}为{band.name}" if band.name else f"{words}属“{band.said}”"
    return (names[0], names[0].name) if len(names) == 1 and not scores else None


def _names(name: str, asked: str) -> bool:
    return re.search(rf"(?<![不未非没基]){re.escape(name)}", asked.replace("基本合格", "#")) is not None


def _none_words(band: Band) -> str:
    found = re.search(r"不(?:予|再|享受|补|奖|发|拨|兑)[^,，。;；]{0,8}|取消[^,，。;；]{0,8}", fold(band.words))
    return found[0] if found else "没有补助"


def _what(factors: Sequence[Band]) -> str:
    """What a factor depends on: 得分 or the names of the grades."""
    named_bands = [band.name for band in factors if band.name]
    thing = next((band.thing for band in factors if band.thing), "")
    grade = f"等级({'、'.join(named_bands)})" if named_bands else ""
    score = (thing if thing.endswith("分") else f"{thing}得分") if any(band.held for band in factors) else ""
    return "或".join(part for part in (score, grade) if part) or "评价结果"


def _factor_lines(factors: Sequence[Band], item: Evidence) -> tuple[tuple[str, Evidence], ...]:
    return tuple((f"{band.words.rstrip('。')}；", band.rested_on(item.policy)) for band in factors)


def _below(bands: Sequence[Band], figure: Given, item: Evidence) -> Said | None:
    """That a figure does not reach the lowest band."""
    lowest = min(_lows(bands), key=lambda pair: pair[0], default=None)
    if lowest is None or figure.value >= lowest[0] or any(band.held and band.held.low is None for band in bands):
        return None
    band = lowest[1]
    told = money(figure.value) if figure.unit == "元" else figure.words
    text = f"不能拿：{band.thing}{told}，没有达到最低一档的“{band.said}”。"
    return _in_full(Statement("结论", text, band.rested_on(item.policy)))


def _lows(bands: Sequence[Band]) -> Iterator[tuple[Decimal, Band]]:
    for band in bands:
        if band.held and band.held.low is not None:
            yield band.held.low, band


def _lacking(
    thing: str, bands: Sequence[Band], factors: Sequence[Band], given: Sequence[Given], item: Evidence, asked: str
) -> Said | None:
    """The question back for the figure the bands are for, where the asker tells a score and nothing else."""
    if not factors or not thing or given != [one for one in given if one.unit == "分"] or not given:
        return None
    found = _factor(factors, given, asked)
    if found is None:
        return None
    lines = tuple((f"{band.words.rstrip('。')}；", band.rested_on(item.policy)) for band in bands)
    return _in_full(Statement("结论", f"要看{thing}，请告知是多少，才能算出：", None, lines), asks_back=True)
