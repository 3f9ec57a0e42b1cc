"""A question as put, with the turns before it, to what is searched and answered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.facets import Facet, asks_in, facets_of, is_open, kind_of
from assistant.followup import read
from index.errors import QuestionError
from index.regions import find_regions
from index.variants import fold

if TYPE_CHECKING:
    from assistant.outcome import QuestionKind, Turn

__all__ = ["Facet", "Question", "check", "understand"]


_SHORT_PART = 8
_ASKING_PART = 8


@dataclass(frozen=True)
class Question:
    """A question understood: its standalone wording, what it asks for, where and for which day."""

    standalone: str
    kind: QuestionKind
    facets: frozenset[Facet]
    regions: tuple[str, ...]
    as_of: date
    when: date | None = None
    is_open: bool = False
    """Whether a part of the question asks for something that is none of the facets (有什么优惠, 怎么规定)."""
    asked: str = ""
    """The words whose asking counts: the question's own, or those of the one before that it repeats (那上海呢)."""
    alone: str | None = None
    """The question's own words, when it may lean on nothing said before."""
    original: str | None = None
    """The question in the tongue it was put in, where the rest is a translation: the two are searched together."""

    @property
    def of_validity(self) -> bool:
        """Whether the question may be about a policy that has expired."""
        return Facet.VALIDITY in self.facets

    @property
    def wants_list(self) -> bool:
        """Whether every item of a list is wanted: conditions, materials, cases."""
        return bool(self.facets & {Facet.LIST, Facet.ELIGIBILITY, Facet.PROCEDURE}) or "哪" in self.standalone

    @property
    def matter(self) -> str:
        """The question without short parts that only ask who or until when (找谁办, 还有效吗): what is searched."""
        return _matter(self.standalone)

    @property
    def readings(self) -> tuple[str, ...]:
        """What is searched: the question with what went before and, in doubt, the question alone."""
        if self.original:
            return (f"{self.matter} {self.original}",)
        return tuple(dict.fromkeys((self.matter, *((_matter(self.alone),) if self.alone else ()))))

    @property
    def as_put(self) -> Question:
        """The question in the tongue it was put in."""
        return replace(self, standalone=self.original) if self.original else self

    @property
    def last_sentence(self) -> str:
        """The last sentence of several, or nothing when there is but one."""
        parts = [
            part for part in re.split(r"(?<=[。!！?？:：;；])", self.standalone) if len(part.strip()) >= _SHORT_PART
        ]
        return parts[-1].strip() if len(parts) > 1 else ""


def check(text: str, limit: int) -> str:
    """The question without blanks at its edges; raises QuestionError when empty, broken or longer than ``limit``."""
    bare = text.strip()
    if any("\ud800" <= character <= "\udfff" for character in bare):
        raise QuestionError("问题里有不完整的字符，请重新输入。")
    if not bare:
        raise QuestionError("问题是空的，请写下要问的事。")
    if len(bare) > limit:
        raise QuestionError(f"问题有{len(bare)}个字，超过了{limit}个字的上限，请缩短后再问。")
    return bare


def understand(
    text: str,
    history: Sequence[Turn],
    *,
    region: str | None,
    as_of: date,
    places: Sequence[str] = (),
    original: str | None = None,
) -> Question:
    """Read ``text`` after the turns in ``history``; ``places`` are regions known from the indexed policies.

    Nothing is added that was not said (``followup``). ``original`` is the question before it was translated: what it
    asks for counts where the translation asks for nothing that is known.
    """
    plain = fold(text)
    reading = read(plain, history, lambda words: _regions(words, places))
    asked = original if original and not facets_of(reading.asked) and facets_of(original) else reading.asked
    regions = _regions(plain, places) or _regions(reading.standalone, places)
    return Question(
        standalone=reading.standalone if reading.follows else text,
        kind=kind_of(asked),
        facets=facets_of(asked),
        regions=(region,) if region else regions,
        as_of=as_of,
        when=_when(plain, as_of),
        is_open=is_open(asked),
        asked=reading.asked,
        alone=reading.alone,
        original=original if original != text else None,
    )


def _matter(text: str) -> str:
    """A text without short parts that only ask who or until when (找谁办, 还有效吗)."""
    pieces = re.split(r"(?<=[,，。;；?？!！])", text)
    kept = [piece for piece in pieces if len(piece) > _ASKING_PART or not _only_asks(piece)]
    matter = "".join(kept).strip()
    return matter if len(matter) >= _SHORT_PART else text


def _only_asks(piece: str) -> bool:
    return any(asks_in(piece, facet) for facet in (Facet.DEPARTMENT, Facet.VALIDITY))


def _regions(text: str, places: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.name for found in find_regions(text, places)))


_YEARS = {"今年": 0, "明年": 1, "后年": 2, "去年": -1, "前年": -2}


def _when(text: str, as_of: date) -> date | None:
    """The first day of a month the question names by words that point from today, such as 明年3月."""
    if re.search("过完年|年后|开春", text):
        return date(as_of.year + 1, 2, 1)
    match = re.search(r"(?P<y>今年|明年|后年|(?<![0-9年][—–~-])(?<!年至)20\d\d年)底?(?:(?P<m>1[0-2]|[1-9])月)?", text)
    if not match:
        return None
    year = as_of.year + _YEARS[match["y"]] if match["y"] in _YEARS else int(match["y"][:4])
    when = date(year, int(match["m"] or 1), 1)
    return when if when > as_of else None
