"""The one line for other sites: a page at another port, in a real browser, and who may frame the chat."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

import assistant.ui.chat
from assistant.api.embed import SCRIPT
from assistant.http import web_app
from tests.assistant.fake_answers import FakeStream, resources
from tests.assistant.served import Watched, needs_browser, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_STRICT = "default-src 'none'; style-src 'self'; script-src {address}; frame-src {address}; img-src 'self'"


def in_a_browser(test: Callable[..., None]) -> Callable[..., None]:
    for mark in needs_browser():
        test = mark(test)
    return test


class _Site(SimpleHTTPRequestHandler):
    """Another site, as strict with itself as one can be."""

    address = ""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", _STRICT.format(address=self.address))
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name it has above
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ThreadingHTTPServer]:
    folder = tmp_path_factory.mktemp("site")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Site, directory=str(folder)))
    (folder / "favicon.ico").write_bytes(b"")
    (folder / "style.css").write_text("button { background: red !important; display: none !important; }")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture(scope="module")
def served(site: ThreadingHTTPServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    allowed = f"http://127.0.0.1:{site.server_port}"
    with serving(web_app(resources(hotline="12345", embed_origins=(allowed,)))) as at:
        _Site.address = at
        yield at


@pytest.fixture(scope="module")
def home_page(site: ThreadingHTTPServer, served: str) -> str:
    """The page of the other site; the one line is the only script in it."""
    handler: Any = site.RequestHandlerClass
    folder = Path(handler.keywords["directory"])
    for name, more in (("index", ""), ("english", ' data-lang="en" data-side="left"')):
        (folder / f"{name}.html").write_text(
            '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>别的网站</title>'
            f'<link rel="stylesheet" href="style.css"><script src="{served}/embed.js" defer{more}></script></head>'
            '<body><h1>别的网站</h1><a href="#here">一个链接</a></body></html>',
            encoding="utf-8",
        )
    return f"http://127.0.0.1:{site.server_port}/"


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> FakeStream:
    fake = FakeStream()
    monkeypatch.setattr(assistant.ui.chat, "stream", fake)
    return fake


def test_the_script_is_small_and_there_for_every_site(served: str) -> None:
    said = httpx.get(f"{served}/embed.js", trust_env=False)
    assert said.headers["content-type"].startswith("text/javascript")
    assert said.headers["cross-origin-resource-policy"] == "cross-origin"
    assert len(said.content) == SCRIPT.stat().st_size < 6000
    assert "set-cookie" not in said.headers


def test_only_the_sites_named_may_frame_the_chat(served: str, home_page: str) -> None:
    policy = httpx.get(f"{served}/embed/", trust_env=False).headers["content-security-policy"]
    assert policy.endswith(f"frame-ancestors 'self' {home_page.rstrip('/')}")
    for path in ("/", "/sign-in", "/api/policies"):
        headers = httpx.get(served + path, trust_env=False).headers
        assert "frame-ancestors 'self' http" not in headers["content-security-policy"], path
        assert headers["x-frame-options"] in ("SAMEORIGIN", "DENY"), path


def test_unless_set_no_site_may() -> None:
    with serving(web_app(resources())) as at:
        said = httpx.get(f"{at}/embed/", trust_env=False)
        assert said.status_code == 404
        assert said.headers["content-security-policy"].endswith("frame-ancestors 'self'")


@pytest.mark.parametrize("size", [(1024, 768), (390, 844)])
@in_a_browser
def test_the_chat_is_opened_used_and_closed_by_keyboard(
    chromium: Browser, home_page: str, served: str, told: FakeStream, size: tuple[int, int]
) -> None:
    page = chromium.new_page(viewport={"width": size[0], "height": size[1]})
    seen = Watched(page)
    page.goto(home_page)
    button = page.get_by_role("button", name="政策问答")
    button.wait_for()
    assert button.evaluate("e => getComputedStyle(e).display") != "none", "the site's styles stay outside"
    assert not any(url.startswith(f"{served}/embed/") for url in seen.requested), "nothing is loaded before it is asked"

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="政策问答")
    dialog.wait_for()
    box = dialog.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size[0]
    assert box["y"] + box["height"] <= size[1]
    chat = page.frame_locator("iframe[title='政策问答']")
    field = chat.locator("#question textarea")
    field.wait_for()
    for _ in range(20):
        page.keyboard.press("Tab")
        if field.evaluate("e => e === document.activeElement"):
            break
    page.keyboard.type("奖励多少?")
    page.keyboard.press("Enter")
    chat.locator("#rounds .answer").wait_for()
    assert "20万元" in chat.locator("#rounds .answer").inner_text()
    assert page.context.cookies() == []

    page.get_by_role("button", name="关闭").focus()
    page.keyboard.press("Escape")
    assert dialog.is_hidden()
    assert button.evaluate("e => e.getRootNode().activeElement === e")
    button.click()
    assert "20万元" in chat.locator("#rounds .answer").inner_text(), "it is still there"
    page.close()
    assert seen.complaints == []
    assert [url for url in seen.elsewhere(served) if not url.startswith(home_page)] == []


@in_a_browser
def test_it_speaks_english_in_the_other_corner_where_told(chromium: Browser, home_page: str) -> None:
    page = chromium.new_page(viewport={"width": 1024, "height": 768})
    page.goto(home_page + "english.html")
    button = page.get_by_role("button", name="Ask about policies")
    box = button.bounding_box()
    assert box is not None
    assert box["x"] < 100
    button.click()
    page.get_by_role("button", name="Close").wait_for()
    chat = page.frame_locator("iframe[title='Ask about policies']")
    chat.get_by_role("button", name="Ask", exact=True).wait_for()
    assert "3 policies" in chat.locator("#known").inner_text()
    page.close()


@in_a_browser
def test_another_site_is_shown_no_chat(chromium: Browser, home_page: str, served: str) -> None:
    page = chromium.new_page()
    seen = Watched(page)
    page.goto(home_page.replace("127.0.0.1", "localhost"))
    page.get_by_role("button", name="政策问答").click()
    until = time.monotonic() + 30
    while not any("frame-ancestors" in each for each in seen.complaints) and time.monotonic() < until:
        page.wait_for_timeout(50)
    assert any("frame-ancestors" in each for each in seen.complaints)
    assert not any(frame.url.startswith(served) for frame in page.frames)
    assert page.get_by_role("link", name="在新窗口打开").get_attribute("href") == f"{served}/?lang=zh"
    page.close()
