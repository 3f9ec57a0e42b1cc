"""Ingest, ask and serve reach nothing but loopback: the real commands, watched from inside their processes."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from assistant.bundled import QWEN
from assistant.settings import Settings
from index.e5 import FOLDER_NAME, prepare_e5
from tests.assistant.offline_guard import allowed

CHECKOUT = Path(__file__).parents[2]
SAMPLES = CHECKOUT / "samples" / "policies"
QUESTION = "澜江省中小企业做数字化改造，能补助多少？由哪个部门负责？"


@dataclass
class Offline:
    """A home of its own, and the commands run in it under the guard."""

    home: Path
    record: Path
    model: bool

    def environment(self) -> dict[str, str]:
        """Nothing of the tester's settings: a switch that keeps a library offline must come from the program."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
        python_path = os.pathsep.join((str(self.home / "guard"), str(CHECKOUT)))
        chosen = {"HOME": str(self.home), "POLICY_HOME": str(self.home), "PYTHONPATH": python_path}
        return {**kept, **chosen} if self.model else {**kept, **chosen, "LLM": "none"}

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-c", "from assistant.cli import main; main()", *arguments]

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            self.command(*arguments), env=self.environment(), cwd=self.home, capture_output=True, text=True, timeout=500
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def attempts(self) -> str:
        return self.record.read_text() if self.record.exists() else ""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the models: the tester's prepared ones where there are any, else the small one made here."""
    folder = tmp_path_factory.mktemp("home")
    prepared = Settings.from_environment().models_folder
    models = folder / "models"
    models.mkdir()
    if (prepared / FOLDER_NAME).is_dir():
        (models / FOLDER_NAME).symlink_to(prepared / FOLDER_NAME)
    else:
        prepare_e5(models / FOLDER_NAME, progress=False)
    if (prepared / QWEN.file_name).is_file():
        for part in prepared.glob(f"{QWEN.file_name}*"):
            (models / part.name).symlink_to(part)
    return folder


@pytest.fixture
def offline(home: Path) -> Offline:
    record = home / "attempts.txt"
    record.unlink(missing_ok=True)
    guard = home / "guard"
    guard.mkdir(exist_ok=True)
    start = "from pathlib import Path\nfrom tests.assistant.offline_guard import watch\n"
    (guard / "sitecustomize.py").write_text(f"{start}watch(Path({str(record)!r}))\n")
    return Offline(home, record, model=(home / "models" / QWEN.file_name).exists())


@pytest.fixture
def indexed(offline: Offline) -> Offline:
    if not (offline.home / "index").exists():
        offline.run("ingest", str(SAMPLES))
    return offline


@pytest.mark.parametrize(
    "attempt",
    [
        "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)",
        "import socket; socket.socket().connect_ex(('192.0.2.1', 80))",
        "import socket; socket.getaddrinfo('example.invalid', 443)",
        "import urllib.request; urllib.request.urlopen('http://example.invalid')",
        "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
        "import asyncio; asyncio.run(asyncio.open_connection('192.0.2.1', 80))",
        "import subprocess as s, sys; s.run([sys.executable, '-c', \"import socket as s; s.getaddrinfo('a.b', 1)\"])",
    ],
)
def test_the_guard_sees_an_attempt(offline: Offline, attempt: str) -> None:
    subprocess.run([sys.executable, "-c", attempt], env=offline.environment(), capture_output=True, timeout=60)
    assert re.search(r"192\.0\.2\.1|example\.invalid|a\.b", offline.attempts())


def test_the_guard_sees_a_connection_made_by_native_code(offline: Offline) -> None:
    attempt = (
        "import ctypes, socket, struct, time\n"
        "libc = ctypes.CDLL(None)\n"
        "place = struct.pack('=HH4s8x', socket.AF_INET, socket.htons(9), socket.inet_aton('192.0.2.1'))\n"
        "opened = libc.socket(socket.AF_INET, socket.SOCK_DGRAM, 0)\n"
        "libc.connect(opened, place, len(place))\n"
        "time.sleep(0.5)\n"
    )
    subprocess.run([sys.executable, "-c", attempt], env=offline.environment(), capture_output=True, timeout=60)
    if "192.0.2.1" not in offline.attempts() and not _has_route():
        pytest.skip("no route to anywhere here: the kernel opens no connection to look at")
    assert "kernel udp 192.0.2.1 port 9" in offline.attempts()


def _has_route() -> bool:
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        return probe.connect_ex(("192.0.2.1", 9)) == 0  # names a peer; sends nothing


@pytest.mark.parametrize(
    "target",
    [("127.0.0.1", 80), ("::1", 80, 0, 0), "localhost", "127.0.0.1", None, "/run/socket", ("::ffff:127.0.0.1", 1)],
)
def test_the_guard_lets_loopback_pass(target: object) -> None:
    assert allowed(target)


@pytest.mark.parametrize(
    "target", [("10.0.0.1", 80), "example.com", b"example.com", ("fe80::1%eth0", 1), ("::ffff:8.8.8.8", 1), 5]
)
def test_the_guard_lets_nothing_else_pass(target: object) -> None:
    assert not allowed(target)


def test_ingest_reaches_nothing(offline: Offline) -> None:
    offline.run("ingest", str(SAMPLES), "--rebuild")
    assert offline.attempts() == ""


def test_ask_reaches_nothing(indexed: Offline) -> None:
    answer = json.loads(indexed.run("ask", QUESTION, "--json"))
    assert answer["status"] != "failed"
    assert answer["citations"]
    assert indexed.attempts() == ""


def test_serve_reaches_nothing(indexed: Offline) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = indexed.home / "serve.txt"
    with log.open("w") as output:
        served = subprocess.Popen(
            indexed.command("serve", "--port", str(port)),
            env=indexed.environment(), cwd=indexed.home, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for_line(served, log, address)
        with httpx.Client(base_url=address, trust_env=False, timeout=120) as client:
            assert "gradio" in client.get("/").text
            assert client.get("/readyz").status_code == 200
            assert client.get("/config").status_code == 200
            assert client.post("/api/ask", json={"question": QUESTION}).status_code == 200
    finally:
        served.terminate()
        served.wait(30)
    assert indexed.attempts() == ""


def _wait_for_line(served: subprocess.Popen[bytes], log: Path, line: str) -> None:
    until = time.monotonic() + 300
    while line not in log.read_text():
        assert served.poll() is None, log.read_text()
        assert time.monotonic() < until, "the address was never printed"
        time.sleep(0.2)


def test_a_second_server_on_the_port_says_so_in_one_line(indexed: Offline) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, str(CHECKOUT / "app.py"), "--port", str(port)],
            env=indexed.environment(), cwd=indexed.home, capture_output=True, text=True, timeout=200,
        )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(port) in done.stderr.strip().splitlines()[-1]
