"""What every request passes, in this order: its id, the headers, who it is from, how often, from where, which door."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.logs import request_id
from assistant.records.accounts import Role
from assistant.records.opened import Records
from assistant.settings import Settings
from assistant.web.bodies import limited
from assistant.web.callers import Caller, caller_of, is_secure
from assistant.web.doors import DOORS, changes_accounts, closed, door, for_programs, is_asking, is_counted, is_static
from assistant.web.guard import KEY_NEEDED, NOT_YOURS, SIGN_IN_FIRST
from assistant.web.headers import add_headers
from assistant.web.limits import Buckets, retry_after
from assistant.web.metrics import Metrics, add_metrics
from assistant.web.origin import SAFE, same_origin
from assistant.web.refusing import refused_response
from assistant.web.request_log import id_of, route_of, write_line
from index.errors import StoreError

log = logging.getLogger(__name__)

_TOO_OFTEN = "请求太频繁，请稍候再试。/ Too many requests; try again in a moment."
_ELSEWHERE = "这个请求不是本站页面发出的。/ This was not asked by a page of this site."
_CLOSED = "没有这个地址。/ No such address."


@dataclass(frozen=True)
class Protection:
    """What the requests of one application pass; ``records`` is None where nobody can sign in."""

    settings: Settings
    records: Records | None
    metrics: Metrics = field(default_factory=Metrics)
    asking: Buckets = field(default_factory=lambda: Buckets(0))
    reading: Buckets = field(default_factory=lambda: Buckets(0))


def protect(app: FastAPI, settings: Settings, records: Records | None = None) -> Protection:
    """Put ``app`` behind the doors: to be called once, before any page is mounted.

    Afterwards ``request.state.caller`` says who asks; ``guard.py`` has what routes and pages need.
    """
    protection = Protection(
        settings, records, asking=Buckets(settings.rate_limit_ask), reading=Buckets(settings.rate_limit)
    )
    app.add_middleware(_Doors, protection=protection)
    on_error: Any = app.exception_handlers.get(Exception)
    app.add_middleware(_Observed, protection=protection, on_error=on_error)
    if settings.trusted_proxies:
        from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

        # Typed for uvicorn's own description of ASGI, which is the same in other words.
        proxied: Any = ProxyHeadersMiddleware
        app.add_middleware(proxied, trusted_hosts=list(settings.trusted_proxies))
    add_metrics(app, protection.metrics, settings)
    app.state.protection = protection
    return protection


class _Observed:
    """Gives each request its id, its headers, its line in the log and its place in the figures."""

    def __init__(
        self,
        app: ASGIApp,
        protection: Protection,
        on_error: Callable[[Request, Exception], Response | Awaitable[Response]] | None,
    ) -> None:
        self._app = app
        self._protection = protection
        self._on_error = on_error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        settings, metrics = self._protection.settings, self._protection.metrics
        state = scope.setdefault("state", {})
        state["served_over_https"] = (settings.public_url or "").startswith("https:")
        state["log_questions"] = settings.log_questions
        own_id = id_of(HTTPConnection(scope), bool(settings.trusted_proxies))
        marked, began, status = request_id.set(own_id), time.perf_counter(), 0

        async def with_headers(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["x-request-id"] = own_id
                add_headers(headers, scope["path"], is_secure(scope), settings)
            await send(message)

        metrics.under_way.inc()
        try:
            await self._app(scope, receive, with_headers)
        except Exception as error:
            # Here and not further out, so that this response has its headers and its line too.
            if status or self._on_error is None:
                raise
            made = self._on_error(Request(scope), error)
            await (made if isinstance(made, Response) else await made)(scope, receive, with_headers)
        finally:
            metrics.under_way.dec()
            self._count(scope, status, time.perf_counter() - began)
            request_id.reset(marked)

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        route = route_of(scope)
        self._protection.metrics.requests.labels(_known(scope["method"]), route, str(status)).inc()
        self._protection.metrics.seconds.labels(route).observe(seconds)
        if not is_static(scope["path"]):
            write_line(scope, status, seconds, self._protection.settings)


class _Doors:
    """Finds out who asks, and refuses what may not be."""

    def __init__(self, app: ASGIApp, protection: Protection) -> None:
        self._app = app
        self._protection = protection

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # nothing here speaks it
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            who = await self._caller(request)
            request.state.caller = who
            self._let_through(request, who)
        except HTTPException as refused:
            await refused_response(scope, refused)(scope, receive, send)
            return
        await limited(self._app, scope, receive, send)

    async def _caller(self, request: Request) -> Caller:
        path = request.url.path
        asked = None if is_static(path) and door(path) is Role.PUBLIC else self._protection.records
        try:
            return await run_in_threadpool(caller_of, request, asked)
        except StoreError as error:
            if door(path) is not Role.PUBLIC:
                raise HTTPException(503, str(error)) from error
            log.warning("%s", error)  # what is open to all stays open without the records
            return caller_of(request, None)

    def _let_through(self, request: Request, who: Caller) -> None:
        path, safe = request.url.path, request.method in SAFE
        if who.unknown_key and for_programs(path):
            raise HTTPException(401, KEY_NEEDED, headers={"WWW-Authenticate": "Bearer"})
        if not safe and (who.account or changes_accounts(path)) and not same_origin(request, self._protection.settings):
            raise HTTPException(403, _ELSEWHERE)
        self._limit(request, who)
        needed = door(path)
        if needed is not Role.PUBLIC and who.account is None:
            raise HTTPException(401, SIGN_IN_FIRST)
        if who.account and not who.account.role.covers(needed):
            raise HTTPException(403, NOT_YOURS)
        if closed(path):
            raise HTTPException(404, _CLOSED)
        if path in DOORS and safe:
            # The page is mounted under the address with the stroke; without it the public page would answer.
            raise HTTPException(307, headers={"Location": path + "/"})

    def _limit(self, request: Request, who: Caller) -> None:
        if not is_counted(request.url.path):
            return
        asks = is_asking(request.method, request.url.path)
        buckets = self._protection.asking if asks else self._protection.reading
        if wait := buckets.take(who.identity):
            self._protection.metrics.limited.labels("asking" if asks else "reading").inc()
            raise HTTPException(429, _TOO_OFTEN, headers=retry_after(wait))


def _known(method: str) -> str:
    return method if method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS") else "other"
