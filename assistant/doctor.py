"""Whether everything the assistant needs is there, and for each thing that is not, the command that mends it."""

from __future__ import annotations

import socket
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import PolicyAssistantError
from index.policy import Frozen

if TYPE_CHECKING:
    from assistant.settings import Settings

OLDEST_PYTHON = (3, 11)
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 7860
_SERVER_SECONDS = 5.0
_LOCAL = {"127.0.0.1", "localhost", "::1"}


class Check(Frozen):
    """One thing that was looked at: what was found, and the command that mends it when it is a problem."""

    name: str
    ok: bool
    found: str
    mend: str | None = None

    def line(self) -> str:
        """Return the check as one line."""
        mend = f"; to mend it: {self.mend}" if self.mend and not self.ok else ""
        return f"{'ok' if self.ok else 'problem':<8}{self.name}: {self.found}{mend}"


def examine(settings: Settings, host: str = DEFAULT_HOST, port: int = DEFAULT_PORT) -> Iterator[Check]:
    """Yield every check, as soon as it is made."""
    yield python_version()
    yield home_writable(settings.home)
    yield embedding_model(settings)
    if settings.reranker_model:
        yield reranker(settings)
    yield language_model(settings)
    yield index_readable(settings)
    yield records_open(settings)
    yield port_free(host, port)


def python_version(version: tuple[int, int] = (sys.version_info.major, sys.version_info.minor)) -> Check:
    """Look at the version of Python."""
    found = ".".join(map(str, version))
    needed = ".".join(map(str, OLDEST_PYTHON))
    return Check(name="python", ok=version >= OLDEST_PYTHON, found=found, mend=f"install Python {needed} or newer")


def home_writable(home: Path) -> Check:
    """Write and remove a file where the index and the models live."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            return Check(name="POLICY_HOME", ok=True, found=str(home))
    except OSError as error:
        reason = f"{home} is not writable ({error.strerror or error})"
        return Check(name="POLICY_HOME", ok=False, found=reason, mend="set POLICY_HOME to a folder of your own")


def embedding_model(settings: Settings) -> Check:
    """Look for the files of the embedding model that is set, or of the prepared default."""
    from index.e5 import FOLDER_NAME, prepared

    name = "embedding model"
    folder = settings.models_folder / FOLDER_NAME
    if settings.embedding_model is not None:
        return Check(name=name, ok=True, found=f"EMBEDDING_MODEL={settings.embedding_model}")
    if prepared(folder):
        return Check(name=name, ok=True, found=str(folder))
    found = f"damaged: {folder}" if folder.is_dir() else f"not prepared in {folder}"
    return Check(name=name, ok=False, found=found, mend="policy prepare")


def reranker(settings: Settings) -> Check:
    """Open the cross-encoder that is set."""
    from assistant.resources import open_reranking_model

    try:
        open_reranking_model(settings)
    except PolicyAssistantError as error:
        return Check(name="reranker", ok=False, found=str(error), mend="correct RERANKER_MODEL, or unset it")
    return Check(name="reranker", ok=True, found=f"RERANKER_MODEL={settings.reranker_model}")


def language_model(settings: Settings) -> Check:
    """Look at the language model the settings name: the server answers, or the file is there and is the right one."""
    name = "language model"
    if not settings.llm_enabled:
        return Check(name=name, ok=True, found="switched off (LLM=none): clauses are quoted without prose")
    if settings.llm_base_url:
        return _server(settings.llm_base_url, settings.llm_model or "", settings.llm_api_key)
    if settings.llm_gguf:
        return _gguf(settings.llm_gguf)
    return _bundled(settings.models_folder)


def index_readable(settings: Settings) -> Check:
    """Open the index as a search does, with its versions compared, and count what is in it."""
    from assistant.resources import open_catalog, open_resources

    name, mend = "index", "policy ingest FOLDER"
    try:
        # What is wrong with a reranker is said by its own check.
        bare = replace(settings, reranker_model=None)
        policies = open_resources(bare, with_model=False).searcher.policies()
        with open_catalog(settings) as catalog:
            passages = len(catalog.places())
    except PolicyAssistantError as error:
        return Check(name=name, ok=False, found=str(error))
    found = f"{len(policies)} policies, {passages} passages in {settings.index_folder}"
    return Check(name=name, ok=bool(policies), found=found, mend=mend)


def records_open(settings: Settings) -> Check:
    """Open the records (accounts, calls, approved answers) as the server does: they are made or brought up to date."""
    from assistant.records.opened import open_records

    name = "records"
    try:
        records = open_records(settings)
    except PolicyAssistantError as error:
        return Check(name=name, ok=False, found=str(error), mend="correct RECORDS_URL, or unset it")
    records.close()
    return Check(name=name, ok=True, found=records.where)


def port_free(host: str, port: int) -> Check:
    """Listen at the address for a moment."""
    address = f"{host}:{port}"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            reason = f"{address} cannot be used ({error.strerror or error})"
            return Check(name="port", ok=False, found=reason, mend="policy serve --port with another port")
    return Check(name="port", ok=True, found=f"{address} is free")


def _server(base_url: str, model: str, key: str | None) -> Check:
    name, mend = "model server", "start the server, or correct LLM_BASE_URL"
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        request = urllib.request.Request(f"{base_url.rstrip('/')}/models", headers=headers)  # noqa: S310
        local = urllib.parse.urlsplit(base_url).hostname in _LOCAL
        # A proxy would look for this machine's own address on another.
        handlers = [urllib.request.ProxyHandler({})] if local else []
        with urllib.request.build_opener(*handlers).open(request, timeout=_SERVER_SECONDS):
            return Check(name=name, ok=True, found=f"{base_url} answers, LLM_MODEL={model}")
    except urllib.error.HTTPError as error:
        if error.code in (401, 403):
            return Check(name=name, ok=False, found=f"{base_url} refuses the key", mend="correct LLM_API_KEY")
        # A server without a list of models may still chat.
        return Check(name=name, ok=error.code in (404, 405), found=f"{base_url} answers {error.code}", mend=mend)
    except (OSError, ValueError) as error:
        return Check(name=name, ok=False, found=f"{base_url} does not answer ({error})", mend=mend)


def _gguf(path: Path) -> Check:
    name, mend = "language model", "set LLM_GGUF to a GGUF file"
    try:
        with path.open("rb") as file:
            if file.read(4) == b"GGUF":
                return Check(name=name, ok=True, found=str(path))
    except OSError as error:
        return Check(name=name, ok=False, found=f"{path}: {error.strerror or error}", mend=mend)
    return Check(name=name, ok=False, found=f"{path} is not a GGUF file", mend=mend)


def _bundled(models_folder: Path) -> Check:
    from assistant.bundled import QWEN, prepare_bundled

    name, path = "language model", models_folder / QWEN.file_name
    if not path.is_file():
        return Check(name=name, ok=False, found=f"not prepared in {path}", mend="policy prepare")
    try:
        prepare_bundled(models_folder, progress=False)
    except PolicyAssistantError as error:
        return Check(name=name, ok=False, found=str(error), mend=f"rm '{path}' && policy prepare")
    return Check(name=name, ok=True, found=f"{path}, sha256 verified")
