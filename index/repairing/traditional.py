"""Traditional and foreign writing in a simplified text: single characters slipped in, or words quoted as written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import comb

HAN_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
# The script is named in itself, in the corner of many a page.
_NAMED = re.compile("[繁正簡简]體")
_MOSTLY = 0.5
# So few runs like this may be expected by chance before they are taken for quotations.
_TRADITIONAL_BY_CHANCE = 0.5
_DENSE_BY_CHANCE = 0.02

Test = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Writing:
    """Tells single characters apart: ``old`` traditional forms, ``new`` simplified ones, any that are ``strange``."""

    old: Test
    new: Test
    strange: Test

    def share(self, text: str) -> float:
        """Of the characters whose two forms differ, the share that is written in the old one."""
        olds, news = sum(map(self.old, text)), sum(map(self.new, text))
        return olds / (olds + news) if olds else 0.0

    def quoted(self, text: str) -> Iterator[tuple[int, int]]:
        """Spans of traditional lines, and of runs more traditional or stranger than chance makes them on this page."""
        yield from (name.span() for name in _NAMED.finditer(text))
        runs: list[_Run] = []
        start = 0
        for line in text.splitlines(keepends=True):
            if sum(map(self.old, line)) >= 2 and self.share(line) > _MOSTLY:
                yield start, start + len(line)
            else:
                runs += [self._run(start + run.start(), run[0]) for run in HAN_RUN.finditer(line)]
            start += len(line)
        olds, news = sum(run.olds for run in runs), sum(run.news for run in runs)
        old = olds / max(1, olds + news)
        strange = sum(run.stranges for run in runs) / max(1, sum(run.length for run in runs))
        for run in runs:
            if run.unlike(old, strange, len(runs)):
                yield run.start, run.start + run.length

    def _run(self, start: int, run: str) -> _Run:
        counts = (sum(map(test, run)) for test in (self.old, self.new, self.strange))
        return _Run(start, len(run), *counts)


@dataclass(frozen=True, slots=True)
class _Run:
    """Chinese characters in a row, and how many of them are old, new and strange."""

    start: int
    length: int
    olds: int
    news: int
    stranges: int

    def unlike(self, old: float, strange: float, runs: int) -> bool:
        """Whether chance hardly makes one of ``runs`` like this, with these shares of characters on the page."""
        wholly_old = self.olds >= 2 and not self.news and old**self.olds * runs < _TRADITIONAL_BY_CHANCE
        ways = comb(self.length, self.stranges)
        dense = self.stranges >= 2 and ways * strange**self.stranges * runs < _DENSE_BY_CHANCE
        return wholly_old or dense
