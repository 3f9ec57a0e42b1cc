"""The sum by a rule of several parts, said step by step, each step with the sentence it rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.evidence import Evidence, Sentence
from assistant.gate.wording import bigrams
from assistant.question import Facet
from assistant.statements.given import money, years
from assistant.statements.matter import Matter, Said, Statement
from assistant.statements.schemes.base import Line, Worth
from assistant.statements.schemes.holds import Asker, asker_of
from assistant.statements.schemes.scheme import scheme_of
from assistant.statements.schemes.worth import by_standard, worth_of
from index.policy import Clause, Policy, Validity
from index.tables import row_at, row_in_words

NEAR = 0.85
"""A clause scored lower than this share of the best is not the rule asked about."""
_OF_EACH = re.compile("各(?![级类区县市地种项位部])|分别")
_THEN = re.compile("当时|那时|那会儿?|按原来|原先")
_SUPPOSES = re.compile(
    r"(?:拿|补|奖|贴|到手|领)[^,，。;；?？]{0,8}[0-9一二两三四五六七八九十][万亿元块][^,，。;；?？]{0,4}(?:吗|对不|么|吧)"
)
_NOT_GRANTED = re.compile("罚|退(?![役休伍])|追回|收回|材料|找谁|什么时候")


def said(matter: Matter) -> Said:
    """The sum asked for where a rule of several parts settles it for the asker; else nothing."""
    if not matter.evidence or not (Facet.AMOUNT in matter.question.facets or _SUPPOSES.search(matter.question.asked)):
        return Said()
    asker = asker_of(matter.question)
    if _NOT_GRANTED.search(asker.words) or _OF_EACH.search(asker.words):
        return Said()
    found: list[tuple[int, Worth, Policy]] = []
    for item in matter.evidence:
        policy = matter.policies.get(item.policy.policy_id)
        if policy is None or item.score < NEAR * matter.evidence[0].score or is_over(item, matter, asker):
            continue
        scheme = scheme_of(item.clause, policy) if asker.given else None
        worth = worth_of(scheme, asker) if scheme else by_standard(item.clause, policy, asker)
        if worth:
            clauses = scheme.clauses if scheme else (item.clause,)
            found.append((_shared(clauses, asker), worth, policy))
    if not found:
        return Said()
    _, worth, policy = max(found, key=lambda one: one[0])
    if not worth.made:
        return Said()
    return Said((told(worth, policy),), frozenset({Facet.AMOUNT, Facet.ELIGIBILITY}), in_full=True)


def is_over(item: Evidence, matter: Matter, asker: Asker) -> bool:
    """Whether the policy no longer holds, unless what it gave then is asked for."""
    expired = item.policy.validity(matter.question.as_of) == Validity.EXPIRED
    named = {year for year, _ in years(asker.words, matter.question.as_of)}
    in_force = len(named) == 1 and _held_in(item, named.pop(), matter.question.as_of)
    return expired and not in_force and not _THEN.search(asker.words)


def _held_in(item: Evidence, year: int, as_of: date) -> bool:
    """Whether the policy was in force for all of a year, or all of it up to the day asked."""
    days = (date(year, 1, 1), min(date(year, 12, 31), as_of))
    return all(item.policy.validity(day) == Validity.IN_FORCE for day in days)


def _shared(clauses: Sequence[Clause], asker: Asker) -> int:
    """How much of what is asked the clauses of a rule speak of."""
    return len(bigrams("".join(one.readable for one in clauses)) & bigrams(asker.words))


def told(worth: Worth, policy: Policy) -> Statement:
    """The sum with its steps, in one sentence where they rest on one clause's sentence."""
    lines = [(line.text, _rested_on(line, worth.lines, policy)) for line in worth.lines]
    if len(lines) == 1:
        return Statement("结论", f"{worth.per}{lines[0][0]}{worth.but}。", lines[0][1])
    ends = ["；"] * (len(lines) - 1) + [f"{worth.but}。"]
    items = tuple((f"{text}{end}", evidence) for (text, evidence), end in zip(lines, ends, strict=True))
    return Statement("结论", f"{worth.per}{money(worth.value)}：", None, items)


def _rested_on(line: Line, lines: Sequence[Line], policy: Policy) -> Evidence:
    """The sentences or rows that a step rests on, with those of the other steps in its clause."""
    places = sorted({one.place for one in lines if one.clause is line.clause})
    return Evidence(0, line.clause, policy.header(), 1.0, tuple(quoted(line.clause, place) for place in places))


def quoted(clause: Clause, place: tuple[int, int]) -> Sentence:
    """A sentence as it is quoted, a row with the heads of its cells."""
    text = clause.readable
    row = row_at(text, *place)
    return Sentence(*place, row_in_words(row) if row else text[slice(*place)], 1.0, in_table=row is not None)
