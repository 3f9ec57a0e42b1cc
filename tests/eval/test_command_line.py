"""``python -m eval``: what each command reads, writes and prints, and one line for every failure."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import assistant.resources
from assistant.cli import run
from eval.__main__ import evaluation
from tests.assistant import fake_answers

Invoke = Callable[..., tuple[int, str, str]]


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Invoke:
    monkeypatch.setattr(assistant.resources, "open_resources", lambda *_, **__: fake_answers.resources())

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        code = run(evaluation, [str(each) for each in arguments], "python -m eval")
        seen = capsys.readouterr()
        return code, seen.out, seen.err

    return call


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    asked = [
        {
            "id": "q1",
            "question": "奖励多少?",
            "as_of": "2026-11-22",
            "kind": "amount",
            "evidence": ["一次性奖励20万元"],
        },
        {"id": "q2", "question": "谁牵头?", "region": "澄江市", "evidence": ["没有这句"]},
    ]
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in asked), encoding="utf-8")
    return path


def test_retrieve_then_score_retrieval(invoke: Invoke, questions: Path, tmp_path: Path) -> None:
    out = tmp_path / "hits.jsonl"
    code, _, err = invoke("retrieve", "--questions", questions, "--out", out, "-k", "3")
    assert code == 0, err
    first, second = (json.loads(line) for line in out.read_text(encoding="utf-8").splitlines())
    assert set(first) == {"id", "hits", "seconds"}
    assert [hit["rank"] for hit in first["hits"]] == [1, 2, 3]
    shape = {"rank", "score", "policy_id", "policy", "source_file", "clause_id", "address", "text", "validity"}
    assert set(first["hits"][0]) == shape
    assert {hit["policy_id"] for hit in second["hits"]} <= {"p2"}
    code, table, _ = invoke("score-retrieval", "--questions", questions, "--hits", out, "--json")
    assert code == 0
    assert json.loads(table)["figures"]["success@1"] == 0.5


def test_score_prints_a_table_or_json_and_writes_each_question(invoke: Invoke, questions: Path, tmp_path: Path) -> None:
    made = tmp_path / "p.jsonl"
    made.write_text('{"id": "q1", "status": "answered", "answer": "20万元", "seconds": 1}\n', encoding="utf-8")
    arguments = ("score", "--questions", questions, "--predictions", made)
    code, table, _ = invoke(*arguments)
    assert code == 0
    assert "ALL" in table
    each = tmp_path / "each.jsonl"
    code, figures, _ = invoke(*arguments, "--json", "--per-question", each)
    assert json.loads(figures)["overall"]["right"] == 0.5
    assert json.loads(figures)["summary"]["groups"][0]["figures"]["right"]["value"] == 0.5
    assert [json.loads(line)["status"] for line in each.read_text(encoding="utf-8").splitlines()] == [
        "answered",
        "missing",
    ]


def test_score_takes_the_hits_and_the_policies_too(invoke: Invoke, questions: Path, tmp_path: Path) -> None:
    made, hits, policies = tmp_path / "p.jsonl", tmp_path / "hits.jsonl", tmp_path / "policies"
    policies.mkdir()
    (policies / "p1.txt").write_text("奖励20万元", encoding="utf-8")
    cited = {"marker": 1, "text": "奖励20万元", "quote": "20万元", "source_file": "p1.txt", "start": 2, "end": 6}
    line = {"id": "q1", "status": "answered", "answer": "20万元[1]", "citations": [cited]}
    made.write_text(json.dumps(line) + "\n", encoding="utf-8")
    invoke("retrieve", "--questions", questions, "--out", hits)
    arguments = ("score", "--questions", questions, "--predictions", made, "--hits", hits, "--policies", policies)
    code, figures, err = invoke(*arguments, "--json")
    assert code == 0, err
    overall = json.loads(figures)["summary"]["groups"][0]["figures"]
    assert overall["success@10"]["value"] == 0.5
    assert overall["quotes_verbatim"]["value"] == 1.0
    made.write_text(json.dumps({**line, "citations": [{**cited, "start": 1}]}) + "\n", encoding="utf-8")
    _, figures, _ = invoke(*arguments, "--json")
    assert json.loads(figures)["summary"]["groups"][0]["figures"]["quotes_verbatim"]["value"] == 0.0


def test_limit_takes_the_first_questions(invoke: Invoke, questions: Path, tmp_path: Path) -> None:
    out = tmp_path / "hits.jsonl"
    invoke("retrieve", "--questions", questions, "--out", out, "--limit", "1")
    assert len(out.read_text(encoding="utf-8").splitlines()) == 1


@pytest.mark.parametrize(
    ("content", "word", "code"),
    [("{broken", "line 1", 1), ("", "no questions", 1), (None, "does not exist", 1)],
)
def test_a_wrong_questions_file_is_one_line(
    invoke: Invoke, tmp_path: Path, content: str | None, word: str, code: int
) -> None:
    path = tmp_path / "q.jsonl"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    ended, _, err = invoke("predict", "--questions", path, "--out", tmp_path / "p.jsonl")
    assert ended == code
    assert err.startswith("Error: ")
    assert word in err
    assert err.count("\n") == 1


def test_an_out_file_that_cannot_be_written_is_one_line(invoke: Invoke, questions: Path, tmp_path: Path) -> None:
    code, _, err = invoke("retrieve", "--questions", questions, "--out", tmp_path / "none" / "hits.jsonl")
    assert code == 1
    assert err.startswith("Error: ")
    assert "hits.jsonl" in err
