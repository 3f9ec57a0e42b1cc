"""Questions about lists: every item of a list, and the headings below a section."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.lists import Listing, ListKind, listings
from eval.making.draft import Draft, Group
from eval.making.held import Held, Stated
from eval.making.naming import in_region
from eval.making.pieces import evidence, stands_alone, unlabelled
from index.policy import Policy
from index.variants import fold

_LEAST_ITEMS, _MOST_ITEMS = 2, 8
_LONGEST_FACT = 14
_SHORTEST_FACT = 3
_LEAST_HEADING = 4
_SAYS_NOTHING = re.compile("总体要求|总体思路|总则|附则")
_ENDS = re.compile(r"[。;;,,:、\s]+$")


def drafts(policy: Policy, held: Held) -> Iterator[Draft]:
    """The questions that the lists and the headed sections of a policy answer."""
    seen: set[str] = set()
    for one in listings(policy):
        lead = _asked(one, policy)
        if lead and lead not in seen and _LEAST_ITEMS <= len(one.items) <= _MOST_ITEMS:
            seen.add(lead)
            yield from _of_listing(one, lead, policy, held)
    yield from _headings(policy, held)


def _asked(one: Listing, policy: Policy) -> str | None:
    """What a list is a list of, as a person would say it; None where its lead-in or heading does not say."""
    if _is_of_materials(one):
        return "申请时要提交的材料"
    lead = unlabelled(fold(one.lead_text)) if one.lead_text else ""
    if not lead or not re.search("下列|以下", lead) or not stands_alone(lead) or len(lead) > 45:
        return None
    lead = re.sub("(?:下列|以下)", "哪些", lead, count=1).replace("之一", "")
    return in_region(_ENDS.sub("", lead), policy).replace("本办法", "这个办法").replace("本细则", "这个细则")


def _is_of_materials(one: Listing) -> bool:
    """Whether a list is one of materials to hand in, in so many words."""
    return ListKind.MATERIALS in one.kinds and "材料" in f"{one.heading}{one.lead_text}"


def _of_listing(one: Listing, lead: str, policy: Policy, held: Held) -> Iterator[Draft]:
    groups = [_fact(item.text) for item in one.items]
    if None in groups or len({group[0] for group in groups if group}) != len(groups):
        return
    pieces, clauses = _evidence(one, held)
    if not pieces:
        return
    materials = _is_of_materials(one)
    if materials and sum(map(_is_of_materials, listings(policy))) > 1:
        return
    yield Draft(
        kind="list",
        wording="list.materials" if materials else "list.items",
        policy_id=policy.policy_id,
        values={"lead": lead, "topic": "申请"},
        clauses=clauses,
        evidence=pieces,
        facts=tuple(group for group in groups if group),
        note=f"{len(groups)} items",
    )


def _evidence(one: Listing, held: Held) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A piece of each clause that holds items, and their ids; () when one of them has none of its own."""
    pieces, ids = [], []
    for clause in {item.clause.clause_id: item.clause for item in one.items}.values():
        stated = held.by_id[clause.clause_id]
        start = clause.body if clause.body < len(clause.text.rstrip()) else 0
        piece = evidence(held, stated, start, min(len(clause.text.rstrip()), start + 60))
        if piece is None:
            return (), ()
        pieces.append(piece)
        ids.append(clause.clause_id)
    return tuple(pieces), tuple(ids)


def _fact(item: str) -> Group | None:
    """The telling words of an item: without its number, up to its first comma."""
    words = _ENDS.sub("", unlabelled(fold(item)))
    first = re.split(r"[,;。:(]", words)[0].strip()
    # Not cut within a number: 不低于100 is not 不低于1000万元.
    short = first if len(first) <= _LONGEST_FACT else re.sub("[0-9.]+$", "", first[:_LONGEST_FACT])
    return (short,) if len(short) >= _SHORTEST_FACT else None


def _headings(policy: Policy, held: Held) -> Iterator[Draft]:
    """The headings right below a section, each with the first clause under it."""
    names = [fold(section.heading or "") for section in policy.sections]
    for section in policy.sections:
        name = fold(section.heading or "")
        items = _below(section.address, policy)
        if (
            len(name) < _LEAST_HEADING
            or _SAYS_NOTHING.match(name)
            or names.count(name) > 1
            or not _LEAST_ITEMS <= len(items) <= _MOST_ITEMS
        ):
            continue
        pieces = tuple(filter(None, (_heading(held.by_id[clause_id], held) for _, clause_id in items)))
        if len(pieces) == len(items) == len({title for title, _ in items}):
            yield Draft(
                kind="list",
                wording="list.headings",
                policy_id=policy.policy_id,
                values={"topic": _placed(name, section.address, policy)},
                clauses=tuple(clause_id for _, clause_id in items),
                evidence=pieces,
                facts=tuple((title,) for title, _ in items),
                keep=(name,),
                note=f"the {len(items)} headings below {name}",
            )


def _placed(name: str, place: tuple[str, ...], policy: Policy) -> str:
    """A section's name, a very short one with that of the section around it."""
    around = {section.address: fold(section.heading or "") for section in policy.sections}.get(place[:-1])
    return f"{around}里的{name}" if around and len(name) <= _LEAST_HEADING else name


def _heading(stated: Stated, held: Held) -> str | None:
    """The head of a clause as evidence."""
    return evidence(held, stated, 0, min(40, len(stated.text.split("\n")[0])))


def _below(place: tuple[str, ...], policy: Policy) -> list[tuple[str, str]]:
    """The headings right below ``place`` with their clauses; [] when one has none, or is no clause of its own."""
    depth = len(place) + 1
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    for clause in policy.clauses:
        below = clause.address[:depth]
        if below[:-1] != place or len(below) < depth or below in found:
            continue
        if below[-1] == "前言":
            continue
        if not clause.heading or clause.address != below:
            return []
        found[below] = (fold(clause.heading).strip(" 。:"), clause.clause_id)
    return list(found.values())
