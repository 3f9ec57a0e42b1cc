"""Settings, read once from the environment and frozen."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from index.errors import SettingError


@dataclass(frozen=True)
class Settings:
    """Everything that can be set from outside. Each field names its environment variable."""

    home: Path
    """``POLICY_HOME``: where the index and the prepared models live."""
    embedding_model: str | None = None
    """``EMBEDDING_MODEL``: a model name or folder; None means the prepared default."""
    reranker_model: str | None = None
    """``RERANKER_MODEL``: a cross-encoder's name or folder; None means the search's own order."""
    llm_base_url: str | None = None
    """``LLM_BASE_URL``: an OpenAI-compatible server, such as http://127.0.0.1:8000/v1."""
    llm_model: str | None = None
    """``LLM_MODEL``: the model's name at that server."""
    llm_api_key: str | None = None
    """``LLM_API_KEY``: the server's key, if it wants one."""
    llm_gguf: Path | None = None
    """``LLM_GGUF``: a GGUF file to run in process."""
    llm_enabled: bool = True
    """``LLM=none`` switches the language model off."""
    llm_timeout: float = 60.0
    """``LLM_TIMEOUT``: seconds to wait for the model's next words."""
    hotline: str | None = None
    """``HOTLINE``: the number shown when the texts give no answer."""
    question_limit: int = 1000
    """``QUESTION_LIMIT``: the longest question, in characters."""
    threads: int = 2
    """``THREADS``: processor threads for the models."""

    @property
    def index_folder(self) -> Path:
        """The folder that holds the index."""
        return self.home / "index"

    @property
    def tuned_folder(self) -> Path:
        """Where ``policy tune`` keeps a query encoder of the index's own."""
        return self.home / "tuned"

    @property
    def models_folder(self) -> Path:
        """The folder that holds the prepared models."""
        return self.home / "models"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings; raise SettingError, naming the variable, for a value that cannot be used."""
        env = os.environ if environment is None else environment
        base_url, model = env.get("LLM_BASE_URL") or None, env.get("LLM_MODEL") or None
        if base_url and not model:
            raise SettingError("LLM_BASE_URL is set but LLM_MODEL is not: name the model that server offers.")
        gguf = env.get("LLM_GGUF")
        return cls(
            home=Path(env.get("POLICY_HOME") or user_data_path("policy-assistant")).expanduser().absolute(),
            embedding_model=env.get("EMBEDDING_MODEL") or None,
            reranker_model=env.get("RERANKER_MODEL") or None,
            llm_base_url=base_url,
            llm_model=model,
            llm_api_key=env.get("LLM_API_KEY") or None,
            llm_gguf=Path(gguf).expanduser().absolute() if gguf else None,
            llm_enabled=env.get("LLM", "").lower() != "none",
            llm_timeout=_number(env, "LLM_TIMEOUT", 60.0),
            hotline=env.get("HOTLINE") or None,
            question_limit=int(_number(env, "QUESTION_LIMIT", 1000)),
            threads=int(_number(env, "THREADS", float(os.cpu_count() or 2))),
        )


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    text = env.get(name)
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        raise SettingError(f"{name} is {text!r}, which is not a number.") from None
    if value <= 0:
        raise SettingError(f"{name} is {text!r}; it must be above zero.")
    return value
