"""The plots: a value stands where its axis says, and a plot of nothing is no error."""

from __future__ import annotations

import re

import pytest

from eval.figures.refusals import Point
from eval.figures.sampling import Estimate
from eval.report.plots import WIDTH, Axis, Frame, history_plot, kinds_plot, latency_plot, risk_coverage_plot
from eval.report.words import Text

NAME = Text("甲", "first")


def line(drawing: str, style: int = 0) -> str:
    found = re.search(rf'class="line s{style}" d="([^"]+)"', drawing)
    assert found, drawing
    return found[1]


def test_values_stand_between_the_ends_of_their_axes() -> None:
    frame = Frame(Axis(0.0, 1.0, (), NAME), Axis(0.0, 2.0, (), NAME), height=300)
    assert frame.x(0.0) < frame.x(0.5) < frame.x(1.0) < WIDTH
    assert frame.x(0.5) == pytest.approx((frame.x(0.0) + frame.x(1.0)) / 2)
    assert frame.y(0.0) > frame.y(1.0) > frame.y(2.0) > 0
    decades = Axis(0.1, 10.0, (), NAME, logarithmic=True)
    assert [decades.place(value) for value in (0.1, 1.0, 10.0)] == pytest.approx([0.0, 0.5, 1.0])
    assert decades.place(0.0) == 0.0


def test_a_risk_coverage_curve_goes_through_its_points() -> None:
    drawing = risk_coverage_plot([(NAME, (Point(coverage=0.5, risk=0.0), Point(coverage=1.0, risk=0.5)))], "named")
    frame = Frame(Axis(0.0, 1.0, (), NAME), Axis(0.0, 0.5, (), NAME))
    assert line(drawing) == f"M{frame.x(0.5)} {frame.y(0.0)}L{frame.x(1.0)} {frame.y(0.5)}"
    assert 'aria-labelledby="named"' in drawing


def test_half_of_the_times_stand_below_the_median() -> None:
    drawing = latency_plot([(NAME, (4.0, 1.0, 2.0, 8.0))], "named")
    heights = [float(height) for height in re.findall(r"V([\d.]+)", line(drawing))]
    frame = Frame(Axis(0.0, 1.0, (), NAME), Axis(0.0, 1.0, (), NAME))
    assert heights == pytest.approx([frame.y(0.5), frame.y(0.75), frame.y(1.0)])


def test_a_share_by_kind_has_its_interval_and_its_figure() -> None:
    drawing = kinds_plot([(NAME, Estimate(n=4, value=0.5, low=0.25, high=0.75)), (NAME, Estimate(n=0))], "named")
    assert drawing.count("<circle") == 1
    low, high = re.findall(r'class="range" d="M([\d.]+) [\d.]+H([\d.]+)"', drawing)[0]
    at = re.findall(r'cx="([\d.]+)"', drawing)[0]
    assert float(at) == pytest.approx((float(low) + float(high)) / 2, abs=0.1)
    assert ">50%<" in drawing


def test_history_shows_a_point_a_run() -> None:
    estimates = [Estimate(n=4, value=share, low=share - 0.1, high=share + 0.1) for share in (0.5, 0.6, 0.7)]
    drawing = history_plot([(NAME, estimates), (NAME, [*estimates[:2], Estimate(n=0)])], ["1", "2", "3"], "named")
    assert drawing.count('class="dot s0"') == 3
    assert drawing.count('class="dot s1"') == 2
    assert drawing.count('class="range"') == 3


def test_nothing_to_plot_is_an_empty_plot() -> None:
    for drawing in (
        risk_coverage_plot([], "named"),
        latency_plot([(NAME, ())], "named"),
        latency_plot([(NAME, (0.0, 0.0))], "named"),
        kinds_plot([], "named"),
        history_plot([(NAME, [Estimate(n=0)])], ["1"], "named"),
    ):
        assert drawing.startswith("<svg")
        assert "nan" not in drawing


def test_what_is_put_into_a_plot_is_escaped() -> None:
    assert "<script" not in kinds_plot([(Text("<script>", "<script>"), Estimate(n=0))], '"><script>')
