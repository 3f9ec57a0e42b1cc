"""How often somebody may do something: requests by caller, sign-in attempts by name and address. Kept in memory."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_MOST_KEPT = 20_000
_FORGET_AFTER = 3600.0

Clock = Callable[[], float]


class Buckets:
    """Token buckets, one a caller: ``a_minute`` may be spent at once and come back evenly; 0 means no limit."""

    def __init__(self, a_minute: int, clock: Clock = time.monotonic) -> None:
        self._a_minute = a_minute
        self._clock = clock
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str) -> float:
        """Spend one; returns 0.0, or the seconds after which there is one again and nothing was spent."""
        if not self._a_minute:
            return 0.0
        now, rate = self._clock(), self._a_minute / 60
        with self._lock:
            left, at = self._left.pop(who, (float(self._a_minute), now))
            left = min(self._a_minute, left + (now - at) * rate)
            enough = left >= 1
            self._left[who] = (left - 1 if enough else left, now)
            while len(self._left) > _MOST_KEPT:
                self._left.popitem(last=False)
        return 0.0 if enough else (1 - left) / rate


@dataclass(frozen=True)
class _Patience:
    """How many failures are free, and how long one waits at most after more, in seconds."""

    free: int
    longest: float


# Of one name at one address little is forgiven. An address may be a whole office; a name may be tried by others, and
# its owner must still get in.
_PATIENCE = {
    "both": _Patience(3, 300.0),
    "address": _Patience(10, 900.0),
    "name": _Patience(20, 30.0),
}


class Attempts:
    """Attempts to sign in: after some failures each further one waits twice as long as the one before."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failed: OrderedDict[tuple[str, str], tuple[int, float]] = OrderedDict()

    def begin(self, name: str, address: str) -> float:
        """Begin an attempt; returns 0.0, or the seconds to wait, and then it may not be made.

        It counts as failed until ``succeeded`` is said, so that many at once are no way round.
        """
        now, keys = self._clock(), _keys(name, address)
        with self._lock:
            waits = [self._wait(key, now) for key in keys]
            if (longest := max(waits)) > 0:
                return longest
            for key in keys:
                self._failed[key] = (self._failed.pop(key, (0, now))[0] + 1, now)
            while len(self._failed) > _MOST_KEPT:
                self._failed.popitem(last=False)
        return 0.0

    def succeeded(self, name: str, address: str) -> None:
        """Forget the failures of this name here; the address is only forgiven this attempt."""
        both, by_address, by_name = _keys(name, address)
        with self._lock:
            self._failed.pop(both, None)
            for key in (by_address, by_name):
                if key in self._failed:
                    count, at = self._failed[key]
                    self._failed[key] = (count - 1, at)

    def _wait(self, key: tuple[str, str], now: float) -> float:
        count, at = self._failed.get(key, (0, now))
        if now - at > _FORGET_AFTER:
            del self._failed[key]
            return 0.0
        patience = _PATIENCE[key[0]]
        if count < patience.free:
            return 0.0
        delay = min(patience.longest, 2.0 ** min(count - patience.free, 20))
        return max(0.0, at + delay - now)


def retry_after(seconds: float) -> dict[str, str]:
    """Say it as a header, in whole seconds."""
    return {"Retry-After": str(max(1, math.ceil(seconds)))}


def _keys(name: str, address: str) -> tuple[tuple[str, str], ...]:
    return ("both", f"{name}\n{address}"), ("address", address), ("name", name)
