"""How surely something was found that answers: the sum by which the assistant decides to refuse, before it decides.

The assistant keeps the decision and not the sum, so the sum is made once more, as ``answer()`` makes it, after the
answer and outside of its time. No model is asked: what a model makes of a follow-up or a translation is not in it.
"""

from __future__ import annotations

from datetime import date

from assistant import sufficiency
from assistant.answer import HITS
from assistant.closeness import closeness
from assistant.evidence import find, gather
from assistant.question import understand
from eval.questions import Question
from index.ranking import mostly_chinese
from index.search import Searcher


def confidence(question: Question, searcher: Searcher) -> float | None:
    """The sum for ``question``; None when it is not made: no policy of the place, nothing found, another tongue."""
    understood = understand(
        question.question,
        question.history,
        region=question.region,
        as_of=question.as_of or date.today(),
        places=searcher.regions(),
    )
    covered = searcher.covered(understood.regions)
    if sufficiency.uncovered(understood, covered) or not mostly_chinese(understood.standalone):
        return None
    hits = find(understood, searcher, HITS, covered)
    evidence = gather(understood.standalone, hits, searcher)
    return sufficiency.related(closeness(understood, hits, evidence, searcher)) if evidence else None
