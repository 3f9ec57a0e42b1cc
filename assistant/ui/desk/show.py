"""The script, the clauses found and the call as HTML. Every piece of text goes through ``escape``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from html import escape

from assistant.answer import Answer, AnswerStatus, Resources
from assistant.records.approved import Approved
from assistant.records.calls import Call
from assistant.ui import cards, library
from assistant.ui.conversation import Round
from assistant.ui.desk.script import Due, Line, Office, Script
from assistant.ui.desk.words import Words
from index.lexical import tokens
from index.policy import Hit
from index.variants import fold, simplified

_MARKER = re.compile(r"\[(\d{1,3})\]")
_SNIPPET = 96
_SOON = 30


def start(words: Words) -> str:
    """Show what stands in the middle before the first question of a call."""
    return f'<div class="start"><h2>{escape(words["start_title"])}</h2><p>{escape(words["start_line"])}</p></div>'


def writing(question: str, text: str, step: str, words: Words) -> str:
    """Show the answer under way."""
    lines = "".join(f'<p class="say"><span>{_bare(line)}</span></p>' for line in text.splitlines() if line.strip())
    return (
        f'<section class="script" aria-busy="true">{_question(question)}<div class="read">{lines}</div>'
        f'<p class="step" role="status"><i></i>{escape(words.get(step, step))}</p></section>'
    )


def script(
    question: str, answer: Answer, made: Script, resources: Resources, words: Words, approved: Approved | None = None
) -> str:
    """Show an answer as a script to read aloud, whom to transfer to, the days left, and the clauses under it."""
    badge = "" if approved is None else _approved(approved, words)
    said = "".join(_said(line, answer, words) for line in made.lines)
    clauses = cards.cited((Round(question=question, text=answer.answer, answer=answer),), (), resources)
    return (
        f'<section class="script {answer.status.value}" data-done="1" tabindex="-1">{_question(question)}{badge}'
        f'{_status(answer, words)}<div class="at-once">{_transfer(made, words)}{_dues(made, words)}</div>'
        f'<div class="read">{said}</div><div class="rests">{clauses if answer.citations else ""}</div></section>'
    )


def found(hits: Sequence[Hit], query: str, as_of: date, seconds: float, words: Words) -> str:
    """Show the clauses found while one types, each to be opened by its number."""
    if not hits:
        return f'<p class="nothing">{escape(words["none_found"])}</p>'
    count = words["found"].format(count=len(hits), ms=round(seconds * 1000))
    rows = "".join(_hit(number, hit, query, as_of) for number, hit in enumerate(hits, 1))
    return f'<p class="count" role="status">{escape(count)}</p><ol class="hits">{rows}</ol>'


def call(current: Call | None, words: Words) -> str:
    """Show what was asked in the call so far."""
    if current is None:
        return f'<p class="small">{escape(words["call_none"])}</p>'
    began = f"{current.began.astimezone():%H:%M}"
    head = words["call_number"].format(number=current.id, time=began)
    saved = ""
    if current.ended:
        line = words["saved"].format(time=f"{current.ended.astimezone():%H:%M}")
        saved = f'<p class="saved" role="status">{escape(line)}</p>'
    asked = "".join(
        f"<li><span>{escape(each.question)}</span>"
        f'<em class="{escape(each.status)}">{escape(words.get(each.status, ""))}</em></li>'
        for each in current.exchanges
    )
    return f'<p class="small">{escape(head)}</p>{saved}<ol class="asked-so-far">{asked}</ol>'


def told(line: str, kind: str = "refused") -> str:
    """Say one line beside the buttons: what went wrong, or what was done."""
    return f'<p class="{kind}" role="{"alert" if kind == "refused" else "status"}">{escape(line)}</p>' if line else ""


def due_text(made: Script, words: Words) -> str:
    """Put the last days of a script in one line, for the work order."""
    return "；".join(f"{words[each.kind]} {each.day}（{left(each, words)}）" for each in made.dues)


def left(due: Due, words: Words) -> str:
    """Say how many days are left, or ago it was."""
    if due.left == 0:
        return words["today"]
    return words["left"].format(days=due.left) if due.left > 0 else words["passed"].format(days=-due.left)


def _question(question: str) -> str:
    return f'<p class="its-question">{escape(question)}</p>'


def _said(line: Line, answer: Answer, words: Words) -> str:
    label = escape(words[line.part]) if line.first else ""
    kind = "quoted" if line.part == "依据" else "own"
    return f'<p class="say {kind}"><b>{label}</b><span>{_marked(line.text, answer)}</span></p>'


def _approved(approved: Approved, words: Words) -> str:
    day = f"{approved.approved_at.astimezone():%Y-%m-%d}"
    line = words["approved_line"].format(name=approved.approved_by, day=day)
    its = words["its_question"].format(question=approved.question)
    return (
        f'<div class="approved"><strong>✓ {escape(words["approved_by"])}</strong><span>{escape(line)}</span>'
        f"<small>{escape(its)}</small></div>"
    )


def _status(answer: Answer, words: Words) -> str:
    if answer.status is AnswerStatus.ANSWERED:
        return ""
    return f'<p class="status"><strong>{escape(words[answer.status.value])}</strong></p>'


def _transfer(made: Script, words: Words) -> str:
    names = "".join(_office(each, words) for each in made.transfer)
    if not names:
        names = f'<p class="none">{escape(words["no_office"])}</p>'
    others = "、".join(each.name for each in made.supporting)
    supporting = f'<p class="others-too">{escape(words["supporting"])}：{escape(others)}</p>' if others else ""
    return f'<div class="office"><h3>{escape(words["transfer"])}</h3>{names}{supporting}</div>'


def _office(office: Office, words: Words) -> str:
    return f"<p><strong>{escape(office.name)}</strong><em>{escape(words[office.role])}</em></p>"


def _dues(made: Script, words: Words) -> str:
    rows = "".join(
        f'<p class="{_how_near(each)}"><small>{escape(words[each.kind])}</small><strong>{escape(each.day)}</strong>'
        f"<em>{escape(left(each, words))}</em></p>"
        for each in made.dues
    )
    rows = rows or f'<p class="none">{escape(words["no_due"])}</p>'
    return f'<div class="due"><h3>{escape(words["due"])}</h3>{rows}</div>'


def _how_near(due: Due) -> str:
    return "over" if due.left < 0 else "near" if due.left <= _SOON else "far-off"


def _hit(number: int, hit: Hit, query: str, as_of: date) -> str:
    badge = library.badge(hit.policy, hit.validity, as_of)
    document = f" · {hit.policy.document_number}" if hit.policy.document_number else ""
    key = f"<kbd>{number}</kbd>" if number <= 9 else ""
    title = library.short_title(hit.policy.title)
    return (
        f'<li class="hit" data-number="{number}" tabindex="-1">'
        f'<button type="button" class="open" aria-expanded="false">{key}<span class="title">{escape(title)}</span>'
        f'<span class="address">{escape("".join(hit.clause.address))}</span>'
        f'<span class="badge {badge.kind}" title="{escape(badge.reason)}">{escape(badge.words)}</span></button>'
        f'<p class="snippet">{highlighted(_snippet(hit.clause.text, query), query)}</p>'
        f'<div class="full"><p class="small">{escape(hit.policy.title + document)}</p>'
        f'<div class="clause">{highlighted(hit.clause.text, query)}</div></div></li>'
    )


def _snippet(text: str, query: str) -> str:
    """The stretch of ``text`` around the first place where two neighbouring pairs of the query stand."""
    marks = _held(text, query)
    place = next((at for at in range(len(marks) - 2) if all(marks[at : at + 3])), 0)
    begin = max(0, place - _SNIPPET // 4)
    cut = " ".join(text[begin : begin + _SNIPPET].split())
    return ("…" if begin else "") + cut + ("…" if begin + _SNIPPET < len(text) else "")


def highlighted(text: str, query: str) -> str:
    """Escape ``text`` and mark in it the words of ``query``."""
    pieces, marks, place = [], _held(text, query), 0
    while place < len(text):
        end = place
        while end < len(text) and marks[end] == marks[place]:
            end += 1
        piece = escape(text[place:end])
        pieces.append(f"<mark>{piece}</mark>" if marks[place] else piece)
        place = end
    return "".join(pieces)


def _held(text: str, query: str) -> list[bool]:
    """Which characters of ``text`` belong to a word (pair of characters) of ``query``."""
    plain, marks = fold(simplified(text)).lower(), [False] * len(text)
    if len(plain) != len(text):
        plain = text.lower()
    for token in {each for each in tokens(fold(simplified(query)).lower()) if len(each) > 1}:
        at = plain.find(token)
        while at >= 0:
            marks[at : at + len(token)] = [True] * len(token)
            at = plain.find(token, at + 1)
    return marks


def _marked(text: str, answer: Answer) -> str:
    known = {each.marker: each for each in answer.citations}
    pieces, place = [], 0
    for match in _MARKER.finditer(text):
        pieces.append(escape(text[place : match.start()]))
        place, number = match.end(), int(match[1])
        if number in known:
            pieces.append(
                f'<button type="button" class="marker" data-card="card-1-{number}" '
                f'aria-label="{escape("".join(known[number].address))}">{number}</button>'
            )
    return "".join(pieces) + escape(text[place:])


def _bare(line: str) -> str:
    return escape(_MARKER.sub("", line))
