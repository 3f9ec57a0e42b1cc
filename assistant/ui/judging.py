"""What an asker thinks of an answer: kept with the records, from a page of this site only, and not too often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from assistant.answer import Resources
from assistant.records.errors import RecordsError
from assistant.records.feedback import add_feedback
from assistant.records.opened import Records
from assistant.ui.conversation import Conversation
from assistant.ui.render import LONGEST_REASON
from assistant.ui.words import Words
from assistant.web.guard import caller
from assistant.web.limits import Buckets
from assistant.web.origin import same_origin
from index.errors import StoreError

A_MINUTE = 10
_LONGEST_ANSWER = 20_000


@dataclass(frozen=True)
class Judgement:
    """What the page sends: which round, counted from 1, whether it helped, and why not."""

    number: int
    helpful: bool
    reason: str

    @classmethod
    def of(cls, sent: Mapping[str, object]) -> Judgement | None:
        """Read what the page sent; None when it makes no sense."""
        number, helpful, reason = sent.get("round"), sent.get("helpful"), sent.get("reason", "")
        if not isinstance(number, int) or not isinstance(helpful, bool) or not isinstance(reason, str):
            return None
        return cls(number, helpful, reason[:LONGEST_REASON])


@dataclass(frozen=True)
class Judging:
    """Where judgements go, and how often one caller may send one."""

    records: Records
    often: Buckets

    @classmethod
    def into(cls, records: Records) -> Judging:
        """Keep judgements in ``records``."""
        return cls(records, Buckets(A_MINUTE))


def judge(
    judgement: Judgement | None,
    conversation: Conversation,
    request: object,
    judging: Judging,
    resources: Resources,
    words: Words,
) -> Conversation:
    """Keep a judgement and return the conversation with it; raises RecordsError, which says why not.

    ``request`` is the ``gr.Request`` of the event. What the page says of its conversation is not proof of what was
    answered: only clauses that are indexed are kept, and no more text than an answer has.
    """
    _from_our_page(request, judging, resources, words)
    rounds = conversation.rounds
    if judgement is None or not 1 <= judgement.number <= len(rounds):
        raise RecordsError(words["judged_not"])
    judged = rounds[judgement.number - 1]
    if judged.answer is None or judged.judged is not None:
        raise RecordsError(words["judged_not"])
    clauses = [each.clause_id for each in judged.answer.citations if resources.searcher.clause(each.clause_id)]
    try:
        add_feedback(
            judging.records,
            question=judged.question[: resources.settings.question_limit],
            answer=judged.answer.answer[:_LONGEST_ANSWER],
            helpful=judgement.helpful,
            reason=judgement.reason,
            clauses=clauses,
            history=Conversation(rounds=rounds[: judgement.number - 1]).turns()[-6:],
            as_of=judged.answer.as_of,
            region=judged.region,
        )
    except (RecordsError, StoreError) as error:
        raise RecordsError(words["judged_not"]) from error
    return conversation.judged(judgement.number, judgement.helpful)


def _from_our_page(request: object, judging: Judging, resources: Resources, words: Words) -> None:
    inner = getattr(request, "request", None)
    if not isinstance(inner, Request) or not same_origin(inner, resources.settings):
        raise RecordsError(words["judged_elsewhere"])
    if judging.often.take(caller(inner).identity):
        raise RecordsError(words["judged_too_often"])
