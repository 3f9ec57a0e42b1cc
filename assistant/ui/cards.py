"""The clauses beside the answer, as cards: policy, 文号, region, address, validity and the clause's own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from urllib.parse import quote, urlencode

from assistant.answer import Answer, Citation, Resources
from assistant.ui import library
from assistant.ui.conversation import Round
from assistant.ui.library import Badge
from assistant.ui.marks import Span, quoted_span
from assistant.ui.words import EN, ZH, Words
from index.policy import Hit, PolicyHeader

_AROUND = 70
_LONG = 200


@dataclass(frozen=True)
class Card:
    """A clause to show: ``name`` is its id in the page, ``number`` its marker, ``marked`` its quoted characters.

    ``link`` leads to the whole policy at this clause, None when the policy is no longer in the index.
    """

    name: str
    clause_id: str
    number: int | None
    policy: str
    document_number: str | None
    region: str | None
    address: tuple[str, ...]
    badge: Badge
    text: str
    link: str | None
    marked: Span | None = None
    quote: str | None = None


def empty(words: Words = ZH) -> str:
    """Show what stands beside the conversation where nothing was asked and nothing is indexed."""
    return _panel(words["rests"], _nothing(words["rests_empty"]))


def searching(words: Words = ZH) -> str:
    """Show what stands at the right while the index is searched."""
    return _panel(words["rests"], _nothing(words["rests_searching"]))


def known(policies: Sequence[PolicyHeader], as_of: date, words: Words = ZH, most: int = 12) -> str:
    """Show, before the first question, which policies are indexed: the newest ``most``, each with its validity."""
    if not policies:
        return empty(words)
    rows = "".join(_known(each, as_of, words) for each in library.rules_first(policies)[:most])
    rest = len(policies) - most
    more = words["more"].format(count=rest) if rest > 0 else words["all_policies"]
    link = f'<a class="all" href="{policy_link(None, words)}" target="_blank" rel="noopener">{escape(more)}</a>'
    body = f'<ul class="titles">{rows}</ul><p>{link}</p>'
    return _panel(words["policies"], body)


def found(hits: Sequence[Hit], as_of: date, words: Words = ZH) -> str:
    """Show the clauses found, before anything is written."""
    cards = [_hit_card(hit, as_of, words) for hit in hits]
    body = "".join(_card(each, words) for each in cards) or _nothing(words["none_found"])
    return _panel(words["found"].format(count=len(cards)), body)


def cited(rounds: Sequence[Round], others: Sequence[Hit], resources: Resources, words: Words = ZH) -> str:
    """Show the citations of every round, only the last round's open, and the clauses found but not cited."""
    headers = {each.policy_id: each for each in resources.searcher.policies()}
    groups = [
        _group(number, each.answer, headers, resources, words, hidden=number < len(rounds))
        for number, each in enumerate(rounds, start=1)
        if each.answer is not None
    ]
    last = rounds[-1].answer if rounds else None
    rest = _not_cited(last, others, words) if last else ""
    return "".join(groups) + rest if groups else empty(words)


def policy_link(policy_id: str | None, words: Words, clause: str = "", span: Span | None = None) -> str:
    """Return the address, escaped, of a policy's own page, or of the list of all; at ``clause``, ``span`` marked."""
    query = {"lang": "en"} if words is EN else {}
    if span:
        query |= {"at": clause, "mark": f"{span[0]}-{span[1]}"}
    path = "/policy/" + quote(policy_id or "", safe="/~") + (f"?{urlencode(query)}" if query else "")
    return escape(path + (f"#{quote(clause, safe='/~')}" if clause else ""))


def _known(policy: PolicyHeader, as_of: date, words: Words) -> str:
    shown = library.badge(policy, policy.validity(as_of), as_of, words)
    about = [each for each in (policy.document_number, policy.region, library.issued(policy)) if each]
    link = policy_link(policy.policy_id, words)
    return (
        f'<li><a href="{link}" target="_blank" rel="noopener">{escape(policy.title)}</a>'
        f"{badge_html(shown)}<p>{escape(' · '.join(about))}</p></li>"
    )


def badge_html(badge: Badge) -> str:
    """Show a validity badge; the reason behind it is its title."""
    return f'<span class="badge {badge.kind}" title="{escape(badge.reason)}">{escape(badge.words)}</span>'


def _nothing(line: str) -> str:
    return f'<p class="nothing">{escape(line)}</p>'


def _group(
    number: int,
    answer: Answer,
    headers: Mapping[str, PolicyHeader],
    resources: Resources,
    words: Words,
    *,
    hidden: bool,
) -> str:
    cards = [_citation_card(number, each, answer, headers, resources, words) for each in answer.citations]
    body = "".join(_card(each, words) for each in cards) or _nothing(words["none_cited_line"])
    title = words["cited"].format(count=len(cards)) if cards else words["none_cited"]
    return _panel(title, body, group=number, hidden=hidden)


