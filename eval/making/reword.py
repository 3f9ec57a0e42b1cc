"""Another wording of a made question by the chat model, kept only when the facts of the question survived it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.chat_model import ChatModel
from assistant.prompts import load
from eval.figures.values import values
from eval.making.draft import How, Made, identity
from eval.measures import normalised
from index.errors import ModelError
from index.regions import find_regions
from index.stated.organs import find
from index.variants import fold

PROMPT = "reword"
_LONGEST = 2.0
_SHORTEST = 0.5
_QUOTED = re.compile(r"《([^》]+)》|“([^”]+)”")
_ASKS = re.compile(r"[?？]|什么|哪|谁|几|多少|吗|呢|怎么|是否|能否")
_ROLES = (
    "牵头|挑头|领头|带头|主抓",
    "配合|搭手|协助|参与",
    "有效|到期|失效|截止|开始|施行|生效",
    "材料",
    "最多|最高|上限|封顶",
)


@dataclass
class Reword:
    """The model that rewords, and what it answered before in this run."""

    model: ChatModel

    def question(self, made: Made, keep: tuple[str, ...] = ()) -> Made:
        """``made`` in other words, or itself when the model fails or a fact of the question got lost."""
        prompt = load(PROMPT)
        try:
            reply = "".join(self.model.stream(prompt.system, prompt.fill(question=made.question)))
        except ModelError:
            return made
        said = reply.strip().split("\n")[0].strip().strip("\"'「」")
        if normalised(said) in normalised(made.question) or any(lost(made, said, keep)):
            return made
        how = How(**{**made.made.model_dump(), "by": "paraphrase", "before": made.question})
        return made.model_copy(
            update={"question": said, "id": identity(made.kind, said, made.history, made.as_of), "made": how}
        )


def lost(made: Made, said: str, keep: tuple[str, ...] = ()) -> Iterator[str]:
    """What another wording of a question lost or added, in words.

    Its numbers, days, places, departments, quoted names and the words of its matter must all be there, what it asks for
    too, and nothing of these may be new: the answer least of all.
    """
    before = made.question
    if not _ASKS.search(said) or not _SHORTEST <= len(said) / len(before) <= _LONGEST:
        yield "it is no question, or of another length"
    if sorted(value.key for value in values(before)) != sorted(value.key for value in values(said)):
        yield "its numbers or days are others"
    if {one.name for one in find_regions(before)} != {one.name for one in find_regions(said)}:
        yield "its places are others"
    if {one.kind for one in find(fold(before))} != {one.kind for one in find(fold(said))}:
        yield "its departments are others"
    yield from _titles(before, said)
    yield from (f"{words} is gone" for words in keep if normalised(words) not in normalised(said))
    yield from (
        f"{role} is gone or new" for role in _ROLES if bool(re.search(role, before)) != bool(re.search(role, said))
    )
    if not keep and _kept_share(before, said) < _SHORTEST:
        yield "too few of its words are left"
    given = [wording for group in made.facts for wording in group if len(wording) > 1]
    if any(normalised(one) in normalised(said) and normalised(one) not in normalised(before) for one in given):
        yield "it gives the answer away"


def _titles(before: str, said: str) -> Iterator[str]:
    """Quoted names that are gone, and titles that were not there."""
    for match in _QUOTED.finditer(before):
        if normalised(match[1] or match[2]) not in normalised(said):
            yield f"{match[0]} is gone"
    for match in _QUOTED.finditer(said):
        if match[1] and f"《{match[1]}》" not in before:
            yield f"{match[0]} is the title of nothing"


def _kept_share(before: str, said: str) -> float:
    old, new = normalised(before), normalised(said)
    pairs = [old[place : place + 2] for place in range(len(old) - 1)]
    return sum(pair in new for pair in pairs) / (len(pairs) or 1)
