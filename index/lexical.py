"""BM25 over Chinese text: characters by twos, Latin words and numbers whole."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt

from index.errors import StoreError
from index.seal import Known, appearing, sound, whole

Scores = npt.NDArray[np.float32]

# Short passages are not favoured as much as usual: a policy's one-line clauses are seldom the answer.
_K1 = 1.2
_B = 0.6
ALSO_SHARE = 0.5
"""What a match of another word for what a query names counts: in full, the many names of one organ outweigh the rest
of the question."""
_RUN = re.compile(r"[a-z]+(?:[-'][a-z]+)*|[0-9]+(?:\.[0-9]+)?|[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


def tokens(text: str) -> list[str]:
    """The tokens of ``text``, full-width and capital letters made plain first."""
    found: list[str] = []
    for run in _RUN.findall(unicodedata.normalize("NFKC", text).lower()):
        if run[0].isascii() or len(run) == 1:
            found.append(run)
        else:
            found.extend(left + right for left, right in pairwise(run))
    return found


class Lexical:
    """A BM25 index over texts in a fixed order."""

    def __init__(self, bm25: bm25s.BM25 | None, size: int) -> None:
        self._bm25 = bm25
        self._size = size

    def __len__(self) -> int:
        """How many texts are indexed."""
        return self._size

    @classmethod
    def build(cls, texts: Iterable[str]) -> Lexical:
        """Index ``texts`` in their order."""
        vocabulary: dict[str, int] = {}
        ids = [[vocabulary.setdefault(token, len(vocabulary)) for token in tokens(text)] for text in texts]
        if not vocabulary:
            return cls(None, len(ids))
        bm25 = bm25s.BM25(k1=_K1, b=_B, method="lucene", backend="numpy")
        bm25.index((ids, vocabulary), create_empty_token=False, show_progress=False)
        return cls(bm25, len(ids))

    def save(self, folder: Path) -> None:
        """Write the index to ``folder``, which appears complete or not at all."""
        with appearing(folder) as unfinished:
            if self._bm25 is not None:
                self._bm25.save(unfinished, show_progress=False)
            (unfinished / "size.json").write_text(json.dumps([self._size, self._bm25 is not None]), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, known: Known | None = None) -> Lexical:
        """Open a saved index, its arrays left on the disk; raises StoreError when it cannot be read."""
        try:
            if not whole(folder, known):
                raise ValueError("its files are not those that were saved")
            size, has_words = json.loads((folder / "size.json").read_text(encoding="utf-8"))
            return cls(bm25s.BM25.load(folder, mmap=True, backend="numpy") if has_words else None, int(size))
        except (OSError, ValueError, KeyError, TypeError, EOFError) as error:
            raise StoreError(f"The word index in {folder} is damaged: {error}.") from error

    @classmethod
    def sound(cls, folder: Path, known: Known | None = None) -> Lexical | None:
        """Open a saved index; None when there is none, or it is damaged, which goes to the log."""
        return sound(folder, lambda: cls.load(folder, known), "It is made again; the next ingest saves it.")

    def scores(self, query: str, also: str = "") -> Scores:
        """The BM25 score of every text for ``query``, in the order of the texts; 0 where no token is shared.

        ``also`` holds other words for the same: what only they add counts ``ALSO_SHARE``.
        """
        own = set(tokens(query))
        scores = self._summed(own)
        added = set(tokens(also)) - own
        return scores + np.float32(ALSO_SHARE) * self._summed(added) if added else scores

    def weights(self, found: Sequence[str]) -> list[float]:
        """The weight of each token: its inverse document frequency; greatest for one that no text holds."""
        return [math.log(1 + (self._size - count + 0.5) / (count + 0.5)) for count in map(self._count, found)]

    def _summed(self, found: set[str]) -> Scores:
        known = self._known(found)
        if self._bm25 is None or not known:
            return np.zeros(self._size, dtype=np.float32)
        scores: Scores = np.asarray(self._bm25.get_scores_from_ids(known), dtype=np.float32)
        return scores

    def _known(self, found: set[str]) -> list[int]:
        vocabulary = self._bm25.vocab_dict if self._bm25 is not None else {}
        return sorted(vocabulary[token] for token in found if token in vocabulary)

    def _count(self, token: str) -> int:
        """How many texts hold ``token``."""
        place = self._bm25.vocab_dict.get(token) if self._bm25 is not None else None
        if place is None or self._bm25 is None:
            return 0
        starts = self._bm25.scores["indptr"]
        return int(starts[place + 1] - starts[place])
