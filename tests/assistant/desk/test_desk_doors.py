"""Nobody without an account uses the desk: neither its addresses nor a single one of its events."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from assistant.answer import Resources
from assistant.http import web_app
from assistant.records.accounts import Account, Role, add_account
from assistant.records.opened import open_records
from assistant.records.sessions import begin_session
from assistant.settings import Settings
from assistant.ui.desk.events import Desk, may_use
from assistant.ui.desk.page import build_desk
from assistant.web.callers import Caller
from index.search import Searcher

HOST = "http://testserver"
PATHS = (
    "/desk/",
    "/desk/found?q=补贴",
    "/desk/export/calls.csv",
    "/desk/export/calls.xlsx",
    "/desk/export/unanswered.csv",
    "/desk/export/unanswered.xlsx",
    "/desk/export/feedback.jsonl",
)


@pytest.fixture(scope="module")
def desk(searcher: Searcher, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One for all: what is asked of it here is mostly refused, and the rest changes nothing for the next."""
    settings = Settings(home=tmp_path_factory.mktemp("home"), llm_enabled=False, rate_limit=0)
    records = open_records(settings)
    yield Desk(Resources(searcher, None, settings), records)
    records.close()


@pytest.fixture(scope="module")
def staff(desk: Desk) -> Account:
    return add_account(desk.records, "王敏", Role.STAFF)


@pytest.fixture(scope="module")
def app(desk: Desk) -> FastAPI:
    return web_app(desk.resources, desk.records)


def client(app: FastAPI, token: str | None = None) -> TestClient:
    cookies = {"policy_session": token} if token else {}
    return TestClient(app, HOST, cookies=cookies, headers={"origin": HOST}, follow_redirects=False)


@pytest.mark.parametrize("path", PATHS)
def test_its_addresses_are_closed_to_the_public_and_open_to_staff(
    app: FastAPI, desk: Desk, staff: Account, path: str
) -> None:
    assert client(app).get(path).status_code == 401
    assert client(app, "no such session").get(path).status_code == 401
    opened = client(app, begin_session(desk.records, staff.id)).get(path)
    assert opened.status_code == 200
    if "export" in path:
        assert "attachment" in opened.headers["content-disposition"]


def test_an_address_without_sense_is_refused(app: FastAPI, desk: Desk, staff: Account) -> None:
    mine = client(app, begin_session(desk.records, staff.id))
    assert mine.get("/desk/export/accounts.csv").status_code == 422
    assert mine.get("/desk/found?q=").status_code == 422
    assert mine.get("/desk/found?q=补贴&day=gestern").status_code == 422


def handlers(desk: Desk) -> Iterator[tuple[str, Callable[..., Any]]]:
    for event in build_desk(desk.resources, desk.records).fns.values():
        if event.fn is not None:
            yield str(event.name), event.fn


def called(function: Callable[..., Any], account: Account | None) -> object:
    """Call an event's function as Gradio does, as somebody with ``account``."""
    scope = {"type": "http", "headers": [], "state": {}}
    request = Request(scope)
    request.state.caller = Caller("127.0.0.1", account=account)
    given = {
        "request": SimpleNamespace(request=request),
        "pressed": SimpleNamespace(act="remove", id="1"),
        "tongue": "zh",
    }
    names = inspect.signature(function).parameters
    result = function(**{name: given.get(name, "1" if name == "call_id" else "") for name in names})
    return next(result) if inspect.isgenerator(result) else result


def test_every_event_refuses_who_has_no_right_to_it(desk: Desk, staff: Account) -> None:
    public = staff.model_copy(update={"role": Role.PUBLIC})
    disabled = staff.model_copy(update={"disabled": True})
    events = list(handlers(desk))
    assert len(events) >= 10
    for name, function in events:
        for account in (None, public, disabled):
            with pytest.raises(gr.Error, match="登录"):
                called(function, account)
            assert not may_use(account), name


def test_the_same_events_do_their_work_for_staff(desk: Desk, staff: Account) -> None:
    for name, function in handlers(desk):
        assert called(function, staff) is not None, name


def test_events_are_refused_over_http_without_a_session(app: FastAPI, desk: Desk, staff: Account) -> None:
    anybody, mine = client(app), client(app, begin_session(desk.records, staff.id))
    for number in build_desk(desk.resources, desk.records).fns:
        body = {"fn_index": number, "data": ["zh"], "session_hash": "x"}
        assert anybody.post("/desk/gradio_api/queue/join", json=body).status_code == 401
        assert anybody.post("/desk/gradio_api/run/predict", json=body).status_code == 401
        # The public page knows no such events either: its numbers are its own.
    foreign = mine.post("/desk/gradio_api/queue/join", json={"fn_index": 0}, headers={"origin": "http://evil.example"})
    assert foreign.status_code == 403
