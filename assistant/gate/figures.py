"""Numbers with units, bounds, what they are per and what they belong to: a sentence's against its clause's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.gate.wording import bigrams, share
from index.numbering import han_number
from index.stated.amounts import amounts
from index.stated.fact import Bound
from index.stated.quantities import MONEY, RATES, bound_before, quantities

_NUMBER = re.compile(
    r"\d+(?:\.\d+)?|[零一二三四五六七八九十百千两]+(?=[年月日天个家项次倍成级类点季周期元万亿处孩岁份条位所间])"
)
# 两个条件 counts what the sentence lists.
_SUMMED = re.compile(r"[两二](?:个(?![月工季学])|种|类|方面)")
_HAN = "零一二三四五六七八九十百两"
_TIME = re.compile(
    rf"(?P<number>\d+(?:\.\d+)?|[{_HAN}]+)\s?(?P<unit>个工作日|工作日|个月|周?年(?!度|级|产|轻|限|龄|人|老)|周?岁|日|天|小时|周|个?季度|学期|场|次|处|座|所|批|门|床)"
    r"(?P<after>(?:及|\(含\))?(?:以上|以下|以内|之内|内|及以上|[之以]?后))?"
)
_SAME_UNIT = {"天": "日", "周年": "年", "周岁": "岁", "工作日": "个工作日", "季度": "个季度"}
_REACHED = re.compile(r"达到?(?!.{0,12}以上)")
_LONGEST_YEARS = 1000
_COUNTED = "场次处座所批门床"
_AFTER: tuple[tuple[str, Bound], ...] = (("以上", "at_least"), ("以下", "at_most"), ("内", "at_most"), ("后", "over"))
_MOST = re.compile(r"(?:最长|最多|最久|至多)[^\d,，]{0,6}$")
_LEAST = re.compile(r"(?:最短|最少|至少|不少于)[^\d,，]{0,6}$")
_OPPOSED = {frozenset((up, down)) for up in ("at_least", "over") for down in ("at_most", "under")}
_ENDS = re.compile(r"[。;；\n]")
_PER = re.compile(
    r"[每按](?:年|月|日|天|季度?|周|学期|学年|人|户|亩|吨|家|台|套|次|件|平方米|立方米|千瓦时)(?!度?[以初底末满龄])|一次性"
    r"|单(?:台|户|家|个)|成套|年度"
)
_SAME_PER = {"按年": "每年", "年度": "每年", "按月": "每月", "按日": "每日", "每天": "每日", "按天": "每日"} | {
    "按季": "每季",
    "按季度": "每季",
    "每季度": "每季",
    "单户": "每户",
    "单家": "每家",
    "单台": "每台",
    "成套": "每套",
    "按人": "每人",
    "按户": "每户",
}
_TELLS = re.compile(r"(?:给予|予以|奖励|补助|补贴|发放|资助|按照?|标准|[为的给由每])+")
_BELONGS = 0.3
_SAME_BASE = 0.5


@dataclass(frozen=True)
class Figure:
    """A number with its unit and bound; ``lead`` is where the words of its bound begin."""

    values: tuple[str, ...]
    unit: str
    bound: Bound
    lead: int
    end: int
    reached: bool = False
    """Whether its bound is no more than 达: 达149家 are 149家."""

    @property
    def is_time(self) -> bool:
        """Whether it counts time: its bound is often left unsaid (两年内, 两年)."""
        return self.unit in ("年", "个月", "日", "个工作日", "岁", "小时", "周", "个季度", "学期")

    @property
    def is_paid(self) -> bool:
        """Whether it is a sum of money or a rate."""
        return self.unit in MONEY or self.unit in RATES or "/" in self.unit


def numbers(text: str) -> set[str]:
    """Every number of a text as digits, Chinese ones included, so that 三年 and 3年 are the same."""
    return {_digits(match) for match in _NUMBER.findall(_SUMMED.sub("", text))}


def numbers_right(sentence: str, source: str) -> bool:
    """Every number of the sentence stands in the source; a bare 一 (一份, 一次) is no number."""
    return numbers(sentence) - {"1"} <= numbers(source)


def _digits(number: str) -> str:
    if not number[0].isdigit():
        return str(han_number(number))
    return number.rstrip("0").rstrip(".") if "." in number else str(int(number))


def figures(text: str) -> list[Figure]:
    """Every number of ``text`` that has a unit, in order; dates are none."""
    # 不超过净资产的5%: the bound stands before the base.
    bounds = {one.end: one.bound for one in amounts(text) if one.bound != "exact"}
    found = [
        Figure(q.values, q.unit, bounds.get(q.end, q.bound), q.lead, q.end, bool(_REACHED.match(text, q.lead)))
        for q in quantities(text)
    ]
    return sorted([*found, *_times(text)], key=lambda one: one.end)


def _times(text: str) -> Iterator[Figure]:
    for match in _TIME.finditer(text):
        value = _digits(match["number"])
        before, unit = text[max(match.start() - 10, 0) : match.start()], match["unit"]
        if float(value) >= _LONGEST_YEARS or before.endswith("月") or (unit in _COUNTED and value == "1"):
            continue
        yield Figure(
            (value,), _SAME_UNIT.get(unit, unit), _time_bound(before, match["after"] or ""), match.start(), match.end()
        )


def _time_bound(before: str, after: str) -> Bound:
    if after.endswith("后") and (bound_before(before) or "exact") != "exact":
        after = ""  # 满6个月后
    for ending, bound in _AFTER:
        if after.endswith(ending):
            return bound
    if _MOST.search(before):
        return "at_most"
    return "at_least" if _LEAST.search(before) else bound_before(before) or "exact"


def _single(figure: Figure) -> Iterator[Figure]:
    """The figure itself, and the two ends of a range."""
    yield figure
    if figure.bound == "range":
        low, high = figure.values[0], figure.values[-1]
        yield Figure((low,), figure.unit, "at_least", figure.lead, figure.end)
        yield Figure((high,), figure.unit, "at_most", figure.lead, figure.end)


def _alike(said: Figure, known: Figure) -> bool:
    """Whether two figures of the same value are bounded alike."""
    if said.bound == known.bound or "about" in (said.bound, known.bound):
        return True
    if "exact" in (said.bound, known.bound) and (said.reached or known.reached):
        return True
    pair = frozenset((said.bound, known.bound))
    return pair not in _OPPOSED if said.is_time else "range" in pair and "exact" in pair


def values_right(sentence: str, source: str) -> bool:
    """Every figure of the sentence is one of the source, with its unit."""
    known = {(one.values, one.unit) for figure in figures(source) for one in _single(figure)}
    every = {one.unit for one in figures(source)}
    return all((one.values, one.unit) in known for one in figures(sentence) if one.is_paid or one.is_time or every)


def bounds_right(sentence: str, source: str) -> bool:
    """Every figure is bounded as the source bounds it: 最高30万元 is not 30万元以上, nor 30万元 itself."""
    known = [one for figure in figures(source) for one in _single(figure)]
    for said in figures(sentence):
        same = [one for one in known if (one.values, one.unit) == (said.values, said.unit)]
        if same and not any(_alike(said, one) for one in same):
            return False
    return True


# -- what a figure is per ------------------------------------------------------------------------------------------


def _per(text: str) -> set[str]:
    return {_SAME_PER.get(word, word) for word in _PER.findall(text)}


def per_right(sentence: str, source: str) -> bool:
    """Every 每年, 每人, 一次性 stands in the source, and before the same figure."""
    if not _per(sentence) <= _per(source):
        return False
    known = [(figure, _per(words)) for figure, words in _with_words(source, inherit=True)]
    for said, words in _with_words(sentence):
        same = [per for figure, per in known if (figure.values, figure.unit) == (said.values, said.unit)]
        if same and not any(_per(words) <= per for per in same):
            return False
    return True


def _with_words(text: str, *, inherit: bool = False) -> Iterator[tuple[Figure, str]]:
    """Each sum and rate with the words between the one before it in its sentence and it, and those right behind it.

    ``inherit`` adds the words before the first of the sentence, which may hold for all.
    """
    start, first = 0, ""
    for figure in (one for one in figures(text) if one.is_paid):
        ends = [match.end() for match in _ENDS.finditer(text, start, figure.lead)]
        if ends or not start:
            start = ends[-1] if ends else 0
            first = text[start : figure.lead]
        behind = re.split(r"[,，。;；、]", text[figure.end : figure.end + 12])[0]
        yield figure, text[start : figure.end] + behind + (first if inherit else "")
        start = figure.end


# -- what a figure belongs to --------------------------------------------------------------------------------------


def belongs_right(sentence: str, source: str) -> bool:
    """Every figure is said of what the source says it of: the sum for one grade is not that for another."""
    if not _grades_right(sentence, source):
        return False
    known = list(_contexts(source))
    for said, context in _contexts(sentence, whole=True):
        same = [words for one, words in known if (one.values, one.unit) == (said.values, said.unit)]
        others = [words for one, words in known if one.unit == said.unit and one.values != said.values]
        if same and all(same) and others and all(_beaten(context, words, others) for words in same):
            return False
    return True


def _contexts(text: str, *, whole: bool = False) -> Iterator[tuple[Figure, frozenset[str]]]:
    """Each figure with the words that tell what it is of: before a sum, behind a length of time.

    ``whole`` takes all of them, else only the last part before a sum.
    """
    found = figures(text)
    for place, figure in enumerate(found):
        alike = [one for one in found if one.is_paid] if figure.is_paid else found
        floor = max((one.end for one in alike if one.end <= figure.lead), default=0)
        if figure.is_paid:
            words = _ENDS.split(text[floor : figure.lead])[-1]
            yield figure, bigrams(_TELLS.sub(",", words if whole else _last_part(words)))
        elif figure.unit == "岁":
            ahead = found[place + 1].lead if place + 1 < len(found) else len(text)
            yield figure, bigrams(_ENDS.split(text[figure.end : ahead])[0])


def _last_part(words: str) -> str:
    """The last part of the words that says something besides 给予 and 每人."""
    for part in reversed(re.split(r"[,，:：、]", words)):
        if len(_TELLS.sub("", _PER.sub("", part))) >= 2:
            return part
    return words


def _beaten(said: frozenset[str], same: frozenset[str], others: Sequence[frozenset[str]]) -> bool:
    """Whether the words of another figure are clearly nearer to what was said than those of the same figure."""
    for other in others:
        of_other, of_same = other - same, same - other
        if not of_other or not said & of_other:
            continue
        nearness = len(said & of_same) / len(of_same) if of_same else 0.0
        if len(said & of_other) / len(of_other) - nearness > _BELONGS:
            return True
    return False


def _grades_right(sentence: str, source: str) -> bool:
    """A sum is not said of another grade: 国家级、省级分别给予100万元、50万元."""
    graded = {(one.values, one.unit): one.grade for one in amounts(source) if one.grade}
    for figure, words in _with_words(sentence):
        own = graded.get((figure.values, figure.unit))
        others = {grade for grade in graded.values() if grade and grade != own}
        if own and own not in words and any(grade in words for grade in others):
            return False
    return True


def bases_right(sentence: str, source: str) -> bool:
    """A rate is of what the source takes it of: 购置额的10% is not 贷款额的10%."""
    known = [one for one in amounts(source) if one.base]
    for said in amounts(sentence):
        same = [one.base for one in known if (one.values, one.unit) == (said.values, said.unit)]
        if said.base and same and not any(base and _same_base(said.base, base) for base in same):
            return False
    return True


def _same_base(said: str, known: str) -> bool:
    return share(said, known) > _SAME_BASE or share(known, said) > _SAME_BASE or said in known or known in said
