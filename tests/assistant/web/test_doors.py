"""Each role at every door: whom each address of the application lets in, and that no address is without an entry.

Who adds a route adds its entry here: ``open`` to all, ``key`` to programs with a key and to accounts, ``signed in``,
``staff`` or ``admin``. Those of Gradio's pages are ``used`` by every page, used ``behind`` a door only, or ``closed``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.records.accounts import Account, Role
from assistant.records.opened import Records
from assistant.web import doors, protecting
from tests.assistant.web.conftest import clients, made_app, with_doors

OWN: dict[str, str] = {
    "GET HEAD /api/openapi.json": "open",
    "POST /api/ask": "open",
    "GET /api/search": "open",
    "GET /api/policies": "open",
    "GET /api/policies/{policy_id:path}": "open",
    "GET /api/clauses/{clause_id:path}": "open",
    "DELETE GET PATCH POST PUT /api/{rest:path}": "open",
    "GET /policy/": "open",
    "GET /policy/look.css": "open",
    "GET /policy/{policy_id:path}": "open",
    "GET /healthz": "open",
    "GET /readyz": "open",
    "GET /metrics": "admin",
    "GET /desk/found": "staff",
    "GET /desk/export/feedback.jsonl": "staff",
    "GET /desk/export/{what}.{form}": "staff",
    "GET /accounts/audit.csv": "admin",
    "GET /quality/report/{run}": "admin",
    "POST /library/upload": "admin",
    "GET /library/job": "admin",
    "POST /v1/chat/completions": "key",
    "GET /v1/models": "key",
    "GET /v1/models/{model}": "key",
    "DELETE GET PATCH POST PUT /v1/{rest:path}": "open",
    "DELETE GET POST /mcp": "key",
    "GET /embed.js": "open",
    "GET /sign-in": "open",
    "POST /sign-in": "open",
    "GET /sign-in/look.css": "open",
    "GET /sign-in/link/{token}": "open",
    "POST /sign-in/link/{token}": "open",
    "GET /account": "signed in",
    "POST /account": "signed in",
    "POST /sign-out": "signed in",
}
"""Every route of our own, by its methods and template."""

USED = (
    "GET /", "HEAD /", "GET /config", "GET /config/", "GET /assets/{path:path}", "GET /static/{path:path}",
    "GET /favicon.ico", "GET /theme.css", "GET /robots.txt", "GET /manifest.json",
    "GET /gradio_api/app_id", "GET /gradio_api/app_id/", "POST /gradio_api/cancel",
    "GET /gradio_api/heartbeat/{session_hash}", "GET /gradio_api/info", "GET /gradio_api/info/",
    "GET /gradio_api/login_check", "GET /gradio_api/login_check/", "GET /gradio_api/queue/data",
    "POST /gradio_api/queue/join", "POST /gradio_api/reset", "POST /gradio_api/reset/",
    "POST /gradio_api/run/{api_name}", "POST /gradio_api/run/{api_name}/", "GET /gradio_api/startup-events",
    "GET /gradio_api/theme.css", "GET /gradio_api/user", "GET /gradio_api/user/",
)  # fmt: skip
BEHIND = (
    "POST /gradio_api/upload", "GET /gradio_api/upload_progress", "GET /gradio_api/file={path_or_url:path}",
    "HEAD /gradio_api/file={path_or_url:path}",
)  # fmt: skip
CLOSED = (
    "POST /login", "POST /login/", "GET /logout", "GET /svelte/{path:path}", "GET HEAD /openapi.json",
    "GET /pwa_icon", "GET /pwa_icon/{size}", "GET /monitoring", "GET /monitoring/summary", "GET /monitoring/{key}",
    "POST /gradio_api/api/{api_name}", "POST /gradio_api/api/{api_name}/",
    "POST /gradio_api/call/v2/{api_name}", "POST /gradio_api/call/v2/{api_name}/",
    "GET /gradio_api/call/v2/{api_name}/{event_id}",
    "POST /gradio_api/call/{api_name}", "POST /gradio_api/call/{api_name}/",
    "GET /gradio_api/call/{api_name}/{event_id}",
    "POST /gradio_api/component_server", "POST /gradio_api/component_server/",
    "GET /gradio_api/custom_component/{id}/{environment}/{type}/{file_name}", "GET /gradio_api/deep_link",
    "GET /gradio_api/dev/reload", "GET /gradio_api/file/{path:path}", "GET /gradio_api/openapi.json",
    "POST /gradio_api/process_recording", "GET /gradio_api/proxy={url_path:path}",
    "HEAD /gradio_api/proxy={url_path:path}", "GET /gradio_api/queue/status",
    "GET /gradio_api/runs", "GET /gradio_api/runs/",
    "POST /gradio_api/stream/{event_id}", "POST /gradio_api/stream/{event_id}/close",
    "GET /gradio_api/stream/{session_hash}/{run}/{component_id}/playlist-file",
    "GET /gradio_api/stream/{session_hash}/{run}/{component_id}/playlist.m3u8",
    "GET /gradio_api/stream/{session_hash}/{run}/{component_id}/{segment_id}.{ext}",
    "GET /gradio_api/token", "GET /gradio_api/token/",
    "POST /gradio_api/undo-vibe-edit", "POST /gradio_api/undo-vibe-edit/",
    "GET /gradio_api/vibe-code", "GET /gradio_api/vibe-code/", "POST /gradio_api/vibe-code",
    "POST /gradio_api/vibe-code/", "POST /gradio_api/vibe-edit", "POST /gradio_api/vibe-edit/",
    "POST /gradio_api/vibe-starter-queries", "POST /gradio_api/vibe-starter-queries/",
)  # fmt: skip
GRADIO = {
    **dict.fromkeys(USED, "used"),
    **dict.fromkeys(BEHIND, "behind"),
    **dict.fromkeys(CLOSED, "closed"),
}
"""Every route of a page of Gradio, relative to where it is mounted."""

WHO = ("none", "public key", "staff", "admin")
MAY = {
    "open": WHO,
    "key": ("public key", "staff", "admin"),
    "signed in": ("staff", "admin"),
    "staff": ("staff", "admin"),
    "admin": ("admin",),
}


@pytest.fixture(scope="module")
def app(records: Records) -> FastAPI:
    return with_doors(made_app(records, rate_limit=0, rate_limit_ask=0))


@pytest.fixture(scope="module")
def everybody(app: FastAPI, records: Records, accounts: dict[Role, Account]) -> dict[str, TestClient]:
    return clients(app, records, accounts)


def routes(app: FastAPI) -> Iterator[str]:
    """The routes of ``app`` itself as the tables write them, not those of its mounts."""
    for route in iter_route_contexts(app.routes):
        if route.path is not None and route.methods:
            yield f"{' '.join(sorted(route.methods))} {route.path}"


def pages(app: FastAPI) -> dict[str, FastAPI]:
    """What is mounted, by the address it is mounted at."""
    found: dict[str, FastAPI] = {}
    for route in app.routes:
        if isinstance(route, Mount):
            assert isinstance(route.app, FastAPI), f"{route.path} is mounted and no page of Gradio: give it entries"
            found[route.path] = route.app
    return found


def requests_of(entry: str, prefix: str = "") -> Iterator[tuple[str, str]]:
    *methods, template = entry.split(" ")
    for method in methods:
        yield method, prefix + re.sub(r"\{[^}]*\}", "x", template)


def refused(response: object) -> bool:
    return getattr(response, "status_code", 0) in (401, 403)


def test_every_route_of_our_own_has_an_entry(app: FastAPI) -> None:
    found = set(routes(app))
    assert found - set(OWN) == set(), "add what is missing to OWN: who may in there?"
    assert set(OWN) - found == set(), "OWN names what is not there"


def test_every_route_of_each_page_has_an_entry(app: FastAPI) -> None:
    assert set(pages(app)) == {"", *doors.DOORS}, "a page that is no door is open to all: add it here if it should be"
    for prefix, page in pages(app).items():
        assert set(routes(page)) == set(GRADIO), prefix


def test_a_new_route_is_noticed() -> None:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.add_api_route("/library-of-all", lambda: "x")
    with pytest.raises(AssertionError, match="library-of-all"):
        test_every_route_of_our_own_has_an_entry(app)


@pytest.mark.parametrize("entry", OWN)
@pytest.mark.parametrize("who", WHO)
def test_a_route_of_our_own(everybody: dict[str, TestClient], entry: str, who: str) -> None:
    let_in = who in MAY[OWN[entry]]
    for method, path in requests_of(entry):
        response = everybody[who].request(method, path, json={} if method in ("POST", "PUT", "PATCH") else None)
        if OWN[entry] == "signed in":
            # A form without its fields is refused before anybody is asked for; the account's page is seen by its own.
            assert response.status_code == 422 or ("已登录" in response.text) == let_in, response.text
            assert let_in or response.status_code in (303, 422), response.text
            continue
        assert refused(response) != let_in, f"{who}: {method} {path} gave {response.status_code}"


async def passed(_app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("passed", 299)(scope, receive, send)


def needed(prefix: str, kind: str) -> str:
    """Whom the table lets in at a route of the page at ``prefix``: a role's name, or ``closed``."""
    if kind == "closed" or (kind == "behind" and not prefix):
        return "closed"
    return str(doors.DOORS[prefix]) if prefix else "open"


