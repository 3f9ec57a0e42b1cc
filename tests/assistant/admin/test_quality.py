"""The page of quality over runs made by the evaluation itself: what it reads, compares and shows is what that says."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from fastapi import FastAPI

from assistant.http import web_app
from assistant.records.accounts import Account
from assistant.records.opened import Records
from assistant.records.sessions import begin_session
from assistant.settings import Settings
from assistant.ui.quality import handlers
from assistant.ui.quality.comparing import compare, shown_interval
from assistant.ui.quality.failing import chat_address
from assistant.ui.quality.page import build_quality
from assistant.ui.quality.reading import (
    DEFAULT_RUNS,
    REASONS,
    UNSORTED,
    Estimate,
    Question,
    RunError,
    list_runs,
    open_run,
)
from assistant.ui.quality.words import EN, ZH
from eval import run_folder
from eval.compare_runs import compare as eval_compare
from eval.report.failures import REASONS as EVAL_REASONS
from eval.report.page import write_report
from eval.run_folder import read_record, scores_of, summary_of, write_record
from tests.assistant.admin.conftest import called, client, events_of, refused_to_all_but_admins
from tests.assistant.fake_answers import resources
from tests.eval.fake_runs import asked, make, opening, write_questions

EVIL = '<img src=x onerror="alert(1)">'


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs over the same questions, the later better in one question and worse in two; one asks fewer."""
    folder = tmp_path_factory.mktemp("runs")
    questions = write_questions(folder / "q.jsonl", asked(40))
    make("before", questions, folder, opening(wrong=("q00", "q01")))
    make("after", questions, folder, opening(wrong=("q01", "q04", "q06")))
    make("rival", questions, folder, variant="langchain")
    make("short", questions, folder, limit=5)
    for number, name in enumerate(("before", "rival", "after")):
        began(folder / name, number)
    began(folder / "short", -1)
    return folder


def began(folder: Path, number: int) -> None:
    at = datetime(2026, 11, 20, 9, tzinfo=UTC) + timedelta(days=number)
    write_record(folder, read_record(folder).model_copy(update={"started": at, "finished": at + timedelta(hours=1)}))


@pytest.fixture
def settings(runs: Path, tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, eval_runs=runs)


def opened_page(settings: Settings, account: Account, tongue: str = "zh") -> str:
    return unescape(str(called(handlers.opening_event(settings), account, tongue)[1]))


def chosen(settings: Settings, account: Account, **sent: Any) -> str:
    return unescape(str(called(handlers.choosing_event(settings), account, **sent)))


def asked_of(html: str) -> list[str]:
    return re.findall(r'data-question="(.+?)"', html)


def test_runs_are_where_the_evaluation_keeps_them() -> None:
    assert run_folder.RUNS == DEFAULT_RUNS


def test_the_runs_are_listed_newest_first(runs: Path) -> None:
    found = list_runs(runs)
    assert [each.name for each in found] == ["after", "rival", "before", "short"]
    assert all(each.finished for each in found)
    assert handlers.newest(found) == ("after", "before")
    assert handlers.before(found, "short") == ""
    assert handlers.newest([]) == ("", "")


def test_what_is_read_is_what_was_written(runs: Path) -> None:
    run, figures = open_run(runs, "after"), summary_of(runs / "after")
    assert [group.name for group in run.groups] == [group.name for group in figures.groups]
    for own, theirs in zip(run.groups, figures.groups, strict=True):
        assert own.questions == theirs.questions
        for name, figure in theirs.figures.items():
            assert own.figure(name).model_dump() == figure.model_dump(), name
    assert len(run.questions) == len(run.said) == len(run.scores) == 40
    assert run.questions["q01"].history[0].content == "前一问1"


