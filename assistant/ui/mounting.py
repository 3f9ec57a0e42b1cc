"""The page mounted on the API's application, and the pages of whole policies it links to."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from fastapi import FastAPI, Request

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported, below
import gradio as gr

from assistant.answer import Resources
from assistant.records.opened import Records
from assistant.ui.page import SCRIPTS, build_page

FONTS = ["system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "sans-serif"]
FIXED_FONTS = ["ui-monospace", "Consolas", "Noto Sans Mono CJK SC", "monospace"]
_LOOK = Path(__file__).with_name("look")
# A later sheet wins over an earlier one where both say something of the same.
SHARED_STYLES = tuple(_LOOK / f"{name}.css" for name in ("colours", "base", "badges", "asking", "clauses"))
CHAT_STYLES = tuple(_LOOK / f"{name}.css" for name in ("bar", "frame", "welcome", "talk", "after", "past"))


def mount_page(app: FastAPI, resources: Resources, path: str = "/", records: Records | None = None) -> None:
    """Put the page over ``resources`` at ``path`` of ``app``, after the addresses ``app`` already has.

    With ``records`` answers can be judged there.
    """
    scripts = "".join(f"<script>{each.read_text(encoding='utf-8')}</script>" for each in SCRIPTS)
    mount_blocks(app, build_page(resources, records), path, styles=CHAT_STYLES, head=scripts)


def mount_blocks(
    app: FastAPI,
    blocks: gr.Blocks,
    path: str,
    *,
    styles: Sequence[Path],
    head: str,
    auth_dependency: Callable[[Request], str | None] | None = None,
) -> None:
    """Mount ``blocks`` at ``path`` as every page is: the shared styles before its own ``styles``, ``head`` in its head.

    Nothing of Gradio's is on that shows an error's insides, keeps what was done or takes files.
    """
    gr.mount_gradio_app(
        app,
        blocks,
        path=path,
        auth_dependency=auth_dependency,
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        max_file_size=1,  # no page takes files this way, and Gradio would otherwise take any
        theme=gr.themes.Base(font=FONTS, font_mono=FIXED_FONTS),
        css_paths=[*SHARED_STYLES, *styles],
        head=head,
    )
