"""Refusals: how many were right, how many questions were refused wrongly, and what the confidence is worth.

A refusal is a status that says so: quoting clauses without prose, or failing, is neither an answer nor a refusal.
The area under the ROC curve is the share of pairs of an answerable and an unanswerable question in which the answerable
one had the higher confidence, ties half (Hanley and McNeil, 1982). The risk-coverage curve (El-Yaniv and Wiener, 2010)
orders the answers given by confidence: at each coverage, the share of the surest answers that are wrong; its area is
the mean of these risks (Geifman, Uziel and El-Yaniv, 2019). Answers equally sure are taken in any order, on average.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.answer import AnswerStatus
from eval.figures.sampling import Estimate, Numbers, Places, estimate, estimate_of
from index.policy import Frozen

REFUSALS = frozenset(
    (AnswerStatus.NOT_STATED, AnswerStatus.NOT_FOUND, AnswerStatus.NEEDS_DETAIL, AnswerStatus.DECLINED, "refused")
)
"""The statuses that refuse; ``refused`` is what other systems' predictions may say."""
_MOST_POINTS = 200


@dataclass(frozen=True)
class Decided:
    """A question, whether it has an answer, and what was decided; ``confidence`` None where nothing was weighed."""

    answerable: bool
    status: str
    right: bool
    confidence: float | None = None

    @property
    def refused(self) -> bool:
        """Whether the status is a refusal."""
        return self.status in REFUSALS

    @property
    def answered(self) -> bool:
        """Whether an answer was given, right or wrong."""
        return self.status == AnswerStatus.ANSWERED

    @property
    def sureness(self) -> float:
        """The confidence; where nothing was weighed, a refusal ranks below all that was and an answer above."""
        if self.confidence is not None:
            return self.confidence
        return -math.inf if self.refused else math.inf


class Point(Frozen):
    """So large a share of all questions answered, the surest first, and the share of these answers that is wrong."""

    coverage: float
    risk: float


def refusal_figures(decided: Sequence[Decided]) -> dict[str, Estimate]:
    """Precision, recall, wrong refusals, AUROC and the area of the risk-coverage curve."""
    refused = [one for one in decided if one.refused]
    return {
        "refusal_precision": estimate([float(not one.answerable) for one in refused]),
        "refusal_recall": estimate([float(one.refused) for one in decided if not one.answerable]),
        "wrong_refusals": estimate([float(one.refused) for one in decided if one.answerable]),
        "auroc": _auroc_estimate(decided),
        "risk_coverage_area": _area_estimate(decided),
    }


def auroc(answerable: Numbers, others: Numbers) -> float | None:
    """The share of pairs in which the answerable question has the higher figure, ties half; None without pairs."""
    if not len(answerable) or not len(others):
        return None
    ordered = np.sort(others)
    below, reached = (np.searchsorted(ordered, answerable, side) for side in ("left", "right"))
    return float((below + reached).mean() / 2 / len(others))


def risk_coverage(decided: Sequence[Decided]) -> tuple[Point, ...]:
    """The curve, one point for each degree of confidence, thinned to 200 points; empty when nothing was answered."""
    answers = [one for one in decided if one.answered]
    if not answers:
        return ()
    sureness, wrong = _arrays(answers)
    risks, ends = _risks(sureness, wrong), np.flatnonzero(np.diff(np.sort(-sureness), append=np.inf))
    if len(ends) > _MOST_POINTS:
        ends = ends[np.linspace(0, len(ends) - 1, _MOST_POINTS).astype(int)]
    return tuple(Point(coverage=float((end + 1) / len(decided)), risk=float(risks[end])) for end in ends)


def area(sureness: Numbers, wrong: Numbers) -> float | None:
    """The mean risk over all coverages up to that reached; None when nothing was answered."""
    return float(_risks(sureness, wrong).mean()) if len(wrong) else None


def _risks(sureness: Numbers, wrong: Numbers) -> Numbers:
    """The share of wrong ones among the surest 1, 2, 3 … answers; equally sure ones count with their own mean."""
    _, group = np.unique(-sureness, return_inverse=True)
    means = np.bincount(group, weights=wrong) / np.bincount(group)
    risks: Numbers = np.cumsum(means[np.sort(group)]) / np.arange(1, len(wrong) + 1)
    return risks


def _arrays(answers: Sequence[Decided]) -> tuple[Numbers, Numbers]:
    # numpy takes no difference of two infinities; the ends of the number range rank the same.
    sureness = np.nan_to_num(np.asarray([one.sureness for one in answers], dtype=np.float64))
    return sureness, np.asarray([float(not one.right) for one in answers])


def _auroc_estimate(decided: Sequence[Decided]) -> Estimate:
    weighed = [one for one in decided if one.refused or one.answered or one.confidence is not None]
    if all(one.confidence is None for one in weighed):
        return Estimate(n=0)
    sureness = np.asarray([one.sureness for one in weighed], dtype=np.float64)
    can = np.asarray([one.answerable for one in weighed], dtype=bool)

    def of(places: Places) -> float | None:
        drawn, answerable = sureness[places], can[places]
        return auroc(drawn[answerable], drawn[~answerable])

    return estimate_of(len(weighed), of)


def _area_estimate(decided: Sequence[Decided]) -> Estimate:
    answers = [one for one in decided if one.answered]
    if all(one.confidence is None for one in answers):
        return Estimate(n=0)
    sureness, wrong = _arrays(answers)
    return estimate_of(len(answers), lambda places: area(sureness[places], wrong[places]))
