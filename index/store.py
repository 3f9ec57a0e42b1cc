"""The index on disk: catalog, vectors and words in one folder. The only importer of chromadb.

<folder>/lock             held while an ingest runs
<folder>/current          names the build in use; a rebuild is made beside it and swapped in
<folder>/<build>/catalog.sqlite   the commit point: what it does not know is not in the index
<folder>/<build>/vectors/         Chroma; ids it holds beyond the catalog's are removed, missing ones added
<folder>/<build>/vectors.json     the checksums of its files, when nothing is being written
<folder>/<build>/words-<n>/       BM25 over the passages of the catalog's generation n
<folder>/<build>/columns-<n>/     their places and vectors as arrays
<folder>/<build>/known.json       the checksums of files that were read before
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateCollectionConfiguration, CreateHNSWConfiguration
from chromadb.config import Settings
from chromadb.errors import ChromaError

from index import corrections
from index.catalog import MEND, Catalog
from index.columns import Columns
from index.embed import Vectors
from index.errors import StoreError
from index.folder import current, new_build, not_writable
from index.lexical import Lexical
from index.policy import Policy
from index.records import Embedded, Made, Source
from index.seal import Known, Seal

log = logging.getLogger(__name__)

_CATALOG = "catalog.sqlite"
_WORDS = "words-"
_COLUMNS = "columns-"
_KNOWN = "known.json"
_CHECKED = 12
"""So many vectors are searched for. Of random ones among a million a graph finds three in five, of texts nearly all."""
_PIECE = 1000
_NEAR_ENOUGH = 1e-3
_VECTORS = "vectors"
_COLLECTION = "passages"
# Cosine must be set when the collection is made; a wider search than Chroma's 100 as 100 and more are asked for.
_CONFIGURATION = CreateCollectionConfiguration(hnsw=CreateHNSWConfiguration(space="cosine", ef_search=200))


# Chroma counts the clients of a folder without a lock of its own.
_OPENING = threading.Lock()


class VectorCollection:
    """The passages' vectors in Chroma, by the ids the catalog gives them."""

    def __init__(self, client: Client, collection: chromadb.Collection, folder: Path) -> None:
        self._client = client
        self._collection = collection
        self._folder = folder

    @classmethod
    def open(cls, folder: Path) -> VectorCollection:
        """Open or make the collection of the build in ``folder``; raises StoreError when it is damaged."""
        with _spoken(folder), _OPENING:
            settings = Settings(anonymized_telemetry=False)
            client = cast("Client", chromadb.PersistentClient(path=str(folder / _VECTORS), settings=settings))
            collection = client.get_or_create_collection(
                _COLLECTION, embedding_function=None, configuration=_CONFIGURATION
            )
            return cls(client, collection, folder)

    def close(self) -> None:
        """Release the files."""
        with _OPENING:
            self._client.close()

    def __len__(self) -> int:
        """How many vectors are held."""
        with _spoken(self._folder):
            return int(self._collection.count())

    def ids(self) -> set[str]:
        """Every id that is held."""
        with _spoken(self._folder):
            return set(self._collection.get(include=[])["ids"])

    def add(self, ids: Sequence[str], vectors: Sequence[Vectors]) -> None:
        """Add vectors, or put them in the place of those of the same ids."""
        # No metadata: what a search is limited to is decided by the catalog, and writing it takes a third of the time.
        step = self._client.get_max_batch_size()
        with _spoken(self._folder):
            for start in range(0, len(ids), step):
                part = slice(start, start + step)
                self._collection.upsert(ids=list(ids[part]), embeddings=np.stack(vectors[part]))

    def delete(self, ids: Sequence[str]) -> None:
        """Remove vectors; ids that are not held are passed over."""
        step = self._client.get_max_batch_size()
        with _spoken(self._folder):
            for start in range(0, len(ids), step):
                self._collection.delete(ids=list(ids[start : start + step]))

    def nearest(self, vector: Vectors, count: int) -> list[str]:
        """The ids of the ``count`` vectors nearest to ``vector``, nearest first."""
        with _spoken(self._folder):
            found = self._collection.query(query_embeddings=vector[np.newaxis, :], n_results=count, include=[])
            return list(found["ids"][0])

    def finds(self, vectors: Vectors) -> int:
        """How many of these vectors, which are held, are found as their own nearest neighbours."""
        with _spoken(self._folder):
            found = self._collection.query(query_embeddings=vectors, n_results=1, include=["distances"])
            return sum(bool(row) and row[0] < _NEAR_ENOUGH for row in found["distances"] or [])


@contextmanager
def _spoken(folder: Path) -> Iterator[None]:
    """Turn what Chroma says into a StoreError of one line."""
    try:
        yield
    except (ChromaError, ValueError, OSError) as error:
        if folder.is_dir() and not os.access(folder, os.W_OK):  # even to be read it has to be writable
            raise not_writable(folder.parent, PermissionError(0, "not writable")) from error
        reason = next(iter(str(error).splitlines()), type(error).__name__)[:160]
        raise StoreError(f"The index in {folder.parent} is damaged or cannot be used ({reason}): {MEND}.") from error


def catalog_of(build: Path) -> Path:
    """The file of the catalog of a build."""
    return build / _CATALOG


