"""The records on both databases, each test on empty ones, at a time that stands still until it is moved."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.records.opened import Records, open_records
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


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings whose records are an empty database."""
    if request.param == "sqlite":
        return Settings(home=tmp_path)
    address = request.getfixturevalue("postgres")
    return Settings(home=tmp_path, records_url=new_database(address, f"records{next(_numbers)}"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def records(settings: Settings, clock: Clock) -> Iterator[Records]:
    opened = open_records(settings)
    yield opened.with_clock(clock)
    opened.close()
