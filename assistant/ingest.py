"""What the index holds before it is served: the asker's own policies, or else the samples."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from index.build import IngestReport, ingest, remove
from index.embed import Embedder
from index.errors import StoreError
from index.folder import current
from index.store import Store

SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "policies"

Say = Callable[[str], None]


def report_lines(report: IngestReport) -> Iterator[str]:
    """Yield what an ingest did: one line a file that is worth a word, then the counts."""
    for name, note in report.notes:
        yield f"note     {name}: {note}"
    for name in report.gone:
        yield f"gone     {name}: no longer in the folder; its policies stay until `policy remove`"
    for name, reason in report.failed:
        yield f"failed   {name}: {reason}"
    yield (
        f"files: {len(report.added)} added, {len(report.changed)} changed, {len(report.unchanged)} unchanged, "
        f"{len(report.failed)} failed; {report.seconds:.1f} s"
    )
    yield f"index: {report.policies} policies, {report.clauses} clauses, {report.passages} passages"


def prepare_index(
    index_folder: Path,
    embedder: Embedder,
    own: Path | None,
    say: Say,
    samples: Path = SAMPLES,
    uploads: Path | None = None,
) -> None:
    """Put the policies of ``own`` into the index, or the samples when there is nothing else to serve.

    Without ``own`` and anything but samples in the index, what was uploaded to ``uploads`` is indexed again.
    The samples are invented: once there are policies of one's own they are taken out. What is done is said in
    lines to ``say``. Raises SourceError when there is nothing to read, StoreError when the index cannot be used.
    """
    held = _held(index_folder)
    if own is None and uploads and uploads.is_dir() and all(_is_sample(path, samples) for path in held.values()):
        own = uploads if any(each.is_file() for each in uploads.rglob("*")) else None
    if own is not None:
        say(f"Indexing {own} …")
        _ingest(index_folder, embedder, own, say)
        if not own.resolve().is_relative_to(samples.resolve()):
            drop_samples(index_folder, say, samples)
    elif all(_is_sample(path, samples) for path in held.values()):
        say(f"No policies of your own yet: serving the samples of {samples}. Your own: `--policies FOLDER`.")
        try:
            _ingest(index_folder, embedder, samples, say)
        except StoreError:
            # Nothing but samples to lose: an index made by another model or parser is made anew.
            if not held:
                raise
            _ingest(index_folder, embedder, samples, say, rebuild=True)
    else:
        say(f"Serving the {len(held)} policies in {index_folder}.")


def _ingest(index_folder: Path, embedder: Embedder, folder: Path, say: Say, *, rebuild: bool = False) -> None:
    for line in report_lines(ingest([folder], index_folder, embedder, rebuild=rebuild)):
        say(line)


def _held(index_folder: Path) -> dict[str, Path]:
    """The policies in the index and the files they were read from; empty when there is no index."""
    if current(index_folder) is None:
        return {}
    with closing(Store.open(index_folder, None, frozen=True)) as store:
        sources = {header.policy_id: store.catalog.source_of(header.policy_id) for header in store.catalog.headers()}
    return {policy_id: Path(source) for policy_id, source in sources.items() if source}


def _is_sample(path: Path, samples: Path) -> bool:
    return path.is_relative_to(samples.resolve())


def drop_samples(index_folder: Path, say: Say, samples: Path = SAMPLES) -> None:
    """Take the invented policies out of the index, once there are policies of one's own; what is done is said."""
    dropped = [policy_id for policy_id, path in _held(index_folder).items() if _is_sample(path, samples)]
    for policy_id in dropped:
        remove(index_folder, policy_id)
    if dropped:
        say(f"Took the {len(dropped)} sample policies out of the index.")
