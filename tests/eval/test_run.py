"""A run leaves all in its folder, goes on after being killed, and never mixes what was made with other things."""

from __future__ import annotations

import fcntl
import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import eval.run
from eval.questions import EvaluationError, Question
from eval.run_folder import hits_of, predictions_of, questions_of, read_record, scores_of, summary_of
from index.errors import PolicyAssistantError
from tests.eval.fake_runs import FAILING, SETTINGS, asked, make, opening, write_questions

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["hits.jsonl", "predictions.jsonl", "questions.jsonl", "run.json", "scores.jsonl", "summary.json"]
TIMES = {"seconds", "timing", "memory_mb", "started", "finished", "peak_mb", "name"}


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write_questions(tmp_path / "q.jsonl", asked())


def content(folder: Path) -> dict[str, Any]:
    """All a run left, without the times, the memory and its name."""
    found: dict[str, Any] = {}
    for name in NAMES:
        text = (folder / name).read_text(encoding="utf-8")
        if name.endswith(".jsonl"):
            found[name] = [timeless(json.loads(line)) for line in text.splitlines()]
        else:
            found[name] = timeless(json.loads(text))
    return found


def timeless(found: Any) -> Any:
    if isinstance(found, dict):
        return {
            key: timeless(value) for key, value in found.items() if key not in TIMES and not key.startswith("seconds_")
        }
    return [timeless(each) for each in found] if isinstance(found, list) else found


def test_a_run_leaves_all_its_files_and_its_stamps(questions: Path, tmp_path: Path) -> None:
    done = make("first", questions, tmp_path / "runs")
    assert done.folder == tmp_path / "runs" / "first"
    assert sorted(path.name for path in done.folder.iterdir() if not path.name.startswith(".")) == NAMES
    record = read_record(done.folder)
    assert record == done.run
    assert (record.variant, record.questions, record.model, record.index) == ("ours", 12, None, "i" * 64)
    assert record.settings["workers"] == "1"
    assert record.finished is not None
    assert record.started <= record.finished
    assert (record.peak_mb or 0) > 1
    assert [len(each(done.folder)) for each in (questions_of, predictions_of, hits_of, scores_of)] == [12] * 4
    assert summary_of(done.folder) == done.summary
    assert done.summary.figure("success@1").value == 1.0


def test_a_question_that_failed_is_wrong_listed_and_asked_again(questions: Path, tmp_path: Path) -> None:
    done = make("first", questions, tmp_path)
    assert done.failed == ((FAILING, "TimeoutError: the server said nothing"),)
    scores = scores_of(done.folder)
    assert [key for key, score in scores.items() if not score.right] == [FAILING]
    assert done.summary.figure("right").value == pytest.approx(11 / 12)
    again = make("first", questions, tmp_path)
    assert (again.progress.answered, again.progress.kept, len(again.failed)) == (1, 11, 1)
    assert len((done.folder / "predictions.jsonl").read_text(encoding="utf-8").splitlines()) == 12


def test_an_unanswerable_question_that_failed_is_wrong_too(tmp_path: Path) -> None:
    lines = [{"id": FAILING, "question": "?", "answerable": False}, {"id": "q2", "question": "?", "answerable": False}]
    done = make("first", write_questions(tmp_path / "q.jsonl", lines), tmp_path)
    assert {key: score.right for key, score in scores_of(done.folder).items()} == {FAILING: False, "q2": True}


def test_a_question_that_cannot_be_searched_for_scores_zero_and_ends_nothing(questions: Path, tmp_path: Path) -> None:
    def search(question: Question, k: int) -> list[Any]:
        raise OSError(f"{question.id} {k}")

    done = make("first", questions, tmp_path, opening(search=search))
    assert all(not line.hits for line in hits_of(done.folder).values())
    assert done.summary.figure("success@1").value == 0.0


def test_what_does_not_search_leaves_no_hits(questions: Path, tmp_path: Path) -> None:
    done = make("first", questions, tmp_path, opening(search=None))
    assert hits_of(done.folder) == {}
    assert done.summary.figure("success@1").n == 0


def test_several_workers_leave_the_same_files_in_the_same_order(questions: Path, tmp_path: Path) -> None:
    one, many = make("one", questions, tmp_path), make("many", questions, tmp_path, opening(0.01), workers=5)
    first, second = content(one.folder), content(many.folder)
    assert (first["run.json"]["settings"].pop("workers"), second["run.json"]["settings"].pop("workers")) == ("1", "5")
    assert first == second
    assert "前一问1" in predictions_of(many.folder)["q01"].answer, "a history is the question's own"


