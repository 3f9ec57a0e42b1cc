"""The three faces walked in a browser once with the real models: what is asked, searched and uploaded is theirs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from assistant.bundled import prepare_bundled
from assistant.http import web_app
from assistant.records.accounts import Role, add_account
from assistant.records.opened import Records, open_records
from assistant.records.sessions import begin_session
from assistant.resources import open_embedding_model, open_resources
from assistant.settings import Settings
from index.build import ingest
from tests.assistant.conftest import SAMPLES
from tests.assistant.served import Watched, needs_browser, serving, visited

pytestmark = needs_browser()

WAIT = 120_000
"""Milliseconds for what a model does on a busy machine."""
ASKED = "霁州市的企业想给新员工做岗前培训，有什么补贴，要注意什么？"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home of its own with the models of this machine and a real index of the samples."""
    models = Settings.from_environment().models_folder
    prepare_bundled(models, progress=False)
    home = tmp_path_factory.mktemp("faces")
    os.symlink(models, home / "models")
    made = Settings(home=home, rate_limit=0, rate_limit_ask=0, hotline="12345")
    ingest([SAMPLES], made.index_folder, open_embedding_model(made), progress=False)
    return made


@pytest.fixture(scope="module")
def kept(settings: Settings) -> Iterator[Records]:
    opened = open_records(settings)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def address(settings: Settings, kept: Records) -> Iterator[str]:
    resources = open_resources(settings)
    assert resources.model is not None
    with serving(web_app(resources, kept)) as at:
        yield at


@pytest.fixture
def chat(context: BrowserContext, address: str) -> Iterator[Watched]:
    with visited(context, address) as seen:
        seen.page.set_default_timeout(WAIT)
        seen.page.wait_for_selector(".welcome .example")
        yield seen


def test_the_chat_answers_with_the_model_and_opens_its_clause(chat: Watched) -> None:
    page = chat.page
    page.fill("#question textarea", ASKED)
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#rounds .answer .marker")
    assert "培训" in page.locator("#rounds .answer").inner_text()
    page.locator("#rounds .marker").first.click()
    assert page.locator(".card.opened mark").first.inner_text().strip()


def test_the_desk_finds_while_one_types_and_reads_out(context: BrowserContext, address: str, kept: Records) -> None:
    account = add_account(kept, "坐席甲", Role.STAFF)
    with visited(context, address, "/desk/", begin_session(kept, account.id)) as seen:
        page = seen.page
        page.set_default_timeout(WAIT)
        page.wait_for_selector("#script .start")
        page.wait_for_function("document.activeElement.closest('#question') !== null")
        page.keyboard.type("岗前培训补贴", delay=20)
        page.wait_for_selector("#found .hit mark")
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(ASKED)
        page.keyboard.press("Enter")
        page.wait_for_selector("#script [data-done]:not([data-old])")
        assert "培训" in page.inner_text("#script")


def test_the_library_takes_a_policy_and_the_chat_answers_from_it(
    context: BrowserContext, address: str, kept: Records, tmp_path: Path
) -> None:
    file = tmp_path / "harbour.txt"
    file.write_text(
        "松屿市渔港服务办法\n第一条 渔港泊位由市农业农村局管理。\n第二条 渔船停靠泊位满30天的，每艘补贴燃油费450元。\n"
        "第三条 本办法自2026年1月1日起施行，有效期至2029年12月31日。\n",
        encoding="utf-8",
    )
    account = add_account(kept, "管理员甲", Role.ADMIN)
    with visited(context, address, "/library/", begin_session(kept, account.id)) as seen:
        page = seen.page
        page.set_default_timeout(WAIT)
        page.wait_for_selector("#list .open")
        page.click(".views [data-view=upload]")
        page.set_input_files("#files", str(file))
        page.wait_for_selector("#job .files [data-outcome=added]")
    with visited(context, address) as seen:
        page = seen.page
        page.set_default_timeout(WAIT)
        page.wait_for_selector(".welcome .example")
        page.fill("#question textarea", "松屿市渔船停靠补贴燃油费多少钱？")
        page.press("#question textarea", "Enter")
        page.wait_for_selector("#rounds .answer .marker")
        assert "450元" in page.locator("#rounds .answer").inner_text()
