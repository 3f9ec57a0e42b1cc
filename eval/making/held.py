"""The policies that questions are made of, with what each clause states; from a folder or from an index."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from eval.measures import normalised
from eval.questions import EvaluationError
from index.errors import SourceError
from index.known import ClauseFacts, facts_of
from index.parse import parse
from index.policy import Clause, Policy, PolicyHeader
from index.reading.archive import members
from index.repeals import with_repeals
from index.sources import as_archive, find_sources, read_bytes, to_text
from index.variants import fold

if TYPE_CHECKING:
    from assistant.settings import Settings


log = logging.getLogger(__name__)

_MARKS = " 。:;,、"
_SHORT_HEADING = 4


@dataclass(frozen=True)
class Stated:
    """A clause of a policy with what it states; ``text`` is its folded, repaired text, character for character."""

    policy: Policy
    clause: Clause
    facts: ClauseFacts
    text: str

    @property
    def topic(self) -> str | None:
        """The clause's heading without the marks at its ends; a very short one with the heading above it."""
        heading = fold(self.clause.heading or "").strip(_MARKS)
        above = fold(self.clause.path[-1]).strip(_MARKS) if self.clause.path else ""
        if heading and above and len(heading) <= _SHORT_HEADING:
            return f"{above}里的{heading}"
        return heading or None


class Held:
    """All policies, in order; those of ``left_out`` are known, and taken not to be in the index that is asked."""

    def __init__(self, policies: Sequence[Policy], left_out: Iterable[str] = ()) -> None:
        self.headers: dict[str, PolicyHeader] = {
            header.policy_id: header for header in with_repeals([policy.header() for policy in policies])
        }
        self.policies = tuple(policies)
        self.left_out = frozenset(_named(title, policies) for title in left_out)

    @cached_property
    def stated(self) -> tuple[Stated, ...]:
        """Every clause of every policy with what it states; texts that are no policies included."""
        found = []
        for policy in tqdm(self.policies, unit="policy", desc="facts", disable=None):
            found += [Stated(policy, clause, facts, fold(clause.readable)) for clause, facts in facts_of(policy)]
        return tuple(found)

    @cached_property
    def by_id(self) -> dict[str, Stated]:
        """The clauses by their ids."""
        return {one.clause.clause_id: one for one in self.stated}

    @cached_property
    def compared(self) -> dict[str, str]:
        """The text of each clause as the scorer compares it, by clause id."""
        return {one.clause.clause_id: normalised(one.clause.text) for one in self.stated}

    def asked(self) -> tuple[Policy, ...]:
        """The policies to ask about: what is no policy (news, an answer sheet) is only searched."""
        return tuple(policy for policy in self.policies if policy.form == "policy" and not policy.withdrawn)

    def of(self, policy: Policy) -> Sequence[Stated]:
        """The clauses of one policy."""
        return self._by_policy.get(policy.policy_id, ())

    @cached_property
    def _by_policy(self) -> dict[str, list[Stated]]:
        found: dict[str, list[Stated]] = {}
        for one in self.stated:
            found.setdefault(one.policy.policy_id, []).append(one)
        return found


def from_folder(folder: Path) -> tuple[Policy, ...]:
    """Read and parse the policies under ``folder``; nothing is embedded. Raises EvaluationError when none is there.

    A file that cannot be read is named in the log and passed over.
    """
    if not folder.exists():
        raise EvaluationError(f"{folder} does not exist.")
    policies: list[Policy] = []
    for path, name in tqdm(find_sources([folder]), unit="file", desc="read", disable=None):
        try:
            policies += _policies(path, name)
        except SourceError as error:
            log.warning("%s", error)
    if not policies:
        raise EvaluationError(f"{folder} holds no file that can be read as a policy.")
    return tuple(policies)


def from_index(settings: Settings) -> tuple[Policy, ...]:
    """The policies in the index of POLICY_HOME; raises StoreError when there is none, EvaluationError when empty."""
    from assistant.resources import open_catalog

    with open_catalog(settings) as catalog:
        found = [catalog.policy(header.policy_id) for header in catalog.headers()]
    if not found:
        raise EvaluationError(f"The index in {settings.index_folder} holds no policies.")
    return tuple(policy for policy in found if policy)


def _policies(path: Path, name: str) -> Iterator[Policy]:
    data = read_bytes(path, name)
    if archive := as_archive(data, name):
        for member in members(archive):
            if not member.refused:
                yield from parse(to_text(member.data, f"{name}/{member.path}"))
    else:
        yield from parse(to_text(data, name))


def _named(title: str, policies: Sequence[Policy]) -> str:
    """The id of the one policy of that title, id or document number."""
    wanted = normalised(title)
    exact = [one for one in policies if wanted in (normalised(one.title), normalised(one.policy_id))]
    exact = exact or [one for one in policies if one.document_number and normalised(one.document_number) == wanted]
    found = exact or [one for one in policies if wanted and wanted in normalised(one.title)]
    if len(found) != 1:
        raise EvaluationError(f"--leave-out {title!r} names {'no policy' if not found else 'several policies'}.")
    return found[0].policy_id
