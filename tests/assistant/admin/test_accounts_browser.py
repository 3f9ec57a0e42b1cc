"""The page of accounts in a real browser, by keyboard: an account is made, its owner signs in and is locked out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from assistant.http import web_app
from assistant.records.accounts import Role, account_named, add_account, set_password
from assistant.records.opened import Records, open_records
from assistant.records.sessions import begin_session
from assistant.settings import Settings
from tests.assistant.admin.conftest import PASSWORD
from tests.assistant.fake_answers import resources
from tests.assistant.served import SIZES, Watched, needs_browser, serving, visited

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = needs_browser()

EVIL = "${window.hacked=1}{{7*7}}<img src=x onerror=window.hacked=2>"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    opened = open_records(Settings(home=tmp_path_factory.mktemp("home")))
    boss = add_account(opened, "boss", Role.ADMIN)
    set_password(opened, boss.id, PASSWORD)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def address(kept: Records) -> Iterator[str]:
    with serving(web_app(resources(rate_limit=0, rate_limit_ask=0), kept)) as at:
        yield at


@pytest.fixture
def watched(context: BrowserContext, address: str, kept: Records) -> Iterator[Watched]:
    """The page of an admin."""
    with visited(context, address, "/accounts/", begin_session(kept, account_named(kept, "boss").id)) as seen:
        seen.page.wait_for_selector("#accounts tr[data-name=boss]")
        seen.page.wait_for_selector(".views [aria-current]")
        yield seen


@pytest.fixture
def page(watched: Watched) -> Page:
    return watched.page


def make(page: Page, name: str) -> str:
    """Make an account by keyboard; its one-time link."""
    page.focus("#accounts input[name=name]")
    page.keyboard.insert_text(name)
    page.keyboard.press("Enter")
    page.wait_for_function("name => document.querySelector('#told .done')?.textContent.includes(name)", arg=name)
    page.wait_for_function("document.activeElement.matches('#told .done')")
    return page.input_value("#told .secret input")


def row(name: str) -> str:
    return f"#accounts tr[data-name='{name}']"


def test_a_new_account_signs_in_by_its_link_and_is_disabled(page: Page, chromium: Browser) -> None:
    link = make(page, "赵静")
    page.click("#told [data-copy]")
    assert "已复制" in page.inner_text("#told [data-copy]")
    theirs = chromium.new_context().new_page()
    theirs.goto(link)
    theirs.fill("#password", PASSWORD)
    theirs.fill("#again", PASSWORD)
    theirs.keyboard.press("Enter")
    theirs.wait_for_url("**/desk/")
    page.reload()
    page.wait_for_selector(f"{row('赵静')} .badge.in_force")
    assert page.locator("#told .secret").count() == 0
    disable = f"{row('赵静')} [data-act=disable]"
    page.focus(disable)
    page.keyboard.press("Enter")
    assert page.inner_text(disable) == "确定停用？"
    page.keyboard.press("Tab")
    assert page.inner_text(disable) == "停用"
    page.focus(disable)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{row('赵静')} .badge.expired")
    theirs.goto(link.partition("/sign-in")[0] + "/desk/")
    theirs.wait_for_url("**/sign-in?**")
    theirs.context.close()


def test_the_last_admin_keeps_the_role_also_on_the_page(page: Page, kept: Records) -> None:
    role = f"{row('boss')} select"
    page.select_option(role, "staff")
    page.wait_for_selector("#told .refused")
    assert "最后一个" in page.inner_text("#told")
    page.wait_for_function("role => document.querySelector(role).value === 'admin'", arg=role)
    assert account_named(kept, "boss").role is Role.ADMIN


def test_a_key_and_the_log_of_it(page: Page, address: str) -> None:
    page.click(".views [data-view=keys]")
    page.fill("#keys input[name=name]", EVIL)
    page.keyboard.press("Enter")
    page.wait_for_selector("#told .secret")
    text = page.input_value("#told .secret input")
    models = page.request.get(f"{address}/v1/models", headers={"authorization": f"Bearer {text}"})
    assert models.status == 200
    page.click("#keys [data-act=revoke]")
    page.click("#keys [data-act=revoke]")
    page.wait_for_selector("#keys tr.over")
    assert page.inner_text("#keys tbody th") == EVIL
    assert page.request.get(f"{address}/v1/models", headers={"authorization": f"Bearer {text}"}).status == 401
    page.click(".views [data-view=audit]")
    page.wait_for_selector("#audit td >> text=吊销密钥")
    assert EVIL in page.inner_text("#audit")
    page.select_option("#audit [name=what]", "key.made")
    page.click("#audit .go")
    page.wait_for_function("!document.querySelector('#audit tbody').textContent.includes('吊销')")
    with page.expect_download() as taken:
        page.click("#audit .export")
    assert taken.value.suggested_filename == "audit.csv"
    assert "key.made" in taken.value.path().read_text(encoding="utf-8-sig")
    page.reload()
    page.wait_for_selector("#audit tbody td:visible")


def test_markup_in_a_name_is_shown_not_run(page: Page) -> None:
    make(page, EVIL)
    assert EVIL in page.locator("#accounts tbody b").all_inner_texts()
    assert page.locator("#accounts img, #told img, #audit img").count() == 0


def test_in_english_by_a_switch(page: Page) -> None:
    page.click("#admin-tongue")
    page.wait_for_selector("h1:text('Accounts and keys')")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_signing_out_ends_the_session(page: Page) -> None:
    page.click("#admin-bar form button")
    page.wait_for_url("**/sign-in")
    page.go_back()
    page.wait_for_url("**/sign-in**")


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_wider_than_the_screen(page: Page, size: tuple[int, int]) -> None:
    make(page, f"坐席{size[0]}")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for view in ("accounts", "keys", "audit"):
        page.click(f".views [data-view={view}]")
        page.wait_for_selector(f"#{view} form:visible")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], view
        for part in (f"#{view} .go", f"#{view} .table", "#admin-bar"):
            if not page.locator(part).count():
                continue
            box = page.locator(part).bounding_box()
            assert box is not None, part
            assert box["x"] >= 0, part
            assert box["x"] + box["width"] <= size[0] + 1, part
