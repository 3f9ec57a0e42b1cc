"""The desk mounted at /desk, for staff and admins."""

from __future__ import annotations

import os
from pathlib import Path

from fastapi import FastAPI

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported, below
import gradio as gr

from assistant.answer import Resources
from assistant.records.accounts import Role
from assistant.records.opened import Records
from assistant.ui.desk.page import build_desk
from assistant.ui.desk.routes import desk_routes
from assistant.ui.mounting import FIXED_FONTS, FONTS
from assistant.ui.page import STYLE
from assistant.web.guard import auth_dependency

DESK_STYLE = Path(__file__).with_name("desk.css")
DESK_SCRIPT = Path(__file__).with_name("desk.js")


def mount_desk(app: FastAPI, resources: Resources, records: Records) -> None:
    """Put the desk at ``/desk`` of ``app``; to be called before the page at ``/`` is mounted, which takes the rest."""
    app.include_router(desk_routes(resources, records))
    gr.mount_gradio_app(
        app,
        build_desk(resources, records),
        path="/desk",
        auth_dependency=auth_dependency(Role.STAFF),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        max_file_size=1,  # the desk takes no files, and Gradio would otherwise take any
        theme=gr.themes.Base(font=FONTS, font_mono=FIXED_FONTS),
        css_paths=[STYLE, DESK_STYLE],
        head=f"<script>{DESK_SCRIPT.read_text(encoding='utf-8')}</script>",
    )
