"""An answer taken apart: its lines, which of them only quote, its sentences and the markers they carry."""

from __future__ import annotations

import re
from dataclasses import dataclass

_QUOTING = re.compile(r"^\s*(?:依据|依據|Source)[：:]")
_QUOTE_OPENS = re.compile(r"[：:]\s?“")
_MARKER = re.compile(r"\[(\d{1,3})\]")
_MARKERS_BEHIND = re.compile(r"(?:\s*\[\d{1,3}\])+")
_END = re.compile(r"[。！!？?；;](?:[”」）)]*)|\n")
_OPEN, _CLOSED = "“「《", "”」》"


@dataclass(frozen=True)
class Sentence:
    """A sentence without its markers, and the numbers of the citations it points at."""

    text: str
    markers: tuple[int, ...]


def quoting(line: str) -> bool:
    """Whether a line of an answer gives a clause's words, and no statement of the answer's own."""
    return bool(_QUOTING.match(line))


def said(answer: str) -> str:
    """The answer without the lines that only quote."""
    return "\n".join(line for line in answer.split("\n") if not quoting(line))


def without_markers(text: str) -> str:
    """``text`` without [1] and the like."""
    return _MARKER.sub("", text)


def quoted(line: str) -> str | None:
    """The words between the outermost quotation marks of a quoting line; None where it has none."""
    opens = _QUOTE_OPENS.search(line)
    last = line.rfind("”")
    return line[opens.end() : last] if opens and quoting(line) and opens.end() < last else None


def sentences(answer: str) -> list[Sentence]:
    """The sentences of an answer, quoting lines included.

    Markers stand behind what they are for: a sentence that carries none takes those of the next one of its line that
    does, and else has none.
    """
    return [one for line in answer.split("\n") for one in _of_line(line)]


def _of_line(line: str) -> list[Sentence]:
    pieces = _pieces(line)
    found: list[Sentence] = []
    behind: tuple[int, ...] = ()
    for piece in reversed(pieces):
        own = tuple(dict.fromkeys(int(number) for number in _MARKER.findall(piece)))
        behind = own or behind
        text = without_markers(piece).strip(" 。；;")
        if text:
            found.append(Sentence(text, behind))
    return found[::-1]


def _pieces(line: str) -> list[str]:
    """The line cut behind each end of a sentence that stands outside quotation marks, with the markers behind it."""
    pieces, start = [], 0
    for match in _END.finditer(line):
        before = line[start : match.start()]
        if sum(before.count(sign) for sign in _OPEN) > sum(before.count(sign) for sign in _CLOSED):
            continue
        markers = _MARKERS_BEHIND.match(line, match.end())
        end = markers.end() if markers else match.end()
        if end > start:
            pieces.append(line[start:end])
            start = end
    return [*pieces, line[start:]] if start < len(line) else pieces
