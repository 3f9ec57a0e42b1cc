"""The page in a real browser: it fits a telephone, switches language, stays readable, and asks for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.report.page import write_report
from tests.assistant.served import browser
from tests.eval.report.stored import RIGHT, but, store

pytestmark = pytest.mark.browser

_WRONG = {"status": "answered", "answer": "最高99万元。", "seconds": 1.0, "confidence": 0.6}
_CONTRAST = """() => {
  const light = colour => {
    const parts = colour.match(/[\\d.]+/g).slice(0, 3).map(part => part / 255)
      .map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const behind = element => {
    for (let one = element; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (!/, 0\\)$/.test(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const poor = [];
  for (const element of document.body.querySelectorAll("*")) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!own || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    const [one, other] = [light(element.tagName === "text" ? style.fill : style.color), light(behind(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) poor.push(`${element.tagName}.${element.className} ${ratio.toFixed(2)} ${element.textContent}`);
  }
  return poor;
}"""
"""The texts whose contrast is below 4.5 (WCAG 2.2, 1.4.3)."""


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    runs = folder / "runs"
    store(runs, "new", but(q1=_WRONG), day=2)
    store(runs, "old", but(q2=_WRONG, q4=_WRONG), day=1)
    for variant in ("no-gate", "no-facts", "langchain", "bm25-quotes", "model-alone"):
        store(runs, f"of-{variant}", but(q3=_WRONG), variant=variant)
    store(runs, "best", RIGHT, day=0)
    out = folder / "report.html"
    write_report((), out, runs)
    return out


@pytest.fixture(scope="module")
def opened() -> Iterator[object]:
    with browser() as started:
        yield started


@pytest.mark.parametrize("width", [1440, 1024, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_reads_and_asks_for_nothing(opened, page_file: Path, width: int, scheme: str) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    page = opened.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: said.append(request.url) if request.url != page_file.as_uri() else None)
    page.goto(page_file.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(_CONTRAST) == []
    drawn = page.locator("figure > svg")
    for place in range(drawn.count()):
        box = drawn.nth(place).bounding_box()
        assert box["width"] > 250
        smallest = drawn.nth(place).evaluate(
            "svg => Math.min(...[...svg.querySelectorAll('text')].map(one => one.getBoundingClientRect().height)"
            ".filter(height => height > 0))"
        )
        assert smallest >= 9
    assert said == []
    page.close()


def test_the_language_is_switched_by_mouse_and_by_keyboard(opened, page_file: Path) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    page = opened.new_page()
    page.goto(page_file.as_uri())
    assert page.locator("h1").inner_text().startswith("评测报告")
    page.locator("label[for=show-en]").click()
    assert page.locator("h1").inner_text().startswith("Evaluation report")
    page.locator("#show-en").focus()
    page.keyboard.press("ArrowLeft")
    assert page.locator("h1").inner_text().startswith("评测报告")
    page.close()


def test_printed_the_folded_questions_are_open(opened, page_file: Path) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    page = opened.new_page()
    page.goto(page_file.as_uri())
    inside = page.locator("#failures .question .inside").first
    assert not inside.is_visible()
    page.emulate_media(media="print")
    assert inside.bounding_box()["height"] > 50
    page.close()
