"""Articles of law and their texts: one that is found under another address with the same text is found."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath

from eval.questions import GoldArticle
from index.policy import Clause
from index.search import Searcher

_NUMBER = re.compile(r"^第[^条\s]{1,9}条(?:之[一二三四五六七八九十]+)?")
_SIGNS = re.compile(r"\W")

Article = tuple[str, str]
"""The name of a source file and the label of an article in it."""


class Articles:
    """The articles of an index: to which one each clause belongs, and which have the same text."""

    def __init__(self, searcher: Searcher) -> None:
        parts: dict[Article, list[Clause]] = defaultdict(list)
        for header in searcher.policies():
            policy = searcher.policy(header.policy_id)
            for clause in policy.clauses if policy else ():
                parts[PurePosixPath(header.source_file).name, (clause.article or clause.address)[-1]].append(clause)
        self._of_clause = {clause.clause_id: article for article, clauses in parts.items() for clause in clauses}
        self._digest = {article: _digest(clauses) for article, clauses in parts.items()}

    def is_of(self, clause_id: str, wanted: GoldArticle) -> bool:
        """Whether a clause belongs to the article, or to one with the same text."""
        article = self._of_clause.get(clause_id)
        key = wanted.file, wanted.article
        return article is not None and (article == key or self._digest[article] == self._digest.get(key))


def _digest(clauses: Iterable[Clause]) -> str:
    """The digest of an article's text without its number, signs and blanks."""
    text = "".join(clause.readable for clause in clauses)
    return hashlib.sha256(_SIGNS.sub("", _NUMBER.sub("", text.lstrip())).encode()).hexdigest()