def test_the_comparison_is_the_evaluations_own(runs: Path) -> None:
    made, theirs = compare(open_run(runs, "before"), open_run(runs, "after")), eval_compare("before", "after", runs)
    assert made is not None
    right = theirs.figures["right"]
    assert (made.gain.value, made.gain.low, made.gain.high, made.gain.p) == (
        right.value,
        right.low,
        right.high,
        right.p,
    )
    assert [vars(each) for each in made.kinds] == [each.model_dump() for each in theirs.kinds]
    assert (made.better, made.worse) == (("q00",), ("q04", "q06"))
    assert (made.questions, made.left_out) == (40, 0)
    part = compare(open_run(runs, "short"), open_run(runs, "after"))
    assert part is not None
    assert (part.questions, part.left_out) == (5, 35)


def test_other_questions_with_the_same_ids_are_not_compared(runs: Path, tmp_path: Path) -> None:
    lines = asked(6)
    for line in lines[:4]:
        line["facts"] = [["30万元"]]
    make("other", write_questions(tmp_path / "o.jsonl", lines), tmp_path)
    make("same", write_questions(tmp_path / "s.jsonl", asked(6)), tmp_path)
    made = compare(open_run(tmp_path, "same"), open_run(tmp_path, "other"))
    assert made is not None
    assert (made.questions, made.left_out) == (2, 8)
    make("none", write_questions(tmp_path / "n.jsonl", [{"id": "z", "question": "?"}]), tmp_path)
    assert compare(open_run(tmp_path, "same"), open_run(tmp_path, "none")) is None


def test_a_reason_is_the_one_the_evaluation_kept(runs: Path) -> None:
    kept = {name: each.reason for name, each in scores_of(runs / "after").items()}
    assert {name: each.wrong for name, each in open_run(runs, "after").scores.items()} == kept
    assert (kept["q00"], kept["q01"], kept["q03"]) == (None, "incomplete", "failed")
    assert set(REASONS) == set(EVAL_REASONS)
    for words in (ZH, EN):
        assert {*REASONS, UNSORTED} <= set(words)


def without_reasons(folder: Path, reason: object = None) -> None:
    """Make of a run what it would be from before reasons were kept, or with another reason for what was wrong."""
    lines = [json.loads(line) for line in (folder / "scores.jsonl").read_text(encoding="utf-8").splitlines()]
    for line in lines:
        wrong = line.pop("reason")
        line |= {"reason": reason} if reason and wrong else {}
    (folder / "scores.jsonl").write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")


def test_a_run_without_reasons_is_shown_and_says_so(admin: Account, tmp_path: Path) -> None:
    questions = write_questions(tmp_path / "q.jsonl", asked())
    without_reasons(make("old", questions, tmp_path, opening(wrong=("q01",))).folder)
    settings = Settings(home=tmp_path, eval_runs=tmp_path)
    html = opened_page(settings, admin)
    assert asked_of(html) == ["q01", "q03"]
    assert html.count(ZH["unsorted"]) == 3, "each of the two, and the choice among reasons"
    assert asked_of(chosen(settings, admin, act="show", run="old", reason=UNSORTED)) == ["q01", "q03"]
    without_reasons(make("newer", questions, tmp_path, opening(wrong=("q01",))).folder, reason=EVIL)
    other = str(called(handlers.choosing_event(settings), admin, act="show", run="newer", against=""))
    assert "<img" not in other
    assert asked_of(other) == ["q01", "q03"]


