"""Counts as a list writes them: 一, 甲, ①, iv, c. For the numbers that Word and browsers put before paragraphs."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "零一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "十", "百", "千")
_LEGAL_PLACES = ("", "拾", "佰", "仟")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_IDEOGRAPH_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_MOST_ROMAN = 3999
_TEN_THOUSAND = 10_000


def chinese(value: int, *, legal: bool = False) -> str:
    """A count up to 9999 in Chinese: 十二, 一百零三; with ``legal`` 壹拾贰. A larger one stays in figures."""
    if not 0 <= value < _TEN_THOUSAND:
        return str(value)
    digits, places = (_LEGAL_DIGITS, _LEGAL_PLACES) if legal else (_DIGITS, _PLACES)
    written = ""
    for place, digit in zip(range(len(str(value)) - 1, -1, -1), map(int, str(value)), strict=True):
        if digit:
            written += digits[digit] + places[place]
        elif written and not written.endswith(digits[0]):
            written += digits[0]
    written = written.rstrip(digits[0]) or digits[0]
    return written.removeprefix("一") if 10 <= value < 20 and not legal else written


def roman(value: int) -> str:
    """A count in small Roman numerals; in figures when it is 0 or over 3999."""
    if not 0 < value <= _MOST_ROMAN:
        return str(value)
    written = ""
    for worth, letters in _ROMAN:
        written += letters * (value // worth)
        value %= worth
    return written


def letters(value: int) -> str:
    """Letters as browsers count them, a … z, aa, ab …; in figures when it is below 1."""
    if value < 1:
        return str(value)
    written = ""
    while value:
        value, rest = divmod(value - 1, 26)
        written = chr(ord("a") + rest) + written
    return written


def repeated_letters(value: int) -> str:
    """Letters as Word counts them, a … z, aa, bb …; in figures when it is below 1."""
    return chr(ord("a") + (value - 1) % 26) * min((value - 1) // 26 + 1, 40) if value > 0 else str(value)


def circled(value: int) -> str:
    """① … ㊿; in figures beyond them."""
    for first, last, sign in ((1, 20, "①"), (21, 35, "㉑"), (36, 50, "㊱")):
        if first <= value <= last:
            return chr(ord(sign) + value - first)
    return str(value)


def one_of(signs: str, value: int) -> str:
    """The sign at this place of a series; in figures beyond it."""
    return signs[value - 1] if 0 < value <= len(signs) else str(value)


def _series(first: str, length: int) -> str:
    return "".join(chr(ord(first) + step) for step in range(length))


_BY_NAME: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimal-zero": lambda value: f"{value:02}",
    "full-width": lambda value: str(value).translate(_FULL_WIDTH),
    "chinese": chinese,
    "chinese-legal": lambda value: chinese(value, legal=True),
    "ideograph-digits": lambda value: str(value).translate(_IDEOGRAPH_DIGITS),
    "stems": lambda value: one_of(_STEMS, value),
    "branches": lambda value: one_of(_BRANCHES, value),
    "stems-and-branches": lambda value: (
        _STEMS[(value - 1) % 10] + _BRANCHES[(value - 1) % 12] if value > 0 else str(value)
    ),
    "circled": circled,
    "ideograph-circled": lambda value: one_of(_series("㊀", 10), value),
    "with-stop": lambda value: one_of(_series("⒈", 20), value),
    "in-brackets": lambda value: one_of(_series("⑴", 20), value),
    "lower-roman": roman,
    "upper-roman": lambda value: roman(value).upper(),
    "lower-letters": letters,
    "upper-letters": lambda value: letters(value).upper(),
    "lower-repeated": repeated_letters,
    "upper-repeated": lambda value: repeated_letters(value).upper(),
    "in-dashes": lambda value: f"- {value} -",
}


def written(value: int, kind: str) -> str:
    """A count written in one of the kinds of this module; in figures when the kind is not known."""
    return _BY_NAME.get(kind, str)(value)
