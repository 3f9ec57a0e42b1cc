"""The page: its parts, and what happens on asking, stopping and beginning anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, cast

import gradio as gr

from assistant.answer import Resources
from assistant.question import check
from assistant.ui import cards, library, render
from assistant.ui.chat import Asked, Frame, frames
from assistant.ui.conversation import Conversation
from index.errors import QuestionError

TITLE = "政策问答"
_ASKERS = 12  # at once; the model has a line of its own, which says how many are before
ALL_REGIONS = "全部地区"
STYLE = Path(__file__).with_name("style.css")
SCRIPT = Path(__file__).with_name("page.js")
_DATE_FIELD = '<label class="day"><span>时效日期</span><input type="date" aria-label="按哪一天的时效回答"></label>'
_DATE_SCRIPT = "element.querySelector('input').addEventListener('change', e => { props.value = e.target.value; });"
_PICK_EXAMPLE = """element.addEventListener('click', e => {
  const example = e.target.closest('[data-ask]');
  if (example) trigger('click', {question: example.dataset.ask});
});"""

Update = Any  # a component, a value or a gr.skip(): Gradio gives them no common type


@dataclass(frozen=True)
class Parts:
    """The parts of the page that change."""

    head: gr.HTML
    welcome: gr.HTML
    rounds: gr.HTML
    writing: gr.HTML
    sources: gr.HTML
    notice: gr.HTML
    kept: gr.Textbox
    question: gr.Textbox
    send: gr.Button
    stop: gr.Button
    new: gr.Button
    region: gr.Dropdown
    as_of: gr.HTML

    def shown(self) -> list[Any]:
        """List the outputs of asking, in the order of ``_update``."""
        return [
            self.welcome,
            self.rounds,
            self.writing,
            self.sources,
            self.notice,
            self.kept,
            self.question,
            self.send,
            self.stop,
        ]


def build_page(resources: Resources) -> gr.Blocks:
    """Make the page over ``resources``; it reads the list of policies anew each time it is opened."""
    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with page:
        parts = _lay_out(resources.settings.question_limit)
        _wire(page, parts, resources)
    return page


def _lay_out(limit: int) -> Parts:
    with gr.Row(elem_id="top"):
        head = gr.HTML(elem_id="head")
        new = gr.Button("新对话", elem_id="new", size="sm", scale=0)
    with gr.Row(elem_id="body"):
        with gr.Column(elem_id="chat"):
            with gr.Column(elem_id="talk"):
                welcome = gr.HTML(elem_id="welcome", js_on_load=_PICK_EXAMPLE)
                rounds = gr.HTML(elem_id="rounds")
                writing = gr.HTML(elem_id="writing")
            with gr.Column(elem_id="composer"):
                notice = gr.HTML(elem_id="notice")
                question, send, stop = _question_field(limit)
                region, as_of = _filters(limit)
        with gr.Column(elem_id="sources"):
            sources = gr.HTML(cards.empty(), elem_id="cards")
    kept = gr.Textbox(visible=False)
    return Parts(
        head=head,
        welcome=welcome,
        rounds=rounds,
        writing=writing,
        sources=sources,
        notice=notice,
        kept=kept,
        question=question,
        send=send,
        stop=stop,
        new=new,
        region=region,
        as_of=as_of,
    )


def _question_field(limit: int) -> tuple[gr.Textbox, gr.Button, gr.Button]:
    with gr.Row(elem_id="ask"):
        question = gr.Textbox(
            label="问题",
            show_label=False,
            container=False,
            placeholder="输入您的问题，回车发送",
            lines=1,
            max_lines=6,
            max_length=limit,
            autofocus=True,
            elem_id="question",
        )
        send = gr.Button("提问", variant="primary", elem_id="send", scale=0, min_width=72)
        stop = gr.Button("停止", elem_id="stop", scale=0, min_width=72, visible=False)
    return question, send, stop


def _filters(limit: int) -> tuple[gr.Dropdown, gr.HTML]:
    with gr.Row(elem_id="filters"):
        region = gr.Dropdown(
            [ALL_REGIONS], value=ALL_REGIONS, label="地区", show_label=False, container=False, elem_id="region", scale=0
        )
        as_of = gr.HTML("", html_template=_DATE_FIELD, js_on_load=_DATE_SCRIPT, elem_id="day")
        gr.HTML(f'<span id="count">0</span> / {limit} 字', elem_id="limit")
    return region, as_of


def _wire(page: gr.Blocks, parts: Parts, resources: Resources) -> None:
    # The page's events are its own; programs use the HTTP API.
    at_once: dict[str, Any] = {"show_progress": "hidden", "queue": False, "api_visibility": "private"}
    page.load(_opening(resources), outputs=[parts.head, parts.welcome, parts.region], **at_once)
    picked = parts.welcome.click(_picked, outputs=parts.question, **at_once)
    ask: dict[str, Any] = {
        "fn": _asking(resources),
        "inputs": [parts.question, parts.kept, parts.region, parts.as_of],
        "outputs": parts.shown(),
        "show_progress": "hidden",
        "concurrency_limit": _ASKERS,
        "api_visibility": "private",
    }
    typed = gr.on([parts.question.submit, parts.send.click], trigger_mode="once", **ask)
    running = [typed, picked.then(**ask)]
    parts.stop.click(_stopping(resources), inputs=parts.kept, outputs=parts.shown(), cancels=running, **at_once)
    parts.new.click(_beginning(resources), outputs=parts.shown(), cancels=running, **at_once)


def _opening(resources: Resources) -> Callable[[], tuple[Update, ...]]:
    def opening() -> tuple[Update, ...]:
        policies = resources.searcher.policies()
        choices = [ALL_REGIONS, *library.regions(policies)]
        return render.head(policies), render.welcome(policies), gr.Dropdown(choices=choices, value=ALL_REGIONS)

    return opening


def _picked(event: gr.EventData) -> str:
    return str(event.question)


def _asking(resources: Resources) -> Callable[..., Iterator[list[Update]]]:
    def asking(question: str, kept: str | None, region: str | None, day: str | None) -> Iterator[list[Update]]:
        try:
            checked = check(question or "", resources.settings.question_limit)
        except QuestionError as error:
            yield _refused(str(error))
            return
        asked = Asked(
            question=checked,
            before=Conversation.read(kept),
            region=None if region in (None, "", ALL_REGIONS) else region,
            as_of=_day(day),
        )
        # Gradio closes this generator when the asker stops or leaves; closing() hands that on to the answer.
        with closing(cast("Any", frames(asked, resources))) as shown:
            for frame in shown:
                yield _update(frame)

    return asking


def _stopping(resources: Resources) -> Callable[[str | None], list[Update]]:
    def stopping(kept: str | None) -> list[Update]:
        conversation = Conversation.read(kept)
        rounds = render.conversation(conversation.rounds, resources.settings.hotline)
        return _update(Frame(conversation, rounds=rounds, writing="", finished=True))

    return stopping


def _beginning(resources: Resources) -> Callable[[], list[Update]]:
    def beginning() -> list[Update]:
        first = _update(Frame(Conversation(), rounds="", writing="", sources=cards.empty(), finished=True))
        return [gr.HTML(render.welcome(resources.searcher.policies()), visible=True), *first[1:]]

    return beginning


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _refused(line: str) -> list[Update]:
    same = gr.skip()
    return [same, same, same, same, render.notice(line), same, same, same, same]


def _update(frame: Frame) -> list[Update]:
    """Say what a frame changes, in the order of ``Parts.shown``; a frame with new rounds also empties the field."""
    begins = frame.rounds is not None and not frame.finished
    return [
        gr.HTML(visible=False) if begins else gr.skip(),
        _or_same(frame.rounds),
        _or_same(frame.writing),
        _or_same(frame.sources),
        "" if begins or frame.finished else gr.skip(),
        frame.conversation.model_dump_json(),
        "" if begins else gr.skip(),
        gr.Button(visible=frame.finished) if begins or frame.finished else gr.skip(),
        gr.Button(visible=not frame.finished) if begins or frame.finished else gr.skip(),
    ]


def _or_same(value: str | None) -> Update:
    return gr.skip() if value is None else value
