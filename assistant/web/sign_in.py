"""Signing in and out, one-time links and changing a password: forms that work without any script."""

from __future__ import annotations

import math
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from starlette.responses import RedirectResponse
from starlette.routing import Mount

from assistant.records import audit, links
from assistant.records.accounts import Account, Role, check_password, set_password
from assistant.records.errors import RecordsError
from assistant.records.opened import Records
from assistant.records.passwords import new_token
from assistant.records.sessions import begin_session, end_session
from assistant.web.callers import cookie_name, give_session, is_secure, put_cookie, session_cookie, take_session
from assistant.web.doors import DOORS
from assistant.web.guard import caller
from assistant.web.limits import Attempts, retry_after
from assistant.web.metrics import Metrics
from assistant.web.origin import form_token, right_token
from assistant.web.pages import LOOK, TONGUE_COOKIE, in_tongue, page, tongue_of
from assistant.web.words import WORDS

_FORM_COOKIE = "policy_form"
_FORM_SECONDS = 24 * 3600
_TONGUE_SECONDS = 365 * 24 * 3600
_PAGES = {"/desk": "desk", "/accounts": "accounts", "/quality": "quality", "/library": "library"}

Text = Annotated[str, Form(max_length=2000)]


def sign_in_routes(records: Records, metrics: Metrics, attempts: Attempts | None = None) -> APIRouter:
    """Make the routes of ``/sign-in``, ``/sign-out`` and ``/account`` over ``records``."""
    router = APIRouter(include_in_schema=False)
    attempts = attempts or Attempts()
    _sign_in(router, records, metrics, attempts)
    _links(router, records)
    _account(router, records, attempts)
    _sign_out(router, records)

    @router.get("/sign-in/look.css")
    def look() -> Response:
        return Response(
            LOOK.read_text(encoding="utf-8"), media_type="text/css", headers={"cache-control": "max-age=300"}
        )

    return router


def _sign_in(router: APIRouter, records: Records, metrics: Metrics, attempts: Attempts) -> None:
    @router.get("/sign-in")
    def form(request: Request, next: str = "") -> Response:  # noqa: A002 - the name in the address
        if account := caller(request).account:
            return RedirectResponse(_where_next(request, next, account), 303)
        return _form(request, "sign_in.html", wrong="", name="", next=next)

    @router.post("/sign-in")
    def sign_in(
        request: Request,
        name: Text,
        password: Text,
        next: Text = "",  # noqa: A002
        form_token: Text = "",
    ) -> Response:
        words = WORDS[tongue_of(request.scope)]

        def again(wrong: str, status: int, headers: dict[str, str] | None = None) -> Response:
            shown = name[:64]
            return _form(request, "sign_in.html", status, headers, wrong=wrong, name=shown, next=next)

        if not right_token(_form_cookie(request), form_token):
            return again(words["stale"], 403)
        address = caller(request).address
        key = " ".join(name.split()).casefold()
        if wait := attempts.begin(key, address):
            metrics.sign_ins.labels("limited").inc()
            return again(words["too_many"].format(seconds=math.ceil(wait)), 429, retry_after(wait))
        account = check_password(records, name, password)
        if account is None:
            metrics.sign_ins.labels("failed").inc()
            audit.note(records, "account.sign_in_failed", on=name[:64], address=address)
            return again(words["wrong"], 401)
        attempts.succeeded(key, address)
        metrics.sign_ins.labels("succeeded").inc()
        audit.note(records, "account.signed_in", who=account.name, on=account.name, address=address)
        return _enter(request, records, account, next)


def _links(router: APIRouter, records: Records) -> None:
    @router.get("/sign-in/link/{token}")
    def form(request: Request, token: str) -> Response:
        account = links.account_of_link(records, token)
        shown = account.name if account else None
        return _form(request, "link.html", 200 if account else 404, wrong="", account=shown)

    @router.post("/sign-in/link/{token}")
    def use(request: Request, token: str, password: Text, again: Text, form_token: Text = "") -> Response:
        words = WORDS[tongue_of(request.scope)]
        account = links.account_of_link(records, token)
        wrong = ""
        if account is None:
            return _form(request, "link.html", 404, wrong="", account=None)
        if not right_token(_form_cookie(request), form_token):
            wrong = words["stale"]
        elif password != again:
            wrong = words["differ"]
        else:
            try:
                account = links.use_link(records, token, password)
            except RecordsError as error:
                wrong = in_tongue(str(error), tongue_of(request.scope))
        if wrong and account:
            return _form(request, "link.html", 422, wrong=wrong, account=account.name)
        if account is None:
            return _form(request, "link.html", 404, wrong="", account=None)
        address = caller(request).address
        audit.note(records, "account.link_used", who=account.name, on=account.name, address=address)
        return _enter(request, records, account, "")


