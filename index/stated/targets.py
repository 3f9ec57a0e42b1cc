"""The clauses of a text that a reference in it names, from nothing but the text's addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from index.stated.fact import Reference
from index.stated.moments import number

Address = tuple[str, ...]
Target = tuple[Address, int | None]
"""A clause's address and the number of the 款 within it, None for all of it."""

_NUMERALS = "零〇一二三四五六七八九十百千两0123456789"


def resolve(
    reference: Reference,
    own: Address,
    paragraphs: Mapping[Address, int],
    own_paragraph: int | None = None,
) -> tuple[Target, ...]:
    """The clauses ``reference`` names, seen from the clause at ``own``; () when it names another text or none there is.

    ``paragraphs`` holds the text's addresses in order with the number of paragraphs (款) of each. ``own_paragraph``
    is the number of the paragraph the reference stands in, for 前款; without it, 前款 of a unit with two
    paragraphs is the first, of one with more the unit as a whole.
    """
    if reference.document:
        return ()
    places = _places(paragraphs)
    if reference.relative:
        return tuple(_relative(reference, own, places, paragraphs, own_paragraph))
    if not reference.target:
        unit = _unit(own)
        return tuple(_paragraphs(reference, unit, paragraphs)) if reference.paragraph else ()
    first = _find(reference.target, own, places)
    if first is None:
        return ()
    if reference.until:
        last = _find(reference.until, own, places)
        return tuple((place, None) for place in _between(places, first, last)) if last else ()
    return tuple(_paragraphs(reference, first, paragraphs)) if reference.paragraph else ((first, None),)


def _places(paragraphs: Mapping[Address, int]) -> list[Address]:
    """Every address and every beginning of one, in the order of the text."""
    places: dict[Address, None] = {}
    for address in paragraphs:
        for length in range(1, len(address) + 1):
            places.setdefault(address[:length])
    return list(places)


def _unit(own: Address) -> Address:
    """The article that holds the clause at ``own``, or the clause itself where there are no articles."""
    for place, label in enumerate(own):
        if label.startswith("第") and "条" in label:
            return own[: place + 1]
    return own


def _relative(
    reference: Reference,
    own: Address,
    places: Sequence[Address],
    paragraphs: Mapping[Address, int],
    own_paragraph: int | None,
) -> Iterator[Target]:
    word, step = reference.relative or "", (reference.relative or " ")[0]
    if word.endswith(("章", "节")):
        length = next((place + 1 for place, label in enumerate(own) if label.endswith(word[-1])), None)
        if length:
            yield own[:length], None
    elif word.endswith("条"):
        for unit in [_unit(own)] if step == "本" else _before(_unit(own), places, reference.count):
            yield from _within(reference, unit, places, paragraphs)
    elif word.endswith("项"):
        for one in [own] if step == "本" else _before(own, places, reference.count):
            yield one, None
    elif word.endswith("款"):
        for found in _paragraphs_before(reference, _unit(own), paragraphs, own_paragraph):
            if reference.target:
                item = _find((*found[0], *reference.target), own, places)
                yield (item, None) if item else found
            else:
                yield found


def _within(
    reference: Reference, unit: Address, places: Sequence[Address], paragraphs: Mapping[Address, int]
) -> Iterator[Target]:
    """本条 itself, or its paragraph or item."""
    if reference.target:
        item = _find((*unit, *reference.target), unit, places)
        if item:
            yield item, reference.paragraph
    elif reference.paragraph:
        yield from _paragraphs(reference, unit, paragraphs)
    else:
        yield unit, None


def _before(own: Address, places: Sequence[Address], count: int) -> list[Address]:
    """The ``count`` units of the same depth and family before ``own``."""
    alike = [place for place in places if len(place) == len(own) and place[-1][-1:] == own[-1][-1:]] if own else []
    if own not in alike:
        return []
    place = alike.index(own)
    return alike[place - count : place] if place >= count else []


def _paragraphs_before(
    reference: Reference, unit: Address, paragraphs: Mapping[Address, int], own_paragraph: int | None
) -> Iterator[Target]:
    total = paragraphs.get(unit, 0)
    if (reference.relative or "").startswith("本"):
        yield unit, own_paragraph
    elif own_paragraph is not None:
        if own_paragraph > reference.count:
            for one in range(own_paragraph - reference.count, own_paragraph):
                yield unit, one
    elif total == 2 and reference.count == 1:
        yield unit, 1
    else:
        yield unit, None


def _paragraphs(reference: Reference, unit: Address, paragraphs: Mapping[Address, int]) -> Iterator[Target]:
    first = reference.paragraph or 1
    for one in range(first, (reference.until_paragraph or first) + 1):
        if one <= paragraphs.get(unit, 0):
            yield unit, one


def _find(target: Address, own: Address, places: Sequence[Address]) -> Address | None:
    """The address that ends with ``target``, the nearest to ``own`` of several."""
    unit = _unit(own)
    if not target[0].startswith(("第", "附")) and target[: len(unit)] != unit:
        target = (*unit, *target)
    best: Address | None = None
    for place in places:
        tail = place[-len(target) :] if len(place) >= len(target) else ()
        if tail and all(_same(one, other) for one, other in zip(tail, target, strict=True)):
            best = place if best is None or _shared(place, own) > _shared(best, own) else best
    return best


def _same(label: str, wanted: str) -> bool:
    """Whether two labels are one: 第三项 is (三), 3. or 三、; 第三条 of a notice is 三、."""
    if label == wanted:
        return True
    families = {_family(label), _family(wanted)}
    if families <= {"article", "item"} and families != {"article"}:
        return _value(label) == _value(wanted) is not None
    return False


def _family(label: str) -> str:
    if label.startswith("第"):
        return "article" if label.endswith("条") else "other"
    return "item" if label[:1] in "(0123456789" or label.endswith("、") else "other"


def _value(label: str) -> int | None:
    digits = "".join(character for character in label if character in _NUMERALS)
    return number(digits) if digits and digits.isdigit() == digits.isascii() else None


def _shared(one: Address, other: Address) -> int:
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _between(places: Sequence[Address], first: Address, last: Address) -> list[Address]:
    """The addresses from ``first`` to ``last`` of the same depth, both included."""
    begin, end = places.index(first), places.index(last)
    return [place for place in places[begin : end + 1] if len(place) == len(first)]
