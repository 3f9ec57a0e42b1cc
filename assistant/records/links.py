"""One-time links: how an account gets its first password, or a new one. No password is ever made for anybody."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, select, update

from assistant.records import passwords
from assistant.records.accounts import Account, Role, accounts, add_account, put_password
from assistant.records.opened import Records
from assistant.records.tables import AccountRow, LinkRow
from index.policy import Frozen

VALID = timedelta(hours=1)
FIRST_ADMIN = "admin"


class AccountLink(Frozen):
    """An account with the one-time link that sets its password, as ``policy account add --json`` gives it."""

    name: str
    role: str
    link: str


def new_link(records: Records, account_id: int) -> str:
    """Return a new link's token, valid an hour and once; an earlier link of the account is worth nothing any more."""
    token = passwords.new_token()
    with records.writing() as session:
        session.execute(delete(LinkRow).where(LinkRow.account_id == account_id))
        session.add(
            LinkRow(token_hash=passwords.token_hash(token), account_id=account_id, expires=records.now() + VALID)
        )
    return token


def reset_password(records: Records, account_id: int) -> str:
    """Take the account's password away, end its sessions and return a new link's token."""
    with records.writing() as session:
        put_password(session, account_id, None, records.now())
    return new_link(records, account_id)


def account_of_link(records: Records, token: str) -> Account | None:
    """Whose link ``token`` is; None when it was used, is too old or never was."""
    with records.reading() as session:
        link = session.get(LinkRow, passwords.token_hash(token))
        if link is None or link.used is not None or link.expires <= records.now():
            return None
        row = session.get(AccountRow, link.account_id)
    return Account.of(row) if row and not row.disabled else None


def use_link(records: Records, token: str, password: str) -> Account | None:
    """Set the password of the link's account and use the link up; None when the link is worth nothing.

    Raises RecordsError for a password that is too short or easily guessed; the link then stays good.
    """
    if (account := account_of_link(records, token)) is None:
        return None
    made, now = passwords.hashed(password, account.name), records.now()
    with records.writing() as session:
        # One statement, so that of two who use a link at once only one does.
        used = session.execute(
            update(LinkRow)
            .where(LinkRow.token_hash == passwords.token_hash(token), LinkRow.used.is_(None), LinkRow.expires > now)
            .values(used=now)
            .returning(LinkRow.account_id)
        ).one_or_none()
        if used is None:
            return None
        put_password(session, account.id, made, now)
    return account.model_copy(update={"has_password": True})


def first_start(records: Records) -> tuple[Account, str] | None:
    """When nobody can sign in as admin yet: make the admin account, if there is none, and a link for it.

    Returns None once an admin has a password. A link printed before is worth nothing after the next start.
    """
    with records.reading() as session:
        able = session.scalar(
            select(func.count()).where(
                AccountRow.role == Role.ADMIN.value,
                AccountRow.disabled.is_(False),
                AccountRow.password_hash.is_not(None),
            )
        )
    if able:
        return None
    waiting = [each for each in accounts(records) if each.role is Role.ADMIN and not each.disabled]
    admin = waiting[0] if waiting else add_account(records, FIRST_ADMIN, Role.ADMIN)
    return admin, new_link(records, admin.id)
