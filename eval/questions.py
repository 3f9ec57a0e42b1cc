"""Questions in, one JSON object a line: what is asked, and what a right answer holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.answer import Turn
from index.errors import PolicyAssistantError


class EvaluationError(PolicyAssistantError):
    """A file of questions, hits or predictions cannot be used."""


class Line(BaseModel):
    """A line of a file from outside: never changed once read, unknown keys ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str


class GoldArticle(BaseModel):
    """A law's article that answers a question: the law's file name, its title, the article's label."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    file: str
    article: str
    law: str | None = None


class Question(Line):
    """A question with what it is asked under, and, when there is a gold answer, what a right answer holds.

    ``facts`` are groups of acceptable strings, one of each group is needed; ``evidence`` are verbatim
    substrings, one for each clause to cite; ``departments`` are names by role; ``forbidden`` must not appear.
    A question that puts a follow-up in words that need no history names it in ``standalone_of``; questions that
    belong together (a follow-up and its standalone wording, the same question on two days) share ``pair``.
    """

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
    gold: tuple[GoldArticle, ...] = ()
    standalone_of: str | None = None
    pair: str | None = None

    def department_names(self) -> tuple[str, ...]:
        """Return the departments of every role a right answer must name."""
        return tuple(name for names in self.departments.values() for name in names)


LineType = TypeVar("LineType", bound=Line)


def read_lines(path: Path, line_type: type[LineType]) -> Iterator[LineType]:
    """Yield the lines of ``path`` as ``line_type``; raise EvaluationError naming the file, line and field."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise EvaluationError(f"{path} does not exist.") from None
    except UnicodeDecodeError:
        raise EvaluationError(f"{path} is not UTF-8 text.") from None
    # Not splitlines(): a JSON string may hold U+2028, which that would take for the end of a line.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield line_type.model_validate_json(line)
        except ValidationError as error:
            raise EvaluationError(f"{path}, line {number}: {_reason(error)}") from None


def read_questions(path: Path) -> list[Question]:
    """Read a questions file; raise EvaluationError when a line is wrong, an id comes twice or none is there."""
    questions = list(read_lines(path, Question))
    if not questions:
        raise EvaluationError(f"{path} holds no questions.")
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise EvaluationError(f"{path}: the id {question.id!r} comes twice.")
        seen.add(question.id)
    return questions


def _reason(error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    message = " ".join(first["msg"].split())
    return f"{place}: {message}" if place else message
