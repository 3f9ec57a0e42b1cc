"""What each event of the page does, to real records: every change has its line in the audit log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from assistant.first_start import link_address
from assistant.records import audit
from assistant.records.accounts import Account, Role, accounts, add_account, set_disabled, set_role
from assistant.records.api_keys import make_key, revoke_key
from assistant.records.audit import Wanted
from assistant.records.errors import RecordsError
from assistant.records.links import new_link, reset_password
from assistant.records.opened import Records
from assistant.records.sessions import end_sessions_of
from assistant.ui.accounts.words import Words

FORMS = ("add", "make-key")
"""The acts that are asked for by a form with a field to type in."""


@dataclass(frozen=True)
class Actor:
    """The admin who does something: from which address, and under which one people reach this site."""

    account: Account
    address: str
    site: str


@dataclass(frozen=True)
class Done:
    """What was done, in words, and the link or key that is shown this once."""

    line: str
    secret: str = field(default="", repr=False)


@dataclass(frozen=True)
class Asked:
    """What a button or form of the page asks for; all of it comes from a browser and is checked here."""

    act: str
    id: int = 0
    name: str = ""
    role: str = ""


def may_use(account: Account | None) -> bool:
    """Whether ``account`` may use this page at all."""
    return account is not None and not account.disabled and account.role.covers(Role.ADMIN)


def do(asked: Asked, actor: Actor, records: Records, words: Words) -> Done:
    """Do what is asked; raises RecordsError, saying why, for what cannot be done."""
    if act := _ACTS.get(asked.act):
        return act(asked, actor, records, words)
    raise RecordsError(words["no_act"])


def _add(asked: Asked, actor: Actor, records: Records, words: Words) -> Done:
    made = add_account(records, asked.name, _role(asked.role, words))
    token = new_link(records, made.id)
    _note(records, actor, "account.added", f"{made.name} ({made.role})")
    line = words["done_added"].format(name=made.name, role=words[made.role.value])
    return Done(line, link_address(actor.site, token))


def _link(asked: Asked, actor: Actor, records: Records, words: Words) -> Done:
    found = _found(asked, records, words)
    if found.id == actor.account.id:
        raise RecordsError(words["own_password"])
    if found.disabled:
        raise RecordsError(words["disabled_first"])
    token = reset_password(records, found.id)
    _note(records, actor, "account.reset", found.name)
    return Done(words["done_link"].format(name=found.name), link_address(actor.site, token))


def _change_role(asked: Asked, actor: Actor, records: Records, words: Words) -> Done:
    wanted, before = _role(asked.role, words), _found(asked, records, words)
    changed = set_role(records, before.id, wanted)
    _note(records, actor, "account.role_changed", f"{changed.name} ({before.role} → {changed.role})")
    return Done(words["done_role"].format(name=changed.name, role=words[changed.role.value]))


def _disable(asked: Asked, actor: Actor, records: Records, words: Words) -> Done:
    changed = set_disabled(records, _found(asked, records, words).id, disabled=True)
    _note(records, actor, "account.disabled", changed.name)
    return Done(words["done_disabled"].format(name=changed.name))


def _enable(asked: Asked, actor: Actor, records: Records, words: Words) -> Done:
    changed = set_disabled(records, _found(asked, records, words).id, disabled=False)
    _note(records, actor, "account.enabled", changed.name)
    return Done(words["done_enabled"].format(name=changed.name))


def _sign_out(asked: Asked, actor: Actor, records: Records, words: Words) -> Done:
    found = _found(asked, records, words)
    end_sessions_of(records, found.id)
    _note(records, actor, "account.signed_out_everywhere", found.name)
    return Done(words["done_signed_out"].format(name=found.name))


def _make_key(asked: Asked, actor: Actor, records: Records, words: Words) -> Done:
    made, text = make_key(records, asked.name, by=actor.account.name)
    _note(records, actor, "key.made", f"{made.name} ({made.begins}…)")
    return Done(words["done_key"].format(name=made.name), text)


def _revoke(asked: Asked, actor: Actor, records: Records, words: Words) -> Done:
    revoked = revoke_key(records, asked.id)
    _note(records, actor, "key.revoked", f"{revoked.name} ({revoked.begins}…)")
    return Done(words["done_revoked"].format(name=revoked.name))


_ACTS: dict[str, Callable[[Asked, Actor, Records, Words], Done]] = {
    "add": _add,
    "link": _link,
    "role": _change_role,
    "disable": _disable,
    "enable": _enable,
    "sign-out": _sign_out,
    "make-key": _make_key,
    "revoke": _revoke,
}


def wanted(who: str, what: str, day: str) -> Wanted:
    """Make the filter of the audit log; ``day`` is ISO, in the time of this machine. What is no day filters nothing."""
    found = Wanted(who=who or None, exactly=what or None)
    try:
        begin = datetime.combine(date.fromisoformat(day), time())
        days = {"since": begin.astimezone(), "until": (begin + timedelta(days=1)).astimezone()}
    except (ValueError, OverflowError):
        return found
    return found.model_copy(update=days)


def _role(text: str, words: Words) -> Role:
    if text not in (Role.STAFF, Role.ADMIN):
        raise RecordsError(words["no_role"])
    return Role(text)


def _found(asked: Asked, records: Records, words: Words) -> Account:
    if found := next((each for each in accounts(records) if each.id == asked.id), None):
        return found
    raise RecordsError(words["no_act"])


def _note(records: Records, actor: Actor, what: str, on: str) -> None:
    audit.note(records, what, who=actor.account.name, on=on, address=actor.address)
