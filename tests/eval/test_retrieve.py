"""What retrieve searches for: the question as answer() would understand it."""

from __future__ import annotations

from datetime import date
from typing import cast

from assistant.answer import Turn
from assistant.suited import DEPTH
from eval.questions import Question
from eval.retrieve import retrieve
from index.search import Searcher
from tests.assistant.fake_answers import FakeSearcher


def test_a_question_is_searched_as_it_stands_with_its_region_and_day() -> None:
    searcher = FakeSearcher()
    asked = Question(id="q", question="奖励多少?", region="澄江市", as_of=date(2026, 1, 2))
    (line,) = retrieve([asked], cast("Searcher", searcher), 5)
    assert searcher.asked == [("奖励多少?", DEPTH, "澄江市", date(2026, 1, 2))]
    assert [hit.policy_id for hit in line.hits] == ["p2"]


def test_a_follow_up_is_searched_with_what_it_follows() -> None:
    searcher = FakeSearcher()
    history = (Turn(role="user", content="专精特新企业有什么奖励?"), Turn(role="assistant", content="20万元。"))
    list(retrieve([Question(id="q", question="那外资企业能拿到多少?", history=history)], cast("Searcher", searcher), 5))
    query = searcher.asked[0][0]
    assert "专精特新企业" in query
    assert "外资企业" in query
    assert "20万元" not in query


def test_a_region_that_no_policy_concerns_has_no_hits() -> None:
    searcher = FakeSearcher()
    (line,) = retrieve([Question(id="q", question="西安市奖励多少?")], cast("Searcher", searcher), 5)
    assert line.hits == ()
    assert searcher.asked == []
