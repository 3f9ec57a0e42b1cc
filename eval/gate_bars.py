"""Bars that a run's figures must reach, read from a file, and those it misses.

A file of bars is TOML or JSON: a table ``bars`` with a bar by figure (``at_least``, ``at_most``), and others by kind
of question under ``kinds``. The value is held against the bar, not the end of its interval: on a few questions an
interval is wide, and a bar is set for the very questions it is used with. A figure that a run does not have misses.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

from pydantic import Field, ValidationError, model_validator

from eval.figures.sampling import Estimate
from eval.figures.summary import ALL, Summary
from eval.questions import EvaluationError
from index.policy import Frozen

BARS = Path(__file__).resolve().parent / "sets" / "gate.toml"
"""The bars of the small set beside it, taken when no others are named."""


class Bar(Frozen, extra="forbid"):
    """What a figure must reach, or must not exceed."""

    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _sets_something(self) -> Bar:
        if self.at_least is None and self.at_most is None:
            raise ValueError("a bar needs at_least or at_most")
        return self

    def misses(self, value: float) -> bool:
        """Whether a value is on the wrong side; a rounding error is no miss."""
        below = self.at_least is not None and value < self.at_least - 1e-9
        return below or (self.at_most is not None and value > self.at_most + 1e-9)

    def __str__(self) -> str:
        """The bar in words."""
        words = [("at least", self.at_least), ("at most", self.at_most)]
        return " and ".join(f"{word} {bound:g}" for word, bound in words if bound is not None)


class Bars(Frozen, extra="forbid"):
    """The bars of a file: over all questions, and over those of one kind."""

    bars: dict[str, Bar] = Field(default_factory=dict)
    kinds: dict[str, dict[str, Bar]] = Field(default_factory=dict)


class Miss(Frozen):
    """A bar that was missed."""

    figure: str
    kind: str
    one: Estimate
    bar: Bar

    def __str__(self) -> str:
        """One line for a terminal."""
        where = "" if self.kind == ALL else f" ({self.kind})"
        if self.one.value is None:
            return f"{self.figure}{where}: nothing was measured; the bar is {self.bar}"
        return f"{self.figure}{where}: {self.one.value:.3f} over {self.one.n}; the bar is {self.bar}"


def read_bars(path: Path) -> Bars:
    """Read a file of bars; raises EvaluationError when it cannot be read, or sets none."""
    try:
        text = path.read_text(encoding="utf-8")
        read = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
        bars = Bars.model_validate(read)
    except FileNotFoundError:
        raise EvaluationError(f"{path} does not exist.") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise EvaluationError(f"{path}: {place}: {first['msg']}") from None
    except (OSError, ValueError) as error:  # broken TOML, broken JSON, other bytes than UTF-8
        raise EvaluationError(f"{path} cannot be read ({str(error).splitlines()[0]}).") from None
    if not list(_each(bars)):
        raise EvaluationError(f"{path} sets no bar.")
    return bars


def missed(figures: Summary, bars: Bars) -> list[Miss]:
    """The bars that the figures of a run miss; raises EvaluationError for a figure there is none of that name."""
    found = []
    for kind, name, bar in _each(bars):
        if name not in figures.overall.figures:
            known = ", ".join(sorted(figures.overall.figures))
            raise EvaluationError(f"A bar is set for {name!r}, which is no figure: choose among {known}.")
        one = figures.figure(name, kind)
        if one.value is None or bar.misses(one.value):
            found.append(Miss(figure=name, kind=kind, one=one, bar=bar))
    return found


def count(bars: Bars) -> int:
    """How many bars are set."""
    return len(list(_each(bars)))


def _each(bars: Bars) -> Iterator[tuple[str, str, Bar]]:
    for name, bar in bars.bars.items():
        yield ALL, name, bar
    for kind, of_kind in bars.kinds.items():
        for name, bar in of_kind.items():
            yield kind, name, bar
