"""The questions of a run that went wrong or changed: asked, expected, said, and a way to ask them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote, urlencode

from assistant.ui.quality.comparing import Compared
from assistant.ui.quality.reading import REASONS, UNSORTED, Opened, Question, Said
from assistant.ui.quality.words import Words, kind_name, reason_name, status_name

PAGE_SIZE = 20
_CHANGES = ("worse", "better")


@dataclass(frozen=True)
class Filter:
    """Which questions are shown; each is empty for all, ``page`` counts from 0."""

    kind: str = ""
    reason: str = ""
    change: str = ""
    page: int = 0


@dataclass(frozen=True)
class _Shown:
    """A question with how it went: ``change`` is empty when it went as before or nothing is compared."""

    question: Question
    reason: str | None
    change: str


def failing(run: Opened, against: Opened | None, made: Compared | None, wanted: Filter, words: Words) -> str:
    """Show the questions of ``run`` that went wrong, or those that changed, a page of them."""
    found = [each for each in _all(run, made) if _fits(each, wanted)]
    first = min(wanted.page * PAGE_SIZE, max(len(found) - 1, 0) // PAGE_SIZE * PAGE_SIZE)
    shown = found[first : first + PAGE_SIZE]
    articles = "".join(_one(each, run, against, words) for each in shown)
    heading = words["failing"].format(count=len(found))
    body = articles + _pager(first, len(shown), len(found), words) if found else _nothing(words["none_failing"])
    filters = _filters(run, against, made, wanted, words)
    return f'<section class="paged"><h2>{escape(heading)}</h2>{filters}{body}</section>'


def chat_address(question: Question) -> str:
    """Where the chat opens with the question in its field: behind the #, which no server is sent."""
    asked = {"ask": question.question} | ({"day": question.as_of.isoformat()} if question.as_of else {})
    return f"/#{urlencode(asked, quote_via=quote)}"


def _all(run: Opened, made: Compared | None) -> list[_Shown]:
    better, worse = (set(made.better), set(made.worse)) if made else (set(), set())
    return [
        _Shown(run.questions[name], score.wrong, "better" if name in better else "worse" if name in worse else "")
        for name, score in run.scores.items()
        if name in run.questions
    ]


def _fits(each: _Shown, wanted: Filter) -> bool:
    of_change = each.change == wanted.change if wanted.change else each.reason is not None
    return (
        of_change
        and (not wanted.kind or each.question.kind == wanted.kind)
        and (not wanted.reason or each.reason == wanted.reason)
    )


def _filters(run: Opened, against: Opened | None, made: Compared | None, wanted: Filter, words: Words) -> str:
    told = dict.fromkeys(score.wrong for score in run.scores.values() if score.wrong)
    reasons = [each for each in (*REASONS, UNSORTED) if each in told]
    reasons += [each for each in told if each not in reasons]
    kinds = sorted({each.kind for each in run.scores.values()})
    selects = _select("kind", [(each, kind_name(each, words)) for each in kinds], wanted.kind, "all_kinds", words)
    selects += _select(
        "reason", [(each, reason_name(each, words)) for each in reasons], wanted.reason, "all_reasons", words
    )
    if made is not None:
        selects += _select("change", [(each, words[each]) for each in _CHANGES], wanted.change, "all_changes", words)
    return (
        f'<form class="filters" data-act="show" data-auto><input type="hidden" name="run" value="{escape(run.name)}">'
        f'<input type="hidden" name="against" value="{escape(against.name if against else "")}">{selects}'
        f'<button class="go">{escape(words["show"])}</button></form>'
    )


def _select(name: str, choices: Sequence[tuple[str, str]], chosen: str, everything: str, words: Words) -> str:
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(label)}</option>'
        for value, label in (("", words[everything]), *choices)
    )
    return f'<label><span>{escape(words[name])}</span><select name="{name}">{options}</select></label>'


