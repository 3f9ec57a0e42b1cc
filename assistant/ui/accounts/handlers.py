"""What Gradio calls for each event of the page of accounts: who sent it, what is done, and what changes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import gradio as gr
from fastapi import Request

from assistant.records.accounts import Account, accounts
from assistant.records.api_keys import api_keys
from assistant.records.audit import known_names, page_of
from assistant.records.opened import Records
from assistant.records.sessions import signed_in_accounts
from assistant.settings import Settings
from assistant.ui.accounts import events, show
from assistant.ui.accounts.events import Actor, Asked
from assistant.ui.accounts.show import PAGE_SIZE, Filter
from assistant.ui.accounts.words import Words, words_of
from assistant.ui.admin_bar import admin_bar, sent_number, sent_text
from assistant.web.callers import is_secure
from assistant.web.guard import account_of_event, caller
from assistant.web.pages import in_tongue
from index.errors import PolicyAssistantError

Update = Any  # a component, a value or a gr.skip(): Gradio gives them no common type


@dataclass(frozen=True)
class Kept:
    """What the page works with."""

    records: Records
    settings: Settings


def admin_of(request: gr.Request | None, words: Words) -> Account:
    """Return the account behind an event; raises gr.Error, which the page shows, when it is no admin's."""
    account = account_of_event(request)
    if account is None or not events.may_use(account):
        raise gr.Error(words["sign_in"], print_exception=False)
    return account


def opening_event(kept: Kept) -> Callable[..., list[Update]]:
    """Make what shows the page anew."""

    def opening(tongue: str | None, request: gr.Request) -> list[Update]:
        words = words_of(tongue)
        account = admin_of(request, words)
        return [
            admin_bar("accounts", tongue, request) + show.tabs(words),
            "",
            *_lists(account, kept, words),
            _audit(Filter(), kept, words),
            "en" if tongue == "en" else "zh",
        ]

    return opening


def acting_event(kept: Kept) -> Callable[..., list[Update]]:
    """Make what a button or form beside an account or a key does."""

    def acting(tongue: str | None, pressed: gr.EventData, request: gr.Request) -> list[Update]:
        words = words_of(tongue)
        actor = _actor(admin_of(request, words), request, kept)
        asked = Asked(
            sent_text(pressed, "act"),
            sent_number(pressed, "id"),
            sent_text(pressed, "name"),
            sent_text(pressed, "role"),
        )
        try:
            told = show.told(events.do(asked, actor, kept.records, words), words)
        except PolicyAssistantError as error:
            told = show.told(None, words, in_tongue(str(error), "en" if words["lang"] == "en" else "zh"))
            if asked.act in events.FORMS:  # what was typed stays
                return [told, gr.skip(), gr.skip()]
        return [told, *_lists(actor.account, kept, words)]

    return acting


def listing_event(kept: Kept) -> Callable[..., str]:
    """Make what shows another page of the audit log, or of it what is asked for."""

    def listing(tongue: str | None, pressed: gr.EventData, request: gr.Request) -> str:
        words = words_of(tongue)
        admin_of(request, words)
        who, what, day = (sent_text(pressed, name) for name in ("who", "what", "day"))
        return _audit(Filter(who, what, day, sent_number(pressed, "id")), kept, words)

    return listing


def _lists(account: Account, kept: Kept, words: Words) -> list[str]:
    # A list that is refused a change reads as before: only a new mark makes the browser put back what was chosen.
    mark, found = time.monotonic_ns(), accounts(kept.records)
    return [
        show.accounts(found, signed_in_accounts(kept.records), account, words, mark),
        show.keys(api_keys(kept.records), words, mark),
    ]


def _audit(asked: Filter, kept: Kept, words: Words) -> str:
    wanted = events.wanted(asked.who, asked.what, asked.day)
    page = page_of(kept.records, wanted, skip=asked.page * PAGE_SIZE, size=PAGE_SIZE)
    return show.audit(page, known_names(kept.records), asked, words, time.monotonic_ns())


def _actor(account: Account, request: gr.Request, kept: Kept) -> Actor:
    inner = cast("Request", request.request)
    scheme = "https" if is_secure(inner.scope) else "http"
    site = kept.settings.public_url or f"{scheme}://{inner.headers.get('host', '127.0.0.1')}"
    return Actor(account, caller(inner).address, site)