class Store:
    """An open index. Writing needs the lock of its folder (see ``locked``)."""

    def __init__(self, home: Path, folder: Path, catalog: Catalog, vectors: VectorCollection) -> None:
        self.home = home
        self.folder = folder
        self.catalog = catalog
        self.vectors = vectors
        self._known = Known(folder / _KNOWN)

    @classmethod
    def create(cls, home: Path, made: Made) -> Store:
        """Make an empty index in ``home``, not in use before ``folder.use``; raises StoreError if it cannot."""
        folder = new_build(home)
        catalog = Catalog.create(folder / _CATALOG, made)
        return cls(home, folder, catalog, VectorCollection.open(folder))

    @classmethod
    def open(cls, home: Path, made: Made | None, *, frozen: bool = False) -> Store:
        """Open the index in use; ``frozen`` to see it, with its corrections, as it is now, whatever is written later.

        Raises StoreError when there is none, it is damaged, or it was made with another model or parser than
        ``made``.
        """
        folder = current(home)
        if folder is None:
            raise StoreError(f"There is no index in {home} yet: run `policy ingest FOLDER`.")
        catalog = Catalog.open(folder / _CATALOG, made)
        try:
            known = Known(folder / _KNOWN)
            seal = Seal(folder / _VECTORS, known)
            seal.check()
            known.keep()
            if frozen:
                catalog.freeze()
                catalog.corrections = corrections.load(home)
            else:
                seal.lift()
            return cls(home, folder, catalog, VectorCollection.open(folder))
        except BaseException:
            catalog.close()
            raise

    def close(self) -> None:
        """Release the files."""
        self.catalog.close()
        self.vectors.close()

    def mend(self) -> None:
        """Make the vectors those the catalog names; raises StoreError when the collection does not find them."""
        wanted = {place.vector_id for place in self.catalog.places()}
        held = self.vectors.ids()
        if held - wanted:
            self.vectors.delete(sorted(held - wanted))
        if wanted - held:
            log.warning(
                "%d vectors were missing from the index in %s and are added again.", len(wanted - held), self.home
            )
            self._add_again(sorted(wanted - held))
        self.check()

    def check(self) -> None:
        """Raise StoreError when the collection finds none of some vectors that it holds."""
        rows = self.catalog.some_rows(_CHECKED)
        if rows and not self.vectors.finds(self.catalog.vectors(rows)):
            raise StoreError(f"The index in {self.home} is damaged (vectors are not found): {MEND}.")

    def replace(self, source: Source, policies: Sequence[Policy], embedded: Sequence[Embedded]) -> None:
        """Put a source's policies and passages in the place of what it held before, at once or not at all."""
        by_id = {f"{one.passage.passage_id}@{source.sha256[:12]}": one for one in embedded}
        with self._exchanged(by_id, set(self.catalog.vector_ids("source", source.key))):
            self.catalog.replace(source, policies, by_id)

    def reword(self, policy_id: str, embedded: Sequence[Embedded]) -> None:
        """Put other passages in the place of those of a policy, at once or not at all."""
        by_id = {f"{one.passage.passage_id}@{one.digest[:12]}": one for one in embedded}
        with self._exchanged(by_id, set(self.catalog.vector_ids("policy_id", policy_id))):
            self.catalog.reword(policy_id, by_id)

    @contextmanager
    def _exchanged(self, by_id: dict[str, Embedded], old: set[str]) -> Iterator[None]:
        """Vectors added before the catalog names them, and the ``old`` ones dropped once it no longer does."""
        self.vectors.add(list(by_id), [one.vector for one in by_id.values()])
        try:
            yield
        except BaseException:
            self.vectors.delete([vector_id for vector_id in by_id if vector_id not in old])
            raise
        self.vectors.delete([vector_id for vector_id in old if vector_id not in by_id])

    def remove_policy(self, policy_id: str) -> None:
        """Remove a policy and its clauses."""
        old = self.catalog.vector_ids("policy_id", policy_id)
        self.catalog.remove_policy(policy_id)
        self.vectors.delete(old)

    def words(self) -> Lexical:
        """The BM25 index of the catalog's passages; made again when the saved one is missing, old or damaged."""
        saved = Lexical.sound(self._saved(_WORDS), self._known)
        self._known.keep()
        return Lexical.build(self.catalog.passage_texts()) if saved is None else saved

    def columns(self) -> Columns:
        """The passages as arrays; read from the catalog when the saved ones are missing, old or damaged."""
        saved = Columns.sound(self._saved(_COLUMNS), self._known)
        self._known.keep()
        return Columns.gather(self.catalog) if saved is None else saved

    def publish(self) -> None:
        """End a change: save words and passages of the catalog unless they are saved and sound, and drop older ones."""
        words, columns = self._saved(_WORDS), self._saved(_COLUMNS)
        self.check()
        try:
            if Columns.sound(columns) is None:
                Columns.gather(self.catalog).save(columns)
            if Lexical.sound(words) is None:
                Lexical.build(self.catalog.passage_texts()).save(words)
            Seal(self.folder / _VECTORS, self._known).put()
            for old in (path for name in (_WORDS, _COLUMNS) for path in self.folder.glob(f"*{name}*")):
                if old not in (words, columns):
                    shutil.rmtree(old, ignore_errors=True)
        except OSError as error:
            raise not_writable(self.home, error) from error

    def settled(self) -> bool:
        """Whether nothing is left undone, such as by a killed ingest."""
        return self.published() and len(self.vectors) == self.catalog.count()

    def published(self, generation: int | None = None) -> bool:
        """Whether what a search needs of a generation, by default the catalog's, is saved: an ingest has ended."""
        return all(self._saved(name, generation).is_dir() for name in (_WORDS, _COLUMNS))

    def _saved(self, name: str, generation: int | None = None) -> Path:
        """Where what is called ``name`` is saved for a generation, by default the catalog's."""
        return self.folder / f"{name}{self.catalog.generation() if generation is None else generation}"

    def _add_again(self, missing: Sequence[str]) -> None:
        for start in range(0, len(missing), _PIECE):
            piece = missing[start : start + _PIECE]
            self.vectors.add(piece, list(self.catalog.vectors_by_id(piece)))
