"""What every request passes: headers, ids, limits, sizes, the log without questions, the figures and who reads them."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import assistant.http
from assistant.http import create_app
from assistant.logs import keep_log
from assistant.records.accounts import Account, Role
from assistant.records.api_keys import make_key, revoke_key
from assistant.records.opened import Records
from assistant.records.sessions import begin_session
from assistant.web.protecting import protect
from assistant.web.request_log import keep_request_log
from assistant.web.request_log import log as request_log
from tests.assistant.fake_answers import FakeSearcher, FakeStream, resources
from tests.assistant.web.conftest import client

QUESTION = "专精特新企业奖励多少,我的手机13912345678"


def protected(records: Records | None = None, searcher: FakeSearcher | None = None, **settings: Any) -> FastAPI:
    made = resources(searcher, **settings)
    app = create_app(made)
    protect(app, made.settings, records)
    return app


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> FakeStream:
    fake = FakeStream()
    monkeypatch.setattr(assistant.http, "stream", fake)
    return fake


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    keep_log(tmp_path)
    keep_request_log(tmp_path)
    yield tmp_path
    for logger in (logging.getLogger(), request_log):
        for handler in list(logger.handlers):
            if str(tmp_path) in str(getattr(handler, "baseFilename", "")):
                logger.removeHandler(handler)
                handler.close()
    request_log.propagate = True


def lines(home: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (home / "requests.log").read_text(encoding="utf-8").splitlines()]


class Broken(FakeSearcher):
    def policies(self) -> Any:
        raise ValueError("secret detail")


@pytest.mark.parametrize("path", ["/healthz", "/api/none", "/api/policies", "/desk/", "/gradio_api/upload"])
def test_every_response_has_the_headers_failures_too(path: str) -> None:
    response = client(protected(searcher=Broken())).get(path)
    assert "default-src 'self'" in response.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "same-origin"
    assert response.headers["x-frame-options"] == "SAMEORIGIN"
    assert re.fullmatch(r"[0-9a-f]{16}", response.headers["x-request-id"])
    assert "secret" not in response.text


def test_only_the_embed_may_be_framed_and_only_by_who_is_named() -> None:
    app = protected(embed_origins=("https://city.example.cn",))
    framed = client(app).get("/embed/").headers
    assert framed["content-security-policy"].endswith("frame-ancestors 'self' https://city.example.cn")
    assert "x-frame-options" not in framed
    assert client(app).get("/embedded").headers["content-security-policy"].endswith("frame-ancestors 'self'")


def test_the_log_has_the_responses_id_and_no_question(told: FakeStream, home: Path) -> None:
    app = protected()
    response = client(app).post("/api/ask", json={"question": QUESTION})
    client(app).get("/api/search", params={"q": QUESTION})
    asked, searched = lines(home)
    assert asked["request_id"] == response.headers["x-request-id"]
    assert (asked["method"], asked["route"], asked["status"]) == ("POST", "/api/ask", 200)
    assert searched["route"] == "/api/search"
    for path in home.glob("*.log"):
        assert "专精特新" not in path.read_text(encoding="utf-8")


def test_questions_are_logged_masked_where_a_setting_says_so(told: FakeStream, home: Path) -> None:
    client(protected(log_questions=True)).post("/api/ask", json={"question": QUESTION})
    (line,) = lines(home)
    assert line["question"].startswith("专精特新企业奖励多少")
    assert "13912345678" not in line["question"]


def test_no_address_that_a_caller_chose_is_in_the_log(home: Path) -> None:
    client(protected()).get("/api/policies/SECRET?x=SECRET")
    client(protected()).get("/SECRET")
    assert "SECRET" not in (home / "requests.log").read_text(encoding="utf-8")


def test_an_unexpected_error_is_in_both_logs_under_one_id(home: Path) -> None:
    response = client(protected(searcher=Broken())).get("/api/policies")
    assert response.status_code == 500
    assert set(response.json()) == {"error"}
    own_id = response.headers["x-request-id"]
    assert lines(home)[0]["request_id"] == own_id
    log = (home / "policy.log").read_text(encoding="utf-8")
    assert f"[{own_id}]" in log
    assert "secret detail" in log


def test_the_id_of_a_trusted_proxy_is_kept_and_no_other() -> None:
    given = {"x-request-id": "from-the-proxy-1"}
    assert client(protected(), **given).get("/healthz").headers["x-request-id"] != "from-the-proxy-1"
    trusting = protected(trusted_proxies=("10.0.0.1",))
    assert client(trusting, **given).get("/healthz").headers["x-request-id"] == "from-the-proxy-1"
    odd = client(trusting, **{"x-request-id": "x\ny{}"}).get("/healthz").headers["x-request-id"]
    assert re.fullmatch(r"[0-9a-f]{16}", odd)


def test_questions_are_limited_by_address_key_and_account(
    told: FakeStream, records: Records, accounts: dict[Role, Account]
) -> None:
    app = protected(records, rate_limit_ask=3)
    _, key = make_key(records, "门户", by="boss")
    session = begin_session(records, accounts[Role.STAFF].id)
    for asker in (client(app), client(app, authorization=f"Bearer {key}"), client(app, session)):
        statuses = [asker.post("/api/ask", json={"question": "问"}).status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
    refused = client(app).post("/api/ask", json={"question": "问"})
    assert 1 <= int(refused.headers["retry-after"]) <= 20
    assert set(refused.json()) == {"error"}
    assert client(app).get("/api/policies").status_code == 200, "reading has a limit of its own"


def test_reading_is_limited_but_not_health(records: Records) -> None:
    app = protected(records, rate_limit=5)
    assert [client(app).get("/api/policies").status_code for _ in range(6)] == [200] * 5 + [429]
    assert {client(app).get("/healthz").status_code for _ in range(20)} == {200}


def test_a_forwarded_address_is_believed_of_a_trusted_proxy_alone(told: FakeStream) -> None:
    def asked_from(app: FastAPI, proxy: str, forwarded: str) -> int:
        browser = TestClient(app, client=(proxy, 5000), headers={"x-forwarded-for": forwarded})
        return browser.post("/api/ask", json={"question": "问"}).status_code

    plain = protected(rate_limit_ask=1)
    assert [asked_from(plain, "10.0.0.1", f"1.2.3.{each}") for each in (4, 5)] == [200, 429]
    trusting = protected(rate_limit_ask=1, trusted_proxies=("10.0.0.0/24",))
    assert [asked_from(trusting, "10.0.0.1", f"1.2.3.{each}") for each in (4, 5, 4)] == [200, 200, 429]
    assert [asked_from(trusting, "10.9.0.1", f"1.2.3.{each}") for each in (6, 7)] == [200, 429]


def test_one_line_of_a_provider_is_one_caller(told: FakeStream) -> None:
    app = protected(rate_limit_ask=1)

    def asked_from(address: str) -> int:
        return TestClient(app, client=(address, 5000)).post("/api/ask", json={"question": "问"}).status_code

    assert [asked_from(f"2001:db8:1:2::{each}") for each in "12"] == [200, 429]
    assert asked_from("2001:db8:1:3::1") == 200


def test_a_request_that_is_too_long_is_refused_however_it_is_sent(told: FakeStream) -> None:
    app = protected()
    big = {"question": "x", "filler": "y" * (1 << 20)}
    assert client(app).post("/api/ask", json=big).status_code == 413

    def chunks() -> Iterator[bytes]:
        for _ in range(40):
            yield b" " * (1 << 16)

    assert client(app).post("/api/ask", content=chunks()).status_code == 413
    assert client(app).post("/api/ask", json={"question": "x"}).status_code == 200


def test_a_key_that_is_none_or_revoked_is_refused_by_programs_doors_alone(records: Records) -> None:
    app = protected(records)
    key, text = make_key(records, "门户", by="boss")
    assert client(app, authorization=f"Bearer {text}").get("/api/policies").status_code == 200
    revoke_key(records, key.id)
    for headers in ({"authorization": f"Bearer {text}"}, {"x-api-key": "pk_nonsense"}):
        assert client(app, **headers).get("/api/policies").status_code == 401
        assert client(app, **headers).get("/healthz").status_code == 200
    assert client(app, authorization="Bearer sk-placeholder").get("/api/policies").status_code == 200


def test_what_is_open_stays_open_when_the_records_are_gone(records: Records, tmp_path: Path) -> None:
    from assistant.records.opened import open_records
    from assistant.settings import Settings

    own = open_records(Settings(home=tmp_path))
    app = protected(own)
    with own.writing() as session:
        session.connection().exec_driver_sql("ALTER TABLE sessions RENAME TO lost")
    assert client(app, "some token").get("/api/policies").status_code == 200
    assert client(app, "some token").get("/desk/").status_code == 503
    own.close()


def test_the_figures_are_for_admins_a_key_of_their_own_or_this_machine(
    told: FakeStream, records: Records, accounts: dict[Role, Account]
) -> None:
    app = protected(records, metrics_key="figures only")
    client(app).post("/api/ask", json={"question": QUESTION})
    admin = client(app, begin_session(records, accounts[Role.ADMIN].id))
    text = admin.get("/metrics").text
    assert 'policy_requests_total{method="POST",route="/api/ask",status="200"} 1.0' in text
    assert 'policy_answers_total{status="answered"} 1.0' in text
    assert "专精特新" not in text
    assert client(app, authorization="Bearer figures only").get("/metrics").status_code == 200
    assert client(app, authorization="Bearer figures").get("/metrics").status_code == 401
    assert client(app, begin_session(records, accounts[Role.STAFF].id)).get("/metrics").status_code == 403
    assert client(app).get("/metrics").status_code == 401


def test_this_machine_reads_the_figures_where_that_is_set() -> None:
    app = protected(metrics_local=True)
    assert TestClient(app, client=("127.0.0.1", 1)).get("/metrics").status_code == 200
    assert TestClient(app, client=("10.0.0.9", 1)).get("/metrics").status_code == 401
    through_a_proxy = TestClient(app, client=("127.0.0.1", 1), headers={"x-forwarded-for": "10.0.0.9"})
    assert through_a_proxy.get("/metrics").status_code == 401
