"""The list of policies, uploads, jobs and the index as HTML. Every piece of text goes through ``escape``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from assistant.records.removed import Removed
from assistant.ui import library as labels
from assistant.ui.library import SOON
from assistant.ui.policies.keeping import ACCEPTED, MOST_UPLOADED
from assistant.ui.policies.words import Words
from index.policy import PolicyHeader, Validity
from index.reading.archive import MOST_BYTES, MOST_BYTES_IN_ALL

PAGE_SIZE = 50
VIEWS = ("policies", "upload", "validity", "index")
STATES = ("in_force", "soon", "not_yet_in_force", "unknown", "expired")
_MB = 1024 * 1024


@dataclass(frozen=True)
class Filter:
    """Which policies are listed; each is empty for all, ``page`` counts from 0."""

    query: str = ""
    region: str = ""
    state: str = ""
    page: int = 0


@dataclass(frozen=True)
class Listed:
    """What the list shows beside the policies themselves."""

    headers: Sequence[PolicyHeader]
    counts: Mapping[str, int]
    edits: Mapping[str, int]
    removed: Sequence[Removed]
    day: date


def tabs(words: Words) -> str:
    """Show the page's name and its views; which is open the browser knows."""
    buttons = "".join(f'<button type="button" data-view="{view}">{escape(words[view])}</button>' for view in VIEWS)
    return f'<div class="head"><h1>{escape(words["title"])}</h1><nav class="views">{buttons}</nav></div>'


def told(line: str, kind: str = "done", undo: int | None = None, words: Words | None = None) -> str:
    """Say one line above the page: what was done, with a button that undoes it, or why it was refused."""
    if not line:
        return ""
    button = ""
    if undo is not None and words:
        button = f' <button type="button" data-act="restore" data-id="{undo}">{escape(words["undo"])}</button>'
    role = "alert" if kind == "refused" else "status"
    return f'<p class="{kind}" role="{role}" tabindex="-1">{escape(line)}{button}</p>'


def find(headers: Sequence[PolicyHeader], words: Words) -> str:
    """Show the form that filters the list."""
    regions = options([("", words["all_regions"]), *((each, each) for each in labels.regions(headers))])
    states = options([("", words["all_states"]), *((each, words[each]) for each in STATES)])
    return (
        f'<form class="filters" data-act="find" role="search"><label class="query"><span>{escape(words["find"])}</span>'
        f'<input type="search" name="q" autocomplete="off"></label>'
        f'<label><span>{escape(words["region"])}</span><select name="region">{regions}</select></label>'
        f'<label><span>{escape(words["state"])}</span><select name="state">{states}</select></label></form>'
    )


def matching(listed: Listed, wanted: Filter) -> list[PolicyHeader]:
    """Return the policies that are wanted, newest first."""
    asked = wanted.query.casefold().split()
    return [
        each
        for each in labels.newest_first(listed.headers)
        if (not wanted.region or each.region == wanted.region)
        and (not wanted.state or state_of(each, listed.day) == wanted.state)
        and all(word in _searched(each) for word in asked)
    ]


def state_of(policy: PolicyHeader, day: date) -> str:
    """Say how valid a policy is, as the filter calls it."""
    validity = policy.validity(day)
    left = policy.days_left(day) if validity is Validity.IN_FORCE else None
    return "soon" if left is not None and left <= SOON else validity.value


