"""Sums worked out by a clause's tariffs for the case and figures the asker tells; several benefits added up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.evidence import Evidence, Sentence
from assistant.gate.wording import bigrams
from assistant.lists import family
from assistant.statements.given import figures, lengths, money
from assistant.statements.instalments import ASKS_FIRST, instalments_of
from assistant.statements.matter import Matter, Statement
from assistant.statements.options import Row, chosen, listed, spoken
from assistant.statements.reckoned import Asker, Worth, by_ratio, reckoned
from assistant.statements.rules import Rule, bearing, fits, plainly
from assistant.statements.steps import factors_for
from assistant.statements.tariffs import Tariff, tariffs_of
from index.known import ClauseFacts, clause_facts
from index.policy import Clause, Policy
from index.variants import fold

_TOGETHER = re.compile(r"加一起|加起来|一共|总共|合计|总计|各(?:自|项)?(?:能|可以|是|给|补)|分别|两(?:项|样|笔)")
_NO_CHOICE = re.compile(r"就高|从高|择一|选择其一|差额|补足|累进|不重复享受其中")
_TAKEN = re.compile(r"罚|退(?![役休伍])|追回|收回")
_MOST = 3
_LEAST = 2


def worked_out(item: Evidence, matter: Matter) -> Statement | None:
    """What the tariffs of a clause come to for the asker; two cases the question does not tell apart are both said."""
    policy = matter.policies.get(item.policy.policy_id)
    asker = asker_of(matter)
    if policy is None or not asker.given or _TAKEN.search(asker.words):
        return None
    worths, row = _worths(item.clause, policy, asker)
    if not worths or not any(one.worked or len(one.places) > 1 for one in worths):
        return None
    rests_on = _rested_on(worths, item, asker)
    text = "；".join(_line(one, asker) for one in worths)
    head = "要看属于哪一种：" if len(worths) > 1 else ""
    return Statement("结论", f"{head}{text}。", rests_on, _row_line(row, policy) if row else ())


def added_up(item: Evidence, matter: Matter) -> Statement | None:
    """The benefits of one article asked about together: each worked out, and their sum."""
    policy = matter.policies.get(item.policy.policy_id)
    asker = asker_of(matter)
    if policy is None or not asker.given or not _TOGETHER.search(asker.words):
        return None
    members = family(item.clause, policy) or [
        one for one in policy.clauses if one.address[:-1] == item.clause.address[:-1]
    ]
    found: list[tuple[Worth, Row | None]] = []
    for clause in members:
        worths, row = _worths(clause, policy, asker)
        if len(worths) == 1 and worths[0].worked and _is_asked(clause, members, asker):
            found.append((worths[0], row))
    if len(found) < _LEAST or len({one.per for one, _ in found}) > 1:
        return None
    total = sum((one.value for one, _ in found), Decimal(0))
    lines = [(f"{_line(one, asker)}；", _rested_on([one], item, asker)) for one, _ in found]
    rows = {row.clause.clause_id: row for _, row in found if row}
    lines += [line for row in rows.values() for line in _row_line(row, policy)]
    return Statement("结论", f"合计{found[0][0].per}{money(total)}：", None, tuple(lines))


def asker_of(matter: Matter) -> Asker:
    """The question as sums are worked out for it; figures are those of what was asked last, where it names any."""
    words = plainly(matter.question.standalone)
    last = words.rpartition(";")[2]
    given = figures(last) or figures(words)
    return Asker(spoken(words), tuple(given), tuple(lengths(last) or lengths(words)))


def _worths(clause: Clause, policy: Policy, asker: Asker) -> tuple[list[Worth], Row | None]:
    """What the clause's tariffs that may be the asker's come to; none where one of them cannot be worked out."""
    facts = clause_facts(clause, policy)
    if _NO_CHOICE.search(fold(clause.readable)) or factors_for(clause, policy):
        return [], None
    tariffs = [one for one in tariffs_of(clause, facts) if fits(one.amount, asker.words)]
    tariffs = _of_one_kind(tariffs, asker)
    picked = chosen(tariffs, asker.words, asker.given)
    row = None
    if len(picked) > 1:
        row = listed(policy, clause, asker.words)
        told = asker.words + "".join(fold(cell.text) for cell in row.cells) if row else asker.words
        narrowed = chosen(tariffs, told, asker.given)
        picked, row = (narrowed, row) if len(narrowed) == 1 else (picked, None)
    if not picked or len(picked) > _MOST or (len(picked) > 1 and len(picked) < len(tariffs) and row is None):
        return [], None
    if any(_is_left_out(one, facts, asker) for one in picked):
        return [], None
    worths = [_reckoned(one, tariffs, facts, asker) for one in picked]
    return ([one for one in worths if one], row) if all(worths) else ([], None)


def _is_left_out(one: Tariff, facts: ClauseFacts, asker: Asker) -> bool:
    """Whether another sentence of the clause speaks of the asker's case (场地由政府免费提供的,不享受)."""
    rule = Rule(one.clause, *one.place, (one.amount,), (one.place,))
    return bearing([rule], facts.amounts, asker.words)[1]


def _reckoned(one: Tariff, tariffs: Sequence[Tariff], facts: ClauseFacts, asker: Asker) -> Worth | None:
    worth = reckoned(one, facts, asker)
    return replace(worth, way=by_ratio(one, tariffs, asker) + worth.way) if worth else None


def _of_one_kind(tariffs: Sequence[Tariff], asker: Asker) -> list[Tariff]:
    """The tariffs of the one measure the asker's figures are of, where a clause has several (每公里, 每处)."""
    units = {one.unit for one in asker.given}
    kinds = {(one.each.unit, one.amount.unit) for one in tariffs}
    if len(kinds) < _LEAST:
        return list(tariffs)
    measured = [one for one in tariffs if one.each.unit in units]
    return measured if len({(one.each.unit, one.amount.unit) for one in measured}) == 1 else []


def _is_asked(clause: Clause, members: Sequence[Clause], asker: Asker) -> bool:
    """Whether the question speaks of a member of an article by a word, or for one pair a character, of its own."""
    heading = fold(clause.readable[: clause.body]) or fold(clause.readable)[:24]
    others = "".join(fold(one.readable) for one in members if one is not clause)
    own = bigrams(heading) - bigrams(others)
    names = re.findall(r"(?P<what>[^\W\d]{1,3}?)(?:员|员工)?(?:的)?(?:钱|费)", asker.words)
    return bool(own & bigrams(asker.words)) or any(name[-1] in heading for name in names)


def _line(one: Worth, asker: Asker) -> str:
    name = re.sub("^其中[,，]?", "", one.tariff.name).strip("，, ")
    text = f"{name}：" if name else ""
    text += f"{one.per}{one.way}"
    parts = instalments_of(one.tariff.clause) if ASKS_FIRST.search(asker.words) else None
    return text + (f"；{parts.told(one.value)}" if parts else "")


def _rested_on(worths: Sequence[Worth], item: Evidence, asker: Asker) -> Evidence:
    clause = worths[0].tariff.clause
    parts = instalments_of(clause) if ASKS_FIRST.search(asker.words) else None
    places = {place for one in worths for place in one.places} | ({parts.place} if parts else set())
    told = tuple(Sentence(*place, clause.readable[slice(*place)], 1.0) for place in sorted(places))
    return Evidence(item.marker, clause, item.policy, item.score, told)


def _row_line(row: Row, policy: Policy) -> tuple[tuple[str, Evidence], ...]:
    evidence = row.rested_on(policy.header())
    return ((f"{evidence.deciding.rstrip('。')}。", evidence),)
