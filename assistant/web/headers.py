"""The headers that keep a page to its own host and out of other pages' frames."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders

from assistant.records.accounts import Role
from assistant.settings import Settings
from assistant.web.doors import door, is_static

# The browser itself refuses what would call another host, were any of it ever in a page.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors "
)
# Pages of our own writing need no script at all.
PLAIN_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_EMBED = "/embed"
_YEAR = 365 * 24 * 3600


def add_headers(headers: MutableHeaders, path: str, secure: bool, settings: Settings) -> None:
    """Add what each response carries; what the response says itself stays."""
    framed_by = "'self'"
    if path == _EMBED or path.startswith(_EMBED + "/"):
        framed_by = " ".join(("'self'", *settings.embed_origins))
    elif "x-frame-options" not in headers:
        headers["x-frame-options"] = "SAMEORIGIN"
    headers.setdefault("content-security-policy", _POLICY + framed_by)
    headers.setdefault("x-content-type-options", "nosniff")
    headers.setdefault("referrer-policy", "same-origin")
    headers.setdefault("permissions-policy", "camera=(), microphone=(), geolocation=()")
    headers.setdefault("cross-origin-opener-policy", "same-origin")
    if door(path) is not Role.PUBLIC and not is_static(path):
        # Whoever sits down at the machine next must not page back to what the last one saw.
        headers.setdefault("cache-control", "no-store")
    if secure:
        headers.setdefault("strict-transport-security", f"max-age={_YEAR}")
