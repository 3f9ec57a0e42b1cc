"""Two runs side by side: what the second got better and worse, question by question, and what of it may be chance."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from eval.figures.sampling import Difference, difference
from eval.questions import EvaluationError, Question
from eval.run_folder import Run, folder_of, predictions_of, questions_of, read_record, scores_of
from eval.score import Prediction, QuestionScore
from eval.stamps import differences
from index.policy import Frozen

Change = Literal["better", "worse", "cited", "uncited", "recall_up", "recall_down"]
"""Right now and not before, or the reverse; as right as before, but fully cited now, or no longer; else, more or less
of the facts, departments and citations."""
UP: tuple[Change, ...] = ("better", "cited", "recall_up")
DOWN: tuple[Change, ...] = ("worse", "uncited", "recall_down")
_NAMES: dict[Change, str] = {
    "better": "wrong → right",
    "worse": "right → wrong",
    "cited": "now fully cited",
    "uncited": "no longer fully cited",
    "recall_up": "more of the facts, departments or citations",
    "recall_down": "less of the facts, departments or citations",
}
_FIGURES = ("right", "right_and_cited")
_RECALLS = ("fact_recall", "department_recall", "citation_recall")
_OTHER_FIGURES = (*_RECALLS, "citation_precision")
_SHOWN = 160


class Changed(Frozen):
    """A question that went otherwise: what was said in each run, and with which status."""

    id: str
    kind: str
    change: Change
    question: str
    statuses: tuple[str, str]
    answers: tuple[str, str]
    recalls: dict[str, tuple[float | None, float | None]]
    """Of the facts, the departments and the citations, those shares that are not the same."""


class KindChange(Frozen):
    """How many questions of a kind were right in each run, and how many became right and wrong."""

    kind: str
    questions: int
    right: tuple[int, int]
    better: int
    worse: int


class Comparison(Frozen):
    """The second run against the first. ``questions`` were asked in both, ``left_out`` in one only or otherwise."""

    first: Run
    second: Run
    questions: int
    left_out: tuple[int, int]
    """How many questions of each run were not compared; not 0 only where that was asked for."""
    made_otherwise: tuple[str, ...]
    """What the runs were made with that is not the same, in words."""
    figures: dict[str, Difference]
    """What the second gained, with the interval and the p-value of the paired test (``eval.figures.sampling``)."""
    kinds: tuple[KindChange, ...]
    changed: tuple[Changed, ...]


def compare(first: str, second: str, runs: Path, *, common: bool = False) -> Comparison:
    """Compare two finished runs in ``runs`` by name.

    Questions of one file are the same by their id, though those without a day were asked for the day of each run; of
    different files, when all of them is the same, the day too. Raises EvaluationError when a run is missing or
    unfinished, when they were asked different questions and ``common`` is not set, or have none in common.
    """
    folders = folder_of(first, runs), folder_of(second, runs)
    records = read_record(folders[0]), read_record(folders[1])
    for folder, record in zip(folders, records, strict=True):
        if record.finished is None:
            raise EvaluationError(f"The run in {folder} was not finished: make it once more, it goes on.")
    asked = questions_of(folders[0]), questions_of(folders[1])
    shared = _shared(asked[0], asked[1], same_file=records[0].questions_sha256 == records[1].questions_sha256)
    left_out = len(asked[0]) - len(shared), len(asked[1]) - len(shared)
    if any(left_out) and not common:
        raise EvaluationError(
            f"{first} and {second} were asked different questions ({len(asked[0])} and {len(asked[1])}, {len(shared)} "
            "the same): give --common to compare only those."
        )
    if not shared:
        raise EvaluationError(f"{first} and {second} have no question in common.")
    scores = scores_of(folders[0]), scores_of(folders[1])
    given = predictions_of(folders[0]), predictions_of(folders[1])
    pairs = [(scores[0][question.id], scores[1][question.id]) for question in shared]
    return Comparison(
        first=records[0],
        second=records[1],
        questions=len(shared),
        left_out=left_out,
        made_otherwise=(*differences(records[0], records[1]), *_days(shared, asked[1])),
        figures=dict(_gains(pairs)),
        kinds=tuple(_by_kind(pairs)),
        changed=tuple(_changed(shared, pairs, given)),
    )


def as_text(compared: Comparison) -> str:
    """The comparison as lines to read in a terminal."""
    first, second = compared.first.name, compared.second.name
    lines = [f"{second} against {first}, {compared.questions} questions"]
    if any(compared.left_out):
        lines.append(f"only what both were asked: left out are {compared.left_out[0]} and {compared.left_out[1]}")
    lines += [f"made otherwise: {made}" for made in compared.made_otherwise]
    lines += ["", f"{'figure':<20}{'n':>5}{'gain':>9}   {'95% interval':<18}{'better':>7}{'worse':>7}{'p':>8}"]
    lines += [_figure(name, one) for name, one in compared.figures.items() if one.n]
    lines += ["", f"{'kind':<20}{'n':>5}{'right':>12}{'better':>8}{'worse':>7}"]
    lines += [
        f"{one.kind:<20}{one.questions:>5}{f'{one.right[0]} → {one.right[1]}':>12}{one.better:>8}{one.worse:>7}"
        for one in compared.kinds
    ]
    for change in (*DOWN, *UP):
        of_change = [one for one in compared.changed if one.change == change]
        if of_change:
            lines += ["", f"{_NAMES[change]}: {len(of_change)}"]
            lines += [line for one in of_change for line in _question(one, first, second)]
    if not compared.changed:
        lines += ["", "No question went otherwise."]
    return "\n".join(lines)


def _shared(first: Sequence[Question], second: Sequence[Question], *, same_file: bool) -> list[Question]:
    """The questions of the first run that are in the second too, and the same there."""
    others = {question.id: question for question in second}
    return [
        question
        for question in first
        if (other := others.get(question.id)) and (same_file or _content(question) == _content(other))
    ]


def _days(shared: Sequence[Question], second: Sequence[Question]) -> Iterator[str]:
    days = {question.id: question.as_of for question in second}
    if moved := sum(question.as_of != days[question.id] for question in shared):
        yield f"the day asked for, of {moved} questions"


def _content(question: Question) -> str:
    return hashlib.sha256(question.model_dump_json().encode()).hexdigest()


def _gains(pairs: Sequence[tuple[QuestionScore, QuestionScore]]) -> Iterator[tuple[str, Difference]]:
    """Each figure's difference over the questions that have it in both runs."""
    for name in (*_FIGURES, *_OTHER_FIGURES):
        known = [(getattr(before, name), getattr(after, name)) for before, after in pairs]
        both = [(float(before), float(after)) for before, after in known if before is not None and after is not None]
        yield name, difference([before for before, _ in both], [after for _, after in both])


