"""An upload from the files as they were sent to policies in the index: read, compared, kept, indexed, told of."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.ingest import drop_samples
from assistant.records import audit
from assistant.ui.policies import changes, keeping
from assistant.ui.policies.indexing import index_folders
from assistant.ui.policies.jobs import Jobs, Line
from assistant.ui.policies.keeping import Sent
from assistant.ui.policies.versions import Likeness, compare
from assistant.ui.policies.work import Library, as_read, policies_of
from index.build import IngestReport
from index.catalog import Catalog
from index.errors import SourceError
from index.parse import parse
from index.policy import Policy, PolicyHeader
from index.progress import Stopped
from index.sources import SourceText

Waiting = list[tuple[str, Path]]


@dataclass
class _Known:
    """The policies there are, those of this upload included, and the digests of their files."""

    catalog: Catalog
    headers: list[PolicyHeader] = field(default_factory=list)
    fresh: dict[str, Policy] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)

    def policy(self, policy_id: str) -> Policy | None:
        if policy_id in self.fresh:
            return self.fresh[policy_id]
        return self.catalog.policy(policy_id)


@dataclass(frozen=True)
class _Kept:
    """A file that was kept: its line so far, and where it lies."""

    line: Line
    path: Path


def upload(library: Library, waiting: Waiting, staging: Path, by: str, jobs: Jobs) -> None:
    """Take the files that wait in ``staging`` into the library; what became of each is in the job's lines.

    Raises Stopped when it is told to end: what was kept is indexed by the next re-index.
    """
    try:
        kept = _read(library, waiting, by, jobs)
    finally:
        keeping.drop(staging)
    if not kept:
        return
    pending = {str(each.path.resolve()): each for each in kept}
    report = index_folders(library, jobs, [keeping.uploads_folder(library.settings)])
    _tell(library, pending, report, jobs)
    if report.stopped:
        raise Stopped
    drop_samples(library.settings.index_folder, jobs.say)


def _read(library: Library, waiting: Waiting, by: str, jobs: Jobs) -> list[_Kept]:
    """Read and compare every file; those that are new are kept and told of later, the others at once."""
    kept: list[_Kept] = []
    total = sum(path.stat().st_size for _, path in waiting)
    done = 0
    with as_read(library) as catalog:
        known = _known(catalog)
        for sent in keeping.sent_files(waiting):
            jobs.told(phase="reading", at=sent.name, done=done, total=max(total, done))
            done += len(sent.data)
            taken = _take(library, sent, known, by)
            if isinstance(taken, Line):
                jobs.add(taken)
            else:
                kept.append(taken)
    return kept


def _known(catalog: Catalog) -> _Known:
    return _Known(
        catalog,
        headers=catalog.headers(),
        digests={source.sha256: key for key, source in catalog.sources().items()},
    )


def _take(library: Library, sent: Sent, known: _Known, by: str) -> _Kept | Line:
    if sent.refused:
        return Line(name=sent.name, outcome="refused", detail=sent.refused)
    digest = hashlib.sha256(sent.data).hexdigest()
    try:
        policies = _policies(sent)
    except SourceError as error:
        return Line(name=sent.name, outcome="failed", detail=str(error))
    likenesses = [compare(each, known.headers, known.policy) for each in policies]
    if digest in known.digests or (likenesses and all(one.relation == "duplicate" for one in likenesses)):
        return _again(library, sent, digest, likenesses, known, by)
    path, likeness = _keep(library, sent, likenesses, known)
    known.digests[digest] = str(path.resolve())
    _remember(known, policies, path)
    audit.note(library.records, "policy.uploaded", who=by, on=path.name)
    other = likeness.other.policy_id if likeness.other else None
    said: str = "" if likeness.relation == "new" else likeness.relation
    if likeness.relation == "version" and likeness.newer is False:
        said = "older"
    return _Kept(Line(name=sent.name, outcome="added", likeness=said, other_id=other), path)


def _policies(sent: Sent) -> list[Policy]:
    text = SourceText(sent.name, keeping.text_of(sent))
    try:
        found = parse(text)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return []  # the ingest, which parses it again, says why
    return [each for each in found if each.form == "policy" and each.clauses]


def _again(library: Library, sent: Sent, digest: str, likenesses: list[Likeness], known: _Known, by: str) -> Line:
    """Tell of a file that is there already; a policy that had been taken out is put back."""
    ids = [one.other.policy_id for one in likenesses if one.other]
    if not ids:
        ids = list(policies_of(known.catalog, known.digests.get(digest, "")))
    restored = changes.restore_all(library, ids, by)
    outcome = "restored" if restored else "duplicate"
    titles = [each.title for each in known.headers if each.policy_id in ids]
    indexed = tuple(each for each in ids if each not in known.fresh)
    return Line(name=sent.name, outcome=outcome, detail="；".join(titles), policies=indexed)


def _keep(library: Library, sent: Sent, likenesses: list[Likeness], known: _Known) -> tuple[Path, Likeness]:
    """Write the file; one that puts a single uploaded policy right takes the place of that one's file."""
    folder = keeping.uploads_folder(library.settings)
    name = keeping.kept_name(sent.name)
    order = ("corrected", "version", "duplicate", "new")
    likeness = min(likenesses, key=lambda one: order.index(one.relation), default=Likeness("new"))
    other = likeness.other
    if likeness.relation == "corrected" and other and len(likenesses) == 1:
        key = known.catalog.source_of(other.policy_id)
        before = Path(key) if key else None
        if before and _alone(before, key or "", folder, known.catalog) and before.suffix == Path(name).suffix:
            return keeping.keep(before.parent, before.name, sent.data, over=True), likeness
    if likeness.relation == "corrected":
        likeness = replace(likeness, relation="version")
    return keeping.keep(folder, name, sent.data), likeness


def _alone(path: Path, key: str, folder: Path, catalog: Catalog) -> bool:
    """Whether ``path`` is an uploaded file that holds one policy only."""
    return path.is_file() and path.is_relative_to(folder.resolve()) and len(policies_of(catalog, key)) == 1


def _remember(known: _Known, policies: list[Policy], path: Path) -> None:
    for number, each in enumerate(policies):
        name = f"{path}#{number}"
        fresh = each.model_copy(update={"policy_id": name})
        known.headers.append(fresh.header())
        known.fresh[name] = fresh


def _tell(library: Library, pending: dict[str, _Kept], report: IngestReport, jobs: Jobs) -> None:
    """Say of each kept file what the index made of it; one that cannot be indexed is not kept."""
    failed = dict(report.failed)
    notes: dict[str, list[str]] = {}
    for name, note in report.notes:
        notes.setdefault(name, []).append(note)
    folder = keeping.uploads_folder(library.settings).resolve()
    with as_read(library) as catalog:
        names = {key: source.name for key, source in catalog.sources().items()}
        for key, kept in pending.items():
            name = names.get(key) or Path(key).relative_to(folder).as_posix()
            ids = policies_of(catalog, key)
            line = kept.line.model_copy(update={"policies": ids, "detail": "；".join(notes.get(name, ()))})
            if name in failed:
                kept.path.unlink(missing_ok=True)
                line = Line(name=kept.line.name, outcome="failed", detail=failed[name])
            elif name in report.changed:
                line = line.model_copy(update={"outcome": "changed"})
            elif not ids:
                line = line.model_copy(update={"outcome": "kept"})
            jobs.add(line)
