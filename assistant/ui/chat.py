"""A question asked in the page -> the frames the page shows, one after another. Knows nothing of Gradio."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import date

from assistant.answer import Answer, ClausesFound, Finished, Resources, TextWritten, Waiting, stream
from assistant.ui import cards, render
from assistant.ui.conversation import Conversation, Round
from assistant.ui.following import follow_ups
from assistant.ui.words import ZH, Words
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
    """A question with what the page sends along; ``judging``: whether a judgement of the answer can be kept."""

    question: str
    before: Conversation
    region: str | None
    as_of: date | None
    words: Words
    judging: bool = False


def frames(asked: Asked, resources: Resources) -> Iterator[Frame]:
    """Answer ``asked``: the first frame shows the question at once, the last has ``finished`` set.

    Closing the iterator stops the answer; what was written by then is in the last frame's conversation.
    """
    question, words = asked.question, asked.words
    before = shown(asked.before, resources, words, judging=asked.judging, follow=False)
    yield Frame(
        asked.before.with_round(Round(question=question)),
        rounds=render.conversation(asked.before.rounds, before),
        writing=render.being_written(question, "", words["searching"]),
        sources=cards.searching(words),
    )
    text, hits, last = "", tuple[Hit, ...](), 0.0
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
                    if time.monotonic() - last >= _BETWEEN_FRAMES:
                        last = time.monotonic()
                        yield _written(asked, text)
                case Finished():
                    yield _finished(asked, event.answer, hits, resources)
    finally:
        if isinstance(events, Generator):
            events.close()


def shown(
    conversation: Conversation,
    resources: Resources,
    words: Words = ZH,
    *,
    judging: bool = False,
    follow: bool = True,
) -> render.Shown:
    """Say how ``conversation`` is shown; with ``follow`` also what one could ask on."""
    last = conversation.rounds[-1].answer if conversation.rounds else None
    return render.Shown(
        words,
        resources.settings.hotline,
        judging,
        resources.model is not None,
        tuple(resources.searcher.regions()),
        tuple(follow_ups(last, resources.searcher, words)) if last and follow else (),
    )


def _clauses(asked: Asked, hits: tuple[Hit, ...]) -> Frame:
    words = asked.words
    step = words["checking"] if hits else words["none_found_step"]
    return Frame(
        asked.before.with_round(Round(question=asked.question)),
        writing=render.being_written(asked.question, "", step),
        sources=cards.found(hits, asked.as_of or date.today(), words),
    )


def _waiting(asked: Asked, before: int) -> Frame:
    return Frame(
        asked.before.with_round(Round(question=asked.question)),
        writing=render.being_written(asked.question, "", asked.words["waiting"].format(before=before)),
    )


def _written(asked: Asked, text: str) -> Frame:
    return Frame(
        asked.before.with_round(Round(question=asked.question, text=text)),
        writing=render.being_written(asked.question, text, asked.words["writing"]),
    )


def _finished(asked: Asked, answer: Answer, hits: tuple[Hit, ...], resources: Resources) -> Frame:
    after = asked.before.with_round(
        Round(question=asked.question, text=answer.answer, answer=answer, region=asked.region)
    )
    return Frame(
        after,
        rounds=render.conversation(after.rounds, shown(after, resources, asked.words, judging=asked.judging)),
        writing="",
        sources=cards.cited(after.rounds, hits, resources, asked.words),
        finished=True,
    )
