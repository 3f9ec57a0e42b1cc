"""The most memory a run has held, the child process with a language model included."""

from __future__ import annotations

import os
import re
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)
_PARENT = re.compile(r"^PPid:\s+(\d+)", re.MULTILINE)
_PROCESSES = Path("/proc")


def peak_mb() -> float:
    """The most memory this process has held plus that of its living children, in MB of 1,048,576 bytes.

    The peaks need not have been at one time: the sum is an upper bound. Children are seen where there is a ``/proc``.
    """
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes on Linux
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    return round((own + sum(_children())) / 2**20, 1)


def _children() -> Iterator[int]:
    """The most bytes each living child has held."""
    for path in _PROCESSES.glob("[0-9]*/status"):
        try:
            status = path.read_text(encoding="utf-8", errors="replace")
        except OSError:  # it has ended
            continue
        parent, peak = _PARENT.search(status), _PEAK.search(status)
        if parent and peak and int(parent[1]) == os.getpid():
            yield int(peak[1]) * 1024
