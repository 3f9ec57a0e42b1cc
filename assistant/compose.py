"""Evidence to prose: the prompt, the model, and its words sentence by sentence through the gate."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from assistant import asked_kind, prompts
from assistant.chat_model import ContextError
from assistant.evidence import Evidence
from assistant.reply import unwrapped, whole_sentences
from assistant.verify import Fault, Verdict, check, share
from index.errors import ModelError

if TYPE_CHECKING:
    from assistant.chat_model import ChatModel
    from assistant.question import Question
    from index.search import Searcher

log = logging.getLogger(__name__)
MOST_SENTENCES = 2
RETRY_WITHIN = 4.0
"""Seconds a model may have taken for a failing sentence to be tried again: the whole answer stays within ten."""
_LONGEST_SOURCE = 260
_LONGEST_IN_SHORT = 120
_LEAST_SHARED = 0.2
_LEAST_NEAR = 0.75
_ALMOST_EQUAL = 0.95
_BARE_VERDICT = re.compile(r"(?:不|可以|能|是|否|符合|支持|允许|有|没有|原文|材料).{0,12}$")
_REFUSAL = re.compile(
    r"(?:原文|材料|文件|条款)?(?:中)?(?:均|都)?(?:未|没有)(?:作出|明确)?(?:规定|说明|提及|提到|写明|写|涉及|列出)(?!的)|无法(?:确定|回答|判断)"
)
_LONGEST_REFUSAL = 40
_APOLOGY = re.compile(
    r"^(?:很?抱歉|对不起|很?遗憾)|作为(?:一[个名位])?(?:AI|人工智能|语言模型)|[Ss]orry|[Aa]s an AI"
    r"|I (?:can(?:no|')t|am unable)"
)
_FAULTS = {
    Fault.NUMBER: "数字与材料不符",
    Fault.UNIT: "数字的单位与材料不符",
    Fault.BOUND: "把上限、下限说错了",
    Fault.PER: "每人、每年、每月说错了",
    Fault.GRADE: "把数字安到了别的对象上",
    Fault.BASE: "比例的基数说错了",
    Fault.DATE: "日期与材料不符",
    Fault.DATE_KIND: "日期的含义说错了",
    Fault.DEPARTMENT: "部门不是材料里的",
    Fault.ROLE: "部门的分工说错了",
    Fault.NEGATION: "把否定、肯定说反了",
    Fault.PERMISSION: "把可以和应当说混了",
    Fault.QUANTIFIER: "多说了“都”“一律”或“只”",
    Fault.WHO: "对象不是材料里的",
    Fault.REGION: "地区不是材料里的",
    Fault.BESIDE: "没有回答问题",
    Fault.ECHO: "照搬了来电人的话",
}
_OTHER_FAULT = "与材料不符"


@dataclass(frozen=True)
class Sentence:
    """A sentence as the model wrote it and as the gate judged it; ``attempt`` is 2 for one written again.

    With the gate switched off (``gate``) it is said whatever was found.
    """

    verdict: Verdict
    refusal: bool
    sensible: bool
    written: str = ""
    attempt: int = 1
    gate: bool = True

    @property
    def good(self) -> bool:
        """Whether the sentence may be said."""
        return not self.gate or (self.verdict.passed and not self.refusal)


def prose(
    question: Question, evidence: Sequence[Evidence], model: ChatModel, searcher: Searcher, *, gate: bool = True
) -> Iterator[Sentence]:
    """The model's sentences, each judged as soon as it is whole; raises ModelError when the model fails.

    Where none passes and there is time, the first that failed is written again, once. With ``gate`` False all pass.
    """
    began = time.perf_counter()
    failed: Sentence | None = None
    passed = False
    for written in islice(whole_sentences(unwrapped(_pieces(question, evidence, model))), MOST_SENTENCES):
        sentence = replace(_judged(written, question, evidence, searcher), gate=gate)
        yield sentence
        passed |= sentence.good
        failed = failed or (sentence if sentence.sensible and not sentence.good and not sentence.refusal else None)
    if failed and not passed and time.perf_counter() - began < RETRY_WITHIN:
        for written in islice(whole_sentences(unwrapped(_again(failed, question, evidence, model))), 1):
            yield replace(_judged(written, question, evidence, searcher), attempt=2)


def _pieces(question: Question, evidence: Sequence[Evidence], model: ChatModel) -> Iterator[str]:
    """The model's words; a model whose window does not hold the prompt is asked by the short one."""
    prompt = prompts.load("answer")
    try:
        yield from model.stream(prompt.system, _asked(question, evidence))
    except ContextError as error:
        log.warning("asked again in short: %s", error)
        prompt = prompts.load("short")
        best = evidence[0].nearest
        user = prompt.fill(evidence=f"[1] {best.text[:_LONGEST_IN_SHORT]}", question=question.standalone)
        yield from model.stream(prompt.system, user)


def _asked(question: Question, evidence: Sequence[Evidence]) -> str:
    """The variable part of the prompt."""
    sources = "\n".join(_source(item) for item in _shown(evidence))
    return prompts.load("answer").fill(evidence=sources, question=question.standalone)


def _again(failed: Sentence, question: Question, evidence: Sequence[Evidence], model: ChatModel) -> Iterator[str]:
    """The model's words when it is told what is wrong; what it read before comes first, so that it is not read anew."""
    fault = _FAULTS.get(failed.verdict.faults[0], _OTHER_FAULT)
    user = prompts.load("retry").fill(asked=_asked(question, evidence), said=failed.written, fault=fault)
    try:
        yield from model.stream(prompts.load("answer").system, user)
    except ModelError as error:
        log.warning("a failing sentence was not written again: %s", error)


def _judged(written: str, question: Question, evidence: Sequence[Evidence], searcher: Searcher) -> Sentence:
    verdict = check(written, evidence, question.standalone)
    beside = asked_kind.lacking(question, verdict.text) or _beside(verdict.text, question, evidence, searcher)
    if verdict.passed and beside:
        verdict = replace(verdict, faults=(Fault.BESIDE,))
    return Sentence(verdict, refuses(written), _sensible(written, question, evidence), written)


def refuses(sentence: str) -> bool:
    """Whether a sentence only says that there is no answer, or that the model gives none."""
    return bool(_APOLOGY.search(sentence)) or (bool(_REFUSAL.search(sentence)) and len(sentence) < _LONGEST_REFUSAL)


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
