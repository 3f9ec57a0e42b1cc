"""Stored runs of the evaluation, read from their folders: what is there, and one of them with every question.

A run is a folder with ``run.json``, ``questions.jsonl``, ``predictions.jsonl``, ``scores.jsonl`` and ``summary.json``,
as ``python -m eval run`` leaves it. Of each file only what the page shows is read; what else is in it does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.settings import Settings
from index.errors import PolicyAssistantError

DEFAULT_RUNS = Path(__file__).resolve().parents[3] / "eval" / "runs"
"""Where ``python -m eval run`` keeps runs unless it is told otherwise."""
_RECORD, _QUESTIONS, _PREDICTIONS = "run.json", "questions.jsonl", "predictions.jsonl"
_SCORES, _SUMMARY, _REPORT = "scores.jsonl", "summary.json", "report.html"
REASONS = ("failed", "invented", "refused", "unsaid", "contradicted", "incomplete", "uncited")
"""Why a question counts as wrong, as the evaluation keeps it, the gravest first."""
UNSORTED = "unsorted"
"""The reason of a wrong question in a run that was scored before reasons were kept."""


class RunError(PolicyAssistantError):
    """A stored run cannot be read."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Estimate(_Part):
    """A figure over ``n`` questions with its 95% interval; None where there was nothing to measure."""

    n: int = 0
    value: float | None = None
    low: float | None = None
    high: float | None = None


class Group(_Part):
    """The figures of one kind of question, by name; the first group of a run is of all questions."""

    name: str
    questions: int
    figures: dict[str, Estimate] = {}

    def figure(self, name: str) -> Estimate:
        """One figure; with ``n`` 0 when there is none."""
        return self.figures.get(name, Estimate())


class Record(_Part):
    """What a run was made with."""

    variant: str = "ours"
    questions_file: str
    questions_sha256: str
    questions: int
    started: datetime
    finished: datetime | None = None
    model: str | None = None
    embedding_model: str = ""
    policies: int = 0


class Turn(_Part):
    """What was said before a question."""

    role: str
    content: str


class Question(_Part):
    """A question with what a right answer holds."""

    id: str
    question: str
    history: tuple[Turn, ...] = ()
    as_of: date | None = None
    region: str | None = None
    kind: str = "other"
    answerable: bool = True
    facts: tuple[tuple[str, ...], ...] = ()
    evidence: tuple[str, ...] = ()
    departments: dict[str, tuple[str, ...]] = {}
    forbidden: tuple[str, ...] = ()


class Cited(_Part):
    """A clause that an answer cited."""

    policy: str = ""
    address: tuple[str, ...] = ()


class Said(_Part):
    """What was answered."""

    id: str
    status: str
    answer: str = ""
    citations: tuple[Cited, ...] | None = None


class Score(_Part):
    """How a question went; ``reason`` is why it counts as wrong, where the evaluation kept that."""

    id: str
    kind: str
    answerable: bool
    status: str
    right: bool
    right_and_cited: bool
    reason: str | None = None
    contradictions: tuple[str, ...] = ()

    @property
    def wrong(self) -> str | None:
        """Why it counts as wrong; None when it is right and fully cited."""
        return self.reason or (None if self.right_and_cited else UNSORTED)


@dataclass(frozen=True)
class Listed:
    """A run as the list shows it: without ``groups`` it is not finished; ``wrong`` says why it cannot be read.

    ``reported`` tells whether its folder holds the evaluation's report on it.
    """

    name: str
    record: Record | None = None
    groups: tuple[Group, ...] = ()
    wrong: str = ""
    reported: bool = False

    @property
    def finished(self) -> bool:
        """Whether there are figures to show."""
        return self.record is not None and bool(self.groups)


@dataclass(frozen=True)
class Opened:
    """A finished run with its questions, what was said to each, and how it went."""

    name: str
    record: Record
    groups: tuple[Group, ...]
    questions: dict[str, Question]
    said: dict[str, Said]
    scores: dict[str, Score]


def runs_folder(settings: Settings) -> Path:
    """Where the runs are: ``EVAL_RUNS``, else where ``python -m eval run`` keeps them."""
    return settings.eval_runs or DEFAULT_RUNS


def list_runs(folder: Path) -> tuple[Listed, ...]:
    """List the runs in ``folder``, newest first; one that cannot be read is in it too, with why."""
    found = [_listed(path.parent) for path in folder.glob(f"*/{_RECORD}")]
    return tuple(sorted(found, key=lambda each: (each.record is not None, _began(each), each.name), reverse=True))


def open_run(folder: Path, name: str) -> Opened:
    """Read the run ``name``; raises RunError when there is none, it is not finished or cannot be read."""
    # A name that came from a browser is looked up among the runs, and never made a path of.
    listed = next((each for each in list_runs(folder) if each.name == name), None)
    if listed is None or listed.record is None or not listed.groups:
        raise RunError(listed.wrong if listed and listed.wrong else f"没有可以查看的评测 {name!r}。/ No run {name!r}.")
    own = folder / listed.name
    return Opened(
        name=listed.name,
        record=listed.record,
        groups=listed.groups,
        questions={each.id: each for each in _lines(own / _QUESTIONS, Question)},
        said={each.id: each for each in _lines(own / _PREDICTIONS, Said)} if (own / _PREDICTIONS).exists() else {},
        scores={each.id: each for each in _lines(own / _SCORES, Score)},
    )


def report_of(folder: Path, name: str) -> Path:
    """Where the report on the run ``name`` is; raises RunError when there is none."""
    # A name that came from a browser is looked up among the runs, and never made a path of.
    listed = next((each for each in list_runs(folder) if each.name == name and each.reported), None)
    if listed is None:
        raise RunError(f"评测 {name!r} 没有报告。/ The run {name!r} has no report.")
    return folder / listed.name / _REPORT


def _began(listed: Listed) -> float:
    return listed.record.started.timestamp() if listed.record else 0.0


def _listed(own: Path) -> Listed:
    try:
        record = _whole(own / _RECORD, Record)
        done = bool(record.finished) and all((own / name).exists() for name in (_SUMMARY, _SCORES))
        groups = _whole(own / _SUMMARY, _Summary).groups if done else ()
        return Listed(own.name, record, groups, reported=(own / _REPORT).is_file())
    except RunError as error:
        return Listed(own.name, wrong=str(error))


class _Summary(_Part):
    groups: tuple[Group, ...]


_Kind = TypeVar("_Kind", bound=_Part)


def _whole(path: Path, kind: type[_Kind]) -> _Kind:
    try:
        return kind.model_validate_json(_text(path))
    except ValidationError as error:
        raise _unreadable(path, error) from None


def _lines(path: Path, kind: type[_Kind]) -> Iterator[_Kind]:
    # Not splitlines(): a JSON string may hold U+2028, which that would take for the end of a line.
    for number, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield kind.model_validate_json(line)
        except ValidationError as error:
            raise _unreadable(path, error, number) from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: Exception, line: int = 0) -> RunError:
    where = f"{path.parent.name}/{path.name}" + (f":{line}" if line else "")
    first = error.errors()[0] if isinstance(error, ValidationError) else None
    why = f"{'.'.join(map(str, first['loc']))}: {first['msg']}" if first else type(error).__name__
    return RunError(f"读不出 {where}({why})。/ {where} cannot be read ({why}).")
