"""The page mounted on the API's application, with what keeps it to its own host."""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from typing import Any

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported, below
import gradio as gr

from assistant.answer import Resources
from assistant.ui.page import SCRIPT, STYLE, build_page

_FONTS = ["system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "sans-serif"]
_FIXED_FONTS = ["ui-monospace", "Consolas", "Noto Sans Mono CJK SC", "monospace"]
# The browser itself refuses what would call another host, were any of it ever in a page.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'"
)


def mount_page(app: FastAPI, resources: Resources) -> None:
    """Put the page over ``resources`` at ``/`` of ``app``, after the addresses ``app`` already has."""
    app.add_middleware(_OwnHostOnly)
    gr.mount_gradio_app(
        app,
        build_page(resources),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        max_file_size=1,  # the page takes no files, and Gradio would otherwise take any
        theme=gr.themes.Base(font=_FONTS, font_mono=_FIXED_FONTS),
        css_paths=STYLE,
        head=f"<script>{SCRIPT.read_text(encoding='utf-8')}</script>",
    )


class _OwnHostOnly:
    """Adds the headers that keep a page to its own host."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message.get("headers", []),
                    (b"content-security-policy", _POLICY.encode()),
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"same-origin"),
                ]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)
