"""The commands that make, list and revoke keys: a key is told once, counts until it is revoked, and is on record."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import policy, run
from assistant.records import audit
from assistant.records.api_keys import key_of
from assistant.records.opened import Records, open_records
from assistant.settings import Settings

Invoke = Callable[..., tuple[int, str, str]]


@pytest.fixture
def invoke(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Invoke:
    monkeypatch.setenv("POLICY_HOME", str(tmp_path))

    def call(*arguments: str) -> tuple[int, str, str]:
        code = run(policy, ["key", *arguments], "policy")
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = open_records(Settings(home=tmp_path))
    yield opened
    opened.close()


def read(out: str) -> Any:
    return json.loads(out)


def test_a_key_is_told_once_and_counts_until_it_is_revoked(invoke: Invoke, records: Records) -> None:
    code, out, err = invoke("add", "办公助手")
    text = out.strip()
    assert code == 0
    assert text.startswith("pk_")
    assert "办公助手" in err
    assert key_of(records, text) is not None
    listed = invoke("list")[1]
    assert "办公助手" in listed
    assert text not in listed
    (one,) = read(invoke("list", "--json")[1])
    assert "revoked" in invoke("revoke", str(one["id"]))[1]
    assert key_of(records, text) is None
    assert read(invoke("list", "--json")[1])[0]["revoked"]


def test_json_holds_the_key_too(invoke: Invoke, records: Records) -> None:
    made = read(invoke("add", "another", "--json")[1])
    assert made["name"] == "another"
    assert key_of(records, made["key"]) is not None


def test_what_is_done_is_on_record_without_the_key(invoke: Invoke, records: Records) -> None:
    text = invoke("add", "办公助手")[1].strip()
    invoke("revoke", "1")
    noted = audit.entries(records)
    assert {"key.made", "key.revoked"} <= {each.what for each in noted}
    assert not any(text in str(each) for each in noted)


@pytest.mark.parametrize("arguments", [("revoke", "7"), ("revoke", "x"), ("add", " "), ("add", "长" * 300)])
def test_what_cannot_be_done_is_one_line(invoke: Invoke, arguments: tuple[str, ...]) -> None:
    code, out, err = invoke(*arguments)
    assert code != 0
    assert out == ""
    assert err.startswith("Error: ")
    assert err.count("\n") == 1


def test_without_keys_that_is_said(invoke: Invoke) -> None:
    assert invoke("list")[1] == "no key yet\n"
