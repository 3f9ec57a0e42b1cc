"""What a rule pays before anything changes it: a sum, so much for each, a rate, or a sum by tiers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.gate.wording import bigrams
from assistant.statements.arithmetic import told_of
from assistant.statements.given import Given, money
from assistant.statements.intervals import intervals
from assistant.statements.schemes.holds import Asker, figure_for
from assistant.statements.schemes.lookup import priced
from assistant.statements.schemes.parts import Part
from assistant.statements.schemes.scheme import Scheme, case_of
from assistant.statements.tariffs import WHOLES
from index.policy import Clause
from index.stated.decimals import plain
from index.variants import fold

_HUNDRED = Decimal(100)
_OF_ONE = re.compile(r"(?:一|另一|第一|第二|另)(?:个|台|辆|套|间|处|场|家|项|次|块)(?:是|花了?|要|付了?|交了?)?$")
_EACH_ONE = re.compile(r"(?:每|单)(?P<unit>[个台根座套辆间栋场张把支])[^,，。;；]{0,6}$")
_ONE_OF = frozenset("台部栋个家场处座项")
_SPENT = re.compile("票面|发票|开票|花|付|买|掏|费|总价|造价|投")
_OF_INCREASE = re.compile("增量|增加额|增长额|新增额|(?:增长|增加|新增|超出|超过)(?:的)?部分|净增")
_GREW = re.compile("(?:增加|增长|增|多|涨|提高)(?:了|出)?$|增量[是为有]?$")
_TIME = re.compile("每(?P<time>[年月季天日])$")
_IN_ALL = re.compile("[一全半]年|总共|一共|合计|加起来|[0-9]个月(?:一共|总共)")
_NO_MORE_THAN_PAID = re.compile("实际[^,;。]{0,8}(?:低于|不足|少于)[^,;。]{0,8}标准")
_LONGEST = 48


@dataclass(frozen=True)
class Line:
    """One step of the reckoning, with the place in its clause that it rests on."""

    text: str
    clause: Clause
    place: tuple[int, int]


@dataclass(frozen=True)
class Worth:
    """What a rule comes to, line by line; ``made`` says that more than a plain sum or rate was reckoned."""

    value: Decimal
    lines: tuple[Line, ...]
    made: bool
    base: tuple[Part, ...]
    each_held: bool = False
    held: tuple[Part, ...] = ()
    per: str = ""
    but: str = ""

    def then(self, value: Decimal, text: str, part: Part) -> Worth:
        """The sum after one more step, told on the line of its own sentence."""
        last = self.lines[-1]
        if last.clause is part.clause and last.place == part.place:
            joined = text if text.startswith("，") else f"，{text}"
            return replace(self, value=value, lines=(*self.lines[:-1], replace(last, text=last.text + joined)))
        line = Line(text.lstrip("，"), part.clause, part.place)
        return replace(self, value=value, lines=(*self.lines, line), made=True)


def first(base: tuple[Part, ...], applied: Sequence[Part], asker: Asker, scheme: Scheme) -> Worth | None:
    """What the base alone comes to for the asker."""
    part = base[0]
    if part.kind == "tier":
        return _of_tiers(base, asker)
    if part.kind == "each":
        return _of_each(base, applied, asker, scheme)
    if part.kind == "rate":
        return _of_rate(base, applied, asker)
    line = Line(_words_of(part), part.clause, part.place)
    return Worth(part.value, (line,), _is_higher(base, scheme), base)


def _words_of(part: Part) -> str:
    """A sum in the words of its sentence, or of its row and cell."""
    if part.row:
        name = "，".join(dict.fromkeys(one for one in part.case.split(",") if one))
        return f"{name}：{money(part.value)}"
    words = part.clause.readable[slice(*part.place)].strip("；;。 ")
    return words if len(words) <= _LONGEST else money(part.value)


def _is_higher(base: Sequence[Part], scheme: Scheme) -> bool:
    """Whether a lower base of the same measure is to be had for less."""
    own = [one for one in intervals(case_of(base)[0]) if one.low is not None]
    others = [held for one in scheme.bases if one is not base for held in intervals(case_of(one)[0])]
    return any(one.unit == other.unit and (other.low or 0) < (one.low or 0) for one in own for other in others)


def _of_tiers(base: tuple[Part, ...], asker: Asker) -> Worth | None:
    """500立方米×180元+300立方米×120元: each part of a figure by the sum of its tier."""
    count = _count(base[0], asker)
    if count is None:
        return None
    number, _ = count
    told, total, reached = [], Decimal(0), Decimal(0)
    for one in sorted(base, key=lambda part: part.low or Decimal(0)):
        low, high = one.low or Decimal(0), one.high
        if number <= low:
            continue
        top = number if high is None else min(number, high)
        total += (top - low) * one.value
        reached = top
        told.append(f"{plain(top - low)}{one.unit}×{money(one.value)}")
    if not told:
        return None
    text = f"{'+'.join(told)}={money(total)}" + (
        "" if reached == number else f"（超过{plain(reached)}{base[0].unit}的部分不算）"
    )
    return Worth(total, (Line(text, base[0].clause, base[0].place),), True, base)


def _of_each(base: tuple[Part, ...], applied: Sequence[Part], asker: Asker, scheme: Scheme) -> Worth | None:
    part = base[0]
    count = _count(part, asker)
    if count is None:
        bare = not [one for one in asker.given if one.unit == part.unit] and part.unit in _ONE_OF
        if not bare or not any(one.kind == "share_cap" for one in applied):
            return None
        line = Line(f"每{part.unit}{money(part.value)}", part.clause, part.place)
        return Worth(part.value, (line,), False, base, per=f"每{part.unit}")
    number, told = count
    most = _most(part, applied, asker)
    width = part.width or Decimal(1)
    if most is None or ((number / width) % 1 and not part.unit.endswith("元")):
        return None
    over = number > most
    number, told = (most, f"{plain(most)}{part.unit}") if over else (number, told)
    time = _TIME.search(part.case)
    if (time and _IN_ALL.search(asker.words)) or _pays_less(part, asker):
        return None
    value = part.value * number / width
    shown = told if width == 1 else f"{told}÷{plain(width)}{part.unit}"
    text = f"{shown}×{money(part.value)}={money(value)}" + (f"，最多按{plain(most)}{part.unit}" if over else "")
    made = (
        over
        or "×" in told
        or bool(_OF_INCREASE.search(part.case))
        or width != 1
        or bool(time or _person(part, asker))
        or _is_higher(base, scheme)
    )
    return Worth(value, (Line(text, part.clause, part.place),), made, base, per=f"每{time['time']}按" if time else "")


def _most(part: Part, applied: Sequence[Part], asker: Asker) -> Decimal | None:
    """How many are paid for at most; None where that is for each of several things the asker has."""
    caps = [one for one in applied if one.kind == "most" and one.unit == part.unit]
    if any(one.of and not WHOLES.match(one.noun) and _has_several(one.of, asker) for one in caps):
        return None
    return min((one.value for one in caps), default=Decimal("Infinity"))


def _has_several(unit: str, asker: Asker) -> bool:
    return any(one.unit == unit and one.value > 1 for one in asker.given)


def _pays_less(part: Part, asker: Asker) -> bool:
    """Whether the asker pays less for each than is granted, where then only that is given."""
    paid = [one.value for one in asker.given if one.unit == "元"]
    return bool(_NO_MORE_THAN_PAID.search(fold(part.clause.readable))) and any(one < part.value for one in paid)


def _count(part: Part, asker: Asker) -> tuple[Decimal, str] | None:
    """How many of a measure the asker has: one figure, or so many of so much each (4根，每根120千瓦)."""
    if _OF_INCREASE.search(part.case):
        return _increase(part, asker)
    figure = figure_for(part.unit, part.case + part.noun + part.head, asker) or _person(part, asker)
    if figure is None:
        return None
    each = _EACH_ONE.search(figure.before)
    if each is None:
        return figure.value, f"{plain(figure.value)}{part.unit}"
    things = [one for one in asker.given if one.unit == each["unit"] and one is not figure]
    if len(things) != 1:
        return None
    number = things[0].value
    return number * figure.value, f"{plain(number)}{each['unit']}×{plain(figure.value)}{part.unit}"


def _increase(part: Part, asker: Asker) -> tuple[Decimal, str] | None:
    """By how much a figure grew: as the asker tells it, or the later year's less the earlier one's."""
    if asker.grown and asker.grown[0].unit == part.unit:
        earlier, later = asker.grown
        more = later.value - earlier.value
        return (more, f"({later.words}-{earlier.words})") if more > 0 else None
    told = [one for one in asker.given if one.unit == part.unit and _GREW.search(one.before)]
    return (told[0].value, told[0].words) if len(told) == 1 else None


def _person(part: Part, asker: Asker) -> Given | None:
    """People told by what they do (68个客服), where the rule is for each person of that kind."""
    people = [one for one in asker.given if one.unit == "个" and bigrams(one.behind) & bigrams(part.case)]
    return people[0] if part.unit == "人" and len(people) == 1 else None


def _of_rate(base: tuple[Part, ...], applied: Sequence[Part], asker: Asker) -> Worth | None:
    """A rate of the asker's sum, or of each of several, by the rate of his case."""
    part = base[0]
    changed = [one for one in applied if one.kind in ("points", "to_rate")]
    items = items_of(asker, part.of)
    price = None if items or part.of else priced(part, asker)
    items = [price.item] if price else items
    if len(changed) > 1 or not items:
        return None
    rate, shown = _rate(part, changed)
    several = len(items) > 1
    caps = [one for one in applied if several and one.kind == "cap" and one.place == part.place and one.unit]
    caps = [one for one in caps if not WHOLES.match(one.noun)]
    told = [_of_item(item, rate, shown, caps) for item in items]
    total = sum((value for value, _ in told), Decimal(0))
    text = "；".join(words for _, words in told) + (f"；合计{money(total)}" if several else "")
    lines = [Line(text, part.clause, part.place)]
    for one in changed:
        more = f"提高{plain(one.value)}个百分点" if one.kind == "points" else f"提高到{plain(rate)}%"
        first_line = Line(f"按{part.of}的{plain(part.value)}%", part.clause, part.place)
        lines = [first_line, Line(f"比例{more}，{text}", one.clause, one.place)]
    if price:
        lines.insert(0, Line(price.text, price.clause, price.place))
    time = f"每{price.time}" if price and price.time else ""
    return Worth(total, tuple(lines), several or bool(changed or price), base, each_held=several, per=time)


