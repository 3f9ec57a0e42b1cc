"""The chat model of the settings without documents: what it knows by itself, uncited.

It is told the day, the region and the conversation, and may say that it does not know (``refusing`` says what counts
as that).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from eval.baselines import writing
from eval.variants import Answerer

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.settings import Settings
    from eval.questions import Question

NAME = "model-alone"


def open_baseline(settings: Settings) -> Answerer:
    """Open the model; raises EvaluationError when it is switched off, ModelError when it cannot be had."""
    model = writing.open_model(settings, NAME)
    prompt = writing.load("alone")

    def answer(question: Question) -> Answer:
        return writing.write(question, model, prompt, {"asked": writing.asked(question)}, began=time.perf_counter())

    return Answerer(
        answer=answer,
        model=model.name,
        index="",
        policies=0,
        prompts={prompt.name: prompt.sha256},
        code=("eval/baselines/model_alone.py", *writing.WRITING_DECIDES),
    )
