"""Cost: seconds to the clauses, the first word and the end; tokens and memory where they were recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eval.figures.sampling import Estimate, estimate, estimate_percentile
from eval.predictions import Prediction, Timing

_FRACTIONS = {"median": 0.5, "p95": 0.95}


def cost_figures(predictions: Sequence[Prediction]) -> dict[str, Estimate]:
    """Median and 95th percentile (nearest rank) of each time; mean tokens; the greatest memory, without an interval."""
    found: dict[str, Estimate] = {}
    for part in Timing.model_fields:
        seconds = [getattr(prediction.times(), part) for prediction in predictions]
        found |= spread(f"seconds_{part}", (one for one in seconds if one is not None))
    tokens = [prediction.tokens for prediction in predictions if prediction.tokens]
    found["tokens_prompt"] = estimate([float(one.prompt) for one in tokens if one.prompt is not None])
    found["tokens_completion"] = estimate([float(one.completion) for one in tokens if one.completion is not None])
    memory = [prediction.memory_mb for prediction in predictions if prediction.memory_mb is not None]
    found["memory_mb"] = Estimate(n=len(memory), value=max(memory, default=None))
    return found


def spread(name: str, figures: Iterable[float]) -> dict[str, Estimate]:
    """The median and the 95th percentile of ``figures`` with their intervals, as ``name`` and the fraction's name."""
    known = list(figures)
    return {f"{name}_{label}": estimate_percentile(known, fraction) for label, fraction in _FRACTIONS.items()}
