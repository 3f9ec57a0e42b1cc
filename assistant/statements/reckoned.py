"""A tariff worked out for the asker's figures: so many times a sum, or a rate of one, more on top, its ceilings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.evidence import sentences
from assistant.gate.wording import bigrams
from assistant.statements.arithmetic import YEARS_ASKED, is_base
from assistant.statements.given import Given, Length, is_staff, money, ratio
from assistant.statements.options import concerns, within
from assistant.statements.rules import Rule
from assistant.statements.tariffs import ALIKE, UNITS, WHOLES, Cap, Each, Tariff
from index.known import ClauseFacts
from index.stated.decimals import DIGITS, HAN_RUN, decimal_of, plain
from index.variants import fold

_HUNDRED = Decimal(100)
_EACH_PRICE = re.compile(
    rf"(?:每|单|一)(?P<unit>{UNITS})[^,，。;；0-9]{{0,8}}$|(?P<one>单价|均价)[^,，。;；0-9]{{0,4}}$"
)
_CONVERTED = re.compile(
    rf"按照?(?P<n>{DIGITS})(?P<unit>{UNITS})(?:折算|折合|换算|计算)(?:为|成|作)?(?:1|一)?(?P<measure>{UNITS})"
)
_ROUNDED_DOWN = re.compile("尾数[^,，。;；]{0,12}不计|不足[^,，。;；]{0,12}不计|舍去|取整")
MORE = re.compile(
    r"(?P<how>上浮|再?增加|再?提高|加发|再加|上调|增发)(?:发放|补助|补贴|奖励|标准|资金|比例)*(?P<n>"
    + DIGITS
    + r")%(?!,?[^,。;]{0,3}百分点)"
)
_OF_STANDARD = re.compile("标准|基础上|上述|以上|前款|补助额|补贴额|奖励额")
_YEAR_ROUND = re.compile("一年|全年|整年|年年|每年|年(?:能|可以)?(?:合|共|下来)|12个月")
_MOST = re.compile("最多|至多|不(?:得)?超过|以内|上限|封顶")
_FROM = re.compile(rf"第(?P<n>{DIGITS}|{HAN_RUN})(?:{UNITS})[^,，。;；]{{0,6}}起")
_SPOKEN_VERBS = re.compile("招|新|聘|雇|引|吸|培|训|录|改|建|增|盖")
_SHORTER = re.compile("(?:一|每)(?:天|日|个?月|次|趟|周)(?!龄)|按月|单次")
_MONTHLY = re.compile("(?:一个|每个?|按|单)月|月月")
_MOST_MONTHS = re.compile(r"(?:最长|不超过|期限为?|累计|最多)(?:不超过|补贴|补助)?(?P<n>\d{1,2})个?(?P<unit>月|年)")


@dataclass(frozen=True)
class Asker:
    """The question as sums are worked out for it."""

    words: str
    given: tuple[Given, ...]
    lengths: tuple[Length, ...]


@dataclass(frozen=True)
class Worth:
    """What a tariff comes to, how, and the sentences it rests on; ``per`` says 每月 where it is monthly."""

    tariff: Tariff
    value: Decimal
    way: str
    places: tuple[tuple[int, int], ...]
    per: str = ""
    worked: bool = True


def reckoned(tariff: Tariff, facts: ClauseFacts, asker: Asker) -> Worth | None:
    """The tariff for the asker's figures; None where one is lacking or a ceiling is not certain."""
    first = _of_sum(tariff, asker) if tariff.amount.unit == "%" else _of_count(tariff, facts, asker)
    if first is None:
        return None
    return _capped(_with_more(first, asker), asker)


# -- so many times a sum -------------------------------------------------------------------------------------------


def _of_count(tariff: Tariff, facts: ClauseFacts, asker: Asker) -> Worth | None:
    paid = Decimal(tariff.amount.values[0])
    if not tariff.each.unit:
        return _over_time(tariff, paid, tariff.amount.words, asker, worked=False)
    count = counted(tariff.each, asker)
    if count is None or (count[0] % 1 and tariff.each.unit in "人名个张家台辆套件户"):
        return None
    number, told = _from(tariff, *count)
    limits = _limits(tariff, facts)
    most = min(limits, default=None)
    if len(set(limits)) > 1 and most is not None and number > most:
        return None
    if most is not None and number > most:
        number, told = most, f"最多按{plain(most)}{tariff.each.unit}计，{plain(most)}{tariff.each.unit}"
    return _over_time(tariff, paid * number, f"{told}×{tariff.amount.words}", asker, worked=True)


def _from(tariff: Tariff, number: Decimal, told: str) -> tuple[Decimal, str]:
    """How many count where only those from a number on do (从第5个设施起)."""
    match = _FROM.search(fold(tariff.case))
    first = decimal_of(match["n"]) if match else None
    if first is None:
        return number, told
    left = max(number - first + 1, Decimal(0))
    return (
        left,
        f"从第{plain(first)}{tariff.each.unit}起共{plain(left)}{tariff.each.unit}，{plain(left)}{tariff.each.unit}",
    )


