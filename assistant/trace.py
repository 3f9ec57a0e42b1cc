"""How an answer came about: a frozen record made along the flow, and the same as lines to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from assistant.evidence import Evidence, address_text
from assistant.outcome import Answer
from index.policy import Frozen, Hit, Validity

if TYPE_CHECKING:
    from assistant.compose import Sentence
    from assistant.outcome import Finished
    from assistant.question import Question
    from assistant.statements import Statement

Decision = Literal["said", "quoted", "dropped", "refusal"]
"""What became of a sentence of the model: said; its clause quoted instead; dropped; it was a refusal to answer."""
_DECISIONS: dict[Decision, str] = {"said": "说出", "quoted": "改为引原文", "dropped": "舍去", "refusal": "模型未作答"}


class QuestionTrace(Frozen):
    """The question as it was understood."""

    standalone: str
    kind: str
    facets: tuple[str, ...]
    is_open: bool
    regions: tuple[str, ...]
    as_of: str
    when: str | None


class HitTrace(Frozen):
    """A clause found."""

    score: float
    policy: str
    address: str
    validity: Validity


class SentenceTrace(Frozen):
    """A deciding sentence and how near it is to the question."""

    score: float
    text: str


class EvidenceTrace(Frozen):
    """A clause the answer could use."""

    marker: int
    score: float
    policy: str
    address: str
    sentences: tuple[SentenceTrace, ...]


class StatementTrace(Frozen):
    """A sentence made by code, and the clause it rests on."""

    part: str
    text: str
    address: str | None


class DraftTrace(Frozen):
    """A sentence of the model, what the gate found wrong with it, and what became of it."""

    written: str
    shown: str
    markers: tuple[int, ...]
    faults: tuple[str, ...]
    attempt: int
    decision: Decision


class Trace(Frozen):
    """Everything that led to an answer; what a question did not get to is empty.

    ``off`` names the parts of the assistant that were switched off to measure what they are worth.
    """

    off: tuple[str, ...] = ()
    question: QuestionTrace | None = None
    hits: tuple[HitTrace, ...] = ()
    evidence: tuple[EvidenceTrace, ...] = ()
    statements: tuple[StatementTrace, ...] = ()
    model: str | None = None
    prompt: str | None = None
    drafts: tuple[DraftTrace, ...] = ()
    error: str | None = None
    status: str | None = None
    seconds: tuple[tuple[str, float], ...] = ()


class Explained(Answer):
    """An answer with its trace."""

    trace: Trace | None = None

    @classmethod
    def of(cls, done: Finished) -> Explained:
        """The finished answer and how it came about."""
        return cls(**dict(done.answer), trace=done.trace)


def question_of(question: Question) -> QuestionTrace:
    """What a question was understood to ask."""
    return QuestionTrace(
        standalone=question.standalone,
        kind=question.kind,
        facets=tuple(sorted(question.facets)),
        is_open=question.is_open,
        regions=question.regions,
        as_of=question.as_of.isoformat(),
        when=question.when.isoformat() if question.when else None,
    )


def hits_of(hits: Sequence[Hit]) -> tuple[HitTrace, ...]:
    """The clauses found, best first."""
    return tuple(
        HitTrace(score=hit.score, policy=hit.policy.title, address=address_text(hit.clause), validity=hit.validity)
        for hit in hits
    )


def evidence_of(evidence: Sequence[Evidence]) -> tuple[EvidenceTrace, ...]:
    """The clauses the answer could use."""
    return tuple(
        EvidenceTrace(
            marker=item.marker,
            score=item.score,
            policy=item.policy.title,
            address=address_text(item.clause),
            sentences=tuple(SentenceTrace(score=one.score, text=one.text) for one in item.sentences),
        )
        for item in evidence
    )


def statement_of(statement: Statement) -> StatementTrace:
    """A sentence made by code."""
    resting = statement.evidence
    address = address_text(resting.clause) if resting else None
    return StatementTrace(part=statement.part, text=statement.text, address=address)


def draft_of(sentence: Sentence) -> DraftTrace:
    """A sentence of the model with the gate's decision."""
    verdict = sentence.verdict
    decision: Decision = "quoted" if verdict.nearest else "dropped"
    return DraftTrace(
        written=sentence.written,
        shown=verdict.text,
        markers=verdict.markers,
        faults=tuple(verdict.faults),
        attempt=sentence.attempt,
        decision="said" if sentence.good else "refusal" if sentence.refusal else decision,
    )


def trace_lines(trace: Trace) -> Iterator[str]:
    """The record as lines, step by step."""
    if trace.off:
        yield f"停用: {'、'.join(trace.off)}"
    yield from _asked_lines(trace)
    yield "命中:" if trace.hits else "命中: 无"
    for number, hit in enumerate(trace.hits, 1):
        yield f"  {number}. {hit.score:.3f} 《{hit.policy}》{hit.address} ({hit.validity})"
    for item in trace.evidence:
        yield f"依据 [{item.marker}] {item.score:.3f} 《{item.policy}》{item.address}"
        yield from (f"    {sentence.score:.3f} {sentence.text}" for sentence in item.sentences)
    for statement in trace.statements:
        yield f"事实 {statement.part}: {statement.text}" + (f" ({statement.address})" if statement.address else "")
    yield from _model_lines(trace)
    yield f"状态: {trace.status}"
    yield "用时: " + " ".join(f"{step} {seconds:.2f}s" for step, seconds in trace.seconds)


def _asked_lines(trace: Trace) -> Iterator[str]:
    asked = trace.question
    if asked is None:
        return
    yield f"问题: {asked.standalone}"
    facets = "、".join(asked.facets) + ("、其他" if asked.is_open else "")
    yield f"理解: {asked.kind} 问及 {facets or '内容'} 地区 {'、'.join(asked.regions) or '未指明'}"
    yield f"日期: {asked.as_of}" + (f" 问到 {asked.when}" if asked.when else "")


def _model_lines(trace: Trace) -> Iterator[str]:
    if trace.model is None:
        yield "模型: 未用"
    else:
        yield f"模型: {trace.model} 提示词 {(trace.prompt or '')[:12]}"
    for draft in trace.drafts:
        again = "重写" if draft.attempt > 1 else "初稿"
        faults = f" 问题 {'、'.join(draft.faults)}" if draft.faults else ""
        yield f"  {again} → {_DECISIONS[draft.decision]}{faults}: {draft.written}"
    if trace.error:
        yield f"  出错: {trace.error}"
