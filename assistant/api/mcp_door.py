"""The address ``/mcp``: the tools for other assistants, behind a key."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.answer import Answer, Finished, Resources
from assistant.api.completions import Events, WithKey
from assistant.http_shapes import AskRequest
from assistant.web.guard import caller
from assistant.web.request_log import note_question
from index.errors import PolicyAssistantError

ADDRESS = "/mcp"
_METHODS = ["GET", "POST", "DELETE"]


class AskedTooOftenError(PolicyAssistantError):
    """More questions than one caller may ask in a minute."""


def mount_mcp(app: FastAPI, resources: Resources, events: Events) -> None:
    """Put the tools at ``/mcp`` of ``app``; they are served while ``app`` is."""
    serving: list[ASGIApp] = []
    inner = app.router.lifespan_context

    async def ask(question: AskRequest, request: Request | None) -> Answer:
        if request is None:
            raise RuntimeError("a question came to /mcp without a request")
        return await _answer(question, resources, request, events)

    @asynccontextmanager
    async def lifespan(of: Any) -> AsyncGenerator[Any, None]:  # noqa: ANN401 - of whatever is being started
        # Imported when served: the SDK takes its time, and tests of other doors need none of it.
        from assistant.api.mcp_server import http_session, mcp_server

        async with inner(of) as state, http_session(mcp_server(resources, ask), resources.settings) as served:
            serving.append(served)
            try:
                yield state
            finally:
                serving.remove(served)

    app.router.lifespan_context = lifespan

    @app.api_route(ADDRESS, methods=_METHODS, include_in_schema=False)
    async def tools(_key: WithKey) -> Response:
        if not serving:
            raise HTTPException(503, "The tools are not being served.")
        return _Handed(serving[-1])


class _Handed(Response):
    """A response that another application gives."""

    def __init__(self, to: ASGIApp) -> None:
        super().__init__()
        self._to = to

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._to(scope, receive, send)


async def _answer(question: AskRequest, resources: Resources, request: Request, events: Events) -> Answer:
    _count(request)
    note_question(request, question.question)
    # Cancelled when the client leaves; closing the events then stops the work.
    async with aclosing(events(question, resources, request)) as told:
        async for event in told:
            if isinstance(event, Finished):
                return event.answer
    raise RuntimeError("the stream ended without an answer")


def _count(request: Request) -> None:
    # The address is counted among the readers' at the door, which does not know what is asked for.
    protection = getattr(request.app.state, "protection", None)
    if protection is not None and (wait := protection.asking.take(caller(request).identity)):
        protection.metrics.limited.labels("asking").inc()
        raise AskedTooOftenError(f"Too many questions; ask again in {wait:.0f} seconds.")
