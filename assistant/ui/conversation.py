"""What the page remembers of a conversation: kept in the page itself, sent along with each question."""

from __future__ import annotations

from pydantic import ValidationError

from assistant.answer import Answer, Turn
from index.policy import Frozen

MOST_ROUNDS = 30
"""A conversation keeps so many rounds: it is sent along with each question, and what is sent has its limit."""


class Round(Frozen):
    """A question, what was written for it, and the answer; no answer means it was stopped or is being written.

    ``region`` is the one it was asked for, ``judged`` whether the asker found the answer helpful, None until told.
    """

    question: str
    text: str = ""
    answer: Answer | None = None
    region: str | None = None
    judged: bool | None = None


class Conversation(Frozen):
    """The rounds so far, oldest first."""

    rounds: tuple[Round, ...] = ()

    @classmethod
    def read(cls, kept: str | None) -> Conversation:
        """Read the conversation a page sent back; an empty one when it is not ours or of an older version."""
        try:
            return cls.model_validate_json(kept) if kept else cls()
        except ValidationError:
            return cls()

    def with_round(self, new: Round) -> Conversation:
        """Return the conversation, longer by one round; the oldest is dropped when there are too many."""
        return Conversation(rounds=(*self.rounds, new)[-MOST_ROUNDS:])

    def judged(self, number: int, helpful: bool) -> Conversation:
        """Return the conversation with a judgement of its round ``number``, counted from 1."""
        rounds = list(self.rounds)
        rounds[number - 1] = rounds[number - 1].model_copy(update={"judged": helpful})
        return Conversation(rounds=tuple(rounds))

    def turns(self) -> tuple[Turn, ...]:
        """Return the rounds that have text, as the history of the next question."""
        told = [each for each in self.rounds if each.text]
        return tuple(
            turn
            for each in told
            for turn in (Turn(role="user", content=each.question), Turn(role="assistant", content=each.text))
        )
