"""One JSON line a request, with an id that is in the response too; no question is in it unless a setting says so."""

from __future__ import annotations

import json
import logging
import re
import secrets
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from starlette.requests import HTTPConnection, Request
from starlette.types import Scope

from assistant.logs import request_id
from assistant.records.masking import kept_text
from assistant.settings import Settings
from assistant.web.callers import Caller

LOG_NAME = "requests.log"
_BYTES, _BACKUPS = 10_000_000, 5
_GIVEN_ID = re.compile(r"[\w.-]{8,64}")

log = logging.getLogger("assistant.web.requests")


def keep_request_log(home: Path) -> Path:
    """Write a line for each request to a file in ``home``, and return the file's path."""
    path = home / LOG_NAME
    for handler in list(log.handlers):
        log.removeHandler(handler)
        handler.close()
    handler = RotatingFileHandler(path, maxBytes=_BYTES, backupCount=_BACKUPS, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    return path


def id_of(connection: HTTPConnection, trusted: bool) -> str:
    """Return the id of a request: that of a trusted proxy, so that both logs say the same, or a new one."""
    given = connection.headers.get("x-request-id", "") if trusted else ""
    return given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)


def note_question(request: Request, question: str) -> None:
    """Have ``question``, masked, in the line of this request, where LOG_QUESTIONS is set; otherwise do nothing."""
    if getattr(request.state, "log_questions", False):
        request.state.question = kept_text(question)


def route_of(scope: Scope) -> str:
    """Return the template of the address that was matched, with no part that a caller chose."""
    route = scope.get("route")
    template = getattr(route, "path_format", None) or getattr(route, "path", None)
    if not template:
        return "other"
    return str(scope.get("root_path", "")) + str(template)


def write_line(scope: Scope, status: int, seconds: float, settings: Settings) -> None:
    """Write the line of an answered request."""
    if not log.isEnabledFor(logging.INFO):
        return
    state = scope.get("state", {})
    who = state.get("caller")
    line = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "request_id": request_id.get(),
        "method": scope.get("method"),
        "route": route_of(scope),
        "status": status,
        "ms": round(seconds * 1000, 1),
        "address": who.address if isinstance(who, Caller) else "",
        "caller": who.name if isinstance(who, Caller) else "",
    }
    if settings.log_questions and "question" in state:
        line["question"] = state["question"]
    log.info(json.dumps(line, ensure_ascii=False))
