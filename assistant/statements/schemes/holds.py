"""Whether a condition of a rule holds for the asker: by figures, by its place in an order, by the words it is named by.

YES and NO are sure; OPEN is a condition the asker does not speak of, UNSURE one of which he speaks without settling it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.gate.wording import bigrams
from assistant.question import Question
from assistant.statements.given import Given, figures, is_staff
from assistant.statements.intervals import Interval, intervals
from assistant.statements.options import spoken
from assistant.statements.rules import plainly
from assistant.statements.schemes.verdict import Verdict, by_clock, by_grade
from index.stated.decimals import DIGITS, HAN_RUN, decimal_of


@dataclass(frozen=True)
class Asker:
    """The question as conditions are held against it: its words, those it says no to, and its figures.

    ``shares`` are parts of a whole in percent, each from a bound to a bound with the words around it. ``grown`` are the
    figures of one measure in an earlier and a later year; ``month`` is which month of a time it is (第15个月).
    """

    words: str
    denied: str
    given: tuple[Given, ...]
    shares: tuple[tuple[Interval, str], ...]
    nth: int | None
    pieces: tuple[str, ...]
    grown: tuple[Given, Given] | None = None
    month: Decimal | None = None


_EVERYDAY = (
    (re.compile("低保边缘户?|低边户?"), "最低生活保障边缘家庭"),
    (re.compile("低保户?(?!边缘)"), "最低生活保障家庭"),
    (re.compile("特困户?(?!人员)"), "特困人员"),
    (re.compile("小微(?!企业)"), "小微企业"),
    (re.compile("(?:拿|评|考|获)(?:到了?|下了?|上了?|过了)"), "取得认定"),
    (re.compile("电瓶车|电动车"), "电动自行车"),
    (re.compile("今早|今晚|今儿|当天|今天(?=[早上中下]|[0-9一二三四五六七八九十]+点)"), "当日"),
    (re.compile("昨天|昨晚|头天|头一天|前一天"), "前一日"),
)
_DENIED = re.compile(r"(?:不是|不在|不属于|不算|并非|没有|没(?!到|达|满|过)|未(?!满|达)|非)[^,，。;；?？]{1,12}")
_SHARE = re.compile(
    r"(?P<under>没到|没达到|没满|不到|不足|未到|未达到?|低于|少于)?(?P<over>超过|多于|过)?"
    rf"(?:(?P<tenths>[1-9]|[一二三四五六七八九])成(?P<fives>[一二三四五六七八九半])?(?![立功为员交果本都])|(?P<n>{DIGITS})%"
    r"|(?P<half>一半))(?P<above>以上|多)?"
)
_NTH = re.compile(rf"第(?P<n>{DIGITS}|{HAN_RUN})(?:届|次|年|回|批|期)(?!以)")
_FIRST = re.compile("首次|首届|首回|首年")
_WORDLESS = re.compile(
    r"(?:在|按照?|对)?(?:上述|前[款项条]|第[^,，。;；]{1,6}[项条款])的?(?:规定|标准|基础)*上?|在.{0,6}基础上"
    r"|一次性|补助|补贴|奖励|奖补|资助|给予|发放|标准|比例|总额|金额|资金|最高|最多|不(?:得)?超过|上限|限额|提高|增加|上浮|"
    r"再次?|另外?|按照?|其中|属于|范围|区域|及以[上下]|以[上下]|符合条件|单个|每[个家户处台件人名年月]|同一|的|为|至|到|是|给|补|奖"
)
_ALTERNATIVES = re.compile("、|或者?|以及|及(?!以)")
_BOTH = re.compile("并且?|且")
_SUPPOSED = re.compile("^(?:元)?(?:算|来算|计算)?(?:吗|对[吗不么]|是不是|吧|么|行[吗不])")
_MONTH = re.compile(rf"第(?P<n>{DIGITS}|{HAN_RUN})(?:个)?(?P<unit>月|年)(?!级|度)")
_OF_YEAR = re.compile("(?P<n>20[0-9]{2})年?|(?P<word>前年|去年|上年|上一?年度|今年|本年)")
_WORDS_OF_YEARS = {"前年": 1, "去年": 2, "上年": 2, "上年度": 2, "上一年度": 2, "今年": 3, "本年": 3}
_WORDED, _YEAR = 10, 12
_ENOUGH, _BY_SIGNS, _LEAST = 0.5, 0.55, 2


def asker_of(question: Question) -> Asker:
    """What the question tells; figures are those of what was asked last, and of before where it names none."""
    words = _as_policies_say(spoken(plainly(question.standalone)))
    last = words.rpartition(";")[2]
    given = figures(last) if any(one.unit != "%" for one in figures(last)) else figures(words)
    given = [one for one in given if not _SUPPOSED.search(one.behind)]
    denied = " ".join(match[0] for match in _DENIED.finditer(words))
    kept = _DENIED.sub(" ", words)
    nth = [decimal_of(match["n"]) for match in _NTH.finditer(last)]
    order = int(nth[0]) if len(nth) == 1 and nth[0] else 1 if _FIRST.search(last) and not nth else None
    pieces = tuple(re.split("[,，。;；?？!！]", words))
    grown = _grown(given)
    return Asker(kept, denied, tuple(given), _shares(words, given, grown), order, pieces, grown, _month(last))


def _month(words: str) -> Decimal | None:
    """Which month it is of a time: 第15个月; the second year ends with the 24th."""
    found = list(_MONTH.finditer(words))
    value = decimal_of(found[0]["n"]) if len(found) == 1 else None
    return value * (_YEAR if found[0]["unit"] == "年" else 1) if value else None


def _grown(given: Sequence[Given]) -> tuple[Given, Given] | None:
    """The figures of one measure that the asker tells of two years, the earlier first."""
    told = [(_when(one.before), one) for one in given if _when(one.before)]
    if len(told) != _LEAST or told[0][1].unit != told[1][1].unit or told[0][0] == told[1][0]:
        return None
    earlier, later = sorted(told, key=lambda pair: pair[0])
    return (earlier[1], later[1]) if (earlier[0] < _WORDED) == (later[0] < _WORDED) else None


def _when(before: str) -> int:
    """The year a figure is of, the last named before it, by number or by words (from 1 up); 0 where none is named."""
    found = list(_OF_YEAR.finditer(before))
    if not found:
        return 0
    return int(found[-1]["n"]) if found[-1]["n"] else _WORDS_OF_YEARS[found[-1]["word"]]


def _as_policies_say(words: str) -> str:
    for pattern, said in _EVERYDAY:
        words = pattern.sub(said, words)
    return words


def _shares(words: str, given: Sequence[Given], grown: tuple[Given, Given] | None) -> tuple[tuple[Interval, str], ...]:
    found = []
    for piece in re.split("[,，。;；?？!！]", words):
        for match in _SHARE.finditer(piece):
            value = decimal_of(match["n"]) if match["n"] else _tenths(match)
            if value is None:
                continue
            open_low, open_high = match["over"] or match["above"], match["under"]
            low = None if open_high else value
            high = None if open_low else value
            inside = not open_high
            found.append((Interval("%", low, high, not match["over"], inside), piece))
    if grown and grown[0].value and not found:
        more = (grown[1].value - grown[0].value) / grown[0].value * 100
        found.append((Interval("%", more, more, True, True), f"同比增长增幅 {grown[1].around}"))
    return (*found, *_of_two(given))


def _tenths(match: re.Match[str]) -> Decimal | None:
    if match["half"]:
        return Decimal(50)
    tens = decimal_of(match["tenths"]) or Decimal(0)
    ones = decimal_of(match["fives"].replace("半", "五")) if match["fives"] else None
    return tens * 10 + (ones or 0)


def _of_two(given: Sequence[Given]) -> list[tuple[Interval, str]]:
    """The share that one count has in the one that is told as the whole (一共700人, 境外代表150人)."""
    wholes = [one for one in given if one.unit != "元" and re.search("总|一共|共(?!计?[同建享])|全部", one.before)]
    if len(wholes) != 1:
        return []
    whole = wholes[0]
    parts = [one for one in given if one.unit == whole.unit and one.value < whole.value]
    shares = [(one.value / whole.value * 100, one.around) for one in parts]
    return [(Interval("%", value, value, True, True), around) for value, around in shares]


# -- a condition ---------------------------------------------------------------------------------------------------


def holds(condition: str, asker: Asker, common: str = "", about: str = "") -> Verdict:
    """Whether the folded ``condition`` is the asker's case; ``common`` is what is said of every case.

    ``about`` is what the rule says before it of the things its bounds count.
    """
    condition = _as_policies_say(condition)
    order = _order(condition, asker)
    clock, grade = by_clock(condition, asker.words), by_grade(condition, asker.words)
    if Verdict.NO in (order, clock, grade):
        return Verdict.NO
    bounds = intervals(condition)
    verdicts: list[Verdict] = [one for one in (clock, grade) if one is Verdict.YES]
    verdicts += [_bound(replace(one, start=one.start + len(about)), about + condition, asker) for one in bounds]
    if Verdict.NO in verdicts:
        return Verdict.NO
    named = _words(condition, bounds, asker, common)
    if not verdicts:
        return order if order is Verdict.YES and named is not Verdict.NO else named
    if all(one is Verdict.YES for one in verdicts):
        return Verdict.NO if named is Verdict.NO else Verdict.YES
    return named if named in (Verdict.NO, Verdict.OPEN) else Verdict.UNSURE


def _order(condition: str, asker: Asker) -> Verdict:
    """By the place in an order that a condition names (第二届), which a first or third time does not meet."""
    named = [decimal_of(match["n"]) for match in _NTH.finditer(condition)]
    if len(named) != 1 or named[0] is None or re.search("届起|次起|年起", condition):
        return Verdict.OPEN
    if asker.nth is None:
        return Verdict.NO
    return Verdict.YES if asker.nth == int(named[0]) else Verdict.NO


def _bound(bound: Interval, condition: str, asker: Asker) -> Verdict:
    """Whether the asker's figure for a bound lies in it."""
    if bound.unit == "%":
        told = _nearest(asker.shares, condition)
        return _lies(told, bound) if told else Verdict.OPEN
    if bound.unit == "月" and condition[: bound.start].endswith("第"):
        return Verdict.OPEN if asker.month is None else Verdict.YES if bound.holds(asker.month) else Verdict.NO
    figure = figure_for(bound.unit, condition, asker)
    if figure is None:
        return Verdict.OPEN
    return Verdict.YES if bound.holds(figure.value) else Verdict.NO


