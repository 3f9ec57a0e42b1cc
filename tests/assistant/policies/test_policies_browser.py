"""The library in a real browser: files sent, a fact put right, a policy removed and put back, by an admin."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from assistant.http import web_app
from assistant.records.accounts import Role, add_account
from assistant.records.sessions import begin_session
from assistant.ui.policies.work import Library
from tests.assistant.fake_answers import EVIL
from tests.assistant.policies.conftest import made_library, send, text
from tests.assistant.served import SIZES, needs_browser, serving, settle, visited
from tests.index.office import zipped

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = needs_browser()


@contextmanager
def served(library: Library) -> Iterator[tuple[str, str]]:
    """A library of two policies, one of them uploaded: its address and the session of an admin."""
    send(library, {"a.txt": text()})
    token = begin_session(library.records, add_account(library.records, "admin", Role.ADMIN).id)
    with serving(web_app(library.resources, library.records)) as address:
        yield address, token


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """For tests that leave the library as they found it."""
    with made_library(tmp_path_factory.mktemp("home")) as library, served(library) as at:
        yield at


@contextmanager
def opened(context: BrowserContext, at: tuple[str, str]) -> Iterator[Page]:
    with visited(context, at[0], "/library/", at[1]) as seen:
        seen.page.wait_for_selector("#list .open")
        yield seen.page


@pytest.fixture
def page(context: BrowserContext, shared: tuple[str, str]) -> Iterator[Page]:
    with opened(context, shared) as found:
        yield found


@pytest.fixture
def own_page(context: BrowserContext, library: Library) -> Iterator[Page]:
    """Over a library that is changed for good."""
    with served(library) as at, opened(context, at) as found:
        yield found


def open_policy(page: Page, name: str) -> None:
    page.click(f"#list .open:has-text('{name}')")
    page.wait_for_selector("#policy .policy")


def test_files_are_sent_and_told_of(own_page: Page) -> None:
    page = own_page
    page.click(".views [data-view=upload]")
    newer = text(number="霁政办规〔2026〕9号", signed="2026年6月1日", begins="2026年7月1日", sum="8000")
    packed = zipped({"新.txt": newer, "又.txt": text(), f"{EVIL[:58].replace('/', '')}.txt": text(name=EVIL)})
    page.set_input_files("#files", [{"name": "包.zip", "mimeType": "application/zip", "buffer": packed}])
    page.wait_for_selector("#job .files [data-outcome=added]")
    assert "重复，未收" in page.inner_text("#job")
    assert page.locator("#job img, #job script").count() == 0
    page.click("#job [data-act=replace]")
    page.wait_for_selector("#told .done")
    page.wait_for_selector("#job .like:has-text('✓')")
    page.click("#job .reading summary >> nth=0")
    page.click(".views [data-view=policies]")
    page.wait_for_selector("#list .tag:has-text('被替代')")
    assert page.locator("#list img, #list script").count() == 0


def test_a_fact_is_put_right_by_keyboard_and_back(page: Page) -> None:
    page.focus("#list .open:has-text('创新券')")
    page.keyboard.press("Enter")
    page.wait_for_selector("#policy .policy")
    clause = page.locator(".clause", has_text="5000元")
    clause.locator("[data-act=edit_clause]").press("Enter")
    page.wait_for_selector("#form dialog[open]")
    page.fill("#form [name=lead]", "市档案馆")
    page.fill("#form [name='amount-0-values']", "很多")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('#form .wrong')?.textContent.includes('不是数额')")
    assert page.input_value("#form [name=lead]") == "市档案馆"
    page.fill("#form [name='amount-0-values']", "5000")
    page.keyboard.press("Enter")
    page.wait_for_selector(".clause .edited")
    assert "市档案馆" in clause.inner_text()
    assert page.locator("#form dialog").count() == 0
    clause.locator("[data-act=revert]").press("Enter")
    page.wait_for_function("!document.querySelector('.clause .edited')")
    assert "市财政局" in clause.inner_text()
    page.go_back()
    page.wait_for_selector("#list .open")


def test_a_policy_is_removed_after_a_second_press_and_put_back(page: Page) -> None:
    open_policy(page, "创新券")
    page.click("#policy [data-act=remove]")
    page.wait_for_selector("#policy [data-act=remove][data-asked]")
    page.click("#policy [data-act=remove]")
    page.wait_for_selector("#told [data-act=restore]")
    assert page.locator("#list .open:has-text('创新券')").count() == 0
    page.click("#told [data-act=restore]")
    page.wait_for_selector("#list .open:has-text('创新券')")


def test_the_list_is_searched_as_one_types_and_the_index_read_again(page: Page) -> None:
    page.type("#find input[type=search]", "首版次", delay=20)
    page.wait_for_function("document.querySelectorAll('#list .open').length === 1")
    page.click(".views [data-view=index]")
    page.click("#index [data-act=reindex]")
    page.wait_for_selector("#job .unchanged")
    page.click(".views [data-view=validity]")
    page.wait_for_selector("#validity .timeline .row")
    page.click("#admin-tongue")
    page.wait_for_selector("h1:has-text('Policy library')")


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_wider_than_the_screen(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_policy(page, "创新券")
    page.click(".clause [data-act=edit_clause] >> nth=1")
    page.wait_for_selector("#form dialog[open]")
    box = page.locator("#form dialog").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size[0]
    assert box["y"] + box["height"] <= size[1]
    page.keyboard.press("Escape")
    for view in ("policies", "upload", "validity", "index"):
        page.click(f".views [data-view={view}]")
        settle(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], view
