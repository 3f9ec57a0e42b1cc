"""The index brought up to date in the background: what changed is read again, or everything into a new index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from assistant.records import audit
from assistant.records.accounts import Account
from assistant.ui.policies import keeping
from assistant.ui.policies.jobs import Jobs, Line
from assistant.ui.policies.work import Library, as_read, files_of
from index.build import IngestReport, ingest


def index_folders(
    library: Library, jobs: Jobs, paths: Iterable[Path], *, names: dict[Path, str] | None = None, rebuild: bool = False
) -> IngestReport:
    """Index ``paths``, telling ``jobs`` how far it is; raises SourceError when there is nothing to read.

    The index is written beside what is answered from: an answer under way keeps what it has, the next one gets the
    new state by itself.
    """

    def tell(done: float, total: float) -> None:
        jobs.told(phase="indexing", done=done, total=total)

    tell(0, 0)
    return ingest(
        paths,
        library.settings.index_folder,
        library.searcher.embedder,
        rebuild=rebuild,
        progress=False,
        names=names,
        tell=tell,
    )


def reindex(library: Library, account: Account, *, rebuild: bool = False) -> bool:
    """Begin to read every file again, with ``rebuild`` into a new index; False when a job is under way."""

    def work(jobs: Jobs) -> None:
        with as_read(library) as catalog:
            files, gone = files_of(catalog)
        uploads = keeping.uploads_folder(library.settings)
        # The folder itself too, for what was put there beside the page.
        paths = [*files, *([uploads] if keeping.holds_files(uploads) else [])]
        report = index_folders(library, jobs, paths, names=files, rebuild=rebuild)
        jobs.end(report.stopped, _lines(report, gone))

    started = library.jobs.start("rebuild" if rebuild else "reindex", account.name, work)
    if started:
        audit.note(library.records, "index.rebuilt" if rebuild else "index.read_again", who=account.name)
    return started


def _lines(report: IngestReport, gone: tuple[str, ...]) -> Iterator[Line]:
    for name, reason in report.failed:
        yield Line(name=name, outcome="failed", detail=reason)
    for outcome, names in (("added", report.added), ("changed", report.changed), ("gone", gone)):
        for name in names:
            yield Line(name=name, outcome=outcome)
    if report.unchanged:
        yield Line(name="", outcome="unchanged", detail=str(len(report.unchanged)))
