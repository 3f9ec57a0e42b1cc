"""What Gradio calls for each event of the desk: who sent it, what is done, and what changes on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from html import escape
from typing import Any, cast

import gradio as gr

from assistant.records.accounts import Account
from assistant.records.calls import Call, Outcome, call, open_call
from assistant.ui import library
from assistant.ui.desk import events, lists, show
from assistant.ui.desk.events import Desk, Put, Shown
from assistant.ui.desk.words import Words, words_of
from assistant.ui.desk.work_order import work_order
from assistant.web.guard import account_of_event
from assistant.web.pages import in_tongue
from index.errors import PolicyAssistantError

Update = Any  # a component, a value or a gr.skip(): Gradio gives them no common type
_LETTERS = {Outcome.ANSWERED: "A", Outcome.TRANSFERRED: "T", Outcome.TO_VERIFY: "V"}


def staff_of(request: gr.Request | None, words: Words) -> Account:
    """Return the account behind an event; raises gr.Error, which the page shows, when it may not use the desk."""
    account = account_of_event(request)
    if account is None or not events.may_use(account):
        raise gr.Error(words["sign_in"], print_exception=False)
    return account


def opening_event(desk: Desk) -> Callable[..., list[Update]]:
    """Make what shows the page anew, with the call that is still open."""

    def opening(tongue: str | None, request: gr.Request) -> list[Update]:
        words = words_of(tongue)
        account = staff_of(request, words)
        current = open_call(desk.records, account)
        policies = desk.searcher.policies()
        regions = [(words["region"], ""), *((each, each) for each in library.regions(policies))]
        return [
            _head(account, words),
            _keys(words),
            gr.Dropdown(choices=cast("Any", regions), value="", label=words["region"]),
            show.start(words),
            show.call(current, words),
            str(current.id) if current else "",
            "en" if tongue == "en" else "zh",
            *_worded(words, current, desk),
        ]

    return opening


def outcomes(words: Words) -> list[tuple[str, str]]:
    """Return the outcomes of a call as choices, each with its key."""
    return [(f"{words[each.value]} {_LETTERS[each]}", each.value) for each in Outcome]


def _worded(words: Words, current: Call | None, desk: Desk) -> list[Update]:
    return [
        gr.Textbox(placeholder=words["search"], label=words["question"]),
        gr.Button(words["ask"]),
        gr.Button(f"{words['edit']}  E"),
        gr.Button(words["fresh"]),
        gr.Textbox(label=words["edit"], info=words["edit_hint"]),
        gr.Button(words["approve"]),
        gr.Button(f"{words['cancel']}  Esc"),
        gr.Radio(
            choices=cast("Any", outcomes(words)),
            label=words["outcome"],
            value=current.outcome.value if current and current.outcome else None,
        ),
        gr.Textbox(label=words["department"], value=current.department if current else ""),
        gr.Textbox(label=words["note"], info=words["note_hint"], value=current.note if current else ""),
        gr.Button(words["end"]),
        gr.Button(f"{words['new']}  N"),
        gr.Textbox(label=words["order"], value=work_order(current, desk.searcher, words) if current else ""),
        gr.Button(f"{words['copy']}  C"),
    ]


def _head(account: Account, words: Words) -> str:
    pages = (("desk", "D"), ("review", "R"), ("calls", "L"), ("open", "U"))
    tabs = "".join(
        f'<button type="button" data-page="{name}"{" aria-current=page" if name == "desk" else ""}>'
        f"{escape(words[name])} <kbd>{key}</kbd></button>"
        for name, key in pages
    )
    tongue = _tongue(words)
    exports = "".join(
        f'<a class="export" data-of="{what}" href="/desk/export/{what}.{form}?tongue={tongue}" download>'
        f"{escape(words['export'])} {form}</a>"
        for what in ("calls", "unanswered")
        for form in ("xlsx", "csv")
    )
    return (
        f'<header id="bar" data-copied="{escape(words["copied"])}">'
        f"<h1>{escape(words['title'])}</h1><nav>{tabs}</nav><div>{exports}</div>"
        f'<a href="/account">{escape(account.name)}</a>'
        f'<button type="button" id="tongue-switch">{escape(words["other"])}</button></header>'
    )


def _keys(words: Words) -> str:
    keys = (
        *(("/", "k_search"), ("Enter", "k_ask"), ("↑ ↓", "k_pick"), ("1–9", "k_clause"), ("A T V", "k_outcome")),
        *(("M", "k_note"), ("E", "k_edit"), ("Ctrl Enter", "k_end"), ("C", "k_copy"), ("N", "k_new")),
        *(("D R L U", "k_pages"), ("Esc", "k_back")),
    )
    return "".join(f"<span><kbd>{escape(key)}</kbd>{escape(words[name])}</span>" for key, name in keys)


def asking_event(desk: Desk, *, fresh: bool = False) -> Callable[..., Iterator[list[Update]]]:
    """Make what answers a question, or with ``fresh`` the last one without approved answers."""

    def asking(
        question: str, call_id: str | None, region: str | None, day: str | None, tongue: str | None, request: gr.Request
    ) -> Iterator[list[Update]]:
        words = words_of(tongue)
        account = staff_of(request, words)
        try:
            text = question or (_last_question(call_id, account, desk) if fresh else "")
            put = Put(text, _number(call_id), region or None, _day(day), fresh)
            with closing(cast("Any", events.ask(put, account, desk, words))) as frames:
                for place, frame in enumerate(frames):
                    yield ["" if not place else gr.skip(), *_frame(frame, desk, words)]
        except PolicyAssistantError as error:
            yield [gr.skip()] * 4 + [show.told(in_tongue(str(error), _tongue(words)))] + [gr.skip()] * 3

    return asking


def _last_question(call_id: str | None, account: Account, desk: Desk) -> str:
    number = _number(call_id)
    exchanges = call(desk.records, account, number).exchanges if number is not None else ()
    return exchanges[-1].question if exchanges else ""


def _frame(frame: Shown, desk: Desk, words: Words) -> list[Update]:
    same = gr.skip()
    number = str(frame.call.id) if frame.call else same
    if not frame.text:
        return [frame.script, same, number, "", same, same, same]
    current = cast("Call", frame.call)
    order = work_order(current.model_copy(update={"department": frame.department}), desk.searcher, words)
    return [frame.script, show.call(current, words), number, "", frame.department, order, frame.text]


def keeping_event(desk: Desk) -> Callable[..., list[Update]]:
    """Make what keeps note, department and outcome as they are typed."""

    def keeping(
        call_id: str | None, note: str, department: str, outcome: str | None, tongue: str | None, request: gr.Request
    ) -> list[Update]:
        words = words_of(tongue)
        account = staff_of(request, words)
        try:
            kept = events.keep(_number(call_id), note or "", department or "", outcome, account, desk)
        except PolicyAssistantError as error:
            return [gr.skip(), show.told(in_tongue(str(error), _tongue(words)))]
        return [work_order(kept, desk.searcher, words) if kept else gr.skip(), gr.skip()]

    return keeping


def ending_event(desk: Desk) -> Callable[..., list[Update]]:
    """Make what saves a call and ends it."""

    def ending(
        call_id: str | None, note: str, department: str, outcome: str | None, tongue: str | None, request: gr.Request
    ) -> list[Update]:
        words = words_of(tongue)
        account = staff_of(request, words)
        try:
            done = events.end(_number(call_id), note or "", department or "", outcome, account, desk, words)
        except PolicyAssistantError as error:
            return [gr.skip(), show.told(in_tongue(str(error), _tongue(words))), *[gr.skip()] * 3]
        return [show.call(done, words), "", work_order(done, desk.searcher, words), done.note, str(done.id)]

    return ending


def beginning_event(desk: Desk) -> Callable[..., list[Update]]:
    """Make what ends the call under way, if any, and clears the desk for the next."""

    def beginning(
        call_id: str | None, note: str, department: str, outcome: str | None, tongue: str | None, request: gr.Request
    ) -> list[Update]:
        words = words_of(tongue)
        account = staff_of(request, words)
        try:
            number = _number(call_id)
            running = call(desk.records, account, number) if number is not None else None
            if (running and running.ended is None) or (running is None and (note or "").strip()):
                events.end(number, note or "", department or "", outcome, account, desk, words)
        except PolicyAssistantError as error:
            return [gr.skip(), gr.skip(), show.told(in_tongue(str(error), _tongue(words))), *[gr.skip()] * 6]
        return [show.start(words), show.call(None, words), "", "", "", "", None, "", ""]

    return beginning


def approving_event(desk: Desk) -> Callable[..., str]:
    """Make what approves the edited answer."""

    def approving(call_id: str | None, text: str, tongue: str | None, request: gr.Request) -> str:
        words = words_of(tongue)
        account = staff_of(request, words)
        try:
            events.approve_last(_number(call_id), text or "", account, desk, words)
        except PolicyAssistantError as error:
            return show.told(in_tongue(str(error), _tongue(words)))
        return show.told(words["approve_ok"], "done")

    return approving


def listing_event(desk: Desk, which: str) -> Callable[..., str]:
    """Make what shows one of the other pages: review, calls or open."""

    def listing(tongue: str | None, request: gr.Request) -> str:
        words = words_of(tongue)
        account = staff_of(request, words)
        if which == "review":
            return events.review_page(desk, words)
        if which == "calls":
            return lists.calls(lists.calls_today(desk.records, account), words)
        return lists.unanswered(lists.open_topics(desk.records, desk.searcher), words)

    return listing


def acting_event(desk: Desk) -> Callable[..., str]:
    """Make what a button beside an approved answer does."""

    def acting(tongue: str | None, pressed: gr.EventData, request: gr.Request) -> str:
        words = words_of(tongue)
        account = staff_of(request, words)
        try:
            events.act(str(pressed.act), _number(str(pressed.id)) or 0, account, desk)
        except PolicyAssistantError as error:
            return show.told(in_tongue(str(error), _tongue(words))) + events.review_page(desk, words)
        return events.review_page(desk, words)

    return acting


def _tongue(words: Words) -> Any:  # noqa: ANN401 - "zh" or "en"
    return "en" if words["lang"] == "en" else "zh"


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
