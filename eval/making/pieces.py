"""Pieces of a clause's text: its sentences, the verbatim piece that is evidence, and the ways to write a value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.making.draft import Group
from eval.making.held import Held, Stated
from eval.measures import normalised

_STOPS = "。;!?\n"
_SEGMENT_ENDS = ",;。:\n"
_LEAST, _MOST, _STEP = 8, 110, 6
_HAN_DIGITS = "零一二三四五六七八九十"
_NUMBER = re.compile(r"(?P<n>[0-9][0-9,.]*)(?P<scale>[万亿]*)")
_LABEL = re.compile(
    r"^(?:[(][一二三四五六七八九十0-9]{1,3}[)]|[一二三四五六七八九十]{1,3}[、是]|第[一二三四五六七八九十百]{1,4}[条,、]|[0-9]{1,2}[.、](?![0-9])|[①-⑳])\s*"
)
_OWN_START = re.compile("对(?!外|口|于|接)|到20|自20|收入|凡")
_YEAR_START = re.compile("到20[0-9]{2}年")
_NEEDS_CONTEXT = re.compile(
    "^(?:但|其|该|上述|此|并|同时|且|前款|本条|前条|也|以及|超过|或者|再|这|对此|另|否则|逾期|不足|仍|均|为此|据此|以上|以下|按上|从其|第[0-9一二三四五六七八九十]+年)"
)


def sentence_at(text: str, place: int) -> tuple[int, int]:
    """The start and end of the sentence of folded ``text`` that holds ``place``; brackets and quotes hold no end."""
    start = max(text.rfind(mark, 0, place) for mark in _STOPS) + 1
    ends = [end for mark in _STOPS if (end := text.find(mark, place)) >= 0]
    end = min(ends, default=len(text))
    while start < end and text[start].isspace():
        start += 1
    return start, end


def segments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The places of the parts between commas of ``text[start:end]``; a comma in brackets or quotes parts nothing."""
    depth, begin = 0, start
    for place in range(start, end):
        sign = text[place]
        depth += (sign in "(〔《“「<") - (sign in ")〕》”」>")
        if sign in _SEGMENT_ENDS and depth <= 0:
            if place > begin:
                yield begin, place
            begin = place + 1
    if end > begin:
        yield begin, end


def matter_from(text: str, first: int, place: int, most: int) -> int:
    """Where the matter of ``place`` begins: its sentence at ``first`` or, when that is too long, a later part of it.

    A later part may begin a question only when it names its own subject or year: 对…的, 到2030年, 收入….
    """
    begins = [first, *(start for start, _ in segments(text, first, place) if _OWN_START.match(text, start))]
    if year := list(_YEAR_START.finditer(text, first, place)):
        begins.append(year[-1].start())
    return next((begin for begin in sorted(set(begins)) if place - begin <= most), max(begins))


def bracketed(text: str, start: int) -> bool:
    """Whether what begins at ``start`` stands in a bracket, a title or a quotation within its line."""
    line = text.rfind("\n", 0, start) + 1
    before = text[line:start]
    return any(before.count(opening) > before.count(closing) for opening, closing in ("()", "〔〕", "《》", "“”"))


def unlabelled(words: str) -> str:
    """``words`` without the number of a list before them."""
    while True:
        bare = _LABEL.sub("", words).lstrip()
        if bare == words:
            return bare
        words = bare


def stands_alone(words: str) -> bool:
    """Whether words say by themselves of whom they speak: not 其中…, 但…, 该…."""
    return not _NEEDS_CONTEXT.match(words)


def evidence(held: Held, stated: Stated, start: int, end: int) -> str | None:
    """A verbatim piece of the clause around ``start`` to ``end`` that no other clause holds; None when there is none.

    It holds none of the characters that a copying site had substituted where that can be had, and grows to the left,
    then to the right, until it is found in this clause alone.
    """
    text, odd = stated.clause.text, {repair.place for repair in stated.clause.repairs}
    start, end = _clean_run(start, end, odd)
    while start < end:
        piece = text[start:end].strip()
        if len(piece) >= _LEAST and _is_only_in(held, stated, piece):
            return piece
        if end - start > _MOST:
            return None
        wider = _wider(text, start, end, odd)
        if wider == (start, end):
            return None
        start, end = wider
    return None


def _clean_run(start: int, end: int, odd: set[int]) -> tuple[int, int]:
    """The longest run of ``start`` to ``end`` without substituted characters, or all when that is too short."""
    best, begin = (start, start), start
    for place in range(start, end + 1):
        if place == end or place in odd:
            best = max(best, (begin, place), key=lambda run: run[1] - run[0])
            begin = place + 1
    return best if best[1] - best[0] >= _LEAST or end - start < _LEAST else (start, end)


def _wider(text: str, start: int, end: int, odd: set[int]) -> tuple[int, int]:
    for _ in range(_STEP):
        if start and text[start - 1] != "\n" and start - 1 not in odd:
            start -= 1
        elif end < len(text) and text[end] != "\n" and end not in odd:
            end += 1
    return start, end


def _is_only_in(held: Held, stated: Stated, piece: str) -> bool:
    wanted = normalised(piece)
    return [place for place, text in held.compared.items() if wanted in text] == [stated.clause.clause_id]


def ways_to_write(words: str) -> Group:
    """Ways to write the number with its unit in ``words``: 50万元 also 50万 and 500000元; 3年 also 三年.

    The words themselves when they hold no number in digits (减半).
    """
    words = words.replace(" ", "")
    match = _NUMBER.search(words)
    if not match:
        return (words,)
    number, scale = match["n"].replace(",", ""), match["scale"]
    unit = unit_of(words)
    ways = [f"{match['n']}{scale}{unit}", f"{number}{scale}{unit}"]
    if scale == "万" and unit == "元":
        ways += [f"{number}万", f"{_scaled(number)}元"]
    if unit == "%":
        ways.append(f"百分之{number}")
    if number.isdigit() and 1 <= int(number) <= len(_HAN_DIGITS) - 1 and not scale and unit and unit != "%":
        ways.append(f"{_HAN_DIGITS[int(number)]}{unit}")
        ways += [f"两{unit}"] if number == "2" else []
    return tuple(dict.fromkeys(ways))


def unit_of(words: str) -> str:
    """The unit right behind the first number of ``words``: 元, %, 年, 个工作日; empty when none follows."""
    match = re.search(
        r"[0-9][0-9,.]*[万亿]*(?P<unit>美元|港元|小时|分钟|个季度|季度|个工作日|工作日|个百分点|个月|平方米|立方米|千瓦时|兆瓦时|千瓦|人次|周岁|[%‰折年月日天元吨家户人名个项次件台套辆所张条处分亩级倍成岁架])?",
        words,
    )
    return (match["unit"] or "") if match else ""


def _scaled(number: str) -> str:
    whole, _, part = number.partition(".")
    return (whole + part.ljust(4, "0")[:4]).lstrip("0") or "0"


def ways_to_write_day(iso: str) -> Group:
    """Ways to write an ISO day, month or year; ``--04-30`` is a day of every year."""
    parts = iso.removeprefix("--").split("-")
    yearly = iso.startswith("--")
    if not yearly and len(parts) == 1:
        return (f"{parts[0]}年", parts[0])
    year = "" if yearly else f"{parts[0]}年"
    month, day = (*parts, "")[:2] if yearly else (parts[1], parts[2] if len(parts) > 2 else "")
    said = f"{year}{int(month)}月" + (f"{int(day)}日" if day else "")
    dashed = () if yearly else (iso,)
    return (said, *dashed, *((said.replace("日", "号"),) if day else ()))
