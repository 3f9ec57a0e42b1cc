"""How likely a run of Chinese characters is, by the words it can be cut into and how they join."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

# Marks for the ends of a run: what stands beside punctuation is no matter of chance either.
START = "^"
END = "$"
_STEP = 0.5
_LONGEST = 5
_UNKNOWN = 2.0
_JOIN = 0.7
_MUCH_USED = 7.5


class Reading(NamedTuple):
    """The likeliest cut of a run with a character in its gap: the cost (lower is likelier), the word it is part of."""

    cost: float
    word: str


class _Span(NamedTuple):
    """A word around the gap: its part before and its part behind, and the cost of everything else."""

    left: str
    right: str
    cost: float


@dataclass(frozen=True, slots=True)
class Likelihood:
    """Costs of words (negative log likelihood, in nats) and of borders between words, by the two characters there."""

    words: dict[str, float]
    borders: dict[str, float]
    floor: float
    gaps: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, words: dict[str, str], joins: dict[str, str]) -> Likelihood:
        """From the lists of ``repair_data.json``."""
        costs = {word: int(cost) * _STEP for cost, group in words.items() for word in group.split(" ")}
        borders = {
            group[place : place + 2]: -int(ratio) * _JOIN
            for ratio, group in joins.items()
            for place in range(0, len(group), 2)
        }
        return cls(costs, borders, max(costs.values()) + _UNKNOWN, _gaps(costs))

    def cost(self, word: str) -> float:
        """Cost of ``word`` as one word; infinite for several characters that are none."""
        return self.words.get(word, self.floor if len(word) == 1 else math.inf)

    def much_used(self, character: str) -> bool:
        """Whether the character is one of the words of one character that are met all the time."""
        return self.cost(character) <= _MUCH_USED

    def gap(self, head: str, tail: str) -> Gap:
        """The place between ``head`` and ``tail``, ready to have characters put into it."""
        before, after = self._before(head), self._after(tail)
        spans = []
        for left in range(min(len(head), _LONGEST - 1) + 1):
            for right in range(min(len(tail), _LONGEST - 1 - left) + 1):
                start = len(head) - left
                if left + right == 0 or (head[start:], tail[:right]) in self.gaps:
                    cost = before[start] + after[right]
                    cost += self._border(head, start) if left else 0.0
                    cost += self._border(tail, right) if right else 0.0
                    spans.append(_Span(head[start:], tail[:right], cost))
        return Gap(self, spans, head[-1:], tail[:1])

    def _before(self, run: str) -> list[float]:
        """For each place in ``run``, the cost of the likeliest cut of what stands before it."""
        best = [0.0] * (len(run) + 1)
        for end in range(1, len(run) + 1):
            best[end] = min(
                best[start] + self._border(run, start) + self.cost(run[start:end])
                for start in range(max(0, end - _LONGEST), end)
            )
        return best

    def _after(self, run: str) -> list[float]:
        """For each place in ``run``, the cost of the likeliest cut of what stands from it on."""
        best = [0.0] * (len(run) + 1)
        for start in range(len(run) - 1, -1, -1):
            best[start] = min(
                self.cost(run[start:end]) + self._border(run, end) + best[end]
                for end in range(start + 1, min(len(run), start + _LONGEST) + 1)
            )
        return best

    def _border(self, run: str, place: int) -> float:
        """Cost of a border between words at ``place``: below zero where the two characters often meet so."""
        return self.borders.get(run[place - 1 : place + 1], 0.0) if 0 < place < len(run) else 0.0


@dataclass(frozen=True, slots=True)
class Gap:
    """A place in a run with what is known of the words around it."""

    likelihood: Likelihood
    spans: list[_Span]
    left: str
    right: str

    def reading(self, character: str) -> Reading:
        """The likeliest cut with ``character`` in the gap."""
        words, borders = self.likelihood.words, self.likelihood.borders
        before = borders.get(self.left + character, 0.0) if self.left else 0.0
        behind = borders.get(character + self.right, 0.0) if self.right else 0.0
        found = Reading(math.inf, character)
        for left, right, rest in self.spans:
            word = left + character + right
            cost = words.get(word) if left or right else self.likelihood.cost(character)
            if cost is not None:
                cost += rest + (0.0 if left else before) + (0.0 if right else behind)
                if cost < found.cost:
                    found = Reading(cost, word)
        return found

    def fitting(self) -> set[str]:
        """The characters that make a word with what stands around, and those that are much used by themselves."""
        gaps = self.likelihood.gaps
        return {each for span in self.spans for each in gaps.get((span.left, span.right), "")}


def _gaps(words: dict[str, float]) -> dict[tuple[str, str], str]:
    """Words with one character taken out, and the characters that fill the gap; much used ones for an empty word."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for word, cost in words.items():
        if len(word) > 1 or cost <= _MUCH_USED:
            for place, character in enumerate(word):
                found[word[:place], word[place + 1 :]].append(character)
    return {gap: "".join(fillers) for gap, fillers in found.items()}