def test_a_run_killed_at_any_moment_and_taken_up_leaves_the_same_files(questions: Path, tmp_path: Path) -> None:
    whole = make("killed", questions, tmp_path / "whole")
    folder = tmp_path / "runs" / "killed"
    command = [sys.executable, "-m", "tests.eval.fake_runs", str(tmp_path / "runs"), str(questions), "0.2"]
    killed = 0
    for name, lines in (("predictions.jsonl", 2), ("predictions.jsonl", 7), ("hits.jsonl", 4)):
        with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
            killed += kill_at(process, folder / name, lines)
        assert not (folder / "summary.json").exists()
        assert read_record(folder).finished is None
    assert killed == 3
    with (folder / "hits.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"id": "q11", "hits": [')  # as when a line is cut off within
    done = make("killed", questions, tmp_path / "runs")
    assert done.progress.kept >= 7
    assert content(done.folder) == content(whole.folder)


def kill_at(process: subprocess.Popen[str], path: Path, lines: int) -> bool:
    """Kill the process once the file holds so many lines; whether it was still at work then."""
    end = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < end:
        if path.exists() and path.read_text(encoding="utf-8").count("\n") >= lines:
            break
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def test_a_run_that_goes_on_another_day_asks_for_the_day_it_began(
    questions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Day(date):
        today_is = date(2026, 11, 22)

        @classmethod
        def today(cls) -> date:  # type: ignore[override]
            return cls.today_is

    monkeypatch.setattr(eval.run, "date", Day)
    folder = make("first", questions, tmp_path).folder
    assert [question.as_of for question in questions_of(folder)] == [date(2026, 1, 2), *[date(2026, 11, 22)] * 11]
    Day.today_is = date(2026, 11, 23)
    assert make("first", questions, tmp_path).progress.kept == 11
    assert predictions_of(folder)["q01"].as_of == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"opened": opening(model="other")}, "model (was none, is other)"),
        ({"opened": opening(index="j" * 64)}, "index"),
        ({"opened": opening(prompts={"answer": "a" * 64})}, "prompts: answer"),
        ({"opened": opening(code=("eval/run.py",))}, "code"),
        ({"settings": replace(SETTINGS, hotline="12345")}, "settings: hotline (none, now 12345)"),
        ({"settings": replace(SETTINGS, embedding_model="bge")}, "embedding_model"),
        ({"workers": 2}, "settings: workers (1, now 2)"),
        ({"limit": 3}, "questions (was 12, is 3)"),
        ({"variant": "no-gate"}, "variant (was ours, is no-gate)"),
    ],
)
def test_a_run_is_not_gone_on_with_by_other_things(
    questions: Path, tmp_path: Path, changed: dict[str, Any], told: str
) -> None:
    before = content(make("first", questions, tmp_path).folder)
    with pytest.raises(EvaluationError, match="--fresh") as refused:
        make("first", questions, tmp_path, **changed)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)
    assert content(tmp_path / "first") == before
    done = make("first", questions, tmp_path, fresh=True, **changed)
    assert (done.progress.answered, done.progress.kept) == (changed.get("limit", 12), 0)


def test_another_questions_file_and_another_library_are_told(
    questions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make("first", questions, tmp_path)
    monkeypatch.setattr("eval.stamps.version", lambda name: "0.0.1" if name == "numpy" else "1")
    with pytest.raises(EvaluationError, match=r"versions: .*numpy \(.*, now 0\.0\.1\)"):
        make("first", questions, tmp_path)
    monkeypatch.undo()
    write_questions(questions, asked()[::-1])
    with pytest.raises(EvaluationError, match="the questions file"):
        make("first", questions, tmp_path)


def test_what_is_not_a_run_is_not_overwritten(questions: Path, tmp_path: Path) -> None:
    (tmp_path / "first").mkdir()
    (tmp_path / "first" / "predictions.jsonl").write_text("mine\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match="of something else"):
        make("first", questions, tmp_path)
    assert (tmp_path / "first" / "predictions.jsonl").read_text(encoding="utf-8") == "mine\n"


def test_two_processes_do_not_make_one_run(questions: Path, tmp_path: Path) -> None:
    (tmp_path / "first").mkdir()
    with (tmp_path / "first" / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(EvaluationError, match="Another process"):
            make("first", questions, tmp_path)
    assert make("first", questions, tmp_path).progress.answered == 12


def test_no_secret_is_kept(questions: Path, tmp_path: Path) -> None:
    settings = replace(
        SETTINGS, llm_base_url="http://someone:word@localhost:8000/v1", llm_model="m", llm_api_key="sk-secret"
    )
    record = make("first", questions, tmp_path, settings=settings).run
    assert record.settings["llm_base_url"] == "http://localhost:8000/v1"
    text = record.model_dump_json()
    assert not any(secret in text for secret in ("sk-secret", "someone", "word", str(SETTINGS.home)))


@pytest.mark.parametrize("name", ["../x", "", "a b", ".hidden"])
def test_a_name_that_is_no_folder_is_refused(questions: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(PolicyAssistantError, match="no name for a run"):
        make(name, questions, tmp_path)