def test_the_report_on_a_run_is_linked_to_and_for_admins_alone(
    records: Records, staff: Account, admin: Account, tmp_path: Path
) -> None:
    questions = write_questions(tmp_path / "q.jsonl", asked())
    for name in ("one", "two"):
        make(name, questions, tmp_path)
    settings = Settings(home=tmp_path, eval_runs=tmp_path)
    assert "/quality/report/" not in opened_page(settings, admin)
    path, told = write_report(["two"], runs=tmp_path)
    assert (path, told) == (tmp_path / "two" / "report.html", ["two"])
    assert re.findall(r'href="(/quality/report/.+?)"', opened_page(settings, admin)) == ["/quality/report/two"]
    app = web_app(resources(rate_limit=0, rate_limit_ask=0, eval_runs=tmp_path), records)
    boss = client(app, begin_session(records, admin.id))
    got = boss.get("/quality/report/two")
    assert got.status_code == 200
    assert got.text == path.read_text(encoding="utf-8")
    assert "sandbox" in got.headers["content-security-policy"]
    assert "script-src" not in got.headers["content-security-policy"]
    (tmp_path / "report.html").write_text("outside")
    for name in ("one", "three", "..", "%2e%2e", "..%2ftwo", "."):
        assert boss.get(f"/quality/report/{name}").status_code in (404, 307), name
    assert client(app).get("/quality/report/two").status_code == 401
    assert client(app, begin_session(records, staff.id)).get("/quality/report/two").status_code == 403


@pytest.mark.parametrize(
    ("one", "interval"),
    [
        (Estimate(n=85, value=0.8, low=0.7, high=0.9), (0.7, 0.9)),
        (Estimate(n=16, value=1.0, low=1.0, high=1.0), (pytest.approx(0.8293, abs=1e-4), 1.0)),
        (Estimate(n=10, value=0.0, low=0.0, high=0.0), (0.0, pytest.approx(0.2589, abs=1e-4))),
        (Estimate(n=0), None),
    ],
)
def test_no_exception_among_few_is_no_certainty(one: Estimate, interval: object) -> None:
    assert shown_interval(one) == interval


def test_the_page_opens_with_the_newest_run_against_the_one_before(settings: Settings, admin: Account) -> None:
    html = opened_page(settings, admin)
    figure = summary_of(settings.eval_runs / "after").figure("right")  # type: ignore[operator]
    assert figure.value is not None
    assert f"<strong>{figure.value * 100:.0f}%</strong>" in html
    assert "与 before 比较" in html
    assert "40 道共同的题" in html
    assert "差别可能出于偶然" in html
    assert asked_of(html) == ["q01", "q03", "q04", "q06"]
    assert "没答好的题（4）" in html
    assert "原先（before）" in html
    for words in ("20万元", "5万元。[1]", "出错或没有结果", "答得不全", "前一问1"):
        assert words in html


def test_questions_are_chosen_by_kind_reason_and_change(settings: Settings, admin: Account) -> None:
    both = {"act": "show", "run": "after", "against": "before"}
    assert asked_of(chosen(settings, admin, **both, change="worse")) == ["q04", "q06"]
    assert asked_of(chosen(settings, admin, **both, change="better")) == ["q00"]
    assert asked_of(chosen(settings, admin, **both, reason="failed")) == ["q03"]
    assert asked_of(chosen(settings, admin, **both, kind="unanswerable")) == []
    assert "没有符合条件的题" in chosen(settings, admin, **both, kind="unanswerable")
    alone = chosen(settings, admin, act="show", run="rival", against="")
    assert asked_of(alone) == ["q03"]
    assert 'name="change"' not in alone
    assert "与 before 比较" in chosen(settings, admin, act="show", id="after")


def test_many_questions_come_by_the_page(admin: Account, tmp_path: Path) -> None:
    lines = [line | {"facts": [["别的"]], "answerable": True} for line in asked(45)]
    make("bad", write_questions(tmp_path / "q.jsonl", lines), tmp_path)
    settings = Settings(home=tmp_path, eval_runs=tmp_path)
    assert len(asked_of(opened_page(settings, admin))) == 20
    last = chosen(settings, admin, act="page", id="2", run="bad")
    assert "第 41–45 题，共 45 题" in last
    assert asked_of(last) == [f"q{number}" for number in range(40, 45)]
    assert "第 41–45 题" in chosen(settings, admin, act="page", id="999999", run="bad")


