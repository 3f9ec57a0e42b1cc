"""Clauses named by number where something is set out for several at once: 第(一)(二)项、第(五)至(八)项, 重点任务第四项.

Unlike a reference (``stated.references``) such a list is read from the policy as a whole: a number counts where one
clause of the policy, outside of the section that names it, bears it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.numbering import Rank, number_of
from index.policy import Clause, Policy
from index.stated.moments import number
from index.stated.targets import Address

_N = "[一二三四五六七八九十百零0-9]{1,5}"
_TOKEN = re.compile(
    rf"\s?(?P<link>至|到|[-—–~～])?(?:[、,，]|和|及|以及|与)?第?[(]?(?P<n>{_N})[)]?(?P<unit>条|项|点|部分)?"
)
_FIRST = re.compile(rf"第[(]?{_N}[)]?(?:条|项|点|部分|[(、,至到和])")
_WHERE = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,10}?)(?:中|里|部分)?的?$")
_RANKS = {
    "条": (Rank.ARTICLE, Rank.LIST, Rank.ITEM),
    "项": (Rank.SUBLIST, Rank.ITEM, Rank.LIST),
    "点": (Rank.SUBLIST, Rank.ITEM, Rank.LIST),
    "部分": (Rank.LIST, Rank.CHAPTER),
}
_MOST = 60


@dataclass(frozen=True)
class Named:
    """The clauses a list of numbers names, and its place in the text it stands in."""

    addresses: tuple[Address, ...]
    start: int
    end: int


def named(text: str, rule: Clause, policy: Policy) -> Named | None:
    """The clauses that the first list of numbers in ``text``, a part of ``rule``, names; None where it is unsure."""
    first = _FIRST.search(text)
    if first is None:
        return None
    numbers, end = _numbers(text, first.start())
    name = _WHERE.search(text[: first.start()])
    section = name["name"] if name else ""
    found = [_clause(value, unit, section, rule, policy) for value, unit in numbers]
    if not found or not all(found):
        return None
    return Named(tuple(dict.fromkeys(one for one in found if one)), first.start(), end)


def _numbers(text: str, start: int) -> tuple[list[tuple[int, str]], int]:
    """The numbers of the list that begins at ``start``, each with its unit (条, 项), and where the list ends."""
    found: list[tuple[int, str]] = []
    place, waiting = start, 0
    while (token := _TOKEN.match(text, place)) and token["n"] and (token["unit"] or _goes_on(text, token.end())):
        value = number(token["n"])
        low = found[-1][0] + 1 if token["link"] and found and found[-1][0] < value <= found[-1][0] + _MOST else value
        found += [(each, token["unit"] or "") for each in range(low, value + 1)]
        place = token.end()
        if token["unit"]:
            found[waiting:] = [(each, token["unit"]) for each, _ in found[waiting:]]
            waiting = len(found)
    return (found if found and waiting == len(found) else []), place


def _goes_on(text: str, place: int) -> bool:
    """Whether a number without a unit is followed by another of its list."""
    following = _TOKEN.match(text, place)
    return following is not None and following.end() > place


def _clause(value: int, unit: str, section: str, rule: Clause, policy: Policy) -> Address | None:
    """The address of the one clause with the number: in the section named, else anywhere, else in other sections."""
    for rank in _RANKS[unit]:
        bearing = [one for one in _addresses(policy) if one != rule.address and _is(one[-1], value, rank)]
        named_so = [one for one in bearing if section and _under(one, section, policy)]
        elsewhere = [one for one in bearing if one[:1] != rule.address[:1]]
        for found in (named_so, bearing, elsewhere):
            if len(found) == 1:
                return found[0]
        if bearing:
            return None
    return None


def _addresses(policy: Policy) -> list[Address]:
    """Every address and beginning of one, in the order of the text."""
    every = (clause.address[:length] for clause in policy.clauses for length in range(1, len(clause.address) + 1))
    return list(dict.fromkeys(every))


def _is(label: str, value: int, rank: Rank) -> bool:
    found = number_of(f"{label}x")
    return found is not None and found.value == value and found.rank == rank


def _under(address: Address, section: str, policy: Policy) -> bool:
    """Whether an address stands under a heading that the section's name is, or ends with."""
    heads = [one.heading or "" for one in policy.sections if one.address == address[: len(one.address)]]
    return any(head and (section.endswith(head) or head.endswith(section)) for head in heads)
