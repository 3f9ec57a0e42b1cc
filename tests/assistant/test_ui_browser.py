"""The page in a real browser: what an asker sees and when, and that nothing else is asked or run."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import assistant.ui.chat
from assistant.answer import AnswerStatus
from assistant.http import web_app
from tests.assistant.fake_answers import EVIL, QUOTE, FakeSearcher, FakeStream, citation, resources
from tests.assistant.served import PHONE, WIDE, Watched, needs_browser, serving, settle, visited

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = needs_browser()


@pytest.fixture(scope="module")
def searcher() -> FakeSearcher:
    return FakeSearcher()


@pytest.fixture(scope="module")
def address(searcher: FakeSearcher) -> Iterator[str]:
    with serving(web_app(resources(searcher, hotline="12345", question_limit=60))) as at:
        yield at


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> FakeStream:
    fake = FakeStream(pause=0.05)
    monkeypatch.setattr(assistant.ui.chat, "stream", fake)
    return fake


@pytest.fixture
def watched(context: BrowserContext, address: str, told: FakeStream) -> Iterator[Watched]:
    with visited(context, address) as seen:
        seen.page.wait_for_selector(".welcome .example")
        yield seen


@pytest.fixture
def page(watched: Watched) -> Page:
    return watched.page


def ask(page: Page, question: str = "专精特新企业奖励多少?") -> None:
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")


def asked_and_answered(page: Page, question: str = "专精特新企业奖励多少?") -> None:
    before = page.locator("#rounds .answer").count()
    ask(page, question)
    page.wait_for_function("n => document.querySelectorAll('#rounds .answer').length > n", arg=before)


def test_nothing_but_its_own_host_is_asked(watched: Watched, address: str) -> None:
    asked_and_answered(watched.page)
    assert len(watched.requested) > 5, "the recording itself must work"
    assert any(url.endswith(".js") for url in watched.requested)
    assert watched.elsewhere(address) == []


def test_before_a_question_it_says_what_it_knows(page: Page) -> None:
    assert "已收录 3 份政策" in page.inner_text("#known")
    assert "最新 2025-03-02" in page.inner_text("#known")
    titles = page.locator(".titles li").all_inner_texts()
    assert any("澄江市关于支持专精特新企业发展的若干意见" in title for title in titles)
    assert page.locator(".titles li", has_text="云政办发").locator(".badge").inner_text() == "有效"
    assert page.locator(".example").count() >= 1


def test_an_example_is_asked_by_a_click(page: Page) -> None:
    example = page.locator(".example").first.inner_text()
    page.locator(".example").first.click()
    page.wait_for_selector("#rounds .answer")
    assert page.inner_text("#rounds .asked") == example


def test_clauses_are_shown_before_the_text(page: Page, told: FakeStream) -> None:
    told.may_write.clear()
    ask(page)
    page.wait_for_selector("#cards .card")
    assert page.locator("#writing .text").count() == 0
    first = page.locator("#cards .card").first
    assert "云岭省人民政府办公厅" in first.locator("h3").inner_text()
    assert "云政办发〔2025〕18号" in first.locator(".where").inner_text()
    assert "第二章第五条" in first.locator(".where").inner_text()
    assert re.search("核对依据", page.inner_text("#writing .step"))
    told.may_write.set()
    page.wait_for_selector("#writing .text")


def test_the_quoted_words_are_highlighted_and_numbered_like_the_markers(page: Page) -> None:
    asked_and_answered(page)
    markers = page.locator("#rounds .marker")
    assert markers.all_inner_texts() == ["1", "2", "3"]
    cards = page.locator("#cards .cards:not([hidden]) .card")
    assert cards.locator(".number").all_inner_texts() == ["1", "2", "3"]
    assert cards.locator("mark").all_inner_texts() == [QUOTE] * 3
    assert cards.locator(".badge").all_inner_texts() == ["有效", "有效", "39天后到期"]
    assert "第五条 扶持标准" in cards.first.locator(".clause").inner_text()


def test_a_marker_opens_its_card_of_its_own_round(page: Page) -> None:
    asked_and_answered(page)
    asked_and_answered(page, "去哪里申请?")
    assert page.locator("#cards .cards:not([hidden]) .card").count() == 3
    page.locator("#rounds .marker").nth(1).click()
    opened = page.locator(".card.opened")
    assert opened.get_attribute("id") == "card-1-2"
    assert opened.is_visible()
    assert not page.locator("#card-2-2").is_visible()


def test_a_long_clause_can_be_unfolded(page: Page) -> None:
    asked_and_answered(page)
    card = page.locator("#card-1-2")
    folded = card.locator(".clause").bounding_box()
    card.locator(".whole").click()
    unfolded = card.locator(".clause").bounding_box()
    assert folded is not None
    assert unfolded is not None
    assert unfolded["height"] > folded["height"] + 20


def test_stop_keeps_what_was_written_and_stops_the_work(page: Page, told: FakeStream) -> None:
    told.pause = 0.3
    ask(page)
    page.wait_for_selector("#writing .text")
    page.click("#stop")
    page.wait_for_selector("#rounds .answer .small")
    assert page.inner_text("#rounds .answer .small") == "已停止"
    assert page.inner_text("#rounds .text").startswith("新认定")
    page.wait_for_selector("#send")
    until = time.monotonic() + 30
    while not told.closed and time.monotonic() < until:
        page.wait_for_timeout(50)
    assert told.closed == 1
    told.pause = 0
    asked_and_answered(page, "再问一次")
    assert page.locator("#rounds .asked").count() == 2


def test_follow_ups_carry_the_conversation_and_a_new_one_forgets_it(page: Page, told: FakeStream) -> None:
    asked_and_answered(page, "甲问")
    asked_and_answered(page, "乙问")
    assert [turn.content for turn in told.histories[1]] == ["甲问", told.text]
    page.click("#new")
    page.wait_for_selector(".welcome .example")
    assert page.locator("#rounds .asked").count() == 0
    assert page.locator("#cards .card").count() == 0
    asked_and_answered(page, "丙问")
    assert told.histories[2] == ()


def test_two_pages_do_not_share_a_conversation(page: Page, told: FakeStream, address: str) -> None:
    asked_and_answered(page, "甲问")
    other = page.context.new_page()
    other.goto(address)
    other.wait_for_selector(".welcome .example")
    asked_and_answered(other, "乙问")
    other.close()
    assert told.histories[1] == ()


def test_region_and_day_are_passed_on(page: Page, told: FakeStream) -> None:
    page.click("#region input")
    page.get_by_role("option", name="澄江市").click()
    page.fill("#day input", "2027-01-01")
    asked_and_answered(page)
    region, day = told.filters[0]
    assert (region, str(day)) == ("澄江市", "2027-01-01")
    assert "2027-01-01" in page.inner_text("#rounds .small")


@pytest.mark.parametrize(
    ("status", "label"),
    [
        (AnswerStatus.NOT_STATED, "原文未规定"),
        (AnswerStatus.NOT_FOUND, "未检索到"),
        (AnswerStatus.NEEDS_DETAIL, "需要补充信息"),
        (AnswerStatus.DECLINED, "不予回答"),
        (AnswerStatus.QUOTES_ONLY, "仅列条款"),
        (AnswerStatus.FAILED, "出错了"),
    ],
)
def test_every_other_status_says_what_it_is(page: Page, told: FakeStream, status: AnswerStatus, label: str) -> None:
    told.status = status
    asked_and_answered(page)
    notice = page.inner_text("#rounds .notice")
    assert label in notice
    assert ("ab12cd34" in notice) == (status is AnswerStatus.FAILED)
    steps = page.inner_text("#rounds .next")
    assert "接下来可以" in steps
    assert page.locator("#rounds .next li").count() >= 1
    assert page.locator("#rounds .next a[href='tel:12345']").inner_text() == "12345"


def test_an_empty_question_is_said_and_a_long_one_cannot_be_typed(page: Page, told: FakeStream) -> None:
    page.click("#send")
    page.wait_for_selector("#notice .refused")
    page.fill("#question textarea", "字" * 60)
    page.locator("#question textarea").press_sequentially("多")
    assert len(page.input_value("#question textarea")) == 60
    page.wait_for_function("document.getElementById('count').textContent === '60'")
    assert "60 / 60 字" in page.inner_text("#limit")
    assert told.histories == []


def test_markup_in_policies_questions_and_answers_is_shown_not_run(page: Page, told: FakeStream) -> None:
    told.text = f"答 {EVIL} [1]"
    told.cited = (citation(1, "p3-0", EVIL),)
    question = "<img src=x onerror='window.hacked=4'>${window.hacked=5}"
    asked_and_answered(page, question)
    page.locator("#rounds .marker").click()
    page.locator(".others summary").click()
    settle(page)
    assert page.evaluate("window.hacked") is None
    assert page.locator("#talk img, #sources img, #talk script, #sources script").count() == 0
    assert page.inner_text("#rounds .asked") == question
    assert EVIL in page.inner_text("#rounds .text")
    assert page.inner_text("#cards mark") == EVIL
    assert EVIL in page.inner_text("#card-1-1 h3")
    page.click("#region input")
    page.get_by_role("option", name=re.compile("县")).click()
    page.click("#new")
    page.wait_for_selector(".welcome .example")
    assert page.evaluate("window.hacked") is None


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_nothing_is_wider_than_the_screen(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    asked_and_answered(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    for part in ("#question textarea", "#send", "#region", "#day input", "#limit", "#new"):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0]


def test_on_a_phone_a_marker_leads_to_the_card_and_back(page: Page) -> None:
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    asked_and_answered(page)
    page.locator("#rounds .marker").last.click()
    page.wait_for_function(
        "most => { const at = document.getElementById('card-1-3').getBoundingClientRect();"
        " return at.y >= 0 && at.y < most; }",
        arg=PHONE[1] - 150,
    )
    page.locator("#card-1-3 .back").click()
    assert page.evaluate("document.activeElement.className") == "marker opened"


def test_the_stylesheets_and_scripts_name_no_other_host() -> None:
    folder = Path(assistant.ui.chat.__file__).parent
    found = [path for path in folder.rglob("*") if path.suffix in (".css", ".js")]
    assert {"colours.css", "whole.css", "page.js", "desk.js"} <= {path.name for path in found}
    for path in found:
        named = set(re.findall(r"https?://[^\s'\"]*", path.read_text(encoding="utf-8")))
        assert named <= {"http://www.w3.org/2000/svg"}, path  # the name of a language, not a place
