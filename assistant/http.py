"""The HTTP API: questions, searches, policies and clauses as JSON; every failure as one line with its status."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
import uuid
from collections.abc import AsyncGenerator, Generator, Iterable, Mapping
from contextlib import aclosing, suppress
from contextvars import copy_context
from datetime import date
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from assistant import compose
from assistant.answer import (
    Answer,
    AnswerStatus,
    ClausesFound,
    Event,
    Finished,
    Resources,
    TextWritten,
    Waiting,
    stream,
)
from assistant.api.mounting import add_programs
from assistant.http_shapes import (
    AskRequest,
    ErrorBody,
    Health,
    PolicyList,
    Readiness,
    SearchResult,
    WaitingBehind,
    WrittenText,
)
from assistant.question import check
from assistant.records.errors import RecordsError
from assistant.shapes import ClauseShape, HitShape, PolicyListed, PolicyShape
from assistant.web.metrics import count_answer
from assistant.web.request_log import note_question
from index.errors import ModelError, PolicyAssistantError, QuestionError, StoreError
from index.known import clause_facts

if TYPE_CHECKING:
    from assistant.records.opened import Records

log = logging.getLogger(__name__)

HTTP_STATUS: dict[type[PolicyAssistantError], int] = {
    QuestionError: 422,
    RecordsError: 422,
    StoreError: 503,
    ModelError: 503,
}
CLIENT_LEFT = 499
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


_ERRORS: dict[int | str, dict[str, object]] = {code: {"model": ErrorBody} for code in (404, 422, 500, 503)}


def serve(resources: Resources, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serve the page and the API until interrupted, printing the address once both answer.

    Raises SettingError when the address cannot be had, as when the port is in use.
    """
    from assistant.first_start import first_start_lines
    from assistant.records.opened import open_records
    from assistant.serving import address_of, listen, run
    from assistant.web.request_log import keep_request_log

    listener = listen(host, port)
    records = open_records(resources.settings)
    keep_request_log(resources.settings.home)
    if resources.model is not None:
        threading.Thread(target=compose.warm, args=(resources.model,), daemon=True).start()
    lines = first_start_lines(records, resources.settings.public_url or address_of(listener, host))
    run(web_app(resources, records), listener, host, lines)


def web_app(resources: Resources, records: Records | None = None) -> FastAPI:
    """Make the whole web application: the API, the page at ``/`` and, with ``records``, what needs a sign-in."""
    # Gradio takes seconds to import, and those who want the API alone need none of it.
    from assistant.ui.accounts.mounting import mount_accounts
    from assistant.ui.desk.mounting import mount_desk
    from assistant.ui.mounting import mount_page
    from assistant.ui.policies.mounting import mount_policies
    from assistant.ui.quality.mounting import mount_quality
    from assistant.ui.whole import policy_routes
    from assistant.web.protecting import protect
    from assistant.web.sign_in import sign_in_routes

    app = create_app(resources)
    protection = protect(app, resources.settings, records)
    app.include_router(policy_routes(resources))
    if records is not None:
        app.include_router(sign_in_routes(records, protection.metrics))
        mount_desk(app, resources, records)
        mount_accounts(app, records, resources.settings)
        mount_policies(app, resources, records)
        mount_quality(app, resources.settings)
    if resources.settings.embed_origins:
        mount_page(app, resources, "/embed", records)
    mount_page(app, resources, records=records)
    return app


def create_app(resources: Resources) -> FastAPI:
    """Make the HTTP API over ``resources``; a page may be mounted on it afterwards."""
    # The interactive documentation pages of FastAPI load their scripts from a public network.
    app = FastAPI(title="Policy assistant", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json")
    app.include_router(_asking(resources))
    app.include_router(_reading(resources))
    app.include_router(_health(resources))
    add_programs(app, resources, _events)
    app.add_api_route("/api/{rest:path}", _no_such_address, methods=list(_METHODS), include_in_schema=False)
    app.add_exception_handler(PolicyAssistantError, _known_error)
    app.add_exception_handler(RequestValidationError, _wrong_request)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _unexpected)
    return app


