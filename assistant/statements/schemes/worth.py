"""What a rule comes to for the asker: base, steps, what is put on top, ceilings; nothing where one is not certain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.gate.wording import bigrams
from assistant.statements.given import Given, money
from assistant.statements.schemes.applies import applies, condition_of, is_left_out
from assistant.statements.schemes.base import Line, Worth, first, is_of, only
from assistant.statements.schemes.holds import Asker, bare_pairs
from assistant.statements.schemes.lookup import is_limited, limit_for, standard_of
from assistant.statements.schemes.parts import Part
from assistant.statements.schemes.scheme import Scheme, case_of, chosen
from assistant.statements.schemes.steps import stepped
from assistant.statements.schemes.verdict import Verdict
from assistant.statements.tariffs import WHOLES
from index.policy import Clause, Policy
from index.stated.decimals import plain

_HUNDRED = Decimal(100)
_NEAR = 2


def worth_of(scheme: Scheme, asker: Asker) -> Worth | None:
    """The sum by a rule for the asker; None where a part that may apply is not certain."""
    base = chosen(scheme, asker)
    if base is None:
        return None
    own, lead = case_of(base)
    common = lead + own + scheme.lead
    applied: list[Part] = []
    for part in scheme.changes:
        verdict = applies(part, base, scheme, asker, common)
        if verdict is Verdict.UNSURE:
            return None
        applied += [part] if verdict is Verdict.YES else []
    if is_left_out((*scheme.clauses, *(part.clause for part in applied)), asker, common):
        return None
    if is_limited(scheme.clauses) and base[0].kind == "rate":
        limit = limit_for(scheme.policy, asker)
        if limit is None:
            return None
        applied.append(limit)
    worth = first(base, applied, asker, scheme)
    for work in (stepped, _capped_first, _changed, _added, _capped, _share_capped):
        worth = work(worth, applied, asker) if worth else None
    return worth


def by_standard(clause: Clause, policy: Policy, asker: Asker) -> Worth | None:
    """A share of the standard that a table sets for the asker (按居家护理标准的80%)."""
    found = standard_of(clause, policy, asker)
    if found is None:
        return None
    cell, share = found
    base = Part("sum", cell.clause, cell.place, "", "", cell.value, row=cell.row)
    per = f"每{cell.per}" if cell.per else ""
    worth = Worth(cell.value, (Line(f"{cell.name}：{money(cell.value)}", cell.clause, cell.place),), False, (base,))
    return _changed(replace(worth, per=per), [share], asker)


def _capped_first(worth: Worth, applied: Sequence[Part], asker: Asker) -> Worth | None:
    """The base held to the ceilings of its own sentence and steps, before anything is put on top."""
    own = {(line.clause.clause_id, line.place) for line in worth.lines}
    for cap in (one for one in applied if one.kind == "cap" and (one.clause.clause_id, one.place) in own):
        if not any(_replaces(other, cap, applied) for other in applied):
            found = _under(worth, cap, asker)
            if found is None:
                return None
            worth = replace(found, held=(*found.held, cap))
    return worth


def _replaces(other: Part, cap: Part, applied: Sequence[Part]) -> bool:
    """Whether a ceiling is told for the asker's case in the place of another, and not of what is put on top."""
    on_top = any(one.kind in ("more", "times") and one.place == other.place for one in applied)
    return other.kind == "cap" and other.place != cap.place and not _general(other) and not on_top


def _changed(worth: Worth, applied: Sequence[Part], _: Asker) -> Worth | None:
    changes = [one for one in applied if one.kind in ("more", "times")]
    if len(changes) > 1:
        return None
    for part in changes:
        if part.kind == "more":
            value, way = worth.value * (_HUNDRED + part.value) / _HUNDRED, f"(1+{plain(part.value)}%)"
        else:
            value = worth.value * part.value
            way = plain(part.value) if part.value >= 1 else f"{plain(part.value * 100)}%"
        if any(value > cap.value for cap in worth.held):
            return None  # whether the ceiling or what is put on top comes first is not told
        worth = worth.then(value, f"{money(worth.value)}×{way}={money(value)}", part)
    return worth


def _added(worth: Worth, applied: Sequence[Part], _: Asker) -> Worth | None:
    for part in (one for one in applied if one.kind == "also"):
        value = worth.value + part.value
        worth = worth.then(value, f"{money(worth.value)}+{money(part.value)}={money(value)}", part)
    return worth


def _capped(worth: Worth, applied: Sequence[Part], asker: Asker) -> Worth | None:
    """The sum held to the ceilings told elsewhere; one with the asker's own case goes before those for everyone."""
    base = worth.base[0]
    caps = [one for one in applied if one.kind == "cap" and one not in worth.held]
    caps = _special([one for one in caps if one.clause is not base.clause or one.place != base.place])
    for cap in caps:
        found = _under(worth, cap, asker)
        if found is None:
            return None
        worth = found
    return worth


def _special(caps: Sequence[Part]) -> list[Part]:
    """Of ceilings of one kind that a case sets higher only those of the case, told last."""
    kept = [one for one in caps if not _general(one)]
    return kept or list(caps)


def _general(part: Part) -> bool:
    return not bare_pairs(condition_of(part))


def _under(worth: Worth, cap: Part, asker: Asker) -> Worth | None:
    """The sum held to a ceiling, said where it is exceeded or stands in the sentence just told."""
    most, name = cap.value, f"{money(cap.value)}的上限"
    if cap.unit and not WHOLES.match(cap.noun):
        if worth.each_held:
            return worth
        if any(one.value > 1 and _counts(one, cap) for one in asker.given):
            return None
    if worth.value > most:
        return worth.then(most, f"，超过{name}，按{money(most)}", cap)
    own = worth.lines[-1].clause is cap.clause and worth.lines[-1].place == cap.place
    said = (own and worth.made) or not _general(cap) or bool(cap.row)
    return worth.then(worth.value, f"，没有超过{name}", cap) if said else worth


def _counts(figure: Given, cap: Part) -> bool:
    """Whether a figure counts what a ceiling is for each of (两个展位, 单个展位最高)."""
    same = figure.unit == cap.unit
    return same and (not cap.noun or bool(bigrams(cap.noun) & bigrams(figure.behind[: len(cap.noun) + _NEAR])))


def _share_capped(worth: Worth, applied: Sequence[Part], asker: Asker) -> Worth | None:
    caps = _special([one for one in applied if one.kind == "share_cap"])
    for cap in caps:
        of = re.sub("^(?:该|其|本)[店企项]?(?:业|目)?", "", cap.of)
        sums = [one for one in asker.given if one.unit == "元"]
        fitting = sums if len(sums) == 1 and is_of(of, sums[0]) else only(sums, of)
        if len(fitting) != 1:
            worth = replace(worth, but=f"，且不超过{of}的{plain(cap.value)}%")
            continue
        most = fitting[0].value * cap.value / _HUNDRED
        way = f"{money(fitting[0].value)}×{plain(cap.value)}%={money(most)}"
        if worth.value > most:
            text = f"，超过{of}的{plain(cap.value)}%({way})，按{money(most)}"
            worth = replace(worth.then(most, text, cap), made=True)
        else:
            worth = replace(worth.then(worth.value, f"，没有超过{of}的{plain(cap.value)}%({way})", cap), made=True)
    return worth
