"""Answer, Citation, AnswerStatus, and answer(): the whole flow, readable top to bottom."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from assistant import compose, english, foreign, refusal, statements, sufficiency
from assistant import question as asking
from assistant.draft import Draft
from assistant.evidence import Evidence, find, gather
from assistant.lists import asks, with_list
from assistant.outcome import (
    STATUS_TEXT,
    Answer,
    AnswerStatus,
    Citation,
    ClausesFound,
    Event,
    Finished,
    QuestionKind,
    Seconds,
    StatusText,
    TextWritten,
    Turn,
    Waiting,
)
from assistant.statements import corpus, put_right, repealed, tasks
from assistant.switches import ALL_ON, Switches
from assistant.tongue import Tongue
from assistant.turns import Turns
from index.errors import ModelError, QuestionError

if TYPE_CHECKING:
    from assistant.chat_model import ChatModel
    from assistant.settings import Settings
    from assistant.statements import Statement
    from index.search import Searcher

__all__ = [
    "STATUS_TEXT",
    "Answer",
    "AnswerStatus",
    "Citation",
    "ClausesFound",
    "Event",
    "Finished",
    "QuestionKind",
    "Resources",
    "Seconds",
    "StatusText",
    "TextWritten",
    "Turn",
    "Waiting",
    "answer",
    "stream",
]

HITS = 8
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Resources:
    """What an answer is made with: the index, the model (None: no model), the settings, the parts that are on.

    ``turns`` is the line of those who wait for the model.
    """

    searcher: Searcher
    model: ChatModel | None
    settings: Settings
    switches: Switches = ALL_ON
    turns: Turns = field(default_factory=Turns)


def answer(
    question: str,
    resources: Resources,
    *,
    history: Sequence[Turn] = (),
    region: str | None = None,
    as_of: date | None = None,
) -> Answer:
    """Answer ``question`` for the day ``as_of`` (default today): ``stream()``, drained."""
    for event in stream(question, resources, history=history, region=region, as_of=as_of):
        if isinstance(event, Finished):
            return event.answer
    raise RuntimeError("the stream ended without an answer")


def stream(
    question: str,
    resources: Resources,
    *,
    history: Sequence[Turn] = (),
    region: str | None = None,
    as_of: date | None = None,
) -> Iterator[Event]:
    """Answer ``question``, yielding what a face can show as soon as it is known; ``Finished`` is last.

    Never raises: an error becomes ``AnswerStatus.FAILED`` with a reference number that is in the log.
    """
    draft = Draft(question, as_of or date.today(), resources.searcher)
    draft.without(resources.switches.off)
    try:
        yield from _steps(draft, resources, history, region)
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("question failed, reference %s", reference)
        text = f"系统出错，没有得出答案。报修时请提供编号 {reference}。"
        yield draft.finish(AnswerStatus.FAILED, text=text, reference=reference)


def _steps(draft: Draft, resources: Resources, history: Sequence[Turn], region: str | None) -> Iterator[Event]:
    """The whole flow, in order."""
    searcher = resources.searcher
    # 1. Is it a question for this assistant?
    try:
        text = asking.check(draft.question, resources.settings.question_limit)
    except QuestionError as error:
        draft.question = refusal.masked(draft.question)
        yield draft.finish(AnswerStatus.NEEDS_DETAIL, text=str(error))
        return
    if reason := refusal.refusal(text):
        draft.question = refusal.masked(text)
        yield draft.finish(AnswerStatus.DECLINED, text=reason)
        return
    # 2. What is asked, where and for which day?
    question = _understood(draft, refusal.without_orders(text), resources, history, region)
    draft.understood(question)
    covered = searcher.covered(question.regions)
    if lack := sufficiency.uncovered(question, covered):
        yield draft.finish(AnswerStatus(lack.status), text=lack.text)
        return
    if known := _known(question, resources):
        yield from _stated(draft, known)
        return
    # 3. Which clauses speak of it? They are shown at once.
    hits = find(question, searcher, HITS, covered)
    yield draft.found(hits)
    # 4. Which of their sentences decide, and can they carry an answer?
    nearest = gather(question.standalone, hits, searcher)
    evidence = with_list(question, nearest, hits, searcher) if asks(question) else nearest
    draft.gathered(evidence)
    lack = sufficiency.judge(question, hits, evidence, searcher) or sufficiency.unclear(question, evidence)
    # 5. What the facts say, said by code; who and when may stand in another clause of the policy.
    facts = _facts(question, evidence, resources, lack)
    said = [one.text for one in facts.statements]
    if not facts.suffice and (lack := lack or sufficiency.unsaid(question, said, evidence)):
        yield from _lacks(draft, lack)
        return
    for statement in facts.conclusions:
        yield from draft.state(statement)
    # 6. What the model says, sentence by sentence through the gate.
    status = AnswerStatus.NEEDS_DETAIL if facts.asks_back else AnswerStatus.ANSWERED
    if not facts.suffice:
        status = yield from _prose(draft, question, evidence, resources)
    # 7. Conditions, departments and dates, then the deciding sentences word for word.
    for statement in facts.others:
        yield from draft.state(statement)
    yield from _quoted(draft, facts.rests_on if facts.suffice else draft.used(evidence))
    yield draft.finish(status if draft.cited else AnswerStatus.NOT_FOUND)


def _understood(
    draft: Draft, text: str, resources: Resources, history: Sequence[Turn], region: str | None
) -> asking.Question:
    """What is asked; of a question in another tongue its Chinese, as far as that can be had, which is searched too."""
    places = resources.searcher.regions()
    original = None
    if draft.tongue is Tongue.ENGLISH:
        original = foreign.in_chinese(text, None, places)
        history = foreign.turns_in_chinese(history, resources.model, places)
        text = foreign.in_chinese(text, resources.model, places)
        draft.record("translated")
    return asking.understand(text, history, region=region, as_of=draft.as_of, places=places, original=original)


def _known(question: asking.Question, resources: Resources) -> Sequence[Statement]:
    """What the index knows of all its policies, asked in the question's Chinese or in its own tongue."""
    searcher = resources.searcher
    if not resources.switches.facts:
        return ()
    wordings = dict.fromkeys((question, question.as_put))  # one, unless it was translated
    found = (said for one in wordings if (said := corpus.said(one, searcher)))
    return next(found, ()) or tasks.said(question, searcher) or repealed.said(question, searcher)


