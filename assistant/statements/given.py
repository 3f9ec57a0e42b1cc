"""The figures an asker names: sums of money, counts of things and people, years. Exact decimals, nothing guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from index.stated.decimals import DIGITS, HAN_RUN, decimal_of, plain

_WAN = Decimal(10_000)
_FIGURE = re.compile(
    rf"(?P<n>{DIGITS}|{HAN_RUN}) ?(?P<scale>[十百千万亿]*)(?P<more>来|多|余|几)?(?P<scale2>[万亿]?)"
    r"(?P<unit>元|块钱?|美元|港元|欧元|个百分点|%|平方米|平米|立方米|立方|公里|公顷|亩|吨|千瓦时|度(?=电)|人次|人|名|位|家|户|辆|台|套|项|件|张"
    r"|间|床|个(?!月|季|工作日|人|点|小时|学期)|个人)?"
)
_PEOPLE = re.compile(
    r"[^,，。;；?？]{0,8}?(?:人|生|员工|职工|工人|博士|硕士|人才|军人|师傅|劳动力|员|孩子|老人|医生|教师|护士)"
)
_MONEY = ("元", "块", "块钱")
_SAME_UNIT = {"平米": "平方米", "立方": "立方米", "名": "人", "位": "人", "个人": "人", "度": "千瓦时"}
_ROUGHLY = re.compile(r"(?:几|上|好几|不到|不足|近|将近|接近|超过|至少|最多|第|每|单)$")
_YEAR = re.compile(r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})年?(?![0-9元万吨家人])|(?P<word>今年|去年|前年|明年|后年)")
_YEARS = {"今年": 0, "去年": -1, "前年": -2, "明年": 1, "后年": 2}
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
        found.append(Given(value, unit, match[0].strip(), before, behind))
    return found


def _unit(match: re.Match[str], question: str) -> str | None:
    """The unit of a number; 万 and 亿 with nothing behind them are money, 8个毕业生 are people."""
    unit = match["unit"]
    behind = question[match.end() :]
    if unit is None:
        large = (match["n"] + match["scale"])[-1] in "万亿" and not match["scale2"]
        return "元" if large and not re.match(r"[人名家户个辆台套吨亩次份条平股级年]|公里|多[人家户]", behind) else None
    if unit in _MONEY:
        return None if unit == "块" and len(match["n"] + match["scale"]) == 1 else "元"
    if unit == "个":
        return "人" if _PEOPLE.match(behind) else "个"
    return _SAME_UNIT.get(unit, unit)


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
