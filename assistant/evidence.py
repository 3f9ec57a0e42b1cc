"""Hits to numbered evidence: the clauses an answer may use and the sentences in them that decide."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from index.policy import Clause, Hit, PolicyHeader

if TYPE_CHECKING:
    from index.search import Searcher

MOST_CLAUSES = 3
NEAR_BEST = 0.80
MOST_SENTENCES = 3
LONGEST_QUOTE = 320
_SENTENCE = re.compile(r"[^。!！?？;；\n]+(?:[。!！?？;；]+[”’」』)）]*|\n|$)")
_SHORTEST = 6


@dataclass(frozen=True)
class Sentence:
    """A sentence of a clause: its place in ``clause.text`` and how near it is to the question, 0 to 1."""

    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True)
class Evidence:
    """A clause an answer may cite, behind its marker, with its deciding sentences in the order of the text."""

    marker: int
    clause: Clause
    policy: PolicyHeader
    score: float
    sentences: tuple[Sentence, ...]

    @property
    def deciding(self) -> str:
        """The deciding sentences; what is left out between two is shown as ……."""
        parts: list[str] = []
        for before, sentence in zip((None, *self.sentences), self.sentences, strict=False):
            if before is not None and self.clause.text[before.end : sentence.start].strip():
                parts.append("……")
            parts.append(sentence.text)
        return "".join(parts)

    @property
    def span(self) -> tuple[int, int]:
        """The place in ``clause.text`` of the quote: all deciding sentences, or the best of them when far apart."""
        start, end = self.sentences[0].start, self.sentences[-1].end
        if end - start <= LONGEST_QUOTE:
            return start, end
        best = max(self.sentences, key=lambda sentence: sentence.score)
        return best.start, best.end


def sentences(clause: Clause) -> list[tuple[int, int]]:
    """Places of a clause's sentences, number, heading and the closing bracket of departments left out."""
    places: list[tuple[int, int]] = []
    for match in _SENTENCE.finditer(clause.text, clause.body):
        start, end = match.span()
        while start < end and clause.text[start] in " \n\u3000\u00a0":
            start += 1
        while end > start and clause.text[end - 1] in " \n\u3000\u00a0":
            end -= 1
        text = clause.text[start:end]
        if len(text) < _SHORTEST and places:
            continue
        if clause.departments and text[0] in "(（" and re.search(r"[)）][。.]?$", text):
            continue
        if text:
            places.append((start, end))
    return places


def gather(question: str, hits: Sequence[Hit], searcher: Searcher, *, most: int = MOST_CLAUSES) -> list[Evidence]:
    """The best clauses among ``hits``, numbered from 1, each with the sentences nearest to the question."""
    if not hits:
        return []
    chosen = [hit for hit in hits[:most] if hit.score >= NEAR_BEST * hits[0].score]
    places = [sentences(hit.clause) for hit in chosen]
    texts = [hit.clause.text[a:b] for hit, spans in zip(chosen, places, strict=True) for a, b in spans]
    scores = iter(searcher.sentence_scores(question, texts))
    gathered: list[Evidence] = []
    for hit, spans in zip(chosen, places, strict=True):
        ranked = [Sentence(a, b, hit.clause.text[a:b], next(scores)) for a, b in spans]
        if ranked:
            picked = sorted(ranked, key=lambda sentence: -sentence.score)[:MOST_SENTENCES]
            ordered = tuple(sorted(picked, key=lambda sentence: sentence.start))
            gathered.append(Evidence(len(gathered) + 1, hit.clause, hit.policy, hit.score, ordered))
    return gathered


def whole(clause: Clause, policy: PolicyHeader, marker: int, words: str) -> Evidence:
    """Evidence whose deciding sentence is the one of ``clause`` that shares most characters with ``words``."""
    spans = _SENTENCE.finditer(clause.text, clause.body)
    places = [match.span() for match in spans if match[0].strip()] or [(clause.body, len(clause.text))]
    start, end = max(places, key=lambda place: len(set(words) & set(clause.text[place[0] : place[1]])))
    return Evidence(marker, clause, policy, 1.0, (Sentence(start, end, clause.text[start:end], 1.0),))


def address_text(clause: Clause) -> str:
    """A clause's address for people: 三、(二), 第八条(一); 前言 and 附则 only where nothing else names it."""
    labels = [label for label in clause.address if label not in ("前言", "附则")] or list(clause.address)
    return "".join(labels)


def day_text(iso: str) -> str:
    """An ISO day as 2026年12月31日; a year or month likewise."""
    parts = iso.split("-")
    return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))


def day_of(as_of: date) -> str:
    """A date as 2026年11月22日."""
    return f"{as_of.year}年{as_of.month}月{as_of.day}日"
