"""Runs made by hand and stored as `python -m eval run` stores them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from eval.figures.summary import summary
from eval.predictions import Prediction
from eval.questions import Question
from eval.run_folder import PREDICTIONS, QUESTIONS, SCORES, SUMMARY, Run, write_record
from eval.score import score_all

BEGAN = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
QUESTIONS_ASKED = (
    Question(id="q1", kind="amount", question="补多少钱？", facts=(("10万元",),), evidence=("最高10万元",)),
    Question(id="q2", kind="amount", question="奖多少钱？", facts=(("20万元",),), evidence=("奖励20万元",)),
    Question(id="q3", kind="department", question="找谁办？", departments={"lead": ("市科技局",)}, evidence=("牵头",)),
    Question(id="q4", kind="unanswerable", question="明天下雨吗？", answerable=False),
)
RIGHT = {
    "q1": {
        "status": "answered",
        "answer": "最高10万元。[1]",
        "citations": [{"marker": 1, "text": "补助最高10万元。", "quote": "最高10万元", "policy": "《补助办法》"}],
        "seconds": 2.0,
        "confidence": 0.9,
    },
    "q2": {
        "status": "answered",
        "answer": "奖励20万元。[1]",
        "citations": [{"marker": 1, "text": "给予奖励20万元。", "quote": "奖励20万元", "policy": "《奖励办法》"}],
        "seconds": 4.0,
        "confidence": 0.8,
    },
    "q3": {
        "status": "answered",
        "answer": "由市科技局牵头。[1]",
        "citations": [{"marker": 1, "text": "由市科技局牵头。", "quote": "市科技局牵头", "policy": "《分工》"}],
        "seconds": 1.0,
        "confidence": 0.7,
    },
    "q4": {"status": "not_found", "answer": "未检索到。", "seconds": 0.5, "confidence": 0.1},
}
"""Every question answered as it should be."""


def store(
    runs: Path,
    name: str,
    given: Mapping[str, Mapping[str, Any]],
    *,
    variant: str = "ours",
    day: int = 0,
    questions: Sequence[Question] = QUESTIONS_ASKED,
) -> Path:
    """Store a run in which the questions were answered as ``given`` says; one without an answer has no prediction."""
    folder = runs / name
    folder.mkdir(parents=True)
    lines = [question.model_dump_json() for question in questions]
    (folder / QUESTIONS).write_text("\n".join(lines) + "\n", encoding="utf-8")
    answers = [json.dumps({"id": key, **fields}, ensure_ascii=False) for key, fields in given.items()]
    (folder / PREDICTIONS).write_text("\n".join(answers) + "\n", encoding="utf-8")
    predictions = {key: Prediction(id=key, **fields) for key, fields in given.items()}
    scores = score_all(questions, predictions)
    (folder / SCORES).write_text("".join(one.model_dump_json() + "\n" for one in scores), encoding="utf-8")
    (folder / SUMMARY).write_text(summary(questions, predictions, scores=scores).model_dump_json(), encoding="utf-8")
    began = BEGAN + timedelta(days=day)
    write_record(
        folder,
        Run(
            name=name,
            variant=variant,
            questions_file="asked.jsonl",
            questions_sha256=hashlib.sha256("\n".join(lines).encode()).hexdigest(),
            questions=len(questions),
            started=began,
            finished=began + timedelta(minutes=3, seconds=5),
            model="a-model",
            embedding_model="an-embedding",
            prompts={"answer": "ab" * 32},
            index="cd" * 32,
            policies=3,
            code=hashlib.sha256(name.encode()).hexdigest(),
            settings={"threads": "2"},
            versions={"torch": "2.13.0"},
        ),
    )
    return folder


def but(**changes: Mapping[str, Any] | None) -> dict[str, Mapping[str, Any]]:
    """The right answers with some questions answered otherwise; None leaves one without an answer."""
    return {key: fields for key, fields in {**RIGHT, **changes}.items() if fields is not None}
