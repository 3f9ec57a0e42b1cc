"""For the tests of a module: a real index of the samples, with an embedder that needs no model, and a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.build import ingest
from index.search import Searcher
from tests.assistant.served import browser, new_context
from tests.fakes import FakeEmbedder

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "policies"


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("index")
    embedder = FakeEmbedder()
    ingest([SAMPLES], folder, embedder, progress=False)
    opened = Searcher.open(folder, embedder)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Not once a session: while it is open, no other test of its thread can run an event loop of asyncio.
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def context(chromium: Browser) -> Iterator[BrowserContext]:
    with new_context(chromium) as opened:
        yield opened
