"""Conversation and clauses as HTML. Every piece of text goes through ``escape``: none of its markup is run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from html import escape

from assistant.answer import Answer, AnswerStatus
from assistant.tongue import status_text
from assistant.ui import library
from assistant.ui.conversation import Round
from index.policy import PolicyHeader

_QUOTED = re.compile(r"^(?:依[据據]：|Source: ).{0,160}?[:：] ?“")
_MARKER = re.compile(r"\[(\d{1,3})\]")
_TITLES_SHOWN = 6


def head(policies: Sequence[PolicyHeader]) -> str:
    """Show the name of the product and, in one line, what it knows."""
    known = f"已收录 {len(policies)} 份政策" if policies else "还没有收录政策"
    newest = library.newest_date(policies)
    when = f" · 最新 {newest}" if newest else ""
    return f'<h1>政策问答</h1><p id="known">{escape(known + when)}</p>'


def welcome(policies: Sequence[PolicyHeader]) -> str:
    """Show, before the first question, what it is, what it knows, and questions to begin with."""
    if not policies:
        return (
            '<section class="welcome"><h2>还没有收录政策</h2>'
            "<p>请先建立索引，再刷新本页：</p><pre>policy ingest 政策文件夹</pre></section>"
        )
    titles = "".join(_title_line(each) for each in library.newest_first(policies)[:_TITLES_SHOWN])
    more = len(policies) - _TITLES_SHOWN
    rest = f'<li class="more">另有 {more} 份</li>' if more > 0 else ""
    asks = "".join(
        f'<button type="button" class="example" data-ask="{escape(each)}">{escape(each)}</button>'
        for each in library.example_questions(policies, date.today())
    )
    return (
        '<section class="welcome"><h2>问政策，看依据</h2>'
        "<p>只根据已收录的政策原文作答，每句话都标明出自哪一条；原文没有写的，会直接告诉您。</p>"
        f'<h3>可以这样问</h3><div class="examples">{asks}</div>'
        f'<h3>已收录的政策</h3><ul class="titles">{titles}{rest}</ul></section>'
    )


def _title_line(policy: PolicyHeader) -> str:
    day = library.issued(policy)
    when = f"<time>{escape(day)}</time>" if day else ""
    return f"<li><span>{escape(policy.title)}</span>{when}</li>"


def conversation(rounds: Sequence[Round], hotline: str | None) -> str:
    """Show the finished rounds, oldest first."""
    return "".join(_round(each, number, hotline) for number, each in enumerate(rounds, start=1))


def being_written(question: str, text: str, step: str) -> str:
    """Show the round under way: the question, what is written so far, and what is being done."""
    written = _text(text)
    return (
        f'{_asked(question)}<article class="answer writing" aria-busy="true">{written}'
        f'<p class="step" role="status"><i></i>{escape(step)}</p></article>'
    )


def _asked(question: str) -> str:
    return f'<div class="asked">{escape(question)}</div>'


def _round(each: Round, number: int, hotline: str | None) -> str:
    if each.answer is None:
        return f'{_asked(each.question)}<article class="answer">{_text(each.text)}<p class="small">已停止</p></article>'
    text = _text(each.text, number, each.answer)
    return (
        f'{_asked(each.question)}<article class="answer {each.answer.status.value}">'
        f"{_notice(each.answer, hotline)}{text}{_small_print(each.answer)}</article>"
    )


def _notice(answer: Answer, hotline: str | None) -> str:
    if answer.status is AnswerStatus.ANSWERED:
        return ""
    told = status_text(answer.status, answer.question)
    # The answer's own words say more than the explanation of its status, and often the same.
    lines = [] if answer.answer and answer.status is not AnswerStatus.QUOTES_ONLY else [told.explanation]
    if answer.reference and answer.reference not in answer.answer:
        lines.append(f"编号 {answer.reference}")
    if hotline and answer.status is not AnswerStatus.NEEDS_DETAIL:
        lines.append(f"也可拨打 {hotline} 咨询。")
    body = "".join(f"<span>{escape(line)}</span>" for line in lines)
    told_more = f"<p>{body}</p>" if body else ""
    return f'<div class="notice"><strong>{escape(told.label)}</strong>{told_more}</div>'


def _small_print(answer: Answer) -> str:
    parts = [f"截至 {answer.as_of.isoformat()} 的规定", f"用时 {answer.seconds.total:.1f} 秒"]
    if answer.model:
        parts.append(answer.model)
    return f'<p class="small">{escape(" · ".join(parts))}</p>'


def _text(text: str, number: int = 0, answer: Answer | None = None) -> str:
    """Make each line a paragraph; those that quote the source stand back behind what is said."""
    if not text:
        return ""
    lines = [line for line in text.splitlines() if line.strip()]
    paragraphs = (
        f"<p{' class=quoted' if _QUOTED.match(line) else ''}>{_with_markers(line, number, answer)}</p>"
        for line in lines
    )
    return f'<div class="text">{"".join(paragraphs)}</div>'


def _with_markers(text: str, number: int = 0, answer: Answer | None = None) -> str:
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
        label = f"依据 {citation.marker}:{citation.policy} {''.join(citation.address)}"
        pieces.append(
            f'<button type="button" class="marker" data-card="card-{number}-{citation.marker}" '
            f'aria-label="{escape(label)}" title="{escape(label)}">{citation.marker}</button>'
        )
    return "".join(pieces) + escape(text[place:])


def notice(line: str) -> str:
    """Say in one line under the conversation why a question was not asked."""
    return f'<p class="refused" role="alert">{escape(line)}</p>' if line else ""
