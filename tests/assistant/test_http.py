"""The HTTP API: its shapes, its events, its failures, and that a client who leaves stops the work."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
import uvicorn
from fastapi.testclient import TestClient

import assistant.http
from assistant.answer import Answer, AnswerStatus, Resources
from assistant.http import create_app
from assistant.logs import keep_log
from assistant.serving import listen, run
from index.errors import SettingError, StoreError
from tests.assistant.fake_answers import FakeSearcher, FakeStream, resources

HIT_KEYS = {
    "rank", "score", "policy_id", "policy", "source_file", "clause_id", "address", "text", "validity",
}  # fmt: skip
CITATION_KEYS = {
    "marker", "policy_id", "policy", "document_number", "source_file", "clause_id", "address", "quote", "text",
    "start", "end", "validity",
}  # fmt: skip


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> FakeStream:
    fake = FakeStream()
    monkeypatch.setattr(assistant.http, "stream", fake)
    return fake


@pytest.fixture
def searcher() -> FakeSearcher:
    return FakeSearcher()


@pytest.fixture
def client(searcher: FakeSearcher, told: FakeStream) -> TestClient:
    return TestClient(create_app(resources(searcher, question_limit=50)), raise_server_exceptions=False)


def events(text: str) -> list[tuple[str, Any]]:
    parsed = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n")
        parsed.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return parsed


def test_ask_answers_in_the_shape_of_every_face(client: TestClient) -> None:
    response = client.post("/api/ask", json={"question": "奖励多少?", "as_of": "2026-11-22"})
    assert response.status_code == 200
    body = response.json()
    assert set(body) == set(Answer.model_fields)
    assert body["as_of"] == "2026-11-22"
    assert set(body["citations"][0]) == CITATION_KEYS
    assert body["citations"][2]["address"] == ["三、", "(二)"]
    assert body["citations"][0]["validity"] == "in_force"


def test_ask_passes_on_history_region_and_day(client: TestClient, told: FakeStream) -> None:
    history = [{"role": "user", "content": "甲"}, {"role": "assistant", "content": "乙"}]
    sent = {"question": "然后呢?", "history": history, "region": "澄江市", "as_of": "2025-01-01", "id": "unknown key"}
    assert client.post("/api/ask", json=sent).status_code == 200
    assert [(turn.role, turn.content) for turn in told.histories[0]] == [("user", "甲"), ("assistant", "乙")]
    region, day = told.filters[0]
    assert (region, str(day)) == ("澄江市", "2025-01-01")


@pytest.mark.parametrize(
    "how", [{"json": {"question": "问", "stream": True}}, {"headers": {"Accept": "text/event-stream"}}]
)
def test_streaming_sends_clauses_text_and_answer_in_this_order(client: TestClient, how: dict[str, Any]) -> None:
    response = client.post("/api/ask", **{"json": {"question": "问"}, **how})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    told = events(response.text)
    names = [name for name, _ in told]
    assert names[0] == "clauses"
    assert names[-1] == "answer"
    assert set(names[1:-1]) == {"text"}
    assert set(told[0][1]["hits"][0]) == HIT_KEYS
    assert "".join(data["text"] for name, data in told if name == "text") == told[-1][1]["answer"]


@pytest.mark.parametrize("streamed", [False, True])
def test_a_failed_answer_is_never_http_200(client: TestClient, told: FakeStream, streamed: bool) -> None:
    told.status = AnswerStatus.FAILED
    response = client.post("/api/ask", json={"question": "问", "stream": streamed})
    assert response.status_code == 500
    assert response.json()["status"] == "failed"
    assert response.json()["reference"] == "ab12cd34"


def test_a_failure_after_the_clauses_is_the_last_event(client: TestClient, told: FakeStream) -> None:
    told.failing = True
    last = events(client.post("/api/ask", json={"question": "问", "stream": True}).text)[-1]
    assert (last[0], last[1]["status"], last[1]["reference"]) == ("answer", "failed", "ab12cd34")


@pytest.mark.parametrize(
    "sent",
    [
        {"json": {}},
        {"json": {"question": ""}},
        {"json": {"question": " \n\u3000"}},
        {"json": {"question": "长" * 51}},
        {"json": {"question": "问", "as_of": "yesterday"}},
        {"json": {"question": "问", "history": [{"role": "system", "content": "x"}]}},
        {"json": {"question": 5}},
        {"content": b'{"question": "\\ud800"}', "headers": {"Content-Type": "application/json"}},
        {"json": {"question": "长" * 10_000, "stream": True}},
        {"content": b"not json", "headers": {"Content-Type": "application/json"}},
    ],
)
def test_a_wrong_question_gets_422_and_one_line(client: TestClient, told: FakeStream, sent: dict[str, Any]) -> None:
    response = client.post("/api/ask", **sent)
    assert response.status_code == 422
    assert_one_line(response)
    assert told.histories == []


def assert_one_line(response: Any) -> None:
    assert set(response.json()) == {"error"}
    assert response.json()["error"].strip()
    assert "\n" not in response.json()["error"]


def test_search_gives_hits_in_the_shape_of_retrieve(client: TestClient, searcher: FakeSearcher) -> None:
    response = client.get("/api/search", params={"q": "奖励", "k": 2, "region": "云岭省", "as_of": "2031-01-01"})
    assert response.status_code == 200
    hits = response.json()["hits"]
    assert [hit["rank"] for hit in hits] == [1, 2]
    assert set(hits[0]) == HIT_KEYS
    assert hits[0]["validity"] == "expired"
    query, k, region, day = searcher.asked[0]
    assert (query, k, region, str(day)) == ("奖励", 2, "云岭省", "2031-01-01")


def test_a_search_can_be_limited(client: TestClient, searcher: FakeSearcher) -> None:
    limits = "policy=p1&policy=p2&department=卫健委&department=&in_force=true"
    assert client.get(f"/api/search?q=奖励&{limits}").status_code == 200
    assert client.get("/api/search?q=奖励&policy=").status_code == 200
    assert searcher.limits == [(("p1", "p2"), ("卫健委",), True), ((), (), False)]


@pytest.mark.parametrize(
    "params", [{}, {"q": ""}, {"q": "x" * 51}, {"q": "问", "k": 0}, {"q": "问", "k": 1000}, {"q": "问", "as_of": "x"}]
)
def test_a_wrong_search_gets_422(client: TestClient, params: dict[str, Any]) -> None:
    response = client.get("/api/search", params=params)
    assert response.status_code == 422
    assert_one_line(response)


def test_policies_and_clauses_can_be_read(client: TestClient) -> None:
    listed = client.get("/api/policies", params={"as_of": "2026-11-22"}).json()["policies"]
    assert [each["policy_id"] for each in listed] == ["p1", "p2", "p3"]
    assert [each["validity"] for each in listed] == ["in_force", "in_force", "unknown"]
    assert listed[1]["days_left"] == 39
    shown = client.get("/api/policies/p2").json()
    assert shown["title"] == "澄江市关于支持专精特新企业发展的若干意见"
    assert set(shown["clauses"][0]["departments"]) == {"lead", "with", "responsible"}
    clause = client.get("/api/clauses/p2-0").json()
    assert clause["address"] == ["三、", "(二)"]
    assert "一次性奖励20万元" in clause["text"]


@pytest.mark.parametrize("address", ["/api/policies/none", "/api/clauses/none", "/api/none", "/api/ask/none"])
def test_what_is_not_there_gets_404(client: TestClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert_one_line(response)


@pytest.mark.parametrize(("method", "address"), [("GET", "/api/ask"), ("DELETE", "/api/policies/p1")])
def test_the_wrong_method_gets_405(client: TestClient, method: str, address: str) -> None:
    response = client.request(method, address)
    assert response.status_code == 405
    assert_one_line(response)


def test_health_and_readiness(client: TestClient) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").json() == {"ready": True, "policies": 3, "model": None}


def test_not_ready_without_policies() -> None:
    empty = TestClient(create_app(resources(FakeSearcher(()))))
    response = empty.get("/readyz")
    assert response.status_code == 503
    assert "policy ingest" in response.json()["error"]
    assert empty.get("/healthz").status_code == 200


class Broken(FakeSearcher):
    """An index that cannot be read: ``error`` is raised by everything."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def policies(self) -> Any:
        raise self.error

    def search(self, *_args: Any, **_named: Any) -> Any:
        raise self.error


