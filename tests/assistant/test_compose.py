"""Prose from the model, cut into sentences and judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, cast

import pytest

from assistant.compose import prose, warm, whole_sentences
from assistant.question import understand
from assistant.verify import Fault
from index.errors import ModelError
from tests.assistant.pieces import RESEARCH, TAX, evidence
from tests.fakes import FakeChatModel

if TYPE_CHECKING:
    from index.search import Searcher


class Nearness:
    """Stands in for the index where only the nearness of a sentence is asked."""

    def __init__(self, score: float) -> None:
        self.score = score

    def sentence_scores(self, query: str, sentences: Sequence[str]) -> list[float]:
        assert query
        assert query
        return [self.score for _ in sentences]


NEAR = cast("Searcher", Nearness(1.0))


@pytest.mark.parametrize(
    ("pieces", "sentences"),
    [
        (["可以享受", "。[1] 第一", "年免征。[", "1][2]"], ["可以享受。[1]", "第一年免征。[1][2]"]),
        (["可以享受[1]。不能重复。"], ["可以享受[1]。", "不能重复。"]),
        (["没有句号"], ["没有句号"]),
        ([], []),
        (["一。\n\n二。"], ["一。", "二。"]),
    ],
)
def test_whole_sentences(pieces: list[str], sentences: list[str]) -> None:
    assert list(whole_sentences(iter(pieces))) == sentences


def test_the_prompt_holds_the_deciding_sentences_and_the_question() -> None:
    model = FakeChatModel("减按15%税率征收企业所得税。[1]")
    question = understand("税收优惠是什么?", [], region=None, as_of=date(2026, 11, 22))
    written = list(prose(question, evidence(TAX, RESEARCH), model, NEAR))
    assert [sentence.verdict.passed for sentence in written] == [True]
    system, user = model.calls[0].system, model.calls[0].user
    assert "[1]" in user
    assert "减按15%税率" in user
    assert "税收优惠是什么?" in user
    assert "$" not in user
    assert "税收" not in system  # the fixed part stays the same, so that a server may keep it


def test_a_refusal_is_known_as_one() -> None:
    model = FakeChatModel("原文未规定。")
    question = understand("税收优惠是什么?", [], region=None, as_of=date(2026, 11, 22))
    assert [sentence.refusal for sentence in prose(question, evidence(TAX), model, NEAR)] == [True]


def test_a_model_that_fails_raises() -> None:
    model = FakeChatModel(ModelError("down"))
    question = understand("税收优惠是什么?", [], region=None, as_of=date(2026, 11, 22))
    with pytest.raises(ModelError):
        list(prose(question, evidence(TAX), model, NEAR))


def test_a_true_sentence_beside_the_point_is_stopped() -> None:
    model = FakeChatModel("来省设立的科技企业,减按15%税率征收企业所得税。[1]")
    question = understand("税收优惠是什么?", [], region=None, as_of=date(2026, 11, 22))
    far = cast("Searcher", Nearness(0.1))
    assert [s.verdict.faults for s in prose(question, evidence(TAX), model, far)] == [(Fault.BESIDE,)]


def test_warming_reads_the_fixed_part_and_stops_at_the_first_piece() -> None:
    model = FakeChatModel("一二三四五六七八九十")
    warm(model)
    assert "政策热线" in model.calls[0].system
    assert model.closed == 1


def test_warming_a_model_that_is_down_raises_nothing() -> None:
    warm(FakeChatModel(ModelError("down")))
