"""The parts of a rule gathered: from the clause found, its list, and the clauses that refer to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.statements.intervals import intervals
from assistant.statements.schemes.holds import Asker, bare_pairs, holds
from assistant.statements.schemes.parts import BASES, Part, parts_of
from assistant.statements.schemes.verdict import Verdict
from index.known import clause_facts
from index.policy import Clause, Policy
from index.variants import fold

_BEFORE = re.compile(r"前[款项条]|上述|前述")
_ITEM = re.compile(r"第\((?P<n>[一二三四五六七八九十]{1,3})\)[项条款]|第(?P<m>[一二三四五六七八九十]{1,3})项")
_REFERS = re.compile(r"前[款项条]|上述|前述|第[^,，。;；]{1,8}[项条款]")
_COLON = re.compile("(?<![0-9]):|:(?![0-9])")
_LOWER = "前言"
_LEAST = 2


@dataclass(frozen=True)
class Scheme:
    """What a rule pays (``bases``, each a sum or the tiers of one), what changes it, and the clauses it is told in."""

    policy: Policy
    clauses: tuple[Clause, ...]
    bases: tuple[tuple[Part, ...], ...]
    changes: tuple[Part, ...]
    lead: str


def scheme_of(clause: Clause, policy: Policy) -> Scheme | None:
    """The rule a clause is of: its own, or the one it refers to (在第(四)项基础上); None where it tells no sum."""
    group = group_of(clause, policy)
    if not any(part.kind in BASES for one in group for part in parts_of(one)):
        named = referred(clause, policy)
        group = group_of(named, policy) if named else ()
    if not group:
        return None
    beside = [one for one in policy.clauses if one not in group and _refers_to(one, group, policy)]
    parts = [part for one in group for part in parts_of(one)]
    bases = _bases(parts)
    changes = [part for part in parts if part.kind not in BASES]
    changes += [part for one in beside for part in parts_of(one) if part.kind not in BASES]
    lead = "".join(fold(one.readable[one.body :]) for one in group if not parts_of(one))
    return Scheme(policy, tuple(group), bases, tuple(changes), lead) if bases else None


def group_of(clause: Clause, policy: Policy) -> tuple[Clause, ...]:
    """A clause with the others of its list: what leads to it, its items and what is said behind them."""
    below = [one for one in policy.clauses if one.address[:-1] == clause.address]
    if below and fold(clause.readable).rstrip().endswith(":"):
        return (clause, *below)
    above = clause.address[:-1]
    beside = [one for one in policy.clauses if above and one.address[:-1] == above]
    leads = [one for one in beside if one.address[-1] == _LOWER or one.address == above]
    leads += [one for one in policy.clauses if one.address == above]
    is_list = any(fold(one.readable).rstrip().endswith(":") for one in leads)
    return tuple(dict.fromkeys((*leads, *beside))) if is_list else (clause,)


def referred(clause: Clause, policy: Policy) -> Clause | None:
    """The clause whose rule a clause changes: the one before it, or the one it names."""
    text = fold(clause.readable[clause.body :])
    item = _ITEM.search(text)
    if item:
        label = f"({item['n'] or item['m']})"
        return _labelled(label, clause, policy)
    for reference in clause_facts(clause, policy).references:
        addresses = [address for address, _ in reference.names]
        named = next((one for one in policy.clauses if one.address in addresses), None)
        if named and named is not clause:
            return named
    place = policy.clauses.index(clause)
    return policy.clauses[place - 1] if place and _BEFORE.search(text) else None


def _labelled(label: str, clause: Clause, policy: Policy) -> Clause | None:
    """The clause of a label: of the same section, else the only one of the policy."""
    found = [one for one in policy.clauses if label in map(fold, one.address) and one is not clause]
    own = [one for one in found if one.address[0] == clause.address[0]]
    tops = {one.address[: [fold(part) for part in one.address].index(label) + 1] for one in own or found}
    return (own or found)[0] if len(tops) == 1 else None


def _refers_to(clause: Clause, group: Sequence[Clause], policy: Policy) -> bool:
    """Whether a clause changes the rule of a group: it refers to it and tells no sum of its own but on top."""
    text = fold(clause.readable[clause.body :])
    if not _REFERS.search(text) or not any(part.kind not in BASES for part in parts_of(clause)):
        return False
    named = referred(clause, policy)
    return named in group


def _bases(parts: Sequence[Part]) -> tuple[tuple[Part, ...], ...]:
    """The sums a rule pays; the tiers of one sentence or cell are one."""
    found: list[tuple[Part, ...]] = []
    for part in parts:
        if part.kind not in BASES:
            continue
        last = found[-1] if found else ()
        if last and _goes_on(last[0], part):
            found[-1] = (*last, part)
        else:
            found.append((part,))
    return tuple(found)


def _goes_on(first: Part, part: Part) -> bool:
    """Whether a part is another tier of the sum that ``first`` is a tier of."""
    tiers = first.kind == part.kind == "tier" and first.clause is part.clause
    return tiers and (first.head == part.head or not part.row)


# -- which of them -------------------------------------------------------------------------------------------------


def case_of(base: Sequence[Part]) -> tuple[str, str]:
    """The words a base is for, and those before them that say what all are about (…给予补助:200人至500人的)."""
    words = re.sub("(?:超过|容积|面积)?[0-9].*$", "", base[0].head) if base[0].kind == "tier" else base[0].case
    if words.startswith("、") and not base[0].row and intervals(words):
        words = f"{base[0].head.rpartition(',')[0]},{words[1:]}"  # 第1至12个月每月15元、第13至24个月每月10元
    colons = list(_COLON.finditer(words))
    lead, mark, own = (words[: colons[-1].start()], ":", words[colons[-1].end() :]) if colons else ("", "", words)
    return (own, lead + mark) if mark and not base[0].row else (words, "")


def chosen(scheme: Scheme, asker: Asker) -> tuple[Part, ...] | None:
    """The one base that is the asker's: by his figures, of lower bounds the highest met, or by the words it has."""
    if holds(scheme.lead, asker) is Verdict.NO:
        return None
    cases = [case_of(base) for base in scheme.bases]
    about = scheme.lead + "".join(lead for _, lead in cases)
    verdicts = [holds(own, asker, about=about) for own, _ in cases]
    if len(cases) == 1:
        return scheme.bases[0] if verdicts[0] is not Verdict.NO and _leads(cases[0][1], asker) else None
    same = frozenset.intersection(*(bare_pairs(own) for own, _ in cases))
    marks = [
        (len((bare_pairs(own) - same) & bare_pairs(asker.words)), verdict is Verdict.YES, _low(own))
        for (own, _), verdict in zip(cases, verdicts, strict=True)
    ]
    kept = [
        (mark, base) for mark, base, one in zip(marks, scheme.bases, verdicts, strict=True) if one is not Verdict.NO
    ]
    if all(verdict in (Verdict.YES, Verdict.NO) for verdict in verdicts) and any(mark[2] for mark, _ in kept):
        kept = [((0, True, mark[2]), base) for mark, base in kept]
    best = max((mark for mark, _ in kept), default=(0, False, 0))
    found = [base for mark, base in kept if mark == best]
    return found[0] if len(found) == 1 and (best[0] or best[1]) else None


def _leads(lead: str, asker: Asker) -> bool:
    return holds(lead, asker) is not Verdict.NO


def _low(case: str) -> float:
    lows = [float(one.low) for one in intervals(case) if one.low is not None and one.unit != "%"]
    return max(lows, default=0.0)
