"""What admins change: facts put right and back, policies replaced, taken out and put back, the index made anew."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pydantic import JsonValue

from assistant.records import audit
from assistant.records.accounts import Account
from assistant.records.errors import RecordsError
from assistant.records.fact_edits import FactEdit, edit_fact, fact_edits, undo_edit
from assistant.records.removed import Removed, keep_removed, mark_restored, removed_policies
from assistant.ui.policies.facts import clause_json, facts_json, header_json
from assistant.ui.policies.work import Library, as_read
from index.corrections import NAMING_FACTS, ClauseCorrection, text_digest
from index.policy import Clause, Policy, PolicyHeader

_ALL = 1_000_000


def read_policy(library: Library, policy_id: str) -> Policy:
    """Return a policy as the parser read it; raises RecordsError when it is not in the index."""
    with as_read(library) as catalog:
        found = catalog.policy(policy_id)
    if found is None:
        raise RecordsError("库里没有这件政策。/ There is no such policy.")
    return found


def shown_policy(library: Library, policy_id: str) -> Policy:
    """Return a policy as it is answered from; raises RecordsError when it is not in the index."""
    found = library.searcher.policy(policy_id)
    if found is None:
        raise RecordsError("库里没有这件政策。/ There is no such policy.")
    return found


def clause_of(policy: Policy, clause_id: str) -> Clause:
    """Return one clause; raises RecordsError when it is not there."""
    found = next((each for each in policy.clauses if each.clause_id == clause_id), None)
    if found is None:
        raise RecordsError("这件政策没有这一条。/ There is no such clause.")
    return found


def edit_policy(library: Library, policy_id: str, wanted: dict[str, str | bool | None], account: Account) -> int:
    """Put facts of a policy right; returns how many were changed. What is as the parser read it needs no edit."""
    read, shown = read_policy(library, policy_id), shown_policy(library, policy_id)
    old, now = header_json(read), header_json(shown)
    changed = {name: value for name, value in wanted.items() if value != now[name]}
    for name, value in changed.items():
        _put(library, shown, None, name, old[name], value, account)
    library.apply()
    if not NAMING_FACTS.isdisjoint(changed):
        library.retitle()
    return len(changed)


def edit_clause(library: Library, policy_id: str, clause_id: str, wanted: ClauseCorrection, account: Account) -> int:
    """Put facts of a clause right; returns how many of its kinds of facts were changed."""
    read, shown = read_policy(library, policy_id), shown_policy(library, policy_id)
    clause = clause_of(shown, clause_id)
    old, now = clause_json(clause_of(read, clause_id), read), clause_json(clause, shown)
    changed = {name: value for name, value in facts_json(wanted).items() if value != now[name]}
    for name, value in changed.items():
        _put(library, shown, clause, name, old[name], value, account)
    library.apply()
    return len(changed)


def _put(
    library: Library,
    policy: PolicyHeader,
    clause: Clause | None,
    name: str,
    old: JsonValue,
    new: JsonValue,
    account: Account,
) -> None:
    if new == old:
        _take_back(library, policy.policy_id, clause, name)
    else:
        edit_fact(
            library.records,
            policy_id=policy.policy_id,
            clause_id=clause.clause_id if clause else None,
            clause_digest=text_digest(clause.text) if clause else None,
            field=name,
            old=old,
            new=new,
            by=account.name,
        )
    where = "".join(clause.address) if clause else ""
    audit.note(library.records, "policy.fact_edited", who=account.name, on=f"{policy.title} {where} {name}")


def _take_back(library: Library, policy_id: str, clause: Clause | None, name: str) -> None:
    """Undo every edit of one fact, the last first."""
    digest = text_digest(clause.text) if clause else None
    while found := next(
        (
            each
            for each in fact_edits(library.records, policy_id)
            if each.field == name and each.clause_digest == digest
        ),
        None,
    ):
        undo_edit(library.records, found.id)


def revert(library: Library, policy_id: str, clause_id: str | None, account: Account) -> None:
    """Go back to what the parser read, of a clause or, without one, of the policy as a whole."""
    shown = shown_policy(library, policy_id)
    clause = clause_of(shown, clause_id) if clause_id else None
    digest = text_digest(clause.text) if clause else None
    names = {each.field for each in fact_edits(library.records, policy_id) if each.clause_digest == digest}
    for name in sorted(names):
        _take_back(library, policy_id, clause, name)
    library.apply()
    if clause is None and not NAMING_FACTS.isdisjoint(names):
        library.retitle()
    where = "".join(clause.address) if clause else ""
    audit.note(library.records, "policy.fact_reverted", who=account.name, on=f"{shown.title} {where}")


def edits_of(library: Library, policy: Policy) -> tuple[dict[str | None, list[FactEdit]], list[FactEdit]]:
    """Return the edits of a policy by the digest of the clause (None: the policy), and those whose clause is gone."""
    there = {text_digest(each.text) for each in policy.clauses}
    found: dict[str | None, list[FactEdit]] = {}
    lost: list[FactEdit] = []
    for each in fact_edits(library.records, policy.policy_id):
        if each.clause_id is None or each.clause_digest in there:
            found.setdefault(each.clause_digest, []).append(each)
        else:
            lost.append(each)
    return found, lost


def mark_replaced(library: Library, policy_id: str, by_id: str, account: Account) -> None:
    """Mark a policy as replaced by another, from the day that one takes effect or was issued."""
    other = shown_policy(library, by_id)
    if policy_id == by_id:
        raise RecordsError("不能标记为被自己替代。/ A policy does not replace itself.")
    since = other.effective or other.signed or other.published or date.today().isoformat()
    edit_policy(library, policy_id, {"replaced_by": by_id, "replaced_on": since}, account)


def remove(library: Library, policy_id: str, account: Account) -> Removed:
    """Take a policy out of everything that is answered, searched and listed, until it is put back."""
    policy = shown_policy(library, policy_id)
    with as_read(library) as catalog:
        kept = catalog.source_of(policy_id)
    removed = keep_removed(
        library.records,
        policy_id=policy_id,
        title=policy.title,
        source_file=policy.source_file,
        by=account.name,
        kept_file=kept,
    )
    library.apply()
    audit.note(library.records, "policy.removed", who=account.name, on=f"{policy.title} ({policy_id})")
    return removed


def restore(library: Library, removed_id: int, account: Account) -> Removed:
    """Put a removed policy back; raises RecordsError when there is no such removal."""
    found = mark_restored(library.records, removed_id)
    library.apply()
    audit.note(library.records, "policy.restored", who=account.name, on=f"{found.title} ({found.policy_id})")
    return found


def restore_all(library: Library, policy_ids: Iterable[str], by: str) -> int:
    """Put back those of ``policy_ids`` that were removed, as their file was sent again; returns how many."""
    wanted = set(policy_ids)
    found = [each for each in removed_policies(library.records, _ALL) if each.policy_id in wanted]
    for each in found:
        mark_restored(library.records, each.id)
        audit.note(library.records, "policy.restored", who=by, on=f"{each.title} ({each.policy_id})")
    if found:
        library.apply()
    return len(found)
