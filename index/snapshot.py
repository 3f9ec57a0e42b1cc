"""What a searcher holds of the index: one moment of it, until it is outdated."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.catalog import Catalog
from index.embed import Vectors
from index.folder import current, locked_if_free
from index.policy import PolicyHeader
from index.records import Made
from index.regions import covers, find_regions
from index.repeals import with_repeals
from index.store import Store

_SAMPLE = 1000
_SCOPES = 100
_PROVINCE = ("省", "自治区")


@dataclass(frozen=True)
class Scope:
    """What may be found: a mask over the passages, and the same as the vector collection is told it."""

    mask: npt.NDArray[np.bool_]
    regions: tuple[str | None, ...] | None
    only_policies: bool


class Snapshot:
    """The index at one moment: ``places`` stand in the order of the catalog's rows, as do the scores of ``words``."""

    def __init__(self, store: Store, watch: Catalog, dimensions: int) -> None:
        self.store = store
        self.words = store.words()
        self.places = store.catalog.places()
        self.headers: dict[str, PolicyHeader] = {
            header.policy_id: header for header in with_repeals(list(store.catalog.headers()))
        }
        self.position = {place.vector_id: position for position, place in enumerate(self.places)}
        self._watch = watch
        self._dimensions = dimensions
        self._generation = store.catalog.generation()
        self._texts: dict[str, str | None] = {}
        self._scopes: dict[tuple[tuple[str, ...], bool], Scope] = {}

    @classmethod
    def open(cls, home: Path, made: Made) -> Snapshot:
        """The index as it is now, mended first if no ingest is running; raises StoreError when it cannot be used."""
        store = Store.open(home, made, frozen=True)
        if not store.settled():
            store.close()
            with locked_if_free(home) as held:
                if held:
                    _finish(home, made)
            store = Store.open(home, made, frozen=True)
        try:
            store.check()
            return cls(store, Catalog.open(store.catalog.path), made.dimensions)
        except BaseException:
            store.close()
            raise

    def outdated(self) -> bool:
        """Whether an ingest or a removal has ended since."""
        in_use = current(self.store.home)
        if in_use != self.store.folder:
            return in_use is not None
        generation = self._watch.generation()
        return generation != self._generation and self.store.published(generation)

    def close(self) -> None:
        """Release the files."""
        self._watch.close()
        self.store.close()

    @cached_property
    def mean_vector(self) -> Vectors:
        """The mean of (a sample of) the passages' vectors: as near as a query is to it, it is to any text by chance."""
        rows = [place.row for place in self.places[:: 1 + len(self.places) // _SAMPLE]]
        if not rows:
            return np.zeros(self._dimensions, dtype=np.float32)
        mean: Vectors = self.store.catalog.vectors(rows).mean(axis=0)
        return mean

    @cached_property
    def parents(self) -> dict[str, str]:
        """The province of each region that no gazetteer knows: the one its own policies name most."""
        unknown = {
            policy.region for policy in self.headers.values() if policy.region and not find_regions(policy.region)
        }
        provinces = {name for name in unknown if name.endswith(_PROVINCE)}
        found: dict[str, str] = {}
        for name in sorted(unknown - provinces):
            named: Counter[str] = Counter()
            for policy in self.headers.values():
                if policy.region == name:
                    text = self.source_text(policy.policy_id) or ""
                    named.update(region.province or region.name for region in find_regions(text, provinces))
            if named:
                found[name] = named.most_common(1)[0][0]
        return found

    def scope(self, asked: tuple[str, ...], *, include_other: bool) -> Scope:
        """Policies that may concern any region ``asked`` (none: all); other documents only if they are asked for."""
        key = asked, include_other
        if key not in self._scopes:
            if len(self._scopes) >= _SCOPES:
                self._scopes.clear()
            regions = {policy.region for policy in self.headers.values()}
            if asked:
                regions = {name for name in regions if any(covers(name, one, self.parents) for one in asked)}
            within = {
                policy.policy_id
                for policy in self.headers.values()
                if policy.region in regions and (include_other or policy.form == "policy")
            }
            mask = np.array([place.policy_id in within for place in self.places], dtype=np.bool_)
            names = tuple(sorted(regions, key=str)) if asked else None
            self._scopes[key] = Scope(mask, names, not include_other)
        return self._scopes[key]

    def source_text(self, policy_id: str) -> str | None:
        """The text a policy was read from, before cleaning."""
        if policy_id not in self._texts:
            self._texts[policy_id] = self.store.catalog.source_text(policy_id)
        return self._texts[policy_id]


def _finish(home: Path, made: Made) -> None:
    """Do what a killed ingest left undone."""
    store = Store.open(home, made)
    try:
        store.mend()
        if not store.published():
            store.publish()
    finally:
        store.close()
