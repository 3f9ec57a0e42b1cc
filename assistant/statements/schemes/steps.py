"""Steps over a base: 在1000个基础上每增加200个,再增加6万元; 每增加1名合伙人,增加10万元."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.gate.wording import bigrams
from assistant.statements.given import Given, money
from assistant.statements.intervals import intervals
from assistant.statements.schemes.base import Line, Worth
from assistant.statements.schemes.holds import Asker, bare_pairs, figure_for
from assistant.statements.schemes.parts import Part
from assistant.statements.schemes.scheme import case_of
from index.stated.decimals import plain

_WITH = re.compile(r"(?:和|跟|与|同|加上?|另外|带着?)[^,，。;；]{0,2}$")


def extra(part: Part, base: Sequence[Part], asker: Asker) -> tuple[Decimal, str] | None:
    """How many steps the asker's figure lies over where they begin."""
    figure = figure_for(part.unit, part.noun + part.head + case_of(base)[0], asker)
    width = part.width or Decimal(1)
    if figure is None:
        return None
    low = part.low
    if low is None:
        own = [one for one in intervals(case_of(base)[0]) if one.unit == part.unit and one.low is not None]
        low = own[0].low if own else None
    if low is None:
        return _joined(figure, part, width)
    if figure.value - low < width:
        return None
    number = (figure.value - low) / width
    shown = f"({plain(figure.value)}-{plain(low)})" + (f"÷{plain(width)}" if width != 1 else "")
    return number, shown


def _joined(figure: Given, part: Part, width: Decimal) -> tuple[Decimal, str] | None:
    """How many come to one: 和两个朋友 two, 三个人合伙 two."""
    if width != 1 or part.unit != "人" or not bare_pairs(part.case) & bigrams(figure.around):
        return None
    number = figure.value if _WITH.search(figure.before) else figure.value - 1
    return (number, f"{plain(number)}") if number > 0 else None


def stepped(worth: Worth, applied: Sequence[Part], asker: Asker) -> Worth | None:
    """The sum with its steps; none where the figure ends between two."""
    for part in (one for one in applied if one.kind == "step"):
        more = extra(part, worth.base, asker)
        if more is None or more[0] % 1 or worth.base[0].kind != "sum":
            return None
        value = worth.value + more[0] * part.value
        text = f"{money(worth.value)}+{more[1]}×{money(part.value)}={money(value)}"
        kept = worth.lines[:-1] if worth.lines[-1].place == part.place else worth.lines
        line = Line(text, part.clause, part.place)
        worth = replace(worth, value=value, lines=(*kept, line), made=True)
    return worth
