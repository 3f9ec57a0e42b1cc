"""Time: the same question before and after an expiry or a replacement, and answers that give what is over as valid."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from eval.figures.contradictions import forbidden
from eval.figures.sampling import Estimate, estimate
from eval.figures.sentences import said, without_markers
from eval.figures.slots import slots
from eval.figures.values import Value, same, values
from eval.predictions import Prediction
from eval.questions import Question

_OVER = re.compile(
    r"失效|过期|過期|到期|废止|廢止|届满|屆滿|期满|期滿|已过|已過|截止|不再|取代|替代|代替|作废|作廢|原规定|超出有效期|无效"
    r"|expired|repealed|replaced|superseded|no longer|lapsed|not in force",
    re.IGNORECASE,
)
_ANSWERED = "answered"


def time_pairs(questions: Sequence[Question]) -> list[tuple[Question, Question]]:
    """The same question on two days, the earlier first: those that share ``pair`` and differ in the day asked for."""
    groups: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        if question.pair and question.as_of:
            groups[question.pair].append(question)
    found = []
    for group in groups.values():
        ordered = sorted(group, key=lambda question: question.as_of.isoformat() if question.as_of else "")
        if ordered[0].as_of != ordered[-1].as_of:
            found.append((ordered[0], ordered[-1]))
    return found


def is_stale(before: Question, after: Question, prediction: Prediction | None) -> bool:
    """Whether the answer to ``after`` gives as valid what was right only before.

    That is: a line that does not say that something is over states a value which the earlier gold answer has and the
    later one lacks, or a wording which the later one forbids.
    """
    if prediction is None or prediction.status != _ANSWERED:
        return False
    gone = _only_before(before, after)
    for line in without_markers(said(prediction.answer)).split("\n"):
        if _OVER.search(line):
            continue
        stated = values(line, after.as_of)
        if any(same(old, one) for old in gone for one in stated) or any(forbidden(after, line, after.as_of)):
            return True
    return False


def hides_expiry(prediction: Prediction) -> bool | None:
    """Whether an answer rests on an expired clause without a word that it is over; None when it cites none."""
    if prediction.status != _ANSWERED or all(clause.validity != "expired" for clause in prediction.cited()):
        return None
    return not _OVER.search(said(prediction.answer))


def time_figures(
    questions: Sequence[Question], predictions: Mapping[str, Prediction], right: Mapping[str, bool]
) -> dict[str, Estimate]:
    """Right before, after and on both days, stale answers after the change, and expired clauses not said to be so."""
    pairs = time_pairs(questions)
    before = [float(right.get(earlier.id, False)) for earlier, _ in pairs]
    after = [float(right.get(later.id, False)) for _, later in pairs]
    hidden = [hides_expiry(predictions[question.id]) for question in questions if question.id in predictions]
    return {
        "right_before": estimate(before),
        "right_after": estimate(after),
        "right_on_both_days": estimate([min(both) for both in zip(before, after, strict=True)]),
        "stale_answers": estimate(
            [float(is_stale(earlier, later, predictions.get(later.id))) for earlier, later in pairs]
        ),
        "expiry_unsaid": estimate([float(one) for one in hidden if one is not None]),
    }


def _only_before(before: Question, after: Question) -> list[Value]:
    """The values of the earlier gold answer that no slot of the later one wants."""
    later = [value for slot in slots(after) for value in slot.wanted]
    return [
        value
        for slot in slots(before)
        for value in slot.wanted
        if not any(same(value, one) or same(one, value) for one in later)
    ]