def _by_kind(pairs: Sequence[tuple[QuestionScore, QuestionScore]]) -> Iterator[KindChange]:
    for kind in sorted({before.kind for before, _ in pairs}):
        of_kind = [(before.right, after.right) for before, after in pairs if before.kind == kind]
        yield KindChange(
            kind=kind,
            questions=len(of_kind),
            right=(sum(before for before, _ in of_kind), sum(after for _, after in of_kind)),
            better=sum(after and not before for before, after in of_kind),
            worse=sum(before and not after for before, after in of_kind),
        )


def _changed(
    questions: Sequence[Question],
    pairs: Sequence[tuple[QuestionScore, QuestionScore]],
    given: tuple[Mapping[str, Prediction], Mapping[str, Prediction]],
) -> Iterator[Changed]:
    for question, (before, after) in zip(questions, pairs, strict=True):
        change = change_of(before, after)
        if change is None:
            continue
        said = [made[question.id].answer if question.id in made else "" for made in given]
        recalls = {name: (getattr(before, name), getattr(after, name)) for name in _RECALLS}
        yield Changed(
            id=question.id,
            kind=question.kind,
            change=change,
            question=question.question,
            statuses=(before.status, after.status),
            answers=(said[0], said[1]),
            recalls={name: both for name, both in recalls.items() if both[0] != both[1]},
        )


def change_of(before: QuestionScore, after: QuestionScore) -> Change | None:
    """How a question went otherwise, by what weighs most; None when it went as before."""
    if before.right != after.right:
        return "better" if after.right else "worse"
    if before.right_and_cited != after.right_and_cited:
        return "cited" if after.right_and_cited else "uncited"
    gained = sum((getattr(after, name) or 0.0) - (getattr(before, name) or 0.0) for name in _RECALLS)
    if abs(gained) < 1e-9:
        return None
    return "recall_up" if gained > 0 else "recall_down"


def _figure(name: str, one: Difference) -> str:
    interval = "" if one.low is None or one.high is None else f"{one.low:+.3f} – {one.high:+.3f}"
    chance = "-" if one.p is None else f"{one.p:.3f}"
    return f"{name:<20}{one.n:>5}{one.value or 0.0:>+9.3f}   {interval:<18}{one.better:>7}{one.worse:>7}{chance:>8}"


def _question(one: Changed, first: str, second: str) -> Iterator[str]:
    yield f"  {one.id} ({one.kind}) {one.question}"
    for name, status, said in zip((first, second), one.statuses, one.answers, strict=True):
        text = " ".join(said.split())
        yield f"      {name}: {status}: {text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''}"
