"""Judges strange characters of a page together: what each was put in the place of, and where that is certain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from index.repairing.likelihood import Gap, Likelihood, Reading
from index.repairing.lookalikes import SELDOM_USED, Lookalikes

# No single place may decide by more than this what a character stands for on the whole page (nats).
_MOST = 12.0
# A character that is not like the printed one is never the repair. If it fits nearly as well, there is none.
_UNLIKE = 5.0
_DOUBT = 1.0
# When two places have settled what a character stands for, the others need this share of the gain.
_SETTLED = 0.6
# So many places of a character are looked at for that.
_PLACES = 8
# Of these, one can stand nearly wherever another can, and the difference matters: words alone cannot tell them apart.
_RIVALS = (
    "〇零一二三四五六七八九十百千万亿两半", "上下前后左右内外中", "东南西北", "年月日时分", "甲乙丙丁",
    "大小多少高低长短", "增减升降", "有无不未非可应须必", "省市县区乡镇州村", "男女父母子",
)  # fmt: skip
_SAME_SHAPE = 0.5
# Even a plain traditional form is given up where another character fits better by far.
_SURELY = -6.0
_APART = 4.0

Cost = dict[str, float]


@dataclass(frozen=True, slots=True)
class Bar:
    """What a repair has to reach: nats over what is printed and over the next best, and likeness of the two.

    ``places``: at so many places at least must a word of one character stand to be trusted.
    ``all_places``: nowhere on the page may the printed character be in its right place.
    """

    gain: float
    margin: float
    likeness: float
    places: int
    all_places: bool


@dataclass(frozen=True, slots=True)
class Context:
    """A place, what is printed there and the Chinese characters before and behind it."""

    place: int
    raw: str
    head: str
    tail: str


@dataclass(frozen=True, slots=True)
class Guess:
    """The best repair at a place: how much likelier it is than what is printed, and than the next best."""

    place: int
    raw: str
    repaired: str
    gain: float
    margin: float
    word: str
    likeness: float

    @property
    def traditional(self) -> bool:
        """Whether this only writes a traditional form as a simplified one."""
        return self.likeness <= SELDOM_USED


class Judge:
    """Weighs contexts with the tables of words and of like characters."""

    def __init__(self, likelihood: Likelihood, lookalikes: Lookalikes) -> None:
        self._likelihood = likelihood
        self._lookalikes = lookalikes
        self._gap = lru_cache(maxsize=4096)(likelihood.gap)

    def certain(self, contexts: Iterable[Context], bar: Bar) -> list[Guess]:
        """The guesses that reach ``bar``. A character stands for one and the same character on the whole page."""
        groups: dict[str, list[Context]] = defaultdict(list)
        for context in contexts:
            groups[context.raw].append(context)
        return [guess for group in groups.values() for guess in self._of_one(group, bar)]

    def _of_one(self, group: list[Context], bar: Bar) -> list[Guess]:
        """The certain guesses at the places of one character."""
        gaps = [self._gap(context.head, context.tail) for context in group]
        like = self._lookalikes.of_character(group[0].raw)
        if not like or (bar.all_places and _at_home(group, gaps)):
            return []
        guesses = _guesses(group, gaps, like)
        sure = [guess for guess in guesses if self._sure(guess, bar, len(group))]
        if len(sure) > 1:
            settled = replace(bar, gain=bar.gain * _SETTLED)
            sure = [guess for guess in guesses if self._sure(guess, settled, len(group))]
        if not sure or (bar.all_places and len(sure) < len(group)):
            return []
        if sure[0].traditional and all(len(guess.word) > 1 for guess in sure):
            return sure
        return [] if self._doubtful(gaps[:_PLACES], sure[0]) else sure

    def _sure(self, guess: Guess, bar: Bar, places: int) -> bool:
        if guess.margin < bar.margin:
            return False
        if guess.traditional:
            return True
        if guess.gain < bar.gain or guess.likeness > bar.likeness:
            return False
        return len(guess.word) > 1 or (places >= bar.places and self._likelihood.much_used(guess.word))

    def _doubtful(self, gaps: list[Gap], guess: Guess) -> bool:
        """Whether some character that is not like the printed one would do nearly as well."""
        likeness = max(guess.likeness, _SURELY)
        if likeness > _SAME_SHAPE and _exchangeable(gaps, guess.repaired):
            return True
        fitting = set().union(*(gap.fitting() for gap in gaps)) & self._lookalikes.plain
        other = dict.fromkeys(fitting, _UNLIKE) | {guess.repaired: likeness}
        best, margin = _meant(other, [{each: gap.reading(each) for each in other} for gap in gaps])
        return best != guess.repaired or margin < _DOUBT


def _exchangeable(gaps: list[Gap], character: str) -> bool:
    """Whether a character that means something else could stand in the place of ``character`` just as well."""
    rivals = {each for group in _RIVALS if character in group for each in group if each != character}
    return any(gap.reading(each).cost - gap.reading(character).cost < _APART for gap in gaps for each in rivals)


def _at_home(group: list[Context], gaps: list[Gap]) -> bool:
    """Whether the character makes a word of several, as printed, at some of the places where it stands."""
    return any(len(gap.reading(context.raw).word) > 1 for context, gap in zip(group, gaps, strict=True))


def _guesses(group: list[Context], gaps: list[Gap], like: Cost) -> list[Guess]:
    """The best repair, one and the same at all places, and how well it does at each."""
    readings = [{each: gap.reading(each) for each in like} for gap in gaps]
    best, margin = _meant(like, readings)
    return [
        Guess(
            place=context.place,
            raw=context.raw,
            repaired=best,
            gain=gap.reading(context.raw).cost - reading[best].cost,
            margin=margin,
            word=reading[best].word,
            likeness=like[best],
        )
        for context, gap, reading in zip(group, gaps, readings, strict=True)
    ]


def _meant(like: Cost, readings: list[dict[str, Reading]]) -> tuple[str, float]:
    """Which of the characters ``like`` fits all places together best, and by how much (nats)."""
    lows = [min(reading.cost for reading in place.values()) for place in readings]
    # What is unusual about a page recurs at its places, so that these do not count in full.
    weight = len(readings) ** -0.25
    total = {
        each: unlikely
        + sum(min(place[each].cost - low, _MOST) for place, low in zip(readings, lows, strict=True)) * weight
        for each, unlikely in like.items()
    }
    best, *others = sorted(total, key=total.__getitem__)
    return best, (total[others[0]] - total[best] if others else _MOST)
