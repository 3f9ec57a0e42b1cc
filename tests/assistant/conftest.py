"""A real index of the samples, made once a module, with an embedder that needs no model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.build import ingest
from index.search import Searcher
from tests.fakes import FakeEmbedder

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "policies"


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("index")
    embedder = FakeEmbedder()
    ingest([SAMPLES], folder, embedder, progress=False)
    opened = Searcher.open(folder, embedder)
    yield opened
    opened.close()
