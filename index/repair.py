"""Finds characters that a copying site put in the place of others, and what stood there, where that is certain.

Such a page is an ordinary simplified text in which some characters were exchanged for strange ones of like shape or
sound, so that copies are not found. A strange character is repaired when one plain character like it makes the words
around it likely, no other does nearly as well, and the page as a whole shows that it was treated so. Why, with the
figures: docs/decisions/substituted-characters.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from index.policy import Repair
from index.repairing.likelihood import END, START, Likelihood
from index.repairing.lookalikes import Lookalikes
from index.repairing.substitution import Bar, Context, Guess, Judge
from index.repairing.traditional import HAN_RUN, Writing

# A page counts as damaged when so many different characters are certainly substitutes.
_ENOUGH = 4
# ... and they stand in so many stretches of it, and in such a share of all.
_STRETCH = 200
_STRETCHES = 3
_SHARE_OF_STRETCHES = 0.1
_TRADITIONAL_PAGE = 0.4
# How far a place is read to either side, in characters.
_WINDOW = 9
_STRANGE = Bar(gain=7.0, margin=2.0, likeness=99.0, places=1, all_places=False)
# Characters that are ordinary, if rare, need more: names and terms are made of them.
_RARE = Bar(gain=11.0, margin=3.0, likeness=2.0, places=3, all_places=True)
# Numerals as sums of money are written with.
_NUMERALS = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟圆廿卅")


def find_repairs(text: str) -> tuple[Repair, ...]:
    """Every certain repair in a whole page as it was read, in order of place; one character for one."""
    strange = _strange()
    if not strange.search(text) or len(set(strange.findall(text))) < _ENOUGH:
        return ()
    lookalikes, judge = _tables()
    writing = Writing(lookalikes.old, lookalikes.new, lambda each: bool(strange.match(each)))
    if writing.share(text) > _TRADITIONAL_PAGE:
        return ()
    page = _Page(text, lookalikes, writing)
    return tuple(
        Repair(place=guess.place, raw=guess.raw, repaired=guess.repaired)
        for guess in sorted(page.guesses(judge), key=lambda guess: guess.place)
    )


@cache
def _strange() -> re.Pattern[str]:
    """Characters that plain simplified prose does not use: outside GB 2312, or signs drawn like a character."""
    rows = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    usual = {ord(each) for pair in rows if (each := pair.decode("gb2312", "ignore"))}
    odd = [code for code in (*range(0x2E80, 0x2FE0), *range(0x3400, 0xA000)) if code not in usual]
    signs = (
        "\u0370-\u03ff\u0400-\u04ff\u2500-\u257f\u3041-\u3096\u30a1-\u30fa\u30fc\u3105-\u312f\uf900-\ufaff\u2227\u22a5"
    )
    return re.compile(f"[{_ranges(odd)}{signs}]")


def _ranges(codes: Sequence[int]) -> str:
    """Sorted code points as the inside of a character class."""
    runs: list[list[int]] = []
    for code in codes:
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in runs)


@cache
def _tables() -> tuple[Lookalikes, Judge]:
    data = json.loads((Path(__file__).parent / "repairing" / "repair_data.json").read_text(encoding="utf-8"))
    lookalikes = Lookalikes.of({name: each for name, each in data.items() if isinstance(each, str)}, data["readings"])
    return lookalikes, Judge(Likelihood.of(data["words"], data["joins"]), lookalikes)


class _Page:
    """One page while it is judged; ``now`` is its text with what is already certain repaired."""

    def __init__(self, text: str, lookalikes: Lookalikes, writing: Writing) -> None:
        self.text = text
        self.writing = writing
        self.now = list(text)
        self.lookalikes = lookalikes

    def guesses(self, judge: Judge) -> list[Guess]:
        """The certain guesses, none unless the page as a whole is damaged."""
        quoted = {place for span in self.writing.quoted(self.text) for place in range(*span)}
        strange = self._strange_places()
        odd = [place for place in strange if place not in quoted]
        if len(odd) * 2 < len(strange):
            return []
        found: list[Guess] = []
        # What is repaired in the first round makes the words around it readable for the second.
        for _ in range(2):
            found = judge.certain(map(self._context, odd), _STRANGE)
            self._write(found)
        if not self._damaged(found):
            return []
        rare = [place for place, each in enumerate(self.now) if self._rare(each) and place not in quoted]
        return found + judge.certain(map(self._context, rare), _RARE)

    def _damaged(self, found: list[Guess]) -> bool:
        """Whether so many characters were substituted, here and there, that it was done to the page as a whole.

        A traditional form tells so only beside simplified ones: words that are quoted as written have none.
        """
        telling = [guess for guess in found if not guess.traditional or self._beside_simplified(guess.place)]
        stretches = {guess.place // _STRETCH for guess in telling}
        enough = max(_STRETCHES, _SHARE_OF_STRETCHES * len(self.text) / _STRETCH)
        return len({guess.raw for guess in telling}) >= _ENOUGH and len(stretches) >= enough

    def _beside_simplified(self, place: int) -> bool:
        context = self._context(place)
        printed = self.text[place - len(context.head.strip(START)) : place + 1 + len(context.tail.strip(END))]
        return any(map(self.writing.new, printed))

    def _rare(self, character: str) -> bool:
        return self.lookalikes.rare(character) and character not in _NUMERALS and not _strange().match(character)

    def _strange_places(self) -> list[int]:
        """Places of strange characters: signs only between Chinese characters, others with at least one beside them."""
        found = []
        for match in _strange().finditer(self.text):
            place = match.start()
            beside = [self.text[max(0, place - 1) : place], self.text[place + 1 : place + 2]]
            beside = [each for each in beside if HAN_RUN.match(each)]
            if len(beside) > (not HAN_RUN.match(match[0])):
                found.append(place)
        return found

    def _write(self, found: Iterable[Guess]) -> None:
        for guess in found:
            self.now[guess.place] = guess.repaired

    def _context(self, place: int) -> Context:
        """The Chinese characters around ``place``, repaired as far as is certain."""
        start, end = place, place + 1
        while start and place - start < _WINDOW and HAN_RUN.match(self.now[start - 1]):
            start -= 1
        while end < len(self.now) and end - place <= _WINDOW and HAN_RUN.match(self.now[end]):
            end += 1
        head, tail = "".join(self.now[start:place]), "".join(self.now[place + 1 : end])
        return Context(
            place=place,
            raw=self.text[place],
            head=head if place - start == _WINDOW else START + head,
            tail=tail if end - place > _WINDOW else tail + END,
        )
