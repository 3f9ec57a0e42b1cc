"""Searches follow a title, region or issuer that was put right: the policy's passages made again in the background."""

from __future__ import annotations

import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import PolicyAssistantError

if TYPE_CHECKING:
    from index.embed import Embedder

log = logging.getLogger(__name__)

_PAUSE = 1.0
"""Seconds between two tries while something else writes the index."""


class Titles:
    """The work under way, if any; safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._again = False

    def settle(self, index_folder: Path, embedder: Embedder) -> None:
        """Begin, or once more when it is under way; what cannot be done now is done by the next ingest."""
        with self._lock:
            if self._thread is not None:
                self._again = True
                return
            work = threading.Thread(target=self._run, args=(index_folder, embedder), name="titles", daemon=True)
            self._thread = work
            work.start()

    @property
    def busy(self) -> bool:
        """Whether searches are still to follow."""
        return self._thread is not None

    def wait(self, seconds: float) -> bool:
        """Wait until it has ended; whether it has."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return thread is None or not thread.is_alive()

    def _run(self, index_folder: Path, embedder: Embedder) -> None:
        while True:
            _settled(index_folder, embedder)
            with self._lock:
                if not self._again:
                    self._thread = None
                    return
                self._again = False


def _settled(index_folder: Path, embedder: Embedder) -> None:
    # Chroma, which its module imports, takes a second.
    from index.retitled import retitle

    waiting = threading.Event()
    try:
        while (done := retitle(index_folder, embedder)) is None:
            waiting.wait(_PAUSE)
    except PolicyAssistantError as error:
        log.warning("searches do not follow an edited title yet, the next ingest sees to it: %s", error)
    except Exception:
        log.exception("searches do not follow an edited title yet, the next ingest sees to it")
    else:
        if done:
            log.info("%d policies are found by what was put right in their titles", len(done))
