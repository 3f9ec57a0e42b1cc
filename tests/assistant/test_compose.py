"""Prose from the model, cut into sentences and judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, cast

import pytest

from assistant import compose
from assistant.chat_model import ContextError
from assistant.compose import prose, refuses, warm
from assistant.question import Question, understand
from assistant.reply import unwrapped, whole_sentences, without_reasoning
from assistant.verify import Fault
from index.errors import ModelError
from tests.assistant.pieces import RESEARCH, TAX, evidence
from tests.fakes import FakeChatModel

if TYPE_CHECKING:
    from assistant.chat_model import ChatModel
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


def test_a_true_sentence_beside_the_point_is_stopped_and_written_again_once() -> None:
    beside = "来省设立的科技企业,减按15%税率征收企业所得税。[1]"
    model = FakeChatModel(beside, beside)
    far = cast("Searcher", Nearness(0.1))
    assert [s.verdict.faults for s in prose(asked(), evidence(TAX), model, far)] == [(Fault.BESIDE,)] * 2
    assert len(model.calls) == 2


def asked() -> Question:
    return understand("税收优惠是什么?", [], region=None, as_of=date(2026, 11, 22))


RIGHT, WRONG = "来省设立的科技企业,减按15%税率征收企业所得税。[1]", "来省设立的科技企业,减按25%税率征收企业所得税。[1]"


def test_a_failing_sentence_is_written_again_with_its_fault_named_and_the_same_beginning() -> None:
    model = FakeChatModel(WRONG, RIGHT)
    written = list(prose(asked(), evidence(TAX), model, NEAR))
    assert [(one.good, one.attempt) for one in written] == [(False, 1), (True, 2)]
    first, second = model.calls
    assert second.system == first.system
    assert second.user.startswith(first.user)
    assert "数字与材料不符" in second.user


def test_nothing_is_written_again_beside_a_good_sentence_after_a_refusal_or_when_time_is_short(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for reply in (RIGHT + WRONG, "原文未规定。", "抱歉,我无法回答这个问题。"):
        model = FakeChatModel(reply)
        list(prose(asked(), evidence(TAX), model, NEAR))
        assert len(model.calls) == 1
    monkeypatch.setattr(compose, "RETRY_WITHIN", 0.0)
    assert [one.good for one in prose(asked(), evidence(TAX), FakeChatModel(WRONG), NEAR)] == [False]


def test_a_second_call_that_fails_leaves_the_first_reply_as_it_was() -> None:
    model = FakeChatModel(WRONG, ModelError("down"))
    assert [one.good for one in prose(asked(), evidence(TAX), model, NEAR)] == [False]


def test_a_small_window_is_asked_in_short() -> None:
    model = FakeChatModel(ContextError("context size"), RIGHT)
    assert [one.good for one in prose(asked(), evidence(TAX, RESEARCH), model, NEAR)] == [True]
    long, short = model.calls
    assert len(short.system + short.user) < len(long.system + long.user) / 3


@pytest.mark.parametrize(
    "sentence",
    ["抱歉,这个问题我无法回答。", "I'm sorry, but I can't help with that.", "作为一个AI语言模型,我不能提供建议。"],
)
def test_refusals_are_known_as_such(sentence: str) -> None:
    assert refuses(sentence)


def test_a_rule_that_something_is_not_laid_down_is_no_refusal() -> None:
    assert not refuses("本办法未规定的事项,按照国家和省有关规定执行,由市财政局会同有关部门负责解释并监督实施。")


@pytest.mark.parametrize(
    "reply",
    [
        RIGHT,
        f"<think>\n先看材料。</think>\n{RIGHT}",
        f"先看材料</think>{RIGHT}",
        f"```\n{RIGHT}\n```",
        f'```json\n{{"answer": "{RIGHT}"}}\n```',
        f'{{"回答": "{RIGHT}", "来源": [1]}}',
        f'[{{"text": "{RIGHT}"}}]',
        f'{{"answer": "{RIGHT}',
        f"**{RIGHT}**",
        f"## 回答:\n- {RIGHT}",
        f"> 1. {RIGHT}",
        f"回答:{RIGHT}",
        RIGHT * 40,
        RIGHT.replace("[1]", "【材料1】"),
        RIGHT.replace("[1]", "(1)"),
        RIGHT.replace("。[1]", "[1][1]。"),
        RIGHT + "好的" * 200,
    ],
)
@pytest.mark.parametrize("piece", [1, 7, 1000])
def test_whatever_it_is_wrapped_in_the_sentence_is_found(reply: str, piece: int) -> None:
    model = FakeChatModel(reply, piece=piece)
    model_without_reasoning = cast("ChatModel", Bare(model))
    good = [one for one in prose(asked(), evidence(TAX), model_without_reasoning, NEAR) if one.good]
    assert [(one.verdict.text, one.verdict.markers) for one in good] == [(RIGHT.removesuffix("[1]"), (1,))]


class Bare:
    """A chat model whose reasoning is taken out, as every real one's is."""

    name = "bare"

    def __init__(self, inner: FakeChatModel) -> None:
        self._inner = inner

    def stream(self, system: str, user: str) -> Iterator[str]:
        return without_reasoning(self._inner.stream(system, user))


@pytest.mark.parametrize("reply", ["好的" * 200, "一二三四五六七八九十" * 90, "", "```json\n{}\n```", "**"])
def test_a_reply_of_nothing_gives_no_sentence(reply: str) -> None:
    assert not [one for one in prose(asked(), evidence(TAX), FakeChatModel(reply), NEAR) if one.good or one.sensible]


def test_endless_repetition_is_hung_up_on() -> None:
    model = FakeChatModel("好的好的" * 5000)
    list(prose(asked(), evidence(TAX), model, NEAR))
    assert model.closed == 1


def test_a_plain_reply_is_passed_on_piece_by_piece() -> None:
    assert list(unwrapped(iter(["[", "1", "] 可", "以。"]))) == ["[1", "] 可", "以。"]


def test_warming_reads_the_fixed_part_and_stops_at_the_first_piece() -> None:
    model = FakeChatModel("一二三四五六七八九十")
    warm(model)
    assert "政策热线" in model.calls[0].system
    assert model.closed == 1


def test_warming_a_model_that_is_down_raises_nothing() -> None:
    warm(FakeChatModel(ModelError("down")))
