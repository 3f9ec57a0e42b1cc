"""Each check of the doctor, found well and found wanting."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from assistant import doctor
from assistant.bundled import QWEN
from assistant.settings import Settings


@pytest.fixture
def server() -> Iterator[tuple[str, list[int]]]:
    """A model server at a loopback address; the list holds the status of its next reply."""
    status = [200]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status[0] if self.path == "/v1/models" else 500)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}/v1", status
        listening.shutdown()


def test_python() -> None:
    assert doctor.python_version((3, 11)).ok
    old = doctor.python_version((3, 10))
    assert old.line() == "problem python: 3.10; to mend it: install Python 3.11 or newer"


def test_a_home_that_can_and_one_that_cannot_be_written(tmp_path: Path) -> None:
    assert doctor.home_writable(tmp_path / "new").ok
    (tmp_path / "file").write_text("", encoding="utf-8")
    wrong = doctor.home_writable(tmp_path / "file" / "home")
    assert not wrong.ok
    assert "POLICY_HOME" in wrong.line()
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize(("status", "ok"), [(200, True), (404, True), (401, False), (500, False)])
def test_a_model_server_by_what_it_answers(
    server: tuple[str, list[int]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int, ok: bool
) -> None:
    url, replies = server
    replies[0] = status
    # A proxy is not asked for what is on this machine.
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    found = doctor.language_model(Settings(home=tmp_path, llm_base_url=url, llm_model="m"))
    assert found.ok is ok, found.line()


def test_a_model_server_that_is_down(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    found = doctor.language_model(Settings(home=tmp_path, llm_base_url=f"http://127.0.0.1:{port}/v1", llm_model="m"))
    assert not found.ok
    assert "does not answer" in found.line()
    assert "LLM_BASE_URL" in found.line()


def test_a_model_file(tmp_path: Path) -> None:
    right, wrong = tmp_path / "right.gguf", tmp_path / "wrong.gguf"
    right.write_bytes(b"GGUF....")
    wrong.write_bytes(b"<html>")
    for path, ok in ((right, True), (wrong, False), (tmp_path / "none.gguf", False)):
        assert doctor.language_model(Settings(home=tmp_path, llm_gguf=path)).ok is ok


def test_the_bundled_model_missing_or_with_the_wrong_hash(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert "policy prepare" in doctor.language_model(settings).line()
    settings.models_folder.mkdir()
    (settings.models_folder / QWEN.file_name).write_bytes(b"GGUF, but another")
    wrong = doctor.language_model(settings)
    assert not wrong.ok
    assert "sha256" in wrong.line()


def test_no_model_is_no_problem_when_it_is_wanted_so(tmp_path: Path) -> None:
    assert doctor.language_model(Settings(home=tmp_path, llm_enabled=False)).ok


def test_records_that_open_and_that_do_not(tmp_path: Path) -> None:
    assert doctor.records_open(Settings(home=tmp_path)).ok
    assert (tmp_path / "records.db").exists()
    refused = doctor.records_open(Settings(home=tmp_path, records_url="postgresql://a:secret@127.0.0.1:1/none"))
    assert not refused.ok
    assert "RECORDS_URL" in refused.line()
    assert "secret" not in refused.line()


def test_a_port_free_and_in_use() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        taken = doctor.port_free("127.0.0.1", port)
        assert not taken.ok
        assert "--port" in taken.line()
    assert doctor.port_free("127.0.0.1", port).ok
