"""The page of quality mounted at /quality, for admins."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI

from assistant.records.accounts import Role
from assistant.settings import Settings
from assistant.ui.admin_bar import ADMIN_STYLE, admin_head
from assistant.ui.mounting import mount_blocks
from assistant.ui.quality.page import build_quality
from assistant.ui.quality.routes import quality_routes
from assistant.web.guard import auth_dependency

QUALITY_STYLE = Path(__file__).with_name("quality.css")


def mount_quality(app: FastAPI, settings: Settings) -> None:
    """Put the page at ``/quality`` of ``app``; to be called before the page at ``/`` is mounted."""
    app.include_router(quality_routes(settings))
    mount_blocks(
        app,
        build_quality(settings),
        "/quality",
        auth_dependency=auth_dependency(Role.ADMIN),
        styles=[ADMIN_STYLE, QUALITY_STYLE],
        head=admin_head(),
    )
