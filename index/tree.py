"""The numbered lines of one document to its clauses and sections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index import facts
from index.clean import Line
from index.numbering import HEADING_ONLY, Number, Rank, number_of
from index.policy import CLOSING, PREFACE, Clause, Section, Segment
from index.variants import fold

_SELF_START = re.compile(
    r"(?:附则|本(?:通知|意见|办法|方案|细则|规定|措施|政策|指南|条例|规划|实施|若干|决定|公告|计划))"
)
_ARTICLE_HEADING = re.compile(r"\s*[【\[（(](?P<heading>[^】\]）)，,。]{2,20})[】\]）)]\s*")
_COLON_HEADING = re.compile(r"(?P<heading>[^,，。;；:：\d]{2,16})[:：]\s*(?=\S)")
_GOES_ON = re.compile(r"(?:前款|本条|其中|前述|以上所称)")
_MEASURE = re.compile(r"\d\s*(?:万|亿)?(?:元|%|％)")
_HEADING_LENGTH = 40
_PATH_LENGTH = 80


@dataclass
class Node:
    """A numbered unit while the tree is being built; the root has no number."""

    number: Number | None
    heading: str | None = None
    body: int = 0
    lines: list[Line] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    labels: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    closing: bool = False

    @property
    def rank(self) -> int:
        """The unit's rank; the root stands outside all."""
        return self.number.rank if self.number else -1

    @property
    def text(self) -> str:
        """The unit's own lines."""
        return "\n".join(line.text for line in self.lines)

    @property
    def closed(self) -> bool:
        """Whether the unit ended with the bracket that names its departments."""
        return bool(self.lines and facts.departments(fold(self.lines[-1].text)))


@dataclass(frozen=True)
class Tree:
    """The clauses and sections of a document, in the order of the text."""

    clauses: tuple[Clause, ...]
    sections: tuple[Section, ...]
    numbered: bool


def build(lines: Sequence[Line], policy_id: str) -> Tree:
    """Clauses and sections of the body ``lines``; without any number, one clause a paragraph."""
    root = Node(None)
    _grow(root, lines)
    _close(root)
    writer = _Writer(policy_id)
    writer.write(root)
    return Tree(tuple(writer.clauses), tuple(writer.sections), bool(root.children))


def _grow(root: Node, lines: Sequence[Line]) -> None:
    stack = [root]
    for line in lines:
        number = number_of(line.text)
        if number is not None and _continues(number, stack, line.text):
            number = None
        if number is None:
            _paragraph(stack, line)
            continue
        while len(stack) > 1 and stack[-1].rank >= number.rank:
            stack.pop()
        node = _open(number, line, in_article=any(node.rank == Rank.ARTICLE for node in stack))
        stack[-1].children.append(node)
        node.labels = (*stack[-1].labels, number.label)
        node.path = (*stack[-1].path, *([_brief(stack[-1])] if len(stack) > 1 else []))
        stack.append(node)


def _continues(number: Number, stack: Sequence[Node], text: str) -> bool:
    """A line that looks numbered but goes on with a sentence broken before 第X条."""
    if number.rank not in (Rank.ARTICLE, Rank.CHAPTER, Rank.SECTION) or len(text) <= number.rest:
        return False
    last = stack[-1].lines[-1].text if stack[-1].lines else "。"
    whole = last[-1] in "。！!？?；;：:)）】”" or stack[-1].number is None or stack[-1].heading is not None
    before = next((node.number.value for node in reversed(stack) if node.number and node.rank == number.rank), 0)
    return not whole and number.value != before + 1


def _paragraph(stack: list[Node], line: Line) -> None:
    """An unnumbered paragraph goes on with the unit before it, unless that unit's bracket has closed it."""
    goes_on = _GOES_ON.match(line.text)
    while len(stack) > 1 and (_ends_item(stack) or (stack[-1].closed and not goes_on)):
        stack.pop()
    node = stack[-1]
    if node.children:
        node.children.append(_loose(node, line))
    else:
        node.lines.append(line)


def _ends_item(stack: Sequence[Node]) -> bool:
    """Whether the last unit is the last of an article's items: what follows is a paragraph of the article."""
    under = any(node.rank == Rank.ARTICLE for node in stack[:-1])
    return under and stack[-1].text.endswith(("。", ".")) and stack[-1].rank > Rank.ARTICLE


def _loose(parent: Node, line: Line) -> Node:
    """An unnumbered paragraph among numbered units."""
    path = (*parent.path, _brief(parent)) if parent.number else ()
    label = () if parent.rank == Rank.ARTICLE else (PREFACE,)
    return Node(None, lines=[line], labels=(*parent.labels, *label), path=path)


def _open(number: Number, line: Line, *, in_article: bool) -> Node:
    rest = line.text[number.rest :]
    node = Node(number, lines=[line], body=number.rest)
    if number.rank in HEADING_ONLY or number.rank == Rank.ATTACHMENT:
        node.heading, node.body = rest.strip() or None, len(line.text)
    elif number.rank == Rank.ARTICLE:
        match = _ARTICLE_HEADING.match(rest)
        if match:
            node.heading, node.body = match["heading"], number.rest + match.end()
    elif not in_article:
        node.heading, length = _heading(rest)
        node.body = number.rest + length
    return node


