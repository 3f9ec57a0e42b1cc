"""What the model wrote itself: whether any of it was said, and whether what was said stands in a cited clause.

The rest of an answer is composed or quoted by code, so that a broken prompt or an open gate hardly shows in it. Whether
a sentence is borne out is judged apart from the gate, by two plain counts: of its character bigrams at least half stand
in one clause the answer cites (the precision of ROUGE-2, Lin 2004, by characters), so that neither an invention nor the
asker's own words given back count, and each number and department in it stands in a cited clause.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from eval.figures.citations import beyond
from eval.measures import average, normalised
from eval.predictions import Prediction
from eval.questions import Question

LEAST_HELD = 0.5
"""The least share of a sentence's bigrams that one cited clause must hold."""
_SAID = "said"


def prose_figures(question: Question, prediction: Prediction) -> dict[str, float | None]:
    """``prose_said``: 1 when a sentence of the model was said; ``prose_borne_out``: the share of those said that are.

    The first is None where the model was not asked, or it was not recorded what it wrote; the second, where nothing of
    it was said.
    """
    if prediction.drafts is None:
        return {}
    said = [draft.shown or draft.written for draft in prediction.drafts if draft.decision == _SAID]
    return {
        "prose_said": float(bool(said)),
        "prose_borne_out": average(float(borne_out(sentence, question, prediction)) for sentence in said),
    }


def borne_out(sentence: str, question: Question, prediction: Prediction) -> bool:
    """Whether a sentence stands in the clauses an answer cites."""
    held = max((share_held(sentence, clause.text) for clause in prediction.cited()), default=0.0)
    if held < LEAST_HELD:
        return False
    found = beyond(sentence, question, prediction)
    return not (found.numbers or found.departments)


def share_held(sentence: str, text: str) -> float:
    """The share of the sentence's character bigrams that ``text`` holds, each as often as it comes; 0 without any."""
    wanted, there = Counter(_bigrams(sentence)), Counter(_bigrams(text))
    return (wanted & there).total() / wanted.total() if wanted else 0.0


def _bigrams(text: str) -> Iterator[str]:
    return (left + right for left, right in pairwise(normalised(text)))
