"""OpenAI-compatible chat completions over answer(): ``/v1/chat/completions`` and ``/v1/models``."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse

from assistant.answer import STATUS_TEXT, Answer, AnswerStatus, Event, Finished, Resources, TextWritten
from assistant.api.openai_errors import OpenAIRoute, RequestError, error_body, error_response
from assistant.api.openai_messages import question_of
from assistant.api.openai_shapes import (
    MODEL,
    ChatRequest,
    Choice,
    Chunk,
    ChunkChoice,
    Completion,
    Delta,
    ModelList,
    ModelListed,
    OpenAIErrorBody,
    PolicyAnswer,
    Reply,
    Usage,
)
from assistant.http_shapes import AskRequest
from assistant.question import check
from assistant.web.callers import Caller
from assistant.web.guard import needs_key
from assistant.web.request_log import note_question

Events = Callable[[AskRequest, Resources, Request], AsyncGenerator[Event, None]]
"""Runs a question in a thread of its own; leaving the generator stops the work."""

CLIENT_LEFT = 499
_LOOK_EVERY = 0.2  # seconds
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_ERRORS: dict[int | str, dict[str, object]] = {
    code: {"model": OpenAIErrorBody} for code in (400, 401, 403, 404, 429, 500, 503)
}

WithKey = Annotated[Caller, Depends(needs_key())]


def completion_routes(resources: Resources, events: Events) -> APIRouter:
    """Make the routes under ``/v1``; every one wants a key."""
    router = APIRouter(route_class=OpenAIRoute)
    began = int(time.time())

    @router.post("/v1/chat/completions", response_model=Completion, responses=_ERRORS)
    async def complete(body: ChatRequest, request: Request, _key: WithKey) -> Response:
        """Answer the last user message, whole or as chunks that end in ``[DONE]``.

        Messages of the system are ignored. Citations and status are in the extra field ``policy``; region and day of
        the question may be given in one of the same name.
        """
        question = question_of(body)
        check(question.question, resources.settings.question_limit)
        note_question(request, question.question)
        told = events(question, resources, request)
        reply = _Writing(resources.settings.hotline, bool(body.stream_options and body.stream_options.include_usage))
        return await (_streamed(told, reply) if body.stream else _whole(told, reply, request))

    @router.get("/v1/models", responses=_ERRORS)
    def models(_key: WithKey) -> ModelList:
        """Name the one model: this assistant."""
        return ModelList(data=(ModelListed(created=began),))

    @router.get("/v1/models/{model}", responses=_ERRORS)
    def model(model: str, _key: WithKey) -> ModelListed:
        """Say that the model is there."""
        if model != MODEL:
            raise RequestError(f"There is one model here: {MODEL}.", "model", "model_not_found", 404)
        return ModelListed(created=began)

    @router.api_route("/v1/{rest:path}", methods=_METHODS, include_in_schema=False)
    def nothing_else() -> None:
        raise RequestError("Here are POST /v1/chat/completions and GET /v1/models.", None, "unknown_url", 404)

    return router


@dataclass(frozen=True)
class _Writing:
    """A reply being written: its id and time, and what goes with every chunk of it."""

    hotline: str | None
    with_usage: bool
    id: str = field(default_factory=lambda: f"chatcmpl-{uuid.uuid4().hex}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, answer: Answer) -> Completion:
        """Make the whole reply."""
        return Completion(
            id=self.id,
            created=self.created,
            choices=(Choice(message=Reply(content=_text(answer))),),
            policy=PolicyAnswer.of(answer, self.hotline),
        )

    def piece(self, delta: Delta) -> str:
        """Make the event that adds ``delta`` to the message."""
        return self._sent(Chunk(id=self.id, created=self.created, choices=(ChunkChoice(delta=delta),)))

    def last(self, answer: Answer) -> str:
        """Make the events that end the message: its citations and, where asked for, the usage."""
        end, policy = ChunkChoice(delta=Delta(), finish_reason="stop"), PolicyAnswer.of(answer, self.hotline)
        sent = self._sent(Chunk(id=self.id, created=self.created, choices=(end,), policy=policy))
        return sent + (self._sent(Chunk(id=self.id, created=self.created, usage=Usage())) if self.with_usage else "")

    def _sent(self, chunk: Chunk) -> str:
        return f"data: {chunk.model_dump_json()}\n\n"


async def _whole(events: AsyncGenerator[Event, None], reply: _Writing, request: Request) -> Response:
    answering, leaving = asyncio.create_task(_answer(events)), asyncio.create_task(_left(request))
    try:
        await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not answering.done():
            return Response(status_code=CLIENT_LEFT)
        answer = answering.result()
    finally:
        answering.cancel()
        leaving.cancel()
    if answer.status is AnswerStatus.FAILED:
        return error_response(500, answer.answer, code=answer.reference)
    return Response(reply.whole(answer).model_dump_json(), media_type="application/json")


async def _answer(events: AsyncGenerator[Event, None]) -> Answer:
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Finished):
                return event.answer
    raise RuntimeError("the stream ended without an answer")


async def _left(request: Request) -> None:
    while not await request.is_disconnected():
        await asyncio.sleep(_LOOK_EVERY)


async def _streamed(events: AsyncGenerator[Event, None], reply: _Writing) -> Response:
    # The first event is awaited here, so that a failure before it still gets its own HTTP status.
    first = await anext(events)
    if isinstance(first, Finished) and first.answer.status is AnswerStatus.FAILED:
        await events.aclose()
        return error_response(500, first.answer.answer, code=first.answer.reference)

    async def chunks() -> AsyncGenerator[str, None]:
        async with aclosing(events):
            yield reply.piece(Delta(role="assistant", content=""))
            written = ""
            event: Event | None = first
            while event is not None:
                if isinstance(event, TextWritten):
                    written += event.text
                    yield reply.piece(Delta(content=event.text))
                elif isinstance(event, Finished):
                    yield _ending(event.answer, written, reply)
                event = await anext(events, None)
        yield "data: [DONE]\n\n"

    return StreamingResponse(chunks(), media_type="text/event-stream", headers={"Cache-Control": "no-cache"})


def _ending(answer: Answer, written: str, reply: _Writing) -> str:
    if answer.status is AnswerStatus.FAILED:
        return f"data: {error_body(500, answer.answer, code=answer.reference).model_dump_json()}\n\n"
    unsaid = "" if written else reply.piece(Delta(content=_text(answer)))
    return unsaid + reply.last(answer)


def _text(answer: Answer) -> str:
    # A chat shows the text alone: it must say something whatever came of the question.
    return answer.answer or STATUS_TEXT[answer.status].explanation
