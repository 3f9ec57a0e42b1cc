"""Settings: what the environment says, and one line for what cannot be used."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from assistant.settings import Settings
from index.errors import SettingError


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = Settings.from_environment({})
    assert settings.home.is_absolute()
    assert settings.embedding_model is None
    assert settings.reranker_model is None
    assert settings.llm_base_url is None
    assert settings.llm_gguf is None
    assert settings.llm_enabled
    assert settings.question_limit == 1000


def test_every_field_names_its_variable_and_is_read_from_it(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {
            "POLICY_HOME": str(tmp_path),
            "EMBEDDING_MODEL": "/models/bge",
            "RERANKER_MODEL": "/models/reranker",
            "LLM_BASE_URL": "http://127.0.0.1:8000/v1",
            "LLM_MODEL": "qwen",
            "LLM_API_KEY": "key",
            "LLM_GGUF": "model.gguf",
            "LLM": "none",
            "LLM_TIMEOUT": "2.5",
            "HOTLINE": "12345",
            "QUESTION_LIMIT": "300",
            "THREADS": "3",
        }
    )
    assert settings == Settings(
        home=tmp_path,
        embedding_model="/models/bge",
        reranker_model="/models/reranker",
        llm_base_url="http://127.0.0.1:8000/v1",
        llm_model="qwen",
        llm_api_key="key",
        llm_gguf=Path("model.gguf").absolute(),
        llm_enabled=False,
        llm_timeout=2.5,
        hotline="12345",
        question_limit=300,
        threads=3,
    )
    assert settings.index_folder == tmp_path / "index"
    assert settings.models_folder == tmp_path / "models"


def test_an_empty_variable_is_no_setting() -> None:
    names = (
        "EMBEDDING_MODEL",
        "RERANKER_MODEL",
        "LLM_BASE_URL",
        "LLM_MODEL",
        "LLM_GGUF",
        "HOTLINE",
        "QUESTION_LIMIT",
        "LLM_TIMEOUT",
    )
    assert Settings.from_environment(dict.fromkeys(names, "")) == Settings.from_environment({})


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"LLM_BASE_URL": "http://127.0.0.1:8000/v1"}, "LLM_MODEL"),
        ({"LLM_TIMEOUT": "soon"}, "LLM_TIMEOUT"),
        ({"QUESTION_LIMIT": "0"}, "QUESTION_LIMIT"),
        ({"THREADS": "-1"}, "THREADS"),
        ({"EMBED_ORIGINS": "https://www.example.cn/page"}, "EMBED_ORIGINS"),
        ({"EMBED_ORIGINS": "https://www.example.cn; script-src *"}, "EMBED_ORIGINS"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(environment: dict[str, str], named: str) -> None:
    with pytest.raises(SettingError, match=named) as caught:
        Settings.from_environment(environment)
    assert "\n" not in str(caught.value)


def test_origins_of_other_pages() -> None:
    environment = {"EMBED_ORIGINS": "https://www.example.cn/, http://127.0.0.1:8080 https://*.example.org"}
    origins = ("https://www.example.cn", "http://127.0.0.1:8080", "https://*.example.org")
    assert Settings.from_environment(environment).embed_origins == origins


def test_settings_never_change() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings.from_environment({}).hotline = "1"  # type: ignore[misc]
