"""The desk's page: its parts, and which of them an event reads and changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import gradio as gr

from assistant.answer import Resources
from assistant.records.opened import Records
from assistant.ui.desk import handlers
from assistant.ui.desk.events import Desk
from assistant.ui.desk.words import ZH

_ASKERS = 4
_DAY = '<label class="day"><input type="date" aria-label="时效日期 / valid on"></label>'
_DAY_SCRIPT = "element.querySelector('input').addEventListener('change', e => { props.value = e.target.value; });"
_ACT_SCRIPT = """element.addEventListener('click', e => {
  const pressed = e.target.closest('[data-act]');
  if (pressed) trigger('click', {act: pressed.dataset.act, id: pressed.dataset.id});
});"""
_TONGUE = "() => [localStorage.getItem('desk-tongue') || 'zh']"


@dataclass(frozen=True)
class Parts:
    """The parts of the page that change."""

    head: gr.HTML
    keys: gr.HTML
    question: gr.Textbox
    send: gr.Button
    region: gr.Dropdown
    day: gr.HTML
    script: gr.HTML
    told: gr.HTML
    edit: gr.Button
    fresh: gr.Button
    text: gr.Textbox
    approve: gr.Button
    cancel: gr.Button
    call: gr.HTML
    outcome: gr.Radio
    department: gr.Textbox
    note: gr.Textbox
    end: gr.Button
    new: gr.Button
    order: gr.Textbox
    copy: gr.Button
    review: gr.HTML
    calls: gr.HTML
    open: gr.HTML
    call_id: gr.Textbox
    tongue: gr.Textbox
    show: tuple[gr.Button, gr.Button, gr.Button]

    def of_call(self) -> list[Any]:
        """List the inputs that say how the call stands."""
        return [self.call_id, self.note, self.department, self.outcome, self.tongue]


def build_desk(resources: Resources, records: Records) -> gr.Blocks:
    """Make the desk over the index and the records; who may use it is asked anew with every event."""
    desk = Desk(resources, records)
    page = gr.Blocks(title=ZH["title"], analytics_enabled=False, fill_width=True)
    with page:
        parts = _lay_out(resources.settings.question_limit)
        _wire(page, parts, desk)
    return page


def _lay_out(limit: int) -> Parts:
    head = gr.HTML(elem_id="desk-head")
    made: dict[str, Any] = {}
    with gr.Row(elem_id="page-desk", elem_classes="desk-page"):
        with gr.Column(elem_id="main"):
            made |= _question_row(limit)
            gr.HTML('<div id="found"></div>', elem_id="found-box", js_on_load="")
            made["script"] = gr.HTML(elem_id="script")
            made["told"] = gr.HTML(elem_id="told")
            made |= _approval()
        with gr.Column(elem_id="call"):
            made |= _call_panel()
    with gr.Column(elem_id="page-review", elem_classes="desk-page"):
        made["review"] = gr.HTML(elem_id="review", js_on_load=_ACT_SCRIPT)
    with gr.Column(elem_id="page-calls", elem_classes="desk-page"):
        made["calls"] = gr.HTML(elem_id="calls")
    with gr.Column(elem_id="page-open", elem_classes="desk-page"):
        made["open"] = gr.HTML(elem_id="open")
    keys = gr.HTML(elem_id="keys")
    names = ("show-review", "show-calls", "show-open")
    buttons = tuple(gr.Button(name, elem_id=name, elem_classes="unseen") for name in names)
    hidden: dict[str, Any] = {"call_id": gr.Textbox(visible=False), "tongue": gr.Textbox("zh", visible=False)}
    return Parts(head=head, keys=keys, show=cast("Any", buttons), **made, **hidden)


def _question_row(limit: int) -> dict[str, Any]:
    bare: dict[str, Any] = {"show_label": False, "container": False}
    with gr.Row(elem_id="ask"):
        question = gr.Textbox(
            label=ZH["question"], lines=1, max_lines=1, max_length=limit, autofocus=True, elem_id="question", **bare
        )
        region = gr.Dropdown([("", "")], value="", label=ZH["region"], elem_id="region", scale=0, **bare)
        day = gr.HTML("", html_template=_DAY, js_on_load=_DAY_SCRIPT, elem_id="day")
        send = gr.Button(ZH["ask"], variant="primary", elem_id="send", scale=0, min_width=72)
    return {"question": question, "region": region, "day": day, "send": send}


def _approval() -> dict[str, Any]:
    with gr.Row(elem_id="acts"):
        edit = gr.Button(ZH["edit"], elem_id="edit", size="sm", scale=0)
        fresh = gr.Button(ZH["fresh"], elem_id="fresh", size="sm", scale=0)
    with gr.Column(elem_id="editor"):
        text = gr.Textbox(label=ZH["edit"], info=ZH["edit_hint"], lines=6, max_lines=14, elem_id="text")
        with gr.Row(elem_id="editor-acts"):
            approve = gr.Button(ZH["approve"], variant="primary", elem_id="approve", size="sm", scale=0)
            cancel = gr.Button(ZH["cancel"], elem_id="cancel", size="sm", scale=0)
    return {"edit": edit, "fresh": fresh, "text": text, "approve": approve, "cancel": cancel}


def _call_panel() -> dict[str, Any]:
    choices = handlers.outcomes(ZH)
    current = gr.HTML(elem_id="call-so-far")
    outcome = gr.Radio(choices, label=ZH["outcome"], elem_id="outcome")
    department = gr.Textbox(label=ZH["department"], lines=1, elem_id="department")
    note = gr.Textbox(label=ZH["note"], info=ZH["note_hint"], lines=3, max_lines=8, max_length=4000, elem_id="note")
    with gr.Row(elem_id="call-acts"):
        end = gr.Button(ZH["end"], variant="primary", elem_id="end", size="sm")
        new = gr.Button(ZH["new"], elem_id="new-call", size="sm")
    order = gr.Textbox(label=ZH["order"], lines=7, max_lines=12, interactive=False, elem_id="order")
    copy = gr.Button(ZH["copy"], elem_id="copy", size="sm")
    return {
        "call": current,
        "outcome": outcome,
        "department": department,
        "note": note,
        "end": end,
        "new": new,
        "order": order,
        "copy": copy,
    }


def _wire(page: gr.Blocks, parts: Parts, desk: Desk) -> None:
    # The page's events are its own; programs use the HTTP API.
    at_once: dict[str, Any] = {"show_progress": "hidden", "queue": False, "api_visibility": "private"}
    worded = [parts.question, parts.send, parts.edit, parts.fresh, parts.text, parts.approve, parts.cancel]
    worded += [parts.outcome, parts.department, parts.note, parts.end, parts.new, parts.order, parts.copy]
    opened = [parts.head, parts.keys, parts.region, parts.script, parts.call, parts.call_id, parts.tongue, *worded]
    page.load(handlers.opening_event(desk), inputs=parts.tongue, outputs=opened, js=_TONGUE, **at_once)
    asked = [parts.script, parts.call, parts.call_id, parts.told, parts.department, parts.order, parts.text]
    ask: dict[str, Any] = {
        "inputs": [parts.question, parts.call_id, parts.region, parts.day, parts.tongue],
        "outputs": [parts.question, *asked],
        "show_progress": "hidden",
        "concurrency_limit": _ASKERS,
        "api_visibility": "private",
    }
    running = [
        gr.on([parts.question.submit, parts.send.click], handlers.asking_event(desk), trigger_mode="once", **ask),
        parts.fresh.click(handlers.asking_event(desk, fresh=True), trigger_mode="once", **ask),
    ]
    state = parts.of_call()
    changed = [parts.note.blur, parts.department.blur, parts.outcome.change]
    gr.on(changed, handlers.keeping_event(desk), inputs=state, outputs=[parts.order, parts.told], **at_once)
    ended = [parts.call, parts.told, parts.order, parts.note]
    parts.end.click(handlers.ending_event(desk), inputs=state, outputs=[*ended, parts.call_id], **at_once)
    fresh_call = [parts.script, *ended, parts.department, parts.outcome, parts.call_id, parts.text]
    parts.new.click(handlers.beginning_event(desk), inputs=state, outputs=fresh_call, cancels=running, **at_once)
    parts.approve.click(
        handlers.approving_event(desk), inputs=[parts.call_id, parts.text, parts.tongue], outputs=parts.told, **at_once
    )
    shown = zip(parts.show, (parts.review, parts.calls, parts.open), ("review", "calls", "open"), strict=True)
    for button, place, which in shown:
        button.click(handlers.listing_event(desk, which), inputs=parts.tongue, outputs=place, **at_once)
    parts.review.click(handlers.acting_event(desk), inputs=parts.tongue, outputs=parts.review, **at_once)
