"""Makes docs/images/chat.png: the chat over the sample policies, in a real browser.

Run it from the checkout, with the models prepared: python docs/make_pictures.py [QUESTION]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT))

from PIL import Image  # noqa: E402 - after the path of the checkout

from assistant.http import web_app  # noqa: E402
from assistant.resources import open_resources  # noqa: E402
from assistant.settings import Settings  # noqa: E402
from tests.assistant.served import browser, serving  # noqa: E402

PICTURE = CHECKOUT / "docs" / "images" / "chat.png"
QUESTION = "澜江省中小企业做数字化改造，能补助多少？由哪个部门负责？"
WIDTH, HEIGHT = 1440, 900
LARGEST = 200_000
COLOURS = 128


def main() -> None:
    """Index the samples in a home of their own, ask, and keep the picture of the answer."""
    question = sys.argv[1] if len(sys.argv) > 1 else QUESTION
    prepared = Settings.from_environment()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "models").symlink_to(prepared.models_folder)
        settings = replace(prepared, home=home)
        ingest(home)
        with serving(web_app(open_resources(settings))) as address:
            take(address, question)
    shrink()


def ingest(home: Path) -> None:
    """Index the samples in ``home``, as a user would."""
    policy = [sys.executable, "-c", "from assistant.cli import main; main()"]
    environment = {**os.environ, "POLICY_HOME": str(home)}
    samples = CHECKOUT / "samples" / "policies"
    subprocess.run([*policy, "ingest", str(samples)], cwd=CHECKOUT, env=environment, check=True)  # noqa: S603 - own command


def take(address: str, question: str) -> None:
    """Ask ``question`` at ``address``, open the first source and take the picture."""
    with browser() as started:
        page = started.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(address)
        page.wait_for_selector(".welcome .example")
        page.fill("#question textarea", question)
        page.press("#question textarea", "Enter")
        page.wait_for_selector("#rounds .answer", timeout=180_000)
        if page.locator("#rounds .marker").count():
            page.locator("#rounds .marker").first.click()
        page.wait_for_timeout(1000)
        page.screenshot(path=PICTURE)


def shrink() -> None:
    """Keep the picture small: few colours are enough for text on plain ground."""
    Image.open(PICTURE).convert("RGB").quantize(COLOURS).save(PICTURE, optimize=True)
    size = PICTURE.stat().st_size
    if size > LARGEST:
        raise SystemExit(f"{PICTURE} has {size} bytes; at most {LARGEST} are wanted.")
    sys.stdout.write(f"{PICTURE.relative_to(CHECKOUT)}: {size} bytes\n")


if __name__ == "__main__":
    main()
