"""The desk in a real browser, by keyboard alone: a whole call, from the first letter to the work order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from assistant.answer import Resources
from assistant.http import web_app
from assistant.records.accounts import Role, add_account
from assistant.records.calls import Outcome, calls_between
from assistant.records.opened import Records, open_records
from assistant.records.sessions import begin_session
from assistant.settings import Settings
from index.search import Searcher
from tests.assistant.served import SIZES, Watched, needs_browser, serving, settle, visited

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = needs_browser()

QUESTION = "霁州市一次性创业补贴多少钱，要什么条件，找谁办"
EVIL = '<img src=x onerror="window.hacked=1"><script>window.hacked=2</script>'


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    opened = open_records(Settings(home=tmp_path_factory.mktemp("home")))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def address(searcher: Searcher, kept: Records, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    settings = Settings(home=tmp_path_factory.mktemp("served"), llm_enabled=False, rate_limit=0)
    with serving(web_app(Resources(searcher, None, settings), kept)) as at:
        yield at


@pytest.fixture
def watched(context: BrowserContext, address: str, kept: Records, request: pytest.FixtureRequest) -> Iterator[Watched]:
    """The desk of a new member of staff."""
    account = add_account(kept, f"坐席{abs(hash(request.node.name)) % 10**8}", Role.STAFF)
    with visited(context, address, "/desk/", begin_session(kept, account.id)) as seen:
        seen.page.wait_for_selector("#script .start")
        seen.page.wait_for_function("document.activeElement.closest('#question') !== null")
        yield seen


@pytest.fixture
def page(watched: Watched) -> Page:
    return watched.page


def ask(page: Page, question: str = QUESTION) -> None:
    page.keyboard.press("/")
    page.keyboard.insert_text(question)
    page.keyboard.press("Enter")
    page.wait_for_selector("#script [data-done]:not([data-old])")
    page.wait_for_function("q => document.querySelector('#script .its-question')?.textContent === q", arg=question)
    page.wait_for_function("document.activeElement.matches('[data-done]')")


def test_a_whole_call_by_keyboard(page: Page, kept: Records) -> None:
    page.keyboard.type("创业补贴", delay=20)
    page.wait_for_selector("#found .hit mark")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("#found .hit.opened .full").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    assert page.locator("#found .hit.opened").get_attribute("data-number") == "2"
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('[data-done]')")
    assert "市人力资源社会保障局" in page.inner_text(".office strong")
    assert "天" in page.inner_text(".due em")
    assert "8000元" in page.inner_text(".say.own")
    page.keyboard.press("1")
    assert page.locator("#card-1-1.opened mark").count() == 1
    page.keyboard.press("m")
    page.keyboard.type(f"电话13812345678 {EVIL}")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#told .refused")
    assert "处理结果" in page.inner_text("#told")
    page.keyboard.press("t")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#call-so-far .saved")
    order = page.input_value("#order textarea")
    for words in (QUESTION, "二、(三)", "转办", "市人力资源社会保障局", EVIL):
        assert words in order
    assert "13812345678" not in order
    now = kept.now()
    saved = [each for each in calls_between(kept, now.replace(hour=0, minute=0), now) if each.note]
    assert [each.outcome for each in saved] == [Outcome.TRANSFERRED]
    page.keyboard.press("n")
    page.wait_for_selector("#script .start")
    assert page.input_value("#note textarea") == ""
    assert page.input_value("#order textarea") == ""


def test_an_answer_is_approved_and_offered_by_keyboard(page: Page) -> None:
    ask(page)
    page.keyboard.press("e")
    page.wait_for_function("document.activeElement.closest('#text') !== null")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("结论：一次性创业补贴8000元，到市人社局办。[1]")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#told .done")
    page.keyboard.press("a")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#call-so-far .saved")
    page.keyboard.press("n")
    page.wait_for_selector("#script .start")
    ask(page)
    assert "已审核" in page.inner_text(".approved")
    assert "到市人社局办" in page.inner_text(".read")
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.wait_for_selector("#review .kept")
    page.locator("#review [data-act=aside]").first.press("Enter")
    page.wait_for_selector("#review .why")
    page.locator("#review [data-act=remove]").first.press("Enter")
    page.wait_for_function("document.querySelectorAll('#review .kept').length === 0")


def test_questions_without_an_answer_and_calls_are_listed(page: Page) -> None:
    ask(page, "网约车驾驶证怎么考")
    page.keyboard.press("l")
    page.wait_for_selector("#calls td")
    assert "网约车驾驶证怎么考" in page.inner_text("#calls")
    assert page.locator(".export:visible").count() == 2
    page.keyboard.press("u")
    page.wait_for_selector("#open .topic")
    assert "网约车" in page.inner_text("#open")
    page.keyboard.press("d")
    page.wait_for_function("document.activeElement.closest('#question') !== null")


def test_markup_in_a_question_is_shown_not_run(page: Page) -> None:
    ask(page, f"创业补贴 {EVIL}")
    assert page.inner_text(".its-question") == f"创业补贴 {EVIL}"
    assert page.locator("#script img, #script script, #call-so-far img").count() == 0
    page.keyboard.press("l")
    page.wait_for_selector("#calls td")
    assert page.locator("#calls img").count() == 0


def test_in_english_by_a_switch(page: Page) -> None:
    page.click("#tongue-switch")
    page.wait_for_selector("#bar h1:text('Hotline desk')")
    ask(page)
    assert page.inner_text(".office h3") == "Transfer to"
    assert page.evaluate("document.documentElement.lang") == "en"


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_wider_than_the_screen(page: Page, size: tuple[int, int]) -> None:
    ask(page)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    for part in ("#question", "#send", ".office", ".due", "#end", "#new-call", "#note textarea", "#copy"):
        box = page.locator(part).bounding_box()
        assert box is not None, part
        assert box["width"] > 30, part
        assert box["x"] >= 0, part
        assert box["x"] + box["width"] <= size[0] + 1, part
