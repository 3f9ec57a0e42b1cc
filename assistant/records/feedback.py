"""Feedback: answers that somebody judged, for those who mend, and as a file that becomes questions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Self

from sqlalchemy import select

from assistant.answer import Turn
from assistant.records.errors import RecordsError
from assistant.records.masking import kept_text
from assistant.records.opened import Records
from assistant.records.tables import FeedbackRow
from index.policy import Frozen


class Feedback(Frozen):
    """A judged answer; ``reviewer`` is None for the public, ``corrected`` what it should have been."""

    id: int
    at: datetime
    question: str
    history: tuple[Turn, ...]
    as_of: date | None
    region: str | None
    answer: str
    helpful: bool
    reason: str
    clauses: tuple[str, ...]
    corrected: str | None
    reviewer: str | None

    @classmethod
    def of(cls, row: FeedbackRow) -> Self:
        """Make it from its row."""
        return cls(
            id=row.id,
            at=row.at,
            question=row.question,
            history=tuple(Turn.model_validate(each) for each in row.history),
            as_of=date.fromisoformat(row.as_of) if row.as_of else None,
            region=row.region,
            answer=row.answer,
            helpful=row.helpful,
            reason=row.reason,
            clauses=tuple(row.clauses),
            corrected=row.corrected,
            reviewer=row.reviewer,
        )


def add_feedback(
    records: Records,
    *,
    question: str,
    answer: str,
    helpful: bool,
    reason: str = "",
    clauses: Sequence[str] = (),
    history: Sequence[Turn] = (),
    as_of: date | None = None,
    region: str | None = None,
    corrected: str | None = None,
    reviewer: str | None = None,
) -> Feedback:
    """Keep a judgement, personal data masked in all of it."""
    row = FeedbackRow(
        at=records.now(),
        question=kept_text(question),
        history=[{"role": turn.role, "content": kept_text(turn.content)} for turn in history],
        as_of=as_of.isoformat() if as_of else None,
        region=kept_text(region) if region else None,
        answer=kept_text(answer),
        helpful=helpful,
        reason=kept_text(reason),
        clauses=list(clauses),
        corrected=kept_text(corrected) if corrected else None,
        reviewer=reviewer,
    )
    with records.writing() as session:
        session.add(row)
    return Feedback.of(row)


def correct(records: Records, feedback_id: int, corrected: str, clauses: Sequence[str], reviewer: str) -> Feedback:
    """Add what the answer should have been and the clauses that rests on; raises RecordsError when there is none."""
    with records.writing() as session:
        row = session.get(FeedbackRow, feedback_id)
        if row is None:
            raise RecordsError("没有这条反馈。/ There is no such feedback.")
        row.corrected, row.clauses, row.reviewer = kept_text(corrected), list(clauses), reviewer
    return Feedback.of(row)


def feedback(
    records: Records, limit: int = 100, *, before: int | None = None, helpful: bool | None = None
) -> tuple[Feedback, ...]:
    """Return the newest judgements first: those older than the id ``before``, helpful or not."""
    query = select(FeedbackRow).order_by(FeedbackRow.id.desc()).limit(limit)
    if before is not None:
        query = query.where(FeedbackRow.id < before)
    if helpful is not None:
        query = query.where(FeedbackRow.helpful.is_(helpful))
    with records.reading() as session:
        return tuple(Feedback.of(row) for row in session.scalars(query))


def feedback_lines(records: Records) -> Iterator[str]:
    """Yield all feedback, oldest first, as the JSON lines that the evaluation turns into questions."""
    with records.reading() as session:
        rows = [Feedback.of(row) for row in session.scalars(select(FeedbackRow).order_by(FeedbackRow.id))]
    for each in rows:
        line = {
            "question": each.question,
            "history": [turn.model_dump() for turn in each.history],
            "as_of": each.as_of.isoformat() if each.as_of else None,
            "region": each.region,
            "answer": each.answer,
            "helpful": each.helpful,
            "corrected_answer": each.corrected,
            "clauses": list(each.clauses),
            "reviewer": each.reviewer,
            "time": each.at.isoformat(timespec="seconds"),
        }
        yield json.dumps(line, ensure_ascii=False)
