"""The plots of the report as inline SVG: their text is text, in both languages, and their colours are the page's own.

Own code of a few lines a plot, and no plotting library: the words in a plot follow the page's switch of language and
its colours the page's, which a picture drawn elsewhere does not. Figures in, markup out; nothing is measured here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from eval.figures.refusals import Point
from eval.figures.sampling import Estimate
from eval.report.words import Text

WIDTH = 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 20, 14, 46
_SECONDS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_LEAST_RISK = 0.2


@dataclass(frozen=True)
class Line:
    """A line of a plot: what it is, its points (x, y), and which of the page's line styles it has, from 0."""

    name: Text
    points: tuple[tuple[float, float], ...]
    style: int = 0
    steps: bool = False


@dataclass(frozen=True)
class Axis:
    """An axis: its ends, whether it is logarithmic, its ticks with their labels, and its name."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    name: Text
    logarithmic: bool = False

    def place(self, value: float) -> float:
        """Where a value stands, 0 at the low end and 1 at the high one."""
        if self.logarithmic:
            return (math.log(max(value, self.low)) - math.log(self.low)) / (math.log(self.high) - math.log(self.low))
        return (value - self.low) / (self.high - self.low)


@dataclass(frozen=True)
class Frame:
    """The field of a plot between its axes."""

    across: Axis
    up: Axis
    height: int = 300

    def x(self, value: float) -> float:
        """The place of a value from the left edge."""
        return round(_LEFT + self.across.place(value) * (WIDTH - _LEFT - _RIGHT), 1)

    def y(self, value: float) -> float:
        """The place of a value from the upper edge."""
        return round(self.height - _BOTTOM - self.up.place(value) * (self.height - _TOP - _BOTTOM), 1)


def risk_coverage_plot(curves: Sequence[tuple[Text, Sequence[Point]]], titled: str) -> Markup:
    """The share of wrong answers (up) among the surest so many (across), a line a run."""
    most = max((point.risk for _, curve in curves for point in curve), default=0.0)
    top = max(_LEAST_RISK, math.ceil(most * 10) / 10)
    frame = Frame(
        _share_axis(Text("作答的题占比", "share of questions answered")),
        _share_axis(Text("答错比例", "wrong among them"), top),
    )
    lines = [
        Line(name, tuple((point.coverage, point.risk) for point in curve), style)
        for style, (name, curve) in enumerate(curves)
        if curve
    ]
    return _svg(titled, frame.height, [*_axes(frame), *(part for line in lines for part in _line(frame, line))])


def latency_plot(stages: Sequence[tuple[Text, Sequence[float]]], titled: str) -> Markup:
    """The share of questions (up) that got so far within so many seconds (across), a line a stage."""
    known = [one for _, stage in stages for one in stage if one > 0]
    frame = Frame(_second_axis(known), _share_axis(Text("题的占比", "share of questions")))
    lines = [Line(name, _cumulated(stage), style, steps=True) for style, (name, stage) in enumerate(stages) if stage]
    return _svg(titled, frame.height, [*_axes(frame), *(part for line in lines for part in _line(frame, line))])


def history_plot(series: Sequence[tuple[Text, Sequence[Estimate]]], names: Sequence[str], titled: str) -> Markup:
    """A figure (up) over runs in their order (across), the first series with its intervals."""
    ticks = tuple((float(place), name) for place, name in enumerate(names, 1)) if len(names) <= _MOST_NAMES else ()
    frame = Frame(
        Axis(0.5, len(names) + 0.5, ticks, Text("各次评测，由旧到新", "runs, oldest first")),
        _share_axis(Text("占比", "share")),
    )
    parts = list(_axes(frame))
    for style, (name, estimates) in enumerate(series):
        points = tuple((float(place), one.value) for place, one in enumerate(estimates, 1) if one.value is not None)
        if style == 0:
            parts += [_whisker(frame, place, one) for place, one in enumerate(estimates, 1)]
        parts += _line(frame, Line(name, points, style))
        parts += [
            Markup('<circle class="dot s{}" cx="{}" cy="{}" r="4"/>').format(style, frame.x(x), frame.y(y))
            for x, y in points
        ]
    return _svg(titled, frame.height, parts)


def kinds_plot(rows: Sequence[tuple[Text, Estimate]], titled: str) -> Markup:
    """A share and its interval for each kind, one below the other."""
    height = _TOP + 34 * len(rows) + 30
    left, right = 132, WIDTH - 62
    parts: list[Markup] = []
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = round(left + tick * (right - left), 1)
        parts.append(Markup('<path class="grid" d="M{} {}V{}"/>').format(x, _TOP, height - 26))
        parts.append(_words(x, height - 8, _same(f"{tick:.0%}"), "tick", "middle"))
    for place, (name, one) in enumerate(rows):
        y = _TOP + 34 * place + 17
        parts.append(_words(left - 10, y + 5, name, "label", "end"))
        if one.value is None or one.low is None or one.high is None:
            continue
        low, high, at = (round(left + share * (right - left), 1) for share in (one.low, one.high, one.value))
        parts.append(Markup('<path class="range" d="M{} {}H{}"/>').format(low, y, high))
        parts.append(Markup('<circle class="dot s0" cx="{}" cy="{}" r="5"/>').format(at, y))
        parts.append(_words(right + 12, y + 5, _same(f"{one.value:.0%}"), "label", "start"))
    return _svg(titled, height, parts)


_MOST_NAMES = 6


def _svg(titled: str, height: int, parts: Sequence[Markup]) -> Markup:
    return Markup('<svg role="img" aria-labelledby="{}" viewBox="0 0 {} {}">{}</svg>').format(
        titled, WIDTH, height, Markup("").join(parts)
    )


def _axes(frame: Frame) -> Iterator[Markup]:
    left, right, bottom = _LEFT, WIDTH - _RIGHT, frame.height - _BOTTOM
    for value, label in frame.up.ticks:
        yield Markup('<path class="grid" d="M{} {}H{}"/>').format(left, frame.y(value), right)
        yield _words(left - 8, frame.y(value) + 4.5, _same(label), "tick", "end")
    yield Markup('<path class="axis" d="M{} {}H{}"/>').format(left, bottom, right)
    for value, label in frame.across.ticks:
        yield Markup('<path class="axis" d="M{} {}v5"/>').format(frame.x(value), bottom)
        yield _words(frame.x(value), bottom + 19, _same(label), "tick", "middle")
    yield _words((left + right) / 2, frame.height - 6, frame.across.name, "tick", "middle")


def _line(frame: Frame, line: Line) -> Iterator[Markup]:
    if not line.points:
        return
    places = [(frame.x(x), frame.y(y)) for x, y in line.points]
    path = f"M{places[0][0]} {places[0][1]}"
    for (_, y), (next_x, next_y) in pairwise(places):
        path += f"H{next_x}V{next_y}" if line.steps and y != next_y else f"L{next_x} {next_y}"
    yield Markup('<path class="line s{}" d="{}"/>').format(line.style, path)
    if len(places) == 1:
        yield Markup('<circle class="dot s{}" cx="{}" cy="{}" r="4"/>').format(line.style, *places[0])


def _whisker(frame: Frame, place: int, one: Estimate) -> Markup:
    if one.low is None or one.high is None:
        return Markup("")
    return Markup('<path class="range" d="M{} {}V{}"/>').format(frame.x(place), frame.y(one.low), frame.y(one.high))


def _words(x: float, y: float, words: Text, kind: str, anchor: str) -> Markup:
    """Words at a place; in both languages when they differ, of which the page shows one."""
    if words.zh == words.en:
        return Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(kind, x, y, anchor, words.en)
    both = (("t-zh", "zh-CN", words.zh), ("t-en", "en", words.en))
    return Markup("").join(
        Markup('<text class="{} {}" lang="{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(
            kind, shown, language, x, y, anchor, escape(text)
        )
        for shown, language, text in both
    )


def _same(words: str) -> Text:
    return Text(words, words)


def _share_axis(name: Text, top: float = 1.0) -> Axis:
    step = 0.25 if top > 0.5 else 0.1 if top > 0.2 else 0.05
    count = round(top / step + 1e-9)
    return Axis(0.0, top, tuple((place * step, f"{place * step:.0%}") for place in range(count + 1)), name)


def _second_axis(known: Sequence[float]) -> Axis:
    least, most = (min(known), max(known)) if known else (0.1, 10.0)
    low = max((tick for tick in _SECONDS if tick <= least), default=_SECONDS[0])
    high = min((tick for tick in _SECONDS if tick >= most), default=_SECONDS[-1])
    high = high if high > low else low * 10
    inside = [tick for tick in _SECONDS if low <= tick <= high]
    shown = inside if len(inside) <= 8 else [tick for tick in inside if math.isclose(math.log10(tick) % 1, 0)]
    ticks = tuple((float(tick), f"{tick:g}") for tick in shown)
    return Axis(low, high, ticks, Text("秒（对数刻度）", "seconds (logarithmic)"), logarithmic=True)


def _cumulated(stage: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """Each time with the share of questions that took no longer."""
    ordered = sorted(stage)
    return tuple((value, place / len(ordered)) for place, value in enumerate(ordered, 1))