def gradio_cases() -> Iterator[tuple[str, str, str]]:
    for prefix in ("", *doors.DOORS):
        for entry, kind in GRADIO.items():
            yield prefix, entry, needed(prefix, kind)


@pytest.mark.parametrize("who", WHO)
def test_the_routes_of_gradio_pages(
    everybody: dict[str, TestClient], monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    """Up to the door only: what is behind streams without end."""
    monkeypatch.setattr(protecting, "limited", passed)
    wrong = []
    for prefix, entry, whose in gradio_cases():
        for method, path in requests_of(entry, prefix):
            status = everybody[who].request(method, path).status_code
            role = str(doors.DOORS.get(prefix, Role.PUBLIC))
            at_door = who in MAY["open" if role == "public" else role]
            if not at_door:
                right = status == (403 if who == "staff" else 401)
            else:
                right = status == (404 if whose == "closed" else 299)
            if not right:
                wrong.append(f"{who}: {method} {path} gave {status}, is {whose}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("prefix", doors.DOORS)
def test_behind_the_door_is_the_page_itself(everybody: dict[str, TestClient], prefix: str) -> None:
    """The same doors with nothing taken out: Gradio asks again, by its own dependency."""
    for who in WHO:
        let_in = who in MAY[str(doors.DOORS[prefix])]
        for path in ("/", "/config", "/gradio_api/info", "/theme.css"):
            response = everybody[who].get(prefix + path)
            assert refused(response) != let_in, (who, path, response.status_code)
            assert let_in == (response.status_code == 200), (who, path)
        joined = everybody[who].post(
            f"{prefix}/gradio_api/queue/join", json={"data": ["x"], "fn_index": 0, "session_hash": "abcdefgh"}
        )
        assert refused(joined) != let_in, (who, joined.status_code)
        sent = everybody[who].post(f"{prefix}/gradio_api/upload", files={"files": ("a.txt", b"x")})
        assert refused(sent) != let_in, (who, sent.status_code)


ROUNDABOUT = ("//desk/", "/./desk/", "/x/../desk/", "/desk//", "/DESK/", "/desk%2f", "/desk;x/", "//gradio_api/upload",
              "/x/../gradio_api/upload", "/gradio_api//upload", "/desk/../library/", "/library%00/")  # fmt: skip


@pytest.mark.parametrize("path", ROUNDABOUT)
def test_no_way_round_a_door(app: FastAPI, path: str) -> None:
    """Sent as it is written: a client would tidy it up."""
    import asyncio
    from urllib.parse import unquote

    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: object) -> None:
        assert isinstance(message, dict)
        sent.append(message)

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": unquote(path), "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "headers": [(b"host", b"testserver")], "client": ("127.0.0.1", 5000), "server": ("testserver", 80),
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
    body = b"".join(bytes(each.get("body", b"")) for each in sent if each["type"] == "http.response.body")  # type: ignore[call-overload]
    assert sent[0]["status"] in (401, 404, 307), (sent[0], body[:200])


def test_the_address_of_a_door_without_its_stroke_is_the_door(everybody: dict[str, TestClient]) -> None:
    for prefix in doors.DOORS:
        assert everybody["admin"].get(prefix).headers["location"] == f"{prefix}/"
        assert everybody["none"].get(prefix).status_code == 401
        person = everybody["none"].get(prefix, headers={"accept": "text/html"})
        assert (person.status_code, person.headers["location"]) == (303, f"/sign-in?next=%2F{prefix[1:]}")
    assert everybody["staff"].get("/library/", headers={"accept": "text/html"}).status_code == 403


def test_a_websocket_is_refused(app: FastAPI) -> None:
    from starlette.websockets import WebSocketDisconnect

    with pytest.raises(WebSocketDisconnect), TestClient(app).websocket_connect("/desk/queue"):
        pass
