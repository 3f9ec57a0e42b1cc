"""What a run's answers depend on besides the questions: models, prompts, policies, code, settings, libraries."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from eval.run_folder import Run
from index.policy import Frozen

if TYPE_CHECKING:
    from assistant.settings import Settings
    from eval.variants import Answerer

_CHECKOUT = Path(__file__).resolve().parent.parent
_NOT_STAMPED = ("home", "llm_api_key", "embedding_model", "reranker_model")
"""A secret, a place that decides nothing, and the models, which have stamps of their own."""
_LIBRARIES = (
    *("bm25s", "chromadb", "langchain", "langchain-chroma", "langchain-core", "langchain-openai"),
    *("langchain-text-splitters", "lxml", "numpy", "opencc", "openai", "pydantic", "pypdfium2"),
    *("sentence-transformers", "tokenizers", "torch", "transformers", "xllamacpp"),
)


class Stamps(Frozen):
    """What answers depend on; the fields are those of ``Run``. Hashes are SHA-256 in hexadecimal."""

    model: str | None
    embedding_model: str
    reranker_model: str | None
    prompts: dict[str, str]
    index: str
    policies: int
    code: str
    settings: dict[str, str]
    versions: dict[str, str]

    @property
    def digest(self) -> str:
        """One hash of them all."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def stamps(answerer: Answerer, settings: Settings) -> Stamps:
    """What the answers of ``answerer``, opened with ``settings``, depend on."""
    from index.e5 import FOLDER_NAME

    return Stamps(
        model=answerer.model,
        embedding_model=settings.embedding_model or FOLDER_NAME,
        reranker_model=settings.reranker_model,
        prompts=dict(sorted(answerer.prompts.items())),
        index=answerer.index,
        policies=answerer.policies,
        code=files_hash(_CHECKOUT, {path for pattern in answerer.code for path in _CHECKOUT.glob(pattern)}),
        settings=_settings(settings),
        versions=dict(_versions()),
    )


def files_hash(folder: Path, paths: Iterable[Path]) -> str:
    """SHA-256 over the names within ``folder`` and the contents of ``paths``, whatever their order."""
    digest = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def differences(earlier: Run, now: Run) -> list[str]:
    """What two runs were made with that is not the same, a few words each, what was and what is."""
    found = [
        f"{name} (was {before or 'none'}, is {after or 'none'})"
        for name in ("variant", "model", "embedding_model", "reranker_model", "policies", "questions")
        if (before := getattr(earlier, name)) != (after := getattr(now, name))
    ]
    found += [name for name in ("code", "index") if getattr(earlier, name) != getattr(now, name)]
    if earlier.questions_sha256 != now.questions_sha256:
        found.append("the questions file")
    for name in ("prompts", "settings", "versions"):
        found += [f"{name}: {changed}" for changed in _changed(getattr(earlier, name), getattr(now, name))]
    return found


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name, "none"), after.get(name, "none")
        if was != now:
            yield f"{name} ({_short(was)}, now {_short(now)})"


def _short(value: str) -> str:
    """A hash is known by its first characters."""
    return value if len(value) < len(hashlib.sha256().hexdigest()) else f"{value[:12]}…"


def _settings(settings: Settings) -> dict[str, str]:
    known = {
        field.name: str(value)
        for field in fields(settings)
        if field.name not in _NOT_STAMPED and (value := getattr(settings, field.name)) is not None
    }
    if settings.llm_base_url:
        address = urlsplit(settings.llm_base_url)
        known["llm_base_url"] = address._replace(netloc=address.netloc.rpartition("@")[2]).geturl()
    if settings.llm_gguf and settings.llm_gguf.is_file():
        known["llm_gguf"] = f"{settings.llm_gguf.name}, {settings.llm_gguf.stat().st_size} bytes"
    if settings.tuned_folder.is_dir():
        known["tuned"] = files_hash(settings.tuned_folder, settings.tuned_folder.iterdir())
    return known


def _versions() -> Iterator[tuple[str, str]]:
    yield "python", platform.python_version()
    for library in _LIBRARIES:
        try:
            yield library, version(library)
        except PackageNotFoundError:
            continue
