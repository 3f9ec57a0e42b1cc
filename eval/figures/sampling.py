"""How sure a figure is: intervals by bootstrap, and tests between two runs over the same questions.

The interval is the percentile bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13):
questions are drawn with replacement 2,000 times, and the middle 95% of the figures is given. Differences are
bootstrapped over the pairs, which keeps a hard question hard for both runs. Whether two runs differ in right answers is
McNemar's test in its exact, binomial form; for other figures, signs of the differences are flipped at random
(permutation test, with one added to both counts so that p is never 0: Phipson and Smyth, 2010). All draws are seeded.

A figure that is the same for every question (all right) has an interval of no width: draws show nothing that was not
seen. Of few questions that says little, which is why each figure carries its ``n``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from index.policy import Frozen

RESAMPLES = 2000
FLIPS = 10_000
SEED = 20261122
LEVEL = 0.95
_AT_ONCE = 2_000_000

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
Statistic = Callable[[Places], float | None]
"""A figure of the questions at these places, of which some come several times; None when they have none."""


class Estimate(Frozen):
    """A figure over ``n`` questions with its 95% interval; all None when there was nothing to measure."""

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


class Difference(Frozen):
    """The mean of the second minus that of the first over ``n`` pairs, its interval, and the p-value of no difference.

    ``better`` and ``worse`` count the pairs in which the second is above and below the first.
    """

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    better: int = 0
    worse: int = 0


def estimate(values: Sequence[float]) -> Estimate:
    """The mean of ``values`` with its interval."""
    return estimate_rows(values, lambda rows: rows.mean(axis=1))


def estimate_percentile(values: Sequence[float], fraction: float) -> Estimate:
    """The figure below which ``fraction`` of ``values`` lie (nearest rank), with its interval."""
    rank = min(int(len(values) * fraction), len(values) - 1)
    return estimate_rows(values, lambda rows: np.sort(rows, axis=1)[:, rank])


def estimate_rows(values: Sequence[float], statistic: Callable[[Numbers], Numbers]) -> Estimate:
    """A figure of ``values`` with its interval, worked out for many draws at once, one draw a row."""
    if not values:
        return Estimate(n=0)
    numbers = np.asarray(values, dtype=np.float64)
    low, high = _ends(_drawn(numbers, statistic))
    return Estimate(n=len(numbers), value=float(statistic(numbers[None, :])[0]), low=low, high=high)


def estimate_of(count: int, statistic: Statistic) -> Estimate:
    """Any figure of ``count`` questions with its interval; draws that have no figure are left out."""
    if not count:
        return Estimate(n=0)
    value = statistic(np.arange(count))
    if value is None:
        return Estimate(n=count)
    dice = np.random.default_rng(SEED)
    drawn = (statistic(dice.integers(0, count, count)) for _ in range(RESAMPLES))
    low, high = _ends(np.asarray([one for one in drawn if one is not None], dtype=np.float64))
    return Estimate(n=count, value=value, low=low, high=high)


def difference(first: Sequence[float], second: Sequence[float]) -> Difference:
    """What ``second`` gained over ``first``, pair by pair; raises ValueError when they are not equally long."""
    if len(first) != len(second):
        raise ValueError("each question must have a figure in both runs")
    if not first:
        return Difference(n=0)
    gains = np.asarray(second, dtype=np.float64) - np.asarray(first, dtype=np.float64)
    low, high = _ends(_drawn(gains, lambda rows: rows.mean(axis=1)))
    better, worse = int((gains > 0).sum()), int((gains < 0).sum())
    yes_or_no = set(first) | set(second) <= {0.0, 1.0}
    return Difference(
        n=len(gains),
        value=float(gains.mean()),
        low=low,
        high=high,
        p=mcnemar(better, worse) if yes_or_no else flipped(gains),
        better=better,
        worse=worse,
    )


def mcnemar(better: int, worse: int) -> float:
    """The exact two-sided p-value that so uneven a split of the questions that changed came by chance."""
    changed = better + worse
    tail = sum(math.comb(changed, count) for count in range(min(better, worse) + 1))
    return float(min(1.0, 2 * tail / 2**changed))


def flipped(gains: Numbers) -> float:
    """The p-value of a mean as far from 0 as that of ``gains`` when each had either sign by chance."""
    dice = np.random.default_rng(SEED)
    seen, reached = abs(float(gains.mean())), 0
    for size in _portions(FLIPS, len(gains)):
        signs = dice.choice((-1.0, 1.0), size=(size, len(gains)))
        reached += int((np.abs(signs @ gains) / len(gains) >= seen - 1e-12).sum())
    return (reached + 1) / (FLIPS + 1)


def _drawn(numbers: Numbers, statistic: Callable[[Numbers], Numbers]) -> Numbers:
    dice = np.random.default_rng(SEED)
    width = len(numbers)
    drawn = [statistic(numbers[dice.integers(0, width, (size, width))]) for size in _portions(RESAMPLES, width)]
    return np.concatenate(drawn)


def _portions(draws: int, width: int) -> list[int]:
    """``draws`` in portions that fit in memory."""
    size = max(1, min(draws, _AT_ONCE // width))
    return [min(size, draws - start) for start in range(0, draws, size)]


def _ends(drawn: Numbers) -> tuple[float | None, float | None]:
    if not len(drawn):
        return None, None
    low, high = np.quantile(drawn, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return float(low), float(high)
