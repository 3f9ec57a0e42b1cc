"""Nobody but an admin uses the library: neither its addresses nor a single one of its events."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from assistant.http import web_app
from assistant.records import audit
from assistant.records.accounts import Account, Role, add_account
from assistant.records.sessions import begin_session
from assistant.ui.policies import keeping
from assistant.ui.policies.page import build_policies
from assistant.ui.policies.work import Library, may_use
from assistant.web.callers import Caller
from tests.assistant.fake_answers import EVIL
from tests.assistant.policies.conftest import text

HOST = "http://testserver"
FILES = {"files": (f"{EVIL[:60]}.txt".replace("/", ""), text(), "text/plain")}


@pytest.fixture
def staff(library: Library) -> Account:
    return add_account(library.records, "王敏", Role.STAFF)


@pytest.fixture
def app(library: Library) -> FastAPI:
    return web_app(library.resources, library.records)


def client(app: FastAPI, token: str | None = None, origin: str = HOST) -> TestClient:
    cookies = {"policy_session": token} if token else {}
    return TestClient(app, HOST, cookies=cookies, headers={"origin": origin}, follow_redirects=False)


def test_its_addresses_are_open_to_admins_alone(app: FastAPI, library: Library, staff: Account, admin: Account) -> None:
    of_staff, mine = (client(app, begin_session(library.records, each.id)) for each in (staff, admin))
    for path in ("/library/", "/library/job"):
        assert client(app).get(path).status_code == 401
        assert of_staff.get(path).status_code == 403
        assert mine.get(path).status_code == 200
    assert client(app).post("/library/upload", files=FILES).status_code == 401
    assert of_staff.post("/library/upload", files=FILES).status_code == 403
    foreign = client(app, begin_session(library.records, admin.id), "http://evil.example")
    assert foreign.post("/library/upload", files=FILES).status_code == 403
    assert not keeping.uploads_folder(library.settings).exists()
    assert audit.entries(library.records, what="policy.") == ()


def test_a_file_is_sent_and_its_name_shown_as_text(app: FastAPI, library: Library, admin: Account) -> None:
    import time

    mine = client(app, begin_session(library.records, admin.id))
    assert mine.post("/library/upload", files=FILES).status_code == 202
    until = time.monotonic() + 60
    page = ""
    while time.monotonic() < until:
        page = mine.get("/library/job").text
        assert "<script>" not in page
        if "data-running" not in page:
            break
        time.sleep(0.2)
    assert "新增" in page
    assert "&lt;script&gt;" in page
    assert any("创新券" in each.title for each in library.searcher.policies())
    (entry,) = audit.entries(library.records, what="policy.uploaded")
    assert entry.who == "boss"


def test_what_is_no_upload_is_refused_in_one_line(
    app: FastAPI, library: Library, admin: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = client(app, begin_session(library.records, admin.id))
    assert mine.post("/library/upload", json={}).status_code == 422
    assert mine.post("/library/upload", data={"files": "words"}).status_code == 422
    monkeypatch.setattr(keeping, "MOST_UPLOADED", 1)
    two = [("files", ("a.txt", b"x")), ("files", ("b.txt", b"x"))]
    refused = mine.post("/library/upload", files=two)
    assert refused.status_code == 413
    assert "1" in json.loads(refused.text)["error"]


def handlers(library: Library) -> Iterator[tuple[str, Callable[..., Any]]]:
    for event in build_policies(library).fns.values():
        if event.fn is not None:
            yield str(event.name), event.fn


ACTS = ("find", "open", "page", "edit_policy", "edit_clause", "save_policy", "save_clause", "revert", "remove",
        "restore", "replace", "reindex", "rebuild", "stop", "nonsense", 7)  # fmt: skip


def called(function: Callable[..., Any], account: Account | None, **sent: object) -> object:
    """Call an event's function as Gradio does, as somebody with ``account``."""
    request = Request({"type": "http", "headers": [], "state": {}})
    request.state.caller = Caller("127.0.0.1", account=account)
    given = {"request": SimpleNamespace(request=request), "pressed": SimpleNamespace(**sent), "tongue": "zh"}
    names = inspect.signature(function).parameters
    return function(**{name: given[name] for name in names})


def test_every_event_refuses_who_has_no_right_to_it(library: Library, staff: Account, admin: Account) -> None:
    disabled = admin.model_copy(update={"disabled": True})
    events = list(handlers(library))
    assert len(events) >= 9
    before = library.searcher.policies()
    for name, function in events:
        for account in (None, staff, disabled):
            assert not may_use(account), name
            for act in ("remove", "rebuild"):
                with pytest.raises(gr.Error, match="登录"):
                    called(function, account, act=act, id=before[0].policy_id, form={})
    assert library.searcher.policies() == before
    assert library.jobs.job is None


@pytest.mark.parametrize(
    ("own", "form"),
    [("", {}), ("no such", None), ("9" * 20, {"q": 3, "title": ["x"], 5: "y"}), (None, {"title": "x" * 5000})],
)
def test_whatever_is_sent_an_event_says_one_line(library: Library, admin: Account, own: object, form: object) -> None:
    functions = {function.__qualname__: (name, function) for name, function in handlers(library)}
    for name, function in functions.values():
        for act in ACTS:
            if act in ("reindex", "rebuild", "remove"):
                continue
            assert called(function, admin, act=act, id=own, form=form, other="x") is not None, (name, act)
