"""Everything a clause states, gathered on demand: nothing of it is stored, so better rules need no new index."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar, get_args

from index.parts import Part, parts
from index.policy import Clause, DateKind, Frozen, Policy
from index.stated.amounts import amounts
from index.stated.benefits import benefits
from index.stated.dates import times
from index.stated.fact import Amount, Benefit, Mention, Organ, Period, Reference, TimeFact
from index.stated.mentions import mentions
from index.stated.organs import resolve_all
from index.stated.periods import periods
from index.stated.periods import resolve as days_of
from index.stated.references import references
from index.stated.targets import Address
from index.stated.targets import resolve as clauses_of
from index.tables import Table, tables
from index.variants import fold

# The unit a column's head gives, and a cell that leaves it to the head.
_UNIT = re.compile(r"[(](?:单位:)?(?P<unit>[^()]{1,12})[)]\s*$")
_ByHand = TypeVar("_ByHand", Amount, Mention)
_BARE = re.compile(r"[0-9][0-9,.]*(?:\s*[-—–~至]\s*[0-9][0-9,.]*)?")


class DatedPeriod(Frozen):
    """A relative period with its first and last ISO day, each None when the policy does not settle it."""

    period: Period
    first_day: str | None
    last_day: str | None


class ResolvedReference(Frozen):
    """A reference with the clauses it names: their addresses, and the number of the 款 where it names one."""

    reference: Reference
    names: tuple[tuple[Address, int | None], ...]


class ClauseFacts(Frozen):
    """What a clause states beside its departments and dates; places are those in its text."""

    organs: tuple[Organ, ...] = ()
    """The departments of the clause's bracket by whole name, in the order of its roles."""
    mentions: tuple[Mention, ...] = ()
    times: tuple[TimeFact, ...] = ()
    periods: tuple[DatedPeriod, ...] = ()
    amounts: tuple[Amount, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    references: tuple[ResolvedReference, ...] = ()
    parts: tuple[Part, ...] = ()
    tables: tuple[Table, ...] = ()


def facts_of(policy: Policy) -> Iterator[tuple[Clause, ClauseFacts]]:
    """Each clause of a policy with what it states."""
    paragraphs, anchors = _paragraphs(policy), _anchors(policy)
    for clause in policy.clauses:
        yield clause, _facts(clause, policy, paragraphs, anchors)


def clause_facts(clause: Clause, policy: Policy) -> ClauseFacts:
    """What one clause of a policy states."""
    return _facts(clause, policy, _paragraphs(policy), _anchors(policy))


def mentions_of(clause: Clause) -> tuple[Mention, ...]:
    """The organs a clause names in its running text, those put right in the place of those read."""
    text = fold(clause.readable)
    if clause.by_hand is None or clause.by_hand.mentions is None:
        return mentions(text)
    placed = (_placed(each, text) for each in clause.by_hand.mentions)
    return tuple(sorted(placed, key=lambda one: (one.start, one.end)))


def _placed(one: _ByHand, text: str) -> _ByHand:
    """A fact put right at its words: a clause is known by its text without blanks, which may have others by now."""
    if text[one.start : one.end] == fold(one.words):
        return one
    words = r"\s*".join(map(re.escape, "".join(fold(one.words).split())))
    found = min(re.finditer(words, text), key=lambda each: abs(each.start() - one.start), default=None)
    return replace(one, start=found.start(), end=found.end(), words=found[0]) if found else one


def _anchors(policy: Policy) -> dict[str, str]:
    """The days that relative periods may be counted from, by the word for the event."""
    issued, published = policy.signed or policy.published, policy.published or policy.signed
    days = {"印发": issued, "发布": published, "公布": published, "施行": policy.effective, "实施": policy.effective}
    return {word: day for word, day in days.items() if day}


def _facts(
    clause: Clause, policy: Policy, paragraphs: Mapping[Address, int], anchors: Mapping[str, str]
) -> ClauseFacts:
    text = fold(clause.readable)
    in_tables = tables(text)
    return ClauseFacts(
        organs=resolve_all(clause.departments.all(), policy.region, policy.issuer),
        mentions=mentions_of(clause),
        times=_times(clause, text),
        periods=tuple(_dated(period, anchors) for period in periods(text)),
        amounts=_amounts(clause, text, in_tables),
        benefits=benefits(text),
        references=tuple(
            ResolvedReference(reference=each, names=clauses_of(each, clause.address, paragraphs))
            for each in references(text)
        ),
        parts=parts(text),
        tables=tables(clause.readable),
    )


def _times(clause: Clause, text: str) -> tuple[TimeFact, ...]:
    """The dates of the text; where somebody put them right, those days stand in the place of the days read."""
    read = times(text)
    if clause.by_hand is None or not clause.by_hand.dates:
        return read
    kept = [one for one in read if one.date is None or one.recurring or one.kind not in get_args(DateKind)]
    for fact in clause.dates:
        start = text.find(words := fold(fact.text)) if fact.text else -1
        if start >= 0:
            kept.append(TimeFact(start, start + len(words), words, fact.kind, fact.date))
    return tuple(sorted(kept, key=lambda one: (one.start, one.end)))


def _amounts(clause: Clause, text: str, in_tables: tuple[Table, ...]) -> tuple[Amount, ...]:
    if clause.by_hand is not None and clause.by_hand.amounts is not None:
        return tuple(_placed(each, text) for each in clause.by_hand.amounts)
    return (*amounts(_without(text, in_tables)), *(each for table in in_tables for each in _in_cells(table)))


def _without(text: str, in_tables: tuple[Table, ...]) -> str:
    """``text`` with blanks in the place of its tables."""
    for table in in_tables:
        text = text[: table.start] + " " * (table.end - table.start) + text[table.end :]
    return text


def _in_cells(table: Table) -> Iterator[Amount]:
    """The amounts of a table, each read with the heads of its row and column, at their places in the clause."""
    for cell in (cell for row in table.rows for cell in row if cell.text != cell.row_head):
        unit = _UNIT.search(cell.column_head) if _BARE.fullmatch(cell.text) else None
        head = cell.column_head[: unit.start()] if unit else cell.column_head
        line = f"{table.columns[0] or '项目'}:{cell.row_head};{head}:"
        for amount in amounts(line + cell.text + (unit["unit"] if unit else "")):
            if amount.end > len(line):
                start, end = max(amount.start - len(line), 0), min(amount.end - len(line), len(cell.text))
                words = cell.text[start:end]
                yield replace(amount, start=cell.start + start, end=cell.start + end, words=words)


def _dated(period: Period, anchors: Mapping[str, str]) -> DatedPeriod:
    first, last = days_of(period, anchors)
    return DatedPeriod(period=period, first_day=first, last_day=last)


def _paragraphs(policy: Policy) -> dict[Address, int]:
    """How many paragraphs (款) stand at each address; a heading on a line of its own is none."""
    counts: Counter[Address] = Counter()
    for clause in policy.clauses:
        counts[clause.address] += clause.text[clause.body :].count("\n") + 1
    return dict(counts)
