"""Clauses to passages: what is embedded and searched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.policy import Clause, Passage, Policy, PolicyHeader
from index.tables import spelled_out
from index.variants import fold, simplified

MOST_CHARACTERS = 500
_SENTENCE_END = re.compile(r"(?<=[。!?!?;;\n])(?![”』」)\)])")
_CHAPTER = re.compile(r"第.{1,5}(?:编|分编|篇|章|节)")
_PAUSE = re.compile(r"(?<=[,,、::])")


def passages(policy: Policy) -> list[Passage]:
    """The passages of a policy: a clause each, or the parts of a clause over ``MOST_CHARACTERS``.

    Each carries the policy's title and place, the heading path and the address, so that it can be found by their
    words. What is embedded has only the title, the innermost heading (none of a chapter) and the text without its
    number: the others blur what it is about, and a model takes its time by the length.
    Substituted characters are repaired and traditional ones simplified, as those of a query are; the rows of a table
    name their heads, also where the table is cut.
    """
    return [passage for clause in policy.clauses for passage in of_clause(clause, policy)]


def of_clause(clause: Clause, policy: PolicyHeader) -> Iterator[Passage]:
    """The passages of one clause."""
    title = title_line(policy)
    heading = " ".join([*clause.path, "".join(clause.address)])
    for number, part in enumerate(_parts(spelled_out(clause.readable))):
        embedded = [title, *_nearest_heading(clause), part if number else _unnumbered(part, clause.address)]
        yield Passage(
            passage_id=f"{clause.clause_id}#{number}",
            clause_id=clause.clause_id,
            policy_id=clause.policy_id,
            text=simplified(f"{title}\n{heading}\n{part}"),
            embedded=simplified("\n".join(embedded)),
        )


def title_line(policy: PolicyHeader) -> str:
    """What every passage of a policy begins with: its title, with whose and where it is when that does not say."""
    missing = [name for name in (policy.region, policy.issuer) if name and name not in policy.title]
    return " ".join([*missing, policy.title])


def _nearest_heading(clause: Clause) -> tuple[str, ...]:
    """The innermost heading or lead-in, none of a chapter: it tells its articles not apart."""
    chapters = sum(1 for label in clause.address if _CHAPTER.fullmatch(label))
    return clause.path[chapters:][-1:]


def _unnumbered(part: str, address: Sequence[str]) -> str:
    """The beginning of a clause without its number (第八条, 一、, (三))."""
    label = address[-1]
    bare = part.lstrip()
    return bare[len(label) :].lstrip() or part if fold(bare).startswith(label) else part


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
