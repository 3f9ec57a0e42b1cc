"""Keys for programs: shown once when made, kept as a hash."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import select

from assistant.records.accounts import Role
from assistant.records.errors import RecordsError
from assistant.records.masking import kept_text
from assistant.records.opened import Records
from assistant.records.passwords import new_token, token_hash
from assistant.records.tables import NAME_LENGTH, ApiKeyRow
from index.policy import Frozen

PREFIX = "pk_"
_SHOWN = len(PREFIX) + 6
_USED_EVERY = timedelta(minutes=1)


class ApiKey(Frozen):
    """A key as others see it; ``begins`` are its first characters."""

    id: int
    begins: str
    name: str
    role: Role
    created: datetime
    created_by: str
    last_used: datetime | None
    revoked: datetime | None

    @classmethod
    def of(cls, row: ApiKeyRow) -> Self:
        """Make it from its row."""
        return cls(
            id=row.id,
            begins=row.begins,
            name=row.name,
            role=Role(row.role),
            created=row.created,
            created_by=row.created_by,
            last_used=row.last_used,
            revoked=row.revoked,
        )


def make_key(records: Records, name: str, *, by: str, role: Role = Role.PUBLIC) -> tuple[ApiKey, str]:
    """Make a key called ``name``; returns it with its text, which nobody can be told again.

    Raises RecordsError for a name that is empty or too long.
    """
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH:
        raise RecordsError(f"密钥名须为 1 到 {NAME_LENGTH} 个字符。/ A key's name has 1 to {NAME_LENGTH} characters.")
    text = PREFIX + new_token()
    row = ApiKeyRow(
        key_hash=token_hash(text),
        begins=text[:_SHOWN],
        name=kept_text(name)[:NAME_LENGTH],
        role=role.value,
        created=records.now(),
        created_by=by,
    )
    with records.writing() as session:
        session.add(row)
    return ApiKey.of(row), text


def key_of(records: Records, text: str) -> ApiKey | None:
    """Whose key ``text`` is, None when there is none such or it was revoked; notes that it was used."""
    query, now = select(ApiKeyRow).where(ApiKeyRow.key_hash == token_hash(text)), records.now()
    with records.reading() as session:
        row = session.scalars(query).one_or_none()
    if row is None or row.revoked is not None:
        return None
    if row.last_used is None or now - row.last_used >= _USED_EVERY:
        with records.writing() as session:
            session.get_one(ApiKeyRow, row.id).last_used = now
    return ApiKey.of(row)


def api_keys(records: Records) -> tuple[ApiKey, ...]:
    """Every key, newest first, revoked ones too."""
    with records.reading() as session:
        return tuple(ApiKey.of(row) for row in session.scalars(select(ApiKeyRow).order_by(ApiKeyRow.id.desc())))


def revoke_key(records: Records, key_id: int) -> ApiKey:
    """Revoke a key for good; raises RecordsError when there is none."""
    with records.writing() as session:
        row = session.get(ApiKeyRow, key_id)
        if row is None:
            raise RecordsError("没有这个密钥。/ There is no such key.")
        row.revoked = row.revoked or records.now()
    return ApiKey.of(row)
