"""Whose turn it is to use the language model: first come, first served, each told how many are before."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_LOOK_AGAIN_SECONDS = 0.5
"""How long to wait before looking whether the asker has left."""


class Turns:
    """A queue for something that serves ``at_once`` askers at a time. Safe to use from many threads."""

    def __init__(self, at_once: int = 1) -> None:
        self._at_once = at_once
        self._line: list[object] = []  # those being served come first
        self._moved = threading.Condition()

    @contextmanager
    def queued(self) -> Iterator[Callable[[], int]]:
        """Stand in the line until the block is left; the function given says how many are before, 0 at one's turn.

        It returns when that number has changed, or after half a second.
        """
        ticket, told = object(), -1
        with self._moved:
            self._line.append(ticket)

        def before() -> int:
            nonlocal told
            with self._moved:
                if told == self._before(ticket):
                    self._moved.wait(_LOOK_AGAIN_SECONDS)
                told = self._before(ticket)
            return told

        try:
            yield before
        finally:
            with self._moved:
                self._line.remove(ticket)
                self._moved.notify_all()

    def _before(self, ticket: object) -> int:
        """How many have to finish before it is the turn of ``ticket``."""
        return max(0, self._line.index(ticket) - self._at_once + 1)
