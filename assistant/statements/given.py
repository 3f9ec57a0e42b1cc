"""The figures an asker names: sums of money, counts of things and people, years. Exact decimals, nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from index.stated.decimals import DIGITS, HAN_RUN, decimal_of, plain

_WAN = Decimal(10_000)
_LONGEST = 1200
"""Months; a longer time is a year of the calendar (2026年)."""
_FIGURE = re.compile(
    rf"(?P<n>{DIGITS}|{HAN_RUN}) ?(?P<scale>(?:[十百万亿]|千(?![瓦米克]))*)(?P<more>来|多|余|几)?(?P<scale2>[万亿]?)"
    r"(?P<unit>元|块钱?|美元|港元|欧元|个百分点|%|平方米|平米|㎡|立方米|立方|公里|公顷|亩|吨|千瓦时|兆瓦时|兆瓦|千瓦|度(?![数假过量夏角角])"
    r"|平(?![方米均台时常安原江稳价板面衡等])"
    r"|[人架班车航]次|场次|台次|标箱|课时|学时|分(?![之别类钟店公支]|成)|人|名|位|家|户|辆|台|套|项|件|张"
    r"|间|床|条|根|场|座|架|艘|处|份|顿|头|只|株|棵|枚|栋|幢|个(?!月|季|工作日|人|点|小时|学期)|个人)?"
)
_LENGTH = re.compile(
    rf"(?<![0-9第])(?:(?P<years>{DIGITS}|{HAN_RUN})(?:个)?年(?!级|代|度|[0-9]|初|底|末)(?P<half>半)?(?P<rest>多)?"
    rf"(?:零|又|加)?(?:(?P<more>{DIGITS}|{HAN_RUN})个月)?|(?P<months>{DIGITS}|{HAN_RUN})个?月(?![0-9份初底末中])(?P<past>多)?"
    r"|(?P<six>半)年(?P<over>多)?)"
)
_ENGLISH_MONEY = re.compile(
    r"(?P<sign>RMB|CNY|¥|￥)?\s*(?P<n>[0-9][0-9,]*(?:\.[0-9]+)?)\s*(?P<size>thousand|million|billion|[kKmM](?![a-zA-Z]))?"
    r"\s*(?P<unit>yuan|RMB|CNY|renminbi)?",
    re.IGNORECASE,
)
_ENGLISH_SIZES = {"thousand": 10**3, "k": 10**3, "million": 10**6, "m": 10**6, "billion": 10**9}
_ENGLISH_POINTS = re.compile(
    r"(?:scored?(?: of)?|rat(?:ed|ing)(?: of| at)?|got) (?P<a>[0-9]{1,3}(?:\.[0-9]+)?)(?![0-9,]| ?(?:yuan|million|k\b))"
    r"|(?P<b>[0-9]{1,3}(?:\.[0-9]+)?) (?:points?|marks?)\b",
    re.IGNORECASE,
)
# What English askers call the things that policies take rates of.
_ENGLISH_THINGS = (
    (re.compile(r"equipment|machin", re.IGNORECASE), "设备"),
    (re.compile(r"invest", re.IGNORECASE), "投资投入"),
    (re.compile(r"\brent|lease", re.IGNORECASE), "租金"),
    (re.compile(r"spen[dt]|paid|pay|cost|bought|buy", re.IGNORECASE), "支出费用"),
    (re.compile(r"revenue|sales|turnover", re.IGNORECASE), "收入"),
    (re.compile(r"software", re.IGNORECASE), "软件"),
)
_PEOPLE = re.compile(
    r"[^,，。;；?？]{0,8}?(?:人|生|员工|职工|工人|博士|硕士|人才|军人|师傅|劳动力|员|孩子|老人|儿童|幼儿|婴儿|司机|学员|徒弟|选手|农民|村民|居民|患者|医生|教师|护士)"
)
_MONEY = ("元", "块", "块钱")
_SAME_UNIT = {
    "平米": "平方米",
    "㎡": "平方米",
    "平": "平方米",
    "顿": "份",
    "立方": "立方米",
    "名": "人",
    "位": "人",
    "个人": "人",
    "度": "千瓦时",
}
# A bare number is money behind what people pay by the month or at once, where nothing else follows it.
_PAYS = re.compile(
    r"(?:月租金?|房租|租金|工资|月薪|每个?月|一个月|学费|花了?|交了?|付了?|掏了?|票面|开票|发票|标价|售价|车价|总价)(?:金?额)?(?:是|要|给|发|共|得|都|了)?$"
)
_ENDS = re.compile(r"$|房补|补[贴助]|津贴|[,，。;；?？!！、]|的(?!人|家)")
_ROUGHLY = re.compile(r"(?:几|上|好几|不到|不足|近|将近|接近|超过|至少|最多|第|每|单)$")
_YEAR = re.compile(r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})年?(?![0-9元万吨家人])|(?P<word>今年|去年|前年|明年|后年)")
_YEARS = {"今年": 0, "去年": -1, "前年": -2, "明年": 1, "后年": 2}
_STAFF = re.compile(r"(?:公司|企业|厂子?里?|单位|店里?|[员职]工)(?:现在|目前|一共|总共)?(?:有|共)?$")
_SHARE = re.compile(
    rf"(?P<over>超过?|过)?(?:(?P<tenths>[1-9](?:\.[0-9])?|[一二两三四五六七八九])成(?P<fives>[一二三四五六七八九半])?(?![立功为员交果本都])|(?P<half>一半|半数)|(?P<n>{DIGITS})%"
    r"|(?<=过)半(?![年天个月小]))"
)
_WHOLE = re.compile("总|一共|全部|全年|共")
# 一亩补多少 asks for the rate of one; 办了一场补多少 tells how many there are.
_ASKS_HOW_MUCH = re.compile("多少|几|怎么")
_HAVING = re.compile(r"(?:[了有过]|新|共|是|我|我们|我家)$")
_MARKS = re.compile(r"[,，。;；?？!！、:：]")


@dataclass(frozen=True)
class Given:
    """A figure of the question: its value in ``unit`` (元 for money), its words, and those of its part around it."""

    value: Decimal
    unit: str
    words: str
    before: str
    behind: str

    @property
    def around(self) -> str:
        """The words of its part of the question, the figure left out."""
        return f"{self.before} {self.behind}"


def figures(question: str) -> list[Given]:
    """The sums and counts of a folded question, in order; those told only roughly (20多人, 不到10万) are left out."""
    found: list[Given] = []
    for match in _FIGURE.finditer(question):
        unit = _unit(match, question)
        value = decimal_of(match["n"] + match["scale"])
        before = _MARKS.split(question[: match.start()])[-1]
        if unit is None or value is None or match["more"] or _ROUGHLY.search(before):
            continue
        behind = _MARKS.split(question[match.end() :])[0]
        if match["n"] == "一" and not match["scale"] and _ASKS_HOW_MUCH.search(behind) and not _HAVING.search(before):
            continue
        found.append(Given(value, unit, match[0].strip(), before, behind))
    return found or _english(question)


def _english(question: str) -> list[Given]:
    """The sums of money (2.5 million yuan) and the score (scored 68) of a question in English."""
    found: list[Given] = []
    words = "".join(said for thing, said in _ENGLISH_THINGS if thing.search(question))
    for match in _ENGLISH_MONEY.finditer(question):
        value = decimal_of(match["n"])
        if value is not None and (match["sign"] or match["unit"]):
            times = _ENGLISH_SIZES.get((match["size"] or "").lower(), 1)
            found.append(Given(value * times, "元", match[0].strip(), words, ""))
    scores = (match["a"] or match["b"] for match in _ENGLISH_POINTS.finditer(question))
    return [*found, *(Given(Decimal(score), "分", f"{score}分", "", "") for score in scores)]


@dataclass(frozen=True)
class Length:
    """A length of time the asker tells, in months: exact, or more than ``low`` and less than ``high`` (一年多)."""

    low: Decimal
    high: Decimal
    words: str
    before: str
    behind: str


def lengths(question: str) -> list[Length]:
    """The lengths of time of a folded question, in order: 14个月, 一年半, 两年多, 半年."""
    found: list[Length] = []
    for match in _LENGTH.finditer(question):
        if match["months"] and "个" not in match[0]:
            continue  # 3月 is a month of the year
        length = _months(match)
        before = _MARKS.split(question[: match.start()])[-1]
        if length is None or _ROUGHLY.search(before):
            continue
        found.append(Length(*length, match[0], before, _MARKS.split(question[match.end() :])[0]))
    return found


def _months(match: re.Match[str]) -> tuple[Decimal, Decimal] | None:
    if match["six"]:
        low, wide = Decimal(6), Decimal(6) if match["over"] else Decimal(0)
    elif match["months"]:
        low, wide = decimal_of(match["months"]) or Decimal(0), Decimal(1 if match["past"] else 0)
    else:
        low = (decimal_of(match["years"]) or Decimal(0)) * 12 + (6 if match["half"] else 0)
        low += (decimal_of(match["more"]) or Decimal(0)) if match["more"] else 0
        wide = Decimal(12 - (6 if match["half"] else 0)) if match["rest"] and not match["more"] else Decimal(0)
    return (low, low + wide - Decimal("0.01") if wide else low) if 0 < low < _LONGEST else None


def _unit(match: re.Match[str], question: str) -> str | None:
    """The unit of a number; 万 and 亿 with nothing behind them are money, 8个毕业生 are people."""
    unit = match["unit"]
    behind = question[match.end() :]
    if unit is None:
        large = (match["n"] + match["scale"])[-1] in "万亿" and not match["scale2"]
        if not large and len(match["n"]) > 2 and match["n"].isdigit() and _ENDS.match(behind):
            return "元" if _PAYS.search(question[: match.start()]) else None
        return "元" if large and not re.match(r"[人名家户个辆台套吨亩次份条平股级年]|公里|多[人家户]", behind) else None
    if unit in _MONEY:
        return None if unit == "块" and len(match["n"] + match["scale"]) == 1 else "元"
    if unit == "度" and not match["scale"] and not re.search("电|千瓦时|光伏|储能", question):
        return None  # 25度 of a slope
    if unit == "个":
        return "人" if _PEOPLE.match(behind) else "个"
    return _SAME_UNIT.get(unit, unit)


def is_staff(figure: Given) -> bool:
    """Whether a number of people is that of a whole firm (我们公司30人), and not of those asked about."""
    return figure.unit == "人" and bool(_STAFF.search(figure.before))


def ratio(question: str, given: Sequence[Given]) -> tuple[Decimal, str] | None:
    """A share of a whole in percent, and how it is told: 三成, 一半, 67%, or the ratio of two figures of one unit."""
    told = list(_SHARE.finditer(question))
    if len(told) > 1:
        return None
    if told:
        match = told[0]
        tens = decimal_of(match["tenths"]) if match["tenths"] else None
        fives = decimal_of(match["fives"].replace("半", "五")) if match["fives"] else None
        value = tens * 10 + (fives or 0) if tens is not None else decimal_of(match["n"]) if match["n"] else Decimal(50)
        more = Decimal("0.01") if match["over"] else Decimal(0)
        return (value + more, match[0]) if value is not None else None
    pairs = [(one, other) for one in given for other in given if one.unit == other.unit and one.value < other.value]
    if len(pairs) != 1 or pairs[0][0].unit == "元" or not _WHOLE.search(pairs[0][1].around):
        return None
    part, whole = pairs[0]
    value = part.value / whole.value * 100
    return value, f"{part.words}÷{whole.words}={plain(value.quantize(Decimal(1)))}%"


def years(question: str, as_of: date) -> list[tuple[int, str]]:
    """The years a folded question names, each with the words of its part; of two in one part, those behind it."""
    found: list[tuple[int, str]] = []
    for part in re.split("[,，。;；?？!！、:：]", question):
        matches = list(_YEAR.finditer(part))
        ends = [match.start() for match in matches[1:]] + [len(part)]
        for match, end in zip(matches, ends, strict=False):
            words = part if len(matches) == 1 else part[match.end() : end]
            found.append((int(match["year"] or 0) or as_of.year + _YEARS[match["word"]], words))
    return found


def money(value: Decimal) -> str:
    """A sum as people write it: 60万元, 240元, 1.5亿元."""
    for size, name in ((_WAN * _WAN, "亿元"), (_WAN, "万元")):
        if value >= size and (value / size * 100) % 1 == 0:
            return f"{plain(value / size)}{name}"
    return f"{plain(value)}元"
