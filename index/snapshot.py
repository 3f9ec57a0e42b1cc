"""What a searcher holds of the index: one moment of it, until it is outdated."""

from __future__ import annotations

from collections import Counter
from copy import copy
from functools import cached_property
from pathlib import Path

import numpy as np

from index import corrections
from index.catalog import Catalog
from index.columns import Columns
from index.embed import Vectors
from index.folder import current, locked_if_free
from index.policy import PolicyHeader
from index.records import Made
from index.regions import find_regions
from index.repeals import with_repeals
from index.scope import Filters, Scope, scope_of
from index.store import Store

_SAMPLE = 1000
_SCOPES = 32
_PROVINCE = ("省", "自治区")


class Snapshot:
    """The index at one moment: ``columns`` stand in the order of the catalog's rows, as do the scores of ``words``."""

    def __init__(self, store: Store, watch: Catalog, dimensions: int) -> None:
        self.store = store
        self.words = store.words()
        self._as_read = store.columns()
        self._watch = watch
        self._dimensions = dimensions
        self._generation = store.catalog.generation()
        self._texts: dict[str, str | None] = {}
        self._correct()

    def _correct(self) -> None:
        """Take the corrections as they are now."""
        catalog = self.store.catalog
        self._stamp = corrections.stamp(self.store.home)
        catalog.corrections = corrections.load(self.store.home)
        headers = catalog.corrections.headers(with_repeals(catalog.headers()))
        self.headers: dict[str, PolicyHeader] = {header.policy_id: header for header in headers}
        policies = (catalog.policy(policy_id) for policy_id in catalog.corrections.with_departments())
        self.columns: Columns = self._as_read.relisted(
            {clause.clause_id: clause.departments.all() for policy in policies if policy for clause in policy.clauses}
        )
        self._scopes: dict[Filters, Scope] = {}

    def corrected(self) -> Snapshot:
        """The same moment of the index with its corrections as they are now."""
        fresh = copy(self)
        vars(fresh).pop("parents", None)
        fresh._correct()
        return fresh

    def newly_corrected(self) -> bool:
        """Whether the corrections have changed since."""
        return corrections.stamp(self.store.home) != self._stamp

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
        sample = self.columns.vectors[:: 1 + len(self.columns) // _SAMPLE]
        if not len(sample):
            return np.zeros(self._dimensions, dtype=np.float32)
        mean: Vectors = np.asarray(sample.mean(axis=0))
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

    def scope(self, filters: Filters) -> Scope:
        """The passages that pass ``filters``."""
        if filters not in self._scopes:
            if len(self._scopes) >= _SCOPES:
                self._scopes.clear()
            parents = self.parents if filters.regions else {}
            self._scopes[filters] = scope_of(filters, self.columns, self.headers, parents)
        return self._scopes[filters]

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
