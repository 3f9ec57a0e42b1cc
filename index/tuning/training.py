"""The training of a query encoder against the vectors that are in the index, which stay as they are.

Each question is to be nearer to a passage that answers it than to any other passage of the index (a softmax over all
of them, so no negatives have to be mined). The nearest neighbours of the right passage are left out of the others:
many of them say the same. Every few steps all is written down, so that a run can go on after any end.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from tqdm import tqdm

from index.embed import Vectors
from index.tower import Encoder, own_tensors

if TYPE_CHECKING:
    import torch

BATCH = 32
RATE = 2e-5
_TEMPERATURE = 0.03
_ALIKE = 50
"""So many passages nearest to the right one are not counted as wrong."""
_WARM_UP = 0.1
_WRITTEN_EVERY = 10
_SORTED = 16
"""Questions of so many batches are sorted by length: a batch takes the time of its longest."""


@dataclass(frozen=True)
class Pair:
    """A question and the places of the passages that answer it among the vectors."""

    question: str
    places: tuple[int, ...]


def encode(model: Encoder, questions: Sequence[str]) -> torch.Tensor:
    """Vectors of length one, with gradients; bfloat16 inside where the model computes in it."""
    import torch

    prompt = model.prompts.get("query") or ""
    features = model.preprocess([prompt + question for question in questions])
    with torch.autocast("cpu", dtype=torch.bfloat16):
        vectors = model(features)["sentence_embedding"]
    return torch.nn.functional.normalize(vectors.float(), dim=-1)


def train(model: Encoder, pairs: Sequence[Pair], vectors: Vectors, state: Path, *, seed: int, progress: bool) -> None:
    """Train the layers of ``model`` (float32) once over ``pairs``, or go on from what ``state`` holds.

    ``vectors`` are all passages', float32 of length one.
    """
    import torch

    own = own_tensors(model)
    layers = [tensor for name, tensor in model.named_parameters() if name in own]
    for name, tensor in model.named_parameters():
        tensor.requires_grad_(name in own)
    batches = list(_batches(pairs, random.Random(seed)))  # noqa: S311 - to mix, not to keep secrets
    optimizer = torch.optim.AdamW(layers, lr=RATE, weight_decay=0.01)
    done = _restore(state, layers, optimizer)
    passages = torch.from_numpy(vectors)
    model.eval()  # without dropout: the change is small enough as it is
    steps = range(done, len(batches))
    with tqdm(steps, initial=done, total=len(batches), unit="step", desc="tuning", disable=not progress) as bar:
        for step in bar:
            for group in optimizer.param_groups:
                group["lr"] = RATE * min(1.0, (step + 1) / (_WARM_UP * len(batches))) * (1 - step / len(batches))
            loss = _loss(model, batches[step], passages)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(layers, 1.0)
            optimizer.step()
            optimizer.zero_grad()
            bar.set_postfix(loss=f"{loss.item():.2f}")
            if (step + 1) % _WRITTEN_EVERY == 0:
                _write(state, step + 1, layers, optimizer)


def reciprocal_ranks(model: Encoder, pairs: Sequence[Pair], vectors: Vectors) -> list[float]:
    """1 / the rank of the first passage that answers, for each pair; ranks over 100 count as 0."""
    import torch

    passages = torch.from_numpy(vectors)
    found: list[float] = []
    with torch.no_grad():
        for start in range(0, len(pairs), BATCH):
            batch = pairs[start : start + BATCH]
            scores = encode(model, [pair.question for pair in batch]) @ passages.T
            for row, pair in zip(scores, batch, strict=True):
                rank = int((row > row[list(pair.places)].max()).sum()) + 1
                found.append(1 / rank if rank <= 100 else 0.0)
    return found


def _loss(model: Encoder, batch: Sequence[Pair], passages: torch.Tensor) -> torch.Tensor:
    import torch

    queries = encode(model, [pair.question for pair in batch])
    scores = queries @ passages.T / _TEMPERATURE
    with torch.no_grad():
        right = torch.tensor([pair.places[int(scores[row, pair.places].argmax())] for row, pair in enumerate(batch)])
        alike = (passages[right] @ passages.T).topk(min(_ALIKE, len(passages)), dim=1).indices
        left_out = torch.zeros_like(scores, dtype=torch.bool).scatter_(1, alike, value=True)
        for row, pair in enumerate(batch):
            left_out[row, list(pair.places)] = True
        left_out[torch.arange(len(batch)), right] = False
    return torch.nn.functional.cross_entropy(scores.masked_fill(left_out, -1e4), right)


def _batches(pairs: Sequence[Pair], chance: random.Random) -> Iterator[list[Pair]]:
    """Batches of questions of nearly one length, in mixed order."""
    order = chance.sample(list(pairs), len(pairs))
    for start in range(0, len(order), BATCH * _SORTED):
        near = sorted(order[start : start + BATCH * _SORTED], key=lambda pair: len(pair.question))
        batches = [near[place : place + BATCH] for place in range(0, len(near), BATCH)]
        yield from chance.sample(batches, len(batches))


def _write(state: Path, done: int, layers: Sequence[torch.Tensor], optimizer: torch.optim.Optimizer) -> None:
    import torch

    unfinished = state.with_suffix(".unfinished")
    torch.save(
        {"done": done, "layers": [layer.data for layer in layers], "optimizer": optimizer.state_dict()}, unfinished
    )
    unfinished.replace(state)


def _restore(state: Path, layers: Sequence[torch.Tensor], optimizer: torch.optim.Optimizer) -> int:
    """Take up what an earlier run wrote; the number of steps it had done."""
    import torch

    if not state.is_file():
        return 0
    kept = torch.load(state, weights_only=True)
    for layer, before in zip(layers, kept["layers"], strict=True):
        layer.data.copy_(before)
    optimizer.load_state_dict(kept["optimizer"])
    return int(kept["done"])


def mean(ranks: Sequence[float]) -> float:
    """The mean of reciprocal ranks; 0 of none."""
    return float(np.mean(ranks)) if ranks else 0.0
