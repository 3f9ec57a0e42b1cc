"""The table of true and falsified sentences (data/gate_cases.txt), each with the evidence of its clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.evidence import Evidence, Sentence, sentences
from index.parse import parse
from index.sources import SourceText

TABLE = Path(__file__).parent / "data" / "gate_cases.txt"
PAGE = "关于促进有关事项的若干规定\n\n第一条 {clause}\n\n第二条 本规定由市政府办公室解释。\n"


@dataclass(frozen=True)
class Case:
    """A sentence said of a clause; ``falsified`` names what is wrong with it, None when it is faithful."""

    number: int
    clause: str
    said: str
    falsified: str | None


def cases() -> Iterator[Case]:
    """Every case of the table, in its order."""
    clause, number = "", 0
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("+ "):
            yield Case(number, clause, line[2:], None)
        elif line.startswith("- "):
            kind, said = line[2:].split(": ", 1)
            yield Case(number, clause, said, kind)
        elif line and not line.startswith("#"):
            clause, number = line, number + 1


def evidence_of(text: str) -> list[Evidence]:
    """The evidence of a clause in a small policy of its own, every sentence deciding."""
    policy = parse(SourceText("case.txt", PAGE.format(clause=text)))[0]
    clause = next(one for one in policy.clauses if text[4:12] in one.text)
    deciding = tuple(Sentence(a, b, clause.text[a:b], 1.0) for a, b in sentences(clause))
    return [Evidence(1, clause, policy.header(), 1.0, deciding)]
