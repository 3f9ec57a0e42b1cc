"""A folder to the index: incremental, and safe to kill at any moment as each file is put in whole or not at all.

Files are read and parsed here, embedded and written in ``index/window.py``.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from index import retitled
from index.catalog import Catalog
from index.embed import Embedder
from index.errors import SourceError, StoreError
from index.folder import current, drop_unused, locked, use
from index.parse import PARSER_VERSION
from index.parse import parse as parse_source
from index.passage import passages
from index.policy import Policy, PolicyHeader
from index.progress import Progress, Stopped, Tell, shown, size_of
from index.reading.archive import Archive, members
from index.records import Made, Source
from index.sources import SourceText, as_archive, find_sources, read_bytes, to_text
from index.store import Store, catalog_of
from index.window import Parsed, Window, window

log = logging.getLogger(__name__)

Parse = Callable[[SourceText], list[Policy]]
Outcome = Literal["added", "changed", "unchanged"]

_SUFFIX_LENGTH = 6


@dataclass(frozen=True)
class IngestReport:
    """What an ingest did: the names of the files by outcome, what to know of them, and what the index holds now.

    ``gone`` are files that are in the index but no longer in the folders: they stay until they are removed.
    ``stopped`` says that it ended before all files were read: those that were are in the index, of a rebuild none.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    gone: tuple[str, ...] = ()
    policies: int = 0
    clauses: int = 0
    passages: int = 0
    seconds: float = 0.0
    stopped: bool = False


def ingest(
    paths: Iterable[Path],
    store_folder: Path,
    embedder: Embedder,
    *,
    rebuild: bool = False,
    progress: bool = True,
    parse: Parse = parse_source,
    names: Mapping[Path, str] | None = None,
    tell: Tell | None = None,
) -> IngestReport:
    """Index the policy files under ``paths``; what has not changed since is left alone.

    Each file of a zip is a source of its own.
    A file that cannot be read is in the report's ``failed`` and stops no other; what the index held of it stays.
    ``rebuild`` makes the index anew from ``paths`` alone, beside the old one, which serves until the end; vectors are
    taken over only from an index of another parser version, as one of this version may be damaged.
    ``names`` are those that files are to be known by in the place of their own; ``tell`` is told how far it is, and
    ends it by raising Stopped.
    Raises SourceError when there is nothing to read, StoreError when the index cannot be used.
    """
    started = time.monotonic()
    paths = [Path(path) for path in paths]
    found = [(path, (names or {}).get(path, name)) for path, name in find_sources(paths)]
    made = Made(embedder.name, embedder.dimensions, PARSER_VERSION)
    with locked(store_folder), _opened(store_folder, made, rebuild=rebuild) as store, ExitStack() as stack:
        catalogs = [store.catalog]
        if rebuild and (earlier := _earlier(store_folder, made)):
            catalogs.append(stack.enter_context(closing(earlier)))
        with shown([path for path, _ in found], visible=progress, tell=tell) as bar:
            run = _Run(store, parse, bar)
            stopped = run.all(found, embedder, catalogs)
        if rebuild and stopped:
            log.warning("The rebuild was stopped: the index stays as it was.")
        else:
            if not stopped:
                retitled.settle(store, embedder)
            store.publish()
            _put_in_use(store, run, rebuild=rebuild)
        return replace(run.report(paths, time.monotonic() - started), stopped=stopped)


def _put_in_use(store: Store, run: _Run, *, rebuild: bool) -> None:
    if rebuild and run.names["added"]:
        use(store.folder)
    elif rebuild:
        log.warning("No file could be read: the index stays as it was.")


def remove(store_folder: Path, policy_id: str) -> PolicyHeader:
    """Remove a policy from the index and return what it was; raises StoreError when it is not there."""
    with locked(store_folder), closing(Store.open(store_folder, None)) as store:
        policy = store.catalog.policy(policy_id)
        if policy is None:
            raise StoreError(f"There is no policy {policy_id!r} in the index: `policy list` names those there are.")
        store.remove_policy(policy_id)
        store.publish()
        return policy.header()


