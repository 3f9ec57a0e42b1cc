"""Real records with two admins and a member of staff, and the whole application over them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from assistant.http import web_app
from assistant.records.accounts import Account, Role, add_account, set_password
from assistant.records.opened import Records, open_records
from assistant.settings import Settings
from assistant.web.callers import Caller
from tests.assistant.fake_answers import resources

HOST = "http://testserver"
PASSWORD = "榴莲 bicycle 47 雨"  # noqa: S105
Event = Callable[..., Any]


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = open_records(Settings(home=tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def staff(records: Records) -> Account:
    return add_account(records, "王敏", Role.STAFF)


@pytest.fixture
def admin(records: Records) -> Account:
    """An admin who has a password."""
    made = add_account(records, "boss", Role.ADMIN)
    set_password(records, made.id, PASSWORD)
    return made.model_copy(update={"has_password": True})


@pytest.fixture
def app(records: Records) -> FastAPI:
    return web_app(resources(rate_limit=0, rate_limit_ask=0), records)


def client(app: FastAPI, token: str | None = None) -> TestClient:
    cookies = {"policy_session": token} if token else {}
    return TestClient(app, HOST, cookies=cookies, headers={"origin": HOST}, follow_redirects=False)


def events_of(page: gr.Blocks) -> dict[int, Event]:
    """What Gradio calls for each event of a page, by its number."""
    return {number: event.fn for number, event in page.fns.items() if event.fn is not None}


def called(function: Event, account: Account | None, tongue: str = "zh", **sent: object) -> Any:
    """Call an event's function as Gradio does, as somebody with ``account`` whose browser sent ``sent``."""
    request = Request({"type": "http", "headers": [(b"host", b"policy.example.cn")], "state": {}})
    request.state.caller = Caller("10.0.0.8", account=account, token="t" if account else None)
    given = {"request": SimpleNamespace(request=request), "pressed": gr.EventData(None, sent), "tongue": tongue}
    return function(**{name: given.get(name, "") for name in inspect.signature(function).parameters})


def refused_to_all_but_admins(page: gr.Blocks, staff: Account, admin: Account) -> int:
    """Check that no event of ``page`` does anything for who is no admin; returns how many events there are."""
    found = events_of(page)
    others = (None, staff, *(admin.model_copy(update=change) for change in ({"disabled": True}, {"role": Role.PUBLIC})))
    for function in found.values():
        for account in others:
            with pytest.raises(gr.Error, match="登录"):
                called(function, account)
    return len(found)
