"""The measures, one function each: plain strings and ranks in, one figure out.

A measure that has nothing to measure (a question that names no department) is None, never 0 or 1.
"""

from __future__ import annotations

import math
import statistics
import unicodedata
from collections.abc import Iterable, Sequence

_DROPPED = frozenset(",.;:!?、。“”\"'‘’()[]【】〔〕<>《》·—-_/")


def normalised(text: str) -> str:
    """Text as it is compared: compatibility forms unified, lower case, without spaces and punctuation."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in folded if sign not in _DROPPED and not sign.isspace()).lower()


def share(flags: Iterable[bool]) -> float | None:
    """Return the share of true flags; None when there are none."""
    marks = [float(flag) for flag in flags]
    return statistics.fmean(marks) if marks else None


def average(figures: Iterable[float | None]) -> float | None:
    """Return the mean of the figures that are there; None when none is."""
    known = [figure for figure in figures if figure is not None]
    return statistics.fmean(known) if known else None


def percentile(figures: Iterable[float], fraction: float) -> float | None:
    """Return the figure below which ``fraction`` of them lie (nearest rank); None when there are none."""
    ordered = sorted(figures)
    return ordered[min(int(len(ordered) * fraction), len(ordered) - 1)] if ordered else None


def holds(text: str, part: str) -> bool:
    """Whether ``text`` holds ``part``, both compared as ``normalised``."""
    return normalised(part) in normalised(text)


def fact_recall(answer: str, groups: Sequence[Sequence[str]]) -> float | None:
    """Return the share of fact groups of which the answer holds at least one wording."""
    return share(any(holds(answer, wording) for wording in group) for group in groups)


def department_recall(answer: str, names: Sequence[str]) -> float | None:
    """Return the share of departments the answer names."""
    return share(holds(answer, name) for name in names)


def citation_recall(cited: Sequence[str], evidence: Sequence[str]) -> float | None:
    """Return the share of the evidence that stands in a cited clause."""
    return share(any(holds(text, piece) for text in cited) for piece in evidence)


def citation_precision(cited: Sequence[str], evidence: Sequence[str]) -> float:
    """Return the share of cited clauses that hold evidence; an answer without citations has 0."""
    return share(any(holds(text, piece) for piece in evidence) for text in cited) or 0.0


def first_rank(relevant: Sequence[bool]) -> int | None:
    """Return the rank, from 1, of the first relevant hit."""
    return relevant.index(True) + 1 if True in relevant else None


def ndcg(found_at: Sequence[int | None], depth: int) -> float:
    """Normalised discounted cumulative gain of wanted items at ranks ``found_at`` (None: not found), each gain 1."""
    gain = sum(1 / math.log2(rank + 1) for rank in found_at if rank and rank <= depth)
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(found_at), depth) + 1))
    return gain / best if best else 0.0
