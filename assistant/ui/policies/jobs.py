"""What takes long, one at a time and in the background, so that the chat goes on answering: how far, stop, result."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from index.errors import PolicyAssistantError
from index.policy import Frozen
from index.progress import Stopped

log = logging.getLogger(__name__)

Kind = Literal["upload", "reindex", "rebuild"]
Phase = Literal["waiting", "reading", "indexing", "done"]


class Line(Frozen):
    """What became of one file: its outcome (a word of the page), further words for it, the policies it holds."""

    name: str
    outcome: str
    detail: str = ""
    policies: tuple[str, ...] = ()
    likeness: str = ""
    other_id: str | None = None


@dataclass(frozen=True)
class Job:
    """How a job stands: ``done`` of ``total`` of its phase, what it is at, and in the end its lines or its error."""

    kind: Kind
    by: str
    phase: Phase = "waiting"
    at: str = ""
    done: float = 0.0
    total: float = 0.0
    lines: tuple[Line, ...] = ()
    notes: tuple[str, ...] = ()
    error: str = ""
    stopping: bool = False
    stopped: bool = False
    number: str = field(default_factory=lambda: uuid.uuid4().hex[:8])

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.phase != "done"


class Jobs:
    """The job under way, or the last one; safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._job: Job | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def job(self) -> Job | None:
        """How it stands."""
        with self._lock:
            return self._job

    def start(self, kind: Kind, by: str, work: Callable[[Jobs], None]) -> bool:
        """Begin ``work`` in the background; False when another is under way."""
        with self._lock:
            if self._job is not None and self._job.running:
                return False
            self._stop.clear()
            self._job = Job(kind, by)
            self._thread = threading.Thread(target=self._run, args=(work,), name=f"library-{kind}", daemon=True)
            self._thread.start()
            return True

    def stop(self) -> bool:
        """Ask the job to end where it is, keeping what is finished; False when none is under way."""
        with self._lock:
            if self._job is None or not self._job.running:
                return False
            self._stop.set()
            self._job = replace(self._job, stopping=True)
            return True

    def wait(self, seconds: float) -> None:
        """Wait until the job has ended."""
        if self._thread is not None:
            self._thread.join(seconds)

    def told(self, **changes: object) -> None:
        """Note how the job stands; raises Stopped when it is to end."""
        self._change(**changes)
        if self._stop.is_set():
            raise Stopped

    def add(self, *lines: Line) -> None:
        """Add lines to its result."""
        with self._lock:
            if self._job is not None:
                self._job = replace(self._job, lines=(*self._job.lines, *lines))

    def end(self, stopped: bool, lines: Iterable[Line]) -> None:
        """Note what came of it."""
        self._change(stopped=stopped, lines=tuple(lines))

    def say(self, note: str) -> None:
        """Add a note to its result."""
        with self._lock:
            if self._job is not None:
                self._job = replace(self._job, notes=(*self._job.notes, note))

    def _change(self, **changes: object) -> None:
        with self._lock:
            if self._job is not None:
                self._job = replace(self._job, **changes)  # type: ignore[arg-type]

    def _run(self, work: Callable[[Jobs], None]) -> None:
        try:
            work(self)
        except Stopped:
            self._change(stopped=True)
        except PolicyAssistantError as error:
            self._change(error=str(error))
        except Exception:
            reference = uuid.uuid4().hex[:8]
            log.exception("a job of the library failed, reference %s", reference)
            self._change(error=f"程序出错，日志编号 {reference}。/ An error; its number in the log is {reference}.")
        finally:
            self._change(phase="done")
