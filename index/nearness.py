"""How near sentences are to a query, and vectors kept for a while so that nothing is embedded twice in a row."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np

from index.embed import Embedder, Vectors
from index.lexical import Lexical, Scores, tokens
from index.variants import simplified

VECTOR_SHARE = 0.5
_QUERIES = 512
_SENTENCES = 8192

Embed = Callable[[Sequence[str]], Vectors]


class Cache:
    """The vectors of the queries and sentences asked for last; may be used by several threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._queries = _Kept(embedder.queries, _QUERIES)
        self._sentences = _Kept(embedder.passages, _SENTENCES)

    def query(self, query: str) -> Vectors:
        """The vector of a query."""
        vector: Vectors = self._queries.vectors([query])[0]
        return vector

    def queries(self, queries: Sequence[str]) -> Vectors:
        """The vectors of queries, one row each."""
        return self._queries.vectors(queries)

    def sentences(self, sentences: Sequence[str]) -> Vectors:
        """The vectors of sentences, one row each."""
        return self._sentences.vectors(sentences)


class _Kept:
    """Vectors of texts, the latest ``size`` of them kept."""

    def __init__(self, embed: Embed, size: int) -> None:
        self._embed = embed
        self._size = size
        self._kept: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        if missing:
            found |= dict(zip(missing, self._embed(missing), strict=True))
        with self._lock:
            for text in texts:
                self._kept[text] = found[text]
                self._kept.move_to_end(text)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return np.stack([found[text] for text in texts])


def share_above(cosines: Vectors, background: float) -> Scores:
    """Cosines from ``background``, the cosine by chance, to 1 as a share between 0 and 1."""
    shares: Scores = np.clip((cosines - background) / max(1.0 - background, 1e-6), 0.0, 1.0).astype(np.float32)
    return shares


def sentence_scores(
    query: str, sentences: Sequence[str], cache: Cache, words: Lexical, mean_vector: Vectors
) -> list[float]:
    """How near each sentence is to ``query``, between 0 and 1: by its vector, and by how much of the query it holds."""
    if not sentences:
        return []
    query, sentences = simplified(query), [simplified(sentence) for sentence in sentences]
    vector = cache.query(query)
    near = share_above(cache.sentences(sentences) @ vector, float(mean_vector @ vector))
    held = np.array([_coverage(query, sentence, words) for sentence in sentences], dtype=np.float32)
    return [float(score) for score in VECTOR_SHARE * near + (1 - VECTOR_SHARE) * held]


def _coverage(query: str, sentence: str, words: Lexical) -> float:
    """The share of the query's tokens, by weight, that a sentence holds."""
    asked = sorted(set(tokens(query)))
    weights = words.weights(asked)
    held = set(tokens(sentence))
    return sum(weight for token, weight in zip(asked, weights, strict=True) if token in held) / (sum(weights) or 1.0)
