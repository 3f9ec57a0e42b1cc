"""Layers laid out for the processor give the same numbers, and only in bfloat16."""

import pytest
import torch
from torch import nn

from index.packed import PackedLinear, pack

HAS_MKLDNN = torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
needs_mkldnn = pytest.mark.skipif(not HAS_MKLDNN, reason="torch is built without oneDNN")


def layers(dtype: torch.dtype) -> nn.Sequential:
    torch.manual_seed(3)
    return nn.Sequential(nn.Linear(48, 96), nn.GELU(), nn.Sequential(nn.Linear(96, 32, bias=False))).to(dtype)


@needs_mkldnn
@pytest.mark.parametrize("tokens", [1, 7, 20, 600])
def test_packed_layers_compute_what_the_plain_ones_do(tokens: int) -> None:
    plain, packed = layers(torch.bfloat16), layers(torch.bfloat16)
    pack(packed)
    inputs = torch.randn(2, tokens, 48, dtype=torch.bfloat16)
    with torch.inference_mode():
        assert torch.allclose(packed(inputs).float(), plain(inputs).float(), atol=0.02)


@needs_mkldnn
def test_every_linear_layer_is_packed_however_deep() -> None:
    packed = layers(torch.bfloat16)
    pack(packed)
    assert sum(isinstance(layer, PackedLinear) for layer in packed.modules()) == 2
    assert not any(isinstance(layer, nn.Linear) for layer in packed.modules())


def test_layers_in_float32_stay_as_they_are() -> None:
    plain = layers(torch.float32)
    pack(plain)
    assert type(plain[0]) is nn.Linear
