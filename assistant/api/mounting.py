"""Puts the doors for programs on the application."""

from __future__ import annotations

from fastapi import FastAPI

from assistant.answer import Resources
from assistant.api.completions import Events, completion_routes
from assistant.api.embed import embed_routes
from assistant.api.mcp_door import mount_mcp


def add_programs(app: FastAPI, resources: Resources, events: Events) -> None:
    """Add ``/v1``, ``/mcp`` and ``/embed.js`` to ``app``; ``events`` runs a question for them.

    To be called before a page is mounted at ``/``, which takes every address that is left.
    """
    app.include_router(completion_routes(resources, events))
    mount_mcp(app, resources, events)
    app.include_router(embed_routes())
