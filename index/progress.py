"""How far an ingest is: a bar over the bytes of the files, passages a second, the time left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from tqdm import tqdm

_FORMAT = "{desc} {percentage:3.0f}%|{bar:20}| {elapsed} gone, {remaining} left{postfix}"


Tell = Callable[[float, float], None]
"""Told how many bytes are done of how many; it may raise Stopped."""


class Stopped(Exception):  # noqa: N818 - no error: somebody wanted it
    """What is under way is to end here, keeping what is finished."""


class Progress:
    """Bytes that are done of those that are known to be there; unchanged files count as not there."""

    def __init__(self, bar: tqdm[NoReturn], total: float, tell: Tell | None = None) -> None:
        self._bar = bar
        self._total = total
        self._tell = tell
        self._done = 0.0
        self._passages = 0
        self._started: float | None = None

    def more(self, size: int) -> None:
        """Bytes found on the way: the files of a zip; negative for such as need nothing to be done."""
        self._total += size
        self._bar.total = self._total
        self._told()

    def begin(self) -> None:
        """The model begins to compute, if it has not."""
        self._started = self._started or time.monotonic()

    def done(self, size: float, passages: int = 0) -> None:
        """So much of the files is done, and so many passages are embedded."""
        self._passages += passages
        if passages and self._started is not None:
            seconds = max(time.monotonic() - self._started, 1e-3)
            self._bar.set_postfix_str(f"{self._passages / seconds:.0f} passages/s", refresh=False)
        self._bar.update(size)
        self._done += size
        self._told()

    def _told(self) -> None:
        if self._tell is not None:
            self._tell(self._done, self._total)


@contextmanager
def shown(paths: list[Path], *, visible: bool, tell: Tell | None = None) -> Iterator[Progress]:
    """The progress over the files at ``paths``, as a bar on standard error if ``visible``, and to ``tell``."""
    total = sum(map(size_of, paths))
    with tqdm(total=total, disable=not visible, desc="indexing", bar_format=_FORMAT) as bar:
        yield Progress(bar, total, tell)


def size_of(path: Path) -> int:
    """The bytes of a file; none when it cannot be asked, which reading it will say."""
    try:
        return path.stat().st_size
    except OSError:
        return 0
