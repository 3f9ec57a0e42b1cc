"""An application behind its doors with a key, and the real program in a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI

import assistant.http
from assistant.answer import Resources
from assistant.bundled import QWEN
from assistant.http import create_app
from assistant.records.api_keys import make_key
from assistant.records.opened import Records, open_records
from assistant.settings import Settings
from assistant.web.protecting import protect
from index.e5 import FOLDER_NAME, prepare_e5
from tests.assistant.fake_answers import FakeStream

CHECKOUT = Path(__file__).parents[3]
COMMAND = [sys.executable, "-c", "from assistant.cli import main; main()"]
Protected = Callable[[Resources], FastAPI]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> FakeStream:
    fake = FakeStream()
    monkeypatch.setattr(assistant.http, "stream", fake)
    return fake


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    opened = open_records(Settings(home=tmp_path_factory.mktemp("records")))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def key(records: Records) -> str:
    return make_key(records, "test", by="test")[1]


@pytest.fixture(scope="module")
def protected(records: Records) -> Protected:
    """Makes the application without its page, behind the doors."""

    def make(resources: Resources) -> FastAPI:
        app = create_app(resources)
        protect(app, resources.settings, records)
        return app

    return make


@pytest.fixture(scope="session")
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
    for part in prepared.glob(f"{QWEN.file_name}*"):
        (models / part.name).symlink_to(part)
    return folder


@pytest.fixture(scope="session")
def home_key(home: Path) -> str:
    """A key to the doors of the programs that run over ``home``."""
    opened = open_records(Settings(home=home))
    try:
        return make_key(opened, "测试程序", by="test")[1]
    finally:
        opened.close()


def environment(home: Path, **more: str) -> dict[str, str]:
    """Nothing of the tester's own settings."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "HOME": str(home), "POLICY_HOME": str(home), "PYTHONPATH": str(CHECKOUT), **more}


@contextmanager
def program(home: Path, **settings: str) -> Iterator[str]:
    """Run ``policy serve`` over the samples at a free port; the address it says."""
    from assistant.serving import listen

    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port)],
        env=environment(home, **settings),
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    said = []
    stuck = threading.Timer(300, process.kill)
    stuck.start()
    try:
        for line in process.stdout:
            said.append(line)
            if re.fullmatch(rf"http://127\.0\.0\.1:{port}\n", line):
                break
        else:
            raise AssertionError("".join(said))
        stuck.cancel()
        threading.Thread(target=process.stdout.read, daemon=True).start()  # a full pipe would stop it
        yield f"http://127.0.0.1:{port}"
    finally:
        stuck.cancel()
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="session")
def served(home: Path, home_key: str) -> Iterator[str]:
    """The real program without a language model; its address."""
    with program(home, LLM="none") as address:
        yield address