def counted(each: Each, asker: Asker) -> tuple[Decimal, str] | None:
    """How many the asker has of what a sum is for each of."""
    if each.verb and not (set(each.verb) & set(asker.words) or _SPOKEN_VERBS.search(asker.words)):
        return None
    measures = {each.unit} | ({"个", "张"} if each.noun and each.unit in ("个", "张") else set())
    measures |= {"辆", "台"} if each.unit in ("辆", "台") else set()
    same = [one for one in asker.given if ALIKE.get(one.unit, one.unit) in measures]
    same = [one for one in same if each.unit != "人" or not is_staff(one)]
    if (len(same) > 1 and each.noun) or (same and each.noun and (each.unit == "个" or same[0].unit != each.unit)):
        same = [one for one in same if _is_of(each.noun, one)]
    if len(same) > 1:
        same = [one for one in same if not re.search("总|一共|全年|全部", one.before)]
    return (same[0].value, same[0].words) if len(same) == 1 else None


def _is_of(noun: str, figure: Given) -> bool:
    near = figure.behind[:8] + figure.before[-8:]
    return any(pair in near for pair in bigrams(noun)) or noun[-1:] in figure.behind[:4]


def _limits(tariff: Tariff, facts: ClauseFacts) -> list[Decimal]:
    """How many are granted for at most, by the bounds the clause sets on their number."""
    return [
        Decimal(one.values[0])
        for one in facts.amounts
        if ALIKE.get(one.unit, one.unit) == tariff.each.unit
        and one.bound == "at_most"
        and one not in tariff.limits
        and _MOST.search(one.words)
    ]


def _over_time(tariff: Tariff, value: Decimal, way: str, asker: Asker, *, worked: bool) -> Worth | None:
    places = (tariff.place,)
    if tariff.time != "月":
        per = {"年": "每年", "季": "每季度", "日": "每天", "天": "每天"}.get(tariff.time, "")
        per = per or (f"每{tariff.time}" if tariff.time else "")
        return Worth(tariff, value, way + (f"={money(value)}" if worked else ""), places, per, worked)
    months = _months(asker, fold(tariff.clause.readable))
    if months is None:
        return None
    if months == 1:
        return Worth(tariff, value, way + (f"={money(value)}" if worked else ""), places, "每月", worked)
    total = value * months
    return Worth(tariff, total, f"{way}×{plain(months)}个月={money(total)}", places)


def _months(asker: Asker, text: str) -> Decimal | None:
    """The months asked about, 1 where a monthly sum is; None where the length is not exact or over the limit."""
    exact = [one.low for one in asker.lengths if one.low == one.high]
    if _MONTHLY.search(asker.words):
        return Decimal(1)
    if _YEAR_ROUND.search(asker.words):
        months = Decimal(12)
    elif asker.lengths:
        if len(exact) != 1:
            return None
        months = exact[0]
    else:
        return Decimal(1)
    limit = _MOST_MONTHS.search(text)
    most = (decimal_of(limit["n"]) or Decimal(0)) * (12 if limit["unit"] == "年" else 1) if limit else None
    return months if most is None or months <= most else None


# -- a rate of a sum -----------------------------------------------------------------------------------------------


def _of_sum(tariff: Tariff, asker: Asker) -> Worth | None:
    rule = Rule(tariff.clause, *tariff.place, (tariff.amount,), (tariff.place,))
    sums = [one for one in asker.given if one.unit == "元"]
    fitting = [one for one in sums if tariff.base and is_base(tariff.base, one, rule)]
    if len(fitting) != 1:
        return None
    paid, way = fitting[0].value, money(fitting[0].value)
    each = _EACH_PRICE.search(fitting[0].before)
    if each:
        count = counted(Each(each["unit"] or "个"), asker)
        if count is None:
            return None
        paid, way = paid * count[0], f"{way}×{count[1]}"
    rate = Decimal(tariff.amount.values[0])
    value = paid * rate / _HUNDRED
    return Worth(tariff, value, f"{way}×{plain(rate)}%={money(value)}", (tariff.place,))


# -- more on top ---------------------------------------------------------------------------------------------------


def _with_more(worth: Worth, asker: Asker) -> Worth:
    """The sum with what its clause puts on top (在上述标准上再增加20%) where the asker meets its condition."""
    clause = worth.tariff.clause
    for start, end in sentences(clause):
        words = fold(clause.readable[start:end])
        match = MORE.search(words)
        if match is None or not _OF_STANDARD.search(words[: match.start()]):
            continue
        condition = words[: match.start()]
        if concerns(condition, asker.words, worth.tariff.case + fold(clause.readable[: clause.body])):
            more = decimal_of(match["n"]) or Decimal(0)
            value = worth.value * (_HUNDRED + more) / _HUNDRED
            factor = f"(1+{plain(more)}%)"
            base = worth.way if worth.worked else worth.tariff.amount.words
            way = f"{base}，再×{factor}={money(value)}" if worth.worked else f"{base}×{factor}={money(value)}"
            return Worth(worth.tariff, value, way, (*worth.places, (start, end)), worth.per)
    return worth