def _account(router: APIRouter, records: Records, attempts: Attempts) -> None:
    @router.get("/account")
    def show(request: Request) -> Response:
        account = caller(request).account
        return _account_page(request, account) if account else RedirectResponse("/sign-in?next=/account", 303)

    @router.post("/account")
    def change(request: Request, old: Text, password: Text, again: Text, form_token: Text = "") -> Response:
        words, who = WORDS[tongue_of(request.scope)], caller(request)
        if who.account is None:
            return RedirectResponse("/sign-in?next=/account", 303)
        if not right_token(who.token, form_token):
            return _account_page(request, who.account, 403, wrong=words["stale"])
        if password != again:
            return _account_page(request, who.account, 422, wrong=words["differ"])
        try:
            if wrong := _wrong_old(request, records, attempts, who.account, old):
                return _account_page(request, who.account, 422, wrong=wrong)
            set_password(records, who.account.id, password)
        except RecordsError as error:
            return _account_page(request, who.account, 422, wrong=in_tongue(str(error), tongue_of(request.scope)))
        audit.note(records, "account.password_changed", who=who.account.name, on=who.account.name, address=who.address)
        token = begin_session(records, who.account.id)
        response = _account_page(request, who.account, done=words["changed"], token=token)
        give_session(response, request.scope, token)
        return response


def _wrong_old(request: Request, records: Records, attempts: Attempts, account: Account, old: str) -> str:
    """Say what is wrong with ``old`` as the account's password; an open browser is no way to try many."""
    words, address = WORDS[tongue_of(request.scope)], caller(request).address
    if wait := attempts.begin(account.name.casefold(), address):
        return words["too_many"].format(seconds=math.ceil(wait))
    if check_password(records, account.name, old) is None:
        audit.note(records, "account.password_refused", who=account.name, on=account.name, address=address)
        return words["wrong_old"]
    attempts.succeeded(account.name.casefold(), address)
    return ""


def _sign_out(router: APIRouter, records: Records) -> None:
    @router.post("/sign-out")
    def sign_out(request: Request, form_token: Text = "") -> Response:
        words, who = WORDS[tongue_of(request.scope)], caller(request)
        if who.account and who.token:
            if not right_token(who.token, form_token):
                return _account_page(request, who.account, 403, wrong=words["stale"])
            end_session(records, who.token)
            audit.note(records, "account.signed_out", who=who.account.name, on=who.account.name, address=who.address)
        response = RedirectResponse("/sign-in", 303)
        take_session(response, request.scope)
        return response


def _enter(request: Request, records: Records, account: Account, wanted: str) -> Response:
    before = session_cookie(request)
    token = begin_session(records, account.id, instead_of=before)
    response = RedirectResponse(_where_next(request, wanted, account), 303)
    give_session(response, request.scope, token)
    return response


def _form(
    request: Request, template: str, status: int = 200, headers: dict[str, str] | None = None, **values: object
) -> Response:
    """Show a form of somebody who is not signed in; its token hangs on a cookie of its own."""
    cookie = _form_cookie(request) or new_token()
    response = page(
        template, request.scope, tongue_of(request.scope), status, headers, form_token=form_token(cookie), **values
    )
    put_cookie(response, request.scope, _FORM_COOKIE, cookie, _FORM_SECONDS)
    return _with_tongue(request, response)


def _account_page(
    request: Request,
    account: Account,
    status: int = 200,
    *,
    wrong: str = "",
    done: str = "",
    token: str | None = None,
) -> Response:
    values: dict[str, object] = {
        "account": account.name,
        "role": account.role.value,
        "pages": [(f"{prefix}/", _PAGES[prefix]) for prefix in _mounted(request, account.role)],
        "form_token": form_token(token or caller(request).token or ""),
        "wrong": wrong,
        "done": done,
    }
    response = page("account.html", request.scope, tongue_of(request.scope), status, None, **values)
    return _with_tongue(request, response)


def _with_tongue(request: Request, response: Response) -> Response:
    if request.query_params.get("lang"):
        put_cookie(response, request.scope, TONGUE_COOKIE, tongue_of(request.scope), _TONGUE_SECONDS)
    return response


def _form_cookie(request: Request) -> str | None:
    return request.cookies.get(cookie_name(_FORM_COOKIE, is_secure(request.scope)))


def _where_next(request: Request, wanted: str, account: Account) -> str:
    """Where to go after signing in: a page of ours that was wanted and is open to the account, else its first page."""
    own = _mounted(request, account.role)
    if wanted == "/account" or any(wanted == prefix or wanted.startswith(f"{prefix}/") for prefix in own):
        return wanted
    return f"{own[-1]}/" if own else "/account"


def _mounted(request: Request, role: Role) -> list[str]:
    there = {route.path for route in request.app.routes if isinstance(route, Mount)}
    return [prefix for prefix, needed in DOORS.items() if prefix in there and role.covers(needed)]
