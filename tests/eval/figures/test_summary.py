"""The summary of a run: every figure overall and by kind, costs, and the tables printed."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from eval.figures.confidence import confidence
from eval.figures.cost import cost_figures
from eval.figures.summary import ALL, Summary, as_table, summary
from eval.predictions import Prediction
from eval.questions import Question
from eval.score_retrieval import FoundClause, Hits
from tests.assistant.fake_answers import FakeSearcher

QUESTIONS = [
    Question(id="q1", kind="amount", question="补助多少?", facts=(("20万元",),), evidence=("补助20万元",)),
    Question(id="q2", kind="amount", question="补助几何?", facts=(("30万元",),), evidence=("补助30万元",)),
    Question(id="q3", kind="unanswerable", question="?", answerable=False),
]


def _made(id_: str, **fields: Any) -> Prediction:
    return Prediction.model_validate({"id": id_, "status": "answered"} | fields)


PREDICTIONS = {
    "q1": _made(
        "q1",
        answer="结论：补助二十万元。20万元。[1]",
        citations=[{"marker": 1, "text": "补助20万元", "quote": "补助20万元"}],
        timing={"search": 0.1, "first_text": 0.2, "total": 1.0},
        confidence=5.0,
    ),
    "q3": _made("q3", status="not_found", answer="未检索到。", timing={"total": 3.0}, confidence=1.0),
}
HITS = {"q1": Hits(id="q1", hits=(FoundClause(source_file="a", address=(), text="补助20万元"),), seconds=0.5)}


def test_every_figure_overall_and_by_kind() -> None:
    made = summary(QUESTIONS, PREDICTIONS, HITS)
    assert [(group.name, group.questions) for group in made.groups] == [(ALL, 3), ("amount", 2), ("unanswerable", 1)]
    assert made.figure("right").value == pytest.approx(2 / 3)
    assert (made.figure("right", "amount").value, made.figure("right", "unanswerable").value) == (0.5, 1.0)
    assert (made.figure("recall@10").n, made.figure("recall@10").value) == (2, 0.5)
    assert (made.figure("slots_amounts").value, made.figure("slots_amounts").n) == (0.5, 2)
    assert made.figure("auroc").value == 1.0
    assert made.figure("refusal_recall").value == 1.0
    assert made.figure("citation_recall").value == 0.5
    assert made.figure("seconds_total_median").value == 3.0
    assert made.figure("seconds_retrieval_median").value == 0.5
    assert [point.risk for point in made.curve] == [0.0]
    assert {frozenset(group.figures) for group in made.groups} == {frozenset(made.overall.figures)}


def test_a_run_without_a_prediction_scores_zero_everywhere() -> None:
    made = summary(QUESTIONS, {}, {})
    zero = (
        "right",
        "right_and_cited",
        "fact_recall",
        "citation_recall",
        "citation_precision",
        "slots",
        "refusal_recall",
    )
    assert {name: made.figure(name).value for name in zero} == dict.fromkeys(zero, 0.0)
    assert made.figure("recall@10").n == 0
    assert made.figure("recall@10", "no such kind").n == 0


def test_it_can_be_written_as_json_and_read_back() -> None:
    made = summary(QUESTIONS, PREDICTIONS, HITS)
    text = made.model_dump_json()
    assert "Infinity" not in text
    assert "NaN" not in text
    assert Summary.model_validate_json(text) == made
    assert json.loads(text)["resamples"] == 2000


def test_the_table_has_a_line_for_every_figure_there_is() -> None:
    made = summary(QUESTIONS, PREDICTIONS, HITS)
    table = as_table(made)
    for name, one in made.overall.figures.items():
        assert (f"\n{name} " in table) == (one.value is not None), name
    assert "amount" in table


def test_costs_by_nearest_rank_and_only_where_they_were_recorded() -> None:
    predictions = [
        _made(str(total), seconds=total, tokens={"prompt": 100 * total, "completion": 10}, memory_mb=500 + total)
        for total in (1, 2, 3, 4)
    ]
    figures = cost_figures([*predictions, _made("without")])
    assert (figures["seconds_total_median"].value, figures["seconds_total_p95"].value) == (3.0, 4.0)
    assert (figures["tokens_prompt"].value, figures["tokens_completion"].value) == (250.0, 10.0)
    assert (figures["memory_mb"].value, figures["memory_mb"].n) == (504.0, 4)
    assert figures["seconds_search_median"].n == 0
    assert all(one.value is None for one in cost_figures([]).values())


def test_the_confidence_is_the_sum_the_assistant_decides_by_and_none_where_it_makes_none() -> None:
    searcher: Any = FakeSearcher()
    asked = Question(id="q", question="对新认定的专精特新企业一次性奖励多少?", as_of=date(2026, 11, 22))
    sure = confidence(asked, searcher)
    unrelated = confidence(asked.model_copy(update={"question": "宠物医院执业许可怎么办理?"}), searcher)
    assert sure is not None
    assert unrelated is not None
    assert sure > unrelated
    assert confidence(asked.model_copy(update={"region": "没有的市"}), searcher) is None
    assert confidence(asked.model_copy(update={"question": "How much is the award?"}), searcher) is None
