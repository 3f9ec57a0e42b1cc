"""Where a citation's quote stands in the text of its clause, so that the page can highlight it."""

from __future__ import annotations

from assistant.answer import Citation
from index.policy import Clause

Span = tuple[int, int]


def quoted_span(citation: Citation, clause: Clause | None) -> Span | None:
    """Find the characters of ``citation.text`` that the quote covers, or None when they cannot be told.

    The clause knows where each of its characters stands in the source, so its offsets decide; a clause that is
    no longer in the index leaves the words of the quote, compared without white space.
    """
    if clause is not None and clause.text == citation.text:
        return _by_offsets(citation, clause)
    return _by_words(citation.quote, citation.text)


def _by_offsets(citation: Citation, clause: Clause) -> Span | None:
    starts, ends = [], []
    for segment in clause.segments:
        first = max(citation.start, segment.raw)
        last = min(citation.end, segment.raw + segment.length)
        if first < last:
            starts.append(segment.clean + first - segment.raw)
            ends.append(segment.clean + last - segment.raw)
    return (min(starts), max(ends)) if starts else None


def _by_words(quote: str, text: str) -> Span | None:
    places = [place for place, character in enumerate(text) if not character.isspace()]
    wanted = "".join(quote.split())
    found = "".join(text[place] for place in places).find(wanted) if wanted else -1
    return None if found < 0 else (places[found], places[found + len(wanted) - 1] + 1)
