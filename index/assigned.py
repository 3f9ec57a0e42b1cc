"""Departments set out by the number of the clause: 第四条由甲局牵头,乙局配合, in a clause of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.by_number import named
from index.policy import Clause, Departments, Policy
from index.stated.departments import departments
from index.stated.targets import Address
from index.variants import fold

_SAYS = re.compile(r"第[^,，。;；\n]{1,80}(?:由|牵头|负责)|(?:负责|牵头|承担)[^,，。;；\n]{0,12}第")
_PART = re.compile(r"[^。;；\n]+")
_BY = re.compile(
    r"^(?:(?:中)?(?:所列|规定|涉及|明确|确定|有关|相关)?的?(?:各?项)?(?:任务|事项|工作|措施|政策|条款|内容|奖补|资金|奖励|补[助贴])?)?"
    r"[,，]?(?:分别|均|都)?由(?P<roles>[^\n]+)$"
)
_DOES = re.compile(
    r"^(?P<names>[^,，。;；\n]{2,60}?)(?:具体)?(?P<verb>牵头负责|牵头|负责|承担)(?:组织|本办法|本措施)?$"
)
_LAW = re.compile(r"(?:违反|依照|依据|按照?|根据|符合|除)[^,，。;；]{0,12}$")
_WORK = re.compile(r"(?:组织实施|组织落实|具体实施|推进落实|具体落实|实施|落实|兑现|办理|审核)$")


@dataclass(frozen=True)
class Assigned:
    """Who does what the clauses at ``addresses`` set out, as another clause says: ``rule``, in its words."""

    addresses: tuple[Address, ...]
    departments: Departments
    rule: Clause
    words: str

    def covers(self, clause: Clause) -> bool:
        """Whether the clause is one of those named, or stands under one."""
        return any(clause.address[: len(address)] == address for address in self.addresses)


def assigned(clause: Clause, policy: Policy) -> Assigned | None:
    """Who another clause says does what ``clause`` sets out, naming it by number; None when none does."""
    found = (one for one in assignments(policy) if one.rule.clause_id != clause.clause_id and one.covers(clause))
    return next(found, None)


def assignments(policy: Policy) -> Iterator[Assigned]:
    """Each part of a policy that gives clauses to departments by their numbers."""
    for rule in policy.clauses:
        text = fold(rule.readable)
        if _SAYS.search(text):
            for part in _PART.finditer(text, rule.body):
                if found := _part(rule, text, part.span(), policy):
                    yield found


def _part(rule: Clause, text: str, span: tuple[int, int], policy: Policy) -> Assigned | None:
    """What one part of a clause says of the clauses it names by number."""
    start, end = span
    clauses = named(text[start:end], rule, policy)
    found = clauses and _roles(text[start : start + clauses.start], text[start + clauses.end : end])
    if not clauses or not found:
        return None
    return Assigned(clauses.addresses, found, rule, rule.readable[start:end].strip())


def _roles(before: str, after: str) -> Departments:
    """The departments by role: 第四条 + 由甲局牵头,乙局配合, or 甲局负责 + 第四条 + 的组织实施."""
    if _LAW.search(before):
        return Departments()
    if by := _BY.match(after):
        return departments(f"({_WORK.sub('', by['roles'])})")
    does = _DOES.match(before.strip(" ,，"))
    return departments(f"({does['names']}{does['verb']})") if does else Departments()
