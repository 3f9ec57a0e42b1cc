"""The page of accounts over real records: what each event does, who may, and what the audit log then says."""

from __future__ import annotations

import csv
import inspect
import io
import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from assistant.records import audit
from assistant.records.accounts import Account, Role, account_named, accounts, add_account, set_disabled, set_password
from assistant.records.api_keys import api_keys, key_of
from assistant.records.audit import entries
from assistant.records.links import account_of_link
from assistant.records.opened import Records
from assistant.records.sessions import begin_session, session_account
from assistant.settings import Settings
from assistant.ui.accounts import handlers
from assistant.ui.accounts.handlers import Kept
from assistant.ui.accounts.page import build_accounts
from assistant.ui.accounts.words import EN, ZH
from tests.assistant.admin.conftest import PASSWORD, called, client, events_of, refused_to_all_but_admins

EVIL = '<img src=x onerror="alert(1)">'


@pytest.fixture
def kept(records: Records, tmp_path: Any) -> Kept:
    return Kept(records, Settings(home=tmp_path))


def did(kept: Kept, account: Account, act: str, tongue: str = "zh", **sent: object) -> list[str]:
    """What the page shows after an act: what was done, the accounts, the keys."""
    shown = called(handlers.acting_event(kept), account, tongue, act=act, **sent)
    return [unescape(str(part)) for part in shown]


def secret(told: str) -> str:
    (found,) = re.findall(r'value="(.+?)"', told)
    return str(found)


def noted(records: Records) -> tuple[str, str, str, str]:
    (last,) = entries(records, 1)
    return last.what, last.who, last.on_what, last.address


def test_an_account_is_made_with_a_link_that_is_shown_once(kept: Kept, admin: Account) -> None:
    told, listed, _ = did(kept, admin, "add", name=" 赵  静 ", role="staff")
    link = secret(told)
    assert link.startswith("http://policy.example.cn/sign-in/link/")
    token = link.rpartition("/")[2]
    owner = account_of_link(kept.records, token)
    assert owner is not None
    assert (owner.name, owner.role, owner.has_password) == ("赵 静", Role.STAFF, False)
    assert noted(kept.records) == ("account.added", "boss", "赵 静 (staff)", "10.0.0.8")
    assert "未设密码" in listed
    again = "".join(map(str, called(handlers.opening_event(kept), admin)))
    assert token not in again
    assert not any(token in each.on_what for each in entries(kept.records))


def test_the_link_is_at_the_public_address(records: Records, admin: Account, tmp_path: Any) -> None:
    kept = Kept(records, Settings(home=tmp_path, public_url="https://policy.gov.example"))
    told, *_ = did(kept, admin, "add", name="赵静", role="admin")
    assert secret(told).startswith("https://policy.gov.example/sign-in/link/")


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"act": "add", "name": "王敏", "role": "staff"}, "已有账号"),
        ({"act": "add", "name": "", "role": "staff"}, "账号名须为"),
        ({"act": "add", "name": "x" * 65, "role": "staff"}, "账号名须为"),
        ({"act": "add", "name": "新人", "role": "public"}, "只有坐席和管理员"),
        ({"act": "add", "name": "新人"}, "只有坐席和管理员"),
        ({"act": "add", "name": ["a"], "role": {"b": 1}}, "只有坐席和管理员"),
        ({"act": "role", "id": "2", "role": "owner"}, "只有坐席和管理员"),
        ({"act": "role", "id": "999", "role": "staff"}, "没有这个操作"),
        ({"act": "disable", "id": "-1"}, "没有这个操作"),
        ({"act": "disable", "id": 2}, "没有这个操作"),
        ({"act": "revoke", "id": "7"}, "没有这个密钥"),
        ({"act": "make-key", "name": " "}, "密钥名须为"),
        ({"act": "drop"}, "没有这个操作"),
        ({}, "没有这个操作"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    kept: Kept, admin: Account, staff: Account, sent: dict[str, Any], why: str
) -> None:
    before = accounts(kept.records), api_keys(kept.records), len(entries(kept.records))
    told = called(handlers.acting_event(kept), admin, **sent)[0]
    assert why in told
    assert 'class="refused"' in told
    assert (accounts(kept.records), api_keys(kept.records), len(entries(kept.records))) == before


