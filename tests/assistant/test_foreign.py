"""Questions in other tongues put into Chinese: by a model, without one, and whatever the model makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from assistant.foreign import in_chinese, turns_in_chinese
from assistant.outcome import Turn
from index.errors import ModelError

PLACES = ("云岭市", "白溪省")


@dataclass(eq=False)
class Translator:
    """A model that answers with what it is given, and remembers what it was asked."""

    said: str
    asked: list[str] = field(default_factory=list)
    name: str = "translator"

    def stream(self, system: str, user: str) -> Iterator[str]:  # noqa: ARG002
        self.asked.append(user)
        if not self.said:
            raise ModelError("The language model is not there.")
        yield from self.said


def test_chinese_is_not_translated() -> None:
    model = Translator("别的")
    assert in_chinese("云岭市补多少?", model, PLACES) == "云岭市补多少?"
    assert not model.asked


def test_without_a_model_the_places_are_named_in_chinese() -> None:
    assert in_chinese("What is paid in Yunling City?", None, PLACES) == "What is paid in 云岭市?"


def test_a_place_the_model_cannot_know_is_put_back_after_it() -> None:
    model = Translator("北京市的小微企业补贴多少?")
    assert in_chinese("How much do small firms in Yunling get?", model, PLACES) == "云岭市的小微企业补贴多少?"
    assert "Beijing" in model.asked[0]
    assert "Yunling" not in model.asked[0]


def test_a_place_the_model_leaves_out_is_added() -> None:
    assert in_chinese("Is it valid in Yunling?", Translator("现在还有效吗?"), PLACES) == "云岭市现在还有效吗?"


def test_two_places_stay_apart() -> None:
    model = Translator("北京和天津哪个补贴多?")
    assert in_chinese("Who pays more, Yunling or Baixi?", model, PLACES) == "云岭市和白溪省哪个补贴多?"


@pytest.mark.parametrize("said", ["I cannot translate this.", "", "Sure! Here you go: hello"])
def test_what_is_no_chinese_is_not_used(said: str) -> None:
    assert in_chinese("Is it valid in Yunling?", Translator(said), PLACES) == "Is it valid in 云岭市?"


def test_a_label_and_further_lines_are_dropped() -> None:
    assert in_chinese("Who leads?", Translator("中文: 由谁牵头?\n问题: Who?"), PLACES) == "由谁牵头?"


def test_a_question_is_translated_once() -> None:
    model = Translator("由谁牵头?")
    assert in_chinese("Who leads?", model, PLACES) == in_chinese("Who leads?", model, PLACES)
    assert len(model.asked) == 1


def test_only_the_asker_s_last_turns_are_translated() -> None:
    history = [Turn(role="user", content=f"Question {number}?") for number in (1, 2, 3)]
    history.insert(1, Turn(role="assistant", content="Answer."))
    contents = [turn.content for turn in turns_in_chinese(history, Translator("由谁牵头?"), PLACES)]
    assert contents == ["Question 1?", "Answer.", "由谁牵头?", "由谁牵头?"]
