"""The scorer against counts of the gold questions done in another way, on predictions of known quality.

The scorer drops punctuation from both texts and looks for one in the other. Here every wording becomes a pattern that
allows marks between its characters, and is looked for in the answer as it was written.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from eval.figures.summary import summary
from eval.predictions import Prediction
from eval.questions import Question, read_questions
from eval.score import read_predictions, score_all
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared

QUESTIONS = SHARED / "gold" / "questions.jsonl"
_MARKS = r"[\s,.;:!?、。“”\"'‘’()\[\]【】〔〕<>《》·—\-_/，；：！？（）＜＞．／＿－＇＂］［　]*"


def _pattern(words: str) -> re.Pattern[str]:
    kept = [sign for sign in words if not re.fullmatch(_MARKS, unicodedata.normalize("NFKC", sign))]
    forms = (f"[{re.escape(sign)}{re.escape(unicodedata.normalize('NFKC', sign)[0])}]" for sign in kept)
    return re.compile(_MARKS.join(forms), re.IGNORECASE)


def _found(words: str, text: str) -> bool:
    return _pattern(words).search(text) is not None


def _share(flags: Sequence[bool]) -> Fraction | None:
    return Fraction(flags.count(True), len(flags)) if flags else None


def _prediction(question: Question, place: int) -> dict[str, Any]:
    """An answer that states every ``step``-th fact and department and cites every ``step``-th clause, oddly printed."""
    step = place % 3 + 1
    facts = [group[place % len(group)] for group in question.facts[::step]]
    names = list(question.department_names()[::step])
    cited = [{"marker": 1, "text": f"（一）标题　{piece[:4]}\n{piece[4:]}。"} for piece in question.evidence[::step]]
    noise = [{"marker": 2, "text": "（二）其他事项。"}] * (place % 2)
    spread = ["，".join((fact[:2], fact[2:])) if len(fact) > 4 else fact for fact in facts]
    return {
        "id": question.id,
        "status": "answered" if place % 7 else "not_stated",
        "answer": "《答复》：" + "；\n".join((*spread, *names)),
        "citations": [*cited, *noise],
        "seconds": 1.0,
    }


@pytest.fixture
def stored(tmp_path: Path) -> tuple[list[Question], list[dict[str, Any]], Path]:
    questions = read_questions(QUESTIONS)
    lines = [_prediction(question, place) for place, question in enumerate(questions)]
    path = tmp_path / "predictions.jsonl"
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return questions, lines, path


def test_recall_of_facts_departments_and_citations_question_by_question(
    stored: tuple[list[Question], list[dict[str, Any]], Path],
) -> None:
    questions, lines, path = stored
    compared: dict[str, set[float | None]] = {
        "fact_recall": set(),
        "department_recall": set(),
        "citation_recall": set(),
    }
    for question, line, score in zip(questions, lines, score_all(questions, read_predictions(path)), strict=True):
        if not question.answerable:
            continue
        answer, texts = line["answer"], [each["text"] for each in line["citations"]]
        counted = {
            "fact_recall": _share([any(_found(words, answer) for words in group) for group in question.facts]),
            "department_recall": _share([_found(name, answer) for name in question.department_names()]),
            "citation_recall": _share([any(_found(piece, text) for text in texts) for piece in question.evidence]),
        }
        for name, figure in counted.items():
            measured = getattr(score, name)
            assert measured == (None if figure is None else pytest.approx(float(figure))), (question.id, name)
            compared[name] |= {measured}
    # The comparison means nothing unless answers of every quality took part.
    assert all(1.0 in seen and any(one is not None and one < 1 for one in seen) for seen in compared.values())


def test_an_answer_that_states_all_there_is_to_state_scores_one_in_every_slot_and_contradicts_nothing() -> None:
    questions = [question for question in read_questions(QUESTIONS) if question.answerable]
    labels = {"lead": "牵头", "with": "配合", "responsible": "责任单位"}
    predictions = {}
    for question in questions:
        roles = "；".join(
            f"{labels[role]}：{'、'.join(names)}" for role, names in question.departments.items() if names
        )
        lines = [f"结论：{group[0]}。" for group in question.facts] + ([f"部门：{roles}。"] if roles else [])
        predictions[question.id] = Prediction(id=question.id, status="answered", answer="\n".join(lines))
    made = summary(questions, predictions)
    kinds = ("slots_dates", "slots_amounts", "slots_lead", "slots_supporting", "slots_responsible")
    assert {name: made.figure(name).value for name in (*kinds, "no_contradiction")} == dict.fromkeys(
        (*kinds, "no_contradiction"), 1.0
    )
    assert all(made.figure(name).n >= 5 for name in kinds)
