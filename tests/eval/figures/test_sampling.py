"""Intervals and tests between runs, against figures worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from eval.figures.sampling import (
    RESAMPLES,
    Estimate,
    difference,
    estimate,
    estimate_of,
    estimate_percentile,
    flipped,
    mcnemar,
)
from eval.measures import percentile


def test_the_mean_and_an_interval_around_it_the_same_each_time() -> None:
    values = [1.0] * 30 + [0.0] * 10
    made = estimate(values)
    assert (made.n, made.value) == (40, 0.75)
    assert made.low is not None
    assert made.high is not None
    # The standard error of a share of 0.75 over 40 is 0.068: the interval is about two of them to either side.
    assert made.low == pytest.approx(0.75 - 1.96 * math.sqrt(0.75 * 0.25 / 40), abs=0.03)
    assert made.high == pytest.approx(0.75 + 1.96 * math.sqrt(0.75 * 0.25 / 40), abs=0.03)
    assert estimate(values) == made


def test_more_questions_make_a_narrower_interval() -> None:
    few, many = estimate([1.0, 0.0] * 10), estimate([1.0, 0.0] * 1000)
    assert few.low is not None
    assert many.low is not None
    assert many.low - few.low > 0.1


def test_a_figure_of_all_wrong_answers_is_zero_and_of_none_is_none() -> None:
    assert estimate([0.0] * 5) == Estimate(n=5, value=0.0, low=0.0, high=0.0)
    assert estimate([]) == Estimate(n=0)
    assert estimate_of(0, lambda _: 1.0) == Estimate(n=0)


def test_any_figure_can_be_drawn_and_draws_without_one_are_left_out() -> None:
    numbers = np.asarray([1.0, 2.0, 3.0, 4.0, 5.0])
    drawn: list[int] = []

    def greatest(places: np.ndarray) -> float | None:
        drawn.append(len(places))
        return None if 4 not in places else float(numbers[places].max())

    made = estimate_of(5, greatest)
    assert (made.value, made.low, made.high) == (5.0, 5.0, 5.0)
    assert len(drawn) == RESAMPLES + 1
    assert estimate_of(3, lambda _: None) == Estimate(n=3)


def test_mcnemar_is_the_binomial_tail_of_the_questions_that_changed() -> None:
    assert mcnemar(0, 0) == 1.0
    assert mcnemar(5, 0) == 2 * 1 / 2**5
    assert mcnemar(1, 8) == pytest.approx(2 * (1 + 9) / 2**9)
    assert mcnemar(4, 4) == 1.0


def test_the_difference_is_of_pairs() -> None:
    first, second = [0.0, 0.0, 1.0, 1.0], [1.0, 1.0, 1.0, 0.0]
    made = difference(first, second)
    assert (made.n, made.value, made.better, made.worse) == (4, 0.25, 2, 1)
    assert made.p == mcnemar(2, 1) == 1.0
    with pytest.raises(ValueError, match="both runs"):
        difference([1.0], [])


def test_two_equal_runs_differ_by_zero() -> None:
    made = difference([0.2, 0.4, 0.9], [0.2, 0.4, 0.9])
    assert (made.value, made.low, made.high, made.p) == (0.0, 0.0, 0.0, 1.0)
    assert difference([], []).value is None


def test_signs_flipped_at_random_tell_a_steady_gain_from_an_even_one() -> None:
    assert flipped(np.full(10, 0.3)) == pytest.approx(2 / 2**10, abs=0.002)
    assert flipped(np.asarray([0.3, -0.3] * 5)) == 1.0
    steady = difference([0.1] * 12, [0.4] * 12)
    assert steady.p is not None
    assert steady.p < 0.01


def test_percentiles_are_those_of_the_measures() -> None:
    values = [float(value) for value in range(1, 41)]
    for fraction in (0.5, 0.95):
        made = estimate_percentile(values, fraction)
        assert made.value == percentile(values, fraction)
        assert made.low is not None
        assert made.high is not None
        assert made.low < made.value <= made.high
    assert estimate_percentile([], 0.5) == Estimate(n=0)
    assert estimate_percentile([0.0] * 3, 0.95).value == 0.0
