"""The page of accounts mounted at /accounts, for admins."""

from __future__ import annotations

import os
from pathlib import Path

from fastapi import FastAPI

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported, below
import gradio as gr

from assistant.records.accounts import Role
from assistant.records.opened import Records
from assistant.settings import Settings
from assistant.ui.accounts.page import build_accounts
from assistant.ui.accounts.routes import accounts_routes
from assistant.ui.admin_bar import ADMIN_STYLE, admin_head
from assistant.ui.mounting import FIXED_FONTS, FONTS
from assistant.ui.page import STYLE
from assistant.web.guard import auth_dependency

ACCOUNTS_STYLE = Path(__file__).with_name("accounts.css")
ACCOUNTS_SCRIPT = Path(__file__).with_name("accounts.js")


def mount_accounts(app: FastAPI, records: Records, settings: Settings) -> None:
    """Put the page at ``/accounts`` of ``app``; to be called before the page at ``/`` is mounted."""
    app.include_router(accounts_routes(records))
    gr.mount_gradio_app(
        app,
        build_accounts(records, settings),
        path="/accounts",
        auth_dependency=auth_dependency(Role.ADMIN),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        max_file_size=1,  # the page takes no files, and Gradio would otherwise take any
        theme=gr.themes.Base(font=FONTS, font_mono=FIXED_FONTS),
        css_paths=[STYLE, ADMIN_STYLE, ACCOUNTS_STYLE],
        head=f"{admin_head()}<script>{ACCOUNTS_SCRIPT.read_text(encoding='utf-8')}</script>",
    )