def _nearest(shares: Sequence[tuple[Interval, str]], condition: str) -> Interval | None:
    """The share told of what a condition speaks of: the only one, or the one whose words are nearest."""
    marks = [len(bigrams(words) & bigrams(condition)) for _, words in shares]
    best = max(marks, default=0)
    if not best or marks.count(best) != 1:
        return None
    return shares[marks.index(best)][0]


def _lies(told: Interval, bound: Interval) -> Verdict:
    """Whether what is told, a figure or a range, lies in a bound, beside it, or in part."""
    if told.low is not None and told.high is not None:
        return Verdict.YES if bound.holds(told.low) else Verdict.NO
    if told.high is not None and bound.low is not None:
        return Verdict.NO if told.high <= bound.low else Verdict.UNSURE
    if told.low is not None and bound.low is not None and bound.high is None:
        return Verdict.YES if told.low >= bound.low else Verdict.UNSURE
    return Verdict.UNSURE


def figure_for(unit: str, thing: str, asker: Asker) -> Given | None:
    """The asker's one figure in a unit; of several the one whose words are nearest to ``thing``."""
    same = [one for one in asker.given if one.unit == unit and not is_staff(one)]
    if asker.grown and asker.grown[0] in same:
        same.remove(asker.grown[0])
    if len(same) < _LEAST:
        return same[0] if same and (unit != "元" or bigrams(same[0].around) & bigrams(thing)) else None
    marks = [len(bigrams(one.around) & bigrams(thing)) for one in same]
    best = max(marks)
    return same[marks.index(best)] if best and marks.count(best) == 1 else None


