"""Processor time for tests of speed: what else the machine does, and one collection of garbage, do not count."""

from __future__ import annotations

import time
from collections.abc import Callable


def cpu_seconds(work: Callable[[], object], limit: float = 0.0, tries: int = 3) -> float:
    """Seconds of this thread's processor for ``work``: the least of ``tries`` runs, or the first not over ``limit``."""
    least = float("inf")
    for _ in range(tries):
        began = time.thread_time()
        work()
        least = min(least, time.thread_time() - began)
        if least <= limit:
            break
    return least
