"""A newcomer in a real browser over the real index of the samples: two clicks to the clause, and what comes after."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from assistant.answer import Resources
from assistant.http import web_app
from assistant.records.feedback import feedback
from assistant.records.opened import Records, open_records
from assistant.settings import Settings
from index.search import Searcher
from tests.assistant.served import SIZES, Watched, needs_browser, new_context, new_page, serving, visited

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = needs_browser()

KEPT = "policy-conversations"


@pytest.fixture(scope="module")
def context(chromium: Browser) -> Iterator[BrowserContext]:
    with new_context(chromium, reduced_motion=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    opened = open_records(Settings(home=tmp_path_factory.mktemp("home")))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def address(searcher: Searcher, records: Records, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("served")
    settings = Settings(home=home, llm_enabled=False, rate_limit=0, rate_limit_ask=0, hotline="12345")
    with serving(web_app(Resources(searcher, None, settings), records)) as at:
        yield at


@pytest.fixture
def watched(context: BrowserContext, address: str) -> Iterator[Watched]:
    """The page as a newcomer opens it."""
    with visited(context, address) as seen:
        seen.page.wait_for_selector(".welcome .example")
        seen.page.wait_for_selector("#past-open")
        yield seen


@pytest.fixture
def page(watched: Watched) -> Page:
    return watched.page


def ask(page: Page, question: str) -> None:
    before = page.locator("#rounds .answer").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_function("n => document.querySelectorAll('#rounds .answer').length > n", arg=before)


def kept(page: Page) -> str:
    return str(page.evaluate(f"localStorage.getItem('{KEPT}') ?? '[]'"))


@pytest.mark.parametrize("example", range(3))
@pytest.mark.parametrize("size", SIZES)
def test_two_clicks_from_opening_the_page_to_reading_the_right_clause(
    page: Page, size: tuple[int, int], example: int
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    button = page.locator(".welcome .example").nth(example)
    right = button.get_attribute("data-clause")
    button.click()  # the first
    page.wait_for_selector("#rounds .marker")
    page.locator("#rounds .marker").first.click()  # the second
    card = page.locator(".card.opened")
    assert card.get_attribute("data-clause") == right
    quoted = card.locator("mark").first
    assert quoted.inner_text().strip()
    page.wait_for_function(
        "e => { const at = e.getBoundingClientRect(); return at.top >= 0 && at.top < innerHeight - 20; }",
        arg=quoted.element_handle(),
    )
    assert card.locator(".badge").inner_text()
    assert card.locator(".where span").count() >= 2, "its address, its number or region"


def test_the_whole_policy_opens_at_the_clause_with_the_quote_marked(page: Page) -> None:
    page.locator(".welcome .example").first.click()
    page.wait_for_selector("#rounds .marker")
    page.locator("#rounds .marker").first.click()
    card = page.locator(".card.opened")
    clause, quote = card.get_attribute("data-clause"), card.locator("mark").inner_text()
    with page.context.expect_page() as opening:
        card.locator(".whole-policy").click()
    whole = opening.value
    whole.wait_for_selector("article:target")
    assert whole.locator("article:target").get_attribute("id") == clause
    assert whole.locator("article:target mark").inner_text() == quote
    box = whole.locator("article:target").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 900


def test_a_copy_carries_the_clauses(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".welcome .example").first.click()
    page.locator("#rounds .copy").click()
    page.wait_for_function("document.querySelector('#rounds .copy').textContent === '已复制'")
    copied = str(page.evaluate("navigator.clipboard.readText()"))
    title = page.locator("#cards .card h3").first.inner_text()
    assert f"[1] 《{title}》" in copied
    assert page.locator("#cards .card .address").first.inner_text() in copied
    assert "“" + page.locator("#cards .card mark").first.inner_text()[:20] in copied


def test_one_asks_on_by_a_click(page: Page) -> None:
    page.locator(".welcome .example").first.click()
    page.wait_for_selector("#rounds .follow .chip")
    question = page.locator("#rounds .follow .chip").first.inner_text()
    page.locator("#rounds .follow .chip").first.click()
    page.wait_for_function("document.querySelectorAll('#rounds .answer').length === 2")
    assert page.locator("#rounds .asked").last.inner_text() == question


def test_no_help_is_told_with_a_reason_once(page: Page, records: Records) -> None:
    before = len(feedback(records))
    ask(page, "霁州市一次性创业补贴多少钱？")
    page.locator("[data-judge=no]").click()
    page.get_by_label("内容不全").check()
    page.fill(".why .more", "我的电话13812345678")
    page.locator(".why .strong").click()
    page.wait_for_selector("#rounds .thanks")
    newest = feedback(records)[0]
    assert len(feedback(records)) == before + 1
    assert newest.helpful is False
    assert newest.reason.startswith("内容不全：我的电话")
    assert "13812345678" not in newest.reason
    assert newest.clauses
    assert page.locator("[data-judge]").count() == 0, "one cannot judge it twice"
    page.reload()
    page.wait_for_selector("#rounds .thanks")


def test_help_is_told_by_a_click(page: Page, records: Records) -> None:
    page.locator(".welcome .example").first.click()
    page.locator("[data-judge=yes]").click()
    page.wait_for_selector("#rounds .thanks")
    assert feedback(records)[0].helpful is True


def test_a_talk_is_kept_in_this_browser_opened_again_and_deleted(page: Page, chromium: Browser, address: str) -> None:
    ask(page, "霁州市一次性创业补贴多少钱？")
    page.wait_for_function(f"(localStorage.getItem('{KEPT}') ?? '').includes('霁州市')")
    page.reload()
    page.wait_for_selector("#rounds .answer")
    assert page.locator("#cards .card").count() >= 1, "its clauses are there again"
    page.click("#new")
    page.wait_for_selector(".welcome .example")
    ask(page, "有效期到什么时候？")
    page.click("#past-open")
    page.wait_for_function("document.querySelectorAll('#past-list .pick').length === 2")
    page.locator("#past-list .pick", has_text="霁州市").click()
    page.wait_for_function("document.querySelector('#rounds .asked')?.textContent.includes('霁州市')")

    other = chromium.new_page()
    other.goto(address)
    other.wait_for_selector("#past-open")
    other.click("#past-open")
    assert "还没有历史对话" in other.inner_text("#past-list"), "it is not on the server"
    other.close()

    page.click("#past-open")
    page.locator("#past-list li", has_text="霁州市").locator(".away").click()
    page.wait_for_selector(".welcome .example")
    assert "霁州市" not in kept(page)
    page.click("#past-open")
    page.locator("#past-list p .away").click()
    page.wait_for_function(f"(localStorage.getItem('{KEPT}') ?? '[]') === '[]'")
    page.reload()
    page.wait_for_selector(".welcome .example")
    assert page.locator("#rounds .asked").count() == 0


def test_what_a_browser_kept_is_not_believed(page: Page) -> None:
    evil = [{"question": "<img src=x onerror=window.hacked=1>", "text": "<script>window.hacked=2</script>[1]"}]
    talks = [
        {"id": "a", "at": 1, "title": "<img src=x>", "kept": json.dumps({"rounds": evil})},
        {"id": "b", "at": 2, "title": "b", "kept": "{nonsense"},
        3,
        None,
    ]
    page.evaluate(
        "([key, kept]) => { localStorage.setItem(key, kept); sessionStorage.setItem('policy-conversation', 'a'); }",
        [KEPT, json.dumps(talks)],
    )
    page.reload()
    page.wait_for_selector("#rounds .asked")
    page.click("#past-open")
    page.wait_for_selector("#past-list .pick")
    assert page.locator("#talk img, #past-list img, #talk script").count() == 0
    assert page.evaluate("window.hacked") is None
    page.locator("#past-list .pick").last.click()
    page.wait_for_selector(".welcome .example")


def test_english_and_back_keeps_the_talk(page: Page) -> None:
    page.locator(".welcome .example").first.click()
    page.wait_for_selector("#rounds .answer")
    page.wait_for_function(f"(localStorage.getItem('{KEPT}') ?? '').length > 10")
    page.click("#tongue")
    page.wait_for_selector("#known:has-text('policies')")
    page.wait_for_selector("#rounds .answer")
    page.wait_for_function("document.documentElement.lang === 'en'")
    assert page.inner_text("#send") == "Ask"
    assert page.inner_text("#rounds .copy") == "Copy with sources"
    page.click("#tongue")
    page.wait_for_selector("#known:has-text('已收录')")
    page.wait_for_function("document.documentElement.lang === 'zh-CN'")


def test_without_storage_the_page_still_works(context: BrowserContext, address: str) -> None:
    with new_page(context, address) as page:
        seen = Watched(page)
        page.add_init_script(
            "for (const name of ['localStorage', 'sessionStorage'])"
            " Object.defineProperty(window, name, {get() { throw new DOMException('no', 'SecurityError'); }});"
        )
        page.goto(address)
        page.wait_for_selector("#past-open")
        page.locator(".welcome .example").first.click()
        page.wait_for_selector("#rounds .marker")
        page.click("#past-open")
        page.wait_for_selector("#past-list .pick")
        seen.end()
    assert seen.complaints == []
