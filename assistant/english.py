"""Chinese sentences of an answer in English: what code composed is put over, what the source says is quoted."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from assistant.outcome import AnswerStatus, StatusText
from index.stated.quantities import quantities
from index.variants import fold

STATUS_TEXT: dict[AnswerStatus, StatusText] = {
    AnswerStatus.ANSWERED: StatusText("Answered", "Each sentence names the clause it rests on; quotes are in Chinese."),
    AnswerStatus.NOT_STATED: StatusText(
        "Not stated", "A policy on this was found, but it does not say; please ask the department in charge."
    ),
    AnswerStatus.NOT_FOUND: StatusText(
        "Not found", "Nothing about this is in the indexed policies; try other words, or name the place or document."
    ),
    AnswerStatus.NEEDS_DETAIL: StatusText(
        "More detail needed", "The answer depends on something you have not told; add it and ask again."
    ),
    AnswerStatus.DECLINED: StatusText(
        "Declined", "Only the content of the indexed policies is answered here, and no personal data are handled."
    ),
    AnswerStatus.QUOTES_ONLY: StatusText("Clauses only", "The clauses that bear on this are quoted in Chinese."),
    AnswerStatus.FAILED: StatusText("Error", "An error occurred, please try again; give the number when reporting it."),
}
PARTS = {"结论": "Conclusion", "条件": "Conditions", "部门": "Departments", "期限": "Dates"}
BESIDE_QUOTES = "The clauses quoted below speak of this; they are given in the words of the text."

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAY = r"(?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?<=[年月日])"
_SPAN = rf"{_DAY}(?:至{_DAY}|前)"
_DATE = re.compile(r"(?:(?P<y>\d{4})年)?(?:(?P<m>\d{1,2})月)?(?:(?P<d>\d{1,2})日)?")
_SENTENCE = re.compile(r"(?:“[^”]*”|《[^》]*》|[^。“《])+。?|[“《。]")
_ROLES = {"牵头": "lead", "配合": "supporting", "责任单位": "responsible", "正文写明职责": "by its text"}
_MOST_SUMS = 6
_LACKS = {
    "具体比例和金额": "the rate or the sum",
    "具体比例": "the rate",
    "具体金额": "the sum",
    "有效期": "how long it is valid",
}


@dataclass(frozen=True)
class _Slot:
    """What may stand in a slot, and how it is put in English."""

    pattern: str
    put: Callable[[str], str]


def statement(part: str, text: str, source: str) -> str:
    """A sentence made by code on the clause whose text is ``source``: in English as far as it is composed."""
    return f"{PARTS.get(part, part)}: {_said(text, source)}"


def item(text: str) -> str:
    """A line of a list: in Chinese, but for the role of a department before it and what is known of a policy."""
    role, parted, rest = text.partition("：")
    return _put_over(text) or (f"{_ROLES[role]}: {rest}" if parted and role in _ROLES else text)


def _said(text: str, source: str) -> str:
    """What code said; what is the clause's own words, or cannot be put over, is given in Chinese and marked so."""
    whole = _put_over(text)
    if whole is not None:
        return whole
    parts: list[str] = []
    chinese = ""
    for match in _SENTENCE.finditer(text):
        over = _put_over(match[0])
        if over is None:
            chinese += match[0]
            continue
        parts += [_in_chinese(chinese, source)] if chinese else []
        parts.append(over)
        chinese = ""
    return " ".join([*parts, *([_in_chinese(chinese, source)] if chinese else [])])


def quote(lead: str, words: str, *, in_table: bool) -> str:
    """The words of a clause, with its policy and address before them, and its sums in figures."""
    said = f"row of a table: {words}" if in_table else f"“{words}”"
    return f"Source: {lead}: {said}{_sums(words)}"


def message(text: str) -> str | None:
    """What a person is told, in English; None when it is no sentence known here."""
    return _put_over(text)


def _in_chinese(words: str, source: str) -> str:
    verbatim = fold(words.rstrip("。：")) in fold(source)
    return (f"the text says: “{words}”" if verbatim else f"in Chinese: {words}") + _sums(words)


def _sums(words: str) -> str:
    """The sums of money in words, written in figures: (20万元 = RMB 200,000)."""
    plain = fold(words)
    found = {plain[one.start : one.end]: one.values for one in quantities(plain) if one.unit == "元"}
    if not found or len(found) > _MOST_SUMS:
        return ""
    told = (f"{said} = RMB {' to '.join(_figure(value) for value in values)}" for said, values in found.items())
    return f" ({'; '.join(told)})"


def _figure(value: str) -> str:
    number = Decimal(value)
    return f"{number:,.0f}" if number == number.to_integral_value() else f"{number.normalize():,f}"


