"""Makes docs/pictures/: every page over the sample policies, in a real browser, at three sizes.

Run it from the checkout, with the models prepared: python docs/make_pictures.py [PAGE …]
The answers are those composed without a language model, so that the pictures come out the same everywhere.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT))

from PIL import Image  # noqa: E402 - after the path of the checkout

from assistant.http import web_app  # noqa: E402
from assistant.records.accounts import Role, add_account  # noqa: E402
from assistant.records.opened import open_records  # noqa: E402
from assistant.records.sessions import begin_session  # noqa: E402
from assistant.resources import open_resources  # noqa: E402
from assistant.settings import Settings  # noqa: E402
from tests.assistant.served import browser, serving  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Page

SAMPLES = CHECKOUT / "samples"
PICTURES = CHECKOUT / "docs" / "pictures"
FIRST = CHECKOUT / "docs" / "images" / "chat.png"
"""The picture in the README is the one of the chat on the widest screen."""
QUESTION = "霁州市招用高校毕业生，每人补贴多少？"
CALL = "霁州市一次性创业补贴多少钱，要什么条件，找谁办"
SIZES = ((1440, 900), (1024, 768), (390, 844))
LARGEST = 150_000
COLOURS = 128
WAIT = 120_000


def main() -> None:
    """Index the samples in a home of their own, serve them, and take the pictures of the pages named, or of all."""
    wanted = sys.argv[1:] or list(PAGES)
    PICTURES.mkdir(exist_ok=True)
    with served() as (address, session), browser() as started:
        for width, height in SIZES:
            context = started.new_context(
                viewport={"width": width, "height": height}, locale="zh-CN", reduced_motion="reduce"
            )
            context.set_default_timeout(WAIT)
            for name in wanted:
                page = context.new_page()
                signed_in = name not in ("welcome", "chat", "policy", "sign-in")
                context.clear_cookies()
                if signed_in:
                    context.add_cookies([{"name": "policy_session", "value": session, "url": address}])
                PAGES[name](page, address)
                page.wait_for_timeout(1200)
                keep(page, PICTURES / f"{name}-{width}.png")
                page.close()
            context.close()
    if "chat" in wanted:
        FIRST.write_bytes((PICTURES / f"chat-{SIZES[0][0]}.png").read_bytes())


@contextmanager
def served() -> Iterator[tuple[str, str]]:
    """Serve the samples; yields the address and the session of an admin."""
    prepared = Settings.from_environment()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "models").symlink_to(prepared.models_folder)
        settings = replace(
            prepared,
            home=home,
            llm_enabled=False,
            hotline="12345",
            rate_limit=0,
            rate_limit_ask=0,
            eval_runs=home / "runs",
        )
        ingest(home)
        evaluate(home)
        records = open_records(settings)
        account = add_account(records, "admin", Role.ADMIN)
        with serving(web_app(open_resources(settings), records)) as address:
            yield address, begin_session(records, account.id)
        records.close()


def ingest(home: Path) -> None:
    """Index the samples in ``home``, as a user would."""
    run(home, "-c", "from assistant.cli import main; main()", "ingest", str(SAMPLES / "policies"))


def evaluate(home: Path) -> None:
    """Put the questions of the samples, so that the page of quality has a run to show."""
    questions = ("--questions", str(SAMPLES / "questions.jsonl"), "--policies", str(SAMPLES / "policies"))
    run(home, "-m", "eval", "run", "samples-without-model", *questions, "--runs", str(home / "runs"))


def run(home: Path, *arguments: str) -> None:
    """Run Python on ``arguments`` with the state in ``home`` and no language model."""
    environment = {**os.environ, "POLICY_HOME": str(home), "LLM": "none"}
    subprocess.run([sys.executable, *arguments], cwd=CHECKOUT, env=environment, check=True)  # noqa: S603 - own command


def welcome(page: Page, address: str) -> None:
    """Open the chat."""
    page.goto(address)
    page.wait_for_selector(".welcome .example")
    page.wait_for_selector("#past-open")


def chat(page: Page, address: str) -> None:
    """Ask, and open the first source."""
    welcome(page, address)
    page.fill("#question textarea", QUESTION)
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#rounds .marker")
    page.locator("#rounds .marker").first.click()


def policy(page: Page, address: str) -> None:
    """Open a whole policy at the clause that was quoted."""
    chat(page, address)
    page.goto(address + str(page.locator(".card.opened .whole-policy").get_attribute("href")))
    page.wait_for_selector("article:target mark")


def sign_in(page: Page, address: str) -> None:
    """Open the page to sign in at."""
    page.goto(f"{address}/sign-in")
    page.wait_for_selector("h1")


def desk(page: Page, address: str) -> None:
    """Answer a caller's question."""
    page.goto(f"{address}/desk/")
    page.wait_for_selector("#script .start")
    page.fill("#question textarea, #question input", CALL)
    page.press("#question textarea, #question input", "Enter")
    page.wait_for_selector("#script [data-done]")


def behind(path: str) -> Callable[[Page, str], None]:
    """Make what opens one of the admins' pages."""

    def opens(page: Page, address: str) -> None:
        page.goto(address + path)
        page.wait_for_selector("#admin-bar")
        page.wait_for_timeout(2500)

    return opens


def keep(page: Page, path: Path) -> None:
    """Take the picture and keep it small: few colours are enough for text on plain ground."""
    page.screenshot(path=path)
    Image.open(path).convert("RGB").quantize(COLOURS).save(path, optimize=True)
    size = path.stat().st_size
    if size > LARGEST:
        raise SystemExit(f"{path} has {size} bytes; at most {LARGEST} are wanted.")
    sys.stdout.write(f"{path.relative_to(CHECKOUT)}: {size} bytes\n")


PAGES: dict[str, Callable[[Page, str], None]] = {
    "welcome": welcome,
    "chat": chat,
    "policy": policy,
    "sign-in": sign_in,
    "desk": desk,
    "library": behind("/library/"),
    "quality": behind("/quality/"),
    "accounts": behind("/accounts/"),
}


if __name__ == "__main__":
    main()
