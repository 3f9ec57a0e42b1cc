"""Questions and hits to figures: was what answers them found, and how far up."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict

from eval.measures import first_rank, holds, ndcg, percentile
from eval.questions import GoldArticle, Line, Question, read_lines
from index.policy import Frozen

DEPTH = 10
_DEPTHS = (1, 5, DEPTH)


class FoundClause(BaseModel):
    """What the measures need of a hit."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    source_file: str
    address: tuple[str, ...]
    text: str

    def is_of(self, article: GoldArticle) -> bool:
        """Whether this is a clause of ``article``."""
        return article.article in self.address and PurePosixPath(self.source_file).name == article.file


class Hits(Line):
    """A line of ``retrieve``: the hits of one question, best first."""

    hits: tuple[FoundClause, ...]
    seconds: float | None = None


class RetrievalReport(Frozen):
    """Means over the questions that name what answers them; a question without a line of hits counts as zero.

    ``figures`` holds, for questions with evidence, ``success@k`` (some evidence among the first k hits),
    ``recall@10`` (the share of the evidence among them) and ``MRR@10``; for questions with articles of law,
    ``R@10`` (the share of the articles among the first ten hits) and ``nDCG@10``.
    """

    questions: int
    missing: int
    figures: dict[str, float]
    seconds_p50: float | None
    seconds_p95: float | None


def read_hits(path: Path) -> dict[str, Hits]:
    """Read a file of hits, by question; raise EvaluationError when a line is wrong."""
    return {line.id: line for line in read_lines(path, Hits)}


def score_retrieval(questions: Sequence[Question], found: dict[str, Hits]) -> RetrievalReport:
    """Return the figures of ``found`` over those questions that name evidence or articles of law."""
    by_evidence = [question for question in questions if question.evidence]
    by_article = [question for question in questions if question.gold]
    asked = [*by_evidence, *by_article]
    evidence_figures = [_evidence_figures(question.evidence, _hits(question, found)) for question in by_evidence]
    article_figures = [_article_figures(question.gold, _hits(question, found)) for question in by_article]
    seconds = [line.seconds for line in found.values() if line.seconds is not None]
    return RetrievalReport(
        questions=len(asked),
        missing=sum(question.id not in found for question in asked),
        figures=_means(evidence_figures) | _means(article_figures),
        seconds_p50=percentile(seconds, 0.5),
        seconds_p95=percentile(seconds, 0.95),
    )


def as_table(figures: RetrievalReport) -> str:
    """Return the report as lines to read in a terminal."""
    rows = [("questions", f"{figures.questions}"), ("without hits", f"{figures.missing}")]
    rows += [(name, f"{figure:.3f}") for name, figure in figures.figures.items()]
    if figures.seconds_p50 is not None:
        rows += [("seconds p50", f"{figures.seconds_p50:.3f}"), ("seconds p95", f"{figures.seconds_p95:.3f}")]
    return "\n".join(f"{name:<14}{figure:>8}" for name, figure in rows)


def _hits(question: Question, found: dict[str, Hits]) -> tuple[FoundClause, ...]:
    return found[question.id].hits if question.id in found else ()


def _evidence_figures(evidence: Sequence[str], hits: Sequence[FoundClause]) -> dict[str, float]:
    ranks = [first_rank([holds(hit.text, piece) for hit in hits]) for piece in evidence]
    nearest = min((rank for rank in ranks if rank), default=None)
    figures = {f"success@{depth}": float(_within(nearest, depth)) for depth in _DEPTHS}
    figures[f"recall@{DEPTH}"] = _recall(ranks)
    figures[f"MRR@{DEPTH}"] = 1 / nearest if nearest and _within(nearest, DEPTH) else 0.0
    return figures


def _article_figures(articles: Sequence[GoldArticle], hits: Sequence[FoundClause]) -> dict[str, float]:
    # An article may be found as several clauses (款, 项): it counts once, at the first of them.
    ranks = [first_rank([hit.is_of(article) for hit in hits]) for article in articles]
    return {f"R@{DEPTH}": _recall(ranks), f"nDCG@{DEPTH}": ndcg(ranks, DEPTH)}


def _within(rank: int | None, depth: int) -> bool:
    return rank is not None and rank <= depth


def _recall(ranks: Sequence[int | None]) -> float:
    return sum(_within(rank, DEPTH) for rank in ranks) / len(ranks)


def _means(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.fmean(row[name] for row in rows) for name in rows[0]} if rows else {}
