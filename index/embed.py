"""Texts to vectors: the only importer of sentence_transformers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


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


def open_embedder(model: str | Path, threads: int | None = None) -> Embedder:
    """Load the model at a name or folder; raise ModelError when it cannot be loaded."""
    raise NotImplementedError
