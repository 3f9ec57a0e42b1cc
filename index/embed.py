"""Texts to vectors: the only importer of sentence_transformers."""

from __future__ import annotations

import logging
import os
import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import ModelError

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

Vectors = npt.NDArray[np.float32]

_TOKENS = 1000
"""A batch holds so many tokens with its padding: its activations stay in the processor's cache."""
_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TOKENIZERS_PARALLELISM": "false",
}


class Embedder(Protocol):
    """What the index needs of an embedding model."""

    @property
    def name(self) -> str:
        """The model's name, recorded with the index."""

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of passages, one row a text, each of length one."""

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of queries, one row a text, each of length one."""


class _LocalEmbedder:
    """A sentence-transformers model, with the prompts it was trained with."""

    def __init__(self, name: str, model: SentenceTransformer) -> None:
        self._name = name
        self._model = model
        # The tokenizer keeps its padding in itself: two threads at once raise "Already borrowed".
        self._lock = threading.Lock()
        self._dimensions = int(model.encode(["."], show_progress_bar=False).shape[1])

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._prompt("passage", "document"))

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self._prompt("query"))

    def _lengths(self, texts: Sequence[str]) -> list[int]:
        """The tokens of each text; its characters if the model pads no tokens.

        By characters alone batches of laws hold 13% of padding, by tokens 3%: figures and Latin words take fewer.
        """
        if len(texts) == 1:
            return [1]
        with self._lock:
            mask = self._model.preprocess(list(texts)).get("attention_mask")
        return [len(text) for text in texts] if mask is None else [int(count) for count in mask.sum(dim=1)]

    def _prompt(self, *names: str) -> str | None:
        return next((self._model.prompts[name] for name in names if self._model.prompts.get(name)), None)

    def _encode(self, texts: Sequence[str], prompt: str | None) -> Vectors:
        if not texts:
            return np.zeros((0, self._dimensions), dtype=np.float32)
        vectors = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        for places in _batches(self._lengths(texts)):
            batch = [texts[place] for place in places]
            # Between batches of passages a query can have the model.
            with self._lock:
                rows = self._model.encode(batch, prompt=prompt, batch_size=len(batch), show_progress_bar=False)
            vectors[places] = rows
        # In bfloat16 the model's own normalisation is right to two or three digits only.
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        normalised: Vectors = vectors / np.maximum(lengths, np.float32(1e-12))
        return normalised


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The places of texts of nearly one length, longest first, as many as fill a batch with their padding."""
    places = sorted(range(len(lengths)), key=lambda place: lengths[place], reverse=True)
    start = 0
    while start < len(places):
        count = max(1, _TOKENS // max(1, lengths[places[start]]))
        yield places[start : start + count]
        start += count


def open_embedder(model: str | Path, threads: int | None = None) -> Embedder:
    """Load the model at a name or folder; raise ModelError when it cannot be loaded."""
    os.environ.update(_OFFLINE)
    # Read when torch loads. Threads that wait by spinning take the processor from the language model and the server:
    # on a busy machine of two cores a query took 180 to 430 ms with them, 25 to 30 without.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    if isinstance(model, Path) and not model.is_dir():
        raise ModelError(f"There is no embedding model at {model}: run `make install`, or set EMBEDDING_MODEL.")
    import torch

    if threads:
        torch.set_num_threads(threads)
    return _LocalEmbedder(
        Path(model).name if Path(model).is_dir() else str(model),
        _load(str(model), _dtype(torch.cpu.get_capabilities())),
    )


def _load(model: str, dtype: torch.dtype) -> SentenceTransformer:
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return SentenceTransformer(model, local_files_only=True, model_kwargs={"dtype": dtype})
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError, SafetensorError) as error:
        reason = next(iter(str(error).splitlines()), type(error).__name__)[:160]
        raise ModelError(
            f"The embedding model {model} cannot be loaded: run `make install`, or set EMBEDDING_MODEL to the folder "
            f"of a sentence-transformers model ({reason})."
        ) from error


def _dtype(capabilities: Mapping[str, object]) -> torch.dtype:
    """bfloat16 where the processor multiplies it itself (measured 2.5 times as fast), else float32."""
    import torch

    return (
        torch.bfloat16 if any(capabilities.get(name) for name in ("avx512_bf16", "amx_bf16", "bf16")) else torch.float32
    )
