"""What a search may find: one mask over the passages, which words and vectors are both held to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from index.columns import Columns
from index.errors import QuestionError
from index.policy import PolicyHeader, Validity
from index.regions import covers
from index.stated.fact import Organ
from index.stated.organs import aliases_of, resolve, resolve_all

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Filters:
    """What the asker limits a search to; an empty one limits nothing.

    ``regions``: policies that may concern any of them. ``policies``: these ids, whatever their form.
    ``departments``: clauses that name any of them, in any role, by any of its names. ``in_force_on``: policies that are
    in force on that day, not those of which that is unknown. Unless ``include_other``, only policies are found, no
    other documents.
    """

    regions: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    in_force_on: date | None = None
    include_other: bool = False


@dataclass(frozen=True)
class Scope:
    """The passages that may be found, as a mask (passages,) and by their count."""

    mask: Mask
    count: int


def scope_of(
    filters: Filters, columns: Columns, headers: Mapping[str, PolicyHeader], parents: Mapping[str, str]
) -> Scope:
    """The passages that pass every filter; ``parents`` name the provinces of regions that no gazetteer knows.

    Raises QuestionError for the id of a policy that the index does not hold.
    """
    for policy_id in filters.policies:
        if policy_id not in headers:
            raise QuestionError(f"There is no policy {policy_id!r} in the index: `policy list` names those there are.")
    allowed = _policies(filters, headers, parents)
    within = np.array([policy_id in allowed for policy_id in columns.policy_ids], dtype=np.bool_)
    mask: Mask = within[columns.policies]
    if filters.departments:
        mask &= _naming(filters.departments, columns, headers)
    return Scope(mask, int(mask.sum()))


def _policies(filters: Filters, headers: Mapping[str, PolicyHeader], parents: Mapping[str, str]) -> set[str]:
    """The ids of the policies that pass the filters on policies."""
    regions = {policy.region for policy in headers.values()}
    if filters.regions:
        regions = {name for name in regions if any(covers(name, one, parents) for one in filters.regions)}
    return {policy_id for policy_id, policy in headers.items() if policy.region in regions and _passes(filters, policy)}


def _passes(filters: Filters, policy: PolicyHeader) -> bool:
    if filters.policies and policy.policy_id not in filters.policies:
        return False
    if filters.in_force_on and policy.validity(filters.in_force_on) is not Validity.IN_FORCE:
        return False
    return policy.form == "policy" or filters.include_other or bool(filters.policies)


def _naming(asked: tuple[str, ...], columns: Columns, headers: Mapping[str, PolicyHeader]) -> Mask:
    """The passages of clauses that name any of the departments ``asked``."""
    clauses = np.zeros(len(columns.clause_ends), dtype=np.bool_)
    clauses[list(_clauses_naming(asked, columns, headers))] = True
    mask: Mask = clauses[columns.clauses]
    return mask


def _clauses_naming(asked: tuple[str, ...], columns: Columns, headers: Mapping[str, PolicyHeader]) -> Iterator[int]:
    """The numbers of these clauses."""
    wanted = [resolve(name, None) for name in asked]
    lists = {
        number
        for number, names in enumerate(columns.department_lists)
        if any(_may_be(name, one) for name in names for one in wanted)
    }
    if not lists:
        return
    first = np.zeros(len(columns.clause_ends), dtype=np.int64)
    first[columns.clauses[::-1]] = np.arange(len(columns))[::-1]
    judged: dict[tuple[int, str], bool] = {}
    for clause, number in columns.listing.tolist():
        if number in lists:
            policy = headers.get(columns.policy_id(first[clause]))
            if policy is None:  # taken out
                continue
            key = number, policy.policy_id
            if key not in judged:
                organs = resolve_all(columns.department_lists[number], policy.region, policy.issuer)
                judged[key] = any(is_asked(organ, one) for organ in organs for one in wanted)
            if judged[key]:
                yield clause


def _may_be(name: str, asked: Organ) -> bool:
    """Whether ``name`` is of the line of duty asked for, or, where none is known, ends alike."""
    return bool(set(aliases_of(name)) & set(asked.aliases)) if asked.kind else name[-2:] == asked.name[-2:]


def is_asked(organ: Organ, asked: Organ) -> bool:
    """Whether a clause's ``organ`` is the one asked for: of its place and level, where these are given.

    科技局 asks for every organ of science, 市科技局 for those of cities, 银川市科技局 for that of Yinchuan.
    """
    if asked.kind is None:
        here = organ.scope is not None and organ.scope == asked.scope and asked.name.endswith(organ.name)
        return here or organ.full == asked.name or organ.name.endswith(asked.name)
    if organ.kind != asked.kind or (asked.scope and organ.scope != asked.scope):
        return False
    return "unknown" in (asked.level, organ.level) or organ.level == asked.level