def _asking(resources: Resources) -> APIRouter:
    router = APIRouter()

    @router.post("/api/ask", response_model=Answer, responses=_ERRORS)
    async def ask(body: AskRequest, request: Request) -> Response:
        """Answer a question, as JSON or, when asked to stream, as the events clauses, waiting, text and answer."""
        check(body.question, resources.settings.question_limit)
        note_question(request, body.question)
        wants_events = "text/event-stream" in request.headers.get("accept", "")
        if body.stream or wants_events:
            return await _streamed(_events(body, resources, request))
        return await _whole(_events(body, resources, request), request)

    return router


def _reading(resources: Resources) -> APIRouter:
    router, searcher = APIRouter(), resources.searcher

    @router.get("/api/search", responses=_ERRORS)
    def search(
        request: Request,
        q: str,
        k: Annotated[int, Query(ge=1, le=100)] = 10,
        region: str | None = None,
        as_of: date | None = None,
        policy: Annotated[tuple[str, ...], Query()] = (),
        department: Annotated[tuple[str, ...], Query()] = (),
        in_force: bool = False,
    ) -> SearchResult:
        """Find the ``k`` clauses nearest to ``q``, best first.

        Only those of a ``policy`` by its id, that name a ``department`` in any role by any of its names, or of policies
        known to be in force on the day; ``policy`` and ``department`` may be given several times, for any of them.
        """
        check(q, resources.settings.question_limit)
        note_question(request, q)
        began = time.perf_counter()
        hits = searcher.search(
            q,
            k,
            region=region or None,
            as_of=as_of,
            policies=tuple(filter(None, policy)),
            departments=tuple(filter(None, department)),
            in_force=in_force,
        )
        return SearchResult(hits=tuple(HitShape.of(hit) for hit in hits), seconds=round(time.perf_counter() - began, 4))

    @router.get("/api/policies", responses=_ERRORS)
    def policies(as_of: date | None = None) -> PolicyList:
        """Every policy of the index, without its clauses."""
        day = as_of or date.today()
        return PolicyList(policies=tuple(PolicyListed.of(each, day) for each in searcher.policies()))

    @router.get("/api/policies/{policy_id:path}", responses=_ERRORS)
    def policy(policy_id: str) -> PolicyShape:
        """One policy with its clauses."""
        if found := searcher.policy(policy_id):
            return PolicyShape.of(found)
        raise HTTPException(404, f"No policy {policy_id!r} in the index; GET /api/policies lists them.")

    @router.get("/api/clauses/{clause_id:path}", responses=_ERRORS)
    def clause(clause_id: str) -> ClauseShape:
        """One clause."""
        found = searcher.clause(clause_id)
        policy = searcher.policy(found.policy_id) if found else None
        if found and policy:
            return ClauseShape.of(found, clause_facts(found, policy))
        raise HTTPException(404, f"No clause {clause_id!r} in the index; GET /api/search finds clauses.")

    return router


def _health(resources: Resources) -> APIRouter:
    router = APIRouter()

    @router.get("/healthz")
    def healthz() -> Health:
        """Answers as long as the program runs."""
        return Health()

    @router.get("/readyz", responses=_ERRORS)
    def readyz() -> Readiness:
        """Answers 200 when there is something to answer from, 503 when there is not."""
        count = len(resources.searcher.policies())
        if not count:
            raise HTTPException(503, "The index holds no policy; run: policy ingest <folder>")
        return Readiness(ready=True, policies=count, model=resources.model.name if resources.model else None)

    return router


