"""Linear layers whose weights lie as the processor's matrix units want them: the same numbers, sooner.

In bfloat16 torch lays out a layer's weights anew at every call. For a query of twenty tokens that is a third of the
work. Laid out once, when the model is loaded, the vectors are the same bit for bit.
"""

from __future__ import annotations

from typing import cast

import torch
from torch import nn

_TOKENS = 512
"""For so many tokens the layout is chosen; it serves any number."""


class PackedLinear(nn.Module):
    """A linear layer for inference in bfloat16; its weights cannot be read back."""

    def __init__(self, layer: nn.Linear) -> None:
        """Lay out the weights of ``layer``, which is left as it is."""
        super().__init__()
        self.packed: torch.Tensor = torch.ops.mkldnn._reorder_linear_weight(layer.weight.data, _TOKENS)
        self.bias = None if layer.bias is None else layer.bias.data

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """``inputs`` (…, features in) to (…, features out)."""
        return cast(
            "torch.Tensor",
            torch.ops.mkldnn._linear_pointwise(inputs, self.packed, self.bias, "none", [], ""),
        )


def pack(model: nn.Module) -> None:
    """Put packed layers in the place of the linear layers of ``model`` that are in bfloat16.

    Where torch is built without oneDNN nothing is changed: the model computes the same, more slowly.
    """
    if not torch.backends.mkldnn.is_available():  # type: ignore[no-untyped-call]
        return
    for name, child in list(model.named_children()):
        # Subclasses may compute otherwise.
        if type(child) is nn.Linear and child.weight.dtype == torch.bfloat16:
            setattr(model, name, PackedLinear(child))
        else:
            pack(child)
