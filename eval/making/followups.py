"""Follow-ups: a question that leans on the one before it, with the same question in words that need no history."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.answer import Turn
from eval.making.draft import Draft
from eval.making.held import Held
from eval.making.naming import names
from eval.making.wording import put


def drafts(made: Sequence[Draft], held: Held, chance: random.Random) -> Iterator[Draft]:
    """Follow-ups from pairs of the drafts of one policy: another role, another topic, the other day, another case."""
    by_policy: dict[str, list[Draft]] = {}
    for draft in made:
        by_policy.setdefault(draft.policy_id, []).append(draft)
    for drafts_of_one in by_policy.values():
        for before, after, wording in _pairs(drafts_of_one):
            yield _follow(before, after, wording, held, chance)


def _pairs(drafts_of_one: Sequence[Draft]) -> Iterator[tuple[Draft, Draft, str]]:
    by_wording: dict[str, list[Draft]] = {}
    for draft in drafts_of_one:
        by_wording.setdefault(draft.wording, []).append(draft)
    leads = [*by_wording.get("department.lead", ()), *by_wording.get("department.leads", ())]
    for after in by_wording.get("department.with", ()):
        yield from ((lead, after, "follow.department.with") for lead in leads if lead.clauses == after.clauses)
    ones = by_wording.get("department.lead", [])
    yield from ((one, other, "follow.department.topic") for one, other in pairwise(ones))
    for before, after in zip(by_wording.get("validity.from", ()), by_wording.get("validity.until", ()), strict=False):
        yield before, after, "follow.validity.until"
    yield from _other_cases(by_wording.get("amount.benefit.topic", []))


def _other_cases(cases: Sequence[Draft]) -> Iterator[tuple[Draft, Draft, str]]:
    """Two grants of one clause, the second asked for by its case alone."""
    for before, after in pairwise(cases):
        if before.clauses == after.clauses and before.values["verb"] == after.values["verb"]:
            yield before, after, "follow.amount.next"


def _follow(before: Draft, after: Draft, wording: str, held: Held, chance: random.Random) -> Draft:
    name = chance.choice(names(held.headers[before.policy_id], held))
    asked, _ = put(before.wording, {**before.values, "policy": name}, chance)
    turns = (Turn(role="user", content=asked), Turn(role="assistant", content=_answer(before)))
    values = {**after.values, "context": after.values.get("context", "").removesuffix("的")}
    return replace(
        after,
        kind="multiturn",
        wording=wording,
        values=values,
        history=turns,
        beside=after,
        keep=_keep(wording, values),
    )


def _answer(draft: Draft) -> str:
    """What an assistant would have said to the first question: its gold answer in a sentence."""
    said = {"lead": "牵头", "with": "配合", "responsible": "负责"}
    if draft.departments:
        return ";".join(f"由{'、'.join(names_)}{said[role]}" for role, names_ in draft.departments.items()) + "。"
    said_first = "、".join(group[0] for group in draft.facts)
    return f"自{said_first}起施行。" if draft.kind == "validity" else f"{draft.values['context']},{said_first}。"


def _keep(wording: str, values: dict[str, str]) -> tuple[str, ...]:
    shown = {"follow.department.topic": "topic", "follow.amount.next": "context"}.get(wording)
    return (values[shown],) if shown else ()
