"""The questions over the statutes agree with the laws they ask about."""

from __future__ import annotations

import json
import re
import tarfile
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.questions import read_questions
from tests.shared import QUESTION_KEYS, SHARED, needs_shared

STATUTES = Path(__file__).resolve().parents[2] / "eval" / "sets" / "statutes.jsonl"
QUESTIONS: list[dict[str, Any]] = [json.loads(line) for line in STATUTES.read_text(encoding="utf-8").splitlines()]


def sources(question: dict[str, Any]) -> list[str]:
    """The files of the laws a question rests on; none for an unanswerable one."""
    source = question["source"]
    if isinstance(source, list):
        return source
    return [source] if source else []


def squeezed(text: str) -> str:
    """``text`` without spaces and marks, digits half-width."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).lower()


@pytest.fixture(scope="module")
def laws() -> dict[str, str]:
    """The text of each law that is asked about, by its file name."""
    wanted = {name for question in QUESTIONS for name in sources(question)}
    texts = {}
    with tarfile.open(SHARED / "benchmarks" / "statutes" / "laws.tar.xz") as archive:
        for member in archive:
            name = Path(member.name).name
            file = archive.extractfile(member) if name in wanted else None
            if file:
                texts[name] = "".join(file.read().decode("utf-8").split())
    return texts


def test_the_set_is_read_as_questions() -> None:
    assert len(read_questions(STATUTES)) == len(QUESTIONS) == 40
    assert len([question for question in QUESTIONS if not question["answerable"]]) == 8
    assert len({name for question in QUESTIONS for name in sources(question)}) >= 15


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_a_question_has_the_agreed_shape(question: dict[str, Any]) -> None:
    assert set(question) == QUESTION_KEYS
    date.fromisoformat(question["as_of"])
    assert question["facts"]
    assert all(question["facts"])
    assert question["answerable"] == (question["kind"] != "unanswerable")
    assert question["answerable"] == bool(question["evidence"]) == bool(sources(question))
    assert (question["kind"] == "multiturn") == bool(question["history"])
    assert set(question["departments"]) in (set(), {"lead", "with", "responsible"})


@needs_shared
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_evidence_and_departments_stand_in_the_law(question: dict[str, Any], laws: dict[str, str]) -> None:
    texts = [laws[name] for name in sources(question)]
    for piece in question["evidence"]:
        assert any("".join(piece.split()) in text for text in texts), piece
    for text in texts:
        assert any("".join(piece.split()) in text for piece in question["evidence"]), "a law without evidence"
    for names in question["departments"].values():
        assert all(name in "".join(texts) for name in names)


@needs_shared
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_a_fact_stands_in_the_law_unless_the_note_says_it_is_worked_out(
    question: dict[str, Any], laws: dict[str, str]
) -> None:
    text = squeezed("".join(laws[name] for name in sources(question)))
    missing = [group for group in question["facts"] if not any(squeezed(words) in text for words in group)]
    worked_out = re.search(r"Computed|derived", question["note"]) is not None
    assert not missing or worked_out or not question["answerable"], missing


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_forbidden_words_are_not_those_of_the_evidence(question: dict[str, Any]) -> None:
    evidence = squeezed("".join(question["evidence"]))
    assert not [words for words in question["forbidden"] if squeezed(words) in evidence]
