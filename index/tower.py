"""The encoder of queries where it is another than that of passages: the same model with some tensors of its own.

``policy tune`` makes it. Only the layers differ; the table of tokens, most of a small multilingual model, is shared.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from index.errors import ModelError
from index.policy import Frozen

if TYPE_CHECKING:
    import torch

TENSORS = "queries.safetensors"
RECORD = "queries.json"
MEND = "run `policy tune` again, or `policy tune --discard`"


class Encoder(Protocol):
    """What is used here of a sentence-transformers model."""

    prompts: dict[str, str]

    def named_parameters(self) -> Iterator[tuple[str, torch.nn.Parameter]]:
        """The tensors that can be trained, by name."""

    def preprocess(self, inputs: list[str]) -> dict[str, Any]:
        """Texts to what the model takes, a tensor of the tokens among it."""

    def __call__(self, features: dict[str, Any]) -> dict[str, torch.Tensor]:
        """What the model makes of it, ``sentence_embedding`` (texts, dimensions) among it."""

    def eval(self) -> object:
        """Switch what is only for training off."""


class Tuned(Frozen):
    """What a query encoder was tuned from and on, and how it placed held-back questions (mean reciprocal rank)."""

    model: str
    questions: int
    held_back: int
    before: float
    after: float
    share: float
    """How much of the change that training made is kept: 0 is the model as it was."""


def with_own_layers(model: Encoder) -> Encoder:
    """A copy of ``model`` whose layers can change; the tables of embeddings stay those of ``model``."""
    shared = {id(tensor): tensor for name, tensor in model.named_parameters() if not is_own(name)}
    return copy.deepcopy(model, dict(shared))


def is_own(name: str) -> bool:
    """Whether the parameter of this name belongs to a layer, so that a query encoder has its own."""
    return "embedding" not in name


def own_tensors(model: Encoder) -> dict[str, torch.Tensor]:
    """The tensors of the layers, by name; those of ``model`` itself, not copies."""
    return {name: tensor.data for name, tensor in model.named_parameters() if is_own(name)}


def put(model: Encoder, tensors: Mapping[str, torch.Tensor]) -> None:
    """Set the tensors of the layers; raises ValueError when they are not this model's."""
    own = own_tensors(model)
    if own.keys() != tensors.keys() or any(own[name].shape != tensors[name].shape for name in own):
        raise ValueError("its tensors are not those of this model")
    for name, tensor in own.items():
        tensor.copy_(tensors[name])


def mixed(
    first: Mapping[str, torch.Tensor], second: Mapping[str, torch.Tensor], share: float
) -> dict[str, torch.Tensor]:
    """``first`` moved by ``share`` of the way to ``second``.

    Weights between a model and its tuned copy keep more of what the model knew than the copy does (Wortsman et al.,
    Robust fine-tuning of zero-shot models, 2022).
    """
    return {name: tensor + share * (second[name] - tensor) for name, tensor in first.items()}


def save(folder: Path, tensors: Mapping[str, torch.Tensor], record: Tuned) -> None:
    """Write a query encoder to ``folder``; the record last, as without it there is none."""
    import torch
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    (folder / RECORD).unlink(missing_ok=True)
    unfinished = folder / f".{TENSORS}"
    save_file({name: tensor.to(torch.bfloat16).contiguous() for name, tensor in tensors.items()}, unfinished)
    unfinished.replace(folder / TENSORS)
    (folder / RECORD).write_text(record.model_dump_json(indent=2) + "\n", encoding="utf-8")


def recorded(folder: Path) -> Tuned | None:
    """The record of the query encoder in ``folder``; None when there is none; raises ModelError when damaged."""
    path = folder / RECORD
    try:
        return Tuned.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ModelError(f"The tuned query encoder in {folder} is damaged: {MEND}.") from error


def load(folder: Path, model: Encoder) -> Encoder:
    """The query encoder in ``folder``, made from ``model``; raises ModelError when it is damaged or another model's."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    tower = with_own_layers(model)
    try:
        put(tower, load_file(folder / TENSORS))
    except (OSError, ValueError, SafetensorError) as error:
        reason: Sequence[str] = str(error).splitlines()
        raise ModelError(f"The tuned query encoder in {folder} cannot be used ({reason[0][:120]}): {MEND}.") from error
    return tower
