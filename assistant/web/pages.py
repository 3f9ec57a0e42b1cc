"""Pages of our own writing: plain HTML that needs no script, in Chinese or English."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse
from starlette.types import Scope

from assistant.web.callers import cookie_name, is_secure
from assistant.web.headers import PLAIN_POLICY
from assistant.web.words import WORDS

Tongue = Literal["zh", "en"]

TONGUE_COOKIE = "policy_tongue"
LOOK = Path(__file__).with_name("pages.css")
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def tongue_of(scope: Scope) -> Tongue:
    """Which tongue a page is shown in: what its address says, else what was chosen last, else Chinese."""
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[0]
    chosen = asked or HTTPConnection(scope).cookies.get(cookie_name(TONGUE_COOKIE, is_secure(scope)), "")
    return "en" if chosen == "en" else "zh"


def in_tongue(line: str, tongue: Tongue) -> str:
    """Return the half of a message written as ``中文/ English`` that is in ``tongue``; any other whole."""
    chinese, stroke, english = line.partition("/ ")
    return (english if tongue == "en" else chinese).strip() if stroke else line


def page(
    template: str,
    scope: Scope,
    tongue: Tongue,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **values: object,
) -> HTMLResponse:
    """Fill ``template`` with the words of ``tongue`` and ``values``, all escaped; it is never kept by a browser."""
    other: Tongue = "zh" if tongue == "en" else "en"
    kept = {key: each[0] for key, each in parse_qs(scope["query_string"].decode("latin-1")).items() if key == "next"}
    # A form that failed is shown at the address it was sent to: its other tongue is had where it came from.
    switch = f"?{urlencode({**kept, 'lang': other})}"
    html = _TEMPLATES.get_template(template).render(words=WORDS[tongue], tongue=tongue, switch=switch, **values)
    sent = {"content-security-policy": PLAIN_POLICY, "x-frame-options": "DENY", "cache-control": "no-store"}
    return HTMLResponse(html, status, {**sent, **(headers or {})})