# -- ceilings ------------------------------------------------------------------------------------------------------


def _capped(worth: Worth, asker: Asker) -> Worth | None:
    """The sum held to each of its ceilings; None where one is for what the asker has not told or is conditional."""
    for cap in worth.tariff.caps:
        times = _times(cap, worth.tariff, asker)
        if times is None:
            return None
        most = Decimal(cap.amount.values[0]) * times[0]
        if (cap.monthly and worth.per != "每月") or (cap.yearly and YEARS_ASKED.search(asker.words)):
            return None
        if cap.yearly and (worth.per == "每月" or _SHORTER.search(asker.words)):
            continue
        worth = _under(worth, most, cap, times[1:])
    return worth


def _times(cap: Cap, tariff: Tariff, asker: Asker) -> tuple[Decimal, str, str] | None:
    """How often a ceiling applies, told how, and how that number came about: once for a whole, else for each."""
    if "提高" in cap.amount.words or re.search("提高到?$", fold(tariff.clause.readable)[: cap.amount.start]):
        return None
    count = counted(cap.each, asker) if cap.each.unit else None
    if not cap.each.unit or WHOLES.match(cap.each.noun) or (cap.each.unit in "家户" and not count):
        several = count is not None and count[0] > 1 and bool(cap.each.noun)
        return None if several else (Decimal(1), "", "")
    if cap.each == tariff.each and tariff.amount.unit != "%":
        return None
    converted = _converted(cap, tariff, asker)
    if count is None and converted is None:
        return (Decimal(1), "", "") if cap.each.words.startswith("单") else None
    number, told = count or (converted or (Decimal(1), ""))
    most = [
        Decimal(one["n"])
        for one in re.finditer(
            rf"最多[^,，。;；0-9]{{0,4}}(?P<n>\d{{1,3}}){cap.each.unit}", fold(tariff.clause.readable)
        )
    ]
    if most and number > min(most):
        return None
    return (number, told, "") if count else (number, f"{plain(number)}{cap.each.unit}", told)


def _converted(cap: Cap, tariff: Tariff, asker: Asker) -> tuple[Decimal, str] | None:
    """The number of things that a measure comes to (光地按9平方米折算为1个): 36平方米÷9平方米=4个."""
    text = fold(tariff.clause.readable)
    match = _CONVERTED.search(text)
    size = decimal_of(match["n"]) if match else None
    if match is None or not size or match["measure"] != cap.each.unit:
        return None
    same = [one for one in asker.given if one.unit == match["unit"]]
    number = same[0].value / size if len(same) == 1 else Decimal(0)
    if number % 1:
        number = number // 1 if _ROUNDED_DOWN.search(text) else Decimal(0)
    way = f"{same[0].words}÷{match['n']}{match['unit']}={plain(number)}{cap.each.unit}" if number else ""
    return (number, way) if number else None


def _under(worth: Worth, most: Decimal, cap: Cap, told: tuple[str, str]) -> Worth:
    """The sum held to one ceiling; ``told`` is how often it applies and how that number came about."""
    times, converted = told
    yearly = "每年" if cap.yearly and worth.per != "每年" else ""
    way = f"{yearly}{money(Decimal(cap.amount.values[0]))}"
    limit = f"{cap.each.words}{way}" if not times else f"{way}×{times}={money(most)}"
    places = (*worth.places, _sentence(worth.tariff, cap.amount.start))
    if converted:
        match = _CONVERTED.search(fold(worth.tariff.clause.readable))
        places += (_sentence(worth.tariff, match.start()),) if match else ()
        worth = replace(worth, way=f"{converted}，{worth.way}")
    if worth.value <= most:
        return Worth(worth.tariff, worth.value, f"{worth.way}，没有超过{limit}的上限", places, worth.per, worth.worked)
    text = f"{worth.way}，超过{limit}的上限，按{money(most)}"
    return Worth(worth.tariff, most, text, places, worth.per, worth.worked)


def _sentence(tariff: Tariff, start: int) -> tuple[int, int]:
    return next((one for one in sentences(tariff.clause) if one[0] <= start < one[1]), tariff.place)


def by_ratio(tariff: Tariff, tariffs: Sequence[Tariff], asker: Asker) -> str:
    """How a share decides between two tariffs: 2000万度÷3000万度=67%,达到50%以上."""
    for one in tariffs:
        for limit in (limit for limit in one.limits if limit.unit == "%"):
            held, told = within(limit, asker.given, asker.words), ratio(asker.words, asker.given)
            if held is not None and told:
                met = "达到" if held else "没有达到"
                bare = re.sub("^(?:达到|不低于|超过)|以上$", "", limit.words)
                return f"{told[1]}，{met}{bare}，" if held == (one is tariff) else ""
    return ""