# -- by words ------------------------------------------------------------------------------------------------------


def _words(condition: str, bounds: Sequence[Interval], asker: Asker, common: str) -> Verdict:
    """By the words that only this condition has, alternatives (甲或者乙) each by itself."""
    text = condition
    for bound in reversed(bounds):
        text = f"{text[: bound.start]},{text[bound.end :]}"
    text = re.sub(r"^.*属于", "", text)
    verdicts = [_one(part, asker, common) for part in _ALTERNATIVES.split(text) if part.strip(",，的 ")]
    for verdict in (Verdict.YES, Verdict.UNSURE, Verdict.NO):
        if verdict in verdicts:
            return verdict
    return Verdict.OPEN


def _one(part: str, asker: Asker, common: str) -> Verdict:
    own = bare_pairs(part) - bigrams(common)
    if not own:
        return Verdict.OPEN
    said = own & bigrams(asker.words)
    if not said:
        return Verdict.NO if own & bigrams(asker.denied) else Verdict.OPEN
    if own & bigrams(asker.denied) - said:
        return Verdict.NO
    if len(said) / len(own) >= _ENOUGH or all(_by_signs(each, asker, common) for each in _BOTH.split(part)):
        return Verdict.YES
    return Verdict.UNSURE


def _by_signs(part: str, asker: Asker, common: str) -> bool:
    """Whether most characters of a condition's own words are the asker's (锂的旧车交了 for 交售锂离子蓄电池旧车)."""
    own = bare_pairs(part) - bigrams(common)
    signs = set("".join(own))
    said = len(own & bigrams(asker.words))
    return len(signs) > _LEAST * _LEAST and bool(said) and len(signs & set(asker.words)) / len(signs) >= _BY_SIGNS


def bare_pairs(text: str) -> frozenset[str]:
    """The pairs of characters of the words that name a case; none across a word that names nothing."""
    parts = re.split(r"[,，、;；。:：()“”\"\s]+", _WORDLESS.sub(",", text))
    return frozenset(
        pair for part in parts for pair in bigrams(part) if not any(sign.isdigit() or sign == "%" for sign in pair)
    )
