"""The numbers that begin the units of a Chinese official text, and the addresses made of them.

The order of the families follows the drafting conventions of 编/章/节/条/款/项/目 (立法技术规范), of
一、/(一)/1./(1) (党政机关公文格式, GB/T 9704) and of 1/1.1/1.1.1 (GB/T 1.1, used by contingency plans). All
functions take text folded by ``index.variants.fold``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

HAN = "零〇一二三四五六七八九十百千"
_HAN_VALUES = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


class Rank(IntEnum):
    """How far out a numbered unit stands; a smaller rank holds a larger one."""

    ATTACHMENT = 0
    PART = 1
    CHAPTER = 2
    SECTION = 3
    ARTICLE = 4
    LIST = 5
    SUBLIST = 6
    ITEM = 7
    DECIMAL = 8
    SUBDECIMAL = 9
    SUBITEM = 10
    CIRCLE = 11


HEADING_ONLY = frozenset({Rank.PART, Rank.CHAPTER, Rank.SECTION})


@dataclass(frozen=True, slots=True)
class Number:
    """A number at the start of a line: its family, its label as an address shows it, and where the rest begins."""

    rank: Rank
    label: str
    value: int
    rest: int


_COUNT = f"(?P<n>[{HAN}两]+|[0-9]+)"
# A word after 第X条 that makes it a reference to an article, not its heading.
_REFERENCE = (
    "(?!款|项(?!目)|目(?![的标前])|,|[、至和及或与到]\\s*(?:$|[第附《本前])|、\\s*[一二三四五六七八九十0-9]{1,4}条|之(?![一二三四五六七八九十])|的|所(?![有属在])|规定(?!了)"
    "|中(?![小央国外介医共])|第)"
)
_NAMED = "(?![第章节条款、和及与至]|的|所列|所称|规定的?|中规定)"
_ORDINAL = (
    (Rank.ARTICLE, re.compile(rf"第\s*{_COUNT}\s*条(?:之[一二三四五六七八九十]+)?{_REFERENCE}")),
    (Rank.CHAPTER, re.compile(rf"第\s*{_COUNT}\s*章{_NAMED}")),
    (Rank.SECTION, re.compile(rf"第\s*{_COUNT}\s*节{_NAMED}")),
    (Rank.PART, re.compile(rf"第\s*{_COUNT}\s*(?:[编篇]|分编|部分){_NAMED}")),
)
_ATTACHED = (
    (
        Rank.ATTACHMENT,
        re.compile(r"附\s*(?:件|表|录)\s*(?P<n>[0-9]+|[一二三四五六七八九十]+)?\s*[:.、]?(?=\s|$|[^\w])"),
    ),
)
_HAN_LIST = ((Rank.LIST, re.compile(rf"(?P<n>[{HAN}]+)\s*(?:、|[.](?!\d)|[.](?=(?:19|20)[0-9]{{2}}年))")),)
_BRACKETED = (
    (Rank.SUBLIST, re.compile(rf"[(〔]\s*(?P<n>[{HAN}]+)\s*[)〕]\s*[、.]?")),
    (Rank.SUBITEM, re.compile(r"[(]\s*(?P<n>[0-9]{1,3})\s*[)]\s*[、.]?")),
)
_DIGITS = (
    (Rank.SUBDECIMAL, re.compile(r"[0-9]{1,2}\.[0-9]{1,2}\.(?P<n>[0-9]{1,2})(?![0-9.])\s*(?=[^\W\d])")),
    (Rank.DECIMAL, re.compile(r"[0-9]{1,2}\.(?P<n>[0-9]{1,2})(?![0-9.])\s+(?=[^\W\d])")),
    (Rank.ITEM, re.compile(r"(?P<n>[0-9]{1,3})\s*(?:、|[.](?![0-9])|[.](?=(?:19|20)[0-9]{2}年)|\s(?=[^\W\d]{2}))")),
    (Rank.SUBITEM, re.compile(r"(?P<n>[0-9]{1,3})[)](?=\s*[^\W\d])")),
)
_CIRCLED = ((Rank.CIRCLE, re.compile(r"(?P<n>[①-⑳㉑-㉟])\s*")),)
# By the first character of the line: most lines begin with none of these.
_BY_FIRST = (
    {"第": _ORDINAL, "附": _ATTACHED, "(": _BRACKETED, "〔": _BRACKETED}
    | dict.fromkeys(HAN, _HAN_LIST)
    | dict.fromkeys("0123456789", _DIGITS)
    | dict.fromkeys("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟", _CIRCLED)
)
_QUANTITY = re.compile(r"\s*(?:[%‰]|个|家|年|月|日|元|万|亿|名|人|户|项|倍|号|时|点)")
_LONGEST_HEADING = 60
_LEAST_TABS = 2


def number_of(line: str) -> Number | None:
    """The number ``line`` begins with, or None; a reference such as 第三条第二款 is not one."""
    patterns = _BY_FIRST.get(line[:1])
    if patterns is None:
        return None
    for rank, pattern in patterns:
        match = pattern.match(line)
        if match and _is_heading(rank, match, line):
            return Number(rank, _label(rank, match), _value(match["n"]), match.end())
    return None


def _is_heading(rank: Rank, match: re.Match[str], line: str) -> bool:
    if rank == Rank.ARTICLE:
        return True
    rest = line[match.end() :]
    if rank in HEADING_ONLY:
        return len(rest) <= _LONGEST_HEADING and not rest.rstrip().endswith(("。", ";", ","))
    if rank == Rank.ATTACHMENT:
        return len(line) <= _LONGEST_HEADING and "。" not in line
    if rank == Rank.ITEM:
        # 3 家 and 10 个 are numbers of the text, and so is what stands in a cell of a table
        counted = match[0][-1].isspace() and _QUANTITY.match(rest)
        return not counted and not rest.startswith("|") and line.count("\t") < _LEAST_TABS
    return True


def _label(rank: Rank, match: re.Match[str]) -> str:
    if rank == Rank.LIST:
        return match["n"] + "、"
    if rank == Rank.SUBLIST:
        return f"({match['n']})"
    if rank == Rank.ITEM:
        return f"{_value(match['n'])}."
    if rank == Rank.SUBITEM:
        return f"({_value(match['n'])})"
    label = re.sub(r"\s+", "", match[0])
    return label.rstrip(":.、") if rank == Rank.ATTACHMENT else label


@lru_cache(maxsize=4096)
def _value(text: str | None) -> int:
    if not text:
        return 1
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    if "㉑" <= text <= "㉟":
        return ord(text) - ord("㉑") + 21
    if text.isdigit():
        return int(text)
    return han_number(text)


def han_number(text: str) -> int:
    """The value of a Chinese number up to 9,999, such as 一百二十三 or 二〇二五 (read digit by digit)."""
    if not any(unit in text for unit in "十百千"):
        return int("".join(str(_HAN_VALUES.get(character, 0)) for character in text) or 0)
    total, digit = 0, 0
    for character in text:
        unit = {"十": 10, "百": 100, "千": 1000}.get(character)
        if unit is None:
            digit = _HAN_VALUES.get(character, 0)
        else:
            total += (digit or 1) * unit
            digit = 0
    return total + digit
