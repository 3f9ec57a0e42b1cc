"""Texts to vectors, and pairs of texts to scores: the only importer of sentence_transformers."""

from __future__ import annotations

import logging
import os
import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import numpy as np
import numpy.typing as npt

from index import tower
from index.errors import ModelError

if TYPE_CHECKING:
    import torch
    from sentence_transformers import CrossEncoder, SentenceTransformer

    from index.rerank import Reranker

log = logging.getLogger(__name__)

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

    def __init__(self, name: str, model: SentenceTransformer, queries: SentenceTransformer | None = None) -> None:
        self._name = name
        self._model = model
        self._queries = queries or model
        # The tokenizer keeps its padding in itself: two threads at once raise "Already borrowed".
        self._lock = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None
        self._dimensions = int(model.encode(["."], show_progress_bar=False).shape[1])

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(self._model, texts, self._prompt("passage", "document"))

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(self._queries, texts, self._prompt("query"))

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

    def _encode(self, model: SentenceTransformer, texts: Sequence[str], prompt: str | None) -> Vectors:
        vectors = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        batches = list(_batches(self._lengths(texts))) if texts else []
        if len(batches) > 1:
            found = self._workers().map(partial(self._batch, model, texts, prompt), batches)
            for places, rows in zip(batches, found, strict=True):
                vectors[places] = rows
        elif batches:
            vectors[batches[0]] = self._batch(model, texts, prompt, batches[0])
        # In bfloat16 the model's own normalisation is right to two or three digits only.
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        normalised: Vectors = vectors / np.maximum(lengths, np.float32(1e-12))
        return normalised

    def _batch(
        self, model: SentenceTransformer, texts: Sequence[str], prompt: str | None, places: Sequence[int]
    ) -> Vectors:
        import torch

        with self._lock:
            features = model.preprocess([(prompt or "") + texts[place] for place in places])
        with torch.inference_mode():
            rows: Vectors = model(features)["sentence_embedding"].float().numpy()
        return rows

    def _workers(self) -> ThreadPoolExecutor:
        """A thread a processor, each computing a batch alone.

        Threads that share the work of one batch wait for each other at every step: on two cores 6,400 characters a
        second against 8,500.
        """
        import torch

        with self._lock:
            if self._pool is None:
                count = torch.get_num_threads()
                self._pool = ThreadPoolExecutor(count, "embed-batch", initializer=torch.set_num_threads, initargs=(1,))
            return self._pool


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The places of texts of nearly one length, longest first, as many as fill a batch with their padding."""
    places = sorted(range(len(lengths)), key=lambda place: lengths[place], reverse=True)
    start = 0
    while start < len(places):
        count = max(1, _TOKENS // max(1, lengths[places[start]]))
        yield places[start : start + count]
        start += count


class _LocalReranker:
    """A sentence-transformers cross-encoder."""

    def __init__(self, name: str, model: CrossEncoder) -> None:
        self._name = name
        self._model = model
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self._name

    def scores(self, query: str, texts: Sequence[str]) -> Vectors:
        """The model's own numbers: squeezed between 0 and 1 in bfloat16, many of the best would be equal."""
        import torch

        scores = np.zeros(len(texts), dtype=np.float32)
        for places in _batches([len(query) + len(text) for text in texts]):
            pairs = [(query, texts[place]) for place in places]
            with self._lock:
                scores[places] = self._model.predict(
                    pairs, batch_size=len(pairs), activation_fn=torch.nn.Identity(), show_progress_bar=False
                )
        return scores


def open_embedder(model: str | Path, threads: int | None = None, tuned: Path | None = None) -> Embedder:
    """Load the model at a name or folder; raise ModelError when it cannot be loaded.

    Queries are encoded as the folder ``tuned`` says, if something tuned from this very model is there.
    """
    from index.packed import pack

    loaded = _load(model, threads, None)
    queries = _tuned(tuned, loaded, _name(model)) if tuned else None
    for encoder in (loaded, queries):
        if encoder is not None:
            pack(encoder)
    return _LocalEmbedder(_name(model), loaded, queries)


