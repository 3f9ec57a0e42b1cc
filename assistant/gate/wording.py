"""How much of one text's wording another holds, and which part of a clause a part of a sentence speaks of."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from index.variants import fold

_PUNCTUATION = re.compile(r"[\s,.;:!?、。,;:!?“”\"'‘’()()《》〈〉\-—…·]+")
_SENTENCE_END = re.compile(r"[;。!?\n]")
_PART_END = re.compile(r"[,:]")
_EDGES = ",;:。!?\n )“"
_SHORTEST_PART = 2
_CLEARLY = 0.08
_LABEL = re.compile(r"^(?:\([^()]{1,3}\)|第[^条]{1,6}条)\s*")


def bigrams(text: str) -> frozenset[str]:
    """The character pairs of a text, punctuation and blanks left out."""
    bare = _PUNCTUATION.sub("", fold(text)).lower()
    return frozenset(bare[place : place + 2] for place in range(len(bare) - 1))


def share(part: str, whole: str) -> float:
    """The share of a text's character pairs that another text holds, 0 to 1."""
    pairs = bigrams(part)
    return len(pairs & bigrams(whole)) / len(pairs) if pairs else 0.0


def stands_in(sentence: str, source: str) -> bool:
    """Whether a sentence stands in the source word for word, from the beginning of a part of it on."""
    bare = re.escape(sentence.strip().rstrip("。;,"))
    return any(not match.start() or source[match.start() - 1] in _EDGES for match in re.finditer(bare, source))


def parts(text: str) -> tuple[str, ...]:
    """The parts of folded text between its commas, semicolons and full stops."""
    return tuple(part for sentence in _sentences(text) for part in sentence)


@lru_cache(maxsize=64)
def _sentences(text: str) -> tuple[tuple[str, ...], ...]:
    """The parts of each sentence of folded text."""
    split = ((_LABEL.sub("", part.strip()) for part in _PART_END.split(one)) for one in _SENTENCE_END.split(text))
    return tuple(tuple(part for part in one if len(part) >= _SHORTEST_PART) for one in split)


def aligned(part: str, source: str, *, two: bool = False) -> tuple[tuple[str, ...], float]:
    """The part of ``source``, or two of one sentence, that ``part`` speaks of, and how much of it they hold.

    Two are neighbours, or the first of a sentence, which names whom it is about, and a later one; they are meant
    only when they hold clearly more than one does, or when ``two`` are asked for. Of those that hold as much the
    shorter is meant.
    """
    pairs = bigrams(part)
    single = [(one,) for one in parts(source)]
    if not pairs or not single:
        return (), 0.0
    double = [two for one in _sentences(source) for two in dict.fromkeys((*pairwise(one), *_with_first(one)))]

    def held(some: tuple[str, ...]) -> tuple[float, int]:
        return len(pairs & bigrams(",".join(some))) / len(pairs), -len("".join(some))

    best = max(single, key=held)
    better = max(double, key=held, default=best)
    chosen = better if two or held(better)[0] > held(best)[0] + _CLEARLY else best
    return chosen, held(chosen)[0]


def _with_first(sentence: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(sentence[0], other) for other in sentence[2:]]