def _rate(part: Part, changed: Sequence[Part]) -> tuple[Decimal, str]:
    """The rate of the asker's case, and how it comes about."""
    if not changed:
        return part.value, f"{plain(part.value)}%"
    if changed[0].kind == "to_rate":
        return changed[0].value, f"{plain(changed[0].value)}%"
    return part.value + changed[0].value, f"({plain(part.value)}%+{plain(changed[0].value)}%)"


def _of_item(item: Given, rate: Decimal, shown: str, caps: Sequence[Part]) -> tuple[Decimal, str]:
    """A rate of one sum, held to the ceiling for each."""
    value = item.value * rate / _HUNDRED
    text = f"{money(item.value)}×{shown}={money(value)}"
    if not caps or value <= caps[0].value:
        return value, text
    most = money(caps[0].value)
    return caps[0].value, f"{text}，超过每{caps[0].unit}{most}的上限，按{most}"


def items_of(asker: Asker, of: str) -> list[Given]:
    """The asker's sums that a rate is taken of: one, or each of several things told one by one."""
    sums = [one for one in asker.given if one.unit == "元"]
    if len(sums) > 1:
        return sums if all(_OF_ONE.search(one.before) for one in sums) else only(sums, of)
    return sums if sums and is_of(of, sums[0]) else []


def only(sums: Sequence[Given], of: str) -> list[Given]:
    """The one sum that is told of ``of``."""
    fitting = [one for one in sums if of and is_of(of, one)]
    return fitting if len(fitting) == 1 else []


def is_of(of: str, figure: Given) -> bool:
    """Whether the asker's sum is told of what a rate or share is taken of."""
    if not of:
        return False
    if told_of(of, figure.around) or bigrams(of) & bigrams(figure.around):
        return True
    spends = re.search("费|价|款|支出|投入|投资|金额|成本|造价", of)
    return bool(spends and _SPENT.search(figure.around)) and not re.search("增|超|利息|贷", of)
