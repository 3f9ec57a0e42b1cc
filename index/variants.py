"""Folding of written variants, one character to one, so that places in a text stay the same."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache


@cache
def _table() -> dict[str, str]:
    """Traditional to simplified (OpenCC, t2s), for characters that simplified texts never use."""
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    table: dict[str, str] = {}
    for code in range(0x4E00, 0xA000):
        simplified = convert(chr(code))
        if len(simplified) == 1 and simplified != chr(code) and not _simplified(chr(code)):
            table[chr(code)] = simplified
    for code in (*range(0xFF01, 0xFF5F), 0x3000, *range(0x2F00, 0x2FD6)):
        narrow = unicodedata.normalize("NFKC", chr(code))
        if len(narrow) == 1:
            table[chr(code)] = narrow
    return table


def _simplified(character: str) -> bool:
    """Whether the character is of GB 2312, the set of simplified Chinese."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def fold(text: str) -> str:
    """``text`` with traditional characters simplified and full-width ones narrowed; the same length."""
    table = _table()
    # Replacing the few variants that occur, one after the other, takes a third of the time of str.translate.
    for variant in table.keys() & set(text):
        text = text.replace(variant, table[variant])
    return text


def simplified(text: str) -> str:
    """``text`` folded if it holds a traditional character, else as it is: most texts then keep their vectors."""
    return text if _traditional().isdisjoint(text) else fold(text)


def traditional(text: str) -> str:
    """``text`` in traditional characters (OpenCC, s2t); unlike ``fold`` it may change the length."""
    return _writer()(text)


@cache
def _writer() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("s2t").convert
    return convert


@cache
def _traditional() -> frozenset[str]:
    return frozenset(variant for variant in _table() if "\u4e00" <= variant < "\ua000")
