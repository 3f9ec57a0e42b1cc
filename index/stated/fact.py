"""The facts a clause states: what they are made of. Every fact carries its words and their place.

``start`` and ``end`` are places in the text a function was given; ``text[start:end] == words``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["lead", "supporting", "responsible", "competent", "penalises", "approves", "receives"]
"""How a body text names an organ: 牵头; 会同/配合; 负责/落实; any duty (应当…); 责令/处罚; 批准/审核; 向…申请/备案."""

TimeKind = Literal[
    "effective",
    "expires",
    "target",
    "applies_from",
    "window_start",
    "window_end",
    "plan_period_start",
    "plan_period_end",
    "deadline",
    "late_refused",
    "lapses",
    "always",
]
"""The kinds of ``DateFact`` and further ones: a task's ``deadline``; 逾期不予受理; 期满自动失效; 常年受理."""

Recurrence = Literal["yearly", "quarterly", "monthly"]
PeriodKind = Literal["within", "lasting", "after", "nth_years", "next_year", "period_end", "previous", "every"]
Bound = Literal["exact", "at_most", "at_least", "over", "under", "range", "about"]
AmountRole = Literal["benefit", "ceiling", "threshold", "penalty", "target", "rate", "stated"]
BenefitKind = Literal["grant", "relief", "preference", "prohibition"]
Level = Literal["national", "province", "city", "county", "township", "unknown"]


@dataclass(frozen=True, slots=True)
class Span:
    """Words and their place."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Mention:
    """An organ named in the body of a text (由…负责, …应当), with the words that say what it does there.

    ``instead`` is the organ meant where somebody put it right; None where it is the one the words name.
    """

    start: int
    end: int
    words: str
    role: Role
    verb: str
    instead: str | None = None

    @property
    def name(self) -> str:
        """The organ meant."""
        return self.instead or self.words


@dataclass(frozen=True, slots=True)
class TimeFact:
    """A date of any kind: an ISO year, month or day.

    A yearly one has no year (``--04-10``), a monthly one no month (``---10``), a quarterly one the month of
    its quarter (``-Q1-10``: 每季度首月10日). ``date`` is None when the text
    does not settle it, such as 年底前 without a year, or 即日起.
    """

    start: int
    end: int
    words: str
    kind: TimeKind
    date: str | None = None
    recurring: Recurrence | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time told from something else: 3年内, 自登记之日起2年, 次年3月31日前, 30个工作日.

    ``length`` counts ``unit`` (年, 月, 日, 工作日, 周, 季度, 小时). ``anchor`` holds the words of the event it is
    counted from (登记, 收到申请); None when the text leaves it open. ``first`` and ``last`` are the numbers of
    第1年至第3年. ``month_day`` is the day of 次年3月31日, as ``--03-31``.
    """

    start: int
    end: int
    words: str
    kind: PeriodKind
    length: int | None = None
    unit: str | None = None
    anchor: str | None = None
    first: int | None = None
    last: int | None = None
    month_day: str | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum, rate, multiple or count.

    ``values`` are exact decimals in ``unit``: 50万元 is ("500000",) 元; a range has two. ``per`` holds 每人, 每月,
    一次性; ``base`` what a rate is taken of; ``of`` what the amount applies to; ``grade`` the grade it belongs to
    when the sentence holds several.
    """

    start: int
    end: int
    words: str
    values: tuple[str, ...]
    unit: str
    bound: Bound
    role: AmountRole
    per: tuple[str, ...] = ()
    base: str | None = None
    of: str | None = None
    grade: str | None = None


@dataclass(frozen=True, slots=True)
class Benefit:
    """One statement of what is granted or refused, to whom and on what conditions."""

    start: int
    end: int
    words: str
    kind: BenefitKind
    gets: Span
    who: Span | None = None
    conditions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to a clause: 第三条第二款, 前款, 《某办法》第十条, 附件1.

    ``document`` is the title of another text, None for this one. ``target`` holds the labels as addresses show
    them; ``until`` those of the last one of 第五条至第八条. ``paragraph`` is the number of the 款. ``relative`` is
    前款, 前条, 本条, 本章 and the like, ``count`` how many (前两款).
    """

    start: int
    end: int
    words: str
    target: tuple[str, ...] = ()
    until: tuple[str, ...] = ()
    paragraph: int | None = None
    until_paragraph: int | None = None
    document: str | None = None
    relative: str | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Organ:
    """An organ by its whole name.

    ``scope`` is the place it belongs to, None when not known; ``full`` its whole name, None when that cannot be
    told; ``kind`` the organ's line of duty, which is the same for all its names at all levels; ``successor``
    names the line that took over from a dissolved organ, ``since`` which year.
    """

    name: str
    full: str | None
    scope: str | None
    level: Level
    kind: str | None = None
    aliases: tuple[str, ...] = ()
    successor: str | None = None
    since: str | None = None


@dataclass(frozen=True, slots=True)
class OrganMention:
    """An organ found in a text, such as 卫健委 in a question: its line of duty and the place before it."""

    start: int
    end: int
    words: str
    kind: str
    place: str | None = None
