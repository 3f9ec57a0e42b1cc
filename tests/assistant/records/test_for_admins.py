"""What the admins' pages read: the audit log page by page, and who is signed in, on both databases."""

from __future__ import annotations

from datetime import timedelta

from assistant.records import audit
from assistant.records.accounts import Role, add_account
from assistant.records.audit import Wanted, known_names, page_of
from assistant.records.opened import Records
from assistant.records.sessions import IDLE, begin_session, end_sessions_of, signed_in_accounts
from tests.assistant.records.conftest import Clock


def test_the_log_page_by_page(records: Records) -> None:
    for number in range(7):
        audit.note(records, "account.signed_in", who="王敏", on=str(number))
    found = page_of(records, Wanted(), skip=3, size=3)
    assert [each.on_what for each in found.entries] == ["3", "2", "1"]
    assert found.total == 7
    assert page_of(records, Wanted(), skip=100).entries == ()


def test_the_log_by_who_what_and_day(records: Records, clock: Clock) -> None:
    audit.note(records, "account.signed_in", who="王敏")
    audit.note(records, "account_of.signed_in", who="王敏")
    audit.note(records, "key.made", who="boss", on="门户")
    begin = clock.time
    clock.pass_by(days=1)
    audit.note(records, "key.revoked", who="boss", on="门户")
    audit.note(records, "account.sign_in_failed", on="nobody")

    def told(**wanted: object) -> list[str]:
        return [each.what for each in page_of(records, Wanted.model_validate(wanted)).entries]

    assert told(who="boss") == ["key.revoked", "key.made"]
    assert told(what="account.") == ["account.sign_in_failed", "account.signed_in"]
    assert told(exactly="key.") == []
    assert told(exactly="key.made") == ["key.made"]
    assert told(since=begin, until=begin + timedelta(days=1), who="boss") == ["key.made"]
    assert told(since=begin + timedelta(days=1)) == ["account.sign_in_failed", "key.revoked"]
    assert page_of(records, Wanted(who="boss"), size=1).total == 2
    assert known_names(records) == (
        ("boss", "王敏"),
        ("account.sign_in_failed", "account.signed_in", "account_of.signed_in", "key.made", "key.revoked"),
    )


def test_who_is_signed_in_where(records: Records, clock: Clock) -> None:
    one, other = add_account(records, "王敏", Role.STAFF), add_account(records, "boss", Role.ADMIN)
    assert signed_in_accounts(records) == {}
    begin_session(records, one.id)
    clock.pass_by(minutes=5)
    begin_session(records, one.id)
    begin_session(records, other.id)
    found = signed_in_accounts(records)
    assert (found[one.id].browsers, found[other.id].browsers) == (2, 1)
    assert found[one.id].last_seen == clock.time
    end_sessions_of(records, one.id)
    assert list(signed_in_accounts(records)) == [other.id]
    clock.pass_by(seconds=IDLE.total_seconds())
    assert signed_in_accounts(records) == {}