def _facts(
    question: asking.Question, evidence: Sequence[Evidence], resources: Resources, lack: sufficiency.Lack | None
) -> statements.Facts:
    """What code can say from facts; where the clauses found lack what is asked, from the others if that may help."""
    if not resources.switches.facts or (lack and not lack.elsewhere):
        return statements.Facts()
    speak = statements.elsewhere if lack else statements.about
    return speak(question, evidence, resources.searcher)


def _lacks(draft: Draft, lack: sufficiency.Lack) -> Iterator[Event]:
    """Why there is no answer, and the clauses that come nearest."""
    yield from draft.tell(lack.text, AnswerStatus(lack.status))
    yield from _quoted(draft, lack.evidence)
    yield draft.finish(AnswerStatus(lack.status))


def _quoted(draft: Draft, evidence: Sequence[Evidence]) -> Iterator[Event]:
    """The deciding sentences word for word, after what somebody put right in them."""
    for statement in put_right.beside(evidence, draft.text):
        yield from draft.state(statement)
    yield from draft.quote(evidence)


def _stated(draft: Draft, known: Sequence[Statement]) -> Iterator[Event]:
    """What the index knows of all its policies, said without a search; the clauses it rests on are shown first."""
    rests_on = statements.Facts(tuple(known)).rests_on[:HITS]
    yield draft.found([item.as_hit(rank, draft.as_of) for rank, item in enumerate(rests_on, 1)])
    for statement in known:
        yield from draft.state(statement)
    yield draft.finish(AnswerStatus.ANSWERED)


def _prose(
    draft: Draft, question: asking.Question, evidence: Sequence[Evidence], resources: Resources
) -> Generator[Event, None, AnswerStatus]:
    """Write the model's sentences that pass the gate; a failing one gives way to the quote of its clause."""
    model = resources.model
    if draft.tongue is Tongue.ENGLISH:  # no gate judges English prose: the clauses speak for themselves
        yield from draft.write(english.BESIDE_QUOTES)
        return AnswerStatus.ANSWERED if model else AnswerStatus.QUOTES_ONLY
    if model is None:
        return AnswerStatus.QUOTES_ONLY
    draft.asked_model(model.name)
    spoken = sensible = False
    try:
        with resources.turns.queued() as before:
            while ahead := before():
                yield Waiting(ahead)
            for sentence in compose.prose(question, evidence, model, draft.searcher, gate=resources.switches.gate):
                draft.judged(sentence)
                sensible |= sentence.sensible
                if sentence.good:
                    cited = [item for item in evidence if item.marker in sentence.verdict.markers]
                    yield from draft.say(sentence.verdict.text, cited)
                    spoken = True
                elif sentence.verdict.nearest:
                    draft.replaced.add(sentence.verdict.nearest)
    except ModelError as error:
        log.warning("the language model did not answer: %s", error)
        draft.broke(error)
        return AnswerStatus.ANSWERED if spoken else AnswerStatus.QUOTES_ONLY
    return AnswerStatus.ANSWERED if spoken or sensible else AnswerStatus.QUOTES_ONLY
