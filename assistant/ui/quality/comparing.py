"""What a second run got better and worse than a first, chance set apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.ui.quality.reading import Estimate, Opened, Question, Score

_RESAMPLES, _SEED, _TAIL = 2000, 20261122, 0.025
_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class Gain:
    """The share right in the second run minus that in the first, its 95% interval, and the p-value of no difference."""

    value: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class KindChange:
    """How many questions of a kind were right in each run, and how many became right and wrong."""

    kind: str
    questions: int
    right: tuple[int, int]
    better: int
    worse: int


@dataclass(frozen=True)
class Compared:
    """The second run against the first, over the ``questions`` both were asked; ids of those that changed."""

    questions: int
    left_out: int
    gain: Gain
    kinds: tuple[KindChange, ...]
    better: tuple[str, ...]
    worse: tuple[str, ...]


def compare(first: Opened, second: Opened) -> Compared | None:
    """Compare two runs; None when they were asked no question in common.

    Questions of one file are the same by their id; of different files, when all that is read of them is the same.
    """
    shared = _shared(first, second)
    if not shared:
        return None
    pairs = [(first.scores[name], second.scores[name]) for name in shared]
    kinds = sorted({before.kind for before, _ in pairs})
    return Compared(
        questions=len(shared),
        left_out=len(first.scores) + len(second.scores) - 2 * len(shared),
        gain=_gain([before.right for before, _ in pairs], [after.right for _, after in pairs]),
        kinds=tuple(_kind(kind, [pair for pair in pairs if pair[0].kind == kind]) for kind in kinds),
        better=tuple(after.id for before, after in pairs if after.right and not before.right),
        worse=tuple(after.id for before, after in pairs if before.right and not after.right),
    )


def shown_interval(one: Estimate) -> tuple[float, float] | None:
    """Return the interval to show; where nothing went otherwise, how far that may be chance.

    Draws from questions that all went alike show nothing that was not seen: the bound is then the share that may still
    go otherwise, at 95% (Hanley and Lippman-Hand, JAMA 1983).
    """
    if one.value is None or one.low is None or one.high is None:
        return None
    if one.low == one.high and one.value in (0.0, 1.0) and one.n:
        unseen = 1 - 0.05 ** (1 / one.n)
        return (0.0, unseen) if one.value == 0.0 else (1 - unseen, 1.0)
    return one.low, one.high


def _shared(first: Opened, second: Opened) -> list[str]:
    same_file = first.record.questions_sha256 == second.record.questions_sha256
    return [
        name
        for name in second.scores
        if name in first.scores and (same_file or _same(first.questions.get(name), second.questions.get(name)))
    ]


def _same(first: Question | None, second: Question | None) -> bool:
    return first is not None and first == second


def _gain(first: Sequence[bool], second: Sequence[bool]) -> Gain:
    """The mean gain with the percentile bootstrap over pairs (Efron and Tibshirani, 1993), and McNemar's exact test."""
    gains = np.asarray(second, dtype=np.float64) - np.asarray(first, dtype=np.float64)
    dice, size = np.random.default_rng(_SEED), max(1, min(_RESAMPLES, _AT_ONCE // len(gains)))
    portions = [min(size, _RESAMPLES - start) for start in range(0, _RESAMPLES, size)]
    drawn = [gains[dice.integers(0, len(gains), (rows, len(gains)))].mean(axis=1) for rows in portions]
    low, high = np.quantile(np.concatenate(drawn), (_TAIL, 1 - _TAIL))
    better, worse = int((gains > 0).sum()), int((gains < 0).sum())
    tail = sum(math.comb(better + worse, count) for count in range(min(better, worse) + 1))
    return Gain(float(gains.mean()), float(low), float(high), min(1.0, 2 * tail / 2 ** (better + worse)))


def _kind(kind: str, pairs: Sequence[tuple[Score, Score]]) -> KindChange:
    return KindChange(
        kind=kind,
        questions=len(pairs),
        right=(sum(before.right for before, _ in pairs), sum(after.right for _, after in pairs)),
        better=sum(after.right and not before.right for before, after in pairs),
        worse=sum(before.right and not after.right for before, after in pairs),
    )
