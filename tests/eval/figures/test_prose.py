"""What the model wrote itself: counted by hand, and judged without the gate."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from assistant.answer import AnswerStatus
from assistant.trace import DraftTrace, Explained, Trace
from eval.figures.prose import prose_figures, share_held
from eval.figures.question import measure
from eval.predict import Given, prediction_line
from eval.predictions import Prediction
from eval.questions import Question

ASKED = Question(id="q", question="我们厂建了冷库，能补70万元吗？")
CLAUSE = "对新建冷库，按核定投资的30%给予补助，单个主体不超过60万元。（省农业农村厅牵头）"


def prediction(*drafts: tuple[str, str], text: str = CLAUSE) -> Prediction:
    lines = tuple({"written": written, "shown": written, "decision": decision} for written, decision in drafts)
    return Prediction.model_validate(
        {"id": "q", "status": "answered", "citations": [{"marker": 1, "text": text}], "drafts": lines}
    )


@pytest.mark.parametrize(
    ("sentence", "text", "share"),
    [
        ("ABC", "xABCx", 1.0),
        ("ABCD", "AB.CD", 1.0),
        ("ABCD", "ABx", 1 / 3),
        ("AAA", "AAx", 0.5),
        ("AB", "", 0.0),
        ("A", "A", 0.0),
    ],
)
def test_the_share_of_bigrams_a_text_holds(sentence: str, text: str, share: float) -> None:
    assert share_held(sentence, text) == pytest.approx(share)


def test_only_sentences_that_were_said_and_stand_in_a_cited_clause_count() -> None:
    made = prediction(
        ("新建冷库按核定投资的30%给予补助。", "said"),
        ("新建冷库按核定投资的40%给予补助。", "said"),
        ("对新建冷库给予补助，省交通运输厅牵头。", "said"),
        ("我们厂建了冷库，能补70万元。", "said"),
        ("今天天气很好。", "quoted"),
    )
    assert prose_figures(ASKED, made) == {"prose_said": 1.0, "prose_borne_out": pytest.approx(1 / 4)}


def test_what_was_not_said_leaves_nothing_to_bear_out() -> None:
    made = prediction(("新建冷库按核定投资的30%给予补助。", "dropped"))
    assert prose_figures(ASKED, made) == {"prose_said": 0.0, "prose_borne_out": None}
    assert prose_figures(ASKED, prediction()) == {"prose_said": 0.0, "prose_borne_out": None}


def test_an_answer_of_which_nothing_was_recorded_has_no_figure() -> None:
    assert prose_figures(ASKED, Prediction(id="q", status="answered", answer="补助30%。")) == {}


def test_without_a_citation_nothing_is_borne_out() -> None:
    made = Prediction.model_validate(
        {"id": "q", "status": "answered", "drafts": [{"written": "按30%补助。", "decision": "said"}]}
    )
    assert prose_figures(ASKED, made)["prose_borne_out"] == 0.0


def test_the_figures_are_among_those_of_a_question() -> None:
    figures = measure(ASKED, prediction(("新建冷库按核定投资的30%给予补助。", "said"))).figures
    assert (figures["prose_said"], figures["prose_borne_out"]) == (1.0, 1.0)


@pytest.mark.parametrize("model", ["a-model", None])
def test_the_sentences_of_a_model_that_was_asked_are_kept_with_the_prediction(model: str | None) -> None:
    draft = DraftTrace(written="写的。", shown="写的。", markers=(1,), faults=("echo",), attempt=1, decision="quoted")
    trace = Trace(model=model, drafts=(draft,) if model else ())
    answer = Explained(
        status=AnswerStatus.ANSWERED, answer="答。", question="问", as_of=date(2026, 11, 22), model=model, trace=trace
    )
    line = prediction_line(Given(ASKED, answer, None), "stamp")
    kept: Any = Prediction.model_validate_json(line).drafts
    assert "trace" not in line
    assert kept is None if model is None else [one.faults for one in kept] == [("echo",)]
