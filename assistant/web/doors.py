"""Which addresses are whose: the pages behind a sign-in, and what of Gradio's own addresses is open at all."""

from __future__ import annotations

import re

from assistant.records.accounts import Role

DOORS: dict[str, Role] = {
    "/desk": Role.STAFF,
    "/accounts": Role.ADMIN,
    "/quality": Role.ADMIN,
    "/library": Role.ADMIN,
}
"""The pages behind a sign-in: each with everything under it, whatever Gradio itself checks."""

_PREFIXES = "|".join((*DOORS, "/embed"))
_API = ("/api", "/v1", "/mcp")
_GRADIO = re.compile(rf"(?P<page>{_PREFIXES})?(?P<rest>/.*)")
# What a page of Gradio asks for while it is used. Everything else of it is closed: its proxy, its run history, its
# editor, its monitoring, and the files of all pages, which lie in one folder.
_USED = re.compile(
    r"/gradio_api/(?:startup-events|heartbeat/[^/]+|queue/(?:join|data)|run/[^/]+|cancel|reset|app_id|info"
    r"|user|login_check|theme\.css)/?"
)
_USED_BEHIND = re.compile(r"/gradio_api/(?:upload|upload_progress|file=.*)/?")
_CLOSED_ROOT = re.compile(r"/(?:login|logout|openapi\.json|monitoring(?:/.*)?|svelte/.*|pwa_icon(?:/.*)?)/?")
_STATIC = re.compile(rf"(?:{_PREFIXES})?/(?:assets|static)/.*|.*/theme\.css|/favicon\.ico|/sign-in/look\.css")
_UNCOUNTED = re.compile(rf"(?:{_PREFIXES})?/gradio_api/(?:heartbeat/[^/]+|queue/data)|/healthz|/readyz|/metrics")
_ASKING = re.compile(r"/api/ask|/v1/chat/completions|(?:/embed)?/gradio_api/queue/join/?")


def door(path: str) -> Role:
    """Return the role one needs for anything at ``path``; the public, but behind the doors."""
    return next(
        (role for prefix, role in DOORS.items() if path == prefix or path.startswith(prefix + "/")), Role.PUBLIC
    )


def closed(path: str) -> bool:
    """Whether ``path`` is one of Gradio's addresses that no page of ours uses."""
    parts = _GRADIO.fullmatch(path)
    if parts is None:
        return True
    rest = parts["rest"]
    if _CLOSED_ROOT.fullmatch(rest):
        return True
    if not rest.startswith("/gradio_api"):
        return False
    behind = parts["page"] in DOORS
    return not (_USED.fullmatch(rest) or (behind and _USED_BEHIND.fullmatch(rest)))


def changes_accounts(path: str) -> bool:
    """Whether a form sent to ``path`` signs in or out or changes an account."""
    return path.startswith(("/sign-in", "/sign-out", "/account"))


def for_programs(path: str) -> bool:
    """Whether a program is answered there, in JSON, and a key counts."""
    return path.startswith(tuple(f"{prefix}/" for prefix in _API)) or path in _API


def is_static(path: str) -> bool:
    """Whether ``path`` is a file of the page's looks, the same for everybody."""
    return _STATIC.fullmatch(path) is not None


def is_counted(path: str) -> bool:
    """Whether requests for ``path`` count against the limit of a caller."""
    return not is_static(path) and _UNCOUNTED.fullmatch(path) is None


def is_asking(method: str, path: str) -> bool:
    """Whether the request asks for an answer, which costs seconds of the machine."""
    return method == "POST" and _ASKING.fullmatch(path) is not None
