"""Conversation as HTML. Every piece of text goes through ``escape``: none of its markup is run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from assistant.answer import Answer, AnswerStatus
from assistant.tongue import status_text
from assistant.ui import library
from assistant.ui.cards import policy_link
from assistant.ui.conversation import Round
from assistant.ui.copying import plain
from assistant.ui.examples import Example
from assistant.ui.words import ZH, Words, next_steps
from index.policy import PolicyHeader

_QUOTED = re.compile(r"^(?:依[据據]：|Source: ).{0,160}?[:：] ?“")
_MARKER = re.compile(r"\[(\d{1,3})\]")
_REASONS = ("off", "source", "missing", "unclear", "old")
LONGEST_REASON = 300


@dataclass(frozen=True)
class Shown:
    """How rounds are shown: in which words, with which hotline, and whether a judgement can be kept.

    ``model``: whether there is a language model at all, so that asking again later is worth it. ``regions`` are those
    indexed, offered where the answer asks for one; ``follow`` are questions to ask on with.
    """

    words: Words
    hotline: str | None = None
    judging: bool = False
    model: bool = True
    regions: tuple[str, ...] = ()
    follow: tuple[str, ...] = ()


def head(policies: Sequence[PolicyHeader], words: Words = ZH) -> str:
    """Show the name of the product and, in one line, what it knows."""
    known = words["known"].format(count=len(policies)) if policies else words["nothing_known"]
    newest = library.newest_date(policies)
    when = f" · {words['newest'].format(day=newest)}" if newest else ""
    return f'<h1>{escape(words["title"])}</h1><p id="known">{escape(known + when)}</p>'


def welcome(policies: Sequence[PolicyHeader], asks: Sequence[Example], words: Words = ZH) -> str:
    """Show, before the first question, what it is and questions to begin with."""
    if not policies:
        return (
            f'<section class="welcome"><h2>{escape(words["empty_title"])}</h2>'
            f"<p>{escape(words['empty_line'])}</p><pre>{escape(words['empty_command'])}</pre></section>"
        )
    buttons = "".join(
        f'<button type="button" class="example" data-ask="{escape(each.question)}" '
        f'data-clause="{escape(each.clause_id)}">{escape(each.question)}</button>'
        for each in asks
    )
    examples = f'<h3>{escape(words["examples"])}</h3><div class="examples">{buttons}</div>' if asks else ""
    return (
        f'<section class="welcome"><h2>{escape(words["welcome"])}</h2><p>{escape(words["welcome_line"])}</p>{examples}'
        f'<p class="staff"><a href="/sign-in" target="_blank" rel="noopener">{escape(words["staff"])}</a></p></section>'
    )


def conversation(rounds: Sequence[Round], shown: Shown) -> str:
    """Show the finished rounds, oldest first; only after the last are there questions to ask on with."""
    return "".join(
        _round(each, number, shown, last=number == len(rounds)) for number, each in enumerate(rounds, start=1)
    )


def being_written(question: str, text: str, step: str) -> str:
    """Show the round under way: the question, what is written so far, and what is being done."""
    written = _text(text, ZH)
    return (
        f'{_asked(question)}<article class="answer writing" aria-busy="true">{written}'
        f'<p class="step" role="status"><i></i>{escape(step)}</p></article>'
    )


def _asked(question: str) -> str:
    return f'<div class="asked">{escape(question)}</div>'


def _round(each: Round, number: int, shown: Shown, *, last: bool) -> str:
    words = shown.words
    if each.answer is None:
        stopped = f'<p class="small">{escape(words["stopped"])}</p>'
        return f'{_asked(each.question)}<article class="answer">{_text(each.text, words)}{stopped}</article>'
    text = _text(each.text, words, number, each.answer)
    after = _next(each, each.answer, shown) + _small_print(each.answer, shown) + _acts(each, number, shown)
    return (
        f'{_asked(each.question)}<article class="answer {each.answer.status.value}">'
        f"{_notice(each.answer, words)}{text}{after}{_follow(shown) if last else ''}</article>"
    )


def _notice(answer: Answer, words: Words) -> str:
    """Name the outcome above the text, unless it is simply an answer."""
    if answer.status is AnswerStatus.ANSWERED:
        return ""
    told = status_text(answer.status, answer.question)
    # The answer's own words say more than the explanation of its status, and often the same.
    lines = [] if answer.answer and answer.status is not AnswerStatus.QUOTES_ONLY else [told.explanation]
    if answer.reference and answer.reference not in answer.answer:
        lines.append(words["reference"].format(reference=answer.reference))
    body = "".join(f"<span>{escape(line)}</span>" for line in lines)
    told_more = f"<p>{body}</p>" if body else ""
    return f'<div class="notice"><strong>{escape(told.label)}</strong>{told_more}</div>'


def _next(each: Round, answer: Answer, shown: Shown) -> str:
    """Say what the asker can do now, with buttons for what a button can do, and the number of the hotline."""
    words = shown.words
    told = next_steps(answer.status, words)
    if answer.status is AnswerStatus.QUOTES_ONLY and not shown.model:
        told = told[:1]
    steps = "".join(f"<li>{escape(step)}</li>" for step in told)
    if not steps:
        return ""
    buttons = _next_buttons(each, answer, shown)
    call = f'<p class="call">{_hotline(words["hotline"], shown.hotline)}</p>' if shown.hotline else ""
    acts = f'<div class="chips">{buttons}</div>' if buttons else ""
    return f'<section class="next"><h3>{escape(words["next"])}</h3><ul>{steps}</ul>{acts}{call}</section>'


def _next_buttons(each: Round, answer: Answer, shown: Shown) -> str:
    words = shown.words
    match answer.status:
        case AnswerStatus.FAILED | AnswerStatus.QUOTES_ONLY:
            worth_it = shown.model or answer.status is AnswerStatus.FAILED
            return _chip(words["again"], each.question) if worth_it else ""
        case AnswerStatus.NOT_FOUND:
            everywhere = _chip(words["everywhere"], each.question, everywhere=True) if each.region else ""
            link = f'<a class="chip" href="{policy_link(None, words)}" target="_blank" rel="noopener">'
            return f"{everywhere}{link}{escape(words['all_policies'])}</a>"
        case AnswerStatus.NEEDS_DETAIL:
            return "".join(_chip(region, region) for region in shown.regions if region in answer.answer)
        case _:
            return ""


def _chip(label: str, question: str, *, everywhere: bool = False) -> str:
    more = ' data-everywhere="1"' if everywhere else ""
    return f'<button type="button" class="chip" data-ask="{escape(question)}"{more}>{escape(label)}</button>'


def _hotline(line: str, number: str | None) -> str:
    """Put the number of the hotline into ``line``, as a link that a telephone dials."""
    before, _, after = line.partition("{number}")
    dialled = "".join(each for each in number or "" if each.isascii() and (each.isdigit() or each == "+"))
    return f'{escape(before)}<a href="tel:{dialled}">{escape(number or "")}</a>{escape(after)}'


def _small_print(answer: Answer, shown: Shown) -> str:
    words = shown.words
    parts = [
        escape(words["as_of"].format(day=answer.as_of.isoformat())),
        escape(words["seconds"].format(seconds=f"{answer.seconds.total:.1f}")),
    ]
    if answer.model:
        parts.append(escape(answer.model))
    if shown.hotline and answer.status is AnswerStatus.ANSWERED:
        parts.append(_hotline(words["hotline_answered"], shown.hotline))
    return f'<p class="small">{" · ".join(parts)}</p>'


def _acts(each: Round, number: int, shown: Shown) -> str:
    """Offer to copy an answer and to judge it."""
    words, answer = shown.words, each.answer
    if answer is None or not answer.answer:
        return ""
    copied = f'data-copy="{escape(plain(each.question, answer, words))}" data-copied="{escape(words["copied"])}"'
    copy = f'<button type="button" class="act copy" {copied}>{escape(words["copy"])}</button>'
    return f'<div class="acts">{copy}{_judging(each, number, words) if shown.judging else ""}</div>'


def _judging(each: Round, number: int, words: Words) -> str:
    if each.judged is not None:
        thanks = words["thanks" if each.judged else "thanks_unhelpful"]
        return f'<span class="thanks" role="status">{escape(thanks)}</span>'
    reasons = "".join(
        f'<label><input type="radio" name="reason-{number}" value="{escape(words[f"why_{name}"])}">'
        f"<span>{escape(words[f'why_{name}'])}</span></label>"
        for name in _REASONS
    )
    more = escape(words["why_more"])
    return (
        f'<span class="judge" role="group" aria-label="{escape(words["judge"])}">'
        f'<button type="button" class="act" data-judge="yes" data-round="{number}">{escape(words["helpful"])}</button>'
        f'<button type="button" class="act" data-judge="no" aria-expanded="false">{escape(words["unhelpful"])}</button>'
        f'</span><form class="why" data-round="{number}" hidden><fieldset><legend>{escape(words["why"])}</legend>'
        f'<div class="chips">{reasons}</div></fieldset>'
        f'<input type="text" class="more" maxlength="{LONGEST_REASON}" placeholder="{more}" aria-label="{more}">'
        f'<button type="submit" class="act strong">{escape(words["why_send"])}</button>'
        f'<button type="button" class="act" data-judge="cancel">{escape(words["why_cancel"])}</button></form>'
    )


def _follow(shown: Shown) -> str:
    if not shown.follow:
        return ""
    chips = "".join(_chip(each, each) for each in shown.follow)
    return f'<div class="follow chips" role="group" aria-label="{escape(shown.words["follow"])}">{chips}</div>'


def _text(text: str, words: Words, number: int = 0, answer: Answer | None = None) -> str:
    """Make each line a paragraph; those that quote the source stand back behind what is said."""
    if not text:
        return ""
    lines = [line for line in text.splitlines() if line.strip()]
    paragraphs = (
        f"<p{' class=quoted' if _QUOTED.match(line) else ''}>{_with_markers(line, words, number, answer)}</p>"
        for line in lines
    )
    return f'<div class="text">{"".join(paragraphs)}</div>'


def _with_markers(text: str, words: Words, number: int = 0, answer: Answer | None = None) -> str:
    """Escape a text and turn each marker that has a citation into a button that opens it."""
    cited = {each.marker: each for each in answer.citations} if answer else {}
    pieces, place = [], 0
    for match in _MARKER.finditer(text):
        pieces.append(escape(text[place : match.start()]))
        place = match.end()
        citation = cited.get(int(match.group(1)))
        if citation is None:
            pieces.append(f"<sup>{escape(match.group())}</sup>")
            continue
        label = words["marker"].format(
            number=citation.marker, policy=citation.policy, address="".join(citation.address)
        )
        pieces.append(
            f'<button type="button" class="marker" data-card="card-{number}-{citation.marker}" '
            f'aria-label="{escape(label)}" title="{escape(label)}">{citation.marker}</button>'
        )
    return "".join(pieces) + escape(text[place:])


def notice(line: str) -> str:
    """Say in one line under the conversation why something was not done."""
    return f'<p class="refused" role="alert">{escape(line)}</p>' if line else ""