def _put_over(text: str) -> str | None:
    """The English of a text that is made of known sentences alone, else None."""
    place, put = 0, ""
    while place < len(text):
        found = next(((match, to) for pattern, to in pairs() if (match := pattern.match(text, place))), None)
        if found is None or found[0].end() == place:
            return None
        match, to = found
        filled = to.format(**{name: _of(name).put(value) for name, value in match.groupdict().items()})
        put += filled if not put or filled[0] in ",;.: )" or put.endswith((" ", "(", "“")) else f" {filled}"
        place = match.end()
    return _tidy(put)


def _tidy(text: str) -> str:
    text = re.sub(r"([.;:,])\1+", r"\1", re.sub(r" {2,}", " ", text)).replace(", ;", ";").strip()
    return re.sub(r", and (?=and )", ", ", text)


@cache
def pairs() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The sentences of ``phrases.txt`` as patterns, each with its English."""
    written = (files("assistant") / "phrases.txt").read_text(encoding="utf-8").splitlines()
    lines = [each for each in written if each and not each.startswith("#")]
    return tuple(
        (re.compile(_pattern(chinese)), english) for chinese, english in zip(lines[::2], lines[1::2], strict=True)
    )


def _pattern(chinese: str) -> str:
    pieces = re.split(r"\{(\w+)\}", chinese)
    return "".join(
        f"(?P<{piece}>{_of(piece).pattern})" if place % 2 else re.escape(piece) for place, piece in enumerate(pieces)
    )


def _of(slot: str) -> _Slot:
    return SLOTS[slot.rstrip("0123456789")]


def _day(text: str) -> str:
    match = _DATE.match(text)
    if match is None:
        return text
    parts = (match["d"], match["m"] and _MONTHS[int(match["m"]) - 1], match["y"])
    return " ".join(part for part in parts if part)


def _spans(text: str) -> str:
    return " and ".join(_span(span) for span in text.split("和"))


def _span(text: str) -> str:
    if text.endswith("前"):
        return f"by {_day(text[:-1])}"
    first, _, last = text.partition("至")
    return f"from {_day(first)} to {_day(last)}"


def _names(text: str) -> str:
    return ", ".join(text.split("、"))


def _roles(text: str) -> str:
    counts = (re.fullmatch(r"(\D+)(\d+)项", part) for part in text.split("、"))
    return ", ".join(f"{_ROLES.get(count[1], count[1])} {count[2]}" for count in counts if count)


def _state(text: str) -> str:
    return ", ".join(_state_part(part) for part in text.split("，"))


_STATES = (
    (re.compile(rf"有效期至({_DAY})"), "valid until {}"),
    (re.compile(rf"({_DAY})起施行"), "applies from {}"),
    (re.compile(rf"({_DAY})"), "{}"),
    (re.compile(r"剩(\d+)天"), "{} days left"),
    (re.compile("(有效)"), "in force"),
    (re.compile("(已失效)"), "no longer in force"),
    (re.compile("(已被新文件取代)"), "replaced by a new document"),
    (re.compile("(尚未生效)"), "not yet in force"),
    (re.compile("(原文未写明有效期)"), "does not say how long it is valid"),
)


def _state_part(text: str) -> str:
    for pattern, english in _STATES:
        if match := pattern.fullmatch(text):
            return english.format(_day(match[1]) if match[1][-1] in "年月日" else match[1])
    return text


def _calc(text: str) -> str:
    """A reckoning with its sums in figures: 2000元×8人=1.6万元 to RMB 2,000×8人=RMB 16,000."""
    for one in reversed(quantities(text)):
        if one.unit == "元":
            figures = " to ".join(_figure(value) for value in one.values)
            text = f"{text[: one.start]}RMB {figures}{text[one.end :]}"
    return text


def _lack(text: str) -> str:
    return _LACKS.get(text, f"“{text}”")


def _scope(text: str) -> str:
    return f" on {text}" if text else ""


def _same(text: str) -> str:
    return text


SLOTS: dict[str, _Slot] = {
    "day": _Slot(_DAY, _day),
    "spans": _Slot(rf"{_SPAN}(?:和{_SPAN})*", _spans),
    "n": _Slot(r"\d+", _same),
    "title": _Slot(r"(?:《(?:[^《》]|《[^《》]*》)*》|「[^」]*」)", _same),
    "names": _Slot(r"[^；。：，（]+", _names),
    "quote": _Slot(r"“[^”]*”", _same),
    "place": _Slot(r"[^，。：；“”《》]{1,24}?", _same),
    "words": _Slot(r"[^。：]{1,300}?", _same),
    "roles": _Slot(r"[^。：，]+", _roles),
    "state": _Slot(r"[^（）]+(?:（[^（）]*）[^（）]*)*", _state),
    "calc": _Slot(r"[^。：，]+", _calc),
    "lack": _Slot(r"[^。：]+?", _lack),
    "scope": _Slot(r"[^，。：]{0,40}?", _scope),
    "code": _Slot(r"[0-9a-f]+", _same),
}
"""What stands for what in ``phrases.txt``."""
