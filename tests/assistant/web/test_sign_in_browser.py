"""Signing in as a person does it: in a real browser, by keyboard alone, with scripts switched off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from assistant.http import create_app
from assistant.records.accounts import Account, Role
from assistant.records.opened import Records
from assistant.web.protecting import protect
from assistant.web.sign_in import sign_in_routes
from tests.assistant.fake_answers import resources
from tests.assistant.served import PHONE, WIDE, needs_browser, serving
from tests.assistant.web.conftest import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs_browser()


@pytest.fixture(scope="module")
def address(records: Records, accounts: dict[Role, Account]) -> Iterator[str]:
    made = resources()
    app = create_app(made)
    app.include_router(sign_in_routes(records, protect(app, made.settings, records).metrics))
    with serving(app) as at:
        yield at


@pytest.fixture(params=[WIDE, PHONE], ids=["desk", "phone"])
def page(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Page]:
    width, height = request.param
    with chromium.new_context(
        viewport={"width": width, "height": height}, java_script_enabled=False, base_url=address
    ) as context:
        yield context.new_page()


def test_in_and_out_by_keyboard_without_scripts(page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto("/account")
    assert page.url.endswith("/sign-in?next=/account")
    page.wait_for_selector("#name:focus")  # a slow machine gives the focus only after the page is there
    page.keyboard.type("王敏")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "sign-in" not in address)
    assert "已登录：王敏（坐席）" in page.inner_text("main")
    button = page.locator("button.plain")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in")
    page.goto("/account")
    assert "/sign-in" in page.url
    assert complaints == []


def test_everything_fits_and_is_large_enough_to_touch(page: Page) -> None:
    page.goto("/sign-in")
    viewport = page.viewport_size
    assert viewport is not None
    for place in ("#name", "#password", "button"):
        box = page.locator(place).bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= viewport["width"]
    page.click(".tongue")
    assert page.inner_text("h1") == "Staff sign-in"
