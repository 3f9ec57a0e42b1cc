"""Follow-ups: how many more answers are wrong when a question leans on the conversation than when it stands alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from eval.figures.sampling import Estimate, difference, estimate
from eval.questions import Question


def followup_pairs(questions: Sequence[Question]) -> list[tuple[str, str]]:
    """The ids of each follow-up and its standalone wording.

    Two questions belong together when one names the other in ``standalone_of``, or when they share ``pair`` and only
    one of them has a history: that one is the follow-up.
    """
    by_id = {question.id: question for question in questions}
    pairs = [
        _ordered(by_id[question.standalone_of], question)
        for question in questions
        if question.standalone_of in by_id and question.standalone_of != question.id
    ]
    groups: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        if question.pair:
            groups[question.pair].append(question)
    for group in groups.values():
        alone = [question for question in group if not question.history]
        pairs += [(question.id, alone[0].id) for question in group if question.history and alone]
    return list(dict.fromkeys(pairs))


def followup_figures(questions: Sequence[Question], right: Mapping[str, bool]) -> dict[str, Estimate]:
    """The share of right follow-ups, of right standalone wordings, and what the former lack of the latter."""
    pairs = followup_pairs(questions)
    leaning = [float(right.get(followup, False)) for followup, _ in pairs]
    alone = [float(right.get(standalone, False)) for _, standalone in pairs]
    lost = difference(leaning, alone)
    return {
        "followup_right": estimate(leaning),
        "standalone_right": estimate(alone),
        "followup_drop": Estimate(n=lost.n, value=lost.value, low=lost.low, high=lost.high),
    }


def _ordered(named: Question, naming: Question) -> tuple[str, str]:
    """The follow-up first: the one that was named, unless only the other has a history."""
    if naming.history and not named.history:
        return naming.id, named.id
    return named.id, naming.id
