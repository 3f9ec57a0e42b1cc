"""The library's own addresses: files sent to it, and how the job under way stands. Admins only."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from assistant.records.accounts import Account, Role
from assistant.ui.policies import keeping, show_job
from assistant.ui.policies.jobs import Jobs
from assistant.ui.policies.uploading import upload
from assistant.ui.policies.words import words_of
from assistant.ui.policies.work import Library
from assistant.web.guard import needs
from index.reading.archive import printable

_LONGEST_NAME = 1000

Admin = Annotated[Account | None, Depends(needs(Role.ADMIN))]


def policies_routes(library: Library) -> APIRouter:
    """Make ``/library/upload`` and ``/library/job``."""
    router = APIRouter(include_in_schema=False)

    @router.post("/library/upload")
    async def take(admin: Admin, request: Request, tongue: str = "zh") -> Response:
        words = words_of(tongue)
        form = await request.form(max_files=keeping.MOST_UPLOADED + 1, max_fields=10)
        files = [each for each in form.getlist("files") if isinstance(each, UploadFile)]
        if not files:
            raise HTTPException(422, words["no_files"])
        if len(files) > keeping.MOST_UPLOADED:
            raise HTTPException(413, words["too_many"].format(count=keeping.MOST_UPLOADED))
        folder = keeping.staging_folder(library.settings) / secrets.token_hex(8)
        waiting = await run_in_threadpool(_set_down, files, folder)
        by = admin.name if admin else ""

        def work(jobs: Jobs) -> None:
            upload(library, waiting, folder, by, jobs)

        if not library.jobs.start("upload", by, work):
            keeping.drop(folder)
            raise HTTPException(409, words["busy"])
        return JSONResponse({"started": True, "files": len(waiting)}, 202)

    @router.get("/library/job")
    def job(_admin: Admin, tongue: str = "zh") -> Response:
        html = show_job.job(library.jobs.job, library, words_of(tongue))
        return Response(html, media_type="text/html", headers={"cache-control": "no-store"})

    return router


def _set_down(files: list[UploadFile], folder: Path) -> list[tuple[str, Path]]:
    """Put what was sent into ``folder`` under numbers: a file's own name is never trusted with a place."""
    folder.mkdir(parents=True, mode=0o700)
    waiting = []
    for number, each in enumerate(files):
        name = printable((each.filename or "policy.txt")[:_LONGEST_NAME])
        path = folder / f"{number}"
        with path.open("wb") as file:
            shutil.copyfileobj(each.file, file)
        waiting.append((name, path))
    return waiting
