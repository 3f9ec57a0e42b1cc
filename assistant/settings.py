"""Settings, read once from the environment and frozen."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path

from index.errors import SettingError

_ORIGIN = re.compile(r"https?://(?:\*\.)?[A-Za-z0-9.-]+(?::[0-9]{1,5})?|https?://\[[0-9A-Fa-f:]+\](?::[0-9]{1,5})?")


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
    llm_at_once: int | None = None
    """``LLM_AT_ONCE``: how many answers the model writes at a time; None: 1 of a file, 8 of a server."""
    hotline: str | None = None
    """``HOTLINE``: the number shown when the texts give no answer."""
    question_limit: int = 1000
    """``QUESTION_LIMIT``: the longest question, in characters."""
    threads: int = 2
    """``THREADS``: processor threads for the models."""
    records_url: str | None = field(default=None, repr=False)
    """``RECORDS_URL``: the database of the records, as postgresql://user:password@host/name; None: SQLite in home."""
    public_url: str | None = None
    """``PUBLIC_URL``: the address people use, such as https://policy.example.cn, when a proxy stands before."""
    trusted_proxies: tuple[str, ...] = ()
    """``TRUSTED_PROXIES``: addresses or networks whose X-Forwarded-For and X-Forwarded-Proto are believed."""
    rate_limit: int = 600
    """``RATE_LIMIT``: requests a minute of one address, key or account; 0 means no limit."""
    rate_limit_ask: int = 30
    """``RATE_LIMIT_ASK``: questions a minute of one address, key or account; 0 means no limit."""
    metrics_key: str | None = field(default=None, repr=False)
    """``METRICS_KEY``: with it as bearer token /metrics is open; otherwise to admins alone."""
    metrics_local: bool = False
    """``METRICS_LOCAL=1`` opens /metrics to this machine itself."""
    log_questions: bool = False
    """``LOG_QUESTIONS=1`` writes questions, masked, to the request log."""
    eval_runs: Path | None = None
    """``EVAL_RUNS``: the folder of the evaluation's runs that /quality shows; None: where `eval run` keeps them."""
    embed_origins: tuple[str, ...] = ()
    """``EMBED_ORIGINS``: other pages' addresses that may show what is under /embed in a frame."""

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
            llm_at_once=int(_number(env, "LLM_AT_ONCE", 0, least=1)) or None,
            hotline=env.get("HOTLINE") or None,
            question_limit=int(_number(env, "QUESTION_LIMIT", 1000)),
            threads=int(_number(env, "THREADS", float(os.cpu_count() or 2))),
            records_url=env.get("RECORDS_URL") or None,
            public_url=_address(env, "PUBLIC_URL"),
            trusted_proxies=_networks(env, "TRUSTED_PROXIES"),
            rate_limit=int(_number(env, "RATE_LIMIT", 600, least=0)),
            rate_limit_ask=int(_number(env, "RATE_LIMIT_ASK", 30, least=0)),
            metrics_key=env.get("METRICS_KEY") or None,
            metrics_local=_switch(env, "METRICS_LOCAL"),
            log_questions=_switch(env, "LOG_QUESTIONS"),
            eval_runs=Path(env["EVAL_RUNS"]).expanduser().absolute() if env.get("EVAL_RUNS") else None,
            embed_origins=_origins(env, "EMBED_ORIGINS"),
        )


def _number(env: Mapping[str, str], name: str, default: float, least: float | None = None) -> float:
    text = env.get(name)
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        raise SettingError(f"{name} is {text!r}, which is not a number.") from None
    if least is None and value <= 0:
        raise SettingError(f"{name} is {text!r}; it must be above zero.")
    if least is not None and value < least:
        raise SettingError(f"{name} is {text!r}; it must be at least {least:g}.")
    return value


def _switch(env: Mapping[str, str], name: str) -> bool:
    text = (env.get(name) or "").lower()
    if text not in ("", "0", "no", "off", "false", "1", "yes", "on", "true"):
        raise SettingError(f"{name} is {text!r}; write 1 or 0.")
    return text in ("1", "yes", "on", "true")


def _address(env: Mapping[str, str], name: str) -> str | None:
    text = (env.get(name) or "").rstrip("/")
    if text and (urlsplit(text).scheme not in ("http", "https") or not urlsplit(text).netloc):
        raise SettingError(f"{name} is {text!r}; write it as https://policy.example.cn.")
    return text or None


def _origins(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Scheme, host and port of other pages: they go into a header that a stray word would make worthless."""
    found = tuple((env.get(name) or "").replace(",", " ").split())
    found = tuple(each.rstrip("/") for each in found)
    for each in found:
        if not _ORIGIN.fullmatch(each):
            raise SettingError(f"{name} has {each!r}; write origins, such as https://www.example.cn, without a path.")
    return found


def _networks(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    found = tuple((env.get(name) or "").replace(",", " ").split())
    for each in found:
        try:
            ip_network(each, strict=False)
        except ValueError:
            raise SettingError(
                f"{name} has {each!r}; write addresses or networks, such as 10.0.0.5 or 10.0.0.0/24."
            ) from None
    return found