def _not_cited(answer: Answer, hits: Sequence[Hit], words: Words) -> str:
    used = {each.clause_id for each in answer.citations}
    rest = [hit for hit in hits if hit.clause.clause_id not in used]
    if not rest:
        return ""
    cards = "".join(_card(_hit_card(hit, answer.as_of, words), words) for hit in rest)
    title = words["not_cited"].format(count=len(rest))
    return f'<details class="others"><summary>{escape(title)}</summary>{cards}</details>'


def _panel(title: str, body: str, *, group: int | None = None, hidden: bool = False) -> str:
    name = f' data-group="{group}"' if group is not None else ""
    return f'<section class="cards"{name}{" hidden" if hidden else ""}><h2>{escape(title)}</h2>{body}</section>'


def _hit_card(hit: Hit, as_of: date, words: Words) -> Card:
    return Card(
        name=f"found-{hit.rank}",
        clause_id=hit.clause.clause_id,
        number=None,
        policy=hit.policy.title,
        document_number=hit.policy.document_number,
        region=hit.policy.region,
        address=hit.clause.address,
        badge=library.badge(hit.policy, hit.validity, as_of, words),
        text=hit.clause.text,
        link=policy_link(hit.policy.policy_id, words, hit.clause.clause_id),
    )


def _citation_card(
    number: int,
    citation: Citation,
    answer: Answer,
    headers: Mapping[str, PolicyHeader],
    resources: Resources,
    words: Words,
) -> Card:
    clause, policy = resources.searcher.clause(citation.clause_id), headers.get(citation.policy_id)
    marked = quoted_span(citation, clause)
    link = policy_link(citation.policy_id, words, citation.clause_id, marked) if clause and policy else None
    return Card(
        name=f"card-{number}-{citation.marker}",
        clause_id=citation.clause_id,
        number=citation.marker,
        policy=citation.policy,
        document_number=citation.document_number,
        region=policy.region if policy else None,
        address=citation.address,
        badge=library.badge(policy, citation.validity, answer.as_of, words),
        text=citation.text,
        link=link,
        marked=marked,
        quote=citation.quote if marked is None else None,
    )


def _card(card: Card, words: Words) -> str:
    number = f'<b class="number">{card.number}</b>' if card.number is not None else ""
    about = "".join(f"<span>{escape(each)}</span>" for each in (card.document_number, card.region) if each)
    quoted = f'<p class="clause"><mark>{escape(card.quote)}</mark></p>' if card.quote else ""
    back = f'<button type="button" class="back">{escape(words["back"])}</button>' if card.number is not None else ""
    address = "".join(card.address)
    label = escape(words["whole_policy_label"].format(policy=card.policy, address=address))
    whole = (
        f'<a class="whole-policy" href="{card.link}" target="_blank" rel="noopener" aria-label="{label}">'
        f"{escape(words['whole_policy'])} ↗</a>"
        if card.link
        else ""
    )
    return (
        f'<article class="card" id="{escape(card.name)}" data-clause="{escape(card.clause_id)}" '
        f'tabindex="-1"><header>{number}'
        f"<div><h3>{escape(card.policy)}</h3>"
        f'<p class="where"><span class="address">{escape(address)}</span>{about}</p></div>'
        f"{badge_html(card.badge)}</header>{quoted}{_clause(card.text, card.marked, words)}{whole}{back}</article>"
    )


def _clause(text: str, marked: Span | None, words: Words) -> str:
    start, end = marked or (0, 0)
    before, quoted, after = text[:start], text[start:end], text[end:]
    if len(text) <= _LONG:
        return f'<div class="clause">{escape(before)}{_mark(quoted)}{escape(after)}</div>'
    reach = _AROUND if quoted else _LONG
    near_before, near_after = before[-_AROUND:], after[:reach]
    far_before, far_after = before[: len(before) - len(near_before)], after[len(near_after) :]
    toggle = (
        f'<button type="button" class="whole" aria-expanded="false" data-fold="{escape(words["fold"])}">'
        f"{escape(words['whole'])}</button>"
        if far_before or far_after
        else ""
    )
    return (
        f'<div class="clause">{_far(far_before)}{escape(near_before)}{_mark(quoted)}'
        f"{escape(near_after)}{_far(far_after)}</div>{toggle}"
    )


def _mark(text: str) -> str:
    return f"<mark>{escape(text)}</mark>" if text else ""


def _far(text: str) -> str:
    return f'<span class="far">{escape(text)}</span>' if text else ""
