"""The gate: what a sentence says against the clauses it cites; the checks themselves are in gate/."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.evidence import Evidence
from assistant.gate import days, figures, offices, polarity, terms
from assistant.gate.wording import bigrams, share, stands_in
from index.variants import fold

__all__ = ["MARKER", "Fault", "Verdict", "bigrams", "check", "markers_of", "share"]

_MARK = r"(?:材料|条款|来源)?\s*\d{1,2}(?:\s*[,，、]\s*(?:材料)?\d{1,2})*\s*"
# Round brackets number items too: they are a marker only at the end of a sentence.
MARKER = re.compile(rf"\s*(?:[\[【［]{_MARK}[\]】］]|[(（]{_MARK}[)）](?=\s*[。.!?！？]?\s*(?:$|[\[【［(（])))")
_MARKED = re.compile(r"\d{1,2}")
_ON_TOPIC = 0.28
_FROM_SOURCE = 0.5
_FIRST_PERSON = re.compile(r"(?<!自)我们?(?![国省市县区院局厅委部州])|咱")


class Fault(StrEnum):
    """Why a sentence was not let through."""

    NO_SOURCE = "no_source"
    NUMBER = "number"
    UNIT = "unit"
    BOUND = "bound"
    PER = "per"
    GRADE = "grade"
    BASE = "base"
    DATE = "date"
    DATE_KIND = "date_kind"
    DEPARTMENT = "department"
    ROLE = "role"
    NEGATION = "negation"
    PERMISSION = "permission"
    QUANTIFIER = "quantifier"
    OPPOSITE = "opposite"
    WHO = "who"
    ECHO = "echo"
    PHRASE = "phrase"
    BESIDE = "beside"
    REGION = "region"
    OFF_TOPIC = "off_topic"


@dataclass(frozen=True)
class Verdict:
    """A sentence as it may be shown (markers cleaned), the markers it rests on, and what is wrong with it."""

    text: str
    markers: tuple[int, ...]
    faults: tuple[Fault, ...]
    nearest: int | None = None

    @property
    def passed(self) -> bool:
        """Whether the sentence is let through."""
        return not self.faults


def check(sentence: str, evidence: Sequence[Evidence], question: str) -> Verdict:
    """Hold one sentence of prose against the clauses it cites; markers that name no evidence are stripped.

    A sentence without a marker is held against the one clause it shares most words with.
    """
    known = {item.marker: item for item in evidence}
    bare = MARKER.sub("", sentence).strip()
    markers = tuple(marker for marker in markers_of(sentence) if marker in known)
    nearest = _nearest(bare, evidence)
    if not markers:
        markers = (nearest.marker,) if nearest else ()
    cited = [known[marker] for marker in markers]
    faults = tuple(_faults(fold(bare), cited, fold(question)))
    return Verdict(bare, markers, faults, nearest.marker if nearest else None)


def markers_of(sentence: str) -> tuple[int, ...]:
    """The numbers a sentence's markers name, in whatever brackets: [1], 【材料1】, (1), [1,2]."""
    found = (int(number) for marker in MARKER.findall(sentence) for number in _MARKED.findall(marker))
    return tuple(dict.fromkeys(found))


def _faults(sentence: str, cited: Sequence[Evidence], question: str) -> list[Fault]:
    if not cited:
        return [Fault.NO_SOURCE]
    source = "\n".join(terms.source_of(item) for item in cited)
    words = fold("\n".join(part for item in cited for part in (item.clause.readable, *item.clause.path)))
    if stands_in(sentence, words):
        return [Fault.ECHO] if _FIRST_PERSON.search(sentence) else []
    checks = (
        (Fault.OFF_TOPIC, share(sentence, source) >= _FROM_SOURCE),
        (Fault.DATE, days.dates_right(sentence, source)),
        (Fault.DATE_KIND, days.date_kinds_right(sentence, words)),
        (Fault.NUMBER, figures.numbers_right(sentence, source)),
        (Fault.UNIT, figures.values_right(sentence, source)),
        (Fault.BOUND, figures.bounds_right(sentence, words)),
        (Fault.PER, figures.per_right(sentence, words)),
        (Fault.GRADE, figures.belongs_right(sentence, words)),
        (Fault.BASE, figures.bases_right(sentence, words)),
        (Fault.DEPARTMENT, offices.departments_right(sentence, source)),
        (Fault.ROLE, offices.roles_right(sentence, cited)),
        (Fault.NEGATION, polarity.negation_right(sentence, words)),
        (Fault.PERMISSION, polarity.permission_right(sentence, words)),
        (Fault.QUANTIFIER, polarity.quantifiers_right(sentence, words)),
        (Fault.OPPOSITE, terms.words_kept(sentence, words)),
        (Fault.WHO, terms.who_right(sentence, source)),
        (Fault.PHRASE, terms.phrases_right(sentence, words)),
        (Fault.ECHO, not _FIRST_PERSON.search(sentence)),
        (Fault.REGION, terms.regions_right(sentence, source, question, cited)),
    )
    return [fault for fault, right in checks if not right]


def _nearest(sentence: str, evidence: Sequence[Evidence]) -> Evidence | None:
    """The evidence that shares most with a sentence, if it shares enough to be what the sentence speaks of."""
    best = max(evidence, key=lambda item: share(sentence, item.clause.readable), default=None)
    return best if best and share(sentence, best.clause.readable) >= _ON_TOPIC else None
