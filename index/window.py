"""Files parsed ahead, so that the model gets passages of one length together while finished files are written."""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from index.catalog import Catalog
from index.embed import Embedder, Vectors
from index.policy import Passage, Policy
from index.progress import Progress
from index.records import Embedded, Source
from index.store import Store

_WAITING = 1000
"""So many passages are sorted by length at once: a batch takes the time of its longest, and of 1,000 passages of laws
batches hold 4% of padding, of a file alone 10 to 25%. A kill loses no more than these and the next 1,000."""
_BATCH = 256


@dataclass(frozen=True)
class Parsed:
    """A file that waits for the vectors of its passages; ``size`` is its share of the progress, in bytes."""

    source: Source
    policies: Sequence[Policy]
    passages: Sequence[Passage]
    size: int

    @cached_property
    def digests(self) -> tuple[str, ...]:
        """The SHA-256 of what is embedded of each passage: a text with a vector is not embedded again."""
        return tuple(hashlib.sha256(passage.embedded.encode()).hexdigest() for passage in self.passages)


class Window:
    """Files in the order they came, until all their passages have vectors and they are written.

    The model computes in a thread of its own; parsing and writing stay in the caller's, which alone uses the store.
    """

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        written: Callable[[Parsed], None],
        progress: Progress,
        catalogs: Sequence[Catalog],
    ) -> None:
        self._store = store
        self._catalogs = catalogs
        self._embedder = embedder
        self._written = written
        self._progress = progress
        self._model = ThreadPoolExecutor(max_workers=1, thread_name_prefix="embed")
        self._files: deque[Parsed] = deque()
        self._uses: Counter[str] = Counter()
        self._vectors: dict[str, Vectors] = {}
        self._texts: dict[str, str] = {}
        self._shares: dict[str, float] = {}
        self._running: deque[tuple[list[str], Future[Vectors]]] = deque()

    def put(self, file: Parsed) -> None:
        """Take a file; write those that have all their vectors. Raises what the store or the model raises."""
        self._files.append(file)
        self._look_up(file)
        if len(self._texts) >= _WAITING:
            before = len(self._running)
            self._embed()
            # Those handed over before are waited for while the model is busy with these.
            self._collect(before)
        self._collect()

    def finish(self) -> None:
        """Write all files that wait."""
        self._embed()
        self._collect(len(self._running))

    def close(self) -> None:
        """Give up what is not finished; the model ends the batch it is at."""
        self._model.shutdown(cancel_futures=True)

    def _look_up(self, file: Parsed) -> None:
        """Find the vectors that are there; the other texts wait for the model."""
        new = {digest for digest in file.digests if digest not in self._uses}
        self._uses.update(file.digests)
        for catalog in self._catalogs:
            self._vectors |= catalog.vectors_by_digest(sorted(new - self._vectors.keys()))
        texts = {
            digest: passage.embedded
            for digest, passage in zip(file.digests, file.passages, strict=True)
            if digest in new and digest not in self._vectors
        }
        self._texts |= texts
        self._shares |= dict.fromkeys(texts, file.size / max(1, len(texts)))
        if not texts:
            self._progress.done(file.size)

    def _embed(self) -> None:
        """Hand the texts that wait to the model, longest first."""
        digests = sorted(self._texts, key=lambda digest: len(self._texts[digest]), reverse=True)
        for start in range(0, len(digests), _BATCH):
            batch = digests[start : start + _BATCH]
            self._progress.begin()
            texts = [self._texts[digest] for digest in batch]
            self._running.append((batch, self._model.submit(self._embedder.passages, texts)))
        self._texts = {}

    def _collect(self, wait: int = 0) -> None:
        """Take what the model has computed, after waiting for the first ``wait`` batches, and write what is whole."""
        while self._running and (wait > 0 or self._running[0][1].done()):
            batch, vectors = self._running.popleft()
            self._vectors |= dict(zip(batch, vectors.result(), strict=True))
            self._progress.done(sum(self._shares.pop(digest) for digest in batch), passages=len(batch))
            wait -= 1
            self._write()
        self._write()

    def _write(self) -> None:
        """Write the files that have all their vectors, in the order they came."""
        while self._files and all(digest in self._vectors for digest in self._files[0].digests):
            file = self._files.popleft()
            embedded = [
                Embedded(passage, digest, self._vectors[digest])
                for passage, digest in zip(file.passages, file.digests, strict=True)
            ]
            self._store.replace(file.source, file.policies, embedded)
            self._forget(file)
            self._written(file)

    def _forget(self, file: Parsed) -> None:
        """Drop the vectors that no file that waits shares; from here on they are in the catalog."""
        self._uses.subtract(file.digests)
        for digest in set(file.digests):
            if not self._uses[digest]:
                del self._uses[digest], self._vectors[digest]


@contextmanager
def window(
    store: Store,
    embedder: Embedder,
    written: Callable[[Parsed], None],
    progress: Progress,
    catalogs: Sequence[Catalog],
) -> Iterator[Window]:
    """A window whose files are all written at the end; after an error or an interruption those that wait are not.

    ``written`` is told of each file once it is in the index; ``catalogs`` may know the vectors of texts.
    """
    opened = Window(store, embedder, written, progress, catalogs)
    try:
        yield opened
        opened.finish()
    finally:
        opened.close()
