"""What Gradio calls for each event of the chat: opening, asking, stopping, judging, going back to an older talk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import gradio as gr

from assistant.answer import Resources
from assistant.question import check
from assistant.records.errors import RecordsError
from assistant.ui import cards, library, render
from assistant.ui.chat import Asked, Frame, frames, shown
from assistant.ui.conversation import Conversation
from assistant.ui.examples import examples
from assistant.ui.judging import Judgement, Judging, judge
from assistant.ui.words import Words, words_of
from assistant.web.pages import in_tongue
from index.errors import PolicyAssistantError, QuestionError

Update = Any  # a component, a value or a gr.skip(): Gradio gives them no common type
LONGEST_KEPT = 900_000
"""A conversation sent back by the page may be so many characters long; a longer one is begun anew."""


@dataclass(frozen=True)
class Chat:
    """What the chat works with; without ``judging`` answers cannot be judged."""

    resources: Resources
    judging: Judging | None = None

    def shown(self, conversation: Conversation, words: Words) -> str:
        """Show the finished rounds of ``conversation``."""
        how = shown(conversation, self.resources, words, judging=self.judging is not None)
        return render.conversation(conversation.rounds, how)


def opening_event(chat: Chat) -> Callable[[str | None, str | None], list[Update]]:
    """Make what shows the page: anew, or with the conversation that this browser kept."""

    def opening(tongue: str | None, kept: str | None) -> list[Update]:
        words = words_of(tongue)
        policies = chat.resources.searcher.policies()
        regions = [(words["region"], ""), *((each, each) for each in library.regions(policies))]
        return [
            render.head(policies, words),
            gr.Button(words["new"]),
            gr.Dropdown(choices=cast("Any", regions), value="", label=words["region_label"]),
            "en" if tongue == "en" else "zh",
            *_restored(chat, kept, words),
        ]

    return opening


def _restored(chat: Chat, kept: str | None, words: Words) -> list[Update]:
    """Say what a conversation kept in the browser changes, in the order of ``Parts.shown``."""
    conversation = _read(kept)
    if not conversation.rounds:
        return _begun(chat, words)
    rounds = chat.shown(conversation, words)
    sources = cards.cited(conversation.rounds, (), chat.resources, words)
    update = _update(Frame(conversation, rounds=rounds, writing="", sources=sources, finished=True), words)
    return [gr.HTML(visible=False), *update[1:]]


def _begun(chat: Chat, words: Words) -> list[Update]:
    policies, today = chat.resources.searcher.policies(), date.today()
    welcome = render.welcome(policies, examples(chat.resources.searcher, today, words), words)
    sources = cards.known(policies, today, words)
    first = _update(Frame(Conversation(), rounds="", writing="", sources=sources, finished=True), words)
    return [gr.HTML(welcome, visible=True), *first[1:]]


def picking(event: gr.EventData) -> list[Update]:
    """Put a question that was pressed into the field; ``everywhere`` also takes the filter of the region off."""
    sent = _sent(event)
    return [str(sent.get("question", "")), "" if sent.get("everywhere") is True else gr.skip()]


def asking_event(chat: Chat) -> Callable[..., Iterator[list[Update]]]:
    """Make what answers a question, frame by frame."""

    def asking(
        question: str | None, kept: str | None, region: str | None, day: str | None, tongue: str | None
    ) -> Iterator[list[Update]]:
        words = words_of(tongue)
        try:
            checked = check(question or "", chat.resources.settings.question_limit)
        except QuestionError as error:
            yield _refused(str(error))
            return
        asked = Asked(checked, _read(kept), region or None, _day(day), words, chat.judging is not None)
        # Gradio closes this generator when the asker stops or leaves; closing() hands that on to the answer.
        with closing(cast("Any", frames(asked, chat.resources))) as made:
            for frame in made:
                yield _update(frame, words)

    return asking


def stopping_event(chat: Chat) -> Callable[[str | None, str | None], list[Update]]:
    """Make what keeps what was written when the asker stopped."""

    def stopping(kept: str | None, tongue: str | None) -> list[Update]:
        conversation, words = _read(kept), words_of(tongue)
        rounds = chat.shown(conversation, words)
        return _update(Frame(conversation, rounds=rounds, writing="", finished=True), words)

    return stopping


def beginning_event(chat: Chat) -> Callable[[str | None], list[Update]]:
    """Make what begins a new conversation."""
    return lambda tongue: _begun(chat, words_of(tongue))


def going_back_event(chat: Chat) -> Callable[..., list[Update]]:
    """Make what shows an older conversation that the browser kept."""

    def going_back(tongue: str | None, event: gr.EventData) -> list[Update]:
        return _restored(chat, str(_sent(event).get("kept", "")), words_of(tongue))

    return going_back


def judging_event(chat: Chat) -> Callable[..., tuple[Update, Update, str]]:
    """Make what keeps a judgement and thanks for it."""

    def judging(
        kept: str | None, tongue: str | None, event: gr.EventData, request: gr.Request
    ) -> tuple[Update, Update, str]:
        words, conversation = words_of(tongue), _read(kept)
        if chat.judging is None:
            return gr.skip(), gr.skip(), render.notice(words["judged_not"])
        sent = Judgement.of(_sent(event))
        try:
            after = judge(sent, conversation, request, chat.judging, chat.resources, words)
        except RecordsError as error:
            return gr.skip(), gr.skip(), render.notice(_said(error, words))
        return chat.shown(after, words), after.model_dump_json(), ""

    return judging


def _sent(event: gr.EventData) -> dict[str, Any]:
    """Return what the page sent with an event; nothing when it is of another shape than ours."""
    sent = getattr(event, "_data", None)
    return sent if isinstance(sent, dict) else {}


def _said(error: PolicyAssistantError, words: Words) -> str:
    return in_tongue(str(error), "en" if words["lang"] == "en" else "zh")


def _read(kept: str | None) -> Conversation:
    return Conversation.read(kept) if kept and len(kept) <= LONGEST_KEPT else Conversation()


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _refused(line: str) -> list[Update]:
    same = gr.skip()
    return [same, same, same, same, render.notice(line), same, same, same, same]


def _update(frame: Frame, words: Words) -> list[Update]:
    """Say what a frame changes, in the order of ``Parts.shown``; a frame with new rounds also empties the field."""
    begins = frame.rounds is not None and not frame.finished
    follows = words["placeholder_follow" if frame.conversation.rounds else "placeholder"]
    field = gr.Textbox(placeholder=follows, label=words["question"])
    return [
        gr.HTML(visible=False) if begins else gr.skip(),
        _or_same(frame.rounds),
        _or_same(frame.writing),
        _or_same(frame.sources),
        "" if begins or frame.finished else gr.skip(),
        frame.conversation.model_dump_json(),
        gr.Textbox(value="", placeholder=follows) if begins else field if frame.finished else gr.skip(),
        gr.Button(words["send"], visible=frame.finished) if begins or frame.finished else gr.skip(),
        gr.Button(words["stop"], visible=not frame.finished) if begins or frame.finished else gr.skip(),
    ]


def _or_same(value: str | None) -> Update:
    return gr.skip() if value is None else value
