"""The folder of the index: which build of it is in use, and the lock of the one who writes."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.catalog import MEND
from index.errors import StoreError

_CURRENT = "current"
_LOCK = "lock"
_BUILD = "build-"
PATIENCE = 3.0
_PAUSE = 0.1


def new_build(home: Path) -> Path:
    """Make an empty folder for a build; it is not in use before ``use``. Raises StoreError if it cannot be made."""
    folder = home / f"{_BUILD}{secrets.token_hex(4)}"
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise not_writable(home, error) from error
    return folder


def use(build: Path) -> None:
    """Put a build in use, in one step."""
    home = build.parent
    pointer = home / f".{_CURRENT}.{os.getpid()}"
    try:
        pointer.write_text(build.name, encoding="utf-8")
        pointer.replace(home / _CURRENT)
    except OSError as error:
        raise not_writable(home, error) from error


def current(home: Path) -> Path | None:
    """The folder of the build in use, or None when there is no index."""
    try:
        name = (home / _CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"The index in {home} cannot be read ({error}): {MEND}.") from error
    if not name.startswith(_BUILD) or "/" in name:
        raise StoreError(f"The index in {home} is damaged (`{_CURRENT}` names no build): {MEND}.")
    return home / name


def drop_unused(home: Path) -> None:
    """Remove builds not in use, such as those of an interrupted rebuild; needs the lock."""
    used = current(home)
    for folder in home.glob(f"{_BUILD}*"):
        if folder != used:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Hold the folder's lock; raises StoreError when another process keeps it or the folder cannot be written."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        descriptor = _lock_in_time(home)
    except BlockingIOError as error:
        raise StoreError(f"Another ingest is writing the index in {home}: wait until it has ended.") from error
    except OSError as error:
        raise not_writable(home, error) from error
    try:
        yield
    finally:
        os.close(descriptor)


@contextmanager
def locked_if_free(home: Path) -> Iterator[bool]:
    """Hold the folder's lock if it can be had; yields whether it is held."""
    try:
        descriptor = _lock(home)
    except OSError:
        yield False
        return
    try:
        yield True
    finally:
        os.close(descriptor)


def _lock_in_time(home: Path) -> int:
    """The lock, waited for as long as a reader may need it to finish what a killed ingest left undone."""
    last = time.monotonic() + PATIENCE
    while True:
        try:
            return _lock(home)
        except BlockingIOError:
            if time.monotonic() > last:
                raise
            time.sleep(_PAUSE)


def _lock(home: Path) -> int:
    """An open file that holds the lock until it is closed."""
    descriptor = os.open(home / _LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def not_writable(home: Path, error: OSError) -> StoreError:
    """What to tell the user when the folder cannot be written."""
    return StoreError(
        f"The index cannot be written to {home} ({error.strerror}): set POLICY_HOME to a writable folder."
    )
