"""What ``python -m eval make`` does: policies from a folder or the index, the kinds asked for, the file, a summary."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from assistant.settings import Settings
from eval.making.draft import KINDS
from eval.making.held import Held, from_folder, from_index
from eval.making.make import Outcome, make
from eval.making.reword import Reword
from eval.questions import EvaluationError


def make_command(
    *,
    policies: Path | None,
    out: Path,
    count: int,
    kinds: str | None,
    paraphrase: bool,
    seed: int,
    leave_out: tuple[str, ...],
    as_of: datetime | None,
) -> str:
    """Make the questions and return what was done, in lines to read.

    Raises EvaluationError for a folder without policies, an unknown kind or a title that names no policy, StoreError
    without an index, ModelError when a model is asked for and there is none.
    """
    settings = Settings.from_environment()
    wanted = _kinds(kinds)
    held = Held(from_folder(policies) if policies else from_index(settings), leave_out)
    reword = _reword(settings) if paraphrase else None
    day = as_of.date() if as_of else None
    return _said(out, make(held, out, count=count, kinds=wanted, seed=seed, today=day, reword=reword), held)


def _kinds(given: str | None) -> tuple[str, ...]:
    names = tuple(name.strip() for name in given.split(",") if name.strip()) if given else KINDS
    unknown = sorted(set(names) - set(KINDS))
    if unknown:
        raise EvaluationError(f"--kinds: {', '.join(unknown)} is unknown; there are {', '.join(KINDS)}.")
    return names


def _reword(settings: Settings) -> Reword:
    from assistant.chat_model import open_chat_model

    model = open_chat_model(settings)
    if model is None:
        raise EvaluationError("--paraphrase needs a language model: unset LLM=none, or set LLM_BASE_URL and LLM_MODEL.")
    return Reword(model)


def _said(out: Path, outcome: Outcome, held: Held) -> str:
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(outcome.written.items()))
    lines = [
        f"{out}: {sum(outcome.written.values())} questions of {outcome.possible} possible ({kinds})",
        *(f"not written: {question} ({fault})" for question, fault in outcome.turned_down if fault != "asked twice"),
    ]
    if outcome.reworded:
        lines.append(f"reworded by the model: {outcome.reworded}")
    if held.left_out:
        titles = ", ".join(held.headers[policy_id].title for policy_id in sorted(held.left_out))
        lines.append(f"Ask an index without {titles}: nothing there may answer these.")
    return "\n".join(lines)
