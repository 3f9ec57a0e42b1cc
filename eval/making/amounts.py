"""Questions about amounts: what is granted to whom and up to how much; caps, shares, targets; cells of tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from eval.making.blanks import blank
from eval.making.draft import Draft, Group
from eval.making.held import Held, Stated
from eval.making.naming import in_region
from eval.making.pieces import (
    bracketed,
    evidence,
    matter_from,
    sentence_at,
    stands_alone,
    unlabelled,
    ways_to_write,
)
from index.policy import Policy
from index.stated.fact import Amount, Benefit
from index.tables import Cell, Table
from index.variants import fold

_VERB = re.compile("贴息|补贴|补助|奖补|奖励|资助")
_GRANTED = ("benefit", "ceiling", "rate")
_OPENED = ("ceiling", "threshold", "rate", "target", "penalty", "stated", "benefit")
_DUES = re.compile("税|租金|费")
_SHORT_CONTEXT, _LONG_CONTEXT = 10, 70
_LEAST_CONTEXT = 5
_MOST_AMOUNTS = 3
_ENDS = re.compile(r"[,:;、\s]+$")
_FOR = re.compile("^对(?!外|口)")


def drafts(policy: Policy, held: Held) -> Iterator[Draft]:
    """The questions that the amounts of a policy's clauses answer."""
    for one in held.of(policy):
        asked: set[int] = set()
        contexts = Counter(_context(one, benefit) for benefit in one.facts.benefits)
        for benefit in one.facts.benefits:
            if contexts[_context(one, benefit)] == 1:
                draft = _granted(one, benefit, held)
                if draft:
                    asked |= {amount.start for amount in _within(one, benefit)}
                    yield draft
        yield from _left_open(one, held, asked)
        yield from _cells(one, held)


def _within(one: Stated, benefit: Benefit) -> list[Amount]:
    return [
        each
        for each in one.facts.amounts
        if benefit.gets.start <= each.start < benefit.gets.end and each.role in (*_GRANTED, "stated")
    ]


def _context(one: Stated, benefit: Benefit) -> str | None:
    """The words of the sentence before what is granted: to whom and on what conditions; None when unclear."""
    first, _ = sentence_at(one.text, benefit.gets.start)
    first = matter_from(one.text, max(first, one.clause.body), benefit.gets.start, _LONG_CONTEXT)
    words = _ENDS.sub("", unlabelled(one.text[first : benefit.gets.start]))
    words = _FOR.sub("", in_region(words, one.policy)).strip()
    if not _LEAST_CONTEXT <= len(words) <= _LONG_CONTEXT or not stands_alone(words) or re.search("[\n:|]", words):
        return None
    if any(first <= each.start < benefit.gets.start and each.role in _GRANTED for each in one.facts.amounts):
        return None
    return words


def _granted(one: Stated, benefit: Benefit, held: Held) -> Draft | None:
    """What is granted in one statement, every amount of it."""
    amounts, context = _within(one, benefit), _context(one, benefit)
    if benefit.kind == "relief" and amounts and context and _DUES.search(benefit.gets.words):
        return _relief(one, benefit, amounts, context, held)
    verb = _VERB.search(benefit.gets.words)
    if benefit.kind != "grant" or not 1 <= len(amounts) <= _MOST_AMOUNTS or not context or not verb:
        return None
    if any(bracketed(one.text, each.start) for each in amounts) or "|" in benefit.gets.words:
        return None
    behind = [each for each in one.facts.amounts if each.start >= benefit.gets.end]
    first, last = sentence_at(one.text, benefit.gets.start)
    if any(each.start < last and each.role in _GRANTED for each in behind):
        return None
    capped = len(amounts) > 1 and any(each.role == "ceiling" for each in amounts)
    key = "amount.benefit.cap" if capped else "amount.benefit"
    topical = one.topic if len(context) < _SHORT_CONTEXT else None
    piece = evidence(held, one, first, last)
    if piece is None or (len(context) < _SHORT_CONTEXT and not topical):
        return None
    return Draft(
        kind="amount",
        wording=f"{key}.topic" if topical else key,
        policy_id=one.policy.policy_id,
        values={"context": context, "verb": verb[0], "topic": topical or ""},
        clauses=(one.clause.clause_id,),
        evidence=(piece,),
        facts=tuple(ways_to_write(each.words) for each in amounts),
        keep=tuple(filter(None, (topical,))),
    )


def _relief(one: Stated, benefit: Benefit, amounts: list[Amount], context: str, held: Held) -> Draft | None:
    """How taxes, fees or rents are lowered."""
    piece = evidence(held, one, *sentence_at(one.text, benefit.gets.start))
    freed: tuple[Group, ...] = (("免征", "免收", "免"),) if "免征" in benefit.gets.words else ()
    if piece is None:
        return None
    return Draft(
        kind="amount",
        wording="amount.relief",
        policy_id=one.policy.policy_id,
        values={"context": context},
        clauses=(one.clause.clause_id,),
        evidence=(piece,),
        facts=(*(ways_to_write(each.words) for each in amounts), *freed),
    )


def _left_open(one: Stated, held: Held, asked: set[int]) -> Iterator[Draft]:
    """Amounts left open in their own sentence; not those a question about a grant already asks for."""
    in_tables = [(table.start, table.end) for table in one.facts.tables]
    for amount in one.facts.amounts:
        inside = any(start <= amount.start < end for start, end in in_tables)
        if amount.start in asked or amount.role not in _OPENED or inside or len(amount.values) != 1:
            continue
        found = blank(one, amount.start, amount.end, held)
        if found:
            yield Draft(
                kind="amount",
                wording="amount.blank.topic" if found.topic else "amount.blank",
                policy_id=one.policy.policy_id,
                values={"blank": found.asked, "topic": found.topic or ""},
                clauses=(one.clause.clause_id,),
                evidence=(found.piece,),
                facts=(ways_to_write(amount.words),),
            )


def _cells(one: Stated, held: Held) -> Iterator[Draft]:
    """The cells of tables that hold one amount, asked for by the heads of their row and column."""
    for table in one.facts.tables:
        for cell in (cell for row in table.rows for cell in row if cell.text != cell.row_head):
            amounts = [each for each in one.facts.amounts if cell.start <= each.start < cell.end]
            if len(amounts) == 1 and len(amounts[0].values) == 1 and _heads_are_clear(cell, table):
                row = one.text.rfind("\n", 0, cell.start) + 1, one.text.find("\n", cell.end)
                piece = evidence(held, one, row[0], row[1] if row[1] > 0 else len(one.text))
                unit = re.search(r"[(（](?:单位[:：])?(?P<unit>[^()（）]{1,8})[)）]\s*$", cell.column_head)
                words = amounts[0].words + (
                    unit["unit"] if unit and amounts[0].words.replace(".", "").isdigit() else ""
                )
                column = re.sub(r"[(（][^()（）]*[)）]\s*$", "", cell.column_head)
                if piece:
                    yield Draft(
                        kind="amount",
                        wording="amount.cell.topic" if one.topic else "amount.cell",
                        policy_id=one.policy.policy_id,
                        values={"row": fold(cell.row_head), "column": fold(column), "topic": one.topic or ""},
                        clauses=(one.clause.clause_id,),
                        evidence=(piece,),
                        facts=(ways_to_write(fold(words)),),
                        keep=(fold(cell.row_head), fold(column)),
                    )


def _heads_are_clear(cell: Cell, table: Table) -> bool:
    heads = [row[0].row_head for row in table.rows if row]
    return bool(cell.row_head and cell.column_head) and heads.count(cell.row_head) == 1
