"""Evidence to prose: the prompt, the model, and its words sentence by sentence through the gate."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant import prompts
from assistant.evidence import Evidence
from assistant.verify import Fault, Verdict, check, share
from index.errors import ModelError

if TYPE_CHECKING:
    from assistant.chat_model import ChatModel
    from assistant.question import Question
    from index.search import Searcher

log = logging.getLogger(__name__)
MOST_SENTENCES = 2
_LONGEST_SOURCE = 260
_LEAST_SHARED = 0.2
_LEAST_NEAR = 0.75
_ALMOST_EQUAL = 0.95
_SENTENCE_END = re.compile(r"[。!！?？\n]+(?:\s*[\[【](?:材料)?\d{1,2}[\]】][。]?)*")
_BARE_VERDICT = re.compile(r"(?:不|可以|能|是|否|符合|支持|允许|有|没有|原文|材料).{0,12}$")
_REFUSAL = re.compile(
    r"(?:原文|材料|文件|条款)?(?:中)?(?:均|都)?(?:未|没有)(?:作出|明确)?(?:规定|说明|提及|提到|写明|写|涉及|列出)(?!的)|无法(?:确定|回答|判断)"
)


@dataclass(frozen=True)
class Sentence:
    """A sentence the model wrote, as the gate judged it."""

    verdict: Verdict
    refusal: bool
    sensible: bool


def prose(question: Question, evidence: Sequence[Evidence], model: ChatModel, searcher: Searcher) -> Iterator[Sentence]:
    """The model's sentences, each judged as soon as it is whole; raises ModelError when the model fails."""
    prompt = prompts.load("answer")
    user = prompt.fill(
        evidence="\n".join(_source(item) for item in _shown(evidence)),
        question=question.standalone,
    )
    pieces = model.stream(prompt.system, user)
    for count, sentence in enumerate(whole_sentences(pieces), 1):
        refusal = bool(_REFUSAL.search(sentence)) and len(sentence) < 40
        verdict = check(sentence, evidence, question.standalone)
        if verdict.passed and _beside(verdict.text, question, evidence, searcher):
            verdict = replace(verdict, faults=(Fault.BESIDE,))
        yield Sentence(verdict, refusal, _sensible(sentence, question, evidence))
        if count >= MOST_SENTENCES:
            return


def warm(model: ChatModel) -> None:
    """Let the model read the fixed part of the prompt, so that the first question does not wait for it."""
    prompt = prompts.load("answer")
    try:
        for _ in model.stream(prompt.system, prompt.fill(evidence="[1]", question="")):
            return
    except ModelError as error:
        log.warning("the language model did not answer: %s", error)


def _shown(evidence: Sequence[Evidence]) -> list[Evidence]:
    """What the model sees: the nearest clause, and others only when they are as near; a small model mixes them up."""
    return [item for item in evidence if item.score >= _ALMOST_EQUAL * evidence[0].score]


def _source(item: Evidence) -> str:
    """One clause as the model sees it: its marker and its deciding sentences."""
    return f"[{item.marker}] {item.deciding[:_LONGEST_SOURCE]}"


def _beside(text: str, question: Question, evidence: Sequence[Evidence], searcher: Searcher) -> bool:
    """Whether a true sentence is beside the point: clearly farther from the question than the deciding sentences."""
    nearest = max(sentence.score for item in evidence for sentence in item.sentences)
    return searcher.sentence_scores(question.standalone, [text])[0] < _LEAST_NEAR * nearest


def _sensible(sentence: str, question: Question, evidence: Sequence[Evidence]) -> bool:
    """Whether a sentence is of the matter at all, or a bare yes or no: a server that babbles writes neither."""
    words = "\n".join((question.standalone, *(item.clause.text for item in evidence)))
    return bool(_BARE_VERDICT.match(sentence)) or share(sentence, words) >= _LEAST_SHARED


def whole_sentences(pieces: Iterator[str]) -> Iterator[str]:
    """Sentences with the markers behind them, each yielded when the next has begun or the text has ended."""
    buffer = ""
    for piece in pieces:
        buffer += piece
        while True:
            match = _SENTENCE_END.search(buffer)
            if match is None or not re.search(r"[^\s\[【\]】\d。材料]", buffer[match.end() :]):
                break
            if sentence := buffer[: match.end()].strip():
                yield sentence
            buffer = buffer[match.end() :]
    if buffer.strip():
        yield buffer.strip()
