"""Questions and predictions to figures: what was right, what it rested on, what was refused, how long it took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pydantic import Field

from assistant.answer import AnswerStatus
from eval.figures.citations import Sources
from eval.figures.question import measure
from eval.figures.refusals import REFUSALS
from eval.measures import (
    average,
    citation_precision,
    citation_recall,
    department_recall,
    fact_recall,
    holds,
    percentile,
    share,
)
from eval.predictions import CitedClause, Prediction, Timing, read_predictions
from eval.questions import Line, Question
from index.policy import Frozen

__all__ = [
    "MISSING",
    "CitedClause",
    "Figures",
    "Prediction",
    "QuestionScore",
    "Report",
    "Spread",
    "Timing",
    "as_table",
    "read_predictions",
    "reason_of",
    "report",
    "score_all",
    "score_question",
]

MISSING = "missing"
_NO_REFUSAL = (AnswerStatus.ANSWERED, AnswerStatus.FAILED, MISSING)
"""Statuses with which an unanswerable question is not answered rightly: an error is no refusal."""


class QuestionScore(Line):
    """How one question went; None where the question has nothing to measure.

    ``figures`` are the further ones of ``eval.figures.question``, by name; a figure there is nothing to measure for is
    left out. ``contradictions`` and ``unsupported`` (numbers and departments in no clause cited for them) are to read.
    ``reason`` is why it counts as wrong (``reason_of``); None when it does not, or was scored before it was kept.
    """

    id: str
    kind: str
    answerable: bool
    status: str
    right: bool
    right_and_cited: bool
    reason: str | None = None
    fact_recall: float | None = None
    department_recall: float | None = None
    citation_recall: float | None = None
    citation_precision: float | None = None
    forbidden: tuple[str, ...] = ()
    confidence: float | None = None
    figures: dict[str, float] = Field(default_factory=dict)
    contradictions: tuple[str, ...] = ()
    unsupported: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether an answer was given, right or wrong."""
        return self.status == AnswerStatus.ANSWERED


class Figures(Frozen):
    """Means over the questions of one kind, or over all; None where there was nothing to measure."""

    kind: str
    questions: int
    right: float | None
    right_and_cited: float | None
    fact_recall: float | None
    department_recall: float | None
    citation_recall: float | None
    citation_precision: float | None


class Spread(Frozen):
    """Median and 95th percentile, in seconds."""

    p50: float | None
    p95: float | None


class Report(Frozen):
    """The figures of one run."""

    overall: Figures
    kinds: tuple[Figures, ...]
    unanswerable: int
    refused: float | None
    """Share of the unanswerable questions that were not answered."""
    answerable: int
    refused_wrongly: float | None
    """Share of the answerable questions that were not answered."""
    statuses: dict[str, int]
    seconds: dict[str, Spread]


def score_question(question: Question, prediction: Prediction | None, sources: Sources | None = None) -> QuestionScore:
    """Score one prediction; a question without one scores zero, and does not pass for a refusal.

    ``sources`` are the texts of the policies by file name, to look quotes up in; without them the cited clauses serve.
    """
    score = _judged(question, prediction or Prediction(id=question.id, status=MISSING), sources)
    return score.model_copy(update={"reason": reason_of(score)})


def reason_of(score: QuestionScore) -> str | None:
    """Why a question counts as wrong, the gravest first that fits; None when it is right and fully cited."""
    if score.status in (MISSING, AnswerStatus.FAILED):
        return "failed"
    if score.right_and_cited:
        return None
    if not score.answerable:
        return "invented"
    if score.status in REFUSALS:
        return "refused"
    if score.status != AnswerStatus.ANSWERED:
        return "unsaid"
    if score.right:
        return "uncited"
    return "contradicted" if score.contradictions or score.forbidden else "incomplete"


