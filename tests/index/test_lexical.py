"""BM25 over Chinese text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.errors import StoreError
from index.lexical import Lexical, tokens

TEXTS = ["对高新技术企业给予奖励50万元", "企业所得税减免15%", "居民医疗保险报销办法", "Internet+医疗 健康"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("所得税", ["所得", "得税"]),
        ("2025年3月", ["2025", "年", "3", "月"]),
        ("INTERNET+医疗", ["internet", "医疗"]),
        ("5.5%,5G", ["5.5", "5", "g"]),
        ("。!?", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_the_text_that_shares_the_words_scores_best_and_others_nothing() -> None:
    scores = Lexical.build(TEXTS).scores("所得税怎么减免")
    assert scores.dtype == np.float32
    assert scores.shape == (4,)
    assert int(scores.argmax()) == 1
    assert scores[2] == 0


def test_saved_and_loaded_scores_are_equal(tmp_path: Path) -> None:
    built = Lexical.build(TEXTS)
    built.save(tmp_path / "words")
    built.save(tmp_path / "words")
    loaded = Lexical.load(tmp_path / "words")
    assert len(loaded) == 4
    np.testing.assert_array_equal(loaded.scores("医疗企业"), built.scores("医疗企业"))
    assert [path.name for path in tmp_path.iterdir()] == ["words"]


@pytest.mark.parametrize("texts", [[], ["。"], ["", ""]])
def test_an_index_without_words_can_be_made_saved_and_asked(texts: list[str], tmp_path: Path) -> None:
    Lexical.build(texts).save(tmp_path / "words")
    loaded = Lexical.load(tmp_path / "words")
    assert loaded.scores("企业").tolist() == [0.0] * len(texts)


def test_a_query_without_known_words_scores_nothing() -> None:
    assert not Lexical.build(TEXTS).scores("量子?!").any()
    assert not Lexical.build(TEXTS).scores("").any()


def test_a_rare_token_weighs_more_and_an_unknown_one_most() -> None:
    common, rare, unknown = Lexical.build(TEXTS).weights(["企业", "报销", "量子"])
    assert common < rare < unknown


@pytest.mark.parametrize("name", ["size.json", "params.index.json", "data.csc.index.npy", "vocab.index.json"])
def test_a_damaged_index_is_said(name: str, tmp_path: Path) -> None:
    Lexical.build(TEXTS).save(tmp_path / "words")
    (tmp_path / "words" / name).write_bytes(b"{")
    with pytest.raises(StoreError, match="damaged"):
        Lexical.load(tmp_path / "words")
    (tmp_path / "words" / name).unlink()
    with pytest.raises(StoreError, match="damaged"):
        Lexical.load(tmp_path / "words")
