"""The clauses beside the answer, as cards: policy, 文号， address, validity and the clause's own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from assistant.answer import Answer, Citation, Resources
from assistant.ui import library
from assistant.ui.conversation import Round
from assistant.ui.library import Badge
from assistant.ui.marks import Span, quoted_span
from index.policy import Hit, PolicyHeader

_AROUND = 70
_LONG = 200


@dataclass(frozen=True)
class Card:
    """A clause to show: ``name`` is its id in the page, ``number`` its marker, ``marked`` its quoted characters."""

    name: str
    number: int | None
    policy: str
    document_number: str | None
    address: tuple[str, ...]
    badge: Badge
    text: str
    marked: Span | None = None
    quote: str | None = None


def empty() -> str:
    """Show what stands at the right before the first question."""
    return _panel("依据", '<p class="nothing">提问后，这里先列出检索到的条款，再标出回答所引用的原文。</p>')


def searching() -> str:
    """Show what stands at the right while the index is searched."""
    return _panel("依据", '<p class="nothing">正在检索条款…</p>')


def found(hits: Sequence[Hit], as_of: date) -> str:
    """Show the clauses found, before anything is written."""
    cards = [_hit_card(hit, as_of) for hit in hits]
    body = "".join(_card(each) for each in cards) or '<p class="nothing">没有检索到相关条款。</p>'
    return _panel(f"检索到 {len(cards)} 条条款", body)


def cited(rounds: Sequence[Round], others: Sequence[Hit], resources: Resources) -> str:
    """Show the citations of every round, only the last round's open, and the clauses found but not cited."""
    headers = {each.policy_id: each for each in resources.searcher.policies()}
    groups = [
        _group(number, each.answer, headers, resources, hidden=number < len(rounds))
        for number, each in enumerate(rounds, start=1)
        if each.answer is not None
    ]
    last = rounds[-1].answer if rounds else None
    rest = _not_cited(last, others) if last else ""
    return "".join(groups) + rest if groups else empty()


def _group(
    number: int, answer: Answer, headers: Mapping[str, PolicyHeader], resources: Resources, *, hidden: bool
) -> str:
    cards = [_citation_card(number, each, answer, headers, resources) for each in answer.citations]
    body = "".join(_card(each) for each in cards) or '<p class="nothing">这一问没有引用条款。</p>'
    title = f"引用 {len(cards)} 条" if cards else "没有引用条款"
    return _panel(title, body, group=number, hidden=hidden)


def _not_cited(answer: Answer, hits: Sequence[Hit]) -> str:
    used = {each.clause_id for each in answer.citations}
    rest = [hit for hit in hits if hit.clause.clause_id not in used]
    if not rest:
        return ""
    cards = "".join(_card(_hit_card(hit, answer.as_of)) for hit in rest)
    return f'<details class="others"><summary>检索到但未引用的条款（{len(rest)}）</summary>{cards}</details>'


def _panel(title: str, body: str, *, group: int | None = None, hidden: bool = False) -> str:
    name = f' data-group="{group}"' if group is not None else ""
    return f'<section class="cards"{name}{" hidden" if hidden else ""}><h2>{escape(title)}</h2>{body}</section>'


def _hit_card(hit: Hit, as_of: date) -> Card:
    return Card(
        name=f"found-{hit.rank}",
        number=None,
        policy=hit.policy.title,
        document_number=hit.policy.document_number,
        address=hit.clause.address,
        badge=library.badge(hit.policy, hit.validity, as_of),
        text=hit.clause.text,
    )


def _citation_card(
    number: int, citation: Citation, answer: Answer, headers: Mapping[str, PolicyHeader], resources: Resources
) -> Card:
    marked = quoted_span(citation, resources.searcher.clause(citation.clause_id))
    return Card(
        name=f"card-{number}-{citation.marker}",
        number=citation.marker,
        policy=citation.policy,
        document_number=citation.document_number,
        address=citation.address,
        badge=library.badge(headers.get(citation.policy_id), citation.validity, answer.as_of),
        text=citation.text,
        marked=marked,
        quote=citation.quote if marked is None else None,
    )


def _card(card: Card) -> str:
    number = f'<b class="number">{card.number}</b>' if card.number is not None else ""
    document = f"<span>{escape(card.document_number)}</span>" if card.document_number else ""
    quote = f'<p class="clause"><mark>{escape(card.quote)}</mark></p>' if card.quote else ""
    back = '<button type="button" class="back">回到回答</button>' if card.number is not None else ""
    return (
        f'<article class="card" id="{escape(card.name)}" tabindex="-1"><header>{number}'
        f"<div><h3>{escape(card.policy)}</h3>"
        f'<p class="where"><span class="address">{escape("".join(card.address))}</span>{document}</p></div>'
        f'<span class="badge {card.badge.kind}" title="{escape(card.badge.reason)}">{escape(card.badge.words)}</span>'
        f"</header>{quote}{_clause(card.text, card.marked)}{back}</article>"
    )


def _clause(text: str, marked: Span | None) -> str:
    start, end = marked or (0, 0)
    before, quoted, after = text[:start], text[start:end], text[end:]
    if len(text) <= _LONG:
        return f'<div class="clause">{escape(before)}{_mark(quoted)}{escape(after)}</div>'
    reach = _AROUND if quoted else _LONG
    near_before, near_after = before[-_AROUND:], after[:reach]
    far_before, far_after = before[: len(before) - len(near_before)], after[len(near_after) :]
    toggle = '<button type="button" class="whole">展开整条</button>' if far_before or far_after else ""
    return (
        f'<div class="clause">{_far(far_before)}{escape(near_before)}{_mark(quoted)}'
        f"{escape(near_after)}{_far(far_after)}</div>{toggle}"
    )


def _mark(text: str) -> str:
    return f"<mark>{escape(text)}</mark>" if text else ""


def _far(text: str) -> str:
    return f'<span class="far">{escape(text)}</span>' if text else ""
