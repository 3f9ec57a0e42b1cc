"""That a change was asked for by a page of ours: the browser's own word on where it came from, and tokens in forms."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from assistant.settings import Settings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def same_origin(connection: HTTPConnection, settings: Settings) -> bool:
    """Whether a page of this host sent the request; a browser says so, and who says nothing is not believed."""
    headers = connection.headers
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    said = headers.get("origin") or headers.get("referer")
    if not said:
        return False
    parts = urlsplit(said)
    if settings.public_url:
        own = urlsplit(settings.public_url)
        if (parts.scheme, parts.netloc) == (own.scheme, own.netloc):
            return True
    return bool(parts.netloc) and parts.netloc == headers.get("host")


def form_token(cookie: str) -> str:
    """Make the token that a form carries along, from the secret in the browser's cookie."""
    return hmac.new(cookie.encode("utf-8", "replace"), b"policy form", hashlib.sha256).hexdigest()


def right_token(cookie: str | None, sent: str | None) -> bool:
    """Whether ``sent`` is the token of ``cookie``."""
    return bool(cookie) and bool(sent) and hmac.compare_digest(form_token(cookie or ""), (sent or "").lower())
