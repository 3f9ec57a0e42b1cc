"""Accounts: who may sign in, as what."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from enum import StrEnum
from typing import Self

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from assistant.records import passwords
from assistant.records.errors import RecordsError
from assistant.records.opened import Records
from assistant.records.tables import NAME_LENGTH, AccountRow, LinkRow, SessionRow
from index.policy import Frozen

_NO_PUBLIC = "账号只有坐席和管理员两种角色。/ An account is of the role staff or admin; the public needs none."
_GONE = "这个账号已不存在。/ There is no such account any more."
_LAST = "这是最后一个能登录的管理员，请先另设一个。/ That is the last admin who can sign in: make another one first."


class Role(StrEnum):
    """What somebody may do; each role may do all that those before it may."""

    PUBLIC = "public"
    STAFF = "staff"
    ADMIN = "admin"

    def covers(self, needed: Role) -> bool:
        """Whether this role may do what ``needed`` may."""
        order = tuple(Role)
        return order.index(self) >= order.index(needed)


class Account(Frozen):
    """An account as others see it: never with its password's hash."""

    id: int
    name: str
    role: Role
    disabled: bool
    has_password: bool
    created: datetime

    @classmethod
    def of(cls, row: AccountRow) -> Self:
        """Make it from its row."""
        return cls(
            id=row.id,
            name=row.name,
            role=Role(row.role),
            disabled=row.disabled,
            has_password=row.password_hash is not None,
            created=row.created,
        )


def add_account(records: Records, name: str, role: Role) -> Account:
    """Add an account without a password (a one-time link sets it); RecordsError when the name is taken or is none."""
    name = " ".join(unicodedata.normalize("NFKC", name).split())
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        raise RecordsError(
            f"账号名须为 1 到 {NAME_LENGTH} 个可显示的字符。/ A name has 1 to {NAME_LENGTH} printable characters."
        )
    if role is Role.PUBLIC:
        raise RecordsError(_NO_PUBLIC)
    row = AccountRow(name=name, key=_key(name), role=role.value, disabled=False, created=records.now())
    try:
        with records.writing() as session:
            session.add(row)
    except IntegrityError:
        raise RecordsError(f"已有账号“{name}”。/ There is an account {name!r} already.") from None
    return Account.of(row)


def accounts(records: Records) -> tuple[Account, ...]:
    """Every account, by name."""
    with records.reading() as session:
        return tuple(Account.of(row) for row in session.scalars(select(AccountRow).order_by(AccountRow.key)))


def account_named(records: Records, name: str) -> Account:
    """Return the account called ``name``; raises RecordsError when there is none."""
    with records.reading() as session:
        if row := _by_name(session, name):
            return Account.of(row)
    raise RecordsError(f"There is no account {name!r}: `policy account list` names those there are.")


def check_password(records: Records, name: str, password: str) -> Account | None:
    """Return the account when name and password are right and it is not disabled; takes as long when they are not."""
    with records.reading() as session:
        row = _by_name(session, name)
    stored = row.password_hash if row and not row.disabled else None
    right = passwords.matches(stored, password)
    if not right or row is None or stored is None:
        return None
    if passwords.outdated(stored):
        _keep_rehashed(records, row.id, stored, passwords.rehashed(password))
    return Account.of(row)


def set_password(records: Records, account_id: int, password: str) -> None:
    """Set the password and end every session and one-time link of the account.

    Raises RecordsError for a password that is too short or easily guessed, or when there is no such account.
    """
    name = _existing(records, account_id).name
    made = passwords.hashed(password, name)  # outside the transaction: it takes a tenth of a second
    with records.writing() as session:
        put_password(session, account_id, made, records.now())


def put_password(session: Session, account_id: int, made: str | None, now: datetime) -> None:
    """Keep the hash ``made`` within a transaction; None takes the password away. Ends all that went before."""
    row = session.get_one(AccountRow, account_id)
    row.password_hash, row.password_set = made, now if made else None
    session.execute(delete(SessionRow).where(SessionRow.account_id == account_id))
    session.execute(delete(LinkRow).where(LinkRow.account_id == account_id))


def set_disabled(records: Records, account_id: int, disabled: bool) -> Account:
    """Disable an account, ending its sessions and links, or enable it; RecordsError for the last usable admin."""
    with records.writing() as session:
        row = _for_change(session, account_id)
        if disabled:
            _leave_an_admin(session, row)
            session.execute(delete(SessionRow).where(SessionRow.account_id == account_id))
            session.execute(delete(LinkRow).where(LinkRow.account_id == account_id))
        row.disabled = disabled
    return Account.of(row)


def set_role(records: Records, account_id: int, role: Role) -> Account:
    """Make the account one of another role and end its sessions; RecordsError for the last usable admin."""
    if role is Role.PUBLIC:
        raise RecordsError(_NO_PUBLIC)
    with records.writing() as session:
        row = _for_change(session, account_id)
        if role is not Role.ADMIN:
            _leave_an_admin(session, row)
        row.role = role.value
        session.execute(delete(SessionRow).where(SessionRow.account_id == account_id))
    return Account.of(row)


def _key(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name[: NAME_LENGTH * 2]).split()).casefold()


def _by_name(session: Session, name: str) -> AccountRow | None:
    key = _key(name).replace("\0", "�").encode("utf-8", "replace").decode()
    return session.scalars(select(AccountRow).where(AccountRow.key == key)).one_or_none()


def _existing(records: Records, account_id: int) -> Account:
    with records.reading() as session:
        if row := session.get(AccountRow, account_id):
            return Account.of(row)
    raise RecordsError(_GONE)


def _for_change(session: Session, account_id: int) -> AccountRow:
    # All admins are locked in one order: of two who disable each other at once, the second is refused.
    session.scalars(select(AccountRow).order_by(AccountRow.id).with_for_update()).all()
    if row := session.get(AccountRow, account_id):
        return row
    raise RecordsError(_GONE)


def _leave_an_admin(session: Session, leaving: AccountRow) -> None:
    others = select(func.count()).where(
        AccountRow.role == Role.ADMIN.value,
        AccountRow.disabled.is_(False),
        AccountRow.password_hash.is_not(None),
        AccountRow.id != leaving.id,
    )
    if leaving.role == Role.ADMIN.value and not leaving.disabled and not session.scalar(others):
        raise RecordsError(_LAST)


def _keep_rehashed(records: Records, account_id: int, old: str, new: str) -> None:
    with records.writing() as session:
        row = session.get(AccountRow, account_id)
        if row and row.password_hash == old:
            row.password_hash = new
