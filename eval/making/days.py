"""Questions about days: from when and until when a policy is valid, on one day and another; windows and deadlines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from eval.making.blanks import DAY, blank
from eval.making.draft import NO, Draft
from eval.making.held import Held, Stated
from eval.making.pieces import evidence, sentence_at, ways_to_write, ways_to_write_day
from index.policy import Policy, PolicyHeader
from index.stated.fact import TimeFact

_OVER = ("失效", "已过有效期", "过期", "到期", "不再有效", "废止", "期满", "届满")
_BLANKED = ("deadline", "target", "applies_from")
_OPEN_PERIODS = ("within", "lasting", "after")


def drafts(policy: Policy, held: Held, today: date) -> Iterator[Draft]:
    """The questions about days that a policy's clauses answer; ``today`` is the day to ask on."""
    yield from _validity(policy, held, today)
    for one in held.of(policy):
        yield from _windows(one, held)
        yield from _deadlines(one, held)


def _validity(policy: Policy, held: Held, today: date) -> Iterator[Draft]:
    header = held.headers[policy.policy_id]
    begun = _dated(policy, held, "effective", header.effective)
    ended = _dated(policy, held, "expires", header.expires)
    if begun:
        yield _of_policy("validity.from", policy, begun, (ways_to_write_day(str(header.effective)),))
    if not ended:
        return
    until = ways_to_write_day(str(header.expires))
    alone = _of_policy("validity.until", policy, ended, (until,))
    yield alone
    yield from _on_two_days(policy, header, ended, until, today)


def _on_two_days(
    policy: Policy, header: PolicyHeader, ended: tuple[Stated, str], until: tuple[str, ...], today: date
) -> Iterator[Draft]:
    """Whether the policy is valid, asked on a day when it is and on one when it is over: the two share ``pair``."""
    last = date.fromisoformat(str(header.expires))
    first = date.fromisoformat(header.effective) if header.effective else None
    replaced = date.fromisoformat(header.replaced_on) if header.replaced_on else None
    over = min(day for day in (last + timedelta(days=40), replaced and replaced + timedelta(days=40)) if day)
    within = min(today, last - timedelta(days=10), (replaced or last) - timedelta(days=10))
    if first and within < first:
        within = first + timedelta(days=30)
    if not (first or within) <= within < min(last, replaced or last):
        return
    pair = f"validity-{policy.policy_id}"
    after = _of_policy("validity.expired", policy, ended, ((*_OVER, *NO),), as_of=max(over, today), pair=pair)
    on_day = _of_policy("validity.in_force", policy, ended, (until,), as_of=within, pair=pair)
    yield replace(on_day, beside=after)


def _dated(policy: Policy, held: Held, kind: str, day: str | None) -> tuple[Stated, str] | None:
    """The one clause that states the first or last day of validity, with its sentence as evidence."""
    found = [(one, fact) for one in held.of(policy) for fact in one.facts.times if fact.kind == kind]
    same = [(one, fact) for one, fact in found if fact.date == day]
    if not day or len(same) != 1 or len(found) != 1:
        return None
    one, fact = same[0]
    piece = evidence(held, one, *sentence_at(one.text, fact.start))
    return (one, piece) if piece else None


def _of_policy(
    wording: str,
    policy: Policy,
    found: tuple[Stated, str],
    facts: tuple[tuple[str, ...], ...],
    *,
    as_of: date | None = None,
    pair: str | None = None,
) -> Draft:
    return Draft(
        kind="validity",
        wording=wording,
        policy_id=policy.policy_id,
        values={},
        clauses=(found[0].clause.clause_id,),
        evidence=(found[1],),
        facts=facts,
        as_of=as_of,
        pair=pair,
    )


def _windows(one: Stated, held: Held) -> Iterator[Draft]:
    """The window of applications, where the policy has only one."""
    facts = [fact for fact in one.facts.times if fact.kind in ("window_start", "window_end") and fact.date]
    elsewhere = [
        fact
        for other in held.of(one.policy)
        for fact in other.facts.times
        if fact.kind.startswith("window") and other is not one
    ]
    starts = [fact for fact in facts if fact.kind == "window_start"]
    ends = [fact for fact in facts if fact.kind == "window_end"]
    if len(starts) != 1 or len(ends) != 1 or elsewhere:
        return
    first, last = sentence_at(one.text, starts[0].start)
    piece = evidence(held, one, first, last)
    if piece:
        yield Draft(
            kind="deadline",
            wording="deadline.window",
            policy_id=one.policy.policy_id,
            values={},
            clauses=(one.clause.clause_id,),
            evidence=(piece,),
            facts=(_written(starts[0]), _written(ends[0])),
        )


def _written(fact: TimeFact) -> tuple[str, ...]:
    ways = ways_to_write_day(fact.date or "")
    return (*ways, ways[0].partition("年")[2]) if "年" in ways[0] and "月" in ways[0] else ways


def _deadlines(one: Stated, held: Held) -> Iterator[Draft]:
    """Deadlines, target years and periods, left open in their own sentence."""
    for fact in one.facts.times:
        if fact.kind in _BLANKED and fact.date and len(fact.date) > len("Q") and "Q" not in fact.date:
            printed = tuple(match[0].removeprefix("每年") for match in DAY.finditer(fact.words))[:1]
            ways = tuple(dict.fromkeys((*printed, *ways_to_write_day(fact.date))))
            yield from _left_open(one, held, fact.start, fact.end, ways)
    for dated in one.facts.periods:
        period = dated.period
        if period.kind in _OPEN_PERIODS and period.length:
            yield from _left_open(one, held, period.start, period.end, ways_to_write(period.words))


def _left_open(one: Stated, held: Held, start: int, end: int, ways: tuple[str, ...]) -> Iterator[Draft]:
    found = blank(one, start, end, held)
    if found:
        yield Draft(
            kind="deadline",
            wording="deadline.blank.topic" if found.topic else "deadline.blank",
            policy_id=one.policy.policy_id,
            values={"blank": found.asked, "topic": found.topic or ""},
            clauses=(one.clause.clause_id,),
            evidence=(found.piece,),
            facts=(ways,),
        )
