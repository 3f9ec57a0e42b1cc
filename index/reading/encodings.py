"""Bytes to text: UTF-8, UTF-16, GB18030 or Big5, by byte order mark, by what a page declares, and by trying."""

from __future__ import annotations

import re

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_ENCODING_NAMES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "cp950",
    "big5-hkscs": "big5hkscs",
    "utf-8": "utf-8",
    "utf8": "utf-8",
}
# Lead bytes of punctuation and of the common characters: the first level of GB 2312, the first plane of Big5.
_COMMON_LEADS = {"gb18030": (range(0xA1, 0xA4), range(0xB0, 0xD8)), "cp950": (range(0xA1, 0xC7),)}
_LEAST_COMMON = 0.5
_SURELY_BETTER = 0.25
_SAMPLE = 20_000
_LONG_FORM = 0x800


def decode(data: bytes, *, html: bool = False) -> tuple[str, str] | None:
    """The text and the name of its encoding, None when it is in none that is known.

    What an html page declares is not believed against the bytes: valid UTF-8 with Chinese characters is UTF-8, and a
    page whose characters are rare in the one encoding and common in the other is in the other.
    """
    for mark, marked in _BOMS:
        if data.startswith(mark):
            text = _try(data[len(mark) :], marked)
            return None if text is None else (text, marked)
    declared = _declared(data) if html else None
    text = _try(data, "utf-8")
    if text is not None and (declared in (None, "utf-8") or _surely_utf8(text)):
        return text, "utf-8"
    return _by_characters(data, declared)


def _surely_utf8(text: str) -> bool:
    """Whether bytes that are valid UTF-8 cannot well be anything else: characters of three bytes, or ASCII alone."""
    return text.isascii() or any(ord(character) >= _LONG_FORM for character in text[:_SAMPLE])


def _by_characters(data: bytes, declared: str | None) -> tuple[str, str] | None:
    """What is declared, or GB18030 or Big5: bytes of one often decode as the other, but as rare characters."""
    shares = {encoding: _common_share(data, encoding) for encoding in _COMMON_LEADS}
    best = max(shares, key=lambda encoding: shares[encoding])
    if declared:
        text = _try(data, declared)
        family = "cp950" if declared.startswith("big5") else declared
        if text is not None and shares.get(family, 1.0) >= shares[best] - _SURELY_BETTER:
            return text, declared
    text = _try(data, best)
    return None if text is None or shares[best] < _LEAST_COMMON else (text, best)


def _common_share(data: bytes, encoding: str) -> float:
    """The share of common characters among those that are not ASCII; 0 when the bytes are not in ``encoding``."""
    text = _try(data, encoding)
    if text is None:
        return 0.0
    wide = [character.encode(encoding) for character in text[:_SAMPLE] if ord(character) > 0x7F]
    common = sum(1 for code in wide if _is_common(code, encoding))
    return common / len(wide) if wide else 0.0


def _is_common(code: bytes, encoding: str) -> bool:
    if len(code) != 2 or not any(code[0] in leads for leads in _COMMON_LEADS[encoding]):
        return False
    return encoding != "gb18030" or code[1] >= 0xA1


def _declared(data: bytes) -> str | None:
    match = _META_CHARSET.search(data[:4096])
    return _ENCODING_NAMES.get(match[1].decode("ascii").lower()) if match else None


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
