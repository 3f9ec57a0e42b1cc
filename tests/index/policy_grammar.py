"""A grammar of policy texts: strategies that make a policy's tree and its printed page together.

The forms are those of official writing: 一、/(一)/1./(1)/① (GB/T 9704) with any level left out, 编/章/节/条/款/项/目
(立法技术规范), numbers that restart under each parent or run through, skip or repeat, marks of either width.
``Printed`` says what a reader must find on the page and where each of its characters stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import strategies as st

from tests.index import policy_words as words
from tests.index.policy_print import CLOSING, PREFACE, HeadingPlace, Layout, Page, Printed, Unit

OUTLINE = ("一、", "(一)", "1.", "(1)", "①")
_FORMS = {
    "一、": ("{han}、", "{han}、", "{han}、 ", "{han} 、", "{han}．"),
    "(一)": ("（{han}）", "({han})", "( {han} )", "（{han})", "({han}）", "（{han}） "),
    "1.": ("{digits}.", "{digits}．", "{digits}、", "{wide}．", "{wide}.", "{digits}. "),
    "(1)": ("（{digits}）", "({digits})", "（{wide}）", "( {digits} )"),
    "①": ("{circle}", "{circle} "),
}
_LABELS = {"一、": "{han}、", "(一)": "({han})", "1.": "{digits}.", "(1)": "({digits})", "①": "{circle}"}


@dataclass
class Numbers:
    """The numbers given so far by family; those of ``running`` families do not restart under a new parent.

    ``digits`` says that articles are numbered 第1条.
    """

    running: frozenset[str]
    digits: bool = False
    last: dict[str, int] = field(default_factory=dict)

    def start(self, family: str) -> None:
        """A new parent begins to hold units of ``family``."""
        if family not in self.running:
            self.last[family] = 0

    def next(self, draw: st.DrawFn, family: str, most: int = 110) -> int:
        """The next number; the first of a parent is 1 unless the family runs through."""
        before = self.last.get(family, 0)
        step = draw(st.sampled_from((1, 1, 1, 1, 1, 1, 1, 2, 0, 9))) if before else 1
        self.last[family] = min(before + step, most)
        return self.last[family]


def han(number: int) -> str:
    """A number from 1 to 199 in Chinese."""
    digits = "零一二三四五六七八九"
    if number >= 100:
        rest = number % 100
        joined = f"零{digits[rest]}" if rest < 10 else ("一" if rest < 20 else "") + han(rest)
        return "一百" + (joined if rest else "")
    tens, ones = divmod(number, 10)
    return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones else "")


def _written(form: str, number: int) -> str:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
    return form.format(han=han(number), digits=number, wide=wide, circle=chr(ord("①") + (number - 1) % 20))


def _mark(draw: st.DrawFn, numbers: Numbers, family: str) -> tuple[str, str]:
    """Label and mark of the next unit of an outline's ``family``."""
    number = numbers.next(draw, family, 20 if family == "①" else 110)
    return _written(_LABELS[family], number), _written(draw(st.sampled_from(_FORMS[family])), number)


def _outline(draw: st.DrawFn, numbers: Numbers, families: tuple[str, ...]) -> tuple[Unit, ...]:
    """Units of one of ``families`` and, under them, of those further in."""
    at = draw(st.integers(0, min(1, len(families) - 1)))
    family, deeper = families[at], families[at + 1 :]
    numbers.start(family)
    units = []
    for _ in range(draw(st.integers(1, 3))):
        label, mark = _mark(draw, numbers, family)
        below = _outline(draw, numbers, deeper) if deeper and draw(st.integers(0, 2)) == 2 else ()
        units.append(_holder(draw, label, mark, below) if below else _leaf(draw, label, mark))
    return tuple(units)


