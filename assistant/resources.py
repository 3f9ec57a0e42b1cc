"""What an answer is made with, opened from the settings."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from assistant.answer import Resources
from index.errors import ModelError, StoreError

if TYPE_CHECKING:
    from assistant.chat_model import ChatModel
    from assistant.settings import Settings
    from index.embed import Embedder
    from index.search import Searcher

log = logging.getLogger(__name__)


def open_resources(settings: Settings, *, with_model: bool = True) -> Resources:
    """Open the index and the models.

    Without a language model (``with_model`` false, switched off, or one that cannot be had, which is said on
    standard error) questions are answered with quotes only. Raises StoreError when there is no index or it cannot
    be read, ModelError when the embedding model is missing or a language model is there but is the wrong one.
    """
    # The language model first: a wrong setting is then said at once, not after the index has been opened.
    model = _chat_model(settings) if with_model else None
    return Resources(open_searcher(settings, open_embedding_model(settings)), model, settings)


def open_embedding_model(settings: Settings) -> Embedder:
    """Open the embedding model that is set, or the prepared default; raise ModelError when it is not there."""
    from index.e5 import FOLDER_NAME
    from index.embed import open_embedder

    folder = settings.models_folder / FOLDER_NAME
    if settings.embedding_model is None and not folder.is_dir():
        raise ModelError(f"The embedding model is not prepared in {folder}: run `make install` or `policy prepare`.")
    return open_embedder(settings.embedding_model or folder, settings.threads)


def open_searcher(settings: Settings, embedder: Embedder) -> Searcher:
    """Open the index to search it; raise StoreError when there is none yet or it cannot be read."""
    if not settings.index_folder.is_dir():
        raise StoreError(f"There is no index in {settings.index_folder} yet: run `policy ingest FOLDER`.")
    from index.search import Searcher

    return Searcher.open(settings.index_folder, embedder)


def _chat_model(settings: Settings) -> ChatModel | None:
    if settings.llm_gguf and not settings.llm_base_url and not settings.llm_gguf.is_file():
        raise ModelError(f"LLM_GGUF names {settings.llm_gguf}, which is not there.")
    from assistant.chat_model import open_chat_model

    try:
        return open_chat_model(settings)
    except ModelError as error:
        if "sha256" in str(error):
            raise
        log.warning("%s Until then answers are quotes only.", error)
        return None
