"""A sentence with a value left open: 可在3年内保留人事关系 becomes 可在几年内保留人事关系, the way Chinese asks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from eval.making.held import Held, Stated
from eval.making.naming import in_region
from eval.making.pieces import bracketed, evidence, matter_from, segments, sentence_at, stands_alone, unlabelled
from eval.measures import normalised
from index.variants import fold

DAY = re.compile(r"(?:每年)?(?:20\d\d年)?\d{1,2}月(?:\d{1,2}日|底|末)?|20\d\d年(?:底|末)?")
_TO_YEAR = re.compile("到20[0-9]{2}年底?,(?!达到|不少于|累计)")
_NUMBER = re.compile(r"[0-9][0-9,.]*[万亿]*")
_SMALL_UNITS = ("年", "个月", "个工作日", "工作日", "日", "天", "周", "小时", "次", "倍", "岁", "周岁")
_LEAST, _MOST = 12, 80
_ASKED = re.compile(r"[,;:、。\s]+$")
_MISREAD = re.compile(r"[|\t<>]|[0-9%元]/|\d\s+\d|另有规定|除外")
_LEAST_CONTEXT = 9
_ROW = re.compile(r"[|\t]|分别|不满|下列|以下情")
_NO_SUBJECT = re.compile("^(?:争取|力争)?到(?:20..|哪一)年底?[,，](?:累计|达到|力争)")
# A part that leads on to another is no question; one that says what is granted beside the rest is.
_UNFINISHED = re.compile(
    r"(?:的|的部分|外|时|后|前提下|情况下|基础上|起|之日|人员)$"
    r"|(?:^|[,，])(?:对|将)[^,，]*(?:企业|机具|项目|人员|单位|机构|者|份)$|(?:以上|以下)的[\u4e00-\u9fff]{2,8}$|的[^,，]{0,8}(?:办法|规定)$|几[^,，几]{1,4}内$"
)
_ALSO = re.compile(r"除(?P<rate>减按[^,]*)外$")


@dataclass(frozen=True)
class Blank:
    """A sentence with a value left open, the sentence as evidence, and the topic to name where it begins midway."""

    asked: str
    piece: str
    topic: str | None


def blank(one: Stated, start: int, end: int, held: Held) -> Blank | None:
    """The sentence of the value at ``start`` to ``end`` with it left open; None where that would be no clear question.

    It must say by itself of what it speaks, be short, stand in prose and be said but once in the policy.
    """
    text = one.text
    whole, last = sentence_at(text, start)
    first = start if _TO_YEAR.match(text, start) else matter_from(text, whole, start, _MOST - _LEAST * 2)
    if (
        start < one.clause.body
        or bracketed(text, start)
        or _MISREAD.search(text[start:last])
        or _ROW.search(text[whole:last])
    ):
        return None
    open_words = _opened(text[start:end])
    cut = _cut(text, first, last, end)
    if open_words is None or cut is None:
        return None
    said = unlabelled(f"{text[first:start]}{open_words}{text[end:cut]}")
    said = _ALSO.sub(r"\g<rate>", _ASKED.sub("", in_region(said, one.policy)))
    context = normalised(text[first:start] + text[end:cut])
    if (
        _UNFINISHED.search(said)
        or not _LEAST <= len(said) <= _MOST
        or len(context) < _LEAST_CONTEXT
        or not stands_alone(said)
        or _NO_SUBJECT.match(said)
    ):
        return None
    if _said_often(one, context, text[start:end], held):
        return None
    piece = evidence(held, one, first, cut)
    return Blank(said, piece, one.topic if whole != first != start else None) if piece else None


def _opened(words: str) -> str | None:
    """The words of a value with a question word in the place of its number or day."""
    day = DAY.search(words)
    if day:
        if len(DAY.findall(words)) > 1:
            return None
        return words[: day.start()] + _which(day[0]) + words[day.end() :]
    numbers = list(_NUMBER.finditer(words))
    if len(numbers) != 1:
        return None
    number, behind = numbers[0], words[numbers[0].end() :]
    if behind.startswith(("%", "‰")):
        return f"{words[: number.start()]}百分之几{behind[1:]}" if behind[0] == "%" else None
    how_many = "几" if behind.startswith(_SMALL_UNITS) else "多少"
    scale = re.search("[万亿]+$", number[0])
    return f"{words[: number.start()]}{how_many}{scale[0] if scale else ''}{behind}"


def _which(day: str) -> str:
    yearly = "每年" if day.startswith("每年") else ""
    if "月" not in day:
        return "哪一年" + ("底" if day.endswith(("底", "末")) else "")
    return f"{yearly}几月几日" if "日" in day else f"{yearly}几月" + ("底" if day.endswith(("底", "末")) else "")


def _cut(text: str, first: int, last: int, end: int) -> int | None:
    """Where the question ends: with the part of the sentence that the value stands in, or the one after a date."""
    parts = [part for part in segments(text, first, last) if part[1] >= end]
    if not parts:
        return None
    place = parts[0][1]
    for start, stop in parts[1:]:
        enough = place - first >= _LEAST * 2 and not _UNFINISHED.search(text[first:place])
        if enough or stop - first > _MOST:
            break
        if not _ASKED.sub("", text[start:stop]):
            break
        place = stop
    return place


def _said_often(one: Stated, context: str, words: str, held: Held) -> bool:
    """Whether the same sentence stands in another clause or beside another value."""
    marker = normalised(words)
    count = 0
    for other in held.of(one.policy):
        bare = normalised(fold(other.clause.readable)).replace(marker, "")
        count += bare.count(context)
    return count > 1
