"""The page of accounts: its parts, and which of them an event reads and changes."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.records.opened import Records
from assistant.settings import Settings
from assistant.ui.accounts import handlers
from assistant.ui.accounts.handlers import Kept
from assistant.ui.accounts.words import ZH
from assistant.ui.admin_bar import FORMS_SCRIPT, TONGUE_SCRIPT


def build_accounts(records: Records, settings: Settings) -> gr.Blocks:
    """Make the page over ``records``; who may use it is asked anew with every event."""
    kept = Kept(records, settings)
    page = gr.Blocks(title=ZH["title"], analytics_enabled=False, fill_width=True)
    with page:
        head = gr.HTML(elem_id="admin-head")
        with gr.Column(elem_id="admin-page"):
            told = gr.HTML(elem_id="told")
            accounts = gr.HTML(elem_id="accounts", js_on_load=FORMS_SCRIPT)
            keys = gr.HTML(elem_id="keys", js_on_load=FORMS_SCRIPT)
            audit = gr.HTML(elem_id="audit", js_on_load=FORMS_SCRIPT)
        tongue = gr.Textbox("zh", visible=False)
        # The page's events are its own; programs use the HTTP API.
        at_once: dict[str, Any] = {"show_progress": "hidden", "queue": False, "api_visibility": "private"}
        shown = [head, told, accounts, keys, audit, tongue]
        page.load(handlers.opening_event(kept), inputs=tongue, outputs=shown, js=TONGUE_SCRIPT, **at_once)
        for place in (accounts, keys):
            place.click(handlers.acting_event(kept), inputs=tongue, outputs=[told, accounts, keys], **at_once)
        audit.click(handlers.listing_event(kept), inputs=tongue, outputs=audit, **at_once)
    return page
