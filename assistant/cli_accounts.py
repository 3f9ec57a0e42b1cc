"""The ``policy account`` commands: who may sign in, run by who has the machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from assistant.first_start import link_address

if TYPE_CHECKING:
    from assistant.records.accounts import Account
    from assistant.records.links import AccountLink
    from assistant.records.opened import Records

_HERE = "http://127.0.0.1:7860"

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
address_option = click.option(
    "--address",
    metavar="URL",
    help=f"Where people reach the page, for the link; PUBLIC_URL or {_HERE} unless given.",
)


@click.group("account")
def account() -> None:
    """Make, list, reset and disable the accounts that may sign in."""


@account.command()
@click.argument("name")
@click.option(
    "--role", type=click.Choice(["staff", "admin"]), default="staff", show_default=True, help="What it may do."
)
@address_option
@json_option
def add(name: str, role: str, address: str | None, as_json: bool) -> None:
    """Make the account NAME and print a one-time link that sets its password within an hour."""
    from assistant.records import audit
    from assistant.records.accounts import Role, add_account
    from assistant.records.links import new_link

    with _records() as records:
        made = add_account(records, name, Role(role))
        token = new_link(records, made.id)
        audit.note(records, "account.added", who="console", on=f"{made.name} ({made.role})")
    _print_link(made, token, address, as_json)


@account.command()
@click.argument("name")
@address_option
@json_option
def reset(name: str, address: str | None, as_json: bool) -> None:
    """Take the password of NAME away, sign it out everywhere and print a one-time link for a new one."""
    from assistant.records import audit
    from assistant.records.accounts import account_named
    from assistant.records.errors import RecordsError
    from assistant.records.links import reset_password

    with _records() as records:
        found = account_named(records, name)
        if found.disabled:
            raise RecordsError(f"{found.name} is disabled; enable it first: policy account disable {name} --undo")
        token = reset_password(records, found.id)
        audit.note(records, "account.reset", who="console", on=found.name)
    _print_link(found, token, address, as_json)


@account.command("list")
@json_option
def list_accounts(as_json: bool) -> None:
    """List the accounts: role, whether a password is set, whether disabled."""
    from assistant.records.accounts import accounts

    with _records() as records:
        found = accounts(records)
    _print(found, as_json, [_line(each) for each in found] or ["no account yet"])


@account.command()
@click.argument("name")
@click.option("--undo", is_flag=True, help="Let it sign in again.")
@json_option
def disable(name: str, undo: bool, as_json: bool) -> None:
    """Keep NAME from signing in, and sign it out everywhere; what it did stays on record."""
    from assistant.records import audit
    from assistant.records.accounts import account_named, set_disabled

    with _records() as records:
        changed = set_disabled(records, account_named(records, name).id, disabled=not undo)
        audit.note(records, "account.enabled" if undo else "account.disabled", who="console", on=changed.name)
    _print(changed, as_json, [_line(changed)])


@contextmanager
def _records() -> Iterator[Records]:
    from assistant.records.opened import open_records
    from assistant.settings import Settings

    records = open_records(Settings.from_environment())
    try:
        yield records
    finally:
        records.close()


def _print_link(made: Account, token: str, address: str | None, as_json: bool) -> None:
    from assistant.records.links import AccountLink
    from assistant.settings import Settings

    link = link_address(address or Settings.from_environment().public_url or _HERE, token)
    shown = AccountLink(name=made.name, role=made.role.value, link=link)
    _print(shown, as_json, [f"{made.name} ({made.role}): this link sets the password, once, within an hour:", link])


def _print(value: Account | AccountLink | Sequence[Account], as_json: bool, lines: Sequence[str]) -> None:
    if as_json:
        from pydantic_core import to_json

        lines = [to_json(value, indent=2).decode()]
    for line in lines:
        click.echo(line)


def _line(each: Account) -> str:
    state = "disabled" if each.disabled else "password set" if each.has_password else "no password yet"
    return f"{each.name}  {each.role}  {state}"