def test_a_question_is_opened_in_the_chat() -> None:
    question = Question.model_validate({"id": "q", "question": "补贴100%？&#", "as_of": "2026-01-02"})
    path, _, behind = chat_address(question).partition("#")
    assert path == "/"
    assert parse_qs(behind) == {"ask": ["补贴100%？&#"], "day": ["2026-01-02"]}


def test_without_a_run_it_tells_the_command(admin: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "my runs"
    html = opened_page(Settings(home=tmp_path, eval_runs=own), admin)
    assert f"python -m eval run first --questions samples/questions.jsonl --runs '{own}'" in html
    monkeypatch.setattr("assistant.ui.quality.reading.DEFAULT_RUNS", tmp_path)
    monkeypatch.setattr("assistant.ui.quality.show.DEFAULT_RUNS", tmp_path)
    assert "samples/questions.jsonl</code>" in opened_page(Settings(home=tmp_path), admin)


def test_what_is_unfinished_or_broken_is_listed_and_harms_nothing(
    runs: Path, settings: Settings, admin: Account, tmp_path: Path
) -> None:
    questions = write_questions(tmp_path / "q.jsonl", asked())
    good, half, broken = (make(name, questions, tmp_path).folder for name in ("good", "half", "broken"))
    write_record(half, read_record(half).model_copy(update={"finished": None}))
    (broken / "run.json").write_text('{"name": 1', encoding="utf-8")
    own = Settings(home=tmp_path, eval_runs=tmp_path)
    html = opened_page(own, admin)
    assert "没有做完" in html
    assert "读不出 broken/run.json" in html
    assert len(asked_of(html)) == 1
    (good / "scores.jsonl").write_text('{"id": "q00"}\n', encoding="utf-8")
    assert "读不出 good/scores.jsonl:1" in opened_page(own, admin)
    for name in ("half", "broken", "nothing", "../good", "", "/etc"):
        with pytest.raises(RunError):
            open_run(tmp_path, name)
    assert "没有可以查看的评测" in chosen(settings, admin, act="show", run="../../etc", against="passwd")


def test_what_a_run_holds_is_text(admin: Account, tmp_path: Path) -> None:
    lines: list[dict[str, Any]] = [line | {"question": EVIL + line["id"], "kind": EVIL} for line in asked(6)]
    for line in lines:
        line["facts"], line["evidence"], line["forbidden"] = [[EVIL]], [EVIL], [EVIL]
        line["history"] = [{"role": "user", "content": EVIL}]
    folder = make("evil", write_questions(tmp_path / "q.jsonl", lines), tmp_path).folder
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    (folder / "run.json").write_text(json.dumps(record | {"variant": EVIL, "model": EVIL}), encoding="utf-8")
    html = str(called(handlers.opening_event(Settings(home=tmp_path, eval_runs=tmp_path)), admin)[1])
    assert html.count("&lt;img") > 10
    assert "<img" not in html


def test_both_tongues_say_the_same(settings: Settings, admin: Account) -> None:
    assert set(ZH) == set(EN)
    html = opened_page(settings, admin, "en")
    assert "What went wrong (4)" in html
    assert not re.search(r"没答好|按题型", html)


def test_nobody_but_admins(settings: Settings, records: Records, staff: Account, admin: Account) -> None:
    page = build_quality(settings)
    assert refused_to_all_but_admins(page, staff, admin) == 2
    app: FastAPI = web_app(resources(rate_limit=0, rate_limit_ask=0, eval_runs=settings.eval_runs), records)
    assert client(app).get("/quality/").status_code == 401
    theirs = client(app, begin_session(records, staff.id))
    assert theirs.get("/quality/").status_code == 403
    for number in events_of(page):
        body = {"fn_index": number, "data": ["zh"], "session_hash": "x"}
        assert theirs.post("/quality/gradio_api/run/predict", json=body).status_code == 403
    assert client(app, begin_session(records, admin.id)).get("/quality/").status_code == 200
