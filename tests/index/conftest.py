"""An index of the samples of one test's own, with an embedder that needs no model."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.build import ingest
from index.search import Searcher
from tests.fakes import FakeEmbedder

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "policies"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLES, tmp_path / "policies"))


@pytest.fixture
def home(tmp_path: Path, folder: Path) -> Path:
    ingest([folder], tmp_path / "index", FakeEmbedder(), progress=False)
    return tmp_path / "index"


@pytest.fixture
def searcher(home: Path) -> Iterator[Searcher]:
    opened = Searcher.open(home, FakeEmbedder())
    yield opened
    opened.close()
