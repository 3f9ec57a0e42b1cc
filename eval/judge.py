"""A model's opinion of a run's answers, asked for by a command of its own and kept apart from every figure.

Two questions, the usual ones of such judges (faithfulness and answer relevance: Es et al., RAGAS, 2023), answered by
yes, partly or no, which count 1, a half and 0: does everything in the answer stand in the clauses it cites, and does it
answer what was asked. One short prompt and no framework: the frameworks' prompts ask for nested JSON, which models that
run on a city's own machine seldom write. What a model says of answers is an opinion: a small one is often wrong, and
one that wrote the answers itself is no judge of them, which is said.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from assistant import prompts
from assistant.answer import AnswerStatus
from eval.figures.sampling import Estimate, estimate
from eval.predict import mend_last_line
from eval.predictions import Prediction
from eval.questions import EvaluationError, Line, Question, read_lines
from eval.run_folder import OPINIONS, predictions_of, questions_of, read_record
from index.policy import Frozen

if TYPE_CHECKING:
    from assistant.chat_model import ChatModel

_MARKS = {"是": 1.0, "部分": 0.5, "否": 0.0}
_MARK = r"\s*[：:]\s*[“\"*]*(是|部分|否)"
_FAITHFUL = re.compile(f"有据{_MARK}")
_RELEVANT = re.compile(f"切题{_MARK}")
_MOST_OF_SOURCES = 1500
_MOST_OF_ANSWER = 1000


class Opinion(Line):
    """What a judge said of one answer; a mark it did not give is None. ``of`` is the hash of what was judged."""

    judge: str
    of: str
    faithfulness: float | None = None
    relevance: float | None = None
    said: str = ""


class Opinions(Frozen):
    """The opinions on a run: by whom, of how many answers, the means with their intervals."""

    judge: str
    judged: int
    unusable: int
    """Replies that gave no mark in the form asked for; they are in no mean."""
    faithfulness: Estimate
    relevance: Estimate
    own: bool
    """Whether the judge is the very model that wrote the answers."""


def judge(folder: Path, model: ChatModel, limit: int | None = None) -> Opinions:
    """Ask ``model`` about each answer of the run in ``folder`` that it has not judged; one line an answer, at once.

    Refusals and failures are not judged: there is nothing to be faithful. Raises EvaluationError when there is no run,
    ModelError when the judge does not answer; what was judged till then is kept.
    """
    read_record(folder)
    waiting = _answers(folder)[:limit]
    path = folder / OPINIONS
    if path.exists():
        mend_last_line(path)
    by_model = _kept(path, model.name)
    with path.open("a", encoding="utf-8") as file:
        for question, given in tqdm(waiting, unit="answer", desc="judge"):
            if (question.id, hash_of(question, given)) not in by_model:
                file.write(_asked(question, given, model).model_dump_json() + "\n")
                file.flush()
    found = opinions_of(folder, model.name)
    if found is None:
        return Opinions(
            judge=model.name, judged=0, unusable=0, faithfulness=estimate([]), relevance=estimate([]), own=False
        )
    return found


def judge_with_settings(folder: Path, limit: int | None = None) -> Opinions:
    """``judge`` with the model that the environment names; raises EvaluationError when it names none."""
    from assistant.chat_model import open_chat_model
    from assistant.settings import Settings

    model = open_chat_model(Settings.from_environment())
    if model is None:
        raise EvaluationError("A judge is a language model: set LLM_BASE_URL and LLM_MODEL, or LLM_GGUF, not LLM=none.")
    return judge(folder, model, limit)


def opinions_of(folder: Path, judged_by: str | None = None) -> Opinions | None:
    """The opinions on the answers as they are now, of one judge (None: the last one); None when there are none."""
    path = folder / OPINIONS
    lines = list(read_lines(path, Opinion)) if path.exists() else []
    now = {question.id: hash_of(question, given) for question, given in _answers(folder)} if lines else {}
    valid = [line for line in lines if now.get(line.id) == line.of and judged_by in (None, line.judge)]
    if not valid:
        return None
    name = judged_by or valid[-1].judge
    last = {line.id: line for line in valid if line.judge == name}
    marks = list(last.values())
    return Opinions(
        judge=name,
        judged=len(marks),
        unusable=sum(one.faithfulness is None or one.relevance is None for one in marks),
        faithfulness=estimate([one.faithfulness for one in marks if one.faithfulness is not None]),
        relevance=estimate([one.relevance for one in marks if one.relevance is not None]),
        own=name == read_record(folder).model,
    )


def hash_of(question: Question, given: Prediction) -> str:
    """A hash of all that a judge is shown."""
    parts = (question.question, given.answer, *(clause.text for clause in given.cited()))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def as_text(found: Opinions) -> str:
    """The opinions as lines to read in a terminal."""
    lines = [f"An opinion, not a measurement: {found.judge} on {found.judged} answers."]
    for name, one in (("faithfulness", found.faithfulness), ("answer relevance", found.relevance)):
        if one.value is not None:
            lines.append(f"{name:<18}{one.value:.3f}   {one.low:.3f} – {one.high:.3f}   n {one.n}")
    if found.unusable:
        lines.append(f"{found.unusable} replies gave no mark in the form asked for and count nowhere.")
    if found.own:
        lines.append("The judge is the model that wrote the answers: take another.")
    return "\n".join(lines)


def _answers(folder: Path) -> list[tuple[Question, Prediction]]:
    given = predictions_of(folder)
    pairs = [(question, given[question.id]) for question in questions_of(folder) if question.id in given]
    return [(question, one) for question, one in pairs if one.status == AnswerStatus.ANSWERED]


def _kept(path: Path, judged_by: str) -> set[tuple[str, str]]:
    lines = read_lines(path, Opinion) if path.exists() else ()
    return {(line.id, line.of) for line in lines if line.judge == judged_by}


def _asked(question: Question, given: Prediction, model: ChatModel) -> Opinion:
    prompt = prompts.load("judge")
    sources = "\n".join(_source(given))[:_MOST_OF_SOURCES] or "（没有材料）"
    asked = "\n".join((*(turn.content for turn in question.history if turn.role == "user"), question.question))
    user = prompt.fill(sources=sources, question=asked, answer=given.answer[:_MOST_OF_ANSWER])
    said = "".join(model.stream(prompt.system, user)).strip()
    return Opinion(
        id=question.id,
        judge=model.name,
        of=hash_of(question, given),
        faithfulness=_mark(_FAITHFUL, said),
        relevance=_mark(_RELEVANT, said),
        said=said,
    )


def _source(given: Prediction) -> Sequence[str]:
    return [f"[{clause.marker}] {clause.text}" for clause in given.cited()]


def _mark(pattern: re.Pattern[str], said: str) -> float | None:
    found = pattern.search(said)
    return _MARKS[found[1]] if found else None
