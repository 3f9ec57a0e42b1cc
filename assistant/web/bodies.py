"""How long a request may be."""

from __future__ import annotations

from fastapi import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.refusing import refused_response

_LONGEST = 1 << 20
_LONGEST_UPLOAD = 512 << 20
_UPLOADS = "/library/"
_TOO_LONG = "请求的内容太长。/ The request is too long."


async def limited(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Run ``app``, refusing with 413 what is longer than may be, also where the length is not said beforehand."""
    most, taken = _LONGEST_UPLOAD if scope["path"].startswith(_UPLOADS) else _LONGEST, 0
    said = dict(scope["headers"]).get(b"content-length", b"0")
    if not said.isdigit() or int(said) > most:
        await refused_response(scope, HTTPException(413, _TOO_LONG))(scope, receive, send)
        return

    async def counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise HTTPException(413, _TOO_LONG)
        return message

    await app(scope, counted, send)
