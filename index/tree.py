"""The numbered lines of one document to its clauses and sections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index import facts
from index.clean import Line
from index.headings import article_heading, heading, lost_stop
from index.numbering import HEADING_ONLY, Number, Rank, number_of
from index.policy import CLOSING, PREFACE, Clause, Section, Segment

_SELF_START = re.compile(
    r"(?:附则|本(?:通知|意见|办法|方案|细则|规定|措施|政策|指南|条例|规划|实施|若干|决定|公告|计划)"
    r"|特此|此复|此前|以前发布|自.{4,24}起(?:施行|执行|实施))"
)
_CLOSING_HEADING = re.compile(r"\s*附\s*则\s*[:：]?\s*")
_GOES_ON = re.compile(r"(?:专栏|前款|本条|其中|前述|以上所称)")
_PATH_LENGTH = 80
_MOSTLY = 0.3
_LIST_DEPTH = 3
_SHORT_HEADING = 24
_WINDOWS = re.compile(r"(?:申报|申请|受理|报名|征集|填报|提交)(?:受理)?(?:时间|期限|日期)")
_LONGEST_NAME = 60


@dataclass(slots=True)
class Node:
    """A numbered unit while the tree is being built; the root has no number.

    ``heading`` and ``body`` are places in the unit's first line: where the heading begins and ends, and where the
    text after it begins. ``name`` is the title of an attachment or a chapter that stands on the line
    below its number.
    """

    number: Number | None
    lines: list[Line] = field(default_factory=list)
    heading: tuple[int, int] = (0, 0)
    body: int = 0
    children: list[Node] = field(default_factory=list)
    labels: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    in_article: bool = False
    name: str | None = None

    @property
    def rank(self) -> int:
        """The unit's rank; the root stands outside all."""
        return self.number.rank if self.number else -1

    @property
    def title(self) -> str | None:
        """The unit's heading."""
        start, end = self.heading
        return self.name or ((self.lines[0].text[start:end].strip() or None) if end > start else None)

    @property
    def last(self) -> str:
        """The unit's last line, folded; empty when it has none."""
        return self.lines[-1].plain if self.lines else ""

    @property
    def brief(self) -> str:
        """What a path shows of the unit: its heading, or the beginning of its lead-in."""
        if not self.lines:
            return ""
        return self.title or self.lines[0].text[self.number.rest if self.number else 0 :].strip()[:_PATH_LENGTH]


@dataclass(frozen=True, slots=True)
class Tree:
    """The clauses and sections of a document, in the order of the text."""

    clauses: tuple[Clause, ...]
    sections: tuple[Section, ...]
    numbered: bool


def build(lines: Sequence[Line], policy_id: str) -> Tree:
    """Clauses and sections of the body ``lines``; without any number, one clause a paragraph."""
    root = Node(None)
    _grow(root, lines)
    _mend_headings(root)
    _close(root)
    writer = _Writer(policy_id)
    writer.write(root)
    return Tree(tuple(writer.clauses), tuple(writer.sections), bool(root.children))


# -- growing -------------------------------------------------------------------------------------------------------


def _grow(root: Node, lines: Sequence[Line]) -> None:
    stack = [root]
    for line in lines:
        number = number_of(line.plain)
        if _CLOSING_HEADING.fullmatch(line.plain):
            stack[1:] = [Node(None, [line], labels=(CLOSING,))]
            root.children.append(stack[1])
            continue
        if number is None or _continues(number, stack, line.plain):
            _paragraph(stack, line)
            continue
        _pop_to(stack, number)
        parent = stack[-1]
        node = Node(number, [line], in_article=parent.in_article or parent.rank == Rank.ARTICLE)
        _find_heading(node, line.plain)
        node.labels = (*parent.labels, number.label)
        node.path = (*parent.path, parent.brief) if parent.number else ()
        parent.children.append(node)
        stack.append(node)


def _pop_to(stack: list[Node], number: Number) -> None:
    """Leave on the stack only the units that hold a unit of this number."""
    ranks = [node.rank for node in stack]
    if number.rank == Rank.ATTACHMENT:
        del stack[1:]
    elif number.rank in ranks:
        del stack[ranks.index(number.rank) :]
    elif number.value != 1 or not stack[-1].last.endswith(":") or stack[-1].children:
        # the first of a list that a colon announces lies within, whatever its family
        while stack[-1].rank >= number.rank:
            stack.pop()


def _continues(number: Number, stack: Sequence[Node], text: str) -> bool:
    """A line that looks numbered but goes on with a sentence broken before 第X条."""
    if number.rank not in (Rank.ARTICLE, Rank.CHAPTER, Rank.SECTION) or len(text) <= number.rest:
        return False
    node = stack[-1]
    last = node.last or "。"
    if last[-1] in "。!?;:)】”」』" or node.number is None or node.heading[1]:
        return False
    before = next((unit.number.value for unit in reversed(stack) if unit.number and unit.rank == number.rank), 0)
    return number.value != before + 1


