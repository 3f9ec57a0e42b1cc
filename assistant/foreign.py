"""A question in another tongue put into Chinese: its places by name, the rest by the language model, if there is one.

What the model makes of it is looked up and never shown: a wrong translation finds the wrong clause and says so in
the clause's own words.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant import prompts
from assistant.outcome import Turn
from assistant.tongue import Tongue, tongue_of
from index.errors import ModelError
from index.ranking import mostly_chinese
from index.regions import find_regions
from index.romanised import with_chinese_places

if TYPE_CHECKING:
    from assistant.chat_model import ChatModel

log = logging.getLogger(__name__)
LONGEST = 300
"""Characters; a longer question is searched as it is, for the model takes too long over it."""
_TURNS = 2
"""So many of the asker's last turns are put into Chinese with the question: no more is leaned on."""
_STAND_INS = (("Beijing", "北京"), ("Tianjin", "天津"))
"""A small model turns a place it does not know into another; it knows these, which are put back after it."""
_LABEL = re.compile(r"^(?:中文|问题|[Qq]uestion|[Cc]hinese)\s*[:：]\s*")
_KEPT = 64


def in_chinese(text: str, model: ChatModel | None, places: Sequence[str]) -> str:
    """``text`` in Chinese where that can be had, else with its places in Chinese; Chinese text as it is.

    ``places`` are the full names of regions that the indexed policies know.
    """
    if tongue_of(text) is not Tongue.ENGLISH:
        return text
    named = with_chinese_places(text, places)
    if model is None or len(named) > LONGEST:
        return named
    try:
        return _translated(named, model, tuple(places)) or named  # type: ignore[arg-type]  # models are told apart by identity
    except ModelError as error:
        log.warning("a question was not put into Chinese: %s", error)
        return named


def turns_in_chinese(history: Sequence[Turn], model: ChatModel | None, places: Sequence[str]) -> list[Turn]:
    """The turns before a question in another tongue, the asker's last ones put into Chinese."""
    asked = [place for place, turn in enumerate(history) if turn.role == "user"][-_TURNS:]
    return [
        Turn(role=turn.role, content=in_chinese(turn.content, model, places)) if place in asked else turn
        for place, turn in enumerate(history)
    ]


@lru_cache(maxsize=_KEPT)
def _translated(text: str, model: ChatModel, places: tuple[str, ...]) -> str | None:
    """The model's translation with the same places in it; None where it is no Chinese."""
    names = list(dict.fromkeys(found.name for found in find_regions(text, places)))
    if len(names) > len(_STAND_INS):
        return None
    stands = list(zip(names, _STAND_INS, strict=False))
    asked = text
    for name, (latin, _) in stands:
        asked = asked.replace(name, latin)
    prompt = prompts.load("translate")
    said = "".join(model.stream(prompt.system, prompt.fill(question=asked))).strip().split("\n")[0]
    said = _LABEL.sub("", said)
    if not mostly_chinese(said):
        return None
    for name, (_, chinese) in stands:
        said = re.sub(f"{chinese}市?", "\0" + name, said)
    lost = "".join(name for name in names if name not in said)
    return f"{lost}{said}".replace("\0", "")