def policies(listed: Listed, wanted: Filter, words: Words) -> str:
    """Show the policies that are wanted, a page of them at a time, and below those that were removed."""
    found = matching(listed, wanted)
    pages = max(0, (len(found) - 1) // PAGE_SIZE)
    page = min(wanted.page, pages)
    shown = found[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    clauses = sum(listed.counts.get(each.policy_id, 0) for each in found)
    said = words["count"].format(count=len(found), clauses=clauses)
    nothing = words["none_found" if listed.headers else "none"]
    table = _table(shown, listed, words) if found else f'<p class="nothing">{escape(nothing)}</p>'
    return (
        f'<p class="small count" role="status">{escape(said)}</p>{table}{_pager(len(found), page, pages, words)}'
        f"{_removed(listed.removed, words)}"
    )


def _searched(policy: PolicyHeader) -> str:
    parts = (policy.title, policy.document_number, policy.issuer, policy.region, policy.source_file)
    return " ".join(each for each in parts if each).casefold()


def _table(shown: Sequence[PolicyHeader], listed: Listed, words: Words) -> str:
    names = ("policy", "region", "state", "until", "clauses", "notes")
    head = "".join(f'<th scope="col">{escape(words[name])}</th>' for name in names)
    rows = "".join(_row(each, listed, words) for each in shown)
    return f'<div class="table" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _row(policy: PolicyHeader, listed: Listed, words: Words) -> str:
    number = f"<small>{escape(policy.document_number)}</small>" if policy.document_number else ""
    marks = []
    if edits := listed.edits.get(policy.policy_id):
        marks.append(words["edited"].format(count=edits))
    if policy.replaced_by:
        marks.append(words["replaced"])
    if policy.form == "other":
        marks.append(words["other"])
    tags = "".join(f'<span class="tag">{escape(mark)}</span>' for mark in marks)
    return (
        f'<tr><th scope="row"><button type="button" class="open" data-act="open" data-id="{escape(policy.policy_id)}">'
        f"{escape(policy.title)}</button>{number}</th>"
        f"{_cell(words['region'], escape(policy.region or '—'))}"
        f"{_cell('', badge(policy, listed.day, words))}"
        f"{_cell(words['until'], escape(policy.expires or '—'))}"
        f"{_cell(words['clauses'], str(listed.counts.get(policy.policy_id, 0)))}"
        f"{_cell('', tags)}</tr>"
    )


def _cell(label: str, html: str) -> str:
    named = f' data-label="{escape(label)}"' if label else ""
    return f"<td{named}>{html}</td>"


def badge(policy: PolicyHeader, day: date, words: Words) -> str:
    """Show how valid a policy is, with the days left when it ends soon."""
    state = state_of(policy, day)
    left = policy.days_left(day)
    if state == "soon" and left is not None:
        said = f"{left}天后到期" if words["lang"] != "en" else f"{left} days left"
    else:
        said = words[state]
    return f'<span class="badge {state}">{escape(said)}</span>'


def _pager(count: int, page: int, pages: int, words: Words) -> str:
    if not pages:
        return ""
    first, last = page * PAGE_SIZE + 1, min(count, (page + 1) * PAGE_SIZE)
    said = words["count_of"].format(count=count, first=first, last=last)
    turn = "".join(
        f'<button type="button" data-act="page" data-id="{to}"{"" if 0 <= to <= pages else " disabled"}>'
        f"{escape(words[name])}</button>"
        for name, to in (("earlier", page - 1), ("later", page + 1))
    )
    return f'<div class="pager"><span>{escape(said)}</span>{turn}</div>'


def _removed(removed: Sequence[Removed], words: Words) -> str:
    if not removed:
        return ""
    rows = "".join(_removed_one(each, words) for each in removed)
    head = words["removed"].format(count=len(removed))
    return f'<details class="removed"><summary>{escape(head)}</summary><ul>{rows}</ul></details>'


def _removed_one(one: Removed, words: Words) -> str:
    said = words["removed_by"].format(name=one.removed_by, day=f"{one.removed_at.astimezone():%Y-%m-%d %H:%M}")
    return (
        f"<li><div><strong>{escape(one.title)}</strong><small>{escape(said)}</small></div>"
        f'<button type="button" data-act="restore" data-id="{one.id}">{escape(words["restore"])}</button></li>'
    )


def upload(folder: str, words: Words) -> str:
    """Show where files are dropped or chosen, and the limits."""
    kinds = "、".join(sorted(ACCEPTED))
    hint = words["drop_hint"].format(
        kinds=kinds, mb=MOST_BYTES // _MB, count=MOST_UPLOADED, all=MOST_BYTES_IN_ALL // _MB
    )
    kept = words["kept_in"].format(folder=folder)
    return (
        f'<div id="drop" data-sending="{escape(words["sending"])}" data-most="{MOST_UPLOADED}"><input type="file" '
        f'id="files" multiple accept="{",".join(sorted(ACCEPTED))}"><label for="files"><strong>'
        f'{escape(words["drop"])}</strong><span class="go">{escape(words["choose"])}</span></label>'
        f'<p class="small">{escape(hint)}</p><p class="small">{escape(kept)}</p></div>'
    )


def index(policies: int, clauses: int, files: int, gone: Sequence[str], words: Words) -> str:
    """Show what the index holds and what brings it up to date."""
    line = words["index_line"].format(policies=policies, clauses=clauses, files=files)
    lost = ""
    if gone:
        names = "".join(f"<li>{escape(name)}</li>" for name in gone)
        said = words["gone_files"].format(count=len(gone))
        lost = f'<details class="gone"><summary>{escape(said)}</summary><ul>{names}</ul></details>'
    return (
        f'<div class="card"><p>{escape(line)}</p>{lost}<div class="jobs"><div>'
        f'<button type="button" class="go" data-act="reindex">'
        f'{escape(words["reindex"])}</button><p class="small">{escape(words["reindex_hint"])}</p></div>'
        f'<div><button type="button" data-act="rebuild" data-sure="{escape(words["rebuild_sure"])}">'
        f'{escape(words["rebuild"])}</button><p class="small">{escape(words["rebuild_hint"])}</p></div></div></div>'
    )


def options(pairs: Sequence[tuple[str, str]], chosen: str = "") -> str:
    """Show the choices of a select."""
    return "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(label)}</option>'
        for value, label in pairs
    )
