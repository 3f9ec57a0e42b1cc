"""The page of quality's own address: the evaluation's report on a run. Admins only."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import FileResponse, Response

from assistant.records.accounts import Account, Role
from assistant.settings import Settings
from assistant.ui.quality.reading import RunError, report_of, runs_folder
from assistant.web.guard import needs

# The report is one page with its style inside. Whatever stands in it, it runs no script and asks no host for anything.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox"

Admin = Annotated[Account | None, Depends(needs(Role.ADMIN))]


def quality_routes(settings: Settings) -> APIRouter:
    """Make ``/quality/report/{run}``."""
    router = APIRouter(include_in_schema=False)

    @router.get("/quality/report/{run}")
    def report(_admin: Admin, run: str) -> Response:
        try:
            path = report_of(runs_folder(settings), run)
        except RunError as error:
            raise HTTPException(404, str(error)) from None
        headers = {"content-security-policy": _POLICY, "cache-control": "no-store"}
        return FileResponse(path, media_type="text/html", headers=headers)

    return router
