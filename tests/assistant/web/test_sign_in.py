"""Signing in and out: what is right, what is refused, and what a browser is given."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.records import audit
from assistant.records.accounts import Account, Role
from assistant.records.links import new_link
from assistant.records.opened import Records
from assistant.records.sessions import begin_session
from assistant.web.limits import Attempts, Buckets
from assistant.web.pages import LOOK
from tests.assistant.web.conftest import HOST, PASSWORD, account, client, made_app

OTHER = "another good one 8"


@pytest.fixture
def app(records: Records) -> FastAPI:
    """Anew for each test, so that no attempt of one counts in another."""
    from assistant.http import create_app
    from assistant.web.protecting import protect
    from assistant.web.sign_in import sign_in_routes
    from tests.assistant.fake_answers import resources

    made = resources()
    app = create_app(made)
    app.include_router(sign_in_routes(records, protect(app, made.settings, records).metrics))
    return app


@pytest.fixture
def browser(app: FastAPI) -> TestClient:
    return client(app, accept="text/html")


def token_in(html: str) -> str:
    found = re.search(r'name="form_token" value="([0-9a-f]{64})"', html)
    assert found, html
    return found[1]


def sign_in(browser: TestClient, name: str = "王敏", password: str = PASSWORD, **more: str) -> object:
    token = token_in(browser.get("/sign-in").text)
    return browser.post("/sign-in", data={"name": name, "password": password, "form_token": token, **more})


def cookie_of(response: object, name: str = "policy_session") -> str:
    set_cookies = response.headers.get_list("set-cookie")  # type: ignore[attr-defined]
    return next((each for each in set_cookies if each.startswith(f"{name}=")), "")


def test_who_signs_in_gets_a_guarded_cookie_and_is_known(
    browser: TestClient, records: Records, accounts: dict[Role, Account]
) -> None:
    response = sign_in(browser)
    assert (response.status_code, response.headers["location"]) == (303, "/account")  # type: ignore[attr-defined]
    cookie = cookie_of(response)
    assert all(part in cookie for part in ("HttpOnly", "SameSite=strict", "Path=/"))
    assert "Secure" not in cookie, "served over http"
    assert "已登录：王敏（坐席）" in browser.get("/account").text
    assert audit.entries(records, 1)[0].what == "account.signed_in"


def test_over_https_the_cookie_is_secure_and_bound_to_the_host(app: FastAPI, accounts: dict[Role, Account]) -> None:
    browser = TestClient(app, "https://testserver", headers={"origin": "https://testserver"}, follow_redirects=False)
    cookie = cookie_of(sign_in(browser), "__Host-policy_session")
    assert "Secure" in cookie
    assert "max-age" in browser.get("/account").headers["strict-transport-security"]


def test_all_failures_look_the_same_and_are_on_record(
    app: FastAPI, records: Records, accounts: dict[Role, Account]
) -> None:
    pages = []
    for name, password in (("王敏", "wrong password"), ("查无此人", PASSWORD), ("王敏" * 40, "x"), ("\x00", "\x00")):
        response = sign_in(client(app, accept="text/html"), name, password)
        assert response.status_code == 401  # type: ignore[attr-defined]
        assert cookie_of(response) == ""
        html = response.text.replace(name[:64], "")  # type: ignore[attr-defined]
        pages.append(re.sub(r'value="[0-9a-f]{64}"|value=""|autofocus', "", html))
    assert pages[0] == pages[1]
    assert [each.what for each in audit.entries(records, 4)] == ["account.sign_in_failed"] * 4
    assert "wrong password" not in str(audit.entries(records, 10))


def test_a_form_without_its_token_or_from_elsewhere_is_refused(app: FastAPI, accounts: dict[Role, Account]) -> None:
    data = {"name": "王敏", "password": PASSWORD}
    browser = client(app, accept="text/html")
    assert browser.post("/sign-in", data=data).status_code == 403
    data["form_token"] = token_in(browser.get("/sign-in").text)
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        assert browser.post("/sign-in", data=data, headers=headers).status_code == 403
    stranger = TestClient(app, HOST, follow_redirects=False)
    assert stranger.post("/sign-in", data=data).status_code == 403, "no origin is said at all"
    assert browser.post("/sign-in", data=data).status_code == 303


def test_with_a_session_a_change_must_come_from_our_own_page(
    app: FastAPI, records: Records, accounts: dict[Role, Account]
) -> None:
    token = begin_session(records, accounts[Role.STAFF].id)
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "same-site"}):
        response = client(app, token, **headers).post("/api/ask", json={"question": ""})
        assert response.status_code == 403
    assert client(app, token).post("/api/ask", json={"question": ""}).status_code == 422
    anybody = client(app, origin="https://other.example")
    assert anybody.post("/api/ask", json={"question": ""}).status_code == 422, "without a session nothing is at stake"


def test_the_token_of_another_session_is_worth_nothing(
    app: FastAPI, records: Records, accounts: dict[Role, Account]
) -> None:
    one = client(app, begin_session(records, accounts[Role.STAFF].id), accept="text/html")
    other = client(app, begin_session(records, accounts[Role.STAFF].id), accept="text/html")
    token = token_in(one.get("/account").text)
    assert other.post("/sign-out", data={"form_token": token}).status_code == 403
    assert one.post("/sign-out", data={"form_token": token}).status_code == 303


def test_signing_in_again_gives_another_session_and_ends_the_first(app: FastAPI, accounts: dict[Role, Account]) -> None:
    browser = client(app, accept="text/html")
    first = cookie_of(sign_in(browser)).split(";")[0].partition("=")[2]
    browser.cookies.delete("policy_session")
    fixed = client(app, first, accept="text/html")
    token = token_in(client(app, accept="text/html").get("/sign-in").text)
    assert token
    fixed.cookies.set("policy_form", "x" * 43)
    from assistant.web.origin import form_token

    data = {"name": "王敏", "password": PASSWORD, "form_token": form_token("x" * 43)}
    second = cookie_of(fixed.post("/sign-in", data=data)).split(";")[0].partition("=")[2]
    assert second
    assert second != first
    assert client(app, first).get("/account").status_code == 303
    assert client(app, second).get("/account").status_code == 200


def test_signing_out_ends_the_session_on_the_server(
    app: FastAPI, records: Records, accounts: dict[Role, Account]
) -> None:
    token = begin_session(records, accounts[Role.STAFF].id)
    browser = client(app, token)
    assert browser.post("/sign-out", data={"form_token": token_in(browser.get("/account").text)}).status_code == 303
    assert client(app, token).get("/account").status_code == 303


def test_a_new_password_needs_the_old_one_and_ends_all_other_sessions(app: FastAPI, records: Records) -> None:
    staff = account(records, "换密码", Role.STAFF)
    here, there = begin_session(records, staff.id), begin_session(records, staff.id)
    browser = client(app, here, accept="text/html")
    form = {"old": PASSWORD, "password": OTHER, "again": OTHER, "form_token": token_in(browser.get("/account").text)}
    for change in ({"old": "not the old one"}, {"again": "not the same"}, {"password": "short", "again": "short"}):
        assert browser.post("/account", data={**form, **change}).status_code == 422
    assert client(app, there).get("/account").status_code == 200
    changed = browser.post("/account", data=form)
    assert changed.status_code == 200
    assert "密码已修改" in changed.text
    assert client(app, there).get("/account").status_code == 303
    assert client(app, here).get("/account").status_code == 303
    assert browser.get("/account").status_code == 200, "this browser has a new session"
    assert "已登录" in browser.post("/account", data={"old": "x", "password": "y", "again": "z"}).text
    assert audit.entries(records, 9, what="account.password_changed")[0].who == "换密码"


def test_a_one_time_link_sets_a_password_and_signs_in(app: FastAPI, records: Records) -> None:
    staff = account(records, "新人", Role.STAFF)
    address = f"/sign-in/link/{new_link(records, staff.id)}"
    browser = client(app, accept="text/html")
    form = {"password": OTHER, "again": OTHER, "form_token": token_in(browser.get(address).text)}
    assert browser.post(address, data={**form, "again": "other"}).status_code == 422
    assert browser.post(address, data={**form, "password": "short", "again": "short"}).status_code == 422
    assert browser.post(address, data={**form, "form_token": ""}).status_code == 422
    assert cookie_of(browser.post(address, data=form))
    assert "已登录：新人" in browser.get("/account").text
    again = client(app, accept="text/html").get(address)
    assert again.status_code == 404
    assert "已经用过" in again.text


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "/desk", "/library/", "javascript:x", "/x"]
)
def test_after_signing_in_one_goes_nowhere_else(app: FastAPI, accounts: dict[Role, Account], wanted: str) -> None:
    response = sign_in(client(app, accept="text/html"), next=wanted)
    assert response.headers["location"] == "/account"  # type: ignore[attr-defined]


def test_guessing_is_slowed_down_more_and_more(
    app: FastAPI, accounts: dict[Role, Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = Attempts.begin

    def at_once(attempts: Attempts, name: str, address: str) -> float:
        """Time stands still: a slow machine takes as long to compare a password as one has to wait."""
        attempts._clock = lambda: 0.0
        return begin(attempts, name, address)

    monkeypatch.setattr(Attempts, "begin", at_once)
    browser = client(app, accept="text/html")
    statuses = [sign_in(browser, password=f"wrong guess {number}").status_code for number in range(5)]  # type: ignore[attr-defined]
    assert statuses == [401, 401, 401, 429, 429]
    held = sign_in(browser)
    assert held.status_code == 429, "the right password too"  # type: ignore[attr-defined]
    assert int(held.headers["retry-after"]) >= 1  # type: ignore[attr-defined]
    assert sign_in(browser, name="boss").status_code == 303, "another name is not held"  # type: ignore[attr-defined]


def test_delays_double_are_bounded_and_forgotten() -> None:
    time = [0.0]
    attempts = Attempts(lambda: time[0])
    waits = []
    for _ in range(14):
        while wait := attempts.begin("a", "10.0.0.1"):
            waits.append(wait)
            time[0] += wait
    assert waits[:4] == [1.0, 2.0, 4.0, 8.0]
    assert waits == sorted(waits)
    assert max(waits) <= 300.0
    assert attempts.begin("a", "10.0.0.2") == 0.0, "the owner elsewhere still gets in"
    time[0] += 3601
    assert attempts.begin("a", "10.0.0.1") == 0.0


def test_many_names_from_one_address_are_slowed_too() -> None:
    attempts = Attempts(lambda: 0.0)
    waits = [attempts.begin(f"name {number}", "10.0.0.1") for number in range(12)]
    assert waits[:10] == [0.0] * 10
    assert waits[10] > 0


def test_a_bucket_fills_again_evenly() -> None:
    time = [0.0]
    buckets = Buckets(60, lambda: time[0])
    assert [buckets.take("a") for _ in range(60)] == [0.0] * 60
    assert buckets.take("a") == pytest.approx(1.0)
    assert buckets.take("b") == 0.0
    time[0] += 2.5
    assert [buckets.take("a") == 0.0 for _ in range(3)] == [True, True, False]
    assert [Buckets(0).take("a") for _ in range(1000)] == [0.0] * 1000


def test_the_page_is_in_english_when_asked_for_and_stays_so(browser: TestClient, accounts: dict[Role, Account]) -> None:
    assert '<html lang="zh-CN">' in browser.get("/sign-in").text
    assert "Staff sign-in" in browser.get("/sign-in?lang=en").text
    assert "Staff sign-in" in browser.get("/sign-in").text
    assert "工作人员登录" in browser.get("/sign-in?lang=zh").text


def test_no_script_is_on_the_page_and_what_is_typed_is_shown_as_text(app: FastAPI) -> None:
    evil = '"><script>window.hacked=1</script>{{"evalu"+"ated"}}'
    browser = client(app, accept="text/html")
    shown = sign_in(browser, name=evil, password="x", next=evil)  # noqa: S106
    assert "<script" not in shown.text  # type: ignore[attr-defined]
    assert "&lt;script&gt;" in shown.text  # type: ignore[attr-defined]
    assert "evaluated" not in shown.text  # type: ignore[attr-defined]
    policy = shown.headers["content-security-policy"]  # type: ignore[attr-defined]
    assert policy.startswith("default-src 'none'; style-src 'self'")
    assert shown.headers["cache-control"] == "no-store"  # type: ignore[attr-defined]


def test_the_colours_are_those_of_the_chat() -> None:
    chat = (Path(__file__).parents[3] / "assistant" / "ui" / "look" / "colours.css").read_text(encoding="utf-8")

    def colours(css: str) -> list[tuple[str, str]]:
        return re.findall(r"^\s*(--[\w-]+): (#[0-9a-f]{6});", css, re.MULTILINE)

    ours = colours(LOOK.read_text(encoding="utf-8"))
    assert len(ours) > 20
    assert set(ours) <= set(colours(chat)), set(ours) - set(colours(chat))


def test_without_records_there_is_no_sign_in() -> None:
    app = made_app(None)
    assert client(app).get("/sign-in/look.css").status_code == 404
    assert client(app).get("/desk/").status_code == 401
