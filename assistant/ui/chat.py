"""A question asked in the page -> the frames the page shows, one after another. Knows nothing of Gradio."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import date

from assistant.answer import Answer, ClausesFound, Finished, Resources, TextWritten, Waiting, stream
from assistant.ui import cards, render
from assistant.ui.conversation import Conversation, Round
from index.policy import Hit

_BETWEEN_FRAMES = 0.06


@dataclass(frozen=True)
class Frame:
    """What changes on the page: HTML of the finished rounds, the round under way and the sources; None: as it was."""

    conversation: Conversation
    rounds: str | None = None
    writing: str | None = None
    sources: str | None = None
    finished: bool = False


@dataclass(frozen=True)
class Asked:
    """A question with what the page sends along."""

    question: str
    before: Conversation
    region: str | None
    as_of: date | None


def frames(asked: Asked, resources: Resources) -> Iterator[Frame]:
    """Answer ``asked``: the first frame shows the question at once, the last has ``finished`` set.

    Closing the iterator stops the answer; what was written by then is in the last frame's conversation.
    """
    hotline, question = resources.settings.hotline, asked.question
    yield Frame(
        asked.before.with_round(Round(question=question)),
        rounds=render.conversation(asked.before.rounds, hotline),
        writing=render.being_written(question, "", "检索条款…"),
        sources=cards.searching(),
    )
    text, hits, shown = "", tuple[Hit, ...](), 0.0
    events = stream(question, resources, history=asked.before.turns(), region=asked.region, as_of=asked.as_of)
    try:
        for event in events:
            match event:
                case ClausesFound():
                    hits = event.hits
                    yield _clauses(asked, hits)
                case Waiting():
                    yield _waiting(asked, event.before)
                case TextWritten():
                    text += event.text
                    # Every frame crosses the network: a few a second read as smoothly as all of them.
                    if time.monotonic() - shown >= _BETWEEN_FRAMES:
                        shown = time.monotonic()
                        yield _written(asked, text)
                case Finished():
                    yield _finished(asked, event.answer, hits, resources)
    finally:
        if isinstance(events, Generator):
            events.close()


def _clauses(asked: Asked, hits: tuple[Hit, ...]) -> Frame:
    return Frame(
        asked.before.with_round(Round(question=asked.question)),
        writing=render.being_written(asked.question, "", "核对依据…" if hits else "没有检索到条款…"),
        sources=cards.found(hits, asked.as_of or date.today()),
    )


def _waiting(asked: Asked, before: int) -> Frame:
    return Frame(
        asked.before.with_round(Round(question=asked.question)),
        writing=render.being_written(asked.question, "", f"正在排队，前面还有{before}位…"),
    )


def _written(asked: Asked, text: str) -> Frame:
    return Frame(
        asked.before.with_round(Round(question=asked.question, text=text)),
        writing=render.being_written(asked.question, text, "逐句核对依据…"),
    )


def _finished(asked: Asked, answer: Answer, hits: tuple[Hit, ...], resources: Resources) -> Frame:
    after = asked.before.with_round(Round(question=asked.question, text=answer.answer, answer=answer))
    return Frame(
        after,
        rounds=render.conversation(after.rounds, resources.settings.hotline),
        writing="",
        sources=cards.cited(after.rounds, hits, resources),
        finished=True,
    )
