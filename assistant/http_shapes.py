"""What the HTTP API takes and gives beside answers, hits and policies."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import BaseModel, model_validator

from assistant.answer import Turn
from assistant.shapes import HitShape, PolicyListed
from index.policy import Frozen


class AskRequest(BaseModel):
    """A question as a client sends it; unknown keys are ignored, as in a line of a question file."""

    question: str
    history: tuple[Turn, ...] = ()
    region: str | None = None
    as_of: date | None = None
    stream: bool = False

    @model_validator(mode="after")
    def _can_be_written_out(self) -> Self:
        try:
            "".join((self.question, self.region or "", *(turn.content for turn in self.history))).encode()
        except UnicodeEncodeError:
            raise ValueError("half a character (a lone surrogate) is no text") from None
        return self


class ErrorBody(Frozen):
    """What every failed request gets: one line that says what failed."""

    error: str


class SearchResult(Frozen):
    """The clauses found, best first, and the seconds it took."""

    hits: tuple[HitShape, ...]
    seconds: float


class WaitingBehind(Frozen):
    """How many others are before, in the line for the language model."""

    before: int


class WrittenText(Frozen):
    """A piece of an answer that is being written."""

    text: str


class PolicyList(Frozen):
    """Every policy of the index, by title, with its validity today or on the day asked for."""

    policies: tuple[PolicyListed, ...]


class Health(Frozen):
    """That the program runs."""

    status: str = "ok"


class Readiness(Frozen):
    """That questions can be answered, from how many policies, by which model (None: quotes only)."""

    ready: bool
    policies: int
    model: str | None