def _holder(draw: st.DrawFn, label: str, mark: str, below: tuple[Unit, ...]) -> Unit:
    form = draw(st.sampled_from(("line", "stop", "colon", "lead")))
    if form == "line":
        paragraphs = draw(st.sampled_from(((), (draw(words.PARAGRAPHS),), (draw(words.PARAGRAPHS), draw(words.LEADS)))))
        return Unit("outline", label, mark, draw(words.HEADINGS), "line", paragraphs, below)
    if form == "stop":
        return Unit("outline", label, mark, draw(words.HEADINGS), "stop", (draw(words.PARAGRAPHS),), below)
    if form == "colon":
        return Unit("outline", label, mark, draw(words.LABELS), "colon", (), below)
    return Unit("outline", label, mark, None, "line", (draw(words.LEADS),), below)


def _leaf(draw: st.DrawFn, label: str, mark: str) -> Unit:
    """A unit that holds no other; department brackets stand at its end."""
    form = draw(st.sampled_from(("line", "stop", "colon", "short", "long")))
    if form == "short":
        return Unit("outline", label, mark, None, "line", (draw(st.one_of(words.SENTENCES, words.DATED)),))
    if form == "colon":
        return Unit("outline", label, mark, draw(words.LABELS), "colon", (draw(words.SENTENCES),))
    more = draw(st.lists(words.CONTINUATIONS, max_size=2))
    if form == "long":
        paragraphs = [draw(words.LONG_SENTENCES), *more]
        return Unit("outline", label, mark, None, "line", _bracketed(draw, paragraphs))
    first = draw(words.CONTINUATIONS if form == "line" else words.PARAGRAPHS)
    place: HeadingPlace = "line" if form == "line" else "stop"
    return Unit("outline", label, mark, draw(words.HEADINGS), place, _bracketed(draw, [first, *more]))


def _bracketed(draw: st.DrawFn, paragraphs: list[str]) -> tuple[str, ...]:
    place = draw(st.sampled_from(("none", "none", "end", "line")))
    if place == "end":
        return (*paragraphs[:-1], paragraphs[-1] + draw(words.BRACKETS))
    return (*paragraphs, draw(words.BRACKETS)) if place == "line" else tuple(paragraphs)


def _articles(draw: st.DrawFn, numbers: Numbers, most: int) -> tuple[Unit, ...]:
    units = []
    gap = draw(st.sampled_from(("", "", "", " ")))
    for _ in range(draw(st.integers(1, most))):
        value = numbers.next(draw, "条")
        number = str(value) if numbers.digits else han(value)
        added = "之一" if draw(st.integers(0, 19)) == 19 else ""
        mark = f"第{gap}{number}{gap}条{added}{draw(st.sampled_from((' ', '　', '  ', '')))}"
        heading = draw(st.one_of(st.none(), words.SCOPES))
        paragraphs = [draw(words.PARAGRAPHS), *draw(st.lists(words.CONTINUATIONS, max_size=2))]
        rest: list[Unit | str] = []
        for again in range(draw(st.sampled_from((0, 0, 1, 1, 2)))):
            if again:
                rest.append(draw(words.LEADS))
            else:
                paragraphs = [*paragraphs[: draw(st.integers(0, 2))], draw(words.LEADS)]
            rest += [*_items(draw, numbers), *draw(st.lists(words.CONTINUATIONS, max_size=2))]
        label = f"第{number}条{added}"
        units.append(Unit("article", label, mark, heading, "bracket", tuple(paragraphs), tuple(rest)))
    return tuple(units)


def _items(draw: st.DrawFn, numbers: Numbers, family: str = "(一)") -> list[Unit]:
    """项 of an article, or the 目 of one: each ends with a semicolon, the last with a full stop."""
    numbers.start(family)
    count = draw(st.integers(2, 3))
    items = []
    for n in range(count):
        label, mark = _mark(draw, numbers, family)
        if family == "(一)" and draw(st.integers(0, 5)) == 5:
            below = _items(draw, numbers, "1.")
            items.append(Unit("item", label, mark, None, "line", ("提交下列材料之一的：",), tuple(below)))
            continue
        text = draw(words.ITEMS) + ("。" if n == count - 1 else draw(st.sampled_from("；;")))
        items.append(Unit("item", label, mark, None, "line", (text,)))
    return items


