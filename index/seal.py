"""What saved files were like when they were saved: damage is said before a library opens them and ends the process."""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable
from pathlib import Path

from index.catalog import MEND
from index.errors import StoreError
from index.folder import not_writable

CHECKSUMS = "checksums.json"
_PIECE = 4 * 1024 * 1024
# Chroma writes it with the first thousand vectors; before, each who opens the collection makes the other files anew.
_WRITTEN = "*/index_metadata.pickle"


def checksums(folder: Path, paths: Iterable[Path]) -> dict[str, int]:
    """The CRC-32 of each file by its path in ``folder``; raises OSError for one that cannot be read."""
    found: dict[str, int] = {}
    for path in sorted(paths):
        name = path.relative_to(folder).as_posix()
        found[name] = 0
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                found[name] = zlib.crc32(piece, found[name])
    return found


def record(folder: Path) -> None:
    """Write the checksums of all files of ``folder`` into it, as the last of them; raises OSError."""
    (folder / CHECKSUMS).write_text(json.dumps(_of_all(folder)), encoding="utf-8")


def whole(folder: Path) -> bool:
    """Whether the files of ``folder`` are those whose checksums are recorded in it."""
    try:
        return bool(json.loads((folder / CHECKSUMS).read_text(encoding="utf-8")) == _of_all(folder))
    except (OSError, ValueError):
        return False


def _of_all(folder: Path) -> dict[str, int]:
    return checksums(folder, (path for path in folder.rglob("*") if path.is_file() and path.name != CHECKSUMS))


class Seal:
    """A file beside the folder of the vectors that holds the checksums of the files a reader leaves as they are.

    There is none while they are written, nor after that was interrupted: then they count as sound.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder.with_name(f"{folder.name}.json")

    def put(self) -> None:
        """Record the files as they are now; raises OSError."""
        unfinished = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        unfinished.write_text(json.dumps(self._now()), encoding="utf-8")
        unfinished.replace(self._path)

    def lift(self) -> None:
        """Forget what was recorded, before the files are written; raises StoreError."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise not_writable(self._folder.parent.parent, error) from error

    def check(self) -> None:
        """Raise StoreError unless the files that were recorded, if any, are as they were; there may be others."""
        recorded = self._recorded()
        # Read again after the files: another process may have lifted it and be writing them.
        if not recorded.items() <= self._now().items() and recorded == self._recorded():
            home = self._folder.parent.parent
            raise StoreError(f"The index in {home} is damaged (the files of the vectors have changed): {MEND}.")

    def _recorded(self) -> dict[str, int]:
        try:
            recorded = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return recorded if isinstance(recorded, dict) else {}

    def _now(self) -> dict[str, int]:
        try:
            written = (path for mark in self._folder.glob(_WRITTEN) for path in mark.parent.iterdir())
            return checksums(self._folder, written)
        except FileNotFoundError:
            return {}
