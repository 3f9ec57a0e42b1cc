"""The desk's own addresses: clauses while one types, and the tables as files. Staff and admins only."""

from __future__ import annotations

import time
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Query, Response

from assistant.answer import Resources
from assistant.question import check
from assistant.records import audit
from assistant.records.accounts import Account, Role
from assistant.records.feedback import feedback_lines
from assistant.records.opened import Records
from assistant.ui.desk import lists, show
from assistant.ui.desk.exporting import as_csv, as_xlsx
from assistant.ui.desk.words import words_of
from assistant.web.guard import needs

FOUND = 9
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Staff = Annotated[Account | None, Depends(needs(Role.STAFF))]


def desk_routes(resources: Resources, records: Records) -> APIRouter:
    """Make ``/desk/found`` and ``/desk/export/…`` over the index and the records."""
    router = APIRouter(include_in_schema=False)

    @router.get("/desk/found")
    def found(
        _staff: Staff,
        q: Annotated[str, Query(max_length=4000)],
        region: str = "",
        day: date | None = None,
        tongue: str = "zh",
    ) -> Response:
        asked = check(q, resources.settings.question_limit)
        began = time.perf_counter()
        hits = resources.searcher.search(asked, FOUND, region=region or None, as_of=day)
        seconds = time.perf_counter() - began
        html = show.found(hits, asked, day or date.today(), seconds, words_of(tongue))
        return Response(html, media_type="text/html", headers={"cache-control": "no-store"})

    @router.get("/desk/export/feedback.jsonl")
    def feedback(staff: Staff) -> Response:
        _note(records, staff, "feedback.jsonl")
        body = "".join(line + "\n" for line in feedback_lines(records))
        return _file(body.encode(), "feedback.jsonl", "application/jsonl")

    @router.get("/desk/export/{what}.{form}")
    def export(
        staff: Staff, what: Literal["calls", "unanswered"], form: Literal["csv", "xlsx"], tongue: str = "zh"
    ) -> Response:
        words = words_of(tongue)
        if staff is None:
            raise HTTPException(401, words["sign_in"])
        if what == "calls":
            head, rows = lists.calls_table(lists.calls_today(records, staff), words)
        else:
            head, rows = lists.open_table(lists.open_topics(records, resources.searcher), words)
        _note(records, staff, f"{what}.{form}")
        if form == "csv":
            return _file(as_csv(head, rows), f"{what}.csv", "text/csv; charset=utf-8")
        return _file(
            as_xlsx(words["calls" if what == "calls" else "open"].replace("'", ""), head, rows), f"{what}.xlsx", _XLSX
        )

    return router


def _note(records: Records, staff: Account | None, name: str) -> None:
    audit.note(records, "desk.exported", who=staff.name if staff else "", on=name)


def _file(body: bytes, name: str, kind: str) -> Response:
    sent = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(body, media_type=kind, headers=sent)