def _divisions(
    draw: st.DrawFn, numbers: Numbers, families: str, below: Callable[[], tuple[Unit, ...]]
) -> tuple[Unit, ...]:
    """编, 章 or 节 with headings; what stands in the innermost is made by ``below``, or paragraphs alone if nothing."""
    family, inner = families[0], families[1:]
    numbers.start(family)
    units = []
    for _ in range(draw(st.integers(1, 3))):
        label = f"第{han(numbers.next(draw, family))}{family}"
        heading = draw(st.one_of(words.HEADINGS, words.SPACED))
        mark = label + draw(st.sampled_from((" ", "　", "")))
        rest = _divisions(draw, numbers, inner, below) if inner and draw(st.integers(0, 3)) else below()
        alone = () if rest else tuple(draw(st.lists(words.PARAGRAPHS, min_size=1, max_size=2)))
        units.append(Unit("division", label, mark, heading, "line", alone, rest))
    return tuple(units)


@st.composite
def outlines(draw: st.DrawFn) -> tuple[Unit, ...]:
    """Units of an outline: 一、/(一)/1./(1)/①, any level left out."""
    running = draw(st.sampled_from((frozenset(), frozenset({"1."}), frozenset({"(一)"}), frozenset({"1.", "(1)"}))))
    families = OUTLINE[draw(st.sampled_from((0, 0, 0, 1, 2))) :]
    return _outline(draw, Numbers(running), families)


@st.composite
def regulations(draw: st.DrawFn) -> tuple[Unit, ...]:
    """Units of a regulation: articles that run through it, in 编/章/节 or without."""
    running = frozenset({"条"}) | (frozenset({"章"}) if draw(st.booleans()) else frozenset())
    numbers = Numbers(running, digits=draw(st.integers(0, 7)) == 7)
    families = draw(st.sampled_from(("", "章", "章节", "编章", "编章节")))
    if not families:
        return _articles(draw, numbers, 5)
    return _divisions(draw, numbers, families, lambda: _articles(draw, numbers, 2))


@st.composite
def plans(draw: st.DrawFn) -> tuple[Unit, ...]:
    """Units of a plan: an outline in each 章 or 节, or paragraphs alone."""
    numbers = Numbers(frozenset())
    families = draw(st.sampled_from(("章", "章节")))

    def below() -> tuple[Unit, ...]:
        return _outline(draw, numbers, OUTLINE) if draw(st.integers(0, 3)) else ()

    return _divisions(draw, numbers, families, below)


LAYOUTS = st.builds(
    Layout, st.one_of(st.just(0), st.integers(1, 10_000)), st.sampled_from(("\n", "\n", "\r\n")), st.booleans()
)


@st.composite
def texts(draw: st.DrawFn, units: st.SearchStrategy[tuple[Unit, ...]], *, closings: bool = True) -> Printed:
    """A title, its preface, ``units`` and, for an outline, unnumbered closing paragraphs."""
    page, title = Page(), draw(words.TITLES)
    page.plain(title)
    body(draw, page, draw(units), closings=closings)
    return page.printed(title, draw(LAYOUTS))


def body(draw: st.DrawFn, page: Page, units: tuple[Unit, ...], *, closings: bool) -> None:
    """Preface, units and closing paragraphs of a policy; what begins with (一) or 1. always has a preface."""
    bare = units[0].label[0] not in "第一"
    page.loose((PREFACE,), draw(st.lists(words.PREFACES, min_size=bare, max_size=2, unique=True)))
    for unit in units:
        page.unit(unit)
    if closings:
        page.loose((CLOSING,), draw(st.lists(words.CLOSINGS, max_size=2, unique=True)))
