"""The page of quality mounted at /quality, for admins."""

from __future__ import annotations

import os
from pathlib import Path

from fastapi import FastAPI

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported, below
import gradio as gr

from assistant.records.accounts import Role
from assistant.settings import Settings
from assistant.ui.admin_bar import ADMIN_STYLE, admin_head
from assistant.ui.mounting import FIXED_FONTS, FONTS
from assistant.ui.page import STYLE
from assistant.ui.quality.page import build_quality
from assistant.web.guard import auth_dependency

QUALITY_STYLE = Path(__file__).with_name("quality.css")


def mount_quality(app: FastAPI, settings: Settings) -> None:
    """Put the page at ``/quality`` of ``app``; to be called before the page at ``/`` is mounted."""
    gr.mount_gradio_app(
        app,
        build_quality(settings),
        path="/quality",
        auth_dependency=auth_dependency(Role.ADMIN),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        max_file_size=1,  # the page takes no files, and Gradio would otherwise take any
        theme=gr.themes.Base(font=FONTS, font_mono=FIXED_FONTS),
        css_paths=[STYLE, ADMIN_STYLE, QUALITY_STYLE],
        head=admin_head(),
    )
