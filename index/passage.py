"""Clauses to passages: what is embedded and searched."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.policy import Clause, Passage, Policy, PolicyHeader
from index.tables import spelled_out
from index.variants import simplified

MOST_CHARACTERS = 500
_SENTENCE_END = re.compile(r"(?<=[。!?!?;;\n])(?![”』」)\)])")
_PAUSE = re.compile(r"(?<=[,,、::])")


def passages(policy: Policy) -> list[Passage]:
    """The passages of a policy: a clause each, or the parts of a clause over ``MOST_CHARACTERS``.

    Each carries the policy's title and place, the heading path and the address, so that it can be found by them.
    Substituted characters are repaired and traditional ones simplified, as those of a query are; the rows of a table
    name their heads, also where the table is cut.
    """
    return [passage for clause in policy.clauses for passage in of_clause(clause, policy)]


def of_clause(clause: Clause, policy: PolicyHeader) -> Iterator[Passage]:
    """The passages of one clause."""
    heading = _heading(clause, policy)
    for number, part in enumerate(_parts(spelled_out(clause.readable))):
        yield Passage(
            passage_id=f"{clause.clause_id}#{number}",
            clause_id=clause.clause_id,
            policy_id=clause.policy_id,
            text=simplified(f"{heading}\n{part}"),
        )


def _heading(clause: Clause, policy: PolicyHeader) -> str:
    """The policy's title, with whose and where it is when the title does not say, and the way to the clause."""
    missing = [name for name in (policy.region, policy.issuer) if name and name not in policy.title]
    way = [*clause.path, "".join(clause.address)]
    return "\n".join((" ".join([*missing, policy.title]), " ".join(way)))


def _parts(text: str) -> list[str]:
    """``text`` in parts of nearly equal length, cut at the ends of sentences where there are any."""
    if len(text) <= MOST_CHARACTERS:
        return [text]
    length = -(-len(text) // -(-len(text) // MOST_CHARACTERS))
    parts = [""]
    for piece in _pieces(text):
        if parts[-1] and len(parts[-1]) + len(piece) / 2 > length:
            parts.append("")
        parts[-1] += piece
    return [part.strip() for part in parts if part.strip()]


def _pieces(text: str) -> Iterator[str]:
    """Sentences; one that alone is too long in its phrases, and a phrase that is too long in runs."""
    for sentence in _SENTENCE_END.split(text):
        if len(sentence) <= MOST_CHARACTERS // 2:
            yield sentence
            continue
        for phrase in _PAUSE.split(sentence):
            for start in range(0, len(phrase), MOST_CHARACTERS // 2):
                yield phrase[start : start + MOST_CHARACTERS // 2]
