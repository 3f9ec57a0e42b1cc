"""When not to answer: the weights and the threshold of ``assistant/sufficiency.py``, chosen on questions.

Questions that no policy answers are had in three ways: those of the sets that say so; every answerable one asked once
more with the policies that answer it out of reach; and by kind, those of the right policy that does not say.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt

from assistant import foreign, sufficiency
from assistant import question as asking
from assistant.closeness import closeness
from assistant.evidence import Evidence, find, gather
from eval.questions import Question
from index.policy import Hit
from index.ranking import mostly_chinese, unrelated
from index.search import Searcher

Group = Literal["answerable", "not_found", "not_stated", "left_out"]
GROUPS: tuple[Group, ...] = ("answerable", "not_found", "not_stated", "left_out")
HITS = 8
FOLDS = 8
_STEPS = 200
_RIDGE = 1.0
_SHARES = (0.0, 0.01, 0.02, 0.03, 0.05, 0.10)
_SCORES = tuple(step / 100 for step in range(10, 21))
Numbers = npt.NDArray[np.float64]


class Asked(Question):
    """A question with the files that answer it, and for one that none does, which of the two refusals is right."""

    source: str | tuple[str, ...] = ()
    expected: Literal["not_found", "not_stated"] | None = None

    def files(self) -> tuple[str, ...]:
        """The names of the files that answer it."""
        return tuple(name for name in ((self.source,) if isinstance(self.source, str) else self.source) if name)


@dataclass(frozen=True)
class Case:
    """A question as asked once: what was decided before and after the weighted sum, and its figures, if it came to it.

    ``refused`` names what refused it without the sum: region, name, fact or score. ``foreign`` is the best score of a
    question in another tongue, which no sum judges.
    """

    group: Group
    fold: int
    refused: str | None
    figures: tuple[float, ...] | None
    foreign: float | None = None


@dataclass(frozen=True)
class Choice:
    """The weights and the threshold chosen over all cases, and the share refused in each group, crosswise."""

    weights: tuple[float, ...]
    least: float
    refused: dict[Group, float]
    crosswise: tuple[tuple[float, float], ...]
    """For each share of answerable questions wrongly refused, the share of the others that is refused."""


def cases(questions: Sequence[Asked], searcher: Searcher) -> Iterator[Case]:
    """Every question asked as it is, and the answerable ones also without the policies that answer them."""
    ids = {header.policy_id: header.source_file for header in searcher.policies() if header.form == "policy"}
    for question in questions:
        group: Group = "answerable" if question.answerable else question.expected or "not_found"
        yield _case(question, group, searcher, ())
        sources = {one for one, file in ids.items() if any(name in file for name in question.files())}
        if question.answerable and sources:
            yield _case(question, "left_out", searcher, tuple(one for one in ids if one not in sources))


def _case(question: Asked, group: Group, searcher: Searcher, policies: tuple[str, ...]) -> Case:
    fold = int(hashlib.sha256("|".join(question.files() or (question.id,)).encode()).hexdigest(), 16) % FOLDS
    understood = asking.understand(
        foreign.in_chinese(question.question, None, searcher.regions()),
        question.history,
        region=question.region,
        as_of=question.as_of or date.today(),
        places=searcher.regions(),
    )
    covered = searcher.covered(understood.regions)
    if sufficiency.uncovered(understood, covered):
        return Case(group, fold, "region", None)
    hits = find(understood, searcher, HITS, covered, policies=policies)
    evidence = gather(understood.standalone, hits, searcher)
    refused = _refused(understood, hits, evidence, searcher, policies)
    if not mostly_chinese(understood.standalone):
        return Case(group, fold, refused, None, hits[0].score if hits else 0.0)
    return Case(group, fold, refused, None if refused else closeness(understood, hits, evidence, searcher).figures())


def _refused(
    question: asking.Question,
    hits: Sequence[Hit],
    evidence: Sequence[Evidence],
    searcher: Searcher,
    policies: tuple[str, ...],
) -> str | None:
    """What refuses a question before or beside the weighted sum."""
    if sufficiency.unnamed(question, hits, searcher, within=policies):
        return "name"
    if not evidence or hits[0].score < unrelated(question.standalone):
        return "score"
    return "fact" if sufficiency.missing(question, evidence, searcher) else None


def choose(found: Sequence[Case], wrongly: float) -> Choice:
    """Weights by logistic regression, and the threshold that refuses ``wrongly`` of the answerable ones at most."""
    open_cases = [case for case in found if case.figures and case.group != "not_stated"]
    figures = np.array([case.figures for case in open_cases], dtype=np.float64)
    answerable = np.array([case.group == "answerable" for case in open_cases])
    folds = np.array([case.fold for case in open_cases])
    crosswise = np.zeros(len(open_cases))
    for fold in range(FOLDS):
        inside = folds == fold
        if inside.any() and (~inside).any():
            weights, bias = _fitted(figures[~inside], answerable[~inside])
            crosswise[inside] = figures[inside] @ weights + bias
    weights, _ = _fitted(figures, answerable)
    rounded = np.round(weights, 1)
    least = float(np.floor(_threshold(figures @ rounded, answerable, wrongly) * 100) / 100)
    return Choice(
        tuple(float(one) for one in rounded),
        least,
        {group: _share(found, group, lambda case: _below(case, rounded, least)) for group in GROUPS},
        tuple(
            (share, float((crosswise[~answerable] < _threshold(crosswise, answerable, share)).mean()))
            for share in _SHARES
        ),
    )


def _threshold(sums: Numbers, answerable: npt.NDArray[np.bool_], wrongly: float) -> float:
    """The greatest sum below which no more than ``wrongly`` of the answerable ones lie."""
    ordered = np.sort(sums[answerable])
    return float(ordered[int(wrongly * len(ordered))])


def _below(case: Case, weights: Numbers, least: float) -> bool:
    return case.figures is not None and float(np.dot(case.figures, weights)) < least


def _share(found: Sequence[Case], group: Group, below: Callable[[Case], bool]) -> float:
    of_group = [case for case in found if case.group == group]
    refused = sum(1 for case in of_group if case.refused or below(case))
    return refused / (len(of_group) or 1)


def _fitted(figures: Numbers, answerable: npt.NDArray[np.bool_]) -> tuple[Numbers, float]:
    """Logistic regression by Newton's steps, the two classes weighing alike; weights for the figures as they are."""
    mean, spread = figures.mean(axis=0), figures.std(axis=0) + 1e-9
    columns = np.c_[(figures - mean) / spread, np.ones(len(figures))]
    weigh = np.where(answerable, 0.5 / max(answerable.mean(), 1e-9), 0.5 / max((~answerable).mean(), 1e-9))
    ridge = np.diag([*([_RIDGE] * figures.shape[1]), 1e-6])
    fitted = np.zeros(columns.shape[1])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-np.clip(columns @ fitted, -30, 30)))
        slope = columns.T @ (weigh * (answerable - likely)) - ridge @ fitted
        curve = (columns * (weigh * likely * (1 - likely))[:, None]).T @ columns + ridge
        step = np.linalg.solve(curve, slope)
        fitted = fitted + step
        if np.abs(step).max() < 1e-8:
            break
    weights = fitted[:-1] / spread
    return weights, float(fitted[-1] - weights @ mean)