def _judged(question: Question, given: Prediction, sources: Sources | None) -> QuestionScore:
    forbidden = tuple(words for words in question.forbidden if holds(given.answer, words))
    measured = measure(question, given, sources)
    score = QuestionScore(
        id=question.id,
        kind=question.kind,
        answerable=question.answerable,
        status=given.status,
        right=False,
        right_and_cited=False,
        forbidden=forbidden,
        confidence=given.confidence,
        figures=measured.figures,
        contradictions=measured.contradictions,
        unsupported=measured.unsupported,
    )
    if not question.answerable:
        refused = given.status not in _NO_REFUSAL and not forbidden
        return score.model_copy(update={"right": refused, "right_and_cited": refused})
    facts = fact_recall(given.answer, question.facts)
    departments = department_recall(given.answer, question.department_names())
    cited = [citation.text for citation in given.cited()]
    found = citation_recall(cited, question.evidence)
    complete = facts in (None, 1.0) and departments in (None, 1.0)
    right = given.status == AnswerStatus.ANSWERED and complete and not forbidden
    return score.model_copy(
        update={
            "right": right,
            "right_and_cited": right and found == 1.0,
            "fact_recall": facts,
            "department_recall": departments,
            "citation_recall": found,
            "citation_precision": citation_precision(cited, question.evidence),
        }
    )


def score_all(
    questions: Sequence[Question], predictions: Mapping[str, Prediction], sources: Sources | None = None
) -> list[QuestionScore]:
    """Score every question, in its order."""
    return [score_question(question, predictions.get(question.id), sources) for question in questions]


def report(scores: Sequence[QuestionScore], predictions: dict[str, Prediction]) -> Report:
    """Return the figures over ``scores``, by kind and overall."""
    kinds = sorted({score.kind for score in scores})
    can = [score for score in scores if score.answerable]
    cannot = [score for score in scores if not score.answerable]
    times = [predictions[score.id].times() for score in scores if score.id in predictions]
    return Report(
        overall=_figures("ALL", scores),
        kinds=tuple(_figures(kind, [score for score in scores if score.kind == kind]) for kind in kinds),
        unanswerable=len(cannot),
        refused=share(score.status not in _NO_REFUSAL for score in cannot),
        answerable=len(can),
        refused_wrongly=share(not score.answered for score in can),
        statuses=dict(Counter(score.status for score in scores).most_common()),
        seconds={name: _spread(getattr(time, name) for time in times) for name in Timing.model_fields},
    )


def as_table(figures: Report) -> str:
    """Return the report as lines to read in a terminal."""
    header = f"{'kind':<14}{'n':>5}{'right':>8}{'+cited':>8}{'facts':>8}{'depts':>8}{'cite R':>8}{'cite P':>8}"
    rows = [_row(row) for row in (*figures.kinds, figures.overall)]
    rows.insert(len(figures.kinds), "-" * len(header))
    statuses = ", ".join(f"{name} {count}" for name, count in figures.statuses.items())
    notes = [
        f"refused when it should: {_figure(figures.refused)} of {figures.unanswerable}",
        f"refused wrongly:        {_figure(figures.refused_wrongly)} of {figures.answerable}",
        f"statuses:               {statuses}",
        *(
            f"seconds {name + ':':<16}p50 {_figure(spread.p50, 2)}  p95 {_figure(spread.p95, 2)}"
            for name, spread in figures.seconds.items()
            if spread.p50 is not None
        ),
    ]
    return "\n".join((header, *rows, "", *notes))


def _figures(kind: str, scores: Sequence[QuestionScore]) -> Figures:
    return Figures(
        kind=kind,
        questions=len(scores),
        right=share(score.right for score in scores),
        right_and_cited=share(score.right_and_cited for score in scores),
        fact_recall=average(score.fact_recall for score in scores),
        department_recall=average(score.department_recall for score in scores),
        citation_recall=average(score.citation_recall for score in scores),
        citation_precision=average(score.citation_precision for score in scores),
    )


def _spread(seconds: Iterable[float | None]) -> Spread:
    known = [figure for figure in seconds if figure is not None]
    return Spread(p50=percentile(known, 0.5), p95=percentile(known, 0.95))


def _row(row: Figures) -> str:
    figures = (
        row.right,
        row.right_and_cited,
        row.fact_recall,
        row.department_recall,
        row.citation_recall,
        row.citation_precision,
    )
    return f"{row.kind:<14}{row.questions:>5}" + "".join(f"{_figure(figure):>8}" for figure in figures)


def _figure(figure: float | None, digits: int = 3) -> str:
    return "-" if figure is None else f"{figure:.{digits}f}"
