"""The sample policies and the questions over them agree with each other and name no real place."""

from __future__ import annotations

import json
import re
import tarfile
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from tests.shared import QUESTION_KEYS

ROOT = Path(__file__).resolve().parents[2]
POLICIES = ROOT / "samples" / "policies"
SHARED = Path(__file__).resolve().parents[3] / "shared"

INVENTED = ("澜江", "临澜", "望屿", "霁州", "霖泽", "峤原")
KINDS = {
    "eligibility",
    "department",
    "deadline",
    "amount",
    "content",
    "list",
    "multiturn",
    "unanswerable",
    "conflict",
}
CALENDAR_DAY = re.compile(r"(?<!\d)(\d{4})(?:年(\d{1,2})月(\d{1,2})日|-(\d{2})-(\d{2})(?!\d))")

Question = dict[str, Any]


def squeezed(text: str) -> str:
    """``text`` without any whitespace."""
    return "".join(text.split())


def narrow(text: str) -> str:
    """``text`` with full-width digits and marks made half-width."""
    return unicodedata.normalize("NFKC", text)


def visible_text(path: Path) -> str:
    """What a reader sees of a sample: the text itself, or a page without its markup and scripts."""
    raw = path.read_bytes()
    if path.suffix != ".html":
        return raw.decode("utf-8")
    page = BeautifulSoup(raw, "html.parser")
    for hidden in page(["script", "style"]):
        hidden.decompose()
    return page.get_text()


def read_questions() -> list[Question]:
    lines = (ROOT / "samples" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def sources(question: Question) -> list[str]:
    """The file stems a question rests on; none for an unanswerable one."""
    source = question["source"]
    if isinstance(source, list):
        return source
    return [source] if source else []


FILES = sorted(POLICIES.iterdir())
TEXTS = {path.stem: squeezed(visible_text(path)) for path in FILES}
QUESTIONS = read_questions()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_sample_is_short_and_names_an_invented_place(path: Path) -> None:
    text = TEXTS[path.stem]
    assert 1_100 <= len(text) <= 3_500
    assert any(name in text for name in INVENTED)
    assert "\ufffd" not in text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_date_in_a_sample_exists(path: Path) -> None:
    days = CALENDAR_DAY.findall(TEXTS[path.stem])
    assert days, "a sample without a date"
    for year, month, day, iso_month, iso_day in days:
        date(int(year), int(month or iso_month), int(day or iso_day))


def test_the_forms_a_reader_must_cope_with_are_all_there() -> None:
    assert {path.suffix for path in FILES} == {".txt", ".md", ".html"}
    plan = TEXTS["lanjiang-digital-plan-2025"]
    assert "," in plan, "half-width commas"
    assert "\uff0c" in plan, "full-width commas"
    guide = (POLICIES / "jizhou-green-guide-2026.html").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        guide.decode("utf-8")
    assert "<table" in guide.decode("gbk")


def test_the_replacing_policy_repeals_the_expired_one_by_its_number() -> None:
    number = "临澜政规〔2022〕4号"
    assert number in TEXTS["linlan-rd-support-2022"]
    assert f"({number})同时废止" in narrow(TEXTS["linlan-rd-support-2025"])


def test_the_grades_of_the_guide_add_up_to_its_total() -> None:
    sentence = re.search(r"专项资金总额(\d+)万元,其中(.*?)。", narrow(TEXTS["jizhou-green-guide-2026"]))
    assert sentence is not None
    parts = [int(number) for number in re.findall(r"(\d+)万元", sentence[2])]
    assert len(parts) == 4
    assert sum(parts) == int(sentence[1])


def test_the_points_of_the_rules_add_up_to_their_full_mark() -> None:
    sentence = re.search(r"满分(\d+)分,其中(.*?)。", narrow(TEXTS["linze-techreform-rules-2026"]))
    assert sentence is not None
    assert sum(int(number) for number in re.findall(r"(\d+)分", sentence[2])) == int(sentence[1])


def test_questions_cover_every_file_and_every_kind() -> None:
    assert len(QUESTIONS) == 85
    assert {question["kind"] for question in QUESTIONS} == KINDS
    assert {stem for question in QUESTIONS for stem in sources(question)} == set(TEXTS)


def test_question_ids_are_unique() -> None:
    ids = [question["id"] for question in QUESTIONS]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_a_question_has_the_agreed_shape(question: Question) -> None:
    assert set(question) == QUESTION_KEYS
    date.fromisoformat(question["as_of"])
    assert question["answerable"] == (question["kind"] != "unanswerable")
    assert question["answerable"] == bool(question["evidence"])
    assert question["facts"]
    assert all(question["facts"])
    assert (question["kind"] == "multiturn") == bool(question["history"])
    assert set(question["departments"]) in (set(), {"lead", "with", "responsible"})


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_evidence_stands_word_for_word_in_its_source(question: Question) -> None:
    texts = [TEXTS[stem] for stem in sources(question)]
    for piece in question["evidence"]:
        assert any(squeezed(piece) in text for text in texts), piece
    for text in texts:
        assert any(squeezed(piece) in text for piece in question["evidence"]), "a source without evidence"


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_departments_stand_in_the_source_and_forbidden_words_not_in_the_evidence(question: Question) -> None:
    text = "".join(TEXTS[stem] for stem in sources(question))
    for names in question["departments"].values():
        assert all(name in text for name in names)
    evidence = "".join(question["evidence"])
    assert not [words for words in question["forbidden"] if words in evidence]


def shared_texts() -> list[str]:
    """Every text of the shared folder, the archive of statutes included."""
    texts = []
    for path in SHARED.rglob("*"):
        if path.name.endswith(".tar.xz"):
            with tarfile.open(path) as archive:
                members = [archive.extractfile(member) for member in archive if member.isfile()]
                texts += [member.read().decode("utf-8", "replace") for member in members if member]
        elif path.is_file():
            texts.append(path.read_text(encoding="utf-8", errors="replace"))
    return texts


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real policies are not beside this checkout")
def test_no_real_text_knows_the_invented_names() -> None:
    everything = "\n".join(shared_texts())
    assert everything
    assert [name for name in INVENTED if name in everything] == []