@pytest.mark.parametrize("address", ["/api/search?q=x", "/api/policies", "/readyz"])
def test_a_damaged_index_gets_503_and_what_to_do(address: str) -> None:
    broken = TestClient(create_app(resources(Broken(StoreError("The index is damaged:\nrun policy ingest --rebuild")))))
    response = broken.get(address)
    assert response.status_code == 503
    assert response.json() == {"error": "The index is damaged: run policy ingest --rebuild"}


def test_an_unexpected_error_gets_a_reference_that_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(resources(Broken(ValueError("secret detail"))))
    response = TestClient(app, raise_server_exceptions=False).get("/api/policies")
    assert response.status_code == 500
    assert_one_line(response)
    assert "secret detail" not in response.text
    assert response.json()["error"].split()[-1].rstrip(".") in caplog.text


def test_a_traceback_is_not_printed_by_the_server(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    keep_log(tmp_path)
    servers: list[uvicorn.Server] = []
    started = uvicorn.Server.startup

    async def remembered(self: uvicorn.Server, sockets: list[socket.socket] | None = None) -> None:
        servers.append(self)
        await started(self, sockets)

    monkeypatch.setattr(uvicorn.Server, "startup", remembered)
    listener = listen("127.0.0.1", 0)
    app = create_app(resources(Broken(ValueError("secret detail"))))
    thread = threading.Thread(target=run, args=(app, listener, "127.0.0.1"))
    thread.start()
    response = httpx.get(f"http://127.0.0.1:{listener.getsockname()[1]}/api/policies", trust_env=False, timeout=20)
    servers[0].should_exit = True
    thread.join(20)
    assert response.status_code == 500
    printed = capfd.readouterr()
    assert "Traceback" not in printed.out + printed.err
    log = (tmp_path / "policy.log").read_text(encoding="utf-8")
    assert "secret detail" in log
    assert response.json()["error"].split()[-1].rstrip(".") in log


def test_no_page_that_loads_scripts_from_elsewhere(client: TestClient) -> None:
    assert client.get("/docs").status_code == 404
    assert client.get("/redoc").status_code == 404
    assert "/api/ask" in client.get("/api/openapi.json").json()["paths"]


@pytest.fixture
def served(told: FakeStream) -> Iterator[str]:
    """The API on a real socket: a test client cannot hang up."""
    told.pause = 0.1
    with serving(resources()) as address:
        yield address


class serving:  # noqa: N801 - used as a function
    """Serves the API of ``resources`` on a free port for as long as it is entered."""

    def __init__(self, made_with: Resources) -> None:
        self.listener = listen("127.0.0.1", 0)
        self.server = uvicorn.Server(uvicorn.Config(create_app(made_with), log_level="error"))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.listener]})

    def __enter__(self) -> str:
        self.thread.start()
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join(10)


