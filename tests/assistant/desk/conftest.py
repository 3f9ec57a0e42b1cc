"""A desk over the real index of the samples and real records, with a member of staff and an admin."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answer import Resources
from assistant.records.accounts import Account, Role, add_account
from assistant.records.opened import Records, open_records
from assistant.settings import Settings
from assistant.ui.desk.events import Desk
from index.search import Searcher


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = open_records(Settings(home=tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def staff(records: Records) -> Account:
    return add_account(records, "王敏", Role.STAFF)


@pytest.fixture
def admin(records: Records) -> Account:
    return add_account(records, "boss", Role.ADMIN)


@pytest.fixture
def desk(searcher: Searcher, records: Records, tmp_path: Path) -> Desk:
    return Desk(Resources(searcher, None, Settings(home=tmp_path, llm_enabled=False, rate_limit=0)), records)
