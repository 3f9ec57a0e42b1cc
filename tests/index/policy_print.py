"""A policy's tree as a printed page, and what a parser must find on that page, character by character."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from hypothesis.vendor.pretty import RepresentationPrinter

HeadingPlace = Literal["line", "stop", "colon", "bracket"]
Kind = Literal["division", "article", "item", "outline"]

PREFACE, CLOSING = "前言", "附则"
_STOPS = {"line": "", "stop": "。", "colon": "："}
_BLANKS = ("", "　　", "\u00a0\u00a0", "\t", "    ", " \u3000", "\u2003")
_EMPTY = ("", "", "", "\n", "\n\u3000\n", "\n\n")
_NARROW = str.maketrans("，：；（）", ",:;()")


@dataclass(frozen=True)
class Layout:
    """How a page is set.

    ``seed`` 0 is without blanks and empty lines, any other scatters them; ``narrow`` writes punctuation half width.
    """

    seed: int
    newline: str
    narrow: bool


@dataclass(frozen=True)
class Unit:
    """A numbered unit: its label in an address, its mark in print, its own paragraphs, and what stands under it.

    ``rest`` holds units, and the 款 of an article that follow its items.
    """

    kind: Kind
    label: str
    mark: str
    heading: str | None = None
    place: HeadingPlace = "line"
    paragraphs: tuple[str, ...] = ()
    rest: tuple[Unit | str, ...] = ()


@dataclass
class Expected:
    """A clause to be found: ``places`` are those of its characters, blanks left out.

    The characters at ``may`` (a mark before a lead-in) may belong to it; a ``lead`` is a sentence on the number's own
    line that leads to a list, and may stand at the unit's own address as well as under its 前言.
    """

    address: tuple[str, ...]
    heading: str | None
    lead: bool = False
    text: str = ""
    places: list[int] = field(default_factory=list, repr=False)
    may: set[int] = field(default_factory=set, repr=False)


@dataclass(frozen=True)
class Printed:
    """A page and what a parser must find on it."""

    text: str
    title: str
    clauses: tuple[Expected, ...]
    sections: tuple[tuple[tuple[str, ...], str], ...]
    facts: dict[str, str | None]

    def _repr_pretty_(self, printer: RepresentationPrinter, _cycle: bool) -> None:
        """A failing example is shown as its page: the places of its characters would bury it."""
        printer.text(f"Printed({self.text!r})")


@dataclass(frozen=True)
class Piece:
    """A run of characters of a line and the clause it belongs to, if any; ``may`` when it need not."""

    text: str
    clause: int | None = None
    may: bool = False


@dataclass
class Page:
    """A page while it is being written: lines of pieces, and the clauses and sections they hold."""

    lines: list[tuple[Piece, ...]] = field(default_factory=list)
    clauses: list[Expected] = field(default_factory=list)
    sections: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    facts: dict[str, str | None] = field(default_factory=dict)

    def plain(self, *lines: str) -> None:
        """Lines that belong to no clause."""
        self.lines += [(Piece(line),) for line in lines]

    def open(self, address: tuple[str, ...], heading: str | None = None, *, lead: bool = False) -> int:
        """Begin a clause; its number on the page."""
        self.clauses.append(Expected(address, heading, lead))
        return len(self.clauses) - 1

    def loose(self, address: tuple[str, ...], paragraphs: Sequence[str]) -> None:
        """Paragraphs that are a clause each."""
        self.lines += [(Piece(paragraph, self.open(address)),) for paragraph in paragraphs]

    def unit(self, unit: Unit, above: tuple[str, ...] = ()) -> None:
        """A unit and all that stands under it."""
        address = (*above, unit.label)
        if unit.kind == "article" or not unit.rest:
            clause = self.open(address, unit.heading)
            self._lines(unit, clause, clause)
        else:
            self._holder(unit, address)
        for below in unit.rest:
            if isinstance(below, str):
                self.loose(address, [below])
            else:
                self.unit(below, address)

    def _lines(self, unit: Unit, head: int, body: int) -> None:
        """The unit's own lines: number and heading to the clause ``head``, paragraphs to ``body``."""
        mark, heading = Piece(unit.mark, head), unit.heading or ""
        first: tuple[Piece, ...] = (mark,)
        if unit.place == "bracket" and heading:
            first = (mark, Piece(f"【{heading}】", head))
        elif heading:
            first = (mark, Piece(heading + _STOPS[unit.place], head))
        rest = unit.paragraphs
        if rest and (unit.place != "line" or not heading):
            first, rest = (*first, Piece(rest[0], body)), rest[1:]
        self.lines += [first, *((Piece(paragraph, body),) for paragraph in rest)]

    def _holder(self, unit: Unit, address: tuple[str, ...]) -> None:
        """The heading of a unit that holds others is a section, its own paragraphs are clauses of its 前言."""
        if unit.heading:
            self.sections.append((address, unit.heading))
        heading = (unit.heading + _STOPS[unit.place]) if unit.heading else ""
        first, rest = [Piece(unit.mark + heading)], unit.paragraphs
        if rest and (unit.place != "line" or not heading):
            lead = self.open((*address, PREFACE), lead=not heading)
            first = [Piece(unit.mark + heading, lead, may=True), Piece(rest[0], lead)]
            rest = rest[1:]
        self.lines.append(tuple(first))
        self.loose((*address, PREFACE), rest)

    def printed(self, title: str, layout: Layout) -> Printed:
        """The page as text."""
        random = Random(layout.seed)  # noqa: S311, a layout is no secret
        parts: list[str] = []
        place = 0
        for line in self.lines:
            blank = random.choice(_BLANKS) if layout.seed else ""
            parts.append(blank)
            place += len(blank)
            for piece in line:
                self._note(piece, place)
                parts.append(piece.text.translate(_NARROW) if layout.narrow else piece.text)
                place += len(piece.text)
            end = (random.choice(("", "", " ", "\u3000")) + "\n" + random.choice(_EMPTY)) if layout.seed else "\n"
            parts.append(end.replace("\n", layout.newline))
            place += len(parts[-1])
        return Printed("".join(parts), title, tuple(self.clauses), tuple(self.sections), dict(self.facts))

    def _note(self, piece: Piece, start: int) -> None:
        if piece.clause is None:
            return
        clause = self.clauses[piece.clause]
        places = [start + n for n, character in enumerate(piece.text) if not character.isspace()]
        if piece.may:
            clause.may.update(places)
        else:
            clause.places += places
            clause.text += "".join(piece.text.split())