def as_text(found: Sequence[Case], choice: Choice) -> str:
    """What was refused, by what, and the constants to put into ``assistant/sufficiency.py``."""
    lines = [f"{'questions':<12}{'n':>5}{'region':>8}{'name':>8}{'fact':>8}{'score':>8}{'refused':>9}"]
    for group in GROUPS:
        of_group = [case for case in found if case.group == group]
        counts = [sum(case.refused == why for case in of_group) for why in ("region", "name", "fact", "score")]
        lines.append(
            f"{group:<12}{len(of_group):>5}"
            + "".join(f"{count:>8}" for count in counts)
            + f"{choice.refused[group]:>9.3f}"
        )
    lines += ["", "of the rest, crosswise over policies: wrongly refused, refused rightly"]
    lines += [f"{wrongly:>6.2f}{rightly:>8.3f}" for wrongly, rightly in choice.crosswise]
    lines += foreign_lines(found)
    return "\n".join((*lines, "", f"WEIGHTS = {choice.weights}", f"LEAST = {choice.least}"))


def foreign_lines(found: Sequence[Case]) -> list[str]:
    """Of questions in another tongue, for each least score: wrongly refused, refused rightly; none without any."""
    here = [case.foreign for case in found if case.foreign is not None and case.group == "answerable"]
    others = [case.foreign for case in found if case.foreign is not None and case.group != "answerable"]
    if not here or not others:
        return []
    lines = ["", f"in another tongue, {len(here)} answerable and {len(others)} others, by the least score:"]
    for least in _SCORES:
        wrongly, rightly = (sum(one < least for one in scores) / len(scores) for scores in (here, others))
        lines.append(f"{least:>6.2f}{wrongly:>8.3f}{rightly:>8.3f}")
    return lines


def as_it_is(name: str, found: Sequence[Case]) -> str:
    """What the constants of now refuse in each group of a set."""
    weights = np.array(sufficiency.WEIGHTS)
    shares = [
        f"{group} {_share(found, group, lambda case: _below(case, weights, sufficiency.LEAST)):.3f}"
        f" of {sum(case.group == group for case in found)}"
        for group in GROUPS
        if any(case.group == group for case in found)
    ]
    return f"{name}, refused now: " + ", ".join(shares)
