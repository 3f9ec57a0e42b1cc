"""Other words for what a query names, for the search by words: names of organs, and Chinese terms for English ones.

General synonyms (补贴, 补助, 奖励 …) were tried and found nothing more: ``docs/experiments.md``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from index.stated.organs import find, names_of


def other_words(query: str) -> str:
    """What the clauses ``query`` asks for may say in place of its own words, parted by blanks; empty for most queries.

    For an organ every other name of its line of duty: 卫健委 is 卫生健康委员会, and was 卫生计生委. For an English term
    of policies the Chinese ones.
    """
    names = (name for mention in find(query) for name in names_of(mention.kind))
    return " ".join(dict.fromkeys((*names, *_translated(query))))


def _translated(query: str) -> Iterator[str]:
    """The Chinese terms for the English ones in ``query``."""
    if not any("a" <= letter.lower() <= "z" for letter in query):
        return
    for match in _pattern().finditer(query.lower()):
        yield from _glossary()[match["term"]]


@cache
def _glossary() -> Mapping[str, tuple[str, ...]]:
    """English terms of policies, in small letters and the singular unless the plural is another, with the Chinese."""
    terms = json.loads((files("index") / "glossary.json").read_text(encoding="utf-8"))
    return {term: tuple(chinese) for term, chinese in terms.items()}


@cache
def _pattern() -> re.Pattern[str]:
    # The longest first: "income tax" is one term.
    terms = "|".join(map(re.escape, sorted(_glossary(), key=len, reverse=True)))
    return re.compile(rf"(?<![a-z])(?P<term>{terms})(?:e?s)?(?![a-z])")
