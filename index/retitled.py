"""Policies are found by a title, region or issuer that was put right: their passages, which begin with it, made again.

Only the passages follow what was put right; policies and clauses stay in the index as they were read from the files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from index import corrections
from index.catalog import Catalog
from index.corrections import Corrections
from index.embed import Embedder
from index.folder import current, locked_if_free
from index.parse import PARSER_VERSION
from index.passage import passages, title_line
from index.policy import Passage, PolicyHeader
from index.records import Embedded, Made
from index.store import Store, catalog_of
from index.variants import fold, simplified

_BATCH = 256


def retitle(home: Path, embedder: Embedder) -> tuple[str, ...] | None:
    """Make the passages again that begin otherwise than they should; returns the ids of their policies.

    None when another process is writing the index: it is to be tried again. Raises StoreError as ``ingest`` does.
    """
    in_use = current(home)
    if in_use is None:
        return ()
    with closing(Catalog.open(catalog_of(in_use))) as catalog:
        if not any(unsettled(catalog, corrections.load(home))):
            return ()
    with locked_if_free(home) as held:
        if not held:
            return None
        with closing(Store.open(home, Made(embedder.name, embedder.dimensions, PARSER_VERSION))) as store:
            store.mend()
            done = settle(store, embedder)
            store.publish()
            return done


def settle(store: Store, embedder: Embedder) -> tuple[str, ...]:
    """Make these passages again in an index that is open for writing; returns the ids of their policies."""
    found = corrections.load(store.home)
    done = tuple(unsettled(store.catalog, found))
    for policy_id in done:
        policy = store.catalog.policy(policy_id)
        if policy is not None:
            store.reword(policy_id, _embedded(passages(found.headed(policy)), embedder))
    return done


def unsettled(catalog: Catalog, found: Corrections) -> Iterator[str]:
    """The ids of the policies whose passages begin otherwise than with what is known of them now."""
    texts = catalog.first_texts()
    for header in catalog.headers():
        text = texts.get(header.policy_id)
        if text is not None and not _begins(text, found.header(header)):
            yield header.policy_id


def _begins(text: str, header: PolicyHeader) -> bool:
    # A passage with a traditional character anywhere is folded as a whole.
    line = f"{title_line(header)}\n"
    return text.startswith((simplified(line), fold(line)))


def _embedded(found: Sequence[Passage], embedder: Embedder) -> list[Embedded]:
    made: list[Embedded] = []
    for start in range(0, len(found), _BATCH):
        batch = found[start : start + _BATCH]
        vectors = embedder.passages([passage.embedded for passage in batch])
        for passage, vector in zip(batch, vectors, strict=True):
            made.append(Embedded(passage, hashlib.sha256(passage.embedded.encode()).hexdigest(), vector))
    return made
