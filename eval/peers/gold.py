"""What answers a question, and whether a chunk holds it: one measure for clauses, articles and blind cuts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise
from pathlib import PurePosixPath

from eval.measures import normalised
from eval.peers.shared import Chunk
from eval.questions import GoldArticle, Question

ENOUGH = 0.9
"""A chunk holds a text when it covers this share of its characters."""
SHORTEST_RUN = 8
"""Fewer common characters in a row are chance, unless the text is shorter."""
_NUMERAL = "[〇零一二三四五六七八九十百千]+"
_ARTICLE = re.compile(rf"^[ \u3000]*(第{_NUMERAL}条(?:之{_NUMERAL})?)(?=[ \u3000])", re.MULTILINE)
_HEADING = re.compile(r"^#", re.MULTILINE)


@dataclass(frozen=True)
class Piece:
    """A text that answers a question: a sentence of evidence, or an article of law.

    ``file`` is an article's: there a chunk that is one of the article's own items counts too.
    """

    text: str
    file: str | None = None


def pieces(question: Question, texts: Mapping[str, str]) -> list[Piece]:
    """What answers ``question``; nothing where an article stands in none of ``texts`` (file name to text)."""
    articles = [_article(article, texts) for article in question.gold]
    found = [piece for piece in articles if piece]
    return [Piece(text) for text in question.evidence] + found if len(found) == len(articles) else []


def holds_whole(piece: Piece, chunk: Chunk) -> bool:
    """Whether ``chunk`` covers ``ENOUGH`` of the piece."""
    return _covers(chunk.text, piece.text)


def answers(piece: Piece, chunk: Chunk) -> bool:
    """Whether ``chunk`` holds the piece or, where that is an article, is an item of it."""
    if holds_whole(piece, chunk):
        return True
    return piece.file == PurePosixPath(chunk.source).name and _covers(piece.text, chunk.text)


def covered(text: str, by: str) -> float:
    """The share of the characters of ``text`` that stand in runs it has in common with ``by``, in order."""
    wanted, held = _normalised(text), _normalised(by)
    if not wanted:
        return 0.0
    if wanted in held:
        return 1.0
    shortest = min(SHORTEST_RUN, len(wanted))
    runs = SequenceMatcher(None, wanted, held, autojunk=False).get_matching_blocks()
    return sum(run.size for run in runs if run.size >= shortest) / len(wanted)


def _covers(by: str, text: str) -> bool:
    return _pairs_shared(text, by) >= _LEAST_PAIRS and covered(text, by) >= ENOUGH


_LEAST_PAIRS = ENOUGH * (SHORTEST_RUN - 1) / SHORTEST_RUN - 0.05
"""Below this share of neighbouring pairs the runs cannot cover enough; most chunks are told apart by that."""


def _pairs_shared(text: str, by: str) -> float:
    wanted = list(pairwise(_normalised(text)))
    return sum(pair in _pairs(by) for pair in wanted) / len(wanted) if wanted else 1.0


@cache
def _pairs(text: str) -> frozenset[tuple[str, str]]:
    return frozenset(pairwise(_normalised(text)))


@cache
def _normalised(text: str) -> str:
    return normalised(text)


def _article(article: GoldArticle, texts: Mapping[str, str]) -> Piece | None:
    text = _articles(texts.get(article.file, "")).get(article.article)
    return Piece(text, article.file) if text else None


@cache
def _articles(text: str) -> dict[str, str]:
    """Each article of a law by its label: from the label to the next one or the next heading."""
    found: dict[str, str] = {}
    starts = list(_ARTICLE.finditer(text))
    bounds = [match.start() for match in starts] + [len(text)]
    for start, end in zip(starts, bounds[1:], strict=True):
        heading = _HEADING.search(text, start.end(), end)
        found.setdefault(start[1], text[start.start() : heading.start() if heading else end].strip())
    return found
