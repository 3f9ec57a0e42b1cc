"""The numbers that Word puts before paragraphs: its lists and their levels, counted as Word counts them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from index.numerals import written

_KINDS = {
    "decimal": "decimal",
    "decimalZero": "decimal-zero",
    "decimalFullWidth": "full-width",
    "decimalFullWidth2": "full-width",
    "decimalHalfWidth": "decimal",
    "decimalEnclosedCircle": "circled",
    "decimalEnclosedCircleChinese": "circled",
    "decimalEnclosedFullstop": "with-stop",
    "decimalEnclosedParen": "in-brackets",
    "numberInDash": "in-dashes",
    "lowerRoman": "lower-roman",
    "upperRoman": "upper-roman",
    "lowerLetter": "lower-repeated",
    "upperLetter": "upper-repeated",
    "chineseCounting": "chinese",
    "chineseCountingThousand": "chinese",
    "taiwaneseCounting": "chinese",
    "taiwaneseCountingThousand": "chinese",
    "japaneseCounting": "chinese",
    "chineseLegalSimplified": "chinese-legal",
    "ideographLegalTraditional": "chinese-legal",
    "ideographDigital": "ideograph-digits",
    "japaneseDigitalTenThousand": "ideograph-digits",
    "taiwaneseDigital": "ideograph-digits",
    "ideographTraditional": "stems",
    "ideographZodiac": "branches",
    "ideographZodiacTraditional": "stems-and-branches",
    "ideographEnclosedCircle": "ideograph-circled",
}
_LEVELS = 9
_BULLET = "•"
_PLACE = re.compile(r"%([1-9])")
_CLOSING = "、．.。)）]】：:·"


@dataclass(frozen=True)
class Level:
    """A level of a list; ``restart`` is the level (counted from 1) after which it starts anew, 0 for never."""

    start: int = 1
    kind: str = "decimal"
    text: str = ""
    gap: str = "tab"
    restart: int | None = None
    in_figures: bool = False
    style: str | None = None


@dataclass(frozen=True)
class _List:
    """An instance of a list: its levels, and the starts it sets anew. Instances of one ``root`` count together."""

    root: str
    levels: dict[int, Level]
    starts: dict[int, int]


@dataclass
class Numbering:
    """The lists of a document, and how far each has counted."""

    lists: dict[str, _List] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def level_of_style(self, list_id: str, style: str) -> int | None:
        """The level of a list that a paragraph style is tied to."""
        found = self.lists.get(list_id)
        return next((depth for depth, level in found.levels.items() if level.style == style), None) if found else None

    def label(self, list_id: str, depth: int) -> str:
        """Count one paragraph and return what Word writes before it, the gap included; empty when nothing."""
        found = self.lists.get(list_id)
        if found is None or depth not in found.levels:
            return ""
        counts = self._counted(list_id, found, depth)
        level = found.levels[depth]
        if level.kind == "bullet":
            return f"{_bullet(level.text)} " if level.text else ""

        def place(match: re.Match[str]) -> str:
            other = int(match[1]) - 1
            kind = found.levels[other].kind if other in found.levels and not level.in_figures else "decimal"
            return "" if kind == "none" else written(counts.get(other, 1), _KINDS.get(kind, "decimal"))

        text = _PLACE.sub(place, level.text).strip()
        return text + " " * (bool(text) and level.gap != "nothing" and text[-1] not in _CLOSING)

    def _counted(self, list_id: str, found: _List, depth: int) -> dict[int, int]:
        counts = self.counts.setdefault(found.root, {})
        if list_id not in self.begun:
            self.begun.add(list_id)
            for other in found.starts:
                counts.pop(other, None)
        starts = {other: found.starts.get(other, level.start) for other, level in found.levels.items()}
        for other in range(depth):
            counts.setdefault(other, starts.get(other, 1))
        counts[depth] = counts[depth] + 1 if depth in counts else starts[depth]
        for other, level in found.levels.items():
            if other > depth and (level.restart is None or depth < level.restart):
                counts.pop(other, None)
        return counts


def read_numbering(root: etree._Element | None, list_of_style: dict[str, str]) -> Numbering:
    """The lists of numbering.xml; ``list_of_style`` names the list that a numbering style stands for."""
    if root is None:
        return Numbering()
    abstract = {attribute(each, "abstractNumId"): each for each in children(root, "abstractNum")}
    instances = {attribute(each, "numId"): each for each in children(root, "num")}
    roots = {
        list_id: _linked(value_of(each, "abstractNumId"), abstract, instances, list_of_style)
        for list_id, each in instances.items()
    }
    levels = {key: _levels(each) for key, each in abstract.items()}
    return Numbering(
        {
            list_id: _List(
                root=roots[list_id],
                levels={**levels.get(roots[list_id], {}), **dict(_replaced(each))},
                starts=dict(_starts(each)),
            )
            for list_id, each in instances.items()
        }
    )


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The children of a name, whatever their namespace."""
    return (child for child in element if local(child) == name)


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The first child of a name, of it the first child of the next name, and so on down."""
    for name in names:
        if element is None:
            return None
        element = next(children(element, name), None)
    return element


def attribute(element: etree._Element, name: str) -> str:
    """An attribute, whatever its namespace; empty when there is none."""
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def value_of(element: etree._Element | None, *names: str) -> str:
    """The ``val`` of a child; empty when there is none."""
    found = child(element, *names)
    return "" if found is None else attribute(found, "val")


def is_on(element: etree._Element | None, *names: str) -> bool:
    """Whether a switch is set: it is there, and not said to be off."""
    found = child(element, *names)
    return found is not None and attribute(found, "val").lower() not in ("0", "false", "off", "none")


def number(text: str, default: int) -> int:
    """A whole number, or the default when it is none."""
    return int(text) if re.fullmatch(r"-?\d{1,6}", text, re.ASCII) else default


def _linked(
    key: str, abstract: dict[str, etree._Element], instances: dict[str, etree._Element], list_of_style: dict[str, str]
) -> str:
    """The list that holds the levels: one may only name a style, which names another."""
    for _ in range(_LEVELS):
        style = value_of(abstract.get(key), "numStyleLink")
        instance = instances.get(list_of_style.get(style, "")) if style else None
        if instance is None:
            return key
        key = value_of(instance, "abstractNumId")
    return key


def _levels(element: etree._Element) -> dict[int, Level]:
    found = {number(attribute(each, "ilvl"), -1): _level(each) for each in children(element, "lvl")}
    return {depth: level for depth, level in found.items() if 0 <= depth < _LEVELS}


def _level(element: etree._Element) -> Level:
    restart = value_of(element, "lvlRestart")
    kind = value_of(element, "numFmt") or value_of(element, "AlternateContent", "Fallback", "numFmt")
    return Level(
        start=number(value_of(element, "start"), 0 if child(element, "start") is None else 1),
        kind=kind or "decimal",
        text=value_of(element, "lvlText"),
        gap=value_of(element, "suff") or "tab",
        restart=number(restart, 0) if restart else None,
        in_figures=is_on(element, "isLgl"),
        style=value_of(element, "pStyle") or None,
    )


def _replaced(instance: etree._Element) -> Iterator[tuple[int, Level]]:
    for override in children(instance, "lvlOverride"):
        level = child(override, "lvl")
        depth = number(attribute(override, "ilvl"), -1)
        if level is not None and 0 <= depth < _LEVELS:
            yield depth, _level(level)


def _starts(instance: etree._Element) -> Iterator[tuple[int, int]]:
    for override in children(instance, "lvlOverride"):
        depth = number(attribute(override, "ilvl"), -1)
        if child(override, "startOverride") is not None and 0 <= depth < _LEVELS:
            yield depth, number(value_of(override, "startOverride"), 1)


def _bullet(text: str) -> str:
    """A bullet; those of symbol fonts have no code of their own."""
    return (
        _BULLET if any(unicodedata.category(each) in ("Co", "Cc", "Cn") for each in text) else text.strip() or _BULLET
    )