def test_the_last_admin_is_neither_demoted_nor_disabled(kept: Kept, admin: Account, staff: Account) -> None:
    waiting = add_account(kept.records, "waiting", Role.ADMIN)  # without a password it cannot sign in
    for act in ("disable", "role"):
        told, listed, _ = did(kept, admin, act, id=str(admin.id), role="staff")
        assert "最后一个能登录的管理员" in told
        assert '<option value="admin" selected>' in listed
    assert account_named(kept.records, "boss").role is Role.ADMIN
    set_password(kept.records, waiting.id, PASSWORD)
    assert "现在是坐席" in did(kept, admin, "role", id=str(admin.id), role="staff")[0]
    assert account_named(kept.records, "boss").role is Role.STAFF
    other = account_named(kept.records, "waiting")
    assert "最后一个" in did(kept, other, "disable", id=str(other.id))[0]


def test_a_changed_role_signs_out(kept: Kept, admin: Account, staff: Account) -> None:
    token = begin_session(kept.records, staff.id)
    told, *_ = did(kept, admin, "role", id=str(staff.id), role="admin")
    assert "“王敏”现在是管理员" in told
    assert account_named(kept.records, "王敏").role is Role.ADMIN
    assert session_account(kept.records, token) is None
    assert noted(kept.records)[:3] == ("account.role_changed", "boss", "王敏 (staff → admin)")


def test_disabled_signed_out_and_enabled_again(kept: Kept, admin: Account, staff: Account) -> None:
    token = begin_session(kept.records, staff.id)
    _, listed, _ = did(kept, admin, "find")
    assert "1 处" in listed.split('data-name="王敏"')[1]
    did(kept, admin, "sign-out", id=str(staff.id))
    assert session_account(kept.records, token) is None
    assert noted(kept.records)[0] == "account.signed_out_everywhere"
    _, listed, _ = did(kept, admin, "disable", id=str(staff.id))
    assert "已停用" in listed
    assert account_named(kept.records, "王敏").disabled
    assert "请先启用" in did(kept, admin, "link", id=str(staff.id))[0]
    did(kept, admin, "enable", id=str(staff.id))
    assert not account_named(kept.records, "王敏").disabled
    assert [each.what for each in entries(kept.records, 2)] == ["account.enabled", "account.disabled"]


def test_a_forgotten_password_is_voided_and_a_link_sets_a_new_one(kept: Kept, admin: Account, staff: Account) -> None:
    set_password(kept.records, staff.id, PASSWORD)
    told, *_ = did(kept, admin, "link", id=str(staff.id))
    assert not account_named(kept.records, "王敏").has_password
    owner = account_of_link(kept.records, secret(told).rpartition("/")[2])
    assert owner is not None
    assert owner.id == staff.id
    assert noted(kept.records)[:3] == ("account.reset", "boss", "王敏")
    assert "我的账号" in did(kept, admin, "link", id=str(admin.id))[0]
    assert account_named(kept.records, "boss").has_password


def test_a_key_is_shown_once_and_revoked_for_good(kept: Kept, admin: Account) -> None:
    told, _, listed = did(kept, admin, "make-key", name="政务大厅")
    text = secret(told)
    made = key_of(kept.records, text)
    assert made is not None
    assert (made.name, made.created_by, made.role) == ("政务大厅", "boss", Role.PUBLIC)
    assert text not in listed
    assert made.begins in listed
    assert noted(kept.records)[0] == "key.made"
    _, _, listed = did(kept, admin, "revoke", id=str(made.id))
    assert key_of(kept.records, text) is None
    assert "吊销" in listed
    assert 'data-act="revoke"' not in listed
    assert noted(kept.records)[:3] == ("key.revoked", "boss", f"政务大厅 ({made.begins}…)")


def test_the_log_is_filtered_and_paged(kept: Kept, admin: Account) -> None:
    listing = handlers.listing_event(kept)
    for number in range(120):
        audit.note(kept.records, "answer.approved", who="王敏", on=f"第{number}条")
    audit.note(kept.records, "account.sign_in_failed", on="nobody")
    first = called(listing, admin)
    assert "第 1–50 条，共 121 条" in first
    assert "未登录" in first
    last = called(listing, admin, act="page", id="2", who="王敏")
    assert "第 101–120 条，共 120 条" in last
    assert re.findall(r"第(\d+)条</td>", last)[-1] == "0"
    assert 'data-id="3" disabled' in last
    assert "nobody" not in last
    today = f"{datetime.now(UTC).astimezone():%Y-%m-%d}"
    assert "共 1 条" in called(listing, admin, what="account.sign_in_failed", day=today)
    assert "没有符合条件的记录" in called(listing, admin, day="2020-01-01")
    for nonsense in ("昨天", "9999-12-31", "0001-01-01", "2026-13-01", "\0"):
        assert isinstance(called(listing, admin, day=nonsense, who=nonsense, what="%", id="99999"), str)


