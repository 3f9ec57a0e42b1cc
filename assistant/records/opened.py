"""The records opened: SQLite in POLICY_HOME, or any database of RECORDS_URL, brought to this version's tables."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, InterfaceError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from index.errors import SettingError, StoreError

if TYPE_CHECKING:
    from assistant.settings import Settings

FILE_NAME = "records.db"
_WRITES = "records_write"
_WAIT_SECONDS = 30
_MIGRATING = 0x706F6C6963790001  # a number of our own for PostgreSQL's advisory lock
_UNREACHABLE = (OperationalError, InterfaceError, PoolTimeoutError)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Records:
    """The opened records; every function of this package takes them first. Safe to use from many threads.

    ``where`` is what to call the database in a message: never with its password. ``clock`` says what time it is, UTC.
    """

    engine: Engine
    where: str
    clock: Callable[[], datetime] = _now

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return self.clock()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Enter a session that only reads; raises StoreError when the database does not answer."""
        with self._session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Enter a session whose changes are kept together at the end, or not at all; raises StoreError likewise."""
        with self._session(self.engine.execution_options(**{_WRITES: True})) as session, session.begin():
            yield session

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        try:
            with Session(engine, expire_on_commit=False) as session:
                yield session
        except _UNREACHABLE as error:
            raise StoreError(_cannot_be_used(self.where, error)) from error

    def with_clock(self, clock: Callable[[], datetime]) -> Records:
        """Return the same records with another clock."""
        return replace(self, clock=clock)

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def open_records(settings: Settings) -> Records:
    """Open the records of ``settings``, making or migrating their tables first.

    Raises SettingError for a RECORDS_URL that names no database, StoreError when it cannot be reached or written, or
    was made by a newer version of this program.
    """
    from assistant.records.migrating import upgrade

    url = _url(settings)
    where = url.render_as_string(hide_password=True)
    engine = _engine(url)
    try:
        with engine.execution_options(**{_WRITES: True}).begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _MIGRATING})
            upgrade(connection, where)
    except _UNREACHABLE as error:
        engine.dispose()
        raise StoreError(_cannot_be_used(where, error)) from error
    except BaseException:
        engine.dispose()
        raise
    return Records(engine, where)


def _url(settings: Settings) -> URL:
    if not settings.records_url:
        return URL.create("sqlite", database=str(_private_file(settings.home / FILE_NAME)))
    try:
        url = make_url(settings.records_url)
        if url.drivername in ("postgres", "postgresql"):
            url = url.set(drivername="postgresql+psycopg")
        url.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError, ImportError):
        raise SettingError(
            "RECORDS_URL names no database; write it as postgresql://user:password@host/name or sqlite:////path/file."
        ) from None
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise SettingError(f"RECORDS_URL is of {url.get_backend_name()}; the records are kept in SQLite or PostgreSQL.")
    return url


def _private_file(path: Path) -> Path:
    """Make the file for its owner alone, before SQLite makes it for all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(f"The records in {path} cannot be used ({error.strerror}): check POLICY_HOME.") from error
    return path


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, pool_timeout=_WAIT_SECONDS)
    engine = create_engine(url, connect_args={"timeout": _WAIT_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DB-API connection has no type
    # The driver's own transactions begin too late and end before a table is altered: ours are said in full.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # Two that read first and then both write would lock each other out: who means to write says so at once.
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _cannot_be_used(where: str, error: Exception) -> str:
    reason = " ".join(str(getattr(error, "orig", None) or error).split())[:160]
    return f"The records in {where} cannot be used ({reason}): check RECORDS_URL or POLICY_HOME."
