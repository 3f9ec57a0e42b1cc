"""Questions and hits to figures: was what answers them found, and how far up.

The measures are those of ir_measures, by clause: each piece of evidence and each article of law is one thing to find.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Protocol

from pydantic import BaseModel, ConfigDict

from eval.measures import average, holds, percentile
from eval.questions import EvaluationError, GoldArticle, Line, Question, read_lines
from index.policy import Frozen

if TYPE_CHECKING:
    from ir_measures import Qrel, ScoredDoc

MEASURES = {
    "success@1": "Success@1",
    "success@5": "Success@5",
    "success@10": "Success@10",
    "recall@5": "R@5",
    "recall@10": "R@10",
    "nDCG@10": "nDCG@10",
    "MRR@10": "RR@10",
}
"""The figures and the measures of ir_measures they are means of."""


class Found(Protocol):
    """What the measures need of a hit."""

    @property
    def source_file(self) -> str:
        """The file its policy was read from."""

    @property
    def address(self) -> tuple[str, ...]:
        """Its labels, from the outermost in."""

    @property
    def text(self) -> str:
        """The whole clause."""


class Searched(Protocol):
    """A question's hits, best first, and the seconds the search took."""

    @property
    def hits(self) -> Sequence[Found]:
        """The hits."""

    @property
    def seconds(self) -> float | None:
        """The seconds, when they were measured."""


class FoundClause(BaseModel):
    """A hit as a line of ``retrieve`` gives it, unknown fields ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    source_file: str
    address: tuple[str, ...]
    text: str


class Hits(Line):
    """A line of ``retrieve``: the hits of one question, best first."""

    hits: tuple[FoundClause, ...]
    seconds: float | None = None


class RetrievalReport(Frozen):
    """Means over the questions that name what answers them; a question without a line of hits counts as zero.

    ``figures`` holds ``success@k`` (something wanted among the first k hits), ``recall@k`` (the share of what is
    wanted), ``nDCG@10`` and ``MRR@10``.
    """

    questions: int
    missing: int
    figures: dict[str, float]
    seconds_p50: float | None
    seconds_p95: float | None


def read_hits(path: Path) -> dict[str, Hits]:
    """Read a file of hits, by question; raise EvaluationError when a line is wrong."""
    return {line.id: line for line in read_lines(path, Hits)}


def score_retrieval(questions: Sequence[Question], found: Mapping[str, Searched]) -> RetrievalReport:
    """Return the figures of ``found`` over those questions that name evidence or articles of law."""
    each = retrieval_figures(questions, found)
    seconds = [line.seconds for line in found.values() if line.seconds is not None]
    means = {name: average(figures[name] for figures in each.values()) for name in MEASURES}
    return RetrievalReport(
        questions=len(each),
        missing=sum(question not in found for question in each),
        figures={name: mean for name, mean in means.items() if mean is not None},
        seconds_p50=percentile(seconds, 0.5),
        seconds_p95=percentile(seconds, 0.95),
    )


def retrieval_figures(questions: Sequence[Question], found: Mapping[str, Searched]) -> dict[str, dict[str, float]]:
    """The figures of each question that names evidence or articles, by its id.

    Raises EvaluationError when ir_measures is not installed.
    """
    try:
        from ir_measures import iter_calc, parse_measure
    except ImportError:
        raise EvaluationError("Retrieval is scored by ir_measures: install it with `pip install '.[eval]'`.") from None
    asked = [question for question in questions if question.evidence or question.gold]
    wanted: list[Qrel] = []
    ranked: list[ScoredDoc] = []
    for question in asked:
        hits = found[question.id].hits if question.id in found else ()
        relevant, ranking = _judged(question, hits)
        wanted += relevant
        ranked += ranking
    names = {parse_measure(measure): name for name, measure in MEASURES.items()}
    figures: dict[str, dict[str, float]] = defaultdict(dict)
    for one in iter_calc(list(names), wanted, ranked) if wanted else ():
        figures[one.query_id][names[one.measure]] = float(one.value)
    return {question.id: figures[question.id] for question in asked}


def as_table(figures: RetrievalReport) -> str:
    """Return the report as lines to read in a terminal."""
    rows = [("questions", f"{figures.questions}"), ("without hits", f"{figures.missing}")]
    rows += [(name, f"{figure:.3f}") for name, figure in figures.figures.items()]
    if figures.seconds_p50 is not None:
        rows += [("seconds p50", f"{figures.seconds_p50:.3f}"), ("seconds p95", f"{figures.seconds_p95:.3f}")]
    return "\n".join(f"{name:<14}{figure:>8}" for name, figure in rows)


def _judged(question: Question, hits: Sequence[Found]) -> tuple[list[Qrel], list[ScoredDoc]]:
    """What is wanted and what was found, named so that a wanted thing bears the same name in both.

    A hit is the first wanted thing it answers and that none before it answered; a further one that the same clause
    answers is the same clause, and not wanted twice. An article found as several clauses counts once, at the first.
    """
    from ir_measures import Qrel, ScoredDoc

    things: tuple[str | GoldArticle, ...] = (*question.evidence, *question.gold)
    open_ = {f"wanted {place}": thing for place, thing in enumerate(things)}
    relevant: list[str] = []
    ranking: list[ScoredDoc] = []
    for rank, hit in enumerate(hits, 1):
        answered = [name for name, thing in open_.items() if _answers(hit, thing)]
        for name in answered:
            del open_[name]
        relevant += answered[:1]
        ranking.append(ScoredDoc(question.id, answered[0] if answered else f"hit {rank}", float(-rank)))
    return [Qrel(question.id, name, 1) for name in (*relevant, *open_)], ranking


def _answers(hit: Found, thing: str | GoldArticle) -> bool:
    if isinstance(thing, str):
        return holds(hit.text, thing)
    return thing.article in hit.address and PurePosixPath(hit.source_file).name == thing.file
