"""Slots: the dates, amounts and departments a right answer states, each compared exactly, none by its wording.

A slot of dates or amounts comes from a group of gold wordings that holds a value: 20万元 or 200000元 is one slot of
money. The key-fact recall of ``eval.measures`` asks for the words; here 6% is not found in 26%, and 二十万元 is
found for 20万元. A slot of a department is a name in its role: one that the answer names in another role is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from eval.figures.sentences import without_markers
from eval.figures.values import Value, bare_year, same, values
from eval.measures import holds, normalised
from eval.questions import Question
from index.variants import fold

SlotKind = Literal["dates", "amounts", "lead", "supporting", "responsible"]
ROLES: dict[str, SlotKind] = {
    "lead": "lead",
    "with": "supporting",
    "supporting": "supporting",
    "responsible": "responsible",
}
"""The roles of gold departments, as questions write them, and the slots they make."""

_LABELS: tuple[tuple[SlotKind, str], ...] = (
    ("lead", r"牵头(?:单位|部门|责任单位)?|主办(?:单位|部门)|(?<![a-z])lead"),
    ("supporting", r"配合(?:单位|部门)?|参与单位|协办单位|协同单位|(?<![a-z])supporting"),
    ("responsible", r"责任(?:单位|部门)|分工落实|落实单位|(?<![a-z])responsible"),
)
_LABEL = re.compile("|".join(f"(?P<{role}>(?:{words}))(?:为|是)?[:：]" for role, words in _LABELS), re.IGNORECASE)
_VERBS: tuple[tuple[SlotKind, str], ...] = (
    ("lead", "牵头|主办"),
    ("supporting", "配合|参与|协办|协同|协助"),
    ("responsible", "落实|负责|承担|办理|进行|监督"),
)
_VERB = re.compile("|".join(f"(?P<{role}>{words})" for role, words in _VERBS))
_STOP = re.compile(r"[;；。\n]")
_CLAUSE = re.compile(r"[,，;；。\n]")
_NAME_ENDS = re.compile(
    r"[、,，;；。\n(（)）:：]|以及|会同|和(?![^、，。]{0,2}谐)|与|及|由|牵头|对(?!外)|配合|负责|落实|共同"
)
_OTHER_LEVEL = re.compile(r"^(?:国家|中央|全国|国务院)")
_LONGEST_PREFIX = 10  # characters: 宁夏回族自治区


@dataclass(frozen=True)
class Slot:
    """One thing a right answer states: the values any of which will do, or the name of a department.

    ``words`` are wordings of the slot without a value that will do as well (零征收率 beside 征收率为0%).
    """

    kind: SlotKind
    wanted: tuple[Value, ...] = ()
    words: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True)
class SlotResult:
    """A slot and whether the answer states it."""

    slot: Slot
    right: bool


@dataclass(frozen=True)
class Named:
    """A department an answer names in a role."""

    role: SlotKind
    name: str


def slots(question: Question) -> list[Slot]:
    """The slots of a question; an unanswerable one has none."""
    if not question.answerable:
        return []
    of_facts = (_of_group(group, question.as_of) for group in question.facts)
    of_roles = (
        Slot(ROLES[role], name=name) for role, names in question.departments.items() if role in ROLES for name in names
    )
    return [*(slot for slot in of_facts if slot), *of_roles]


def judge(question: Question, answer: str, as_of: date | None = None) -> list[SlotResult]:
    """Each slot of ``question`` and whether ``answer`` states it; ``as_of`` is the day the answer was given for."""
    wanted = slots(question)
    stated = values(without_markers(answer), question.as_of or as_of)
    named = departments_named(answer)
    return [SlotResult(slot, _states(slot, stated, named, answer)) for slot in wanted]


def departments_named(answer: str) -> list[Named]:
    """The departments an answer names by role: behind a label (牵头：甲、乙) or before a verb (由甲牵头，乙配合)."""
    text = fold(without_markers(answer))
    return [*departments_listed(text), *_acting(text)]


def departments_listed(text: str) -> Iterator[Named]:
    """The departments listed behind the label of a role, line by line; ``text`` is folded."""
    for line in text.split("\n"):
        labels = list(_LABEL.finditer(line))
        ends = [*(label.start() for label in labels[1:]), len(line)]
        for label, end in zip(labels, ends, strict=False):
            behind = line[label.end() : end]
            role = _role(label)
            yield from (Named(role, name) for name in _names(_STOP.split(behind)[0]))


def same_department(wanted: str, stated: str) -> bool:
    """Whether a name stated is the one wanted: the same, or with the name of its place before it."""
    gold, given = normalised(fold(wanted)), normalised(fold(stated))
    if gold == given:
        return True
    extra = len(given) - len(gold)
    return 0 < extra <= _LONGEST_PREFIX and given.endswith(gold) and not _OTHER_LEVEL.match(given)


def _of_group(group: Sequence[str], as_of: date | None) -> Slot | None:
    """The slot of a group of which half the wordings hold a value; of several in a wording the last is the one."""
    read = [(wording, _value_of(wording, as_of)) for wording in group]
    found = [value for _, value in read if value]
    if not found or 2 * len(found) < len(group):
        return None
    kind = found[0].kind
    of_kind = tuple(value for value in found if (value.kind == "date") == (kind == "date"))
    return Slot(
        "dates" if kind == "date" else "amounts", of_kind, tuple(wording for wording, value in read if not value)
    )


def _value_of(wording: str, as_of: date | None) -> Value | None:
    if year := bare_year(wording):
        return year
    found = values(wording, as_of)
    return found[-1] if found else None


def _states(slot: Slot, stated: Sequence[Value], named: Sequence[Named], answer: str) -> bool:
    if slot.name:
        return any(one.role == slot.kind and same_department(slot.name, one.name) for one in named)
    if any(holds(answer, words) for words in slot.words):
        return True
    return any(same(wanted, one) for wanted in slot.wanted for one in stated)


def _acting(text: str) -> Iterator[Named]:
    """Names right before a verb of a role, as far back as the last comma or the verb before."""
    for line in text.split("\n"):
        place = 0
        for verb in _VERB.finditer(line):
            if _LABEL.match(line, verb.start()):
                continue
            words = _CLAUSE.split(line[place : verb.start()])[-1]
            place = verb.end()
            role = _role(verb)
            yield from (Named(role, name) for name in _names(re.split(r"由|[:：]", words)[-1]))


def _role(match: re.Match[str]) -> SlotKind:
    found: dict[str, SlotKind] = {role: role for role, _ in _LABELS}
    return next(found[name] for name, words in match.groupdict().items() if words)


def _names(words: str) -> list[str]:
    """Names of a list; one that is itself joined by 、 (银川市、中卫市人民政府) is given whole as well."""
    return [name for part in re.split("[,，]", words) for name in _of_list(part)]


def _of_list(words: str) -> list[str]:
    whole = re.sub(r"[（(][^（）()]*[)）]?$", "", words).strip(" 。")
    pieces = [piece.strip() for piece in _NAME_ENDS.split(words) if piece and piece.strip()]
    listed = [
        whole[start:end]
        for start in _starts(whole)
        for end in _ends(whole)
        if start < end and whole.count("、", start, end) == 1
    ]
    return [name for name in dict.fromkeys((*pieces, *listed, whole)) if name]


def _starts(words: str) -> list[int]:
    return [0, *(place + 1 for place, sign in enumerate(words) if sign == "、")]


def _ends(words: str) -> list[int]:
    return [*(place for place, sign in enumerate(words) if sign == "、"), len(words)]
