"""Numbers as texts write them, to exact decimals: 3.5万, 五十万, 1,200, 百分之十五."""

from __future__ import annotations

from decimal import Decimal

from index.numbering import han_number

DIGITS = r"(?<![0-9.])(?:[0-9]{1,3}(?:,[0-9]{3})++(?![0-9])|[0-9]++)(?:\.[0-9]++)?+"
HAN_DIGITS = "零〇一二三四五六七八九十百千两"
HAN_RUN = rf"(?<![{HAN_DIGITS}万亿第几数])[{HAN_DIGITS}][{HAN_DIGITS}万亿点]*+"
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_LONGEST = 24  # characters; what is longer is no number a policy states


def decimal_of(text: str) -> Decimal | None:
    """The value of a number in digits or Chinese numerals, with 万 and 亿 behind it; None when it has none."""
    bare = text.replace(",", "").strip()
    if not bare or len(bare) > _LONGEST:
        return None
    if bare[0].isdigit():
        digits = bare.rstrip("十百千万亿")
        value = Decimal(digits) if digits.replace(".", "", 1).isascii() and digits[-1].isdigit() else None
        for unit in bare[len(digits) :]:
            value = value * _UNITS[unit] if value is not None else None
        return value
    whole, _, fraction = bare.partition("点")
    value = Decimal(_han(whole))
    return value + Decimal(f"0.{''.join(str(han_number(digit)) for digit in fraction)}") if fraction else value


def plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros: 500000, 0.75."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _han(text: str) -> int:
    """The value of Chinese numerals with sections of 亿 and 万."""
    for unit in ("亿", "万"):
        high, mark, low = text.rpartition(unit)
        if mark:
            return (_han(high) if high else 1) * _UNITS[unit] + (_han(low) if low else 0)
    return han_number(text)
