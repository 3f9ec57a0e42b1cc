"""The asker's tongue, and what is said put into it: 繁體 or English beside Chinese; quotes stay as in the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from assistant import english
from assistant.evidence import Evidence
from assistant.outcome import STATUS_TEXT, AnswerStatus, StatusText
from index.variants import fold, simplified, traditional

_HAN = re.compile("[\u3400-\u9fff]")
_OTHER_SCRIPT = re.compile("[\u3040-\u30ff\uac00-\ud7af\u0e00-\u0e7f\u0400-\u04ff\u0600-\u06ff]")
"""Kana, Hangul, Thai, Cyrillic, Arabic: a question that holds them is not Chinese, whatever Han characters it has."""
_LATIN_WORD = re.compile("[^\\W\\d_\u3040-\u9fff\uac00-\ud7af]{2,}")
_ASKS_IN_ENGLISH = re.compile(
    r"\b(?:what|which|who|whom|when|where|why|how|is|are|does|do|did|can|may|should|must|will|the|for|about)\b", re.I
)
_ASKS_IN_CHINESE = re.compile("[吗嗎呢谁誰哪几幾怎吧么麼]|什[么麼]|多少|如何|是否|请问|請問")
_HAN_TO_A_WORD = 4
_QUOTED = re.compile("(“[^“”]*”|《[^《》]*(?:《[^《》]*》[^《》]*)*》|「[^「」]*」|[\u4e00-\u9fff]+〔\\d{4}〕\\d+号)")
_SENTENCE = re.compile("[^。；：\n]*[。；：\n]|[^。；：\n]+")
_OWN_WORDS = 14
"""So many characters in a row that the cited clause has too are its words: a quote, marked or not."""


class Tongue(StrEnum):
    """The tongues an answer is given in; who asks in any other is answered in English."""

    SIMPLIFIED = "zh-Hans"
    TRADITIONAL = "zh-Hant"
    ENGLISH = "en"


def tongue_of(question: str) -> Tongue:
    """The tongue to answer ``question`` in."""
    if not _is_chinese(question):
        return Tongue.ENGLISH
    olds = sum(1 for character in question if simplified(character) != character)
    return Tongue.TRADITIONAL if olds and olds >= _only_simplified(question) else Tongue.SIMPLIFIED


def _is_chinese(text: str) -> bool:
    han, words = len(_HAN.findall(text)), len(_LATIN_WORD.findall(text))
    if _OTHER_SCRIPT.search(text) or not han:
        return not (words or _OTHER_SCRIPT.search(text))
    if _ASKS_IN_CHINESE.search(text):
        return True
    return not _ASKS_IN_ENGLISH.search(text) and han * _HAN_TO_A_WORD >= words


def _only_simplified(text: str) -> int:
    """How many characters of ``text`` only simplified writing uses."""
    changed = ((one, traditional(one)) for one in set(text) if _HAN.match(one))
    return sum(1 for one, old in changed if old != one and fold(old) == one)


def statement(part: str, text: str, resting: Evidence | None, tongue: Tongue) -> str:
    """A sentence made by code, with the name of its part."""
    if tongue is Tongue.ENGLISH:
        return english.statement(part, text, _source(resting))
    return line(f"{part}：{text}", resting, tongue)


def line(text: str, resting: Evidence | None, tongue: Tongue) -> str:
    """A line of a list below a sentence made by code, or a sentence of the model."""
    if tongue is Tongue.ENGLISH:
        return english.item(text)
    return "".join(_written(text, _source(resting))) if tongue is Tongue.TRADITIONAL else text


def quote(lead: str, words: str, tongue: Tongue, *, in_table: bool) -> str:
    """The words of a clause, with its policy and address (``lead``) before them."""
    if tongue is Tongue.ENGLISH:
        return english.quote(lead, words, in_table=in_table)
    label = traditional("依据") if tongue is Tongue.TRADITIONAL else "依据"
    table = traditional("的表格：") if tongue is Tongue.TRADITIONAL else "的表格："
    return f"{label}：{lead}" + (f"{table}{words}" if in_table else f"：“{words}”")


def message(text: str, status: AnswerStatus, tongue: Tongue) -> str:
    """What a person is told when there is no answer."""
    if tongue is Tongue.ENGLISH:
        return english.message(text) or english.STATUS_TEXT[status].explanation
    return line(text, None, tongue)


def status_text(status: AnswerStatus, question: str) -> StatusText:
    """The label and explanation of a status, in the tongue of the question."""
    told, tongue = STATUS_TEXT[status], tongue_of(question)
    if tongue is Tongue.ENGLISH:
        return english.STATUS_TEXT[status]
    return StatusText(line(told.label, None, tongue), line(told.explanation, None, tongue))


def in_writing(text: str, tongue: Tongue) -> str:
    """Chinese words of the asker's own, in the writing the question came in."""
    return traditional(text) if tongue is Tongue.TRADITIONAL else text


def _source(resting: Evidence | None) -> str:
    return resting.clause.readable if resting else ""


def _written(text: str, source: str) -> Iterator[str]:
    """``text`` in 繁體, without what it quotes."""
    plain = fold(source)
    for piece in _QUOTED.split(text):
        if _QUOTED.fullmatch(piece):
            yield piece
            continue
        for match in _SENTENCE.finditer(piece):
            own = fold(match[0].rstrip("。；：\n"))
            verbatim = len(own) >= _OWN_WORDS and own in plain
            yield match[0] if verbatim else traditional(match[0])
