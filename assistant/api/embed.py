"""The one line for other sites' pages: a script that puts a button there, which opens the chat in a frame."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Response

SCRIPT = Path(__file__).with_name("embed.js")


def embed_routes() -> APIRouter:
    """Make the route of the script; it is the same for everybody and asks nothing."""
    router = APIRouter(include_in_schema=False)
    headers = {
        "cache-control": "public, max-age=3600",
        # It is there to be loaded by other sites' pages.
        "cross-origin-resource-policy": "cross-origin",
        "access-control-allow-origin": "*",
    }

    @router.get("/embed.js")
    def script() -> Response:
        return Response(SCRIPT.read_text(encoding="utf-8"), media_type="text/javascript", headers=headers)

    return router
