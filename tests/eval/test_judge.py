"""The judge: marks read from what a model says, kept a line at a time, and never among the figures."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant import prompts
from eval.__main__ import evaluation
from eval.judge import as_text, judge, opinions_of
from eval.questions import EvaluationError
from eval.run_folder import OPINIONS, PREDICTIONS, SUMMARY
from index.errors import ModelError
from tests.eval.report.stored import RIGHT, but, store
from tests.fakes import FakeChatModel

YES = "有据：是\n切题：是"


def test_marks_are_read_whatever_surrounds_them(tmp_path: Path) -> None:
    folder = store(tmp_path, "a", RIGHT)
    found = judge(folder, FakeChatModel("有据：是\n切题：部分", "好的。\n有据: “否”\n切题:是。", "我看不错。"))
    assert (found.judged, found.unusable, found.own) == (3, 1, False)
    assert (found.faithfulness.value, found.faithfulness.n) == (0.5, 2)
    assert (found.relevance.value, found.relevance.n) == (0.75, 2)
    text = as_text(found)
    assert text.startswith("An opinion, not a measurement: fake-chat on 3 answers.")
    assert "1 replies gave no mark" in text


def test_the_judge_sees_the_question_the_answer_and_what_it_cites_and_no_refusals(tmp_path: Path) -> None:
    model = FakeChatModel(YES, YES, YES)
    judge(store(tmp_path, "a", RIGHT), model)
    assert len(model.calls) == 3, "q4 was declined: nothing to judge"
    assert model.calls[0].system == prompts.load("judge").system
    for words in ("补多少钱？", "最高10万元。[1]", "[1] 补助最高10万元。"):
        assert words in model.calls[0].user


def test_what_was_judged_is_kept_and_a_changed_answer_is_judged_again(tmp_path: Path) -> None:
    folder = store(tmp_path, "a", RIGHT)
    with pytest.raises(ModelError, match="gone"):
        judge(folder, FakeChatModel(YES, ModelError("gone")))
    assert (folder / OPINIONS).read_text(encoding="utf-8").count("\n") == 1
    with (folder / OPINIONS).open("a", encoding="utf-8") as file:
        file.write('{"id": "q2", "judge": "fa')  # killed while it wrote
    second = FakeChatModel(YES, YES)
    assert judge(folder, second).judged == 3
    assert second.waiting == 0
    text = (folder / PREDICTIONS).read_text(encoding="utf-8")
    (folder / PREDICTIONS).write_text(text.replace("奖励20万元。[1]", "奖励2万元。[1]"), encoding="utf-8")
    stale = opinions_of(folder)
    assert stale is not None
    assert stale.judged == 2, "what was said of another answer is no opinion of this one"
    third = FakeChatModel("有据：否\n切题：是")
    again = judge(folder, third)
    assert (again.judged, again.faithfulness.value) == (3, pytest.approx(2 / 3))


def test_the_figures_of_the_run_do_not_change(tmp_path: Path) -> None:
    folder = store(tmp_path, "a", RIGHT)
    before = (folder / SUMMARY).read_text(encoding="utf-8")
    judge(folder, FakeChatModel(YES, YES, YES), limit=2)
    assert (folder / SUMMARY).read_text(encoding="utf-8") == before
    assert opinions_of(store(tmp_path, "b", RIGHT)) is None


def test_a_judge_of_its_own_answers_is_told(tmp_path: Path) -> None:
    folder = store(tmp_path, "a", RIGHT)
    model = FakeChatModel(YES, YES, YES)
    model.name = "a-model"  # the name in the run's record
    assert "The judge is the model that wrote the answers" in as_text(judge(folder, model))


def test_a_run_without_an_answer_has_no_opinion(tmp_path: Path) -> None:
    declined = {"status": "not_found", "answer": "未检索到。"}
    folder = store(tmp_path, "a", but(q1=declined, q2=declined, q3=declined))
    found = judge(folder, FakeChatModel())
    assert (found.judged, found.faithfulness.value) == (0, None)


def test_without_a_model_or_a_run_there_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store(tmp_path, "a", RIGHT)
    with pytest.raises(EvaluationError, match="no run in"):
        judge(tmp_path / "b", FakeChatModel())
    monkeypatch.setenv("LLM", "none")
    done = CliRunner().invoke(evaluation, ["judge", "a", "--runs", str(tmp_path)])
    assert done.exit_code != 0
    assert "A judge is a language model" in str(done.exception)
