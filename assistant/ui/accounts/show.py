"""Accounts, keys and the audit log as HTML. Every piece of text goes through ``escape``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import urlencode

from assistant.records.accounts import Account, Role
from assistant.records.api_keys import ApiKey
from assistant.records.audit import Entry, Page
from assistant.records.sessions import SignedIn
from assistant.records.tables import NAME_LENGTH
from assistant.ui.accounts.events import Done
from assistant.ui.accounts.words import Words

PAGE_SIZE = 50
_VIEWS = ("accounts", "keys", "audit")


@dataclass(frozen=True)
class Filter:
    """What of the audit log is shown; each is empty for all of it, ``page`` counts from 0."""

    who: str = ""
    what: str = ""
    day: str = ""
    page: int = 0


def tabs(words: Words) -> str:
    """Show the page's name and its three views; which is open the browser knows."""
    buttons = "".join(f'<button type="button" data-view="{view}">{escape(words[view])}</button>' for view in _VIEWS)
    return f'<div class="head"><h1>{escape(words["title"])}</h1><nav class="views">{buttons}</nav></div>'


def told(done: Done | None, words: Words, refused: str = "") -> str:
    """Say what was done, with the link or key that is shown this once, or why it was refused."""
    if refused:
        return f'<p class="refused" role="alert" tabindex="-1">{escape(refused)}</p>'
    if done is None:
        return ""
    secret = ""
    if done.secret:
        secret = (
            f'<div class="secret"><input readonly aria-label="{escape(done.line)}" value="{escape(done.secret)}">'
            f'<button type="button" data-copy data-copied="{escape(words["copied"])}">{escape(words["copy"])}</button>'
            f"</div>"
        )
    return f'<div class="done" role="status" tabindex="-1"><p>{escape(done.line)}</p>{secret}</div>'


def accounts(
    found: Sequence[Account], signed_in: Mapping[int, SignedIn], own: Account, words: Words, mark: int = 0
) -> str:
    """Show every account with what can be done to it, and the form for a new one; ``mark`` makes it a new picture."""
    role = _roles(Role.STAFF, words, 'name="role"')
    names = ("name", "role", "state", "signed_in", "created", "acts")
    rows = "".join(_account(each, signed_in.get(each.id), own, words) for each in found)
    form = (
        f'<form class="add" data-act="add"><h2>{escape(words["new_account"])}</h2><div class="fields">'
        f"{_field('name', words['name'])}"
        f"<label><span>{escape(words['role'])}</span>{role}</label>"
        f'<button class="go">{escape(words["make_account"])}</button></div>'
        f'<p class="small">{escape(words["account_hint"])}</p></form>'
    )
    return f'<div data-mark="{mark}">{form}{_table(names, rows, words)}</div>'


def keys(found: Sequence[ApiKey], words: Words, mark: int = 0) -> str:
    """Show every key by its first characters, and the form for a new one."""
    form = (
        f'<form class="add" data-act="make-key"><h2>{escape(words["new_key"])}</h2><div class="fields">'
        f"{_field('name', words['key_name'])}"
        f'<button class="go">{escape(words["make_key"])}</button></div>'
        f'<p class="small">{escape(words["key_hint"])}</p></form>'
    )
    rows = "".join(_key(each, words) for each in found)
    table = _table(("key_name", "begins", "created", "last_used", "acts"), rows, words) if found else ""
    return f'<div data-mark="{mark}">{form}{table or _nothing(words["no_keys"])}</div>'


def audit(page: Page, known: tuple[Sequence[str], Sequence[str]], wanted: Filter, words: Words, mark: int = 0) -> str:
    """Show a page of the audit log, with what it can be filtered by."""
    rows = "".join(_entry(each, words) for each in page.entries)
    names = ("time", "who", "what", "on_what", "address")
    body = _table(names, rows, words) + _pager(page, wanted, words) if page.entries else _nothing(words["no_entries"])
    return f'<div data-mark="{mark}">{_filters(known, wanted, words)}{body}</div>'


def what_was_done(what: str, words: Words) -> str:
    """Put an entry's ``what`` in words; what has none is shown as it is."""
    return words[what] if "." in what and what in words else what


def who_did(who: str, words: Words) -> str:
    """Name who did it: an account, the command line, or somebody not signed in."""
    return words["console"] if who == "console" else who or words["unknown_name"]


def when(at: datetime, *, seconds: bool = False) -> str:
    """Write a time as of this machine's clock."""
    return f"{at.astimezone():%Y-%m-%d %H:%M:%S}" if seconds else f"{at.astimezone():%Y-%m-%d %H:%M}"


def _account(each: Account, signed_in: SignedIn | None, own: Account, words: Words) -> str:
    mine = each.id == own.id
    state = "disabled" if each.disabled else "in_use" if each.has_password else "no_password"
    where = words["nowhere"]
    if signed_in:
        where = words["browsers"].format(count=signed_in.browsers, when=when(signed_in.last_seen))
    you = f"<em>{escape(words['you'])}</em>" if mine else ""
    role = _roles(each.role, words, f'data-act="role" data-id="{each.id}" aria-label="{escape(words["role"])}"')
    return (
        f'<tr data-name="{escape(each.name)}"><th scope="row"><b>{escape(each.name)}</b>{you}</th><td>{role}</td>'
        f"{_cell('state', _state(state, words), words)}{_cell('signed_in', escape(where), words)}"
        f"{_cell('created', when(each.created)[:10], words)}"
        f'<td class="acts">{"".join(_acts(each, mine, bool(signed_in), words))}</td></tr>'
    )


