"""Sessions: which browsers are signed in, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from assistant.records.accounts import Account
from assistant.records.opened import Records
from assistant.records.passwords import new_token, token_hash
from assistant.records.tables import AccountRow, SessionRow
from index.policy import Frozen

IDLE = timedelta(hours=8)
LONGEST = timedelta(hours=24)
_SEEN_EVERY = timedelta(minutes=1)


class SignedIn(Frozen):
    """Where an account is signed in now: in how many browsers, and when one of them was last seen."""

    browsers: int
    last_seen: datetime


def begin_session(records: Records, account_id: int, instead_of: str | None = None) -> str:
    """Sign the account in and return the session's token, which is kept only as a hash.

    ``instead_of`` is the token the browser had before, whose session ends; expired sessions of anybody are forgotten.
    """
    token, now = new_token(), records.now()
    with records.writing() as session:
        session.execute(delete(SessionRow).where((SessionRow.expires <= now) | (SessionRow.last_seen <= now - IDLE)))
        if instead_of:
            session.execute(delete(SessionRow).where(SessionRow.token_hash == token_hash(instead_of)))
        session.add(
            SessionRow(
                token_hash=token_hash(token), account_id=account_id, began=now, expires=now + LONGEST, last_seen=now
            )
        )
    return token


def session_account(records: Records, token: str) -> Account | None:
    """Whose session ``token`` is, None when it has ended; being seen keeps it alive, up to ``LONGEST`` in all."""
    now, key = records.now(), token_hash(token)
    with records.reading() as session:
        row = session.get(SessionRow, key)
        if row is None or row.expires <= now or row.last_seen <= now - IDLE:
            return None
        account = session.get(AccountRow, row.account_id)
    if account is None or account.disabled:
        return None
    if now - row.last_seen >= _SEEN_EVERY:
        with records.writing() as session:
            if alive := session.get(SessionRow, key):
                alive.last_seen = now
    return Account.of(account)


def end_session(records: Records, token: str) -> None:
    """End one session; nothing happens when it has ended already."""
    with records.writing() as session:
        session.execute(delete(SessionRow).where(SessionRow.token_hash == token_hash(token)))


def end_sessions_of(records: Records, account_id: int) -> None:
    """Sign the account out everywhere."""
    with records.writing() as session:
        session.execute(delete(SessionRow).where(SessionRow.account_id == account_id))


def signed_in_accounts(records: Records) -> dict[int, SignedIn]:
    """Return which accounts are signed in anywhere now, by their ids."""
    now = records.now()
    query = (
        select(SessionRow.account_id, func.count(), func.max(SessionRow.last_seen))
        .where(SessionRow.expires > now, SessionRow.last_seen > now - IDLE)
        .group_by(SessionRow.account_id)
    )
    with records.reading() as session:
        return {
            account_id: SignedIn(browsers=browsers, last_seen=last_seen)
            for account_id, browsers, last_seen in session.execute(query)
        }
