"""The threshold for refusing, chosen on questions."""

from __future__ import annotations

import numpy as np

from eval.calibrate import FOLDS, Asked, Case, Group, as_text, choose


def case(group: Group, fold: int, nearness: float, held: float = 1.0, *, refused: str | None = None) -> Case:
    return Case(group, fold, refused, None if refused else (nearness, held, 2.0))


def made(seed: int = 1) -> list[Case]:
    chance = np.random.default_rng(seed)
    return [
        case(
            "answerable" if number % 2 else "left_out",
            number % FOLDS,
            float(chance.normal(0.5 if number % 2 else 0.2, 0.05)),
        )
        for number in range(160)
    ]


def test_cases_that_lie_apart_are_told_apart() -> None:
    choice = choose(made(), 0.02)
    assert choice.refused["left_out"] > 0.95
    assert choice.refused["answerable"] <= 0.03
    assert choice.weights[0] > 0


def test_no_more_answerable_ones_are_refused_than_allowed() -> None:
    for wrongly in (0.0, 0.05, 0.2):
        assert choose(made(), wrongly).refused["answerable"] <= wrongly + 0.01


def test_the_curve_rises_with_what_may_be_refused_wrongly() -> None:
    rightly = [share for _, share in choose(made(2), 0.02).crosswise]
    assert rightly == sorted(rightly)


def test_what_was_refused_before_the_sum_counts_as_refused() -> None:
    found = [*made(), *(case("not_stated", 0, 0.0, refused="fact") for _ in range(4))]
    choice = choose(found, 0.02)
    assert choice.refused["not_stated"] == 1.0
    assert "not_stated" in as_text(found, choice)


def test_the_text_holds_the_constants_to_copy() -> None:
    found = made()
    choice = choose(found, 0.02)
    assert f"WEIGHTS = {choice.weights}" in as_text(found, choice)
    assert f"LEAST = {choice.least}" in as_text(found, choice)


def test_a_question_may_name_one_file_or_several() -> None:
    assert Asked(id="a", question="?", source="one").files() == ("one",)
    assert Asked(id="a", question="?", source=("one", "two")).files() == ("one", "two")
    assert Asked(id="a", question="?").files() == ()
