"""The cells of a table that a question asks about: its row by name or by figure, its columns by their heads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.evidence import Evidence, Sentence, sentences
from assistant.gate.wording import bigrams
from assistant.statements.given import Given
from assistant.statements.rules import meets
from index.known import ClauseFacts
from index.policy import Clause
from index.stated.fact import Amount
from index.tables import Cell, Table
from index.variants import fold

_PAID = re.compile(r"[0-9][0-9,.]*\s*(?:[万亿千百]*元|%|‰)|百分之|减半|免|不设|不奖|不补|^[-—/无]$")
_FIGURE = re.compile(r"^[0-9][0-9,.]*(?:\s*[-—–~至]\s*[0-9][0-9,.]*)?$")
_MONEY_HEAD = re.compile(r"元|%|金额|标准|奖励|补助|补贴|资助|税率|比例|罚")
_DIGITS = str.maketrans("０１２３４５６７８９％．", "0123456789%.")
_POINTS = re.compile(r"(?:按|见|如)(?:照)?(?:下|本|附)表")
MOST_ROWS = 5


@dataclass(frozen=True)
class Told:
    """Cells told in words, the rows they stand in, and the sentences that lead to the table."""

    text: str
    lines: tuple[str, ...]
    by_row: bool
    rows: tuple[tuple[Cell, ...], ...]
    leads: tuple[tuple[int, int], ...]
    amounts: tuple[Amount, ...]

    def rested_on(self, clause: Clause, item: Evidence) -> Evidence:
        """The evidence quoted for the cells: the sentence that leads to the table, and the rows in words."""
        told = [Sentence(*place, clause.readable[slice(*place)], 1.0) for place in self.leads]
        told += [
            Sentence(row[0].start, row[-1].end, words, 1.0, in_table=True)
            for row, words in zip(self.rows, self.lines, strict=True)
        ]
        return Evidence(item.marker, clause, item.policy, item.score, tuple(told))


def told(clause: Clause, facts: ClauseFacts, asked: str, given: Sequence[Given]) -> Told | None:
    """The cells of the clause's tables that a folded question asks about; None when it names no row and no column."""
    for table in facts.tables:
        columns = [head for head in table.columns[1:] if _pays(table, head)]
        if not columns:
            continue
        rows = _rows(table, facts.amounts, asked, given)
        named = [head for head in columns if _is_named(head, asked)]
        if not rows and (not named or len(table.rows) > MOST_ROWS):
            continue
        chosen = rows or list(table.rows)
        limits = [head for head in table.columns if head not in columns]
        lines = [_in_words(row, named or columns, limits) for row in chosen]
        if all(lines):
            return replace(_with_lead(lines, clause, table, chosen, facts), by_row=bool(rows))
    return None


def _pays(table: Table, head: str) -> bool:
    """Whether a column holds what is paid: money, rates, or bare figures under a head that says so."""
    cells = [fold(cell.text) for row in table.rows for cell in row if cell.column_head == head and cell.text]
    paid = [cell for cell in cells if _PAID.search(cell) or (_FIGURE.match(cell) and _MONEY_HEAD.search(fold(head)))]
    return bool(cells) and len(paid) == len(cells)


def _is_named(head: str, asked: str) -> bool:
    bare = re.sub(r"\(.*?\)", "", fold(head)).strip()
    return len(bare) > 1 and bare in asked


def _rows(table: Table, amounts: Sequence[Amount], asked: str, given: Sequence[Given]) -> list[tuple[Cell, ...]]:
    """The rows whose head the question names, else those whose limits its figures meet; none when that is not sure."""
    named = _rows_named(table, asked)
    if named:
        return named
    met = [row for row in table.rows if _meets(row, amounts, given)]
    return met if len(met) == 1 else []


def _rows_named(table: Table, asked: str) -> list[tuple[Cell, ...]]:
    heads = [fold(row[0].row_head) for row in table.rows]
    whole = [row for row, head in zip(table.rows, heads, strict=True) if len(head) > 1 and head in asked]
    if whole:
        return whole
    scores = []
    for head in heads:
        theirs = {pair for other in heads if other != head for pair in bigrams(other)}
        scores.append(len((bigrams(head) - theirs) & bigrams(asked)))
    best = max(scores, default=0)
    return [table.rows[scores.index(best)]] if best > 0 and scores.count(best) == 1 else []


def _meets(row: Sequence[Cell], amounts: Sequence[Amount], given: Sequence[Given]) -> bool:
    """Whether the limits in a row's cells are met by the figures of the question, at least one of them."""
    inside = [amount for amount in amounts if row[0].start <= amount.start < row[-1].end]
    judged = [verdict for amount in inside if (verdict := meets(amount, given)) is not None]
    return bool(judged) and all(judged)


def _in_words(row: Sequence[Cell], heads: Sequence[str], limits: Sequence[str]) -> str:
    """绿色园区：国家级150万元，省级80万元; what else the row says stands behind its name."""
    paid = [_cell(cell) for cell in row if cell.column_head in heads and cell.text]
    name = row[0].row_head
    others = [_cell(cell) for cell in row if cell.column_head in limits and cell.text not in ("", name)]
    of = f"{name}（{'，'.join(others)}）" if others else name
    return (f"{of}：" + "，".join(paid)).translate(_DIGITS) if paid else ""


def _cell(cell: Cell) -> str:
    """国家级150万元; a unit in the head goes behind a bare figure."""
    unit = re.search(r"[(（](?:单位[:：])?(?P<unit>[^()（）]{1,12})[)）]\s*$", cell.column_head)
    if unit and _FIGURE.match(fold(cell.text)):
        return f"{cell.column_head[: unit.start()]}{cell.text}{unit['unit']}"
    return f"{cell.column_head}{cell.text}"


def _with_lead(
    lines: Sequence[str], clause: Clause, table: Table, rows: Sequence[tuple[Cell, ...]], facts: ClauseFacts
) -> Told:
    """The cells with the sentences that point to the table (按下表给予奖励) and those that set limits to it."""
    readable = clause.readable
    before = [place for place in sentences(clause) if place[1] <= table.start]
    leads = tuple(
        (start, end)
        for start, end in before
        if _POINTS.search(fold(readable[start:end]))
        or any(start <= amount.start < end for amount in facts.amounts if amount.role in ("threshold", "ceiling"))
    )
    words = "".join(readable[slice(*place)].rstrip("。：:；; ") + "。" for place in leads)
    inside = tuple(
        amount
        for amount in facts.amounts
        if any(start <= amount.start < end for start, end in leads)
        or any(row[0].start <= amount.start < row[-1].end for row in rows)
    )
    return Told("；".join(lines) + "。" + words, tuple(lines), True, tuple(rows), leads, inside)
