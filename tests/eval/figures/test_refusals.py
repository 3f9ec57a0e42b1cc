"""Refusals and confidence against cases worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from eval.figures.refusals import Decided, Point, area, auroc, refusal_figures, risk_coverage


def _answered(confidence: float | None, *, right: bool, answerable: bool = True) -> Decided:
    return Decided(answerable, "answered", right, confidence)


def _refused(confidence: float | None, *, answerable: bool = False) -> Decided:
    return Decided(answerable, "not_found", not answerable, confidence)


def _array(*values: float) -> np.ndarray:
    return np.asarray(values, dtype=np.float64)


def test_precision_recall_and_wrong_refusals() -> None:
    decided = [
        _refused(1.0),
        _refused(1.0),
        _refused(1.0, answerable=True),
        _answered(5.0, right=True),
        _answered(5.0, right=False, answerable=False),
        Decided(False, "quotes_only", True, 2.0),
    ]
    figures = refusal_figures(decided)
    assert figures["refusal_precision"].value == pytest.approx(2 / 3)
    assert figures["refusal_recall"].value == 0.5
    assert figures["wrong_refusals"].value == 0.5


def test_refusing_only_what_has_an_answer_scores_zero() -> None:
    figures = refusal_figures([_refused(1.0, answerable=True), _answered(9.0, right=False, answerable=False)])
    assert (figures["refusal_precision"].value, figures["refusal_recall"].value) == (0.0, 0.0)
    assert figures["wrong_refusals"].value == 1.0
    assert figures["auroc"].value == 0.0


def test_auroc_counts_pairs_and_ties_half() -> None:
    # Of the pairs (3,1) (3,2) (2,1) (2,2): three in order, one tie.
    assert auroc(_array(3, 2), _array(1, 2)) == pytest.approx(3.5 / 4)
    assert auroc(_array(3, 4), _array(1, 2)) == 1.0
    assert auroc(_array(1, 2), _array(3, 4)) == 0.0
    assert auroc(_array(1), _array()) is None


def test_a_refusal_without_a_sum_ranks_below_and_an_answer_above() -> None:
    decided = [_answered(None, right=True), _answered(4.0, right=True), _refused(None), _refused(3.0)]
    assert refusal_figures(decided)["auroc"].value == 1.0


def test_without_any_confidence_there_is_no_auroc_and_no_area() -> None:
    figures = refusal_figures([_answered(None, right=True), _refused(None)])
    assert (figures["auroc"].n, figures["risk_coverage_area"].n) == (0, 0)


def test_the_risk_coverage_curve_and_its_area() -> None:
    decided = [
        _answered(9.0, right=True),
        _answered(7.0, right=False),
        _answered(8.0, right=True),
        _refused(1.0),
    ]
    assert risk_coverage(decided) == (
        Point(coverage=0.25, risk=0.0),
        Point(coverage=0.5, risk=0.0),
        Point(coverage=0.75, risk=1 / 3),
    )
    assert refusal_figures(decided)["risk_coverage_area"].value == pytest.approx((0 + 0 + 1 / 3) / 3)


def test_answers_equally_sure_are_one_point_and_count_with_their_mean() -> None:
    decided = [_answered(5.0, right=True), _answered(5.0, right=False)]
    assert risk_coverage(decided) == (Point(coverage=1.0, risk=0.5),)
    assert area(_array(5, 5), _array(0, 1)) == area(_array(5, 5), _array(1, 0)) == 0.5


def test_all_wrong_is_an_area_of_one_all_right_of_zero_and_nothing_answered_of_none() -> None:
    assert area(_array(3, 2, 1), _array(1, 1, 1)) == 1.0
    assert area(_array(3, 2, 1), _array(0, 0, 0)) == 0.0
    assert area(_array(), _array()) is None
    assert risk_coverage([_refused(1.0)]) == ()


def test_a_long_curve_is_thinned_and_keeps_its_ends() -> None:
    decided = [_answered(float(place), right=place % 2 == 0) for place in range(1000)]
    curve = risk_coverage(decided)
    assert len(curve) == 200
    assert (curve[0].coverage, curve[-1].coverage, curve[-1].risk) == (0.001, 1.0, 0.5)
