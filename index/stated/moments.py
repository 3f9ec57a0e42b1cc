"""A year, month, day, quarter or half as a text writes it, and the ISO day it names or ends with."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from index.numbering import han_number

YEAR = "(?P<{0}y>[12][0-9]{{3}}|[二一][〇零○0一二三四五六七八九]{{3}})年"
MONTH_DAY = (
    r"(?P<{0}m>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,2}})月"
    r"(?:(?P<{0}d>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})[日号])?"
)
DAY = YEAR + "(?:" + MONTH_DAY + ")?"
MOMENT = (
    YEAR + "度?(?:" + MONTH_DAY + "(?:份(?!额))?|第?(?P<{0}q>[一二三四1-4])季度|(?P<{0}h>[上下])半年)?"
    "(?P<{0}end>年?[底末])?"
)
CLOCK = (
    r"(?:\([^()\n]{1,8}\))?(?:上午|下午|中午|晚上?)?"
    r"(?:[0-9]{1,2}(?::[0-9]{2}|[时点](?:整|[0-9]{1,2}分)?)|[一二三四五六七八九十]{1,3}[时点](?:整|半)?)?"
)
_WRITTEN_SHORT = re.compile(
    r"(?<![0-9./])(?P<y>20[0-9]{2})(?P<mark>[-/.])(?P<m>1[0-2]|0?[1-9])(?P=mark)(?P<d>3[01]|[12][0-9]|0?[1-9])[日号]?"
    r"(?![0-9./]*[0-9])|(?:民国|中华民国)(?P<roc>[0-9]{2,3})年"
)
_ROC = 1911  # the year before the first of the Republic's
_ANY_YEAR = re.compile(r"(?:[0-9]{4}|[〇零○0一二三四五六七八九]{4})年")
_DATE = re.compile(DAY.format("a"))


def has_year(text: str) -> bool:
    """Whether ``text`` names a year; most sentences do not, and this is quick to see."""
    return "年" in text and _ANY_YEAR.search(text) is not None


def in_words(text: str) -> tuple[str, list[int]]:
    """``text`` with 2026/3/1 as 2026年3月1日 and 民国115年 as 2026年; for each of its places the one in ``text``."""
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for match in _WRITTEN_SHORT.finditer(text):
        day = (
            f"{int(match['roc']) + _ROC}年" if match["roc"] else f"{match['y']}年{int(match['m'])}月{int(match['d'])}日"
        )
        pieces += [text[at : match.start()], day]
        places += [*range(at, match.start()), *[match.start()] * len(day)]
        at = match.end()
    return "".join((*pieces, text[at:])), [*places, *range(at, len(text) + 1)]


def number(text: str) -> int:
    """The value of a short number in digits or Chinese numerals."""
    return int(text) if text.isdigit() else han_number(text.replace("○", "〇"))


def iso(match: re.Match[str], prefix: str) -> str:
    """The year, month or day that the groups of ``prefix`` hold, as ISO; not checked to exist."""
    groups = match.groupdict()
    parts = [f"{number(match[prefix + 'y']):04d}"]
    for name in ("m", "d"):
        value = groups.get(prefix + name)
        if value is None:
            break
        parts.append(f"{number(value):02d}")
    return "-".join(parts)


def last_day(match: re.Match[str], prefix: str) -> str:
    """What a moment ends with: 2026年3月底 is 2026-03-31, 2026年上半年 is 2026-06-30; a bare year or month stays so."""
    groups = match.groupdict()
    year = number(match[prefix + "y"])
    if groups.get(prefix + "q"):
        return _month_end(year, 3 * number(match[prefix + "q"]))
    if groups.get(prefix + "h"):
        return _month_end(year, 6 if match[prefix + "h"] == "上" else 12)
    if groups.get(prefix + "end") and not groups.get(prefix + "d"):
        return _month_end(year, number(match[prefix + "m"]) if groups.get(prefix + "m") else 12)
    return iso(match, prefix)


def month_day(match: re.Match[str], prefix: str, *, end: bool = False) -> str:
    """A day of no year as ``--04-10``; with ``end``, 3月底 is ``--03-31`` (the end of February is ``--02``)."""
    month, day = number(match[prefix + "m"]), match[prefix + "d"]
    if day:
        return f"--{month:02d}-{number(day):02d}"
    if end and month != 2 and 1 <= month <= 12:
        return f"--{month:02d}-{monthrange(2001, month)[1]:02d}"
    return f"--{month:02d}"


def exists(iso_date: str) -> bool:
    """Whether an ISO year, month or day is one of the calendar; ``--04-10`` and ``---10`` too."""
    if iso_date.startswith("---"):
        return 1 <= int(iso_date[3:]) <= 31
    if iso_date.startswith("--"):
        iso_date = "2004" + iso_date[1:]
    try:
        date.fromisoformat(iso_date + "-01-01"[: 10 - len(iso_date)] if len(iso_date) == 4 else (iso_date + "-01")[:10])
    except ValueError:
        return False
    return True


_DIGITS = re.compile(r"(?<!\d)([12]\d{3})(?:[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})|(\d{2})(\d{2}))(?!\d)")


def find_day(text: str) -> str | None:
    """The first date in ``text`` that names a day, as ISO; also 20241025, 2024-10-25 and 2024/3/5."""
    for match in _DATE.finditer(re.sub(r"\s+", "", text)):
        found = iso(match, "a")
        if len(found) == 10 and exists(found):
            return found
    digits = _DIGITS.search(text)
    if digits:
        year, *rest = (part for part in digits.groups() if part)
        found = "-".join((year, *(part.zfill(2) for part in rest)))
        return found if exists(found) else None
    return None


def _month_end(year: int, month: int) -> str:
    if not 1 <= month <= 12:
        return f"{year:04d}-{month:02d}"
    return f"{year:04d}-{month:02d}-{monthrange(year, month)[1]:02d}"