def _paragraph(stack: list[Node], line: Line) -> None:
    """An unnumbered paragraph goes on with the unit before it, unless that unit's bracket has closed it."""
    goes_on = _GOES_ON.match(line.plain)
    if stack[-1].in_article and stack[-1].last.endswith(("。", ".")):
        while stack[-1].in_article:  # after the last of an article's items comes a paragraph of the article
            stack.pop()
    if _ends_list(stack):
        stack.pop()
    while len(stack) > 1 and not goes_on and _is_closed(stack[-1]):
        stack.pop()
    node = stack[-1]
    if not node.children:
        if _awaits_name(node) and len(line.plain) <= _LONGEST_NAME and line.plain[-1] not in "。;:,":
            node.name = line.text
        node.lines.append(line)
        return
    path = (*node.path, node.brief) if node.number else ()
    label = () if node.rank == Rank.ARTICLE else (PREFACE,)
    node.children.append(Node(None, [line], labels=(*node.labels, *label), path=path))


def _awaits_name(node: Node) -> bool:
    """Whether the number of an attachment or a chapter stands alone on its line, its title on the next."""
    return (node.rank in HEADING_ONLY or node.rank == Rank.ATTACHMENT) and len(node.lines) == 1 and not node.title


def _is_closed(node: Node) -> bool:
    """Whether a unit ended with the bracket that names its departments; a bracketed heading is none."""
    only_heading = len(node.lines) == 1 and node.body >= len(node.last)
    return not only_heading and facts.bracket_start(node.last) is not None


def _ends_list(stack: Sequence[Node]) -> bool:
    """Whether the last unit ends a list that a colon announced: what follows belongs to the unit above."""
    if len(stack) < _LIST_DEPTH or stack[-1].in_article:
        return False
    node, *before = reversed(stack[-2].children)
    announced = stack[-2].last.endswith(":") and before and node is stack[-1]
    items = all(len(child.lines) == 1 and child.last.endswith(";") for child in before)
    return bool(announced) and items and len(node.lines) == 1 and node.last.endswith(("。", ";"))


def _find_heading(node: Node, plain: str) -> None:
    number = node.number
    if number is None:
        return
    start = node.body = number.rest
    if number.rank in HEADING_ONLY or number.rank == Rank.ATTACHMENT:
        node.heading, node.body = (start, len(plain)), len(plain)
    elif number.rank == Rank.ARTICLE:
        words, length = article_heading(plain[start : start + 24])
        if words:
            end = start + plain[start : start + length].index(words) + len(words)
            node.heading, node.body = (end - len(words), end), start + length
    elif not node.in_article:
        end, body = heading(plain[start:])
        if end:
            node.heading, node.body = (start, start + end), start + body


def _mend_headings(root: Node) -> None:
    """Find the headings that have lost their stop, in series of units that have headings."""
    series: dict[int, list[Node]] = {}
    for node in _all(root):
        if node.number and node.rank >= Rank.LIST and not node.in_article and len(node.lines[0].plain) > node.body:
            series.setdefault(node.rank, []).append(node)
    for nodes in series.values():
        without = [node for node in nodes if not node.heading[1]]
        if not without or len(nodes) - len(without) < max(2, _MOSTLY * len(nodes)):
            continue
        for node in without:
            end = lost_stop(node.lines[0].plain[node.body :])
            if end:
                node.heading, node.body = (node.body, node.body + end), node.body + end


