"""Whole policies as pages of their own: plain HTML without scripts, each clause an anchor, quoted words marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from assistant.answer import Resources
from assistant.ui import library
from assistant.ui.cards import badge_html, policy_link
from assistant.ui.marks import Span
from assistant.ui.words import Words, words_of
from assistant.web.headers import PLAIN_POLICY
from assistant.web.pages import LOOK, tongue_of
from index.policy import Clause, Policy, PolicyHeader

_HERE = Path(__file__).parent
STYLES = (LOOK, _HERE / "look" / "badges.css", _HERE / "whole.css")
_MARK = re.compile(r"(\d{1,7})-(\d{1,7})")


def policy_routes(resources: Resources) -> APIRouter:
    """Make ``/policy/`` (all policies) and ``/policy/ID`` (one of them), open to all."""
    router, searcher = APIRouter(include_in_schema=False), resources.searcher

    @router.get("/policy/look.css")
    def look() -> Response:
        css = "\n".join(each.read_text(encoding="utf-8") for each in STYLES)
        return Response(css, media_type="text/css", headers={"cache-control": "public, max-age=3600"})

    @router.get("/policy/")
    def listed(request: Request) -> HTMLResponse:
        words = words_of(tongue_of(request.scope))
        return _sent(_list(searcher.policies(), words), words["policies"], words, "/policy/")

    @router.get("/policy/{policy_id:path}")
    def one(policy_id: str, request: Request, at: str = "", mark: str = "") -> HTMLResponse:
        words = words_of(tongue_of(request.scope))
        policy = searcher.policy(policy_id)
        if policy is None:
            gone = f"<h1>{escape(words['no_policy'])}</h1>"
            return _sent(gone, words["no_policy"], words, policy_link(policy_id, words_of("zh")), status=404)
        body = _whole(policy, words, at, _span(mark))
        return _sent(body, policy.title, words, policy_link(policy_id, words_of("zh")))

    return router


def _span(mark: str) -> Span | None:
    match = _MARK.fullmatch(mark)
    return (int(match[1]), int(match[2])) if match else None


def _sent(body: str, title: str, words: Words, here: str, status: int = 200) -> HTMLResponse:
    """Put ``body`` into a page; ``here`` is its address, escaped, without a query."""
    other = "zh" if words["lang"] == "en" else "en"
    html = (
        f'<!DOCTYPE html><html lang="{words["lang"]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · {escape(words['title'])}</title>"
        '<link rel="stylesheet" href="/policy/look.css"><link rel="icon" href="data:,"></head>'
        f'<body><header><a class="product" href="/">{escape(words["title"])}</a><nav>'
        f'<a href="{policy_link(None, words)}">{escape(words["to_list"])}</a>'
        f'<a href="/">{escape(words["to_chat"])}</a>'
        f'<a href="{here}?lang={other}" lang="{"en" if other == "en" else "zh-CN"}">{escape(words["other"])}</a>'
        f'</nav></header><main class="policy">{body}</main></body></html>'
    )
    sent = {"content-security-policy": PLAIN_POLICY, "x-frame-options": "DENY", "cache-control": "no-store"}
    return HTMLResponse(html, status, sent)


def _list(policies: Sequence[PolicyHeader], words: Words) -> str:
    today = date.today()
    rows = "".join(
        f'<li><a href="{policy_link(each.policy_id, words)}">{escape(each.title)}</a>'
        f"{_badge(each, today, words)}<p>{escape(_about(each))}</p></li>"
        for each in library.rules_first(policies)
    )
    line = words["list_line"].format(count=len(policies))
    return f'<h1>{escape(words["policies"])}</h1><p class="line">{escape(line)}</p><ul class="all">{rows}</ul>'


def _about(policy: PolicyHeader) -> str:
    return " · ".join(each for each in (policy.document_number, policy.region, library.issued(policy)) if each)


def _badge(policy: PolicyHeader, day: date, words: Words) -> str:
    return badge_html(library.badge(policy, policy.validity(day), day, words))


def _whole(policy: Policy, words: Words, at: str, span: Span | None) -> str:
    today = date.today()
    shown = library.badge(policy, policy.validity(today), today, words)
    facts = (
        ("issuer", policy.issuer),
        ("number", policy.document_number),
        ("place", policy.region),
        ("issued", library.issued(policy)),
        ("validity", shown.reason),
    )
    told = "".join(f"<dt>{escape(words[name])}</dt><dd>{escape(value)}</dd>" for name, value in facts if value)
    sections = tuple(_sections(policy))
    contents = "".join(
        f'<li><a href="#part-{place}">{escape(title)}</a></li>' for place, (_, title) in enumerate(sections)
    )
    nav = (
        f"<details open><summary>{escape(words['contents'])}</summary><ol>{contents}</ol></details>" if sections else ""
    )
    return (
        f'<h1>{escape(policy.title)}</h1><p class="validity">{badge_html(shown)}</p><dl>{told}</dl>'
        f'{nav}<p class="line">{escape(words["as_read"])}</p>{_clauses(policy, sections, at, span)}'
    )


def _sections(policy: Policy) -> Iterator[tuple[tuple[str, ...], str]]:
    for each in policy.sections:
        yield each.address, each.address[-1] + (each.heading or "")


def _clauses(policy: Policy, sections: Sequence[tuple[tuple[str, ...], str]], at: str, span: Span | None) -> str:
    """Show the clauses in order, each heading before the first clause that stands under it."""
    pieces, shown = [], set[int]()
    for clause in policy.clauses:
        for place, (address, title) in enumerate(sections):
            if place not in shown and clause.address[: len(address)] == address:
                shown.add(place)
                level = min(len(address) + 1, 4)
                pieces.append(f'<h{level} class="part" id="part-{place}">{escape(title)}</h{level}>')
        pieces.append(_clause(clause, span if clause.clause_id == at else None))
    return "".join(pieces)


def _clause(clause: Clause, span: Span | None) -> str:
    start, end = span or (0, 0)
    text = clause.text
    if not 0 <= start < end <= len(text):
        start = end = 0
    quoted = f"<mark>{escape(text[start:end])}</mark>" if end else ""
    return (
        f'<article id="{escape(clause.clause_id)}"><p class="address">{escape("".join(clause.address))}</p>'
        f'<p class="text">{escape(text[:start])}{quoted}{escape(text[end:])}</p></article>'
    )
