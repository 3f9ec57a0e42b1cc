"""An answer while it is being written: its text, what it cites, and the time it takes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from assistant import prompts, trace
from assistant import tongue as tongues
from assistant.evidence import Evidence, address_text
from assistant.outcome import Answer, AnswerStatus, Citation, ClausesFound, Finished, QuestionKind, Seconds, TextWritten
from assistant.tongue import Tongue, tongue_of
from assistant.verify import share
from index.policy import Hit

if TYPE_CHECKING:
    from assistant.compose import Sentence
    from assistant.question import Question
    from assistant.statements.matter import Statement
    from index.errors import ModelError
    from index.search import Searcher


AS_GOOD = 0.95
"""A clause at least so near, beside the first, is quoted too: which of them decides is then not sure.

Clause and nearest sentence count the same; from 0.93 to 0.97 the figures hold.
"""
MOSTLY_SAID = 0.6
"""A sentence of which the text holds this share of character pairs was said, perhaps in fewer words."""
ALL_SAID = 0.97
"""A quote whose character pairs the text holds to this share was said already: it is read on the clause beside it."""


@dataclass
class Draft:
    """The answer to one question, from the first step to the last."""

    question: str
    as_of: date
    searcher: Searcher
    kind: QuestionKind = "content"
    text: str = ""
    cited: dict[str, int] = field(default_factory=dict)
    citations: list[Evidence] = field(default_factory=list)
    replaced: set[int] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    model: str | None = None
    search_seconds: float = 0.0
    first_text_seconds: float = 0.0
    began: float = field(default_factory=time.perf_counter)
    trace: trace.Trace = field(default_factory=trace.Trace)
    tongue: Tongue = field(init=False)
    """The tongue of the question as it was put, in which the answer is given."""

    def __post_init__(self) -> None:
        self.tongue = tongue_of(self.question)

    def without(self, off: tuple[str, ...]) -> None:
        """Note which parts of the assistant are switched off."""
        self.trace = self.trace.model_copy(update={"off": off})

    def understood(self, question: Question) -> None:
        """Take over the question as it was understood."""
        if self.tongue is not Tongue.ENGLISH:  # else it stays as it was put: what was understood is a translation
            self.question = tongues.in_writing(question.standalone, self.tongue)
        self.kind = question.kind
        self.record("understood", question=trace.question_of(question))

    def found(self, hits: Sequence[Hit]) -> ClausesFound:
        """The clauses found, and when."""
        self.search_seconds = time.perf_counter() - self.began
        self.record("searched", hits=trace.hits_of(hits))
        return ClausesFound(tuple(hits), self.search_seconds)

    def asked_model(self, name: str) -> None:
        """Note which model was asked to write."""
        self.model = name
        self.record("asked", model=name, prompt=prompts.load("answer").sha256)

    def gathered(self, evidence: Sequence[Evidence]) -> None:
        """Note the clauses the answer may use."""
        self.record("gathered", evidence=trace.evidence_of(evidence))

    def judged(self, sentence: Sentence) -> None:
        """Note a sentence of the model and what the gate made of it."""
        self.record("written", drafts=(*self.trace.drafts, trace.draft_of(sentence)))

    def broke(self, error: ModelError) -> None:
        """Note that the model did not answer."""
        self.record("broke", error=str(error))

    def record(self, step: str, **found: object) -> None:
        """Add to the record of how the answer came about what a step found, and when it was done."""
        done = (*self.trace.seconds, (step, time.perf_counter() - self.began))
        self.trace = self.trace.model_copy(update={**found, "seconds": done})

    def write(self, text: str) -> Iterator[TextWritten]:
        """Append a line of text."""
        if not self.text:
            self.first_text_seconds = time.perf_counter() - self.began
        piece = f"\n{text}" if self.text else text
        self.text += piece
        yield TextWritten(piece)

    def tell(self, text: str, status: AnswerStatus) -> Iterator[TextWritten]:
        """Append why there is no answer."""
        yield from self.write(tongues.message(text, status, self.tongue))

    def say(self, sentence: str, evidence: Sequence[Evidence]) -> Iterator[TextWritten]:
        """Append a sentence of prose with the markers of what it rests on."""
        if share(sentence, self.text) >= ALL_SAID:
            return  # code has said the same
        label = "" if self.text else "结论："
        said = tongues.line(label + sentence, None, self.tongue)
        yield from self.write(said + "".join(self._cite(item) for item in evidence))

    def quote(self, evidence: Sequence[Evidence]) -> Iterator[TextWritten]:
        """Append the deciding sentences of each clause, word for word; a row of a table with its heads."""
        for item in evidence:
            if item.clause.clause_id in self.cited and share(item.deciding, self.text) >= ALL_SAID:
                continue
            lead = self._named(item) + address_text(item.clause)
            quoted = tongues.quote(lead, item.deciding, self.tongue, in_table=item.in_table)
            yield from self.write(quoted + self._cite(item))

    def _named(self, item: Evidence) -> str:
        """The title of the policy, before the first of its clauses that is quoted."""
        if item.policy.policy_id in self.named:
            return ""
        self.named.add(item.policy.policy_id)
        return f"《{item.policy.title}》" if item.policy.title_printed else ""

    def used(self, evidence: Sequence[Evidence]) -> list[Evidence]:
        """What is quoted: the nearest clause, those as good as it, and what the prose rests on or failed to say.

        Once the nearest sentence itself has been said, clauses nobody spoke of add nothing to it.
        """
        first, said = evidence[0], self._has_said(evidence[0])
        return [
            item
            for item in evidence
            if item is first
            or (not said and _nearness(item, first) >= AS_GOOD)
            or item.clause.clause_id in self.cited
            or item.marker in self.replaced
        ]

    def _has_said(self, item: Evidence) -> bool:
        return item.clause.clause_id in self.cited and share(item.nearest.text, self.text) >= MOSTLY_SAID

    def state(self, statement: Statement) -> Iterator[TextWritten]:
        """Append a sentence composed by code, and the lines of its list."""
        self.record("stated", statements=(*self.trace.statements, trace.statement_of(statement)))
        marker = self._cite(statement.evidence) if statement.evidence else ""
        said = tongues.statement(statement.part, statement.text, statement.evidence, self.tongue)
        yield from self.write(said + marker)
        for text, evidence in statement.items:
            yield from self.write(tongues.line(text, evidence, self.tongue) + self._cite(evidence))

    def finish(self, status: AnswerStatus, *, text: str | None = None, reference: str | None = None) -> Finished:
        """The finished answer; ``text`` stands in for what was written."""
        written = self.text if text is None else tongues.message(text, status, self.tongue)
        total = time.perf_counter() - self.began
        self.record("finished", status=status.value)
        return Finished(
            Answer(
                status=status,
                answer=written,
                citations=tuple(self._citation(item, marker) for marker, item in enumerate(self.citations, 1)),
                question=self.question,
                kind=self.kind,
                as_of=self.as_of,
                seconds=Seconds(search=self.search_seconds, first_text=self.first_text_seconds or total, total=total),
                model=self.model,
                prompts={"answer": prompts.load("answer").sha256} if self.model else {},
                reference=reference,
            ),
            self.trace,
        )

    def _cite(self, item: Evidence) -> str:
        """The marker of a clause; markers are given in the order in which clauses are first cited."""
        if item.clause.clause_id not in self.cited:
            self.citations.append(item)
            self.cited[item.clause.clause_id] = len(self.citations)
        return f"[{self.cited[item.clause.clause_id]}]"

    def _citation(self, item: Evidence, marker: int) -> Citation:
        quote, start, end = self.searcher.quote(item.clause, *item.span)
        return Citation(
            marker=marker,
            policy_id=item.policy.policy_id,
            policy=item.policy.title,
            document_number=item.policy.document_number,
            source_file=item.policy.source_file,
            clause_id=item.clause.clause_id,
            address=item.clause.address,
            quote=quote,
            text=item.clause.text,
            start=start,
            end=end,
            validity=item.policy.validity(self.as_of),
        )


def _nearness(item: Evidence, first: Evidence) -> float:
    """How near a clause and its nearest sentence are beside the first clause's; 1 is as near."""
    of_first = 1.0 + first.nearest.score
    return (item.score / first.score + item.nearest.score) / of_first if first.score else 1.0
