"""The page of quality in a real browser: from a run to a question that went wrong, and with it into the chat."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.http import web_app
from assistant.records.accounts import Role, add_account
from assistant.records.opened import Records, open_records
from assistant.records.sessions import begin_session
from assistant.settings import Settings
from tests.assistant.fake_answers import resources
from tests.assistant.served import SIZES, Watched, needs_browser, serving, settle, visited
from tests.eval.fake_runs import asked, make, opening, write_questions

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = needs_browser()

EVIL = "${window.hacked=1}{{7*7}}<img src=x onerror=window.hacked=2>"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    opened = open_records(Settings(home=tmp_path_factory.mktemp("home")))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def address(kept: Records, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    runs: Path = tmp_path_factory.mktemp("runs")
    lines = asked(24)
    lines[4]["question"] += EVIL
    questions = write_questions(runs / "q.jsonl", lines)
    make("first", questions, runs, opening(wrong=("q00",)))
    make("second", questions, runs, opening(wrong=("q04",)))
    with serving(web_app(resources(rate_limit=0, rate_limit_ask=0, eval_runs=runs), kept)) as at:
        yield at


@pytest.fixture
def watched(context: BrowserContext, address: str, kept: Records, request: pytest.FixtureRequest) -> Iterator[Watched]:
    """The page of an admin."""
    account = add_account(kept, f"admin{abs(hash(request.node.name)) % 10**8}", Role.ADMIN)
    with visited(context, address, "/quality/", begin_session(kept, account.id)) as seen:
        seen.page.wait_for_selector("#quality .wrong-one")
        yield seen


@pytest.fixture
def page(watched: Watched) -> Page:
    return watched.page


def test_from_a_run_to_what_became_wrong_and_into_the_chat(page: Page) -> None:
    assert "与 first 比较" in page.inner_text("#quality")
    page.select_option("#quality [name=change]", "worse")
    page.wait_for_function("document.querySelectorAll('#quality .wrong-one').length === 1")
    question = page.inner_text("#quality .wrong-one h3")
    assert EVIL in question
    assert page.locator("#quality img").count() == 0
    assert "5万元" in page.inner_text("#quality .wrong-one dl")
    with page.context.expect_page() as opened:
        page.click("#quality .wrong-one a")
    chat = opened.value
    chat.wait_for_selector("#question textarea")
    chat.wait_for_function("q => document.querySelector('#question textarea').value === q", arg=question)
    assert chat.evaluate("location.hash") == ""
    assert chat.evaluate("window.hacked") is None
    chat.close()
    page.select_option("#quality [name=run]", "first")
    page.wait_for_selector("#quality tr.chosen button:text-is('first')")


def test_in_english_by_a_switch(page: Page) -> None:
    page.click("#admin-tongue")
    page.wait_for_selector("h1:text('Quality')")
    page.wait_for_selector("#quality h2:text('By kind')")


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_wider_than_the_screen(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    for part in page.locator("#quality .figure, #quality .wrong-one, #quality select, #quality .table").all():
        box = part.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0] + 1
