"""What an answer is made with, opened from the settings."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from assistant.answer import Resources
from assistant.switches import ALL_ON, Switches
from assistant.turns import Turns
from index.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.chat_model import ChatModel
    from assistant.settings import Settings
    from index.catalog import Catalog
    from index.embed import Embedder
    from index.rerank import Reranker

log = logging.getLogger(__name__)
_OF_A_SERVER = 8
"""Answers at a time of a model server, which serves several as fast as one; a file of ours is worked on in turn."""


def open_resources(
    settings: Settings, *, with_model: bool = True, embedder: Embedder | None = None, switches: Switches = ALL_ON
) -> Resources:
    """Open the index and the models; ``embedder`` when it is open already, ``switches`` to leave parts out.

    Without a language model (``with_model`` false, switched off, or one that cannot be had, which is said on
    standard error) questions are answered with quotes only. Raises StoreError when there is no index or it cannot
    be read, ModelError when the embedding model is missing, or a reranker or language model is set or there but is not
    what it should be.
    """
    from index.ranking import VECTORS_ALONE, WEIGHTS
    from index.search import Searcher

    reranker = open_reranking_model(settings)
    # The language model first: a wrong setting is then said at once, not after the index has been opened.
    model = _chat_model(settings) if with_model else None
    weights = WEIGHTS if switches.hybrid else VECTORS_ALONE
    embedder = embedder or open_embedding_model(settings)
    searcher = Searcher.open(settings.index_folder, embedder, reranker, weights=weights)
    at_once = settings.llm_at_once or (_OF_A_SERVER if settings.llm_base_url else 1)
    return Resources(searcher, model, settings, switches, Turns(at_once))


@contextmanager
def open_catalog(settings: Settings) -> Iterator[Catalog]:
    """Open what is known of the policies without the models, which take seconds to load; raises StoreError."""
    from index.store import Store

    with closing(Store.open(settings.index_folder, None, frozen=True)) as store:
        yield store.catalog


def open_embedding_model(settings: Settings) -> Embedder:
    """Open the embedding model that is set, or the prepared default; raise ModelError when that is not whole."""
    from index.embed import open_embedder

    return open_embedder(embedding_folder(settings), settings.threads, settings.tuned_folder)


def embedding_folder(settings: Settings) -> str | Path:
    """The name or folder of the embedding model that is set, or the prepared default; ModelError when not whole."""
    from index.e5 import FOLDER_NAME, prepared

    folder = settings.models_folder / FOLDER_NAME
    if settings.embedding_model is None and not prepared(folder):
        what = "damaged" if folder.is_dir() else "not prepared"
        raise ModelError(f"The embedding model in {folder} is {what}: run `make install` or `policy prepare`.")
    return settings.embedding_model or folder


def open_reranking_model(settings: Settings) -> Reranker | None:
    """Open the cross-encoder that is set, None when none is; raise ModelError when it cannot be opened."""
    from index.embed import open_reranker

    return open_reranker(settings.reranker_model, settings.threads) if settings.reranker_model else None


def _chat_model(settings: Settings) -> ChatModel | None:
    from assistant.bundled import QWEN
    from assistant.chat_model import open_chat_model

    try:
        return open_chat_model(settings)
    except ModelError as error:
        # A file that was named, or is there and is not what it should be, is never passed over in silence.
        if settings.llm_gguf or (settings.models_folder / QWEN.file_name).exists():
            raise
        log.warning("%s Until then answers are quotes only.", error)
        return None
