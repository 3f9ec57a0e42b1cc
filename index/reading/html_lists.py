"""The numbers that a browser writes before the items of a numbered list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bs4 import NavigableString, Tag

from index.numerals import written

_OF_TYPE = {"1": "decimal", "a": "lower-letters", "A": "upper-letters", "i": "lower-roman", "I": "upper-roman"}
_OF_STYLE = {
    "decimal": "decimal",
    "decimal-leading-zero": "decimal-zero",
    "lower-roman": "lower-roman",
    "upper-roman": "upper-roman",
    "lower-alpha": "lower-letters",
    "lower-latin": "lower-letters",
    "upper-alpha": "upper-letters",
    "upper-latin": "upper-letters",
    "cjk-ideographic": "chinese",
    "simp-chinese-informal": "chinese",
    "trad-chinese-informal": "chinese",
    "japanese-informal": "chinese",
    "simp-chinese-formal": "chinese-legal",
    "trad-chinese-formal": "chinese-legal",
    "cjk-decimal": "ideograph-digits",
    "cjk-heavenly-stem": "stems",
    "cjk-earthly-branch": "branches",
}
_CHINESE = frozenset({"chinese", "chinese-legal", "ideograph-digits", "stems", "branches"})
_UNNUMBERED = frozenset({"none", "disc", "circle", "square", "disclosure-open", "disclosure-closed"})
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([^;]*)", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\s*(?:第\s*[零〇一二三四五六七八九十百千\d]+\s*[章节条款项]|[（(]?[一二三四五六七八九十百\d]{1,3}[、．.)）]|[①-⑳])"
)
_LOOKED_AT = 40


def markers(tag: Tag, items: Sequence[Tag]) -> Iterator[str]:
    """What stands before each item of an ``ol``: ``start``, ``reversed``, ``type``, ``value`` and inline styles heeded.

    Nothing is written before items that bring numbers of their own in their text: their pages hide the browser's.
    """
    own = [_begins_numbered(item) for item in items]
    kind = _kind(tag, "decimal")
    back = tag.has_attr("reversed")
    value = _whole(tag, "start", len(items) if back else 1)
    for item, numbered in zip(items, own, strict=True):
        value = _whole(item, "value", value)
        found = _kind(item, kind)
        yield "" if numbered or not found else written(value, found) + ("、" if found in _CHINESE else ".")
        value += -1 if back else 1


def _kind(tag: Tag, default: str) -> str:
    """The kind of number an element asks for; empty for none."""
    style = _STYLE.search(str(tag.get("style") or ""))
    for word in style[1].lower().split() if style else ():
        if word in _UNNUMBERED:
            return ""
        if word in _OF_STYLE:
            return _OF_STYLE[word]
    return _OF_TYPE.get(str(tag.get("type") or "").strip(), default)


def _whole(tag: Tag, attribute: str, default: int) -> int:
    value = str(tag.get(attribute) or "").strip()
    return int(value) if re.fullmatch(r"-?\d{1,6}", value, re.ASCII) else default


def _begins_numbered(item: Tag) -> bool:
    text = ""
    stack: list[object] = [item]
    for _ in range(_LOOKED_AT):
        node = stack.pop() if stack else None
        if isinstance(node, Tag):
            stack.extend(reversed(node.contents[:_LOOKED_AT]))
        elif type(node) is NavigableString and len(text) < _LOOKED_AT:
            text = f"{text}{node[:_LOOKED_AT]}".lstrip()
    return bool(_NUMBERED.match(text))
