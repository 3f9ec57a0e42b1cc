"""The runs a report is on: which ones, what they hold, and those before them over the same questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.figures.sampling import Difference, difference
from eval.figures.summary import Summary
from eval.judge import Opinions, opinions_of
from eval.predictions import Prediction
from eval.questions import EvaluationError, Question
from eval.run_folder import (
    SCORES,
    SUMMARY,
    Run,
    folder_of,
    list_runs,
    predictions_of,
    questions_of,
    read_record,
    scores_of,
    summary_of,
)
from eval.score import QuestionScore
from eval.variants import VARIANTS

OURS = "ours"


@dataclass(frozen=True)
class Opened:
    """A finished run: its record, its figures, and its lines by question."""

    record: Run
    summary: Summary
    questions: dict[str, Question]
    predictions: dict[str, Prediction]
    scores: dict[str, QuestionScore]
    opinions: Opinions | None = None
    """What a judge said of the answers, if one was asked."""

    @property
    def name(self) -> str:
        """The run's name."""
        return self.record.name


@dataclass(frozen=True)
class Changes:
    """From an earlier run to a later one, over the questions both were asked: ids, and the share right."""

    before: Opened
    after: Opened
    right: Difference
    better: tuple[str, ...]
    worse: tuple[str, ...]


def open_run(folder: Path) -> Opened:
    """Read a finished run; raises EvaluationError when there is none, or it was not finished."""
    return Opened(
        record=read_record(folder),
        summary=summary_of(folder),
        questions={question.id: question for question in questions_of(folder)},
        predictions=predictions_of(folder),
        scores=scores_of(folder),
        opinions=opinions_of(folder),
    )


def choose(names: Sequence[str], runs: Path) -> list[Opened]:
    """The named runs in that order; without names the newest of ours, the one before, and the newest of each other.

    Those chosen without names are all over the same questions. Raises EvaluationError when there is nothing to report.
    """
    if names:
        return [open_run(folder_of(name, runs)) for name in dict.fromkeys(names)]
    done = finished(runs)
    if not done:
        raise EvaluationError(f"There is no finished run in {runs}: `python -m eval run` makes one.")
    newest = next((run for run in reversed(done) if run.variant == OURS), done[-1])
    alike = [run for run in reversed(done) if run.questions_sha256 == newest.questions_sha256 and run != newest]
    before = [run for run in alike if run.variant == newest.variant][:1]
    others = {run.variant: run for run in reversed(alike) if run.variant != newest.variant}
    ordered = sorted(others.values(), key=lambda run: (*VARIANTS, run.variant).index(run.variant))
    return [open_run(folder_of(run.name, runs)) for run in (newest, *before, *ordered)]


def finished(runs: Path) -> list[Run]:
    """The runs of a folder that were scored to the end, oldest first."""
    return [run for run in list_runs(runs) if all((runs / run.name / part).exists() for part in (SCORES, SUMMARY))]


def history(of: Run, runs: Path) -> list[tuple[Run, Summary]]:
    """The finished runs of the same variant over the same questions, oldest first."""
    alike = [run for run in finished(runs) if (run.variant, run.questions_sha256) == (of.variant, of.questions_sha256)]
    return [(run, summary_of(runs / run.name)) for run in alike]


def changes(opened: Sequence[Opened]) -> Changes | None:
    """From the second run to the first; None when there is one run only, or they share no question."""
    if len(opened) < 2:
        return None
    after, before = opened[0], opened[1]
    shared = [name for name in after.scores if name in before.scores]
    if not shared:
        return None
    was = [float(before.scores[name].right) for name in shared]
    now = [float(after.scores[name].right) for name in shared]
    pairs = list(zip(shared, was, now, strict=True))
    return Changes(
        before=before,
        after=after,
        right=difference(was, now),
        better=tuple(name for name, old, new in pairs if new > old),
        worse=tuple(name for name, old, new in pairs if new < old),
    )
