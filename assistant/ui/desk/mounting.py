"""The desk mounted at /desk, for staff and admins."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI

from assistant.answer import Resources
from assistant.records.accounts import Role
from assistant.records.opened import Records
from assistant.ui.desk.page import build_desk
from assistant.ui.desk.routes import desk_routes
from assistant.ui.mounting import mount_blocks
from assistant.web.guard import auth_dependency

DESK_STYLE = Path(__file__).with_name("desk.css")
DESK_SCRIPT = Path(__file__).with_name("desk.js")


def mount_desk(app: FastAPI, resources: Resources, records: Records) -> None:
    """Put the desk at ``/desk`` of ``app``; to be called before the page at ``/`` is mounted, which takes the rest."""
    app.include_router(desk_routes(resources, records))
    mount_blocks(
        app,
        build_desk(resources, records),
        "/desk",
        auth_dependency=auth_dependency(Role.STAFF),
        styles=[DESK_STYLE],
        head=f"<script>{DESK_SCRIPT.read_text(encoding='utf-8')}</script>",
    )
