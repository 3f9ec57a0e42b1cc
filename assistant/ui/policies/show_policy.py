"""One policy as HTML: what is known of it, its clause tree, the facts of each clause, and how it was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from pydantic import JsonValue

from assistant.records.fact_edits import FactEdit
from assistant.report import in_context, left_out
from assistant.ui.policies.show import badge
from assistant.ui.policies.words import Words
from index.corrections import text_digest
from index.known import ClauseFacts, facts_of
from index.policy import Clause, Departments, Policy
from index.stated.fact import Amount, Mention

_SHOWN = ("document_number", "issuer", "region", "signed", "published", "effective", "expires")
_EMPTY = "—"


@dataclass(frozen=True)
class Opened:
    """A policy with what the page shows beside it; ``edits`` by the digest of the clause, None for the policy."""

    policy: Policy
    source: str
    edits: Mapping[str | None, Sequence[FactEdit]]
    lost: Sequence[FactEdit]
    replaced_by: str | None
    day: date


def opened(one: Opened, words: Words) -> str:
    """Show a policy with its clauses, to be edited."""
    policy = one.policy
    lost = f'<p class="refused">{escape(words["lost"].format(count=len(one.lost)))}</p>' if one.lost else ""
    return (
        f'<article class="policy" data-opened="{escape(policy.policy_id)}" tabindex="-1">{_top(one, words)}{lost}'
        f"{_facts(one, words)}{_reading(one, words)}"
        f'<div class="columns"><nav class="tree" aria-label="{escape(words["tree"])}"><h2>{escape(words["tree"])}</h2>'
        f'{_tree(policy)}</nav><div class="clauses">{"".join(_clauses(one, words))}</div></div></article>'
    )


def _top(one: Opened, words: Words) -> str:
    policy = one.policy
    own = f'data-id="{escape(policy.policy_id)}"'
    return (
        f'<button type="button" class="to-list" data-back>{escape(words["back"])}</button>'
        f'<div class="top"><h2>{escape(policy.title)} {badge(policy, one.day, words)}</h2><div class="acts">'
        f'<button type="button" data-act="edit_policy" {own}>{escape(words["edit_facts"])}</button>'
        f'<button type="button" data-act="remove" {own} data-sure="{escape(words["remove_sure"])}">'
        f"{escape(words['remove'])}</button></div></div>"
    )


def _facts(one: Opened, words: Words) -> str:
    policy = one.policy
    edited = {each.field: each for each in one.edits.get(None, ())}
    rows = [(name, getattr(policy, name) or words["not_stated"]) for name in _SHOWN]
    rows.append(("source_file", policy.source_file))
    if policy.withdrawn or "withdrawn" in edited:
        rows.append(("withdrawn", words["yes"] if policy.withdrawn else _EMPTY))
    if policy.replaced_by:
        line = words["replaced_line"].format(day=policy.replaced_on, title=one.replaced_by or policy.replaced_by)
        rows.append(("replaced_by", line))
    listed = "".join(
        f"<div><dt>{escape(words[name])}</dt><dd>{escape(str(value))}{_mark(edited.get(name), words)}</dd></div>"
        for name, value in rows
    )
    title = _mark(edited.get("title"), words)
    back = _revert(policy.policy_id, words) if edited else ""
    return f'<dl class="known">{listed}</dl>{title}{back}'


def _mark(edit: FactEdit | None, words: Words) -> str:
    """Say that a fact was put right, by whom and when, and what had been read."""
    if edit is None:
        return ""
    by = words["edited_by"].format(name=edit.edited_by, day=f"{edit.edited_at.astimezone():%Y-%m-%d}")
    was = words["was"].format(value=_plain(edit.old, words))
    return f'<span class="edited" title="{escape(was)}">{escape(by)}</span>'


def _plain(value: JsonValue, words: Words) -> str:
    """What had been read, in one line."""
    if value in (None, "", [], False):
        return words["not_stated"]
    if isinstance(value, dict):
        return "；".join(
            f"{'、'.join(map(str, names))}" for names in value.values() if isinstance(names, list) and names
        )
    if isinstance(value, list):
        return "；".join(_said(each) for each in value)
    return str(value)


def _said(value: JsonValue) -> str:
    if not isinstance(value, dict):
        return str(value)
    return " ".join(str(value[name]) for name in ("date", "words", "text") if value.get(name))


def _revert(policy_or_clause_id: str, words: Words) -> str:
    return (
        f'<button type="button" class="revert" data-act="revert" data-id="{escape(policy_or_clause_id)}">'
        f"{escape(words['revert'])}</button>"
    )


def _reading(one: Opened, words: Words) -> str:
    return reading(one.policy, one.source, words)


def reading(policy: Policy, source: str, words: Words) -> str:
    """Show what reading the file left out of the clauses and repaired in them."""
    found = [(label, lines) for label, lines in left_out(policy) if lines]
    count = sum(len(lines) for _, lines in found)
    head = words["read_report"].format(lines=count, repairs=len(policy.repairs))
    parts = "".join(f"<h4>{escape(label)}</h4>{_list(lines)}" for label, lines in found)
    if policy.repairs:
        parts += f"<h4>{escape(words['repairs'])}</h4>{_list([in_context(each, source) for each in policy.repairs])}"
    notes = _list(policy.notes) if policy.notes else ""
    joined = f"<p>{escape(words['joined'].format(count=policy.joined))}</p>" if policy.joined else ""
    return f'<details class="reading"><summary>{escape(head)}</summary>{notes}{joined}{parts}</details>'


def _list(lines: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def _tree(policy: Policy) -> str:
    """The addresses of the clauses with their headings, each a way to it."""
    headings = {each.address: each.heading for each in policy.sections}
    rows: list[str] = []
    seen: set[tuple[str, ...]] = set()
    for number, clause in enumerate(policy.clauses):
        for depth in range(1, len(clause.address)):
            above = clause.address[:depth]
            if above in headings and above not in seen:
                seen.add(above)
                rows.append(_branch(number, above, headings[above]))
        if clause.address not in seen:
            seen.add(clause.address)
            rows.append(_branch(number, clause.address, clause.heading))
    return f"<ul>{''.join(rows)}</ul>"


def _branch(number: int, address: tuple[str, ...], heading: str | None) -> str:
    return (
        f'<li class="depth-{min(len(address), 4)}"><button type="button" data-goto="{number}">'
        f"<b>{escape(address[-1])}</b> {escape(heading or '')}</button></li>"
    )


def _clauses(one: Opened, words: Words) -> Iterator[str]:
    for number, (clause, facts) in enumerate(facts_of(one.policy)):
        edits = {each.field: each for each in one.edits.get(text_digest(clause.text), ())}
        stated = "".join(_stated(clause, facts, edits, words))
        back = _revert(clause.clause_id, words) if edits else ""
        yield (
            f'<section class="clause" id="clause-{number}" tabindex="-1"><header><h3>{escape("".join(clause.address))}'
            f'</h3><div class="acts">{back}<button type="button" data-act="edit_clause" '
            f'data-id="{escape(clause.clause_id)}" aria-label="{escape(words["edit"])} '
            f'{escape("".join(clause.address))}">{escape(words["edit"])}</button></div></header>'
            f'<p class="text">{escape(clause.readable)}</p>{stated}</section>'
        )


def _stated(clause: Clause, facts: ClauseFacts, edits: Mapping[str, FactEdit], words: Words) -> Iterator[str]:
    named = _named(clause.departments, words)
    dates = "".join(
        f"<li><i>{escape(words[each.kind])}</i>{escape(each.date)} <small>{escape(each.text)}</small></li>"
        for each in clause.dates
    )
    sums = "".join(
        f"<li><i>{escape(words[each.role])}</i>{escape(amount_text(each, words))}</li>" for each in facts.amounts
    )
    in_text = "".join(_mentioned(each, words) for each in facts.mentions)
    for name, rows in (("departments", named), ("mentions", in_text), ("dates", dates), ("amounts", sums)):
        mark = _mark(edits.get(name), words)
        if rows or mark:
            none = f"<li>{escape(words['nobody'])}</li>"
            yield f'<div class="stated"><h4>{escape(words[name])}</h4><ul>{rows or none}</ul>{mark}</div>'


def _named(departments: Departments, words: Words) -> str:
    roles = (
        ("lead", departments.lead),
        ("supporting", departments.supporting),
        ("responsible", departments.responsible),
    )
    return "".join(f"<li><i>{escape(words[role])}</i>{escape('、'.join(found))}</li>" for role, found in roles if found)


def _mentioned(one: Mention, words: Words) -> str:
    written = f" <small>{escape(one.words)}</small>" if one.instead else ""
    return f"<li><i>{escape(words[one.role])}</i>{escape(one.name)}{written}</li>"


def amount_text(amount: Amount, words: Words) -> str:
    """Return an amount in one line: bound, figure, unit, and what it is of."""
    bound = "" if amount.bound in ("exact", "range") else f"{words[amount.bound]} "
    of = f"（{amount.of}）" if amount.of else ""
    return f"{bound}{'~'.join(amount.values)} {amount.unit}{of} · {amount.words}"
