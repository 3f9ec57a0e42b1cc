"""What an embedder promises, on a model of two small layers made here."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index import embed
from index.embed import open_embedder
from index.errors import ModelError
from tests.index.tiny import sentence_model

CHARACTERS = ["q", "p", ":", "省", "厅", "奖", "补", "万", "元"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers folder of a BertModel with random weights and the prompts q: and p:."""
    return sentence_model(tmp_path_factory.mktemp("models") / "tiny", CHARACTERS, seed=1)


def test_vectors_are_float32_of_length_one_in_the_order_given(folder: Path) -> None:
    embedder = open_embedder(folder, threads=1)
    texts = ["省厅", "奖补万元" * 30, "元", "省厅"]
    vectors = embedder.passages(texts)
    assert (embedder.name, embedder.dimensions) == ("tiny", 32)
    assert vectors.shape == (4, 32)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-6)
    for text, vector in zip(texts, vectors, strict=True):
        assert float(embedder.passages([text])[0] @ vector) > 0.999
    assert float(vectors[0] @ vectors[2]) < 0.999


def test_no_texts_give_no_rows(folder: Path) -> None:
    assert open_embedder(folder).queries([]).shape == (0, 32)


def test_the_models_own_prompts_are_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prompted = open_embedder(folder)
    queries, passages = prompted.queries(["省厅"]), prompted.passages(["省厅"])
    plain = open_embedder(_without_prompts(folder))
    assert float((plain.queries(["q:省厅"]) @ queries.T)[0, 0]) > 0.999
    assert float((plain.passages(["p:省厅"]) @ passages.T)[0, 0]) > 0.999
    assert np.array_equal(plain.queries(["省厅"]), plain.passages(["省厅"]))


def _without_prompts(folder: Path) -> Path:
    bare = folder.parent / "bare"
    bare.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if path.name != "config_sentence_transformers.json" and not (bare / path.name).exists():
            (bare / path.name).symlink_to(path)
    return bare


def test_a_missing_folder_names_its_mend(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="run `make install`"):
        open_embedder(tmp_path / "nothing")


@pytest.mark.parametrize("damage", ["empty folder", "no weights", "cut weights", "broken configuration"])
def test_a_folder_that_is_no_model_is_one_line(folder: Path, tmp_path: Path, damage: str) -> None:
    bad = tmp_path / "bad"
    bad.mkdir()
    for path in [] if damage == "empty folder" else list(folder.iterdir()):
        if path.name == "config.json" and damage == "broken configuration":
            (bad / path.name).write_text("{")
        elif path.name == "model.safetensors":
            if damage == "cut weights":
                (bad / path.name).write_bytes(path.read_bytes()[:5000])
        else:
            (bad / path.name).symlink_to(path)
    if damage == "broken configuration":
        (bad / "model.safetensors").symlink_to(folder / "model.safetensors")
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        open_embedder(bad)
    assert "\n" not in str(caught.value)


def test_a_name_that_is_not_on_this_machine_is_refused_without_asking_a_hub() -> None:
    with pytest.raises(ModelError, match="no-such-owner/no-such-model cannot be loaded"):
        open_embedder("no-such-owner/no-such-model")


@pytest.mark.parametrize(("capability", "expected"), [("avx512_bf16", "bfloat16"), ("avx2", "float32")])
def test_bfloat16_only_where_the_processor_has_it(capability: str, expected: str) -> None:
    assert str(embed._dtype({capability: True, "amx_bf16": False})) == f"torch.{expected}"


def test_importing_the_module_loads_no_torch_and_loading_says_nothing(folder: Path) -> None:
    code = (
        "import sys, pathlib, index.embed as e; assert 'torch' not in sys.modules;"
        "e.open_embedder(pathlib.Path(sys.argv[1])).queries(['省厅']);"
        "import os; assert os.environ['OMP_WAIT_POLICY'] == 'PASSIVE'"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
