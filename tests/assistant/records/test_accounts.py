"""Accounts, passwords, sessions and one-time links, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from assistant.records import passwords
from assistant.records.accounts import (
    Account,
    Role,
    account_named,
    accounts,
    add_account,
    check_password,
    set_disabled,
    set_password,
    set_role,
)
from assistant.records.errors import RecordsError
from assistant.records.links import account_of_link, first_start, new_link, reset_password, use_link
from assistant.records.opened import Records
from assistant.records.sessions import begin_session, end_session, end_sessions_of, session_account
from tests.assistant.records.conftest import Clock

HASHER = passwords._HASHER
GOOD, OTHER = "榴莲 bicycle 47 雨", "another good one 8"


def made(records: Records, name: str = "王敏", role: Role = Role.STAFF, password: str = GOOD) -> Account:
    account = add_account(records, name, role)
    set_password(records, account.id, password)
    return account


def test_roles_are_ordered() -> None:
    assert [a.covers(b) for a in Role for b in Role] == [True, False, False, True, True, False, True, True, True]


def test_a_name_is_one_account_however_it_is_written(records: Records) -> None:
    made(records, "Li  Na")
    assert account_named(records, "ｌｉ ｎａ ").name == "Li Na"
    with pytest.raises(RecordsError, match="already"):
        add_account(records, "LI NA", Role.ADMIN)
    assert [each.name for each in accounts(records)] == ["Li Na"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 65, "a\nb\x07"])
def test_what_is_no_name_is_refused(records: Records, name: str) -> None:
    with pytest.raises(RecordsError):
        add_account(records, name, Role.STAFF)


def test_the_public_has_no_accounts(records: Records) -> None:
    with pytest.raises(RecordsError):
        add_account(records, "x", Role.PUBLIC)


def test_a_password_is_checked_and_kept_as_argon2(records: Records) -> None:
    account = made(records)
    assert check_password(records, "王敏", GOOD) == account_named(records, "王敏")
    assert check_password(records, "王敏", GOOD + "x") is None
    assert check_password(records, "nobody", GOOD) is None
    with records.reading() as session:
        kept = str(session.scalar(text("SELECT password_hash FROM accounts")))
    assert kept.startswith("$argon2id$")
    assert GOOD not in kept
    assert account.has_password is False, "it had none when it was made"


@pytest.mark.parametrize(
    "password", ["short", "a" * 201, "aaaaaaaaaaaa", "Password2026!", "我是王敏王敏的密码1", "1212121212"]
)
def test_a_password_that_is_guessed_is_refused(records: Records, password: str) -> None:
    account = made(records)
    with pytest.raises(RecordsError):
        set_password(records, account.id, password)
    assert check_password(records, "王敏", GOOD)


@pytest.mark.parametrize("odd", ["\0", "\ud800", "x" * 100_000, ""])
def test_odd_input_is_only_wrong(records: Records, odd: str) -> None:
    made(records)
    assert check_password(records, odd, GOOD) is None
    assert check_password(records, "王敏", odd) is None


class Recording:
    """The hasher, with what it was asked to compare with written down; the clock of a busy machine tells less."""

    def __init__(self) -> None:
        self.compared: list[str] = []

    def verify(self, stored: str, password: str) -> bool:
        self.compared.append(stored)
        return HASHER.verify(stored, password)


def test_as_much_is_computed_for_a_name_that_is_not_there(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    made(records)
    disabled = made(records, "离职")
    set_disabled(records, disabled.id, disabled=True)
    add_account(records, "等链接", Role.STAFF)
    recording = Recording()
    monkeypatch.setattr(passwords, "_HASHER", recording)
    for name in ("王敏", "查无此人", "离职", "等链接"):
        assert check_password(records, name, OTHER) is None
    costs = {each.split("$")[3] for each in recording.compared}
    assert len(recording.compared) == 4
    assert costs == {"m=65536,t=3,p=4"}


def test_an_outdated_hash_is_made_anew_at_sign_in(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1))
    made(records)
    monkeypatch.undo()
    assert check_password(records, "王敏", GOOD)
    with records.reading() as session:
        kept = str(session.scalar(text("SELECT password_hash FROM accounts")))
    assert "m=65536" in kept
    assert check_password(records, "王敏", GOOD)


def test_a_session_lives_while_it_is_used_but_not_for_ever(records: Records, clock: Clock) -> None:
    token = begin_session(records, made(records).id)
    for _ in range(3):
        clock.pass_by(hours=7, minutes=59)
        assert session_account(records, token)
    clock.pass_by(minutes=10)
    assert session_account(records, token) is None, "24 hours have passed"


def test_a_session_that_is_not_used_ends(records: Records, clock: Clock) -> None:
    token = begin_session(records, made(records).id)
    clock.pass_by(hours=8)
    assert session_account(records, token) is None


def test_a_session_is_kept_as_a_hash_and_expired_ones_are_forgotten(records: Records, clock: Clock) -> None:
    account = made(records)
    old = begin_session(records, account.id)
    clock.pass_by(hours=25)
    token = begin_session(records, account.id)
    with records.reading() as session:
        kept = list(session.scalars(text("SELECT token_hash FROM sessions")))
    assert kept == [passwords.token_hash(token)]
    assert old not in kept


def test_signing_in_again_ends_the_session_the_browser_had(records: Records) -> None:
    account = made(records)
    first = begin_session(records, account.id)
    second = begin_session(records, account.id, instead_of=first)
    assert first != second
    assert session_account(records, first) is None
    assert session_account(records, second)


def test_sessions_end_by_signing_out_by_a_new_password_and_by_being_disabled(records: Records) -> None:
    account = made(records)
    made(records, "root one", Role.ADMIN)

    def tokens() -> list[str]:
        return [begin_session(records, account.id) for _ in range(2)]

    one, other = tokens()
    end_session(records, one)
    assert session_account(records, one) is None
    assert session_account(records, other)
    end_sessions_of(records, account.id)
    assert session_account(records, other) is None
    for end in (
        lambda: set_password(records, account.id, OTHER),
        lambda: set_role(records, account.id, Role.ADMIN),
        lambda: set_disabled(records, account.id, disabled=True),
    ):
        one, other = tokens()
        assert session_account(records, one)
        end()
        assert session_account(records, one) is None
        assert session_account(records, other) is None
    assert check_password(records, "王敏", OTHER) is None, "disabled"
    set_disabled(records, account.id, disabled=False)
    assert check_password(records, "王敏", OTHER)


def test_the_last_admin_stays(records: Records) -> None:
    boss = made(records, "boss one", Role.ADMIN)
    waiting = add_account(records, "no password yet", Role.ADMIN)
    for change in (
        lambda: set_disabled(records, boss.id, disabled=True),
        lambda: set_role(records, boss.id, Role.STAFF),
    ):
        with pytest.raises(RecordsError, match="last admin"):
            change()
    set_password(records, waiting.id, GOOD)
    set_disabled(records, boss.id, disabled=True)
    with pytest.raises(RecordsError, match="last admin"):
        set_role(records, waiting.id, Role.STAFF)


def test_two_admins_cannot_disable_each_other(records: Records) -> None:
    both = [made(records, f"boss {each}", Role.ADMIN) for each in "ab"]

    def disable(account: Account) -> bool:
        try:
            set_disabled(records, account.id, disabled=True)
        except RecordsError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(disable, both)) == [False, True]


def test_a_link_sets_a_password_once(records: Records) -> None:
    account = add_account(records, "王敏", Role.STAFF)
    token = new_link(records, account.id)
    assert account_of_link(records, token) == account
    with pytest.raises(RecordsError):
        use_link(records, token, "short")
    assert use_link(records, token, GOOD)
    assert check_password(records, "王敏", GOOD)
    assert use_link(records, token, OTHER) is None
    assert check_password(records, "王敏", OTHER) is None
    assert account_of_link(records, token) is None


def test_of_two_who_use_a_link_at_once_one_does(records: Records) -> None:
    token = new_link(records, add_account(records, "王敏", Role.STAFF).id)
    with ThreadPoolExecutor(2) as pool:
        used = list(pool.map(lambda word: use_link(records, token, word), (GOOD, OTHER)))
    assert sum(each is not None for each in used) == 1


def test_a_link_lasts_an_hour_and_the_newest_counts(records: Records, clock: Clock) -> None:
    account = add_account(records, "王敏", Role.STAFF)
    first, second = new_link(records, account.id), new_link(records, account.id)
    assert account_of_link(records, first) is None
    clock.pass_by(minutes=59)
    assert account_of_link(records, second)
    clock.pass_by(minutes=1)
    assert account_of_link(records, second) is None
    assert use_link(records, second, GOOD) is None


def test_a_reset_takes_the_password_and_the_sessions(records: Records) -> None:
    account = made(records)
    token = begin_session(records, account.id)
    link = reset_password(records, account.id)
    assert check_password(records, "王敏", GOOD) is None
    assert session_account(records, token) is None
    assert use_link(records, link, OTHER)
    assert check_password(records, "王敏", OTHER)


def test_the_link_of_a_disabled_account_is_worth_nothing(records: Records) -> None:
    account = add_account(records, "王敏", Role.STAFF)
    link = new_link(records, account.id)
    set_disabled(records, account.id, disabled=True)
    assert use_link(records, link, GOOD) is None


def test_the_first_start_makes_one_admin_without_any_password(records: Records, clock: Clock) -> None:
    first = first_start(records)
    assert first is not None
    account, lost = first
    assert (account.name, account.role, account.has_password) == ("admin", Role.ADMIN, False)
    clock.pass_by(hours=2)
    again = first_start(records)
    assert again is not None
    assert again[0].id == account.id, "no second one"
    assert use_link(records, lost, GOOD) is None
    assert use_link(records, again[1], GOOD)
    assert first_start(records) is None
    assert len(accounts(records)) == 1
