"""The records opened: made, migrated, refused with one line, and whole under many writers."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, event, inspect, text

from assistant.records import audit, migrating
from assistant.records.accounts import Role, add_account
from assistant.records.calls import add_exchange, begin_call, call
from assistant.records.opened import FILE_NAME, Records, open_records
from assistant.records.tables import Base
from assistant.settings import Settings
from index.errors import SettingError, StoreError

REVISIONS = [each.revision for each in ScriptDirectory(str(migrating._FOLDER)).walk_revisions("base", "heads")][::-1]


def plain_engine(settings: Settings) -> Engine:
    """The database without what ``open_records`` does to it."""
    if settings.records_url:
        return create_engine(settings.records_url.replace("postgresql:", "postgresql+psycopg:"))
    return create_engine(f"sqlite:///{settings.home / FILE_NAME}")


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_there_is_one_line_of_revisions() -> None:
    assert len(REVISIONS) >= 3
    assert ScriptDirectory(str(migrating._FOLDER)).get_heads() == [REVISIONS[-1]]


def test_from_empty_all_tables_are_there_and_as_the_models_say(settings: Settings) -> None:
    records = open_records(settings)
    assert tables(records.engine) == set(Base.metadata.tables)
    with records.engine.begin() as connection:
        migrating.check(connection)
    records.close()


def test_the_check_notices_a_table_that_differs(settings: Settings) -> None:
    records = open_records(settings)
    with records.engine.begin() as connection:
        connection.execute(text("ALTER TABLE calls ADD COLUMN stray TEXT"))
        with pytest.raises(Exception, match="stray"):
            migrating.check(connection)
    records.close()


def test_from_the_first_revision_up_what_was_kept_stays(settings: Settings) -> None:
    engine = plain_engine(settings)
    with engine.begin() as connection:
        migrating.upgrade(connection, "here", REVISIONS[0])
    assert "calls" not in tables(engine)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO accounts (id, name, key, role, disabled, created) "
                "VALUES (7, '王敏', '王敏', 'staff', false, '2026-01-02 03:04:05')"
            )
        )
    engine.dispose()
    records = open_records(settings)
    assert tables(records.engine) == set(Base.metadata.tables)
    with records.engine.begin() as connection:
        migrating.check(connection)
        assert connection.scalar(text("SELECT name FROM accounts WHERE id = 7")) == "王敏"
    records.close()


def test_each_revision_can_be_taken_back(settings: Settings) -> None:
    from alembic import command

    engine = plain_engine(settings)
    with engine.begin() as connection:
        migrating.upgrade(connection, "here")
    with engine.begin() as connection:
        command.downgrade(migrating._config(connection), "base")
    assert tables(engine) == set()
    with engine.begin() as connection:
        migrating.upgrade(connection, "here")
    assert tables(engine) == set(Base.metadata.tables)
    engine.dispose()


def test_opening_again_changes_nothing(settings: Settings) -> None:
    for _ in range(2):
        records = open_records(settings)
        audit.note(records, "test.done", who="a")
        records.close()
    records = open_records(settings)
    assert len(audit.entries(records)) == 2
    records.close()


def test_several_may_open_at_once(settings: Settings) -> None:
    with ThreadPoolExecutor(6) as pool:
        opened = list(pool.map(lambda _: open_records(settings), range(6)))
    assert tables(opened[0].engine) == set(Base.metadata.tables)
    for records in opened:
        records.close()


def test_records_of_a_newer_version_are_refused(settings: Settings) -> None:
    open_records(settings).close()
    engine = plain_engine(settings)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreError, match="another version of this program"):
        open_records(settings)


def test_many_writers_lose_nothing(records: Records) -> None:
    account = add_account(records, "王敏", Role.STAFF)
    talk = begin_call(records, account)

    def ask(number: int) -> None:
        add_exchange(records, account, talk.id, question=f"问{number}", status="answered")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(40)))
    assert {each.question for each in call(records, account, talk.id).exchanges} == {f"问{n}" for n in range(40)}


def test_a_failed_change_leaves_nothing(records: Records) -> None:
    def half_done() -> None:
        with records.writing() as session:
            session.execute(text("INSERT INTO alembic_version (version_num) VALUES ('x')"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()
    with records.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM alembic_version")) == 1


@pytest.mark.parametrize(
    "url",
    ["nonsense", "mysql://u:geheim@h/d", "postgresql+nodriver://u:geheim@h/d", "http://u:geheim@h", "sqlite+x://"],
)
def test_a_wrong_address_is_one_line_without_its_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingError, match="RECORDS_URL") as raised:
        open_records(Settings(home=tmp_path, records_url=url))
    assert "geheim" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_database_that_does_not_answer_is_one_line_without_its_password(tmp_path: Path) -> None:
    url = f"postgresql://u:geheim@/d?host={tmp_path}&connect_timeout=2"
    with pytest.raises(StoreError, match="cannot be used") as raised:
        open_records(Settings(home=tmp_path, records_url=url))
    assert "geheim" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_home_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreError, match="POLICY_HOME"):
        open_records(Settings(home=tmp_path / "file"))


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    records = open_records(Settings(home=tmp_path))
    audit.note(records, "test.done")
    for path in tmp_path.glob(f"{FILE_NAME}*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    records.close()


def test_a_file_of_another_name_can_be_set(tmp_path: Path) -> None:
    records = open_records(replace(Settings(home=tmp_path), records_url=f"sqlite:///{tmp_path}/other.db"))
    records.close()
    assert (tmp_path / "other.db").is_file()
    assert not (tmp_path / FILE_NAME).exists()


def test_the_connections_say_what_they_mean_to_do(tmp_path: Path) -> None:
    records, said = open_records(Settings(home=tmp_path)), []
    event.listen(records.engine, "before_cursor_execute", lambda _c, _k, statement, *_rest: said.append(statement))
    with records.reading() as session:
        session.scalar(text("SELECT 1"))
    with records.writing() as session:
        session.scalar(text("SELECT 2"))
    assert [each for each in said if each.startswith("BEGIN")] == ["BEGIN", "BEGIN IMMEDIATE"]
    records.close()
