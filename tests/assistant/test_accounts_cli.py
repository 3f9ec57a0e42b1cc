"""``policy account`` and the first start: how somebody first gets in, and that no password is ever made."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from assistant.cli import policy, run
from assistant.first_start import first_start_lines
from assistant.records import audit
from assistant.records.accounts import Role, account_named, accounts, check_password
from assistant.records.links import account_of_link, use_link
from assistant.records.opened import open_records
from assistant.settings import Settings

CHECKOUT = Path(__file__).resolve().parents[2]
GOOD = "榴莲 bicycle 47 雨"

SERVE = """
import sys
from assistant.http import serve
from tests.assistant.fake_answers import FakeSearcher
from assistant.answer import Resources
from assistant.settings import Settings
serve(Resources(FakeSearcher(), None, Settings.from_environment()), "127.0.0.1", int(sys.argv[1]))
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("POLICY_HOME", str(tmp_path))
    monkeypatch.delenv("RECORDS_URL", raising=False)
    monkeypatch.delenv("PUBLIC_URL", raising=False)
    return Settings(home=tmp_path)


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert run(policy, ["account", *words], "policy") == code
    captured = capsys.readouterr()
    return captured.err if code else captured.out


def token(text: str) -> str:
    found = re.search(r"/sign-in/link/([\w-]{40,})", text)
    assert found, text
    return found[1]


def test_an_account_is_made_used_reset_and_disabled(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "list") == "no account yet\n"
    made = said(capsys, "add", "王敏", "--role", "staff", "--address", "https://policy.example.cn/")
    assert "https://policy.example.cn/sign-in/link/" in made
    records = open_records(settings)
    assert use_link(records, token(made), GOOD)
    assert account_named(records, "王敏").role is Role.STAFF
    assert said(capsys, "list") == "王敏  staff  password set\n"
    link = json.loads(said(capsys, "reset", "王敏", "--json"))["link"]
    assert link.startswith("http://127.0.0.1:7860/sign-in/link/")
    assert check_password(records, "王敏", GOOD) is None
    assert account_of_link(records, token(link))
    assert "disabled" in said(capsys, "disable", "王敏")
    assert account_of_link(records, token(link)) is None
    assert "enable it first" in said(capsys, "reset", "王敏", code=1)
    assert "no password yet" in said(capsys, "disable", "王敏", "--undo")
    whats = [each.what for each in audit.entries(records)][::-1]
    assert whats == ["account.added", "account.reset", "account.disabled", "account.enabled"]
    assert {each.who for each in audit.entries(records)} == {"console"}
    records.close()


def test_what_cannot_be_done_is_one_line(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "add", "王敏")
    for words in (["add", "王敏"], ["reset", "查无此人"], ["disable", "查无此人"], ["add", " "]):
        line = said(capsys, *words, code=1)
        assert line.startswith("Error: ")
        assert line.count("\n") == 1
    assert said(capsys, "add", "x", "--role", "public", code=2).startswith("Error: ")


def test_the_first_start_says_a_link_until_an_admin_has_a_password(settings: Settings) -> None:
    records = open_records(settings)
    lines = first_start_lines(records, "http://127.0.0.1:7860")
    assert lines[-1].startswith("http://127.0.0.1:7860/sign-in/link/")
    assert use_link(records, token(lines[-1]), GOOD)
    assert first_start_lines(records, "http://127.0.0.1:7860") == ()
    assert [each.name for each in accounts(records)] == ["admin"]
    records.close()


def test_a_server_on_a_new_home_prints_a_link_that_works(settings: Settings, tmp_path: Path) -> None:
    port = 17861
    environment = {**os.environ, "POLICY_HOME": str(tmp_path), "LLM": "none", "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(port)], cwd=CHECKOUT, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        printed, until = "", time.monotonic() + 120
        while "/sign-in/link/" not in printed and time.monotonic() < until:
            assert server.stdout is not None
            line = server.stdout.readline()
            assert line, printed
            printed += line
        address = f"http://127.0.0.1:{port}/sign-in/link/{token(printed)}"
        with httpx.Client(trust_env=False, headers={"origin": f"http://127.0.0.1:{port}"}, timeout=60) as browser:
            html = browser.get(address).text
            form_token = re.search(r'name="form_token" value="(\w+)"', html)
            assert form_token, html
            form = {"password": GOOD, "again": GOOD, "form_token": form_token[1]}
            assert browser.post(address, data=form).status_code == 303
            assert "已登录：admin（管理员）" in browser.get(f"http://127.0.0.1:{port}/account").text
            assert browser.get(f"http://127.0.0.1:{port}/healthz").headers.get("server") is None
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
    assert token(printed) not in "".join(each.read_text("utf-8", "replace") for each in tmp_path.glob("*.log*"))
    assert GOOD not in "".join(each.read_text("utf-8", "replace") for each in tmp_path.glob("*.log*"))