def _acts(each: Account, mine: bool, signed_in: bool, words: Words) -> Iterator[str]:
    if each.disabled:
        yield _button("enable", each.id, words["enable"])
        return
    if not mine:
        yield _button("link", each.id, words["link"], words["link_sure"] if each.has_password else "")
    if signed_in:
        yield _button("sign-out", each.id, words["sign_out"], words["sign_out_sure"])
    if not mine:
        yield _button("disable", each.id, words["disable"], words["disable_sure"])


def _key(each: ApiKey, words: Words) -> str:
    used = when(each.last_used) if each.last_used else words["never"]
    if each.revoked:
        end = f'<span class="badge expired">{escape(words["revoked"].format(day=when(each.revoked)[:10]))}</span>'
    else:
        end = _button("revoke", each.id, words["revoke"], words["revoke_sure"])
    by = words["by"].format(name=who_did(each.created_by, words))
    return (
        f'<tr data-name="{escape(each.name)}"{" class=over" if each.revoked else ""}>'
        f'<th scope="row"><b>{escape(each.name)}</b></th>'
        f"{_cell('begins', f'<code>{escape(each.begins)}…</code>', words)}"
        f"{_cell('created', escape(f'{when(each.created)[:10]} · {by}'), words)}"
        f'{_cell("last_used", escape(used), words)}<td class="acts">{end}</td></tr>'
    )


def _entry(each: Entry, words: Words) -> str:
    return (
        f'<tr><td class="when">{when(each.at, seconds=True)}</td><td>{escape(who_did(each.who, words))}</td>'
        f"<td>{escape(what_was_done(each.what, words))}<code>{escape(each.what)}</code></td>"
        f"{_cell('on_what', escape(each.on_what), words)}{_cell('address', escape(each.address), words)}</tr>"
    )


def _filters(known: tuple[Sequence[str], Sequence[str]], wanted: Filter, words: Words) -> str:
    people = _options(known[0], wanted.who, words["anybody"], lambda each: who_did(each, words))
    acts = _options(known[1], wanted.what, words["anything"], lambda each: what_was_done(each, words))
    chosen = {"who": wanted.who, "what": wanted.what, "day": wanted.day, "tongue": words["lang"][:2]}
    address = f"/accounts/audit.csv?{urlencode({key: value for key, value in chosen.items() if value})}"
    return (
        f'<form class="filters" data-act="find">'
        f'<label><span>{escape(words["who"])}</span><select name="who">{people}</select></label>'
        f'<label><span>{escape(words["what"])}</span><select name="what">{acts}</select></label>'
        f'<label><span>{escape(words["day"])}</span><input type="date" name="day" value="{escape(wanted.day)}"></label>'
        f'<button class="go">{escape(words["find"])}</button>'
        f'<a class="export" href="{escape(address)}" download>{escape(words["export"])}</a></form>'
    )


def _options(values: Sequence[str], chosen: str, everything: str, named: Callable[[str], str]) -> str:
    rest = "".join(
        f'<option value="{escape(each)}"{" selected" if each == chosen else ""}>{escape(named(each))}</option>'
        for each in values
    )
    return f'<option value="">{escape(everything)}</option>{rest}'


def _pager(page: Page, wanted: Filter, words: Words) -> str:
    first = wanted.page * PAGE_SIZE + 1
    last = first + len(page.entries) - 1
    line = words["range"].format(first=first, last=last, total=page.total)
    newer, older = wanted.page > 0, last < page.total
    return (
        f'<div class="pager"><span role="status">{escape(line)}</span>'
        f'<button type="button" data-act="page" data-id="{max(wanted.page - 1, 0)}"{"" if newer else " disabled"}>'
        f"{escape(words['newer'])}</button>"
        f'<button type="button" data-act="page" data-id="{wanted.page + 1}"{"" if older else " disabled"}>'
        f"{escape(words['older'])}</button></div>"
    )


def _table(names: Sequence[str], rows: str, words: Words) -> str:
    head = "".join(f'<th scope="col">{escape(words[name])}</th>' for name in names)
    return f'<div class="table" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _cell(name: str, html: str, words: Words) -> str:
    return f'<td data-label="{escape(words[name])}">{html}</td>'


def _state(state: str, words: Words) -> str:
    kind = {"in_use": "in_force", "no_password": "soon", "disabled": "expired"}[state]
    return f'<span class="badge {kind}">{escape(words[state])}</span>'


def _roles(chosen: Role, words: Words, attributes: str) -> str:
    options = "".join(
        f'<option value="{role}"{" selected" if role is chosen else ""}>{escape(words[role.value])}</option>'
        for role in (Role.STAFF, Role.ADMIN)
    )
    return f"<select {attributes}>{options}</select>"


def _field(name: str, label: str) -> str:
    return (
        f'<label><span>{escape(label)}</span><input name="{name}" maxlength="{NAME_LENGTH}" required '
        f'autocomplete="off"></label>'
    )


def _button(act: str, number: int, label: str, sure: str = "") -> str:
    ask = f' data-sure="{escape(sure)}"' if sure else ""
    return f'<button type="button" data-act="{act}" data-id="{number}"{ask}>{escape(label)}</button>'


def _nothing(line: str) -> str:
    return f'<p class="nothing">{escape(line)}</p>'
