"""The facts put right and the policies taken out, handed to the index: what is kept here is what it is read with."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assistant.records.fact_edits import FactEdit, fact_edits
from assistant.records.opened import Records
from assistant.records.removed import removed_policies
from index import corrections
from index.corrections import HEADER_FACTS, ClauseCorrection, Corrections, PolicyCorrection
from index.errors import StoreError

CLAUSE_FACTS = tuple(ClauseCorrection.model_fields)
"""The facts of a clause that can be put right: departments, dates, amounts."""
_ALL = 1_000_000


def apply(records: Records, index_folder: Path) -> None:
    """Write the corrections of the index in ``index_folder`` anew where they differ; raises StoreError."""
    wanted = corrections_of(records)
    if corrections.stamp(index_folder) is None and not wanted.policies:
        return
    if not _same(index_folder, wanted):
        corrections.save(index_folder, wanted)


def corrections_of(records: Records) -> Corrections:
    """Put together what the records hold; an edit that no longer makes sense is passed over."""
    facts: dict[str, dict[str, Any]] = defaultdict(dict)
    clauses: dict[str, dict[str, dict[str, Any]]] = defaultdict(lambda: defaultdict(dict))
    for edit in fact_edits(records):
        if edit.clause_id is None and edit.field in HEADER_FACTS:
            facts[edit.policy_id][edit.field] = edit.new
        elif edit.clause_digest and fits(edit):
            clauses[edit.policy_id][edit.clause_digest][edit.field] = edit.new
    removed = {each.policy_id for each in removed_policies(records, _ALL)}
    return Corrections(
        policies={
            policy_id: PolicyCorrection(
                facts=facts.get(policy_id, {}),
                clauses={
                    digest: ClauseCorrection.model_validate(found)
                    for digest, found in clauses.get(policy_id, {}).items()
                },
                removed=policy_id in removed,
            )
            for policy_id in sorted({*facts, *clauses, *removed})
        }
    )


def fits(edit: FactEdit) -> bool:
    """Whether what a clause's fact was set to is such a fact."""
    if edit.field not in CLAUSE_FACTS:
        return False
    try:
        ClauseCorrection.model_validate({edit.field: edit.new})
    except ValidationError:
        return False
    return True


def _same(index_folder: Path, wanted: Corrections) -> bool:
    try:
        return corrections.load(index_folder) == wanted
    except StoreError:
        return False  # damaged: it is written anew
