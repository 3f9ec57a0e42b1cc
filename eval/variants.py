"""What can answer the questions of a run: the assistant, the assistant without one of its parts, and baselines."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from assistant import prompts
from assistant.answer import Answer, Finished, Resources, Turn, stream
from assistant.shapes import HitShape
from assistant.switches import Switches
from assistant.trace import Explained
from eval.figures.confidence import confidence
from eval.questions import EvaluationError, Question
from eval.retrieve import found

if TYPE_CHECKING:
    from assistant.settings import Settings
    from index.policy import Policy, PolicyHeader

OURS_DECIDES = ("assistant/**/*.py", "assistant/**/*.txt", "index/**/*.py", "index/**/*.json")
"""The files of the checkout on which an answer of ours depends, besides the prompts."""
OURS_PROMPTS = ("answer", "retry", "short", "translate")
"""The prompts an answer of ours may use; others in the folder are the evaluation's own."""
VARIANTS: dict[str, str] = {
    "ours": "the assistant as it is",
    "no-gate": "the assistant, every sentence of the model said whatever the gate finds wrong with it",
    "no-facts": "the assistant without the sentences code composes: the model alone writes, clauses are quoted",
    "no-hybrid": "the assistant, clauses ranked by vectors alone",
    "langchain": "plain LangChain RAG with the same models",
    "bm25-quotes": "the passages best by BM25, quoted, without a language model",
    "model-alone": "the language model without documents",
}
"""What each variant is, by name, in the order of a table."""
_BASELINES = {
    "langchain": "eval.baselines.langchain_rag",
    "bm25-quotes": "eval.baselines.bm25_quotes",
    "model-alone": "eval.baselines.model_alone",
}
"""The module of each baseline: its ``open_baseline(settings)`` opens it."""
_OURS = {
    "ours": Switches(),
    "no-gate": Switches(gate=False),
    "no-facts": Switches(facts=False),
    "no-hybrid": Switches(hybrid=False),
}
"""The assistant and its ablations, by what is switched off."""


@dataclass(frozen=True)
class Answerer:
    """What answers the questions of a run, and what its answers depend on. Safe to use from several threads.

    ``answer`` gives one answer; the conversation before it is the question's own ``history``, and nothing is
    remembered from one question to the next. What it raises makes the question a failed one.
    """

    answer: Callable[[Question], Answer]
    model: str | None
    """The language model's name; None when none writes."""
    index: str
    """SHA-256 of the policies it answers from (``index_hash``); empty when it reads none."""
    policies: int
    """How many policies it answers from."""
    prompts: Mapping[str, str] = field(default_factory=dict)
    """SHA-256 of each prompt it may use, by name."""
    code: tuple[str, ...] = OURS_DECIDES
    """The files of the checkout its answers depend on, as patterns of ``Path.glob``."""
    confidence: Callable[[Question], float | None] | None = None
    """How surely what was found is about the question; None where that is not weighed."""
    search: Callable[[Question, int], Sequence[HitShape]] | None = None
    """The first so many hits for a question, best first; None when it does not search."""


class Indexed(Protocol):
    """The policies of an index, as a searcher gives them."""

    def policies(self) -> Sequence[PolicyHeader]:
        """Every policy, without its clauses."""

    def policy(self, policy_id: str) -> Policy | None:
        """One policy with its clauses."""


def open_variant(name: str, settings: Settings) -> Answerer:
    """Open what answers under ``name``; raises EvaluationError for an unknown name, else what the parts raise."""
    if name not in VARIANTS:
        raise EvaluationError(f"There is no variant {name!r}: choose one of {', '.join(VARIANTS)}.")
    if name in _BASELINES:
        baseline: Answerer = import_module(_BASELINES[name]).open_baseline(settings)
        return baseline
    from assistant.resources import open_resources

    return ours(open_resources(settings, switches=_OURS[name]))


def ours(resources: Resources) -> Answerer:
    """The assistant as the faces use it, with what ``resources`` hold."""
    searcher = resources.searcher

    def answered(question: Question) -> Answer:
        asked = question.question
        return answer(asked, resources, history=question.history, region=question.region, as_of=question.as_of)

    def searched(question: Question, k: int) -> list[HitShape]:
        return [HitShape.of(hit) for hit in found(question, searcher, k)]

    return Answerer(
        answer=answered,
        model=resources.model.name if resources.model else None,
        index=index_hash(searcher),
        policies=len(searcher.policies()),
        prompts={name: prompts.load(name).sha256 for name in OURS_PROMPTS},
        confidence=partial(confidence, searcher=searcher),
        search=searched,
    )


def answer(
    question: str, resources: Resources, *, history: Sequence[Turn], region: str | None, as_of: date | None
) -> Answer:
    """The answer as the faces give it, with how it came about: what the model wrote is measured too."""
    told = stream(question, resources, history=history, region=region, as_of=as_of)
    return next(Explained.of(event) for event in told if isinstance(event, Finished))


def index_hash(searcher: Indexed) -> str:
    """SHA-256 over each policy of the index with its clauses, whatever their order."""
    policies = sorted(header.policy_id for header in searcher.policies())
    digest = hashlib.sha256()
    for policy in (searcher.policy(policy_id) for policy_id in policies):
        digest.update(policy.model_dump_json().encode() if policy else b"")
    return digest.hexdigest()
