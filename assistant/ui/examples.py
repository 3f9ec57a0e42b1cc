"""Questions to begin with, made from clauses of the policies indexed: each has the clause that answers it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from assistant.ui import library
from assistant.ui.words import ZH, Words
from index.known import facts_of
from index.policy import Clause, Policy, PolicyHeader
from index.variants import fold

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from index.known import ClauseFacts
    from index.search import Searcher

COUNT = 3
_READ = 12
"""So many policies are read for examples; more would make opening the page slow."""
_TOPIC = re.compile(
    r"^[(（]?[第0-9一二三四五六七八九十]*[条)）、.．]*\s*(?P<topic>[^。，,；;：:、()（）\s“”]{4,16})[。：:\s]"
)
_NO_TOPIC = re.compile(r"总体|目标|原则|思想|组织|附则|保障|宣传|考核|^本|^为|^对|^各|^鼓励|^符合|^企业")

Kind = Literal["amount", "department", "deadline"]
_KINDS: tuple[Kind, ...] = ("amount", "department", "deadline")


@dataclass(frozen=True)
class Example:
    """A question, and the clause that answers it."""

    question: str
    clause_id: str
    kind: Kind
    policy_id: str


def examples(searcher: Searcher, as_of: date, words: Words = ZH) -> list[Example]:
    """Make up to three questions, of different kinds and from different policies as far as there are such."""
    headers = [each for each in library.best_first(searcher.policies(), as_of) if each.form == "policy"]
    found: list[Example] = []
    for header in headers[:_READ]:
        if policy := searcher.policy(header.policy_id):
            found += _of_policy(policy, words)
    return _varied(found)


def _varied(found: Sequence[Example]) -> list[Example]:
    """Choose one of each kind, each from a policy not asked about yet, then whatever is left."""
    chosen: list[Example] = []
    for fresh_policy in (True, False):
        for kind in _KINDS:
            kinds, policies = {each.kind for each in chosen}, {each.policy_id for each in chosen}
            fits = (
                each
                for each in found
                if each.kind == kind and kind not in kinds and not (fresh_policy and each.policy_id in policies)
            )
            chosen += [each for each in [next(fits, None)] if each]
    used = {each.policy_id for each in chosen}
    rest = sorted((each for each in found if each not in chosen), key=lambda each: each.policy_id in used)
    return [*chosen, *rest][:COUNT]


def _of_policy(policy: Policy, words: Words) -> Iterator[Example]:
    """Yield at most one question of each kind that the policy answers."""
    made: set[Kind] = set()
    for clause, facts in facts_of(policy):
        for kind in _kinds(clause, facts, policy, made):
            if question := _question(kind, clause, policy, words):
                made.add(kind)
                yield Example(question, clause.clause_id, kind, policy.policy_id)
        if len(made) == len(_KINDS):
            return


def _kinds(clause: Clause, facts: ClauseFacts, policy: PolicyHeader, made: AbstractSet[Kind]) -> Iterator[Kind]:
    sums = [each for each in facts.amounts if each.role == "benefit" and each.unit == "元"]
    if "amount" not in made and sums:
        yield "amount"
    if "department" not in made and (clause.departments.lead or clause.departments.responsible):
        yield "department"
    if "deadline" not in made and policy.expires and any(each.kind == "expires" for each in facts.times):
        yield "deadline"


def _question(kind: Kind, clause: Clause, policy: Policy, words: Words) -> str | None:
    if kind == "deadline":
        return words["ask_deadline"].format(title=library.short_title(policy.title))
    topic = _topic(clause)
    if topic is None or not policy.region:
        return None
    return words[f"ask_{kind}"].format(place=policy.region, topic=topic)


def _topic(clause: Clause) -> str | None:
    """What a clause is about: its heading, or the short sentence it begins with."""
    text = clause.heading or clause.readable
    match = _TOPIC.match(fold(text) + "。")
    topic = match["topic"] if match else None
    return None if topic is None or _NO_TOPIC.search(topic) else topic