def _all(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield child
        yield from _all(child)


# -- closing paragraphs --------------------------------------------------------------------------------------------


def _close(root: Node) -> None:
    """Move the unnumbered paragraphs that close the text (本办法自…起施行) out of its last unit."""
    places = [place for place, child in enumerate(root.children) if child.rank == Rank.ATTACHMENT]
    first = places[0] if places else len(root.children)
    attached, root.children = root.children[first:], root.children[:first]
    if root.children:
        for child in _trailing(root.children):
            child.labels, child.path = (CLOSING,), ()
        node = root
        while node.children:
            node = node.children[-1]
            if node.number and node.rank != Rank.ARTICLE:
                _move_closing(root, node)
    root.children += attached


def _trailing(children: Sequence[Node]) -> list[Node]:
    trailing: list[Node] = []
    for child in reversed(children):
        if child.number is not None:
            break
        trailing.append(child)
    return trailing


def _move_closing(root: Node, node: Node) -> None:
    """Paragraphs after the last number that speak of the document itself belong to its end."""
    if node.children:
        moved = [child for child in _trailing(node.children) if _SELF_START.match(child.lines[0].plain)]
        if not moved:
            return
        first = min(node.children.index(child) for child in moved)
        tail, node.children = node.children[first:], node.children[:first]
        lines = [line for child in tail for line in child.lines]
    else:
        # a heading keeps the first line below it
        alone = 2 if _stands_alone(node) else 1
        places = [n for n, line in enumerate(node.lines) if n >= alone and _SELF_START.match(line.plain)]
        if not places:
            return
        lines, node.lines = node.lines[places[0] :], node.lines[: places[0]]
    root.children += [Node(None, [line], labels=(CLOSING,)) for line in lines]


def _stands_alone(node: Node) -> bool:
    """Whether the unit's first line is but a heading."""
    start, end = node.heading
    return end > start and node.body >= len(node.lines[0].plain) and not node.lines[0].plain.endswith("。")


# -- writing -------------------------------------------------------------------------------------------------------


class _Writer:
    """Writes a finished tree as clauses and sections."""

    def __init__(self, policy_id: str) -> None:
        self.policy_id = policy_id
        self.clauses: list[Clause] = []
        self.sections: list[Section] = []

    def write(self, node: Node) -> None:
        """Write ``node`` and all below it."""
        if node.children:
            self._lead_in(node)
        elif node.number is None:
            for line in _below_heading(node):
                self._clause(node, [line], node.labels or (PREFACE,))
        elif node.rank in HEADING_ONLY and len(node.lines) == (2 if node.name else 1):
            self.sections.append(Section(address=node.labels, heading=node.title))
        else:
            self._leaf(node)
        for child in node.children:
            self.write(child)

    def _lead_in(self, node: Node) -> None:
        """The text of a unit that holds others: a section's heading, and what stands before its first child."""
        if node.number is None:
            below = _below_heading(node)
            if len(below) < len(node.lines):
                self.sections.append(Section(address=node.labels, heading=CLOSING))
            for line in below:
                self._clause(node, [line], (*node.labels, PREFACE))
            return
        if node.rank == Rank.ARTICLE:
            self._clause(node, node.lines, node.labels, node.body)
            return
        if not (node.title or len(node.lines[0].plain) <= node.body):
            # what announces a list, such as 申请人应当具备下列条件, is a text of its own
            self._clause(node, node.lines, (*node.labels, PREFACE), node.body)
            return
        self.sections.append(Section(address=node.labels, heading=node.title))
        first = node.lines[0].part(node.body)
        for line in ([first] if first.text else []) + node.lines[2 if node.name else 1 :]:
            self._clause(node, [line], (*node.labels, PREFACE), inside=True)

    def _leaf(self, node: Node) -> None:
        if node.number and len(node.lines) == 1 and node.body >= len(node.lines[0].plain):
            # nothing follows the supposed heading, so it is the text itself
            node.heading, node.body = (0, 0), node.number.rest
        if node.name and len(node.lines) > 1:
            node.body = len(node.lines[0].plain) + 1 + len(node.lines[1].plain)
        self._clause(node, node.lines, node.labels, node.body)

    def _clause(
        self, node: Node, lines: Sequence[Line], address: tuple[str, ...], body: int = 0, *, inside: bool = False
    ) -> None:
        text, plain, segments = _joined(lines)
        while body < len(plain) and plain[body] in " \n\u3000\u00a0\t":
            body += 1
        self.clauses.append(
            Clause.made(
                clause_id=f"{self.policy_id}/{len(self.clauses) + 1}",
                policy_id=self.policy_id,
                address=address,
                heading=None if inside else node.title,
                path=(*node.path, node.brief) if inside else node.path,
                text=text,
                start=lines[0].start,
                end=lines[-1].end,
                segments=segments,
                repairs=(),
                body=body,
                departments=facts.departments(plain),
                dates=facts.dates(self._announced(node) + plain),
                by_hand=None,
            )
        )

    @staticmethod
    def _announced(node: Node) -> str:
        """What a heading above says the dates below are of, as 申报时间."""
        above = node.path[-1] if node.path else ""
        match = _WINDOWS.search(above) if len(above) <= _SHORT_HEADING else None
        return f"{match[0]}:" if match else ""


def _below_heading(node: Node) -> list[Line]:
    """The lines of an unnumbered unit, without the word 附则 that stands alone above them."""
    headed = len(node.lines) + len(node.children) > 1 and node.lines and _CLOSING_HEADING.fullmatch(node.lines[0].plain)
    return node.lines[1:] if headed else node.lines


def _joined(lines: Sequence[Line]) -> tuple[str, str, tuple[Segment, ...]]:
    """The text of ``lines``, the same folded, and the segments that lead from it to the source."""
    if len(lines) == 1:
        return lines[0].text, lines[0].plain, lines[0].segments
    segments: list[Segment] = []
    place = 0
    for line in lines:
        segments += [Segment(clean + place, raw, length) for clean, raw, length in line.segments]
        place += len(line.text) + 1
    return "\n".join(line.text for line in lines), "\n".join(line.plain for line in lines), tuple(segments)
