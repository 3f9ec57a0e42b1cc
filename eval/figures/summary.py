"""All figures of a run, overall and by kind of question, each with the number of questions and its interval."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from eval.figures.citations import Sources
from eval.figures.cost import cost_figures, spread
from eval.figures.followups import followup_figures
from eval.figures.refusals import Decided, Point, refusal_figures, risk_coverage
from eval.figures.sampling import RESAMPLES, SEED, Estimate, estimate
from eval.figures.times import time_figures
from eval.predictions import Prediction
from eval.questions import Question
from eval.score import QuestionScore, score_all
from eval.score_retrieval import MEASURES, Searched, retrieval_figures
from index.policy import Frozen

ALL = "ALL"
_Row = TypeVar("_Row")
_OF_SCORES = (
    *("right", "right_and_cited", "fact_recall", "department_recall"),
    *("citation_recall", "citation_precision"),
)
_OF_QUESTIONS = (
    *("slots", "slots_dates", "slots_amounts", "slots_lead", "slots_supporting", "slots_responsible"),
    *("no_contradiction", "characters", "sentences"),
    *("quotes_verbatim", "lines_verbatim", "numbers_cited", "departments_cited", "sentences_supported"),
    *("prose_said", "prose_borne_out"),
)


class Group(Frozen):
    """The figures of the questions of one kind, or of all; one with nothing to measure has ``n`` 0."""

    name: str
    questions: int
    figures: dict[str, Estimate]


class Summary(Frozen):
    """The figures of one run.

    ``groups`` begins with all questions (``ALL``), then the kinds by name. ``curve`` is the risk-coverage curve of all.
    ``sources`` says whether quotes were looked up in the policies' own texts.
    """

    groups: tuple[Group, ...]
    curve: tuple[Point, ...] = ()
    resamples: int = RESAMPLES
    seed: int = SEED
    sources: bool = False

    @property
    def overall(self) -> Group:
        """The figures of all questions."""
        return self.groups[0]

    def figure(self, name: str, kind: str = ALL) -> Estimate:
        """One figure of one kind; with ``n`` 0 when there is none."""
        found = next((group for group in self.groups if group.name == kind), None)
        return found.figures.get(name, Estimate(n=0)) if found else Estimate(n=0)


def summary(
    questions: Sequence[Question],
    predictions: Mapping[str, Prediction],
    hits: Mapping[str, Searched] | None = None,
    *,
    sources: Sources | None = None,
    scores: Sequence[QuestionScore] | None = None,
) -> Summary:
    """All figures of a run; a question without a prediction counts as wrong.

    ``scores`` are taken when they were made already. Without ``hits`` nothing is said of the retrieval. Raises
    EvaluationError when hits are to be scored and ir_measures is not installed.
    """
    made = list(scores if scores is not None else score_all(questions, predictions, sources))
    found = retrieval_figures(questions, hits) if hits else {}
    kinds = sorted({question.kind for question in questions})
    groups = [_group(ALL, questions, predictions, made, found, hits or {})]
    for kind in kinds:
        of_kind = [question for question in questions if question.kind == kind]
        groups.append(_group(kind, of_kind, predictions, made, found, hits or {}))
    return Summary(groups=tuple(groups), curve=risk_coverage(_decided(made)), sources=bool(sources))


def as_table(made: Summary) -> str:
    """The figures as lines to read in a terminal: over all questions with their intervals, then right by kind."""
    known = [(name, one) for name, one in made.overall.figures.items() if one.value is not None]
    width = max((len(name) for name, _ in known), default=0) + 2
    lines = [f"{'figure':<{width}}{'n':>6}{'value':>10}   95% interval"]
    lines += [f"{name:<{width}}{one.n:>6}{_shown(one.value):>10}   {_interval(one)}" for name, one in known]
    lines += ["", f"{'right, by kind':<{width}}{'n':>6}{'value':>10}   95% interval"]
    for group in made.groups[1:]:
        one = group.figures["right"]
        lines.append(f"{group.name:<{width}}{one.n:>6}{_shown(one.value):>10}   {_interval(one)}")
    return "\n".join(lines)


def _group(
    name: str,
    questions: Sequence[Question],
    predictions: Mapping[str, Prediction],
    scores: Sequence[QuestionScore],
    found: Mapping[str, Mapping[str, float]],
    hits: Mapping[str, Searched],
) -> Group:
    ids = {question.id for question in questions}
    of_group = [score for score in scores if score.id in ids]
    right = {score.id: score.right for score in of_group}
    of_retrieval = [found[question.id] for question in questions if question.id in found]
    searches = [hits[question.id].seconds for question in questions if question.id in hits]
    figures = {
        **_means(_OF_SCORES, of_group, lambda score, figure: getattr(score, figure)),
        **_means(_OF_QUESTIONS, of_group, lambda score, figure: score.figures.get(figure)),
        **_means(MEASURES, of_retrieval, lambda row, figure: row.get(figure)),
        **refusal_figures(_decided(of_group)),
        **followup_figures(questions, right),
        **time_figures(questions, predictions, right),
        **cost_figures([predictions[question.id] for question in questions if question.id in predictions]),
        **spread("seconds_retrieval", (one for one in searches if one is not None)),
    }
    return Group(name=name, questions=len(questions), figures=figures)


def _means(names: Iterable[str], rows: Sequence[_Row], of: Callable[[_Row, str], float | None]) -> dict[str, Estimate]:
    known = {name: [of(row, name) for row in rows] for name in names}
    return {name: estimate([float(one) for one in values if one is not None]) for name, values in known.items()}


def _decided(scores: Sequence[QuestionScore]) -> list[Decided]:
    return [Decided(score.answerable, score.status, score.right, score.confidence) for score in scores]


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _interval(one: Estimate) -> str:
    return "" if one.low is None or one.high is None else f"{one.low:.3f} – {one.high:.3f}"
