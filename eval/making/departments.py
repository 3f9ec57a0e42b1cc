"""Questions about departments by role: who leads, who supports, who is responsible, whom to turn to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from assistant.statements.brackets import wide_rule
from eval.making.draft import Draft
from eval.making.held import Held, Stated
from eval.making.pieces import evidence
from eval.measures import normalised
from index.policy import Policy
from index.stated.departments import bracket_start, rule_departments
from index.variants import fold

MOST_NAMES = 10
_GENERAL = re.compile("^(?:各?(?:有关|相关)|市直有关|各级|其他|各成员单位)")
_VAGUE = re.compile("^(?:组织领导|基本原则|总体要求|指导思想|工作思路|资金(?:渠道|来源)|附则|其他|总则)$")
_SHORTEST_TOPIC = 4
_SAME_MATTER = 0.85


def drafts(policy: Policy, held: Held) -> Iterator[Draft]:
    """The questions that the departments in the brackets of a policy's clauses answer."""
    stated = list(held.of(policy))
    topics = Counter(one.topic for one in stated)
    for one in stated:
        clear = one.topic and topics[one.topic] == 1 and topic_is_clear(one.topic) and _is_plain(one)
        if clear and not any(_says_too(one.topic or "", other) for other in stated if other is not one):
            yield from _of_clause(one, held)


def _says_too(topic: str, other: Stated) -> bool:
    """Whether a sentence of another clause, which names departments of its own, speaks of the same as a heading."""
    if not other.clause.departments:
        return False
    bare = normalised(topic)
    pairs = [bare[place : place + 2] for place in range(len(bare) - 1)]
    sentences = (normalised(part) for part in re.split("[。;\n]", other.text))
    return any(sum(pair in sentence for pair in pairs) >= _SAME_MATTER * len(pairs) for sentence in sentences)


def topic_is_clear(topic: str) -> bool:
    """Whether a heading says what it is about."""
    return len(topic) >= _SHORTEST_TOPIC and not _VAGUE.match(topic)


def _is_plain(one: Stated) -> bool:
    """Whether the bracket alone says who does what: no other lead is named in the text, no name is left open."""
    found = one.clause.departments
    names = {fold(name) for name in found.all()}
    leads = {mention.words for mention in one.facts.mentions if mention.role in ("lead", "responsible")}
    whole = all(any(name in words or words in name for name in names) for words in leads)
    return bool(found) and whole and all(name in one.text for name in names)


def _of_clause(one: Stated, held: Held) -> Iterator[Draft]:
    found, piece = one.clause.departments, _bracket(one, held)
    roles: dict[str, tuple[str, ...]] = {
        "lead": found.lead,
        "with": found.supporting,
        "responsible": found.responsible,
    }
    if piece is None or any(len(names) > MOST_NAMES for names in roles.values()):
        return
    lead, supporting = roles["lead"], roles["with"]
    if lead and not found.responsible:
        yield _draft("department.lead" if len(lead) == 1 else "department.leads", one, piece, {"lead": lead})
        if len(lead) == 1 and not _GENERAL.match(lead[0]):
            yield _draft("department.whom", one, piece, {"lead": lead})
    if lead and supporting and not found.responsible and not all(_GENERAL.match(name) for name in supporting):
        yield _draft("department.with", one, piece, {"with": supporting})
        if len(lead) == 1:
            yield _draft("department.both", one, piece, {"lead": lead, "with": supporting})
    if found.responsible and not lead and not supporting:
        yield from _responsible(one, piece)


def _responsible(one: Stated, piece: str) -> Iterator[Draft]:
    """Of those responsible; where a rule binds further ones for all tasks, the question leaves these out by name."""
    rule = wide_rule(one.policy, one.clause)
    own = one.clause.departments.responsible
    if rule is None:
        yield _draft("department.responsible", one, piece, {"responsible": own})
        return
    bound = rule_departments(fold(rule[1])).all()
    rest = tuple(name for name in own if fold(name) not in bound)
    if bound and rest:
        said = "、".join(bound).replace("<", "（").replace(">", "）")
        yield _draft("department.besides", one, piece, {"responsible": rest}, rest=said)


def _draft(wording: str, one: Stated, piece: str, roles: dict[str, tuple[str, ...]], **values: str) -> Draft:
    return Draft(
        kind="department",
        wording=wording,
        policy_id=one.policy.policy_id,
        values={"topic": one.topic or "", **values},
        clauses=(one.clause.clause_id,),
        evidence=(piece,),
        departments=roles,
        keep=(one.topic or "",),
    )


def _bracket(one: Stated, held: Held) -> str | None:
    """The bracket that names the departments, as evidence."""
    start = bracket_start(one.text)
    if start is None:
        first = min((one.text.find(fold(name)) for name in one.clause.departments.all()), default=-1)
        if first < 0:
            return None
        start = first
    return evidence(held, one, start, len(one.text.rstrip()))
