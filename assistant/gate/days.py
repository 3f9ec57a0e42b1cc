"""Dates of a sentence against its clause's: every one stands there, and is the date of the same thing."""

from __future__ import annotations

import re
from collections import defaultdict

from index.stated.dates import times
from index.stated.fact import TimeKind

_FULL_DATE = re.compile(r"(\d{4})年(\d{1,2})月(?:(\d{1,2})日)?")
_DAY = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{4}年(?:\d{1,2}月)?(?=[底末起前]|[之以]前)")
_STARTS_BEFORE = re.compile(r"(?:自|从|于)$")
_STARTS_BEHIND = re.compile(r"^(?:\(含\))?(?:起|开始|正式?施行|施行|实施|生效|执行|以来|[之以]后|后)")
_ENDS_BEFORE = re.compile(r"(?:[至到止]|截止(?:时间|日期)?(?:为|是|[:：])?|有效期(?:限)?(?:为|是)?)$")
_ENDS_BEHIND = re.compile(r"^[底末]?(?:[之以]?前|止|截止|到期|失效|废止|期满)")
_CLASS: dict[TimeKind, set[str]] = {
    "effective": {"valid from"},
    "applies_from": {"valid from"},
    "expires": {"valid to"},
    "lapses": {"valid to"},
    "window_start": {"window"},
    "window_end": {"window"},
    "target": {"task"},
    "deadline": {"task", "window"},
    "plan_period_start": {"task"},
    "plan_period_end": {"task"},
}


def dates_right(sentence: str, source: str) -> bool:
    """Every date of the sentence stands in the source, whole or with its day left out."""
    known = _dates(source)
    return all(any(day[: len(said)] == said for day in known) for said in _dates(sentence))


def _dates(text: str) -> set[tuple[int, ...]]:
    return {tuple(int(part) for part in groups if part) for groups in _FULL_DATE.findall(text)}


def date_kinds_right(sentence: str, source: str) -> bool:
    """No date is said of another thing than in the source: 施行, 有效期, 申报, a task; nor a beginning of an end."""
    return _agree(_ends(sentence), _ends(source)) and _agree(_kinds(sentence), _kinds(source))


def _agree(said: dict[str, set[str]], known: dict[str, set[str]]) -> bool:
    return all(not known.get(day) or kinds & known[day] for day, kinds in said.items())


def _kinds(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for fact in times(text):
        if fact.date and fact.kind in _CLASS:
            found[fact.date] |= _CLASS[fact.kind]
    return found


def _ends(text: str) -> dict[str, set[str]]:
    """Whether each date begins or ends something, where the words beside it say so."""
    found: dict[str, set[str]] = defaultdict(set)
    for match in _DAY.finditer(text):
        before, behind = text[max(match.start() - 8, 0) : match.start()], text[match.end() : match.end() + 8]
        if _ENDS_BEFORE.search(before) or _ENDS_BEHIND.match(behind):
            found[match[0]].add("end")
        elif _STARTS_BEHIND.match(behind) or (_STARTS_BEFORE.search(before) and not before.endswith("于")):
            found[match[0]].add("start")
    return found
