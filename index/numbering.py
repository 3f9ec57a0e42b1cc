"""The numbers that begin the units of a Chinese official text, and the addresses made of them.

The order of the families follows the drafting conventions of 章/节/条/款/项 (立法法) and of
一、/(一)/1./(1) (党政机关公文格式, GB/T 9704).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

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
    SUBITEM = 8
    CIRCLE = 9


HEADING_ONLY = frozenset({Rank.PART, Rank.CHAPTER, Rank.SECTION})


@dataclass(frozen=True, slots=True)
class Number:
    """A number at the start of a line: its family, its label as an address shows it, and where the rest begins."""

    rank: Rank
    label: str
    value: int
    rest: int


_COUNT = f"(?P<n>[{HAN}两]+|[0-9０-９]+)"
# A word after 第X条 that makes it a reference to an article, not its heading.
_REFERENCE = "(?![款项目]|[、，,至和及或与到]|之(?![一二三四五六七八九十])|的|所|规定|中|第)"
_PATTERNS: tuple[tuple[Rank, re.Pattern[str]], ...] = (
    (
        Rank.ATTACHMENT,
        re.compile(r"附\s*(?:件|表|录)\s*(?P<n>[0-9０-９]+|[一二三四五六七八九十]+)?\s*[:：.．、]?(?=\s|$|[^\w])"),
    ),
    (Rank.PART, re.compile(rf"第\s*{_COUNT}\s*[编篇](?![章节条款])")),
    (Rank.CHAPTER, re.compile(rf"第\s*{_COUNT}\s*章(?!第)")),
    (Rank.SECTION, re.compile(rf"第\s*{_COUNT}\s*节(?!第)")),
    (Rank.ARTICLE, re.compile(rf"第\s*{_COUNT}\s*条(?:之[一二三四五六七八九十]+)?{_REFERENCE}")),
    (Rank.LIST, re.compile(rf"(?P<n>[{HAN}]+)\s*[、．.](?!\d)")),
    (Rank.SUBLIST, re.compile(rf"[（(〔]\s*(?P<n>[{HAN}]+)\s*[)）〕]\s*[、.．]?")),
    (Rank.ITEM, re.compile(r"(?P<n>[0-9０-９]{1,3})\s*(?:[.．、](?![0-9０-９])|\s(?=[^\W\d]{4}))")),
    (Rank.SUBITEM, re.compile(r"[（(]\s*(?P<n>[0-9０-９]{1,3})\s*[)）]\s*[、.．]?")),
    (Rank.CIRCLE, re.compile(r"(?P<n>[①-⑳㉑-㉟])\s*")),
)
_FIRST = re.compile(r"[第附（(〔零〇一二三四五六七八九十百0-9０-９①-⑳㉑-㉟]")


def number_of(line: str) -> Number | None:
    """The number ``line`` begins with, or None; a reference such as 第三条第二款 is not one."""
    if not _FIRST.match(line):
        return None
    for rank, pattern in _PATTERNS:
        match = pattern.match(line)
        if match and _is_heading(rank, match, line):
            return Number(rank, _label(rank, match), _value(match["n"]), match.end())
    return None


def _is_heading(rank: Rank, match: re.Match[str], line: str) -> bool:
    rest = line[match.end() :]
    if rank in HEADING_ONLY:
        return len(rest) <= 60 and not rest.rstrip().endswith(("。", "；", ";"))
    if rank == Rank.ATTACHMENT:
        return len(line) <= 60
    if rank == Rank.ITEM:
        # 2025. / 3.5% / 10月 are numbers of the text, not of a clause
        return not re.match(r"\s*(?:[%％]|个|家|年|月|日|元|万|亿)", rest)
    return True


def _label(rank: Rank, match: re.Match[str]) -> str:
    label = re.sub(r"\s+", "", match[0])
    if rank == Rank.LIST:
        return match["n"] + "、"
    if rank == Rank.SUBLIST:
        return f"({match['n']})"
    if rank == Rank.ITEM:
        return f"{_value(match['n'])}."
    if rank == Rank.SUBITEM:
        return f"({_value(match['n'])})"
    if rank == Rank.ATTACHMENT:
        return label.rstrip(":：.．、")
    return label


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
