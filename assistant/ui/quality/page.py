"""The page of quality: its parts, and which of them an event reads and changes."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.settings import Settings
from assistant.ui.admin_bar import FORMS_SCRIPT, TONGUE_SCRIPT
from assistant.ui.quality import handlers
from assistant.ui.quality.words import ZH


def build_quality(settings: Settings) -> gr.Blocks:
    """Make the page over the runs of ``settings``; who may use it is asked anew with every event."""
    page = gr.Blocks(title=ZH["title"], analytics_enabled=False, fill_width=True)
    with page:
        head = gr.HTML(elem_id="admin-head")
        with gr.Column(elem_id="admin-page"):
            shown = gr.HTML(elem_id="quality", js_on_load=FORMS_SCRIPT)
        tongue = gr.Textbox("zh", visible=False)
        # The page's events are its own; programs use the HTTP API.
        at_once: dict[str, Any] = {"show_progress": "hidden", "queue": False, "api_visibility": "private"}
        page.load(
            handlers.opening_event(settings), inputs=tongue, outputs=[head, shown, tongue], js=TONGUE_SCRIPT, **at_once
        )
        shown.click(handlers.choosing_event(settings), inputs=tongue, outputs=shown, **at_once)
    return page
