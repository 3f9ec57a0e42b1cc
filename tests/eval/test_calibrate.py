"""The threshold for refusing, chosen on questions."""

from __future__ import annotations

import numpy as np

from eval.calibrate import FOLDS, Asked, Case, Group, as_it_is, as_text, choose, foreign_lines


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


def test_questions_in_another_tongue_have_a_curve_of_their_own() -> None:
    assert foreign_lines(made()) == []
    found = [Case("answerable", 0, None, None, 0.2), Case("not_found", 0, "score", None, 0.1)]
    lines = foreign_lines(found)
    assert any(line.split() == ["0.15", "0.000", "1.000"] for line in lines)


def test_what_the_constants_of_now_refuse_is_told_by_set() -> None:
    text = as_it_is("one.jsonl", [case("answerable", 0, 0.9), case("not_found", 0, 0.01, 0.0)])
    assert text == "one.jsonl, refused now: answerable 0.000 of 1, not_found 1.000 of 1"
