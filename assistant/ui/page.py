"""The chat's page: its parts, and which of them an event reads and changes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.answer import Resources
from assistant.records.opened import Records
from assistant.ui import cards, handlers
from assistant.ui.handlers import Chat
from assistant.ui.judging import Judging
from assistant.ui.words import ZH

TITLE = ZH["title"]
_ASKERS = 12  # at once; the model has a line of its own, which says how many are before
SCRIPTS = tuple(Path(__file__).with_name(name) for name in ("page.js", "past.js"))
_DAY = '<label class="day"><span></span><input type="date"></label>'
_DAY_SCRIPT = "element.querySelector('input').addEventListener('change', e => { props.value = e.target.value; });"
# What is pressed in the conversation: a question to ask, or a judgement of an answer.
_ACT_SCRIPT = """element.addEventListener('click', e => {
  const ask = e.target.closest('[data-ask]');
  if (ask) trigger('click', {question: ask.dataset.ask, everywhere: Boolean(ask.dataset.everywhere)});
});
element.addEventListener('judge', e => trigger('select', e.detail));"""
_PAST_SCRIPT = "element.addEventListener('past', e => trigger('click', {kept: e.detail}));"
_OPENED = "() => [window.policyPast.tongue(), window.policyPast.current()]"
_KEEP = "kept => { window.policyPast.keep(kept); }"
_FORGET = "() => { window.policyPast.begin(); }"


@dataclass(frozen=True)
class Parts:
    """The parts of the page that change."""

    head: gr.HTML
    past: gr.HTML
    new: gr.Button
    welcome: gr.HTML
    rounds: gr.HTML
    writing: gr.HTML
    sources: gr.HTML
    notice: gr.HTML
    kept: gr.Textbox
    tongue: gr.Textbox
    question: gr.Textbox
    send: gr.Button
    stop: gr.Button
    region: gr.Dropdown
    as_of: gr.HTML

    def shown(self) -> list[Any]:
        """List the outputs of asking, in the order the handlers give them."""
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


def build_page(resources: Resources, records: Records | None = None) -> gr.Blocks:
    """Make the page over ``resources``; it reads the list of policies anew each time it is opened.

    With ``records`` answers can be judged.
    """
    chat = Chat(resources, Judging.into(records) if records is not None else None)
    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with page:
        parts = _lay_out(resources.settings.question_limit)
        _wire(page, parts, chat)
    return page


def _lay_out(limit: int) -> Parts:
    made: dict[str, Any] = {}
    with gr.Row(elem_id="top"):
        made["head"] = gr.HTML(elem_id="head")
        made["past"] = gr.HTML('<div id="past"></div>', elem_id="past-box", js_on_load=_PAST_SCRIPT)
        made["new"] = gr.Button(ZH["new"], elem_id="new", size="sm", scale=0)
    with gr.Row(elem_id="body"):
        with gr.Column(elem_id="chat"):
            with gr.Column(elem_id="talk"):
                made["welcome"] = gr.HTML(elem_id="welcome", js_on_load=_ACT_SCRIPT)
                made["rounds"] = gr.HTML(elem_id="rounds", js_on_load=_ACT_SCRIPT)
                made["writing"] = gr.HTML(elem_id="writing")
            with gr.Column(elem_id="composer"):
                made["notice"] = gr.HTML(elem_id="notice")
                made |= _question_field(limit)
                made |= _filters(limit)
        with gr.Column(elem_id="sources"):
            made["sources"] = gr.HTML(cards.empty(), elem_id="cards")
    return Parts(kept=gr.Textbox(visible=False), tongue=gr.Textbox("zh", visible=False), **made)


def _question_field(limit: int) -> dict[str, Any]:
    with gr.Row(elem_id="ask"):
        # No autofocus: in another site's frame the browser refuses it and says so. page.js gives it the focus.
        question = gr.Textbox(
            label=ZH["question"],
            show_label=False,
            container=False,
            placeholder=ZH["placeholder"],
            lines=1,
            max_lines=6,
            max_length=limit,
            elem_id="question",
        )
        send = gr.Button(ZH["send"], variant="primary", elem_id="send", scale=0, min_width=72)
        stop = gr.Button(ZH["stop"], elem_id="stop", scale=0, min_width=72, visible=False)
    return {"question": question, "send": send, "stop": stop}


def _filters(limit: int) -> dict[str, Any]:
    with gr.Row(elem_id="filters"):
        region = gr.Dropdown(
            [(ZH["region"], "")],
            value="",
            label=ZH["region_label"],
            show_label=False,
            container=False,
            elem_id="region",
            scale=0,
        )
        as_of = gr.HTML("", html_template=_DAY, js_on_load=_DAY_SCRIPT, elem_id="day")
        gr.HTML(f'<span id="count">0</span> / {limit} <span id="unit"></span>', elem_id="limit")
    return {"region": region, "as_of": as_of}


def _wire(page: gr.Blocks, parts: Parts, chat: Chat) -> None:
    # The page's events are its own; programs use the HTTP API.
    at_once: dict[str, Any] = {"show_progress": "hidden", "queue": False, "api_visibility": "private"}
    opened = [parts.head, parts.new, parts.region, parts.tongue, *parts.shown()]
    page.load(
        handlers.opening_event(chat), inputs=[parts.tongue, parts.kept], outputs=opened, js=_OPENED, **at_once
    ).then(None, js="() => { window.policyPast.opened(); }")
    picking = {"fn": handlers.picking, "outputs": [parts.question, parts.region], **at_once}
    picked = [parts.welcome.click(**picking), parts.rounds.click(**picking)]
    ask: dict[str, Any] = {
        "fn": handlers.asking_event(chat),
        "inputs": [parts.question, parts.kept, parts.region, parts.as_of, parts.tongue],
        "outputs": parts.shown(),
        "show_progress": "hidden",
        "concurrency_limit": _ASKERS,
        "api_visibility": "private",
    }
    typed = gr.on([parts.question.submit, parts.send.click], trigger_mode="once", **ask)
    running = [typed, *(each.then(**ask) for each in picked)]
    for each in running:
        each.then(None, inputs=parts.kept, js=_KEEP)
    ending: dict[str, Any] = {"outputs": parts.shown(), "cancels": running, **at_once}
    stopped = parts.stop.click(handlers.stopping_event(chat), inputs=[parts.kept, parts.tongue], **ending)
    stopped.then(None, inputs=parts.kept, js=_KEEP)
    parts.new.click(handlers.beginning_event(chat), inputs=parts.tongue, **ending).then(None, js=_FORGET)
    parts.past.click(handlers.going_back_event(chat), inputs=parts.tongue, **ending)
    judged = [parts.rounds, parts.kept, parts.notice]
    parts.rounds.select(
        handlers.judging_event(chat), inputs=[parts.kept, parts.tongue], outputs=judged, **at_once
    ).then(None, inputs=parts.kept, js=_KEEP)
