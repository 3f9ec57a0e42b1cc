"""BM25 over clauses, the first three quoted: what word search alone gives, without any model.

Robertson and Zaragoza (2009) over what ``index`` searches by words: each clause with its policy's title and its
headings, characters by twos, a long clause in parts of which the best counts. No filter, no validity, no rewording of
follow-ups. It answers whenever a clause shares a word with the question, so that it refuses next to nothing; its quotes
count as an answer, since a reader finds there what was asked for, or does not.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assistant.evidence import address_text
from assistant.outcome import Answer, AnswerStatus, Seconds
from eval.baselines.corpus import Corpus, Span, open_corpus
from eval.baselines.writing import day_of, searched
from eval.variants import Answerer, index_hash
from index.lexical import Lexical
from index.passage import passages
from index.variants import simplified

if TYPE_CHECKING:
    from assistant.settings import Settings
    from assistant.shapes import HitShape
    from eval.questions import Question
    from index.policy import Clause

QUOTED = 3
NOTHING = "没有找到相关条款。"
DECIDES = (
    *("eval/baselines/bm25_quotes.py", "eval/baselines/corpus.py", "eval/baselines/writing.py"),
    *("index/lexical.py", "index/passage.py", "index/tables.py", "index/variants.py"),
)


@dataclass(frozen=True)
class WordSearch:
    """The clauses of all policies and a BM25 index over their passages: ``clauses`` holds the clause of each."""

    corpus: Corpus
    clauses: tuple[Clause, ...]
    words: Lexical

    def found(self, question: Question) -> list[tuple[Clause, float]]:
        """The clauses that share a word with the question and their scores (of the best passage), best first."""
        scores = self.words.scores(simplified(searched(question)))
        best: dict[str, tuple[Clause, float]] = {}
        for place in np.argsort(-scores, kind="stable"):
            if scores[place] <= 0:
                break
            clause = self.clauses[place]
            best.setdefault(clause.clause_id, (clause, float(scores[place])))
        return list(best.values())

    def answer(self, question: Question) -> Answer:
        """The best clauses word for word."""
        began = time.perf_counter()
        spans = [Span(clause, clause.start, clause.end) for clause, _ in self.found(question)[:QUOTED]]
        took = time.perf_counter() - began
        day = day_of(question)
        lines = [f"{self._quote(span.clause)}[{marker}]" for marker, span in enumerate(spans, 1)]
        return Answer(
            status=AnswerStatus.ANSWERED if spans else AnswerStatus.NOT_FOUND,
            answer="\n".join(lines) or NOTHING,
            citations=self.corpus.citations(spans, day),
            question=question.question,
            as_of=day,
            seconds=Seconds(search=took, first_text=took, total=time.perf_counter() - began),
        )

    def hits(self, question: Question, k: int) -> list[HitShape]:
        """The first ``k`` clauses."""
        return self.corpus.hits(self.found(question), k, day_of(question))

    def confidence(self, question: Question) -> float | None:
        """The best score; None when nothing was found."""
        return next((score for _, score in self.found(question)), None)

    def _quote(self, clause: Clause) -> str:
        policy = self.corpus.read[clause.policy_id]
        return f"依据：《{policy.title}》{address_text(clause)}：“{''.join(clause.readable.split())}”"


def open_baseline(settings: Settings) -> Answerer:
    """Index the clauses of the settings' home; raises StoreError or EvaluationError when there are none."""
    corpus = open_corpus(settings)
    policies = [policy for policy in corpus.read.values() if policy.form == "policy"]
    clauses = {clause.clause_id: clause for policy in policies for clause in policy.clauses}
    texts = [passage for policy in policies for passage in passages(policy)]
    search = WordSearch(
        corpus, tuple(clauses[one.clause_id] for one in texts), Lexical.build(one.text for one in texts)
    )
    return Answerer(
        answer=search.answer,
        model=None,
        index=index_hash(corpus),
        policies=len(corpus.read),
        code=DECIDES,
        confidence=search.confidence,
        search=search.hits,
    )
