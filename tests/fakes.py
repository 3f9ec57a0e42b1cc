"""Stand-ins for the models: fast, deterministic, and they record what they were asked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from index.embed import Vectors


@dataclass(frozen=True)
class Call:
    """What a FakeChatModel was asked."""

    system: str
    user: str


class FakeChatModel:
    """Yields the queued replies a few characters at a time, or raises the queued errors, in their order."""

    name = "fake-chat"

    def __init__(self, *queued: str | Exception, piece: int = 4) -> None:
        self.calls: list[Call] = []
        self.closed = 0
        self._queued = list(queued)
        self._piece = piece

    def queue(self, *more: str | Exception) -> None:
        """Add replies, or errors to raise, after those already waiting."""
        self._queued.extend(more)

    @property
    def waiting(self) -> int:
        """How many replies have not been asked for yet."""
        return len(self._queued)

    def stream(self, system: str, user: str) -> Iterator[str]:
        """The next queued reply, in pieces; the call is recorded when the first piece is asked for."""
        self.calls.append(Call(system, user))
        if not self._queued:
            raise AssertionError(f"FakeChatModel was asked once more than it has replies for: {user[:80]!r}")
        reply = self._queued.pop(0)
        if isinstance(reply, Exception):
            raise reply
        try:
            for start in range(0, len(reply), self._piece):
                yield reply[start : start + self._piece]
        except GeneratorExit:
            self.closed += 1
            raise


class FakeEmbedder:
    """Character bigrams hashed into 64 places: texts that share characters are near each other."""

    name = "fake-bigrams"
    dimensions = 64

    def __init__(self) -> None:
        self.passage_calls: list[tuple[str, ...]] = []
        self.query_calls: list[tuple[str, ...]] = []

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One row of length one a text."""
        self.passage_calls.append(tuple(texts))
        return self._vectors(texts)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """One row of length one a text."""
        self.query_calls.append(tuple(texts))
        return self._vectors(texts)

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            padded = f"^{text}$"
            for left, right in pairwise(padded):
                row[_place(left + right, self.dimensions)] += 1.0
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows /= np.maximum(lengths, 1e-12)
        return rows


def _place(bigram: str, dimensions: int) -> int:
    # hash() differs from process to process; tests must not.
    return int.from_bytes(hashlib.blake2s(bigram.encode(), digest_size=4).digest(), "big") % dimensions
