"""The audit log as a file. For admins only."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from assistant.records import audit
from assistant.records.accounts import Account, Role
from assistant.records.audit import Entry, page_of
from assistant.records.opened import Records
from assistant.ui.accounts.events import wanted
from assistant.ui.accounts.show import what_was_done, when, who_did
from assistant.ui.accounts.words import Words, words_of
from assistant.ui.desk.exporting import as_csv
from assistant.web.guard import caller, needs

MOST = 100_000
"""So many lines go into a file at most, the newest."""

Admin = Annotated[Account | None, Depends(needs(Role.ADMIN))]
Chosen = Annotated[str, Query(max_length=200)]


def accounts_routes(records: Records) -> APIRouter:
    """Make ``/accounts/audit.csv`` over ``records``; that it was taken is in the log too."""
    router = APIRouter(include_in_schema=False)

    @router.get("/accounts/audit.csv")
    def export(
        admin: Admin, request: Request, who: Chosen = "", what: Chosen = "", day: Chosen = "", tongue: str = "zh"
    ) -> Response:
        words = words_of(tongue)
        found = page_of(records, wanted(who, what, day), size=MOST)
        chosen = " ".join(filter(None, (who, what, day)))
        audit.note(
            records,
            "audit.exported",
            who=admin.name if admin else "",
            on=chosen or words["anything"],
            address=caller(request).address,
        )
        head = [words[name] for name in ("time", "who", "what", "what", "on_what", "address")]
        rows = [
            [when(each.at, seconds=True), who_did(each.who, words), *_what(each, words), each.on_what, each.address]
            for each in found.entries
        ]
        sent = {"content-disposition": 'attachment; filename="audit.csv"', "cache-control": "no-store"}
        return Response(as_csv(head, rows), media_type="text/csv; charset=utf-8", headers=sent)

    return router


def _what(entry: Entry, words: Words) -> tuple[str, str]:
    return what_was_done(entry.what, words), entry.what
