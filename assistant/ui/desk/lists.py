"""The desk's other pages as HTML and as tables: answers to review, today's calls, questions without an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape
from typing import TYPE_CHECKING

from assistant.evidence import address_text
from assistant.records.accounts import Account, Role
from assistant.records.approved import Approved
from assistant.records.calls import Call, calls_between
from assistant.records.opened import Records
from assistant.ui.desk.topics import Topic, open_questions, topics
from assistant.ui.desk.words import Words

if TYPE_CHECKING:
    from index.search import Searcher

OPEN_DAYS = 30
_SHOWN_OF_TOPIC = 6


def calls_today(records: Records, account: Account) -> tuple[Call, ...]:
    """Return today's calls, newest first: an admin sees those of all staff, others their own."""
    now = records.now().astimezone()
    begin = now.replace(hour=0, minute=0, second=0, microsecond=0)
    own = None if account.role is Role.ADMIN else account.id
    return calls_between(records, begin, begin + timedelta(days=1), account_id=own)


def open_topics(records: Records, searcher: Searcher) -> tuple[Topic, ...]:
    """Return the unanswered questions of the last days, of all staff, grouped by topic."""
    now = records.now()
    return topics(open_questions(calls_between(records, now - timedelta(days=OPEN_DAYS), now)), searcher)


def review(aside: Sequence[Approved], offered: Sequence[Approved], searcher: Searcher, words: Words) -> str:
    """Show the approved answers that were set aside, with why, and below them those that are offered."""
    first = "".join(_one(each, searcher, words) for each in aside)
    rest = "".join(_one(each, searcher, words) for each in offered)
    return (
        f"<h2>{escape(words['set_aside'].format(count=len(aside)))}</h2>"
        f"{first or _nothing(words['none_aside'])}"
        f"<h2>{escape(words['offered'].format(count=len(offered)))}</h2>{rest or _nothing(words['none_offered'])}"
    )


def _one(answer: Approved, searcher: Searcher, words: Words) -> str:
    why = ""
    if answer.set_aside:
        buttons = [("again", words["again"]), ("remove", words["remove"])]
        why = f'<em class="why">{escape(words[answer.set_aside.value])}</em>'
    else:
        buttons = [("aside", words["aside"])]
    acts = "".join(
        f'<button type="button" data-act="{act}" data-id="{answer.id}">{escape(label)}</button>'
        for act, label in buttons
    )
    ask = f'<button type="button" class="reask" data-ask="{escape(answer.question)}">{escape(words["reask"])}</button>'
    line = words["approved_line"].format(name=answer.approved_by, day=f"{answer.approved_at.astimezone():%Y-%m-%d}")
    return (
        f'<article class="kept"><header><h3>{escape(answer.question)}</h3>{why}</header>'
        f"<p>{escape(answer.text)}</p><ul>{''.join(_clause(each.clause_id, searcher) for each in answer.clauses)}</ul>"
        f'<div class="foot"><span class="small">{escape(line)}</span>{ask}{acts}</div></article>'
    )


def _clause(clause_id: str, searcher: Searcher) -> str:
    clause = searcher.clause(clause_id)
    policy = searcher.policy(clause.policy_id) if clause else None
    if clause is None or policy is None:
        return f"<li>{escape(clause_id)}</li>"
    return f"<li>《{escape(policy.title)}》{escape(address_text(clause))}</li>"


def calls(found: Sequence[Call], words: Words) -> str:
    """Show calls as a table."""
    if not found:
        return _nothing(words["no_calls"])
    titles = ("time", "staff", "question", "result", "department", "note")
    head = "".join(f'<th scope="col">{escape(words[each].split("（")[0].split(" (")[0])}</th>' for each in titles)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in _cells(each, words)) + "</tr>" for each in found
    )
    return f'<div class="table" tabindex="0"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'


def _cells(call: Call, words: Words) -> tuple[str, ...]:
    outcome = words[call.outcome.value] if call.outcome else "…"
    asked = " / ".join(each.question for each in call.exchanges)
    return f"{call.began.astimezone():%H:%M}", call.staff, asked, outcome, call.department, call.note


def unanswered(groups: Sequence[Topic], words: Words) -> str:
    """Show the questions without an answer by topic, the largest first."""
    if not groups:
        return _nothing(words["no_open"].format(days=OPEN_DAYS))
    return "".join(_topic(each, words) for each in groups)


def _topic(topic: Topic, words: Words) -> str:
    rows = "".join(
        f'<li><button type="button" class="reask" data-ask="{escape(each.standalone)}">{escape(each.question)}</button>'
        f'<em class="{escape(each.status)}">{escape(words.get(each.status, each.status))}</em>'
        f"<time>{each.at.astimezone():%m-%d %H:%M}</time></li>"
        for each in topic.questions[:_SHOWN_OF_TOPIC]
    )
    times = words["asked_times"].format(count=len(topic.questions))
    head = f"<header><h3>{escape(topic.name)}</h3><em>{escape(times)}</em></header>"
    return f'<article class="topic">{head}<ul>{rows}</ul></article>'


def _nothing(line: str) -> str:
    return f'<p class="nothing">{escape(line)}</p>'


def calls_table(found: Sequence[Call], words: Words) -> tuple[list[str], list[list[str | int]]]:
    """Make the head and rows of the calls' export."""
    keys = ("time", "staff", "question", "answer", "clauses", "result", "department", "note")
    rows: list[list[str | int]] = [
        [
            f"{each.began.astimezone():%Y-%m-%d %H:%M}",
            each.staff,
            "\n".join(one.question for one in each.exchanges),
            "\n".join(one.answer for one in each.exchanges),
            "\n".join(clause for one in each.exchanges for clause in one.clauses),
            words[each.outcome.value] if each.outcome else "",
            each.department,
            each.note,
        ]
        for each in found
    ]
    return [words[key] for key in keys], rows


def open_table(groups: Sequence[Topic], words: Words) -> tuple[list[str], list[list[str | int]]]:
    """Make the head and rows of the unanswered questions' export."""
    rows: list[list[str | int]] = [
        [
            topic.name,
            len(topic.questions),
            each.question,
            words.get(each.status, each.status),
            _when(each.at),
            each.staff,
        ]
        for topic in groups
        for each in topic.questions
    ]
    return [words[key] for key in ("topic", "count", "question", "status", "time", "staff")], rows


def _when(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"
