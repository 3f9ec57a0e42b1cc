"""A served application on a free loopback port, and a browser: for the tests and the pictures."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from assistant.serving import listen

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Request

_NAMES = ("chromium", "chromium-browser", "google-chrome")
# The browser's own calls home (updates, suggestions) are not the page's: off.
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
WIDE, PHONE = (1440, 900), (390, 844)
SIZES = [WIDE, (1024, 768), PHONE]
WAIT = 60_000
"""Milliseconds for what a page does: nobody waits so long for it but on a machine that does ten other things."""
_LOOK = 50
"""Milliseconds between two looks at whether a page has come to rest."""
# Says for how many milliseconds nothing has changed and nothing is awaited; streams that stay open do not count.
_QUIET = """(() => {
  let awaited = 0, since = 0;
  const now = () => performance.now(), asked = window.fetch;
  window.fetch = async (...what) => {
    if (/heartbeat|queue\\/data|startup-events/.test(String(what[0]?.url ?? what[0]))) return asked(...what);
    awaited += 1;
    try { return await asked(...what); } finally { awaited -= 1; since = now(); }
  };
  new MutationObserver(() => { since = now(); })
    .observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
  window.quietFor = () => awaited ? 0 : now() - since;
})();"""


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve ``app`` in a thread; the address it answers at."""
    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        _wait_for(address)
        yield address
    finally:
        server.should_exit = True
        thread.join(20)


def _wait_for(address: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if httpx.get(f"{address}/healthz", trust_env=False, timeout=5).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise TimeoutError(f"{address} does not answer")


def browser_path() -> str | None:
    """Where the browser of the system is, or None."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


@contextmanager
def browser() -> Iterator[Browser]:
    """Start the system's browser, without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser_path(), args=_ARGUMENTS)
        try:
            yield started
        finally:
            started.close()


def needs_browser() -> list[pytest.MarkDecorator]:
    """The marks of tests in a real browser."""
    missing = "no browser: apt-get install chromium fonts-noto-cjk"
    return [pytest.mark.browser, pytest.mark.skipif(browser_path() is None, reason=missing)]


def new_context(chromium: Browser, *, reduced_motion: bool = False) -> BrowserContext:
    """What the pages of a module share, so that each loads the scripts of Gradio compiled: a third of the time."""
    return chromium.new_context(
        viewport={"width": WIDE[0], "height": WIDE[1]}, reduced_motion="reduce" if reduced_motion else "no-preference"
    )


@contextmanager
def new_page(context: BrowserContext, address: str, token: str | None = None) -> Iterator[Page]:
    """An empty page of somebody ``address`` knows nothing of but the session's ``token``: nothing is stored for it."""
    context.clear_cookies()
    if token:
        context.add_cookies([{"name": "policy_session", "value": token, "url": address}])
    page = context.new_page()
    page.set_default_timeout(WAIT)
    page.add_init_script(_QUIET)
    context.new_cdp_session(page).send(
        "Storage.clearDataForOrigin", {"origin": address, "storageTypes": "local_storage"}
    )
    try:
        yield page
    finally:
        for each in context.pages:
            each.close()


@contextmanager
def visited(context: BrowserContext, address: str, path: str = "/", token: str | None = None) -> Iterator[Watched]:
    """A page opened at ``path``; at the end it must have asked only its own host, and run nothing that it shows.

    Nor may it have complained of anything.
    """
    with new_page(context, address, token) as page:
        seen = Watched(page)
        page.goto(address + path)
        yield seen
        settle(page)
        assert page.evaluate("window.hacked") is None
        seen.end()
    assert seen.elsewhere(address) == []
    assert seen.complaints == []


def settle(page: Page) -> None:
    """Wait until what was done last has had its effect: no answer is awaited, and for a moment nothing has changed."""
    # Asked from here: a page whose rules allow no eval cannot wait for a function of ours by itself.
    for _ in range(WAIT // _LOOK):
        if page.evaluate("window.quietFor() > 150"):
            return
        page.wait_for_timeout(_LOOK)
    raise AssertionError("the page does not come to rest")


@dataclass
class Watched:
    """A page with everything it asked for and complained of."""

    page: Page
    requested: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.context.on("request", self._asks)
        self.page.on("websocket", lambda socket: self.requested.append(socket.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)

    def _asks(self, request: Request) -> None:
        self.requested.append(request.url)

    def end(self) -> None:
        """Watch no more: other pages of its context are not its own."""
        self.page.context.remove_listener("request", self._asks)

    def elsewhere(self, address: str) -> list[str]:
        """List the requests to any other place than ``address``."""
        own = (address + "/", "data:", "blob:")
        return [url for url in self.requested if not url.startswith(own)]
