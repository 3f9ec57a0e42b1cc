"""A model's reply made plain, piece by piece: without reasoning, wrappers and repetition, cut into sentences."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

_OPEN, _CLOSE = "<think>", "</think>"
_OTHER_TAGS = re.compile(r"<(/?)(?:thinking|thought|reasoning|reflection)>", re.IGNORECASE)
_WRAPPED = re.compile(r"\s*(?:`{3}|\{|\[\s*[{\"])")
_WRAPPER_BEGINS = re.compile(r"\s*(?:`{0,2}|\[\s*)")
_FENCE = re.compile(r"^\s*`{3}[\w-]*\s*|\s*`{3}\s*$")
_SENTENCE_END = re.compile(r"[。!！?？\n]+(?:\s*[\[【［(（](?:材料|条款|来源)?[\d\s,，、]{1,8}[\]】］)）][。]?)*")
_STILL_MARKERS = re.compile(r"[^\s\[【［(（\]】］)）\d，,、。材料条款来源]")
_MARKUP = re.compile(r"\*\*|__|`+|^\s*(?:(?:#{1,6}|[-*•]|\d{1,2}[.、)])\s+|>\s*)+")
_LABEL = re.compile(r"^\s*(?:最终)?(?:回答|答案?|结论|回复|[Aa]nswer)\s*[:：]\s*")
_REPEATS = re.compile(r"(.{2,60}?)\1{3,}$", re.DOTALL)
_LONGEST_SENTENCE = 600
_NAMED_TEXT = ("answer", "回答", "答案", "text", "content", "response", "reply")


def without_reasoning(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the pieces without what stands between <think> and </think>, which may be cut anywhere.

    Reasoning that is never closed is dropped to its end.
    """
    kept, thinking = "", False
    for piece in pieces:
        kept = _OTHER_TAGS.sub(r"<\1think>", kept + piece)
        while kept:
            tag = _CLOSE if thinking else _OPEN
            before, found, after = kept.partition(tag)
            hold = 0 if found else _beginning_of_tag(kept)
            if not found:
                before, after = kept[: len(kept) - hold], kept[len(kept) - hold :]
            if before and not thinking:
                yield before
            kept = after
            if not found:
                break
            thinking = not thinking
    if kept and not thinking:
        yield kept


def _beginning_of_tag(text: str) -> int:
    """How many of the last characters of ``text`` could be the beginning of a tag."""
    match = re.search(r"</?[a-z]{0,10}$", text, re.IGNORECASE)
    word = match[0].strip("</").lower() if match else "-"
    known = any(tag.startswith(word) for tag in ("think", "thinking", "thought", "reasoning", "reflection"))
    return len(match[0]) if match and known else 0


def unwrapped(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the pieces; a reply that is a block of code or JSON is read to its end, and its text yielded."""
    pieces = iter(pieces)
    begun = ""
    for piece in pieces:
        begun += piece
        if not _WRAPPER_BEGINS.fullmatch(begun):
            break
    if not _WRAPPED.match(begun):
        if begun:
            yield begun
        yield from pieces
        return
    whole = _FENCE.sub("", _FENCE.sub("", begun + "".join(pieces)))
    yield _text_of(whole)


def _text_of(wrapped: str) -> str:
    """The longest text, or the one called answer, in a JSON value; ``wrapped`` itself when it is no JSON."""
    try:
        value = json.loads(wrapped)
    except ValueError:
        named = re.search(r'"(?:' + "|".join(_NAMED_TEXT) + r')"\s*:\s*"((?:[^"\\]|\\.)*)', wrapped)
        return named[1] if named else wrapped
    if isinstance(value, dict):
        called = [value[name] for name in _NAMED_TEXT if isinstance(value.get(name), str)]
        if called:
            return str(called[0])
    return max(_texts(value), key=len, default="")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(each)


def whole_sentences(pieces: Iterable[str]) -> Iterator[str]:
    """Sentences with the markers behind them, each yielded when the next has begun or the text has ended.

    Ends at the first repetition: a sentence said before, words said four times over, or one that finds no end.
    """
    buffer, said = "", set[str]()
    for piece in pieces:
        buffer += piece
        while True:
            match = _SENTENCE_END.search(buffer)
            if match is None or not _STILL_MARKERS.search(buffer[match.end() :]):
                break
            sentence, buffer = _plain(buffer[: match.end()]), buffer[match.end() :]
            if sentence in said:
                return
            if sentence:
                said.add(sentence)
                yield sentence
        if _REPEATS.search(buffer) or len(buffer) > _LONGEST_SENTENCE:
            return
    if (last := _plain(buffer)) and last not in said:
        yield last


def _plain(sentence: str) -> str:
    """A sentence without markup and without a label such as 回答: before it; nothing when only that was there."""
    # Some chat templates open the reasoning themselves: the reply then only closes it.
    sentence = sentence.rpartition(_CLOSE)[2]
    bare = _LABEL.sub("", _MARKUP.sub("", sentence.strip())).strip()
    return bare if re.search(r"\w", bare) and not bare.endswith((":", "：")) else ""
