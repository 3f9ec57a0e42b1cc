"""Figures that a rule takes from elsewhere: the cell of a table as standard or limit, the price of a named thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.evidence import sentences
from assistant.gate.wording import bigrams
from assistant.statements.given import Given, money
from assistant.statements.schemes.holds import Asker, figure_for, holds
from assistant.statements.schemes.parts import Part, parts_of
from assistant.statements.schemes.verdict import Verdict
from index.policy import Clause, Policy
from index.stated.decimals import DIGITS, decimal_of, plain
from index.tables import Cell, Table, row_at, tables
from index.variants import fold

_UNIT = re.compile(
    r"单位:(?P<scale>[百千万亿]*)元(?P<per>(?:[/·][^\s,。;/·]{1,4})*)|[(](?P<scale2>[百千万亿]*)元[^()]*[)]"
)
_BARE = re.compile(rf"^(?P<n>{DIGITS})$")
_LIMITS = re.compile(r"表[中内]?(?:所列|列)?[^,。;:]{0,10}(?:限额|上限|最高)")
_STANDARD = re.compile(r"(?:按照?|享受|执行|发放|为|,)(?P<name>(?:(?!按|享受|执行|发放)[^\W\d]){2,12})标准的?$")
_TIME = re.compile("[天日月年]")
_ASKED_TIMES = (
    ("天日", re.compile("[一每]天|每日|日均")),
    ("月", re.compile("[一每]个?月")),
    ("年", re.compile("[一每全]年")),
)
_PRICE = re.compile(
    rf"(?<=[,:;、。])(?P<name>[^\W\d]{{2,12}}?)(?:为|是|按)?(?P<n>{DIGITS})元/(?P<unit>㎡|平方米|平米|[间套个张亩吨台辆])"
    r"(?:[·/](?P<time>[月年天日]))?"
)
_SAME = {"㎡": "平方米", "平米": "平方米"}
_LEAST = 2


@dataclass(frozen=True)
class Looked:
    """A cell found for the asker: its value in 元, what it is for each of (天), its clause, place and row."""

    value: Decimal
    per: str
    name: str
    clause: Clause
    place: tuple[int, int]
    row: tuple[Cell, ...]


@dataclass(frozen=True)
class Priced:
    """What the asker's measure of a named thing costs, how it is reckoned, and the sentence with the price."""

    item: Given
    text: str
    time: str
    clause: Clause
    place: tuple[int, int]


def cell_for(policy: Policy, asker: Asker, column: str = "") -> Looked | None:
    """The one cell of the policy's tables in the row and the column the asker names; ``column`` names it instead."""
    found = [
        one
        for clause in policy.clauses
        if "|" in clause.readable
        for table in tables(clause.readable)
        if (one := _in_table(clause, table, asker, column))
    ]
    return found[0] if len(found) == 1 else None


def _in_table(clause: Clause, table: Table, asker: Asker, column: str) -> Looked | None:
    heads = [fold(head) for head in table.columns]
    names = [fold(row[0].row_head) for row in table.rows]
    across, down = _named(heads[1:], column or asker.words), _named(names, asker.words)
    if across is None or down is None:
        return None
    row = tuple(table.rows[down])
    cell, head = row[across + 1], heads[across + 1]
    bare = _BARE.match(fold(cell.text).strip())
    unit = _UNIT.search(head) or _UNIT.search(fold(clause.readable[: table.start]))
    value = decimal_of(bare["n"] + (unit["scale"] or unit["scale2"] or "")) if bare and unit else None
    if value is None or unit is None:
        return None
    time = _TIME.search(unit["per"] or "")
    name = f"{row[0].row_head}，{cell.column_head}"
    return Looked(value, time[0] if time else "", name, clause, (row[0].start, row[-1].end), row)


def _named(names: Sequence[str], words: str) -> int | None:
    """The place of the one name that shares most with ``words`` of what the other names do not hold."""
    said = bigrams(words)
    marks = []
    for number, name in enumerate(names):
        others = {pair for other, one in enumerate(names) if other != number for pair in bigrams(one)}
        marks.append(len((bigrams(name) - others) & said))
    best = max(marks, default=0)
    return marks.index(best) if best and marks.count(best) == 1 else None


def is_limited(clauses: Sequence[Clause]) -> bool:
    """Whether a clause of a rule says that the figures of its table are limits (表中为支付限额)."""
    return any("|" in one.readable and _LIMITS.search(fold(one.readable)) for one in clauses)


def limit_for(policy: Policy, asker: Asker) -> Part | None:
    """The ceiling that a table sets for the asker's row and column, where it is for the time he asks about."""
    cell = cell_for(policy, asker)
    if cell is None or not is_of_time(cell.per, asker):
        return None
    return Part("cap", cell.clause, cell.place, "", "", cell.value, row=cell.row)


def is_of_time(per: str, asker: Asker) -> bool:
    """Whether a sum by the day or month is for the time the asker names."""
    asked = [times for times, pattern in _ASKED_TIMES if pattern.search(asker.words)]
    return not per or (len(asked) == 1 and per in asked[0])


def standard_of(clause: Clause, policy: Policy, asker: Asker) -> tuple[Looked, Part] | None:
    """The cell that a clause grants a share of (按居家护理标准的80%), and that share, where its case is the asker's."""
    parts = parts_of(clause)
    match = _STANDARD.search(parts[0].case) if len(parts) == 1 and parts[0].kind == "times" else None
    if match is None:
        return None
    case = parts[0].case[: match.start()]
    if not case or holds(case, asker) is not Verdict.YES:
        return None
    cell = cell_for(policy, asker, match["name"])
    own = bool(cell) and bool(bigrams(match["name"]) & bigrams(asker.words))
    return (cell, parts[0]) if cell and own and is_of_time(cell.per, asker) else None


def priced(part: Part, asker: Asker) -> Priced | None:
    """What the asker's measure of the thing he names costs, by the prices that the clause of a rate lists."""
    found = [one for one in _prices(part.clause) if one[0]["name"] in asker.words and _is_same(one, part)]
    if len(found) != 1:
        return None
    match, place = found[0]
    unit = _SAME.get(match["unit"], match["unit"])
    figure, price = figure_for(unit, match["name"], asker), decimal_of(match["n"])
    if figure is None or price is None or (match["time"] and not is_of_time(match["time"], asker)):
        return None
    value = figure.value * price
    text = f"{match['name']}：{plain(figure.value)}{unit}×{money(price)}={money(value)}"
    return Priced(Given(value, "元", money(value), "", ""), text, match["time"] or "", part.clause, place)


def _prices(clause: Clause) -> Iterator[tuple[re.Match[str], tuple[int, int]]]:
    for place in sentences(clause):
        if not row_at(clause.readable, *place):
            for match in _PRICE.finditer(fold(clause.readable[slice(*place)])):
                yield match, place


def _is_same(price: tuple[re.Match[str], tuple[int, int]], part: Part) -> bool:
    """Whether the sentence of a price speaks of what the clause says the rate is taken of."""
    lead = price[0].string.partition(":")[0]
    before = fold(part.clause.readable[: price[1][0]])
    return len(bigrams(lead) & bigrams(before)) >= _LEAST
