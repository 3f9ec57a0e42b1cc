"""Clauses read from a repaired page back to the characters as the page prints them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from index.policy import Clause, Repair


def mended(text: str, repairs: Sequence[Repair]) -> str:
    """``text`` with each repair made; the same length."""
    if not repairs:
        return text
    characters = list(text)
    for repair in repairs:
        characters[repair.place] = repair.repaired
    return "".join(characters)


def within(repairs: Sequence[Repair], start: int, end: int) -> Sequence[Repair]:
    """The repairs at places from ``start`` to before ``end``; ``repairs`` are in the order of place."""
    places = [repair.place for repair in repairs]
    return repairs[bisect_left(places, start) : bisect_left(places, end)]


def as_printed(clauses: Sequence[Clause], repairs: Sequence[Repair]) -> tuple[Clause, ...]:
    """``clauses`` with their text as printed and the repairs in it noted by their place in the clause."""
    if not repairs:
        return tuple(clauses)
    return tuple(_printed(clause, within(repairs, clause.start, clause.end)) for clause in clauses)


def _printed(clause: Clause, repairs: Sequence[Repair]) -> Clause:
    if not repairs:
        return clause
    characters = list(clause.text)
    inside: list[Repair] = []
    for repair in repairs:
        for clean, raw, length in clause.segments:
            if raw <= repair.place < raw + length:
                place = clean + repair.place - raw
                characters[place] = repair.raw
                inside.append(repair.model_copy(update={"place": place}))
    return clause.model_copy(update={"text": "".join(characters), "repairs": tuple(inside)})
