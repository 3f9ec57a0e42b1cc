"""From an index to a query encoder of its own, kept only when it places questions it has not seen better."""

from __future__ import annotations

import hashlib
import logging
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embed import Vectors, trainable
from index.errors import StoreError
from index.parse import PARSER_VERSION
from index.policy import Clause, Frozen
from index.records import Made
from index.store import Store
from index.tower import RECORD, Encoder, Tuned, mixed, own_tensors, put, save
from index.tuning.questions import questions
from index.tuning.training import Pair, mean, reciprocal_ranks, train

if TYPE_CHECKING:
    import torch

    from index.columns import Columns

log = logging.getLogger(__name__)

QUESTIONS = 6000
HELD_BACK = 500
_LEAST = 200
_A_CLAUSE = 2
_MANY_POLICIES = 20
"""From so many policies on whole policies are held back, below that articles."""
_MOST_VECTORS = 150_000
_SHARES = (0.25, 0.5, 0.75, 1.0)
_AS_GOOD = 0.005
"""A smaller change is preferred to one that is better by no more than this."""
_SURE = 1.64
"""The gain must be so many standard errors above nothing: one in twenty would be luck."""
_SEED = 20


class Outcome(Frozen):
    """What a tuning came to; ``kept`` tells whether searches use it from now on."""

    kept: bool
    tuned: Tuned


def tune(home: Path, folder: Path, model: Path | str, *, count: int = QUESTIONS, progress: bool = True) -> Outcome:
    """Train a query encoder on the index in ``home`` and put it into ``folder`` if it is better than ``model``.

    Interrupted, it goes on where it was. Raises StoreError when there is no index or it gives too few questions,
    ModelError when the model cannot be loaded or trained.
    """
    encoder, name, dimensions = trainable(model)
    made = Made(name, dimensions, PARSER_VERSION)
    with closing(Store.open(home, made, frozen=True)) as store:
        columns, generation = store.columns(), store.catalog.generation()
        training, held_back, vectors = _near(*_pairs(store, columns, count), columns.vectors)
    key = hashlib.sha256(f"{home} {generation} {name} {count} {len(training)}".encode()).hexdigest()[:12]
    state = folder / f"training-{key}.pt"
    folder.mkdir(parents=True, exist_ok=True)
    first = {tensor_name: tensor.clone() for tensor_name, tensor in own_tensors(encoder).items()}
    before = reciprocal_ranks(encoder, held_back, vectors)
    train(encoder, training, vectors, state, seed=_SEED, progress=progress)
    share, ranks, tensors = _best_share(encoder, first, held_back, vectors)
    record = Tuned(
        model=name,
        questions=len(training),
        held_back=len(held_back),
        before=round(mean(before), 4),
        after=round(mean(ranks), 4),
        share=share,
    )
    kept = _surely_better(before, ranks)
    if kept:
        save(folder, tensors, record)
    for old in folder.glob("training-*"):
        old.unlink()
    return Outcome(kept=kept, tuned=record)


def discard(folder: Path) -> bool:
    """Go back to the model as it is; whether there was a tuned one."""
    there = (folder / RECORD).is_file()
    for path in folder.glob("*") if folder.is_dir() else ():
        path.unlink()
    return there


def _pairs(store: Store, columns: Columns, count: int) -> tuple[list[Pair], list[Pair]]:
    """Questions for training and questions held back, of other policies (of few policies: of other articles)."""
    positions: dict[str, list[int]] = defaultdict(list)
    for position in range(len(columns)):
        positions[columns.clause_id(position)].append(position)
    headers = [header for header in store.catalog.headers() if header.form == "policy"]
    apart: dict[str, list[Pair]] = defaultdict(list)
    for header in headers:
        policy = store.catalog.policy(header.policy_id)
        articles: dict[tuple[str, ...], list[Clause]] = defaultdict(list)
        for clause in policy.clauses if policy else ():
            articles[clause.article or clause.address].append(clause)
        for address, clauses in articles.items():
            places = tuple(position for clause in clauses for position in positions[clause.clause_id])
            unit = header.policy_id if len(headers) >= _MANY_POLICIES else f"{header.policy_id} {address}"
            for clause in clauses:
                chance = random.Random(f"{_SEED} {clause.clause_id}")  # noqa: S311 - to mix, not to keep secrets
                for question in questions(clause, _A_CLAUSE, chance):
                    apart[unit].append(Pair(question, places))
    return _parted(apart, count)


def _parted(apart: Mapping[str, Sequence[Pair]], count: int) -> tuple[list[Pair], list[Pair]]:
    """A tenth of the units, by chance, is held back."""
    chance = random.Random(_SEED)  # noqa: S311 - to mix, not to keep secrets
    units = chance.sample(sorted(apart), len(apart))
    cut = -(-len(units) // 10)
    held_back = [pair for unit in units[:cut] for pair in apart[unit]]
    training = [pair for unit in units[cut:] for pair in apart[unit]]
    if len(training) < _LEAST or not held_back:
        raise StoreError(
            f"The index gives {len(training)} questions to learn from, {_LEAST} are needed: add policies, or leave "
            "the model as it is."
        )
    return (
        chance.sample(training, min(count, len(training))),
        chance.sample(held_back, min(HELD_BACK, len(held_back))),
    )


def _near(
    training: Sequence[Pair], held_back: Sequence[Pair], vectors: Vectors
) -> tuple[list[Pair], list[Pair], Vectors]:
    """The same pairs over ``_MOST_VECTORS`` vectors, copied from the disk: the right ones and others by chance."""
    if len(vectors) <= _MOST_VECTORS:
        return list(training), list(held_back), np.array(vectors)
    right = np.unique([place for pair in (*training, *held_back) for place in pair.places])
    others = np.random.default_rng(_SEED).choice(len(vectors), _MOST_VECTORS, replace=False)
    chosen = np.union1d(right, others)
    place_of = {int(old): new for new, old in enumerate(chosen)}
    moved = [
        [Pair(pair.question, tuple(place_of[place] for place in pair.places)) for pair in pairs]
        for pairs in (training, held_back)
    ]
    return moved[0], moved[1], np.array(vectors[chosen])


def _best_share(
    encoder: Encoder, first: Mapping[str, torch.Tensor], held_back: Sequence[Pair], vectors: Vectors
) -> tuple[float, list[float], dict[str, torch.Tensor]]:
    """The smallest share of the change that is as good as the best one, with its ranks and tensors."""
    trained = {name: tensor.clone() for name, tensor in own_tensors(encoder).items()}
    found: dict[float, list[float]] = {}
    for share in _SHARES:
        put(encoder, mixed(first, trained, share))
        found[share] = reciprocal_ranks(encoder, held_back, vectors)
    best = max(mean(ranks) for ranks in found.values())
    share = next(share for share, ranks in found.items() if mean(ranks) >= best - _AS_GOOD)
    return share, found[share], mixed(first, trained, share)


def _surely_better(before: Sequence[float], after: Sequence[float]) -> bool:
    gains = np.array(after) - np.array(before)
    return bool(gains.mean() > _SURE * gains.std() / np.sqrt(len(gains)))
