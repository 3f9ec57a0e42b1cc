"""Hits read again by a cross-encoder: a fake one, and a real one whose weights are set by hand."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant import doctor
from assistant.resources import open_resources
from assistant.settings import Settings
from index.embed import open_reranker
from index.errors import ModelError
from index.lexical import Scores
from index.policy import Clause, Hit, PolicyHeader, Validity
from index.rerank import RERANKED, reranked
from index.search import Searcher
from tests.fakes import FakeEmbedder
from tests.index.test_search import index, write

WANTED = "奖"
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", WANTED, "补", "万", "元"]


class FakeReranker:
    """Scores a text by how often it holds the wanted character, and records what it was asked."""

    name = "fake-reranker"

    def __init__(self, wanted: str = WANTED) -> None:
        self.calls: list[tuple[str, tuple[str, ...]]] = []
        self._wanted = wanted

    def scores(self, query: str, texts: Sequence[str]) -> Scores:
        self.calls.append((query, tuple(texts)))
        return np.array([text.count(self._wanted) for text in texts], dtype=np.float32)


def hit(number: int, text: str, score: float, validity: Validity = Validity.IN_FORCE) -> Hit:
    clause = Clause(
        clause_id=f"p/{number}",
        policy_id="p",
        address=(f"第{number}条",),
        text=text,
        start=0,
        end=len(text),
        segments=(),
    )
    header = PolicyHeader(policy_id="p", title="某办法", source_file="p.txt")
    return Hit(rank=number, score=score, clause=clause, policy=header, validity=validity)


def order(hits: Sequence[Hit]) -> list[str]:
    return [one.clause.clause_id for one in hits]


def test_what_the_reranker_prefers_comes_first_and_the_best_score_stays() -> None:
    hits = [hit(1, "补三万元。", 0.6), hit(2, "其他事项。", 0.5), hit(3, "奖五万元。", 0.4)]
    new = reranked("有奖吗", hits, FakeReranker(), expired_too=False)
    assert order(new) == ["p/3", "p/1", "p/2"]
    assert [one.rank for one in new] == [1, 2, 3]
    assert new[0].score == pytest.approx(0.6)
    assert new[-1].score == pytest.approx(0.4)
    assert order(hits) == ["p/1", "p/2", "p/3"]


def test_where_the_reranker_sees_no_difference_the_search_decides() -> None:
    hits = [hit(1, "甲。", 0.6), hit(2, "乙。", 0.55), hit(3, "丙。", 0.4)]
    new = reranked("有奖吗", hits, FakeReranker(), expired_too=False)
    assert order(new) == order(hits)
    assert [one.score for one in new] == pytest.approx([0.6, 0.55, 0.4])


def test_only_the_first_are_read_and_the_others_follow() -> None:
    hits = [hit(number, "甲。", 1 - number / 100) for number in range(1, RERANKED + 3)]
    hits[-1] = hit(RERANKED + 2, WANTED, hits[-1].score)
    fake = FakeReranker()
    new = reranked("有奖吗", hits, fake, expired_too=False)
    assert order(new) == order(hits)
    assert len(fake.calls[0][1]) == RERANKED
    assert "某办法" in fake.calls[0][1][0]


def test_a_long_clause_counts_by_its_best_passage() -> None:
    long = "本条无关。" * 200 + "奖五万元。"
    new = reranked("有奖吗", [hit(1, "甲。", 0.5), hit(2, long, 0.4)], FakeReranker(), expired_too=False)
    assert order(new) == ["p/2", "p/1"]


def test_expired_clauses_stay_lowered_unless_they_may_be_asked_about() -> None:
    hits = [hit(1, "奖奖奖奖。", 0.6), hit(2, "奖奖奖奖奖。", 0.58, Validity.EXPIRED), hit(3, "甲。", 0.1)]
    assert order(reranked("奖", hits, FakeReranker(), expired_too=False))[0] == "p/1"
    assert order(reranked("奖", hits, FakeReranker(), expired_too=True))[0] == "p/2"


@pytest.mark.parametrize("count", [0, 1])
def test_nothing_to_choose_asks_nothing(count: int) -> None:
    fake = FakeReranker()
    hits = [hit(1, "甲。", 0.5)][:count]
    assert reranked("奖", hits, fake, expired_too=False) == hits
    assert fake.calls == []


@pytest.fixture
def home(tmp_path: Path) -> Path:
    index(write(tmp_path / "policies", {"a.txt": "甲办法\n补三万元。\n奖五万元。\n其他事项。\n"}), tmp_path / "index")
    return tmp_path / "index"


def test_a_search_is_read_again_once_and_then_kept(home: Path) -> None:
    plain = Searcher.open(home, FakeEmbedder()).search("补三万元", 2)
    assert order(plain)[0] == "a/1"
    fake = FakeReranker()
    searcher = Searcher.open(home, FakeEmbedder(), fake)
    assert order(searcher.search("补三万元", 2))[0] == "a/2"
    assert len(searcher.search("补三万元", 2)) == 2
    assert len(fake.calls) == 1


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder whose one layer sees whether the pair holds the wanted character, and no more."""
    return _cross_encoder(tmp_path_factory.mktemp("models") / "tiny")


