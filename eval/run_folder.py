"""A run of the evaluation: its folder, what it was made with, and the lines that came of it.

``<runs>/<name>/`` holds ``run.json`` (``Run``), ``questions.jsonl`` (the questions as they were put),
``predictions.jsonl``, ``hits.jsonl``, ``scores.jsonl`` and ``summary.json``. Everything about runs is read here.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from pydantic import Field, ValidationError

from eval.figures.summary import Summary
from eval.questions import EvaluationError, Question, read_lines, read_questions
from eval.retrieve import HitsLine
from eval.score import Prediction, QuestionScore, read_predictions
from index.policy import Frozen

RUNS = Path(__file__).resolve().parent / "runs"
"""Where runs are kept unless a command is given another folder; not under version control."""
RECORD = "run.json"
QUESTIONS = "questions.jsonl"
PREDICTIONS = "predictions.jsonl"
HITS = "hits.jsonl"
SCORES = "scores.jsonl"
SUMMARY = "summary.json"
REPORT = "report.html"
"""The page on a run (``eval.report``), where it was written into its folder."""
OPINIONS = "opinions.jsonl"
"""What a judge said, if one was asked (``eval.judge``): in no figure of the summary."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class Run(Frozen):
    """What a run was made with. Hashes are SHA-256 in hexadecimal; times are UTC."""

    name: str
    variant: str = "ours"
    """What answered: ours, one of its ablations, or a baseline."""
    questions_file: str
    questions_sha256: str
    questions: int
    started: datetime
    finished: datetime | None = None
    model: str | None = None
    embedding_model: str
    reranker_model: str | None = None
    prompts: dict[str, str] = Field(default_factory=dict)
    """The hash of each prompt file, by name."""
    index: str
    """The hash of what the index holds: each policy with its clauses."""
    policies: int
    code: str
    """The hash of the code that answers."""
    settings: dict[str, str] = Field(default_factory=dict)
    versions: dict[str, str] = Field(default_factory=dict)
    """The version of each library that decides an answer."""
    peak_mb: float | None = None


def folder_of(name: str, runs: Path = RUNS) -> Path:
    """The folder of the run ``name``; raises EvaluationError when that is no name for a folder."""
    if not _NAME.fullmatch(name):
        raise EvaluationError(f"{name!r} is no name for a run: use letters, digits, dots, dashes and underscores.")
    return runs / name


def write_record(folder: Path, run: Run) -> None:
    """Write what a run was made with, at once or not at all."""
    write_text(folder / RECORD, run.model_dump_json(indent=2) + "\n")


def write_text(path: Path, text: str) -> None:
    """Write a file of a run at once or not at all, its folder too if there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def read_record(folder: Path) -> Run:
    """What the run in ``folder`` was made with; raises EvaluationError when there is none or it cannot be read."""
    path = folder / RECORD
    try:
        return Run.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise EvaluationError(f"There is no run in {folder}: `python -m eval run` makes one.") from None
    except (OSError, ValidationError) as error:
        raise EvaluationError(f"{path} cannot be read ({str(error).splitlines()[0]}).") from None


def list_runs(runs: Path = RUNS) -> list[Run]:
    """The runs in a folder, oldest first; a folder without a record is passed over."""
    found = [read_record(path.parent) for path in sorted(runs.glob(f"*/{RECORD}"))]
    return sorted(found, key=lambda run: (run.started, run.name))


def questions_of(folder: Path) -> list[Question]:
    """The questions of a run, as they were put."""
    return read_questions(folder / QUESTIONS)


def predictions_of(folder: Path) -> dict[str, Prediction]:
    """The predictions of a run by question; empty when none was made."""
    path = folder / PREDICTIONS
    return read_predictions(path) if path.exists() else {}


def scores_of(folder: Path) -> dict[str, QuestionScore]:
    """How each question of a run went, by question; raises EvaluationError when the run was not scored."""
    path = folder / SCORES
    if not path.exists():
        raise EvaluationError(f"The run in {folder} was not finished: run it again, it goes on where it stopped.")
    return {score.id: score for score in read_lines(path, QuestionScore)}


def summary_of(folder: Path) -> Summary:
    """The figures of a run; raises EvaluationError when it was not finished, or they cannot be read."""
    path = folder / SUMMARY
    try:
        return Summary.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise EvaluationError(f"The run in {folder} was not finished: run it again, it goes on.") from None
    except (OSError, ValidationError) as error:
        raise EvaluationError(f"{path} cannot be read ({str(error).splitlines()[0]}).") from None


def hits_of(folder: Path) -> dict[str, HitsLine]:
    """The hits of a run by question; empty when it searched for none, as a baseline without an index."""
    path = folder / HITS
    return {line.id: line for line in read_lines(path, HitsLine)} if path.exists() else {}