def closed_within(told: FakeStream, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if told.closed:
            return True
        time.sleep(0.05)
    return False


def test_a_client_that_leaves_a_stream_stops_the_generation(served: str, told: FakeStream) -> None:
    async def ask_and_leave() -> None:
        async with (
            httpx.AsyncClient(trust_env=False) as client,
            client.stream("POST", f"{served}/api/ask", json={"question": "问", "stream": True}) as response,
        ):
            async for line in response.aiter_lines():
                if line == "event: text":
                    return

    asyncio.run(ask_and_leave())
    assert closed_within(told, 5)


def test_a_client_that_stops_waiting_stops_the_generation(served: str, told: FakeStream) -> None:
    with pytest.raises(httpx.TimeoutException):
        httpx.post(f"{served}/api/ask", json={"question": "问"}, timeout=0.4, trust_env=False)
    assert closed_within(told, 5)


def test_clauses_arrive_before_the_text_is_written(served: str) -> None:
    with (
        httpx.Client(trust_env=False) as client,
        client.stream("POST", f"{served}/api/ask", json={"question": "问", "stream": True}) as response,
    ):
        arrived = {line: time.monotonic() for line in response.iter_lines() if line.startswith("event: ")}
    # Ten and more pieces of text are written after the clauses, each after a pause of 0.1 s.
    assert arrived["event: answer"] - arrived["event: clauses"] > 0.8


def test_a_port_in_use_is_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = cast("int", taken.getsockname()[1])
        with pytest.raises(SettingError, match=f"Port {port} on 127.0.0.1 is in use"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("203.0.113.9", 0), ("127.0.0.1", 70000)])
def test_an_address_that_cannot_be_had_is_one_clear_line(host: str, port: int) -> None:
    with pytest.raises(SettingError, match="Cannot listen"):
        listen(host, port)
