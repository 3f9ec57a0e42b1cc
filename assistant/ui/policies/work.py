"""What the library's page works with: the open index, the records, and the job under way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.answer import Resources
from assistant.records import applied
from assistant.records.accounts import Account, Role
from assistant.records.opened import Records
from assistant.settings import Settings
from assistant.ui.policies.jobs import Jobs
from assistant.ui.policies.titles import Titles
from index.folder import current

if TYPE_CHECKING:
    from index.catalog import Catalog
    from index.search import Searcher


@dataclass(frozen=True)
class Library:
    """The index, the records and what is done to them."""

    resources: Resources
    records: Records
    jobs: Jobs = field(default_factory=Jobs)
    titles: Titles = field(default_factory=Titles)

    @property
    def searcher(self) -> Searcher:
        """The open index, as it is answered from."""
        return self.resources.searcher

    @property
    def settings(self) -> Settings:
        """The settings."""
        return self.resources.settings

    def apply(self) -> None:
        """Let the index be read with what the records hold now."""
        applied.apply(self.records, self.settings.index_folder)

    def retitle(self) -> None:
        """Let searches follow the titles, regions and issuers as they are now, in the background."""
        if current(self.settings.index_folder) is not None:
            self.titles.settle(self.settings.index_folder, self.searcher.embedder)


def may_use(account: Account | None) -> bool:
    """Whether ``account`` may use the library."""
    return account is not None and not account.disabled and account.role.covers(Role.ADMIN)


@contextmanager
def as_read(library: Library) -> Iterator[Catalog]:
    """Open the index as it was read from the files, without corrections; raises StoreError when there is none."""
    # Chroma, which its module imports, takes a second.
    from index.catalog import Catalog
    from index.errors import StoreError
    from index.store import catalog_of

    build = current(library.settings.index_folder)
    if build is None:
        raise StoreError("还没有索引。/ There is no index yet.")
    with closing(Catalog.open(catalog_of(build))) as catalog:
        catalog.freeze()
        yield catalog


def files_of(catalog: Catalog) -> tuple[dict[Path, str], tuple[str, ...]]:
    """Return the files that the sources of ``catalog`` lie in, with the names they are known by, and what is gone."""
    found: dict[Path, str] = {}
    gone: list[str] = []
    for key, source in catalog.sources().items():
        path = Path(key)
        file = next((one for one in (path, *path.parents) if one.is_file()), None)
        if file is None:
            gone.append(source.name)
        else:
            inside = key.removeprefix(str(file))
            found[file] = source.name.removesuffix(inside) or file.name
    return found, tuple(gone)


def policies_of(catalog: Catalog, key: str) -> tuple[str, ...]:
    """Return the ids of the policies read from the source ``key``."""
    return tuple(each.policy_id for each in catalog.headers() if catalog.source_of(each.policy_id) == key)
