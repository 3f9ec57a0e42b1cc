"""Contradictions: what an answer states against the gold answer, or against itself, found without a model.

Three kinds, each told in words a person can check:

- forbidden: a wording the gold answer excludes, its values compared by size (5万元 is found in 50000元, 10% is not
  found in 110%);
- another value: a slot's own words (有效期至, 征收率为) with a value that is none of the gold ones, while the right one
  is stated nowhere; or a department named only in another role than its own;
- itself: the same words with two different values in one answer.

Lines that only quote a clause are left out: what a text says is no statement of the answer's own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from eval.figures.sentences import said, without_markers
from eval.figures.slots import Slot, SlotResult, departments_named, judge, same_department
from eval.figures.values import Value, canonical, same, values
from eval.measures import holds, normalised
from eval.questions import Question
from index.variants import fold

_SEGMENT = re.compile(r"[。；;！!？?\n]")
_PART = re.compile(r"^(?:结论|条件|部门|期限|Conclusion|Conditions|Departments|Dates)[:：]\s?")
"""The names of an answer's parts, which begin its lines: the same words of two parts are the same."""
_LEAST_WORDS = 3
"""Fewer characters before a value (达到, 为) may stand before any: they name no slot."""
_LONGEST_WORDS = 6
_TELL_NOTHING = re.compile(r"⟦[^⟧]*⟧|[^\w]|rmb|yuan", re.IGNORECASE)
_ROLE_NAMES = {"lead": "牵头", "supporting": "配合", "responsible": "责任单位"}


def contradictions(question: Question, answer: str, as_of: date | None = None) -> tuple[str, ...]:
    """What contradicts the gold answer of ``question`` or the answer itself; empty when nothing does."""
    stated = without_markers(said(answer))
    day = question.as_of or as_of
    found = [f"forbidden: {words}" for words in forbidden(question, stated, day)]
    found += [f"another value: {words}" for words in _other_values(question, answer, stated, day)]
    found += [f"itself: {words}" for words in against_itself(stated, day)]
    return tuple(dict.fromkeys(found))


def forbidden(question: Question, stated: str, as_of: date | None) -> Iterator[str]:
    """The forbidden wordings that ``stated`` holds, values compared by size; a number without a unit by its digits."""
    held = normalised(canonical(stated, as_of))
    for words in question.forbidden:
        unfinished = any(value.kind == "number" and not value.unit for value in values(words, as_of))
        if normalised(canonical(words, as_of)) in held or (unfinished and holds(stated, words)):
            yield words


def against_itself(stated: str, as_of: date | None) -> Iterator[str]:
    """The words that stand before two different values of one kind, with both values.

    The words are all those of the sentence up to the value, other values among them, so that a list of grades, which
    tells what each sum is for, is none. Sums put into another currency's words (= RMB 200,000) are left out.
    """
    known: dict[tuple[str, str, str], Value] = {}
    for words, value in _with_words(stated, as_of, mask=False):
        before = known.setdefault((words, value.kind, value.unit), value)
        telling = len(_TELL_NOTHING.sub("", words)) >= _LEAST_WORDS
        if telling and not (same(before, value) or same(value, before)):
            yield f"{_TELL_NOTHING.sub('', words)}: {_shown(before)} | {_shown(value)}"


def _other_values(question: Question, answer: str, stated: str, as_of: date | None) -> Iterator[str]:
    missed = [result.slot for result in judge(question, answer, as_of) if not result.right]
    yield from _other_roles([slot for slot in missed if slot.name], answer)
    labels = _labels(question, [slot for slot in missed if slot.wanted], as_of)
    gold = [value for slot in _wanted(question, as_of) for value in slot]
    for words, value in _with_words(stated, as_of):
        for label, wanted in labels:
            alike = (value.kind, value.unit) == (wanted.kind, wanted.unit)
            if alike and words.endswith(label) and not any(same(one, value) for one in gold):
                yield f"{label}: {_shown(value)} instead of {_shown(wanted)}"


def _other_roles(missed: Sequence[Slot], answer: str) -> Iterator[str]:
    named = departments_named(said(answer))
    for slot in missed:
        roles = {one.role for one in named if same_department(slot.name, one.name)}
        if roles:
            wrong = "、".join(sorted(_ROLE_NAMES[role] for role in roles))
            yield f"{slot.name}: {wrong} instead of {_ROLE_NAMES[slot.kind]}"


def _wanted(question: Question, as_of: date | None) -> Iterator[tuple[Value, ...]]:
    results: list[SlotResult] = judge(question, "", as_of)
    return (result.slot.wanted for result in results)


def _labels(question: Question, missed: Sequence[Slot], as_of: date | None) -> list[tuple[str, Value]]:
    """The words right before a missed slot's value in the gold wordings and in the evidence, with the value."""
    found: dict[str, list[Value]] = defaultdict(list)
    texts = [*question.evidence, *(wording for group in question.facts for wording in group)]
    for slot in missed:
        for text in texts:
            for words, value in _with_words(text, as_of):
                label = words[-_LONGEST_WORDS:]
                if len(label) >= _LEAST_WORDS and any(same(one, value) for one in slot.wanted):
                    found[label].append(value)
    return [(label, wanted[0]) for label, wanted in found.items()]


def _with_words(text: str, as_of: date | None, *, mask: bool = True) -> Iterator[tuple[str, Value]]:
    """Each value with the words before it, up to the end of the sentence before; other values among them masked."""
    folded = fold(text)
    start, words = 0, ""
    for value in values(text, as_of):
        between = folded[start : value.start]
        pieces = _SEGMENT.split(between)
        words = _PART.sub("", pieces[-1] if len(pieces) > 1 else words + between)
        yield normalised(words), value
        words += "#" if mask else value.token()
        start = value.end


def _shown(value: Value) -> str:
    return "–".join(part for part in (value.low, value.high) if part) + value.unit
