"""The whole application with accounts of each role, and a client for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.routing import Mount

from assistant.http import web_app
from assistant.records.accounts import Account, Role, add_account, set_password
from assistant.records.api_keys import make_key
from assistant.records.opened import Records, open_records
from assistant.records.sessions import begin_session
from assistant.settings import Settings
from assistant.web.doors import DOORS
from tests.assistant.fake_answers import FakeSearcher, resources

PASSWORD = "榴莲 bicycle 47 雨"  # noqa: S105
HOST = "http://testserver"

Open = Callable[..., TestClient]


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    opened = open_records(Settings(home=tmp_path_factory.mktemp("home")))
    yield opened
    opened.close()


def account(records: Records, name: str, role: Role) -> Account:
    made = add_account(records, name, role)
    set_password(records, made.id, PASSWORD)
    return made


@pytest.fixture(scope="module")
def accounts(records: Records) -> dict[Role, Account]:
    return {Role.STAFF: account(records, "王敏", Role.STAFF), Role.ADMIN: account(records, "boss", Role.ADMIN)}


def made_app(records: Records | None, searcher: FakeSearcher | None = None, **settings: Any) -> FastAPI:
    return web_app(resources(searcher, **settings), records)


def with_doors(app: FastAPI) -> FastAPI:
    """``app`` with a page at each door, in front of the public one, where it has none of its own yet."""
    import gradio as gr

    for prefix in DOORS:
        if any(isinstance(route, Mount) and route.path == prefix for route in app.routes):
            continue
        with gr.Blocks(analytics_enabled=False) as blocks:
            field = gr.Textbox()
            gr.Button().click(lambda text: text, field, field)
        gr.mount_gradio_app(app, blocks, path=prefix, footer_links=[], run_history=False, ssr_mode=False)
        app.router.routes.insert(0, app.router.routes.pop())
    return app


def client(app: FastAPI, token: str | None = None, **headers: str) -> TestClient:
    """A browser at ``app``, signed in where a session's token is given; it follows no redirection."""
    cookies = {"policy_session": token} if token else {}
    return TestClient(
        app, HOST, raise_server_exceptions=False, cookies=cookies, follow_redirects=False,
        headers={"origin": HOST, "accept": "application/json", **headers},
    )  # fmt: skip


def clients(app: FastAPI, records: Records, accounts: dict[Role, Account]) -> dict[str, TestClient]:
    """Somebody of each role: nobody, a program with a public key, staff, an admin."""
    _, key = make_key(records, "门户", by="boss")
    return {
        "none": client(app),
        "public key": client(app, authorization=f"Bearer {key}"),
        "staff": client(app, begin_session(records, accounts[Role.STAFF].id)),
        "admin": client(app, begin_session(records, accounts[Role.ADMIN].id)),
    }
