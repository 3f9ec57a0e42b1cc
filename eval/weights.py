"""The weights of the ranking, chosen on questions and shown not to be fitted to them.

Every combination of a small grid is scored for every question. The questions are parted into folds so that no policy
answers questions of two folds; the weights that are best on the other folds are scored on the one left out. When the
figure over the folds left out is near that of the weights chosen on all, they are not fitted to these questions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path, PurePosixPath

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from assistant.question import understand
from eval.articles import Articles
from eval.measures import first_rank, holds, ndcg
from eval.questions import Question
from index.policy import Frozen
from index.ranking import WEIGHTS, Ranked, Signals, Weights, weighed
from index.search import Searcher

FOLDS = 5
_DEPTH = 10
_GRID = {
    "lexical": (0.2, 0.35, 0.5, 0.65),
    "policy": (0.0, 0.05, 0.1, 0.2),
    "law": (0.0, 0.05, 0.1, 0.15, 0.2),
}

Figures = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """A question with what the passages found for it are ranked by, and which clauses answer each of its parts."""

    fold: int
    signals: Signals
    articles: dict[str, str]
    """The article of each clause found: of each only the best clause is a hit."""
    wanted: tuple[frozenset[str], ...]
    """For each part of what answers the question the clauses found that hold it."""


class Choice(Frozen):
    """The mean nDCG@10 of a set of questions under several weights."""

    questions: int
    now: float
    best: float
    best_weights: dict[str, float]
    left_out: float
    """The mean over the folds, each ranked with the weights that are best on the others."""
    fold_weights: tuple[dict[str, float], ...]
    alone: dict[str, float]
    """The figure when one weight is zero and the others are as they are now."""


def asked(questions: Sequence[Question], searcher: Searcher) -> Iterator[Asked]:
    """Search for each question that names what answers it."""
    articles = Articles(searcher)
    places = searcher.regions()
    sources = {header.policy_id: PurePosixPath(header.source_file).name for header in searcher.policies()}
    for question in tqdm(questions, unit="question", desc="search"):
        if not (question.evidence or question.gold):
            continue
        day = question.as_of or date.today()
        understood = understand(question.question, question.history, region=question.region, as_of=day, places=places)
        regions = searcher.covered(understood.regions)
        found = searcher.signals(understood.matter, regions=regions)
        if found is None:
            continue
        texts = _texts(found, searcher)
        yield Asked(
            fold=_fold(question, found, texts, sources),
            signals=found,
            articles={clause_id: article for clause_id, (article, _) in texts.items()},
            wanted=(
                *(frozenset(key for key, (_, text) in texts.items() if holds(text, one)) for one in question.evidence),
                *(frozenset(key for key in texts if articles.is_of(key, one)) for one in question.gold),
            ),
        )


def choose(questions: Sequence[Asked]) -> Choice:
    """Score the grid and the weights in use."""
    grid = [Weights(**dict(zip(_GRID, values, strict=True))) for values in product(*_GRID.values())]
    table = np.array([[_figure(one, weights) for one in questions] for weights in tqdm(grid, desc="weights")])
    folds = np.array([one.fold for one in questions])
    picked = [int(table[:, folds != fold].mean(axis=1).argmax()) for fold in range(FOLDS)]
    left_out = np.array([table[picked[fold], place] for place, fold in enumerate(folds)])
    best = int(table.mean(axis=1).argmax())
    return Choice(
        questions=len(questions),
        now=_mean(questions, WEIGHTS),
        best=float(table[best].mean()),
        best_weights=_as_dict(grid[best]),
        left_out=float(left_out.mean()),
        fold_weights=tuple(_as_dict(grid[place]) for place in picked),
        alone={name: _mean(questions, Weights(**_as_dict(WEIGHTS) | {name: 0.0})) for name in _GRID},
    )


def as_text(path: Path, choice: Choice) -> str:
    """A few lines to read in a terminal."""
    lines = [
        f"{path.name}: {choice.questions} questions, nDCG@{_DEPTH}",
        f"  now {choice.now:.3f} with {_as_dict(WEIGHTS)}",
        f"  best of the grid {choice.best:.3f} with {choice.best_weights}",
        f"  chosen on the other policies, scored on those left out {choice.left_out:.3f}",
        *(f"    left out {fold}: {weights}" for fold, weights in enumerate(choice.fold_weights)),
        *(f"  without {name} {figure:.3f}" for name, figure in choice.alone.items()),
    ]
    return "\n".join(lines)


def _figure(question: Asked, weights: Weights) -> float:
    hits = _by_article(weighed(question.signals, weights), question.articles)
    return ndcg([first_rank([hit in wanted for hit in hits]) for wanted in question.wanted], _DEPTH)


def _mean(questions: Sequence[Asked], weights: Weights) -> float:
    return float(np.mean([_figure(one, weights) for one in questions]))


def _by_article(ranked: Sequence[Ranked], articles: dict[str, str]) -> list[str]:
    """The first clauses, the best of each article."""
    hits: dict[str, str] = {}
    for one in ranked:
        hits.setdefault(articles[one.clause_id], one.clause_id)
        if len(hits) == _DEPTH:
            break
    return list(hits.values())


def _texts(found: Signals, searcher: Searcher) -> dict[str, tuple[str, str]]:
    """The article and the text of each clause found."""
    clauses = (searcher.clause(clause_id) for clause_id in dict.fromkeys(found.clause_ids))
    return {
        clause.clause_id: (
            f"{clause.policy_id}/{'/'.join(clause.article)}" if clause.article else clause.clause_id,
            clause.readable,
        )
        for clause in clauses
        if clause
    }


def _fold(question: Question, found: Signals, texts: dict[str, tuple[str, str]], sources: dict[str, str]) -> int:
    """The fold of the policy that answers the question."""
    if question.gold:
        key = question.gold[0].file
    else:
        holding = (
            sources[policy_id]
            for clause_id, policy_id in zip(found.clause_ids, found.policy_ids, strict=True)
            if holds(texts[clause_id][1], question.evidence[0])
        )
        key = next(holding, question.id)
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % FOLDS


def _as_dict(weights: Weights) -> dict[str, float]:
    return {name: getattr(weights, name) for name in _GRID}
