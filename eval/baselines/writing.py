"""What the baselines with a language model have in common: how they are asked, and what becomes of the reply."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from assistant import prompts
from assistant.chat_model import BrokenOffError, open_chat_model
from assistant.outcome import Answer, AnswerStatus, Citation, Seconds
from eval.baselines.refusing import refuses
from eval.questions import EvaluationError, Question

if TYPE_CHECKING:
    from assistant.chat_model import ChatModel
    from assistant.settings import Settings

WRITING_DECIDES = (
    *("eval/baselines/writing.py", "eval/baselines/refusing.py", "eval/figures/sentences.py"),
    *("assistant/chat_model.py", "assistant/gguf.py", "assistant/reply.py", "assistant/prompts.py"),
)
"""The files on which a reply depends, and what it counts as."""
_SPEAKERS = {"user": "用户", "assistant": "助手"}


def load(name: str) -> prompts.Prompt:
    """The prompt of a baseline; raises SettingError when its file is not of the prompt form."""
    return prompts.load(name, Path(__file__).parent / "prompts")


def open_model(settings: Settings, baseline: str) -> ChatModel:
    """The language model of the settings; raises EvaluationError when it is off, ModelError when it cannot be had."""
    model = open_chat_model(settings)
    if model is None:
        raise EvaluationError(f"The baseline {baseline} needs a language model: unset LLM, or set LLM_BASE_URL.")
    return model


def day_of(question: Question) -> date:
    """The day the question is answered for."""
    return question.as_of or date.today()


def searched(question: Question) -> str:
    """What is searched for: the question as it was put, after its region; a follow-up is not put in other words."""
    return f"{question.region} {question.question}" if question.region else question.question


def asked(question: Question) -> str:
    """All a question is asked under, for a model to read: the day, the region, the conversation before it."""
    lines = [f"今天是{day_of(question).isoformat()}。"]
    lines += [f"地区：{question.region}"] if question.region else []
    if question.history:
        lines += ["此前的对话：", *(f"{_SPEAKERS[turn.role]}：{turn.content}" for turn in question.history)]
    return "\n".join((*lines, f"问题：{question.question}"))


def write(
    question: Question,
    model: ChatModel,
    prompt: prompts.Prompt,
    values: dict[str, str],
    *,
    citations: tuple[Citation, ...] = (),
    began: float,
    search: float = 0.0,
) -> Answer:
    """Let the model reply, and make its reply an answer; ``began`` is ``time.perf_counter()`` at the question.

    A reply that breaks off for want of room stays as it is, as a plain chain would show it. Raises ModelError when the
    model does not answer.
    """
    reply, first = "", 0.0
    for piece in _whole_or_cut(model.stream(prompt.system, prompt.fill(**values))):
        first = first or time.perf_counter() - began
        reply += piece
    return Answer(
        status=AnswerStatus.NOT_FOUND if refuses(reply, question.question) else AnswerStatus.ANSWERED,
        answer=reply.strip(),
        citations=citations,
        question=question.question,
        as_of=day_of(question),
        seconds=Seconds(search=search, first_text=first, total=time.perf_counter() - began),
        model=model.name,
        prompts={prompt.name: prompt.sha256},
    )


def _whole_or_cut(pieces: Iterator[str]) -> Iterator[str]:
    try:
        yield from pieces
    except BrokenOffError:
        return
