"""docs/evaluation.md tells of every figure and command there is, and is filled by one command."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from eval.__main__ import evaluation
from eval.report.gathered import choose
from eval.report.words import FIGURES
from eval.variants import VARIANTS
from tests.eval.report.stored import RIGHT, but, store

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_evaluation", ROOT / "docs" / "make_evaluation.py")
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    sys.modules["make_evaluation"] = made
    spec.loader.exec_module(made)
    return made


def test_every_figure_is_told_with_what_it_means() -> None:
    for name, words in FIGURES.items():
        assert f"| `{name}` | {words.name.en} | {words.meaning.en}" in PAGE


def test_every_command_it_names_is_there_with_its_options() -> None:
    named = re.findall(r"python -m eval ([a-z-]+)([^`\n]*)", PAGE)
    assert {"make", "run", "report", "compare", "gate", "judge", "from-feedback"} <= {name for name, _ in named}
    for name, rest in named:
        options = {option for each in evaluation.commands[name].params for option in each.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= options, name
    assert all(f"`{name}`" in PAGE for name in VARIANTS if name != "ours")


def test_the_figures_are_put_between_their_marks_again_and_again(tmp_path: Path, script: ModuleType) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE, encoding="utf-8")
    script.fill(page, "first")
    script.fill(page, "second")
    text = page.read_text(encoding="utf-8")
    assert "\n\nsecond\n\n" in text
    assert "first\n" not in text
    assert text.partition(script.BEGINS)[0] == PAGE.partition(script.BEGINS)[0]
    page.write_text("nothing", encoding="utf-8")
    with pytest.raises(SystemExit, match="no place for the figures"):
        script.fill(page, "third")


def test_the_figures_are_those_of_the_runs(tmp_path: Path, script: ModuleType) -> None:
    wrong = {"status": "answered", "answer": "不知道。"}
    store(tmp_path, "a-ours", RIGHT)
    store(tmp_path, "a-model-alone", but(q1=wrong, q2=wrong, q3=wrong), variant="model-alone")
    text = "\n".join(script.lines(choose(("a-ours", "a-model-alone"), tmp_path), tmp_path))
    assert "4 questions of `asked.jsonl` over 3 policies" in text
    assert re.search(r"\| Right answers \| \*\*100%\*\* \(≥ 47%\) \| 25% \(0–75%\) \|", text)
    assert "| amount | 2 | 100% | 0% |" in text
    assert "| the model without documents | +75 | +25 to +100 | 3 | 0 | 0.250 |" in text