def _cross_encoder(folder: Path, labels: int = 1) -> Path:
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        num_labels=labels,
    )
    model = BertForSequenceClassification(config)
    with torch.no_grad():
        for name, weights in model.named_parameters():
            if not name.endswith("LayerNorm.weight"):
                weights.zero_()
        model.bert.embeddings.word_embeddings.weight[WORDS.index(WANTED), 0] = 1.0
        layer = model.bert.encoder.layer[0].attention
        for each in (layer.self.value, layer.output.dense, model.bert.pooler.dense):
            each.weight.copy_(torch.eye(8))
        model.classifier.weight[:, 0] = 1.0
    model.save_pretrained(folder)
    tokenizer = Tokenizer(models.WordLevel({word: place for place, word in enumerate(WORDS)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    special = {"pad_token": "[PAD]", "unk_token": "[UNK]"}
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, model_max_length=64, **special
    ).save_pretrained(folder)
    return folder


def test_a_real_cross_encoder_scores_each_text_in_its_place(folder: Path) -> None:
    reranker = open_reranker(str(folder), threads=1)
    texts = ["补", "奖五万元", "元" * 90, "万元" * 9 + "奖"]
    scores = reranker.scores("元", texts)
    assert reranker.name == "tiny"
    assert scores.dtype == np.float32
    assert scores.argsort()[-2:].tolist() in ([1, 3], [3, 1])
    assert scores[1] > scores[0] == scores[2]
    assert reranker.scores("元", []).shape == (0,)


def test_a_real_cross_encoder_changes_the_order(home: Path, folder: Path) -> None:
    plain, read = (Searcher.open(home, FakeEmbedder(), each) for each in (None, open_reranker(str(folder))))
    assert order(plain.search("补三万元", 3))[0] == "a/1"
    assert order(read.search("补三万元", 3))[0] == "a/2"


def test_what_is_no_reranker_is_one_line(folder: Path, tmp_path: Path) -> None:
    from transformers import BertConfig, BertModel

    config = BertConfig(
        vocab_size=len(WORDS), hidden_size=8, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8
    )
    BertModel(config).save_pretrained(tmp_path / "embedding")
    for each in folder.glob("tokenizer*"):
        (tmp_path / "embedding" / each.name).write_bytes(each.read_bytes())
    (tmp_path / "empty").mkdir()
    for model, reason in (
        (tmp_path / "embedding", "not trained to score pairs"),
        (_cross_encoder(tmp_path / "three", labels=3), "3 scores a pair"),
        (tmp_path / "empty", "cannot be loaded"),
        (tmp_path / "none", "cannot be loaded"),
        ("no-such-owner/no-such-model", "cannot be loaded"),
    ):
        with pytest.raises(ModelError, match="RERANKER_MODEL") as caught:
            open_reranker(str(model))
        assert reason in str(caught.value)
        assert "\n" not in str(caught.value)


def test_the_setting_reaches_the_search_and_the_doctor(home: Path, folder: Path) -> None:
    settings = Settings(home=home.parent, reranker_model=str(folder))
    opened = open_resources(settings, with_model=False, embedder=FakeEmbedder())
    assert order(opened.searcher.search("补三万元", 3))[0] == "a/2"
    assert doctor.reranker(settings).line() == f"ok      reranker: RERANKER_MODEL={folder}"
    checks = [check.name for check in doctor.examine(Settings(home=home.parent))]
    assert "reranker" not in checks


def test_a_wrong_setting_is_said_by_the_doctor_and_stops_the_opening(home: Path) -> None:
    settings = Settings(home=home.parent, reranker_model=str(home.parent / "none"))
    with pytest.raises(ModelError, match="RERANKER_MODEL"):
        open_resources(settings, with_model=False, embedder=FakeEmbedder())
    found = [check for check in doctor.examine(settings) if "RERANKER_MODEL" in check.line()]
    assert [check.name for check in found] == ["reranker"]
    assert not found[0].ok


def test_importing_loads_no_torch_and_loading_says_nothing(folder: Path) -> None:
    code = (
        "import sys, index.search, index.rerank; assert not {'torch', 'sentence_transformers'} & set(sys.modules);"
        "import index.embed; index.embed.open_reranker(sys.argv[1]).scores('元', ['奖'])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