@contextmanager
def _opened(home: Path, made: Made, *, rebuild: bool) -> Iterator[Store]:
    """The index to write to: the one in use, mended, or a new one."""
    in_use = None if rebuild else current(home)
    if in_use is None:
        store = Store.create(home, made)
        if not rebuild:
            use(store.folder)
    else:
        store = Store.open(home, made)
    with closing(store):
        store.mend()
        yield store
    drop_unused(home)


def _earlier(home: Path, made: Made) -> Catalog | None:
    """The catalog in use, if it was made with the same model and another parser: its vectors are still right."""
    in_use = current(home)
    if in_use is None:
        return None
    try:
        catalog = Catalog.open(catalog_of(in_use))
    except StoreError:
        return None
    before = catalog.made()
    if (before.model, before.dimensions) == (made.model, made.dimensions) and before.parser != made.parser:
        return catalog
    catalog.close()
    return None


@dataclass
class _Run:
    """One ingest: what is to be reported grows with each file."""

    store: Store
    parse: Parse
    progress: Progress
    seen: set[str] = field(default_factory=set)
    names: dict[Outcome, list[str]] = field(default_factory=lambda: {"added": [], "changed": [], "unchanged": []})
    failed: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    shown_names: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.known = self.store.catalog.sources()

    def all(self, found: Iterable[tuple[Path, str]], embedder: Embedder, catalogs: Sequence[Catalog]) -> bool:
        """Take every file; whether it was stopped before the last one was written."""
        try:
            with window(self.store, embedder, self.written, self.progress, catalogs) as waiting:
                for path, name in found:
                    self.take(path, name, waiting)
        except Stopped:
            return True
        return False

    def take(self, path: Path, name: str, waiting: Window) -> None:
        """Read one file, or each file of a zip; what is new or changed waits for its vectors."""
        key = str(path)
        self.seen.add(key)
        self.progress.more(-size_of(path))
        with self._said(name):
            data = read_bytes(path, name)
            try:
                archive = as_archive(data, name)
            except SourceError:
                self.seen.update(known for known in self.known if Path(known).is_relative_to(path))
                raise
            if archive is None:
                self._take(key, name, data, waiting)
            else:
                self._take_members(key, archive, waiting)

    def written(self, file: Parsed) -> None:
        """A file is in the index."""
        key = file.source.key
        self.names["changed" if key in self.known else "added"].append(self.shown_names[key])

    def report(self, paths: Sequence[Path], seconds: float) -> IngestReport:
        """What was done, what the index holds now and which of its files are gone."""
        places = self.store.catalog.places()
        folders = tuple(path.resolve() for path in paths)
        gone = (
            source.name
            for key, source in self.known.items()
            if key not in self.seen and any(Path(key).is_relative_to(folder) for folder in folders)
        )
        return IngestReport(
            added=tuple(self.names["added"]),
            changed=tuple(self.names["changed"]),
            unchanged=tuple(self.names["unchanged"]),
            failed=tuple(self.failed),
            notes=tuple(self.notes),
            gone=tuple(gone),
            policies=len({place.policy_id for place in places}),
            clauses=len({place.clause_id for place in places}),
            passages=len(places),
            seconds=round(seconds, 3),
        )

    @contextmanager
    def _said(self, name: str) -> Iterator[None]:
        """A file that cannot be read is kept for the report, and stops no other."""
        try:
            yield
        except SourceError as error:
            self.failed.append((name, str(error).removeprefix(f"{name}: ")))

    def _take_members(self, place: str, archive: Archive, waiting: Window) -> None:
        """Take each file of a zip; its key is its path as if the zip were a folder."""
        self.notes.extend((archive.name, note) for note in archive.notes)
        for member in members(archive):
            key, name = f"{place}/{member.path}", f"{archive.name}/{member.path}"
            self.seen.add(key)
            with self._said(name):
                if member.refused:
                    raise SourceError(f"{name}: {member.refused}.")
                self._take(key, name, member.data, waiting)

    def _take(self, key: str, name: str, data: bytes, waiting: Window) -> None:
        digest = hashlib.sha256(data).hexdigest()
        before = self.known.get(key)
        if (before and before.sha256 == digest) or (not before and self._moved(key, name, digest)):
            self.names["unchanged"].append(name)
            return
        # The name a file was first indexed by stays, and with it the ids of its policies.
        text = to_text(data, before.name if before else name)
        policies = self._understood(text, key)
        self._note_reading(name, text, policies)
        self.shown_names[key] = name
        self.progress.more(len(data))
        found = [passage for policy in policies for passage in passages(policy)]
        waiting.put(Parsed(Source(key, text.name, digest, text.text), policies, found, len(data)))

    def _moved(self, key: str, name: str, digest: str) -> bool:
        """Whether this is a file the index knows from a place where it no longer is; its new place is recorded."""
        for old_key, source in self.known.items():
            if (source.name, source.sha256) == (name, digest) and not _stands(Path(old_key)):
                moved = Source(key, name, digest, "")
                self.store.catalog.move(old_key, moved)
                self.known = {**{other: self.known[other] for other in self.known if other != old_key}, key: moved}
                return True
        return False

    def _understood(self, text: SourceText, key: str) -> list[Policy]:
        """The policies of a file, with ids that no other file has."""
        try:
            policies = self.parse(text)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            log.exception("%s could not be parsed", text.name)
            raise SourceError(f"{text.name}: its clauses cannot be told apart ({error}).") from error
        if not any(policy.clauses for policy in policies):
            raise SourceError(f"{text.name}: no clauses were found in it.")
        policies = _with_a_policy(policies)
        ids = [clause.clause_id for policy in policies for clause in policy.clauses]
        if len(set(ids)) < len(ids):
            raise SourceError(f"{text.name}: two of its clauses bear one id; please report this file.")
        if {self._owner(policy.policy_id) for policy in policies} - {None, key}:
            suffix = "-" + hashlib.sha256(key.encode()).hexdigest()[:_SUFFIX_LENGTH]
            policies = [_renamed(policy, suffix) for policy in policies]
        self.owners.update((policy.policy_id, key) for policy in policies)
        return policies

    def _owner(self, policy_id: str) -> str | None:
        """The file that has a policy of this id: in the index, or among those that wait."""
        return self.owners.get(policy_id) or self.store.catalog.source_of(policy_id)

    def _note_reading(self, name: str, text: SourceText, policies: Sequence[Policy]) -> None:
        for note in text.notes:
            self.notes.append((name, note))
        if not all(policy.numbered for policy in policies if policy.form == "policy"):
            self.notes.append((name, "it has no clause numbers: indexed by paragraph"))


def _stands(path: Path) -> bool:
    """Whether a source may still be in its place: there is such a file, or it was in a zip that is there."""
    return path.exists() or any(parent.is_file() for parent in path.parents)


def _with_a_policy(policies: Sequence[Policy]) -> list[Policy]:
    """The documents of a file; when none looks like a policy, its longest is one: it was put in on purpose."""
    if any(policy.form == "policy" for policy in policies):
        return list(policies)
    main = max(policies, key=lambda policy: sum(len(clause.text) for clause in policy.clauses))
    return [policy.model_copy(update={"form": "policy"}) if policy is main else policy for policy in policies]


def _renamed(policy: Policy, suffix: str) -> Policy:
    """The policy under another id: the suffix stands after the file's part of it."""
    stem, mark, number = policy.policy_id.partition("~")
    policy_id = f"{stem}{suffix}{mark}{number}"
    clauses = tuple(
        clause.model_copy(update={"policy_id": policy_id, "clause_id": f"{policy_id}/{number}"})
        for number, clause in enumerate(policy.clauses, 1)
    )
    return policy.model_copy(update={"policy_id": policy_id, "clauses": clauses})
