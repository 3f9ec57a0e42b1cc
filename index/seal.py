"""What saved files were like when they were saved: damage is said before a library opens them and ends the process."""

from __future__ import annotations

import json
import logging
import os
import shutil
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from index.catalog import MEND
from index.errors import StoreError
from index.folder import not_writable

log = logging.getLogger(__name__)

Saved = TypeVar("Saved")

CHECKSUMS = "checksums.json"
_PIECE = 4 * 1024 * 1024
_SETTLED = 2.0
# Chroma writes it with the first thousand vectors; before, each who opens the collection makes the other files anew.
_WRITTEN = "*/index_metadata.pickle"


@contextmanager
def appearing(folder: Path) -> Iterator[Path]:
    """A folder to write to, which takes the place of ``folder``, checksums and all, when it is whole or not at all."""
    unfinished = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    yield unfinished
    # An array of which a few bytes changed still loads, and misleads.
    record(unfinished)
    shutil.rmtree(folder, ignore_errors=True)
    unfinished.rename(folder)


def sound(folder: Path, load: Callable[[], Saved], otherwise: str) -> Saved | None:
    """What ``load`` makes of ``folder``; None when it is missing, or damaged: the log then says what is done."""
    if not folder.is_dir():
        return None
    try:
        return load()
    except StoreError as error:
        log.warning("%s %s", error, otherwise)
        return None


class Known:
    """The checksums of files read before, so that an index of gigabytes is not read at every start.

    A checksum counts as long as the file is the same in the eyes of the file system (its number, size and the times of
    its last changes) and the machine has not been started anew: what was not yet on the disk may then be gone. It is
    kept in a file beside those it is about, where that can be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._machine = _start_of_machine()
        self._kept: dict[str, tuple[str, int]] = self._read()
        self._grown = False

    def checksum(self, path: Path) -> int:
        """The CRC-32 of a file, read only when it is not known; raises OSError for one that cannot be read."""
        name, mark, settled = path.relative_to(self._path.parent).as_posix(), *_mark(path)
        kept = self._kept.get(name)
        if kept and kept[0] == mark:
            return kept[1]
        found = _crc(path)
        # A file changed a moment ago may change again within one tick of the file system's clock.
        if settled and self._machine:
            self._kept[name], self._grown = (mark, found), True
        return found

    def keep(self) -> None:
        """Write what was learnt; where that is not possible the files are read again the next time."""
        if not self._grown:
            return
        here = {name: kept for name, kept in self._kept.items() if (self._path.parent / name).is_file()}
        unfinished = self._path.with_name(f".{self._path.name}.{os.getpid()}.{threading.get_ident()}")
        with suppress(OSError):
            unfinished.write_text(json.dumps([self._machine, here]), encoding="utf-8")
            unfinished.replace(self._path)
            self._grown = False

    def _read(self) -> dict[str, tuple[str, int]]:
        try:
            machine, kept = json.loads(self._path.read_text(encoding="utf-8"))
            return {name: (mark, crc) for name, (mark, crc) in kept.items()} if machine == self._machine else {}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}


def _start_of_machine() -> str:
    """What Linux names this run of the machine; empty when it does not say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _mark(path: Path) -> tuple[str, bool]:
    """What tells a file from a changed one, and whether its last change lies some time back."""
    about = path.stat()
    mark = (about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns, about.st_ctime_ns)
    return "-".join(map(str, mark)), abs(time.time() - max(about.st_mtime, about.st_ctime)) > _SETTLED


def _crc(path: Path) -> int:
    found = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            found = zlib.crc32(piece, found)
    return found


def checksums(folder: Path, paths: Iterable[Path], known: Known | None = None) -> dict[str, int]:
    """The CRC-32 of each file by its path in ``folder``; raises OSError for one that cannot be read."""
    checksum = known.checksum if known else _crc
    return {path.relative_to(folder).as_posix(): checksum(path) for path in sorted(paths)}


def record(folder: Path) -> None:
    """Write the checksums of all files of ``folder`` into it, as the last of them; raises OSError."""
    (folder / CHECKSUMS).write_text(json.dumps(_of_all(folder)), encoding="utf-8")


def whole(folder: Path, known: Known | None = None) -> bool:
    """Whether the files of ``folder`` are those whose checksums are recorded in it."""
    try:
        return bool(json.loads((folder / CHECKSUMS).read_text(encoding="utf-8")) == _of_all(folder, known))
    except (OSError, ValueError):
        return False


def _of_all(folder: Path, known: Known | None = None) -> dict[str, int]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name != CHECKSUMS)
    return checksums(folder, paths, known)


class Seal:
    """A file beside the folder of the vectors that holds the checksums of the files a reader leaves as they are.

    There is none while they are written, nor after that was interrupted: then they count as sound.
    """

    def __init__(self, folder: Path, known: Known) -> None:
        self._folder = folder
        self._path = folder.with_name(f"{folder.name}.json")
        self._known = known

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
            return checksums(self._folder, written, self._known)
        except FileNotFoundError:
            return {}