def test_the_log_as_a_file(app: FastAPI, records: Records, admin: Account) -> None:
    audit.note(records, "account.sign_in_failed", on="=1+1", address="10.0.0.9")
    audit.note(records, "key.made", who="王敏", on="门户")
    browser = client(app, begin_session(records, admin.id))
    taken = browser.get("/accounts/audit.csv", params={"what": "account.sign_in_failed"})
    assert taken.headers["content-disposition"].endswith('"audit.csv"')
    head, *rows = csv.reader(io.StringIO(taken.content.decode("utf-8-sig")))
    assert head == ["时间", "谁", "做了什么", "做了什么", "对象", "来自"]
    assert [row[1:] for row in rows] == [["未登录", "登录失败", "account.sign_in_failed", "'=1+1", "10.0.0.9"]]
    assert noted(records)[:3] == ("audit.exported", "boss", "account.sign_in_failed")
    assert len(browser.get("/accounts/audit.csv?tongue=en").text.splitlines()) == 4


def test_nobody_but_admins(app: FastAPI, records: Records, staff: Account, admin: Account, kept: Kept) -> None:
    page = build_accounts(records, kept.settings)
    assert refused_to_all_but_admins(page, staff, admin) == 4
    assert len(entries(records)) == 0
    for path in ("/accounts/", "/accounts/audit.csv"):
        assert client(app).get(path).status_code == 401
        assert client(app, begin_session(records, staff.id)).get(path).status_code == 403
        assert client(app, begin_session(records, admin.id)).get(path).status_code == 200
    assert client(app, begin_session(records, admin.id)).get("/accounts/").headers["cache-control"] == "no-store"
    mine, theirs = client(app, begin_session(records, admin.id)), client(app, begin_session(records, staff.id))
    body = {"data": ["zh"], "session_hash": "x", "event_data": {"act": "add", "name": "x", "role": "admin"}}
    for number in events_of(page):
        sent = {**body, "fn_index": number}
        assert theirs.post("/accounts/gradio_api/run/predict", json=sent).status_code == 403
        foreign = mine.post("/accounts/gradio_api/run/predict", json=sent, headers={"origin": "http://evil.example"})
        assert foreign.status_code == 403
    assert {each.name for each in accounts(records)} == {"boss", "王敏"}


def test_who_was_disabled_meanwhile_does_nothing_more(app: FastAPI, records: Records, admin: Account) -> None:
    other = add_account(records, "other", Role.ADMIN)
    browser = client(app, begin_session(records, other.id))
    assert browser.get("/accounts/").status_code == 200
    set_disabled(records, other.id, True)
    assert browser.get("/accounts/").status_code == 401


def test_names_are_text(kept: Kept, admin: Account) -> None:
    for act in ("add", "make-key"):
        called(handlers.acting_event(kept), admin, act=act, name=EVIL, role="staff")
    audit.note(kept.records, EVIL[:60], who=EVIL, on=EVIL, address=EVIL)
    shown = "".join(map(str, called(handlers.opening_event(kept), admin)))
    assert shown.count("&lt;img") >= 6
    assert "<img" not in shown
    assert "<img" not in called(handlers.listing_event(kept), admin, who=EVIL, what=EVIL, day=EVIL)


def test_everything_that_is_noted_has_words() -> None:
    folder = Path(inspect.getfile(audit)).parents[1]
    noted_somewhere = {
        what
        for path in folder.rglob("*.py")
        for what in re.findall(r'audit\.note\(\s*[\w.]+,\s*"([a-z_.]+)"', path.read_text(encoding="utf-8"))
    }
    assert {"account.signed_in", "key.made", "desk.exported"} <= noted_somewhere
    assert noted_somewhere - set(ZH) == set()


def test_both_tongues_say_the_same(kept: Kept, admin: Account) -> None:
    assert set(ZH) == set(EN)
    shown = called(handlers.opening_event(kept), admin, "en")
    assert "Accounts and keys" in shown[0]
    assert "One-time link" in did(kept, admin, "add", "en", name="x", role="staff")[1]
    assert "already" in did(kept, admin, "add", "en", name="x", role="staff")[0]
