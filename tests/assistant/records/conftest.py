"""The records on both databases, each test on empty ones, at a time that stands still until it is moved."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.records.opened import FILE_NAME, Records, open_records
from assistant.settings import Settings
from tests.assistant.postgres import MISSING, cluster, new_database, programs

_numbers = itertools.count(1)


class Clock:
    """Says the time it was set to."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def pass_by(self, **much: float) -> None:
        self.time += timedelta(**much)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    if programs() is None:
        pytest.skip(MISSING)
    with cluster() as address:
        yield address


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of records without any yet."""
    home = tmp_path_factory.mktemp("migrated")
    open_records(Settings(home=home)).close()
    return home / FILE_NAME


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database without any records yet, to copy."""
    url = new_database(postgres, "migrated")
    open_records(Settings(home=tmp_path_factory.mktemp("unused"), records_url=url)).close()
    return "migrated"


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings whose records are an empty database; for tests of ``records``, one with the tables already made."""
    made = "records" in request.fixturenames
    if request.param == "sqlite":
        if made:
            shutil.copy(request.getfixturevalue("migrated"), tmp_path / FILE_NAME)
        return Settings(home=tmp_path)
    address = request.getfixturevalue("postgres")
    template = request.getfixturevalue("migrated_postgres") if made else None
    return Settings(home=tmp_path, records_url=new_database(address, f"records{next(_numbers)}", template))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def records(settings: Settings, clock: Clock) -> Iterator[Records]:
    opened = open_records(settings)
    yield opened.with_clock(clock)
    opened.close()
