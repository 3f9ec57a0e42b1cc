"""What each event of the desk does. Every one of them asks first who sent it, whatever let the page be opened."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from assistant import question as asking
from assistant.answer import Answer, ClausesFound, Finished, Resources, TextWritten, Turn, Waiting, stream
from assistant.records import audit
from assistant.records.accounts import Account, Role
from assistant.records.approved import (
    Approved,
    approve,
    approved_answer,
    approved_answers,
    forget_approved,
    put_aside,
    why_not,
)
from assistant.records.approved import review as review_all
from assistant.records.calls import Call, Outcome, add_exchange, begin_call, call, change_call
from assistant.records.errors import RecordsError
from assistant.records.feedback import add_feedback
from assistant.records.opened import Records
from assistant.ui.desk import lists, show
from assistant.ui.desk.sameness import Asked, offer
from assistant.ui.desk.script import answer_of, department_text, lasting, script_of
from assistant.ui.desk.words import Words
from index.policy import Validity

if TYPE_CHECKING:
    from index.search import Searcher

_TURNS = 6


@dataclass(frozen=True)
class Desk:
    """What the desk works with."""

    resources: Resources
    records: Records

    @property
    def searcher(self) -> Searcher:
        """The open index."""
        return self.resources.searcher


@dataclass(frozen=True)
class Put:
    """A question as the page sends it; ``fresh`` passes over approved answers."""

    question: str
    call_id: int | None
    region: str | None
    day: date | None
    fresh: bool = False


@dataclass(frozen=True)
class Shown:
    """What changes on the page: the script and, when the answer is finished, the call and what to edit."""

    script: str
    call: Call | None = None
    department: str = ""
    text: str = field(default="", repr=False)


def may_use(account: Account | None) -> bool:
    """Whether ``account`` may use the desk at all."""
    return account is not None and not account.disabled and account.role.covers(Role.STAFF)


def ask(put: Put, account: Account, desk: Desk, words: Words) -> Iterator[Shown]:
    """Answer a caller's question: an approved answer when there is one, else a new one; the call keeps either.

    Raises QuestionError for a question that is empty or too long, RecordsError for a call that is another's.
    """
    checked = asking.check(put.question, desk.resources.settings.question_limit)
    current = _current(put.call_id, account, desk)
    yield Shown(show.writing(checked, "", words["asking"], words), current)
    if not put.fresh and (given := _offered(put, checked, current, desk)):
        answer = answer_of(given, desk.searcher, put.day or date.today())
        yield _finished(put, checked, answer, current, account, desk, words, given)
        return
    text = ""
    events = stream(checked, desk.resources, history=_turns(current), region=put.region, as_of=put.day)
    try:
        for event in events:
            match event:
                case ClausesFound():
                    yield Shown(show.writing(checked, "", words["checking"], words), current)
                case Waiting():
                    waits = words["waiting"].format(before=event.before)
                    yield Shown(show.writing(checked, "", waits, words), current)
                case TextWritten():
                    text += event.text
                    yield Shown(show.writing(checked, text, words["writing"], words), current)
                case Finished():
                    yield _finished(put, checked, event.answer, current, account, desk, words, None)
    finally:
        if isinstance(events, Generator):
            events.close()


def _current(call_id: int | None, account: Account, desk: Desk) -> Call:
    """The call that the page has open, else a new one."""
    if call_id is not None:
        found = call(desk.records, account, call_id)
        if found.ended is None:
            return found
    return begin_call(desk.records, account)


def _turns(current: Call) -> tuple[Turn, ...]:
    told = [each for each in current.exchanges if each.answer][-_TURNS:]
    return tuple(
        turn
        for each in told
        for turn in (Turn(role="user", content=each.question), Turn(role="assistant", content=each.answer))
    )


def _offered(put: Put, question: str, current: Call, desk: Desk) -> Approved | None:
    """The approved answer to the question in its standalone wording, if it still holds; else it is set aside."""
    understood = asking.understand(
        question,
        _turns(current),
        region=put.region,
        as_of=put.day or date.today(),
        places=desk.searcher.regions(),
    )
    asked = Asked(understood.standalone, put.region, put.day)
    known = list(approved_answers(desk.records))
    while found := offer(asked, known, desk.searcher):
        why = why_not(found.approved, _text_of(desk), _expired(desk, put.day))
        if why is None:
            return found.approved
        if put.day is None:
            put_aside(desk.records, found.approved.id, why)
        known.remove(found.approved)
    return None


def _text_of(desk: Desk) -> Callable[[str], str | None]:
    def text_of(clause_id: str) -> str | None:
        clause = desk.searcher.clause(clause_id)
        return clause.text if clause else None

    return text_of


def _expired(desk: Desk, day: date | None = None) -> Callable[[str], bool]:
    headers = {each.policy_id: each for each in desk.searcher.policies()}

    def expired(policy_id: str) -> bool:
        header = headers.get(policy_id)
        return header is not None and header.validity(day or date.today()) is Validity.EXPIRED

    return expired


def _finished(
    put: Put,
    question: str,
    answer: Answer,
    current: Call,
    account: Account,
    desk: Desk,
    words: Words,
    given: Approved | None,
) -> Shown:
    made = script_of(answer, desk.searcher)
    department = department_text(made)
    kept = add_exchange(
        desk.records,
        account,
        current.id,
        question=question,
        standalone=answer.question if given is None else question,
        status=answer.status.value,
        answer=answer.answer,
        clauses=[each.clause_id for each in answer.citations],
        approved_id=given.id if given else None,
        region=put.region,
        as_of=put.day,
        department=department,
        deadline=show.due_text(made, words),
    )
    html = show.script(question, answer, made, desk.resources, words, given)
    return Shown(html, kept, department, lasting(answer.answer))


def end(
    call_id: int | None, note: str, department: str, outcome: str | None, account: Account, desk: Desk, words: Words
) -> Call:
    """Save the call and end it; raises RecordsError without an outcome, or when there is nothing to save."""
    if call_id is None and not note.strip():
        raise RecordsError(words["nothing_to_save"])
    if outcome not in tuple(Outcome):
        raise RecordsError(words["choose_outcome"])
    number = call_id if call_id is not None else begin_call(desk.records, account).id
    return change_call(
        desk.records, account, number, note=note, department=department, outcome=Outcome(outcome), end=True
    )


def keep(
    call_id: int | None, note: str, department: str, outcome: str | None, account: Account, desk: Desk
) -> Call | None:
    """Keep what was typed so far, so that nothing is lost when the browser is closed; None before a call began."""
    if call_id is None:
        return None
    chosen = Outcome(outcome) if outcome in tuple(Outcome) else None
    return change_call(desk.records, account, call_id, note=note, department=department, outcome=chosen)


def approve_last(call_id: int | None, text: str, account: Account, desk: Desk, words: Words) -> Approved:
    """Approve ``text`` as the answer to the last question of a call, resting on the clauses that were cited.

    The judgement goes to the feedback too. Raises RecordsError when there is no answer with clauses.
    """
    current = call(desk.records, account, call_id) if call_id is not None else None
    last = current.exchanges[-1] if current and current.exchanges else None
    clauses = [found for each in (last.clauses if last else ()) if (found := desk.searcher.clause(each))]
    if last is None or not clauses:
        raise RecordsError(words["nothing_to_approve"])
    wording = lasting(text)
    made = approve(
        desk.records,
        question=last.standalone or last.question,
        text=wording,
        clauses=clauses,
        by=account.name,
        region=last.region,
        as_of=last.as_of,
        instead_of=last.approved_id,
    )
    changed = wording.split() != lasting(last.answer).split()
    add_feedback(
        desk.records,
        question=last.standalone or last.question,
        answer=last.answer,
        helpful=not changed,
        clauses=[each.clause_id for each in clauses],
        as_of=last.as_of,
        region=last.region,
        corrected=wording if changed else None,
        reviewer=account.name,
    )
    audit.note(desk.records, "answer.approved", who=account.name, on=f"{made.id} {made.question}")
    return made


def review_page(desk: Desk, words: Words) -> str:
    """Set aside what no longer holds, then show what is to be reviewed."""
    review_all(desk.records, _text_of(desk), _expired(desk))
    aside, offered = approved_answers(desk.records, set_aside=True), approved_answers(desk.records)
    return lists.review(aside, offered, desk.searcher, words)


def act(what: str, approved_id: int, account: Account, desk: Desk) -> None:
    """Do to an approved answer what was pressed: again, aside or remove; raises RecordsError when it is gone."""
    found = approved_answer(desk.records, approved_id)
    if what == "again":
        clauses = [one for each in found.clauses if (one := desk.searcher.clause(each.clause_id))]
        approve(
            desk.records,
            question=found.question,
            text=found.text,
            clauses=clauses,
            by=account.name,
            region=found.region,
            as_of=found.as_of,
            instead_of=found.id,
        )
    elif what == "aside":
        put_aside(desk.records, found.id)
    elif what == "remove":
        forget_approved(desk.records, found.id)
    else:
        raise RecordsError("没有这个操作。/ No such action.")
    audit.note(desk.records, f"answer.{what}", who=account.name, on=f"{found.id} {found.question}")
