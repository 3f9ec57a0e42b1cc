"""What was made last, kept until what it was made from is another."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """The latest ``size`` values made from one source; another source drops them all. For use by several threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._source: weakref.ref[object] | None = None
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """How many values are kept."""
        return len(self._values)

    def get(self, source: object, key: Key) -> Value | None:
        """The value made from ``source`` for ``key``; None when it is not kept."""
        with self._lock:
            self._turn_to(source)
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]

    def put(self, source: object, key: Key, value: Value) -> None:
        """Keep what was made from ``source``; it is dropped when another source has been asked for since."""
        with self._lock:
            # A slow maker must not bring back what an index that is gone once said.
            if self._source is None or self._source() is not source:
                return
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._size:
                self._values.popitem(last=False)

    def _turn_to(self, source: object) -> None:
        # Referred to weakly: what is kept must not keep a closed index in memory.
        if self._source is None or self._source() is not source:
            self._values.clear()
            self._source = weakref.ref(source)
