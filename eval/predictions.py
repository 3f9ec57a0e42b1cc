"""A line of predictions as the measures read it: what was answered, on which clauses, how surely and how fast."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from eval.questions import Line, read_lines


class CitedClause(BaseModel):
    """What the measures need of a citation; ``start`` and ``end`` are the quote's places in the source as read."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    text: str = ""
    marker: int | None = None
    quote: str = ""
    source_file: str = ""
    start: int | None = None
    end: int | None = None
    policy: str = ""
    document_number: str | None = None
    address: tuple[str, ...] = ()
    validity: str | None = None


class Timing(BaseModel):
    """Seconds from the question to: the clauses found, the first written word, the end."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    search: float | None = None
    first_text: float | None = None
    total: float | None = None


class Tokens(BaseModel):
    """Tokens the model read and wrote for one answer."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    prompt: int | None = None
    completion: int | None = None


class Draft(BaseModel):
    """A sentence as the model wrote it, what was shown of it, the faults the gate found and what it decided."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    written: str
    shown: str = ""
    faults: tuple[str, ...] = ()
    decision: str = ""


class Prediction(Line):
    """A line of predictions; ``seconds`` is the total, or an object as in an answer.

    ``confidence`` is how surely something was found that answers (any scale, more is surer), None where that was not
    weighed. ``tokens`` and ``memory_mb`` (the peak of the process, in MB) are there when they were recorded.
    ``reference`` says why a failed question failed: the error, or the number under which the log has it.
    ``drafts`` are the sentences of the model, None where it was not asked or they were not recorded.
    """

    status: str
    answer: str = ""
    citations: tuple[CitedClause, ...] | None = None
    seconds: float | Timing | None = None
    timing: Timing | None = None
    as_of: date | None = None
    confidence: float | None = None
    tokens: Tokens | None = None
    memory_mb: float | None = None
    reference: str | None = None
    drafts: tuple[Draft, ...] | None = None

    def times(self) -> Timing:
        """Return the seconds, whichever way they were written."""
        if self.timing:
            return self.timing
        return self.seconds if isinstance(self.seconds, Timing) else Timing(total=self.seconds)

    def cited(self) -> tuple[CitedClause, ...]:
        """Return the citations; none when the line has none."""
        return self.citations or ()


def read_predictions(path: Path) -> dict[str, Prediction]:
    """Predictions by question; of several for one question the last counts. Raises EvaluationError."""
    return {prediction.id: prediction for prediction in read_lines(path, Prediction)}
