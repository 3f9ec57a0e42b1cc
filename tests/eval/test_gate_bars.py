"""The bars: read with clear errors, and held against a run's figures."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from eval.__main__ import evaluation
from eval.figures.sampling import Estimate
from eval.figures.summary import Group, Summary
from eval.gate_bars import BARS, Bar, Bars, missed, read_bars
from eval.questions import EvaluationError
from eval.run_folder import SCORES
from tests.eval.report.stored import RIGHT, but, store

WRONG = {"status": "answered", "answer": "不知道。"}


def summary_with(**figures: float | None) -> Summary:
    made = {name: Estimate(n=0 if value is None else 10, value=value) for name, value in figures.items()}
    amounts = {name: Estimate(n=4, value=0.5) for name in figures}
    return Summary(
        groups=(Group(name="ALL", questions=10, figures=made), Group(name="amount", questions=4, figures=amounts))
    )


@pytest.mark.parametrize(
    ("bar", "value", "misses"),
    [
        (Bar(at_least=0.9), 0.9, False),
        (Bar(at_least=0.9), 0.89, True),
        (Bar(at_least=0.3), 0.1 + 0.2, False),
        (Bar(at_most=0.1), 0.1, False),
        (Bar(at_most=0.1), 0.11, True),
        (Bar(at_least=0.2, at_most=0.4), 0.3, False),
        (Bar(at_least=0.2, at_most=0.4), 0.5, True),
    ],
)
def test_a_value_on_the_bar_is_no_miss(bar: Bar, value: float, misses: bool) -> None:
    assert bar.misses(value) is misses


def test_each_bar_missed_is_told_with_its_figure() -> None:
    bars = Bars(
        bars={"right": Bar(at_least=0.9), "wrong_refusals": Bar(at_most=0.1), "stale_answers": Bar(at_most=0.0)},
        kinds={"amount": {"right": Bar(at_least=0.6)}},
    )
    found = missed(summary_with(right=0.8, wrong_refusals=0.05, stale_answers=None), bars)
    assert [str(miss) for miss in found] == [
        "right: 0.800 over 10; the bar is at least 0.9",
        "stale_answers: nothing was measured; the bar is at most 0",
        "right (amount): 0.500 over 4; the bar is at least 0.6",
    ]
    assert missed(summary_with(right=0.95, wrong_refusals=0.1, stale_answers=0.0), bars)[0].kind == "amount"


def test_a_bar_for_no_figure_or_for_a_kind_without_questions_does_not_pass() -> None:
    with pytest.raises(EvaluationError, match="'rihgt', which is no figure"):
        missed(summary_with(right=1.0), Bars(bars={"rihgt": Bar(at_least=0.5)}))
    [miss] = missed(summary_with(right=1.0), Bars(kinds={"lists": {"right": Bar(at_least=0.5)}}))
    assert "nothing was measured" in str(miss)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.toml", "[bars]\nright = { least = 0.9 }\n", "bars.right.least"),
        ("a.toml", "[bars]\nright = {}\n", "needs at_least or at_most"),
        ("a.toml", "[bars]\nright = { at_least = 'high' }\n", "bars.right.at_least"),
        ("a.toml", "[bar]\nright = { at_least = 0.9 }\n", "bar: "),
        ("a.toml", "[bars\n", "cannot be read"),
        ("a.json", "{'bars'", "cannot be read"),
        ("a.toml", "", "sets no bar"),
    ],
)
def test_a_file_of_bars_that_cannot_be_used_is_named_with_the_place(
    tmp_path: Path, name: str, text: str, told: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationError, match=told) as error:
        read_bars(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)


def test_bars_are_read_from_toml_and_json_alike(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("[bars]\nright = { at_least = 0.9 }\n", encoding="utf-8")
    (tmp_path / "a.json").write_text('{"bars": {"right": {"at_least": 0.9}}}', encoding="utf-8")
    assert read_bars(tmp_path / "a.toml") == read_bars(tmp_path / "a.json")
    with pytest.raises(EvaluationError, match="does not exist"):
        read_bars(tmp_path / "b.toml")


def test_the_shipped_bars_are_for_figures_there_are(tmp_path: Path) -> None:
    store(tmp_path, "a", RIGHT)
    from eval.run_folder import summary_of

    missed(summary_of(tmp_path / "a"), read_bars(BARS))


def gate(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(evaluation, ["gate", *map(str, arguments)])
    return done.exit_code, f"{done.output}{done.exception or ''}"


@pytest.fixture
def bars(tmp_path: Path) -> Path:
    path = tmp_path / "bars.toml"
    path.write_text("[bars]\nright = { at_least = 0.9 }\nwrong_refusals = { at_most = 0.1 }\n", encoding="utf-8")
    return path


def test_the_command_passes_a_good_run_and_stops_a_bad_one(tmp_path: Path, bars: Path) -> None:
    store(tmp_path, "good", RIGHT)
    store(tmp_path, "bad", but(q1=WRONG))
    assert gate("good", "--runs", tmp_path, "--bars", bars) == (0, "All 2 bars are met over 4 questions.\n")
    code, said = gate("bad", "--runs", tmp_path, "--bars", bars)
    assert code != 0
    assert "below the bar: right: 0.750 over 4; the bar is at least 0.9" in said
    assert "1 of 2 bars missed over 4 questions." in said


def test_without_a_finished_run_the_gate_does_not_pass(tmp_path: Path, bars: Path) -> None:
    (store(tmp_path, "half", RIGHT) / SCORES).unlink()
    for name, told in (("half", "not finished"), ("none", "not finished"), ("../x", "no name for a run")):
        code, said = gate(name, "--runs", tmp_path, "--bars", bars)
        assert code != 0
        assert told in said
    code, said = gate("--bars", bars)
    assert code != 0
    assert "Name a stored run" in said