def _tuned(folder: Path, loaded: SentenceTransformer, name: str) -> SentenceTransformer | None:
    """The encoder of queries in ``folder``; None when there is none, or one made from another model."""
    record = tower.recorded(folder)
    if record is None:
        return None
    if record.model != name:
        log.warning("What was tuned in %s is from %s, not %s: it is not used.", folder, record.model, name)
        return None
    return cast("SentenceTransformer", tower.load(folder, cast("tower.Encoder", loaded)))


def trainable(model: str | Path, threads: int | None = None) -> tuple[tower.Encoder, str, int]:
    """The model at a name or folder in float32, to be trained, its name and the length of its vectors.

    Raises ModelError as ``open_embedder`` does.
    """
    import torch

    loaded = _load(model, threads, torch.float32)
    return cast("tower.Encoder", loaded), _name(model), loaded.get_embedding_dimension() or 0


def _load(model: str | Path, threads: int | None, dtype: torch.dtype | None) -> SentenceTransformer:
    if isinstance(model, Path) and not model.is_dir():
        raise ModelError(f"There is no embedding model at {model}: run `make install`, or set EMBEDDING_MODEL.")
    _quiet_and_offline(threads)
    mend = "run `make install`, or set EMBEDDING_MODEL to the folder of a sentence-transformers model"
    with _one_line(f"The embedding model {model} cannot be loaded: {mend}"):
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(str(model), local_files_only=True, model_kwargs={"dtype": dtype or _dtype()})


def open_reranker(model: str, threads: int | None = None) -> Reranker:
    """Load the cross-encoder at a name or folder; raise ModelError when it cannot be loaded or is none."""
    _quiet_and_offline(threads)
    mend = "set RERANKER_MODEL to the folder of a sentence-transformers cross-encoder with one score, or unset it"
    with _one_line(f"The reranker {model} cannot be loaded: {mend}"):
        from sentence_transformers import CrossEncoder

        loaded = CrossEncoder(model, local_files_only=True, model_kwargs={"dtype": _dtype()})
        # An embedding model loads too, and its scores come from weights that nobody trained.
        if type(loaded[0].auto_model).__name__ not in (loaded.config.architectures or ()):
            raise ValueError("it was not trained to score pairs")
        if loaded.num_labels != 1:
            raise ValueError(f"it gives {loaded.num_labels} scores a pair")
    return _LocalReranker(_name(model), loaded)


def _name(model: str | Path) -> str:
    return Path(model).name if Path(model).is_dir() else str(model)


def _quiet_and_offline(threads: int | None) -> None:
    """Switch the hub clients offline and the libraries silent before they load a model."""
    os.environ.update(_OFFLINE)
    # Read when torch loads. Threads that wait by spinning take the processor from the language model and the server:
    # on a busy machine of two cores a query took 180 to 430 ms with them, 25 to 30 without.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    import torch
    from transformers.utils import logging as transformers_logging

    if threads:
        torch.set_num_threads(threads)
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)


@contextmanager
def _one_line(failure: str) -> Iterator[None]:
    """Whatever a loading model raises, as one line: ``failure`` and the reason."""
    from safetensors import SafetensorError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError, SafetensorError) as error:
        reason = next(iter(str(error).splitlines()), type(error).__name__)[:160]
        raise ModelError(f"{failure} ({reason}).") from error


def _dtype(capabilities: Mapping[str, object] | None = None) -> torch.dtype:
    """bfloat16 where the processor multiplies it itself (measured 2.5 times as fast), else float32."""
    import torch

    if capabilities is None:
        capabilities = torch.cpu.get_capabilities()
    return (
        torch.bfloat16 if any(capabilities.get(name) for name in ("avx512_bf16", "amx_bf16", "bf16")) else torch.float32
    )
