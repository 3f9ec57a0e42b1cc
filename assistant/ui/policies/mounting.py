"""The library mounted at /library, for admins."""

from __future__ import annotations

import os
from pathlib import Path

from fastapi import FastAPI

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported, below
import gradio as gr

from assistant.answer import Resources
from assistant.records.accounts import Role
from assistant.records.opened import Records
from assistant.ui.admin_bar import ADMIN_STYLE, admin_head
from assistant.ui.mounting import FIXED_FONTS, FONTS
from assistant.ui.page import STYLE
from assistant.ui.policies import keeping
from assistant.ui.policies.page import build_policies
from assistant.ui.policies.routes import policies_routes
from assistant.ui.policies.work import Library
from assistant.web.guard import auth_dependency

POLICIES_STYLE = Path(__file__).with_name("policies.css")
POLICIES_SCRIPT = Path(__file__).with_name("policies.js")


def mount_policies(app: FastAPI, resources: Resources, records: Records) -> Library:
    """Put the library at ``/library`` of ``app`` and return it; to be called before the page at ``/`` is mounted.

    The index is read from now on with what the records hold; what an upload left behind when the program was killed is
    dropped. Raises StoreError when the index cannot be written.
    """
    library = Library(resources, records)
    library.apply()
    keeping.drop(keeping.staging_folder(resources.settings))
    app.include_router(policies_routes(library))
    gr.mount_gradio_app(
        app,
        build_policies(library),
        path="/library",
        auth_dependency=auth_dependency(Role.ADMIN),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        max_file_size=1,  # files are sent to an address of the library's own, and Gradio would otherwise take any
        theme=gr.themes.Base(font=FONTS, font_mono=FIXED_FONTS),
        css_paths=[STYLE, ADMIN_STYLE, POLICIES_STYLE],
        head=f"{admin_head()}<script>{POLICIES_SCRIPT.read_text(encoding='utf-8')}</script>",
    )
    return library