def _one(each: _Shown, run: Opened, against: Opened | None, words: Words) -> str:
    question = each.question
    change = ""
    if each.change:
        kind = "in_force" if each.change == "better" else "expired"
        change = f'<span class="badge {kind}">{escape(words[each.change])}</span>'
    reason = f'<span class="badge soon">{escape(reason_name(each.reason, words))}</span>' if each.reason else ""
    reason = reason or f'<span class="badge in_force">{escape(words["fine"])}</span>'
    before = "".join(f"<li>{escape(turn.content)}</li>" for turn in question.history)
    history = f'<ul class="before" aria-label="{escape(words["before"])}">{before}</ul>' if before else ""
    day = f"<span>{escape(words['as_of'].format(day=question.as_of.isoformat()))}</span>" if question.as_of else ""
    score = run.scores[question.id]
    wrong = ""
    if score.contradictions:
        wrong = f'<p class="wrong">{escape(words["contradictions"].format(what="；".join(score.contradictions)))}</p>'
    then = (
        _said(words["said_before"].format(name=against.name), against.said.get(question.id), words)
        if (against and each.change)
        else ""
    )
    return (
        f'<article class="wrong-one" data-question="{escape(question.id)}"><h3>{escape(question.question)}</h3>'
        f'<p class="tags">{reason}{change}<span>{escape(kind_name(question.kind, words))}</span>'
        f"<span>{escape(question.id)}</span>{day}"
        f'<a href="{escape(chat_address(question))}" target="_blank" rel="noopener">'
        f"{escape(words['open_chat'])} ↗</a></p>"
        f"{history}<dl>{_expected(question, words)}{_said(words['said'], run.said.get(question.id), words)}{then}</dl>"
        f"{wrong}</article>"
    )


def _expected(question: Question, words: Words) -> str:
    if not question.answerable:
        rows = f"<p>{escape(words['expected_none'])}</p>"
    else:
        rows = "".join(f"<li>{escape(' / '.join(group))}</li>" for group in question.facts)
        rows = f"<ul>{rows}</ul>" if rows else ""
    names = "、".join(name for each in question.departments.values() for name in each)
    rows += _labelled(words["departments"], names)
    rows += "".join(_labelled(words["evidence"], f"“{each}”") for each in question.evidence)
    rows += _labelled(words["forbidden"], " / ".join(question.forbidden))
    return f"<div><dt>{escape(words['expected'])}</dt><dd>{rows}</dd></div>"


def _said(label: str, said: Said | None, words: Words) -> str:
    if said is None:
        return f"<div><dt>{escape(label)}</dt><dd>{_nothing(words['said_nothing'])}</dd></div>"
    clauses = "；".join(f"《{each.policy}》{''.join(each.address)}" for each in said.citations or ())
    cited = f'<p class="small">{escape(words["cited"].format(clauses=clauses))}</p>' if clauses else ""
    answer = f'<p class="answer">{escape(said.answer)}</p>' if said.answer else _nothing(words["said_nothing"])
    status = f'<p class="small">{escape(status_name(said.status, words))}</p>'
    return f"<div><dt>{escape(label)}</dt><dd>{status}{answer}{cited}</dd></div>"


def _labelled(label: str, text: str) -> str:
    return f'<p class="small"><b>{escape(label)}</b> {escape(text)}</p>' if text else ""


def _pager(first: int, count: int, total: int, words: Words) -> str:
    page = first // PAGE_SIZE
    line = words["range"].format(first=first + 1, last=first + count, total=total)
    newer, older = page > 0, first + count < total
    return (
        f'<div class="pager"><span role="status">{escape(line)}</span>'
        f'<button type="button" data-act="page" data-id="{max(page - 1, 0)}"{"" if newer else " disabled"}>'
        f"{escape(words['newer'])}</button>"
        f'<button type="button" data-act="page" data-id="{page + 1}"{"" if older else " disabled"}>'
        f"{escape(words['older'])}</button></div>"
    )


def _nothing(line: str) -> str:
    return f'<p class="nothing">{escape(line)}</p>'
