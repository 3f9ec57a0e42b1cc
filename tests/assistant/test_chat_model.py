"""The chat model against servers that behave, misbehave or are not there, and once against the bundled model."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from assistant.bundled import prepare_bundled
from assistant.chat_model import (
    MAX_TOKENS,
    BrokenOffError,
    ChatModel,
    ContextError,
    Spent,
    counting_tokens,
    open_chat_model,
)
from assistant.gguf import GgufServer
from assistant.reply import without_reasoning
from assistant.settings import Settings
from index.errors import ModelError

Respond = Callable[[BaseHTTPRequestHandler], None]


class Server:
    """A server on loopback that answers as ``respond`` does and keeps what it was asked."""

    def __init__(self, respond: Respond) -> None:
        self.requests: list[dict[str, object]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.requests.append({"path": self.path, "key": self.headers["Authorization"], **json.loads(body)})
                respond(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    @contextmanager
    def running(self) -> Iterator[Server]:
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        yield self
        self._http.shutdown()
        self._http.server_close()


def chunk(piece: str | None, reason: str | None = None, **delta: str) -> dict[str, object]:
    """One piece of a reply as an OpenAI-compatible server writes it."""
    choice = {"index": 0, "delta": {"role": "assistant", "content": piece, **delta}, "finish_reason": reason}
    return {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}


def events(*pieces: str, end: bool = True, reason: str = "stop") -> bytes:
    """A stream of the pieces; ``end`` adds how it ended, as servers do."""
    chunks = [chunk(piece) for piece in pieces] + ([chunk("", reason)] if end and pieces else [])
    lines = [f"data: {json.dumps(each)}\n\n" for each in chunks] + (["data: [DONE]\n\n"] if end else [])
    return "".join(lines).encode()


def sends(body: bytes, status: int = 200, kind: str = "text/event-stream", **headers: str) -> Respond:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return respond


def settings_for(url: str, tmp_path: Path, timeout: float = 10.0) -> Settings:
    return Settings(home=tmp_path, llm_base_url=url, llm_model="m", llm_api_key="secret", llm_timeout=timeout)


def opened(settings: Settings) -> ChatModel:
    model = open_chat_model(settings)
    assert model is not None
    return model


def reply(respond: Respond, tmp_path: Path, timeout: float = 10.0) -> list[str]:
    with Server(respond).running() as server:
        return list(opened(settings_for(server.url, tmp_path, timeout)).stream("系统", "问题"))


def test_a_reply_comes_in_pieces_and_the_request_is_what_was_asked(tmp_path: Path) -> None:
    with Server(sends(events("可以", "申报", "[1]。"))).running() as server:
        model = opened(settings_for(server.url, tmp_path))
        assert list(model.stream("系统", "问题")) == ["可以", "申报", "[1]。"]
        assert list(model.stream("系统", "再问")) == ["可以", "申报", "[1]。"]
    assert model.name == "m"
    first, second = server.requests
    assert (first["path"], first["key"], first["model"]) == ("/v1/chat/completions", "Bearer secret", "m")
    assert (first["temperature"], first["max_tokens"], first["stream"]) == (0, MAX_TOKENS, True)
    assert first["messages"] == [{"role": "system", "content": "系统"}, {"role": "user", "content": "问题"}]
    assert second["messages"] == [{"role": "system", "content": "系统"}, {"role": "user", "content": "再问"}]


def test_tokens_are_asked_for_only_where_they_are_counted(tmp_path: Path) -> None:
    usage = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
    last = {**chunk(""), "choices": [], "usage": usage}
    body = events("可以", "。").replace(b"data: [DONE]", f"data: {json.dumps(last)}\n\ndata: [DONE]".encode())
    with Server(sends(body)).running() as server:
        model = opened(settings_for(server.url, tmp_path))
        with counting_tokens() as spent:
            assert [*model.stream("系统", "问题"), *model.stream("系统", "问题")] == ["可以", "。"] * 2
        assert spent == Spent(prompt=14, completion=6)
        with counting_tokens() as broken_off, closing(model.stream("系统", "问题")) as stream:  # type: ignore[type-var]
            next(stream)
        assert not broken_off.known
        list(model.stream("系统", "问题"))
    assert "stream_options" in server.requests[0]
    assert "stream_options" not in server.requests[-1]


def test_reasoning_is_not_part_of_the_reply(tmp_path: Path) -> None:
    assert "".join(reply(sends(events("<thi", "nk>想", "一想</th", "ink>可以", "。")), tmp_path)) == "可以。"


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["a<", "b"], "a<b"),
        (["<think>x</think>a<think>y</think>b"], "ab"),
        (["a", "<think>", "never closed"], "a"),
        (["a<thin"], "a<thin"),
        (list("1<think>2</think>3</think>"), "13</think>"),
        (["<Thinking>想", "一想</think", "ing>可以。"], "可以。"),
        (list("<reasoning>想</reasoning>可以。"), "可以。"),
        (["3<5且a<t", "b"], "3<5且a<tb"),
    ],
)
def test_tags_may_be_cut_anywhere(pieces: list[str], expected: str) -> None:
    assert "".join(without_reasoning(pieces)) == expected


@pytest.mark.parametrize(
    ("respond", "message"),
    [
        (sends(b"<!doctype html><p>It works!", kind="text/html"), "does not answer as a language model server"),
        (sends(b"data: {broken\n\n"), "does not answer as a language model server"),
        (sends(b'data: {"answer": "42"}\n\n'), "empty reply"),
        (sends(b"data: [1, 2]\n\n"), "does not answer as a language model server"),
        (sends(b'data: {"choices": [{"delta": "x"}]}\n\n'), "does not answer as a language model server"),
        (sends(b'data: {"error": {"message": "out of\\nmemory"}}\n\n'), "failed: out of memory"),
        (sends(b'{"error": {"message": "no such model"}}', 404, "application/json"), "refused: 404 .*no such model"),
        (sends(b"boom", 500), "refused: 500"),
        (sends(b"", 302, location="http://198.51.100.1/v1"), "refused: 302"),
        (sends(events()), "does not answer as a language model server"),
        (sends(events("  ", "\n")), "empty reply"),
        (sends(events("<think>only thoughts</think>")), "empty reply"),
        (sends(b""), "does not answer as a language model server"),
    ],
)
def test_nonsense_is_one_clear_line(respond: Respond, message: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=message) as caught:
        reply(respond, tmp_path)
    assert "\n" not in str(caught.value)
    assert "openai" not in str(caught.value).lower()


def test_a_server_that_is_down_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
    with pytest.raises(ModelError, match=f"{url} cannot be reached: check that it runs"):
        list(opened(settings_for(url, tmp_path)).stream("系统", "问题"))


def test_a_server_that_falls_silent_is_given_up(tmp_path: Path) -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        sends(events("开头", end=False))(handler)
        handler.wfile.flush()
        time.sleep(5)

    heard: list[str] = []
    with Server(respond).running() as server:
        model = opened(settings_for(server.url, tmp_path, timeout=0.5))
        started = time.monotonic()
        with pytest.raises(ModelError, match=r"said nothing for 0\.5 seconds"):
            heard.extend(model.stream("系统", "问题"))
        assert time.monotonic() - started < 4


def test_a_connection_cut_in_the_middle_is_one_clear_line(tmp_path: Path) -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        sends(events("开头", end=False), content_length="100000")(handler)

    with pytest.raises(ModelError, match="cannot be reached"):
        reply(respond, tmp_path)


@pytest.mark.parametrize("end", [{"end": False}, {"reason": "length"}])
def test_a_reply_that_breaks_off_in_a_sentence_says_so_after_its_words(end: dict[str, Any], tmp_path: Path) -> None:
    heard: list[str] = []
    with Server(sends(events("最高补助3", **end))).running() as server:
        model = opened(settings_for(server.url, tmp_path))
        with pytest.raises(BrokenOffError, match="broke off"):
            heard.extend(model.stream("系统", "问题"))
    assert heard == ["最高补助3"]


@pytest.mark.parametrize("end", [{"end": False}, {"reason": "length"}, {"reason": "eos"}])
def test_a_reply_that_ends_with_its_sentence_is_whole(end: dict[str, Any], tmp_path: Path) -> None:
    assert "".join(reply(sends(events("最高补助3万元。[1]", **end)), tmp_path)) == "最高补助3万元。[1]"


@pytest.mark.parametrize(
    "sign",
    [
        b": ping\n\n",
        b"\n",
        f"data: {json.dumps(chunk(''))}\n\n".encode(),
        f"data: {json.dumps(chunk(None, reasoning_content='hm'))}\n\n".encode(),
    ],
)
def test_a_server_that_only_shows_signs_of_life_is_given_up(sign: bytes, tmp_path: Path) -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        sends(b"")(handler)
        with suppress(OSError):
            for _ in range(100):
                handler.wfile.write(sign)
                handler.wfile.flush()
                time.sleep(0.05)

    started = time.monotonic()
    with pytest.raises(ModelError, match=r"said nothing for 0\.4 seconds"):
        reply(respond, tmp_path, timeout=0.4)
    assert time.monotonic() - started < 4


def test_a_slow_stream_is_heard_to_its_end(tmp_path: Path) -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        sends(b"")(handler)
        for piece in "一字一字地说":
            handler.wfile.write(events(piece, end=False).replace(b"data: [DONE]", b"") + b": ping\n\n")
            handler.wfile.flush()
            time.sleep(0.15)
        handler.wfile.write(events("。"))

    assert "".join(reply(respond, tmp_path, timeout=0.5)) == "一字一字地说。"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"error": {"message": "the request exceeds the available context size", "code": 400}}', 400),
        (b'{"error": {"message": "This model\'s maximum context length is 512 tokens"}}', 400),
        (b'{"error": {"message": "prompt is too long"}}', 413),
        (b'data: {"error": {"message": "context window exceeded: context limit 512"}}\n\n', 200),
    ],
)
def test_a_window_too_small_is_told_from_other_refusals(body: bytes, status: int, tmp_path: Path) -> None:
    kind = "text/event-stream" if status == 200 else "application/json"
    with pytest.raises(ContextError):
        reply(sends(body, status, kind), tmp_path)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 429, 500, 502, 503])
def test_every_refusal_is_one_clear_line(status: int, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=f"refused: {status}") as caught:
        reply(sends(b'{"error": {"message": "no"}}', status, "application/json"), tmp_path)
    assert type(caught.value) is ModelError


def test_broken_json_after_the_first_words_says_so(tmp_path: Path) -> None:
    heard: list[str] = []
    with Server(sends(events("可以。", end=False) + b"data: {broken\n\n")).running() as server:
        model = opened(settings_for(server.url, tmp_path))
        with pytest.raises(ModelError, match="does not answer as"):
            heard.extend(model.stream("系统", "问题"))
    assert heard == ["可以。"]


def test_an_abandoned_stream_hangs_up(tmp_path: Path) -> None:
    hung_up = threading.Event()

    def respond(handler: BaseHTTPRequestHandler) -> None:
        sends(b"")(handler)
        try:
            for _ in range(100):
                handler.wfile.write(events("字", end=False))
                time.sleep(0.05)
        except OSError:
            hung_up.set()

    with Server(respond).running() as server:
        stream = opened(settings_for(server.url, tmp_path)).stream("系统", "问题")
        with closing(stream):  # type: ignore[type-var]
            assert next(stream) == "字"
        assert hung_up.wait(3)


def test_a_proxy_in_the_environment_is_not_used_for_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://198.51.100.1:9")
    assert reply(sends(events("好")), tmp_path) == ["好"]


def test_no_model_when_switched_off(tmp_path: Path) -> None:
    assert open_chat_model(replace(settings_for("http://127.0.0.1:9/v1", tmp_path), llm_enabled=False)) is None


def test_a_gguf_that_is_missing_or_something_else_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"nothing\.gguf cannot be read"):
        open_chat_model(Settings(home=tmp_path, llm_gguf=tmp_path / "nothing.gguf"))
    (tmp_path / "page.gguf").write_text("<!doctype html>")
    with pytest.raises(ModelError, match=r"page\.gguf is not a GGUF file"):
        open_chat_model(Settings(home=tmp_path, llm_gguf=tmp_path / "page.gguf"))


def test_a_damaged_gguf_fails_when_it_is_asked(tmp_path: Path) -> None:
    (tmp_path / "cut.gguf").write_bytes(b"GGUF" + bytes(64))
    model = opened(Settings(home=tmp_path, llm_gguf=tmp_path / "cut.gguf"))
    with pytest.raises(ModelError, match=r"cut\.gguf cannot be loaded"):
        list(model.stream("系统", "问题"))


def test_the_module_loads_no_client_until_it_is_needed() -> None:
    code = "import sys, assistant.chat_model; print({'openai', 'langchain_openai', 'xllamacpp'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout == "set()\n"


@pytest.fixture(scope="module")
def gguf() -> Path:
    return prepare_bundled(Settings.from_environment().models_folder, progress=False)


@pytest.mark.model
def test_the_bundled_model_answers_from_the_clause_and_can_be_interrupted(gguf: Path, tmp_path: Path) -> None:
    model = opened(Settings(home=tmp_path, llm_gguf=gguf))
    assert model.name == gguf.stem
    system = "只根据条款回答,一句话。"
    clause = "条款:\n[1] 对首次认定的企业一次性奖补二十万元。\n问题:"
    with counting_tokens() as spent:
        assert "二十万" in "".join(model.stream(system, clause + "首次认定奖补多少?"))
    assert spent.known
    assert 20 < spent.prompt < 120
    assert 5 < spent.completion < MAX_TOKENS
    stream = model.stream(system, "请从一数到一百,每个数一行。")
    with closing(stream):  # type: ignore[type-var]
        next(stream)
    started = time.monotonic()
    assert "二十万" in "".join(model.stream(system, clause + "首次认定的企业能拿多少?"))
    # Had the abandoned reply gone on to its end, this one would have waited 10 seconds and more.
    assert time.monotonic() - started < 8


@pytest.mark.model
def test_the_child_ends_with_its_parent_however_that_ends(gguf: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from assistant.gguf import GgufServer;"
        "print(GgufServer(Path(sys.argv[1]), 1).endpoint().base_url, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(gguf)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        port = urlsplit(parent.stdout.readline().strip()).port
        assert port is not None
        assert listens(port)
        parent.kill()
    end = time.monotonic() + 10
    while listens(port) and time.monotonic() < end:
        time.sleep(0.1)
    assert not listens(port)


def listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


@pytest.mark.model
def test_a_child_that_was_killed_is_started_again(gguf: Path) -> None:
    server = GgufServer(gguf, 1)
    with closing(server):
        first = server.endpoint()
        assert server._child is not None
        server._child.kill()
        server._child.wait()
        assert server.endpoint() != first
