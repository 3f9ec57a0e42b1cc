"""The sub-clauses a paragraph counts off within itself: 第一,…第二,…; 一是…二是…; (1)…(2)…."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.numbering import HAN, han_number
from index.policy import Frozen

_BEFORE = r"(?:(?<=[。;:,、\s])|^)"
# Each family of labels; the group n is the number, or the word in its place.
_FAMILIES = (
    re.compile(rf"{_BEFORE}(?P<label>第(?P<n>[{HAN}]{{1,3}}))(?=[,、:])", re.MULTILINE),
    re.compile(rf"{_BEFORE}(?P<label>(?P<n>[{HAN}]{{1,3}})[是要])", re.MULTILINE),
    re.compile(rf"{_BEFORE}(?P<label>其(?P<n>[{HAN}]))(?=[,、:是])", re.MULTILINE),
    re.compile(r"(?P<label>(?P<n>首先|其次|再次|最后|第[三四五六]))(?=[,、:])"),
    re.compile(rf"(?<=[。;:,\s])(?P<label>[(](?P<n>[0-9]{{1,2}}|[{HAN}]{{1,3}})[)])"),
    re.compile(r"(?<=[。;:,\s])(?P<label>(?P<n>[0-9]{1,2})[.、])(?![0-9])"),
    re.compile(r"(?:(?<=[。;:,\s\u4e00-\u9fff)”》])|^)(?P<label>(?P<n>[①-⑳]))", re.MULTILINE),
)
_WORDS = {"首先": 1, "其次": 2, "再次": 3, "最后": 0}
_LEAST = 2


class Part(Frozen):
    """A sub-clause within a clause: its label and its place in the clause's text, label included."""

    label: str
    start: int
    end: int


def parts(text: str) -> tuple[Part, ...]:
    """The sub-clauses of a clause's folded text, in order; empty when it counts nothing off.

    A series begins with its first member and misses none; 最后 may end one. The last part ends with its sentence when
    the others are parts of that sentence, else with its paragraph.
    """
    found: list[Part] = []
    for start, line in lines_of(text):
        for family in _FAMILIES:
            series = _series(list(family.finditer(line)))
            if series:
                found += _cut(line, start, series)
                break
    return tuple(found)


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a clause's text, each with the place where it begins."""
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def _series(matches: list[re.Match[str]]) -> list[re.Match[str]]:
    """The longest run of members numbered 1, 2, 3 …; empty when there are fewer than two."""
    series: list[re.Match[str]] = []
    for match in matches:
        value = _value(match["n"])
        if value == len(series) + 1 or (value == 0 and series):
            series.append(match)
        elif value == 1 and len(series) < _LEAST:
            series = [match]
    return series if len(series) >= _LEAST else []


def _value(number: str) -> int:
    if number in _WORDS:
        return _WORDS[number]
    if "①" <= number <= "⑳":
        return ord(number) - ord("①") + 1
    number = number.removeprefix("第")
    return int(number) if number.isdigit() else han_number(number)


def _cut(line: str, start: int, series: list[re.Match[str]]) -> Iterator[Part]:
    ends = [match.start() for match in series[1:]]
    within_sentence = all("。" not in line[a.start() : b] for a, b in zip(series, ends, strict=False))
    stop = line.find("。", series[-1].end())
    ends.append(stop + 1 if within_sentence and stop >= 0 else len(line))
    for match, end in zip(series, ends, strict=True):
        yield Part(label=match["label"], start=start + match.start(), end=start + len(line[:end].rstrip()))