def _heading(rest: str) -> tuple[str | None, int]:
    """The heading at the start of ``rest`` and how many characters it and its stop take."""
    stop = rest.find("。")
    if 0 < stop <= _HEADING_LENGTH and not _MEASURE.search(rest[:stop]) and not re.search("[;；]", rest[:stop]):
        return rest[:stop].strip(), stop + 1
    colon = _COLON_HEADING.match(rest)
    if colon:
        return colon["heading"].strip(), colon.end()
    if stop < 0 and len(rest) <= 60 and rest and rest[-1] not in ";；,，:：" and not _MEASURE.search(rest):
        return rest.strip(), len(rest)
    return None, 0


def _close(root: Node) -> None:
    """Move the unnumbered paragraphs that close the document (本办法自…起施行) out of the last unit."""
    if not root.children:
        return
    for node in _last_branch(root):
        loose = [child for child in node.children if child.number is None]
        if node is root and loose and root.children[-1].number is None:
            trailing = _trailing(root.children)
            for child in trailing:
                child.labels, child.path, child.closing = (CLOSING,), (), True
        elif node.number and node.rank != Rank.ARTICLE:
            _move_closing(root, node)


def _trailing(children: Sequence[Node]) -> list[Node]:
    trailing: list[Node] = []
    for child in reversed(children):
        if child.number is not None:
            break
        trailing.append(child)
    return trailing


def _last_branch(root: Node) -> Iterator[Node]:
    node = root
    yield node
    while node.children:
        node = node.children[-1]
        yield node


def _move_closing(root: Node, node: Node) -> None:
    """Paragraphs after the last number that speak of the document itself belong to its end."""
    if node.children:
        moved = [child for child in _trailing(node.children) if _SELF_START.match(child.text)]
        if not moved:
            return
        first = min(node.children.index(child) for child in moved)
        tail, node.children = node.children[first:], node.children[:first]
        lines = [line for child in tail for line in child.lines]
    else:
        alone = 2 if node.heading and node.body >= len(node.lines[0].text) else 1  # a heading keeps its first line
        places = [n for n, line in enumerate(node.lines) if n >= alone and _SELF_START.match(line.text)]
        if not places:
            return
        lines, node.lines = node.lines[places[0] :], node.lines[: places[0]]
    root.children += [Node(None, lines=[line], labels=(CLOSING,), closing=True) for line in lines]


def _brief(node: Node) -> str:
    """What a path shows of a unit above: its heading, or the beginning of its lead-in."""
    if node.heading:
        return node.heading
    return node.text[node.number.rest if node.number else 0 :].strip()[:_PATH_LENGTH]


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
            for line in node.lines:
                self._clause(node, [line], node.labels or (PREFACE,), 0)
        elif node.number.rank in HEADING_ONLY:
            self.sections.append(Section(address=node.labels, heading=node.heading))
        else:
            self._leaf(node)
        for child in node.children:
            self.write(child)

    def _lead_in(self, node: Node) -> None:
        """The text of a unit that holds others: a section's heading, and what stands before its first child."""
        if node.number is None:
            for line in node.lines:
                self._clause(node, [line], (PREFACE,), 0)
            return
        if node.rank == Rank.ARTICLE:
            self._clause(node, node.lines, node.labels, node.body)
            return
        self.sections.append(Section(address=node.labels, heading=node.heading or _brief(node)))
        first = node.lines[0].part(node.body)
        own = ([first] if node.heading and first.text else []) + node.lines[1:]
        for line in own:
            self._clause(node, [line], (*node.labels, PREFACE), 0, inside=True)

    def _leaf(self, node: Node) -> None:
        alone = len(node.lines) == 1 and node.body >= len(node.lines[0].text)
        if alone and node.number:  # nothing follows the supposed heading, so it is the text itself
            node.heading, node.body = None, node.number.rest
        self._clause(node, node.lines, node.labels, node.body)

    def _clause(
        self, node: Node, lines: Sequence[Line], address: tuple[str, ...], body: int, *, inside: bool = False
    ) -> None:
        text, segments = _joined(lines)
        path = (*node.path, _brief(node)) if inside else node.path
        while body < len(text) and text[body] in " \n\u3000\u00a0":
            body += 1
        self.clauses.append(
            Clause(
                clause_id=f"{self.policy_id}/{len(self.clauses) + 1}",
                policy_id=self.policy_id,
                address=address,
                heading=None if inside else node.heading,
                path=path,
                text=text,
                start=lines[0].start,
                end=lines[-1].end,
                segments=segments,
                body=body,
                departments=facts.departments(fold(text)),
                dates=facts.dates(fold(text)),
            )
        )


def _joined(lines: Sequence[Line]) -> tuple[str, tuple[Segment, ...]]:
    segments: list[Segment] = []
    place = 0
    for line in lines:
        segments += [Segment(clean=s.clean + place, raw=s.raw, length=s.length) for s in line.segments]
        place += len(line.text) + 1
    return "\n".join(line.text for line in lines), tuple(segments)