async def _events(body: AskRequest, resources: Resources, request: Request) -> AsyncGenerator[Event, None]:
    """Run ``stream()`` in a thread of its own and yield its events; leaving this generator stops the work."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[Event | None] = asyncio.Queue()
    left = threading.Event()

    def hand_over(event: Event | None) -> None:
        with suppress(RuntimeError):  # the program is shutting down and the loop is closed
            loop.call_soon_threadsafe(queue.put_nowait, event)

    def run() -> None:
        steps = stream(body.question, resources, history=body.history, region=body.region or None, as_of=body.as_of)
        try:
            for event in steps:
                if left.is_set():
                    break
                hand_over(event)
        finally:
            if isinstance(steps, Generator):
                steps.close()  # and with it the model's connection
            hand_over(None)

    # In this request's context, so that what goes wrong there is logged with the request's id.
    threading.Thread(target=copy_context().run, args=(run,), name="ask", daemon=True).start()
    try:
        while (event := await queue.get()) is not None:
            if isinstance(event, Finished):
                count_answer(request, event.answer.status.value)
            yield event
    finally:
        left.set()


async def _whole(events: AsyncGenerator[Event, None], request: Request) -> Response:
    async def last() -> Answer:
        async with aclosing(events):
            async for event in events:
                if isinstance(event, Finished):
                    return event.answer
        raise RuntimeError("the stream ended without an answer")

    async def gone() -> None:
        while not await request.is_disconnected():
            await asyncio.sleep(0.2)

    answering, leaving = asyncio.create_task(last()), asyncio.create_task(gone())
    try:
        await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return _answered(answering.result()) if answering.done() else Response(status_code=CLIENT_LEFT)
    finally:
        answering.cancel()
        leaving.cancel()


def _answered(answer: Answer) -> Response:
    status = 500 if answer.status is AnswerStatus.FAILED else 200
    return Response(answer.model_dump_json(), status, media_type="application/json")


async def _streamed(events: AsyncGenerator[Event, None]) -> Response:
    # The first event is awaited here, so that a failure before it still gets its own HTTP status.
    first = await anext(events)
    if isinstance(first, Finished) and first.answer.status is AnswerStatus.FAILED:
        await events.aclose()
        return _answered(first.answer)

    async def lines() -> AsyncGenerator[str, None]:
        async with aclosing(events):
            yield _server_sent(first)
            async for event in events:
                yield _server_sent(event)

    return StreamingResponse(lines(), media_type="text/event-stream", headers={"Cache-Control": "no-cache"})


def _server_sent(event: Event) -> str:
    match event:
        case ClausesFound(hits, seconds):
            found = SearchResult(hits=tuple(HitShape.of(hit) for hit in hits), seconds=seconds)
            return f"event: clauses\ndata: {found.model_dump_json()}\n\n"
        case Waiting(before):
            return f"event: waiting\ndata: {WaitingBehind(before=before).model_dump_json()}\n\n"
        case TextWritten(text):
            return f"event: text\ndata: {WrittenText(text=text).model_dump_json()}\n\n"
        case Finished(answer):
            return f"event: answer\ndata: {answer.model_dump_json()}\n\n"


def _error(status: int, line: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse(ErrorBody(error=" ".join(line.split())).model_dump(), status, headers)


def _no_such_address(request: Request) -> None:
    # Without this the page, mounted on every address that is left, would answer with an error of another shape.
    if any(route.matches(request.scope)[0] is Match.PARTIAL for route in request.app.routes):
        raise HTTPException(405, f"{request.method} is not possible here; GET /api/openapi.json lists what is.")
    raise HTTPException(404, "No such address; GET /api/openapi.json lists them.")


def _known_error(_request: Request, error: Exception) -> Response:
    status = next((code for kind, code in HTTP_STATUS.items() if isinstance(error, kind)), 500)
    return _error(status, str(error))


def _wrong_request(_request: Request, error: Exception) -> Response:
    details: Iterable[object] = error.errors() if isinstance(error, RequestValidationError | ValidationError) else ()
    return _error(422, "; ".join(_detail(detail) for detail in details))


def _detail(detail: object) -> str:
    if not isinstance(detail, dict):
        return str(detail)
    place = ".".join(str(part) for part in detail.get("loc", ()))
    return f"{place}: {detail.get('msg', 'cannot be used')}"


def _refused(_request: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException):
        return _error(error.status_code, str(error.detail), error.headers)
    return _error(500, str(error))


def _unexpected(_request: Request, error: Exception) -> Response:
    reference = uuid.uuid4().hex[:8]
    log.error("request failed, reference %s", reference, exc_info=error)
    return _error(500, f"An error of the program; its reference number in the log is {reference}.")
