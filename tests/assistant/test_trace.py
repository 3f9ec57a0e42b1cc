"""The trace tells how an answer came about, in the order it did, and never more than was asked to be kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.answer import Finished, Resources, stream
from assistant.settings import Settings
from assistant.trace import Explained, Trace, trace_lines
from index.errors import ModelError
from index.search import Searcher
from tests.fakes import FakeChatModel

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "policies"
DIAGNOSIS = "澜江省中小企业数字化改造怎样开展免费诊断,每年组织专业机构为企业上门诊断?"
RIGHT, WRONG = "每年组织专业机构为企业上门诊断并出具报告。[1]", "每年组织专业机构为973家企业上门诊断。[1]"


def finished(searcher: Searcher, question: str, *replies: str | Exception, model: bool = True) -> Finished:
    resources = Resources(searcher, FakeChatModel(*replies) if model else None, Settings(home=Path("unused")))
    *_, last = stream(question, resources, as_of=date(2026, 11, 22))
    assert isinstance(last, Finished)
    return last


def trace(searcher: Searcher, question: str, *replies: str | Exception) -> Trace:
    found = finished(searcher, question, *replies).trace
    assert found is not None
    return found


def test_every_step_is_kept(searcher: Searcher) -> None:
    kept = trace(searcher, DIAGNOSIS, RIGHT)
    assert kept.question is not None
    assert kept.question.as_of == "2026-11-22"
    assert kept.hits
    assert kept.hits[0].score >= kept.hits[-1].score
    assert kept.evidence[0].sentences
    assert kept.model == "fake-chat"
    assert kept.prompt is not None
    assert [(draft.decision, draft.faults, draft.attempt) for draft in kept.drafts] == [("said", (), 1)]
    assert kept.status == "answered"


def test_seconds_go_from_step_to_step(searcher: Searcher) -> None:
    seconds = trace(searcher, DIAGNOSIS, RIGHT).seconds
    assert [step for step, _ in seconds[:3]] == ["understood", "searched", "gathered"]
    assert seconds[-1][0] == "finished"
    assert [when for _, when in seconds] == sorted(when for _, when in seconds)


def test_what_the_gate_changed_is_seen(searcher: Searcher) -> None:
    kept = trace(searcher, DIAGNOSIS, WRONG, RIGHT)
    assert [(draft.written, draft.decision, draft.attempt) for draft in kept.drafts] == [
        (WRONG, "quoted", 1),
        (RIGHT, "said", 2),
    ]
    assert "number" in kept.drafts[0].faults
    assert any("改为引原文" in line and "973" in line for line in trace_lines(kept))


def test_a_model_that_fails_is_named_with_its_error(searcher: Searcher) -> None:
    kept = trace(searcher, DIAGNOSIS, ModelError("the server is down"))
    assert kept.error == "the server is down"
    assert kept.status == "quotes_only"


def test_a_question_that_is_declined_leaves_nothing_of_it(searcher: Searcher) -> None:
    done = finished(searcher, "我的身份证号是11010119900101123X,能领补贴吗?")
    assert done.trace is not None
    assert done.trace.question is None
    assert not done.trace.hits
    assert "11010119900101123X" not in done.trace.model_dump_json()


def test_as_json_it_is_the_answer_and_its_trace(searcher: Searcher) -> None:
    done = finished(searcher, DIAGNOSIS, RIGHT)
    shown = Explained.of(done)
    assert shown.answer == done.answer.answer
    assert shown.trace == done.trace
    assert Explained.model_validate_json(shown.model_dump_json(by_alias=True)) == shown


def test_the_record_is_frozen(searcher: Searcher) -> None:
    kept = trace(searcher, DIAGNOSIS, RIGHT)
    with pytest.raises(ValueError, match="frozen"):
        kept.status = "failed"


def test_an_empty_trace_can_be_read() -> None:
    assert list(trace_lines(Trace(status="declined")))
