"""Questions made from clauses, the training of a query encoder on them, and what is kept of it."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from index.build import ingest
from index.embed import open_embedder, trainable
from index.errors import ModelError, StoreError
from index.policy import Clause, Departments, Segment
from index.tower import RECORD, TENSORS, mixed, own_tensors, recorded
from index.tuning import training, tune
from index.tuning.questions import questions
from index.tuning.training import Pair, reciprocal_ranks, train
from tests.index.tiny import sentence_model

THINGS = [a + b for a in "桥路船车灯塔井渠坝站" for b in "工程设施用品材料"]
MATTERS = ("登记", "检查", "转让", "拆除")


def law(number: int) -> str:
    """A law of its own things: every article can be told by the thing and the matter it is about."""
    lines = [f"# 澜江市第{number}号管理条例", ""]
    for place, thing in enumerate(THINGS[number * 4 : number * 4 + 4]):
        for offset, matter in enumerate(MATTERS):
            lines += [f"第{place * 4 + offset + 1}条 未经批准对{thing}进行{matter}的,处一万元罚款。", ""]
    return "\n".join(lines)


@pytest.fixture(scope="module")
def policies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("policies")
    for number in range(9):
        (folder / f"{number}.md").write_text(law(number), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory, policies: Path) -> Path:
    """A sentence-transformers folder of a small BertModel with random weights, a token a character."""
    text = "".join(path.read_text(encoding="utf-8") for path in policies.iterdir())
    characters = sorted(set(text + "qp:?怎么办应当如何处理会罚被吗要承担什责任有规定"))
    return sentence_model(tmp_path_factory.mktemp("models") / "small", characters, seed=3)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, policies: Path, model: Path) -> Path:
    made = tmp_path_factory.mktemp("home") / "index"
    ingest([policies], made, open_embedder(model), progress=False)
    return made


def chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - to mix, not to keep secrets


def clause(text: str, heading: str | None = None, departments: Departments | None = None) -> Clause:
    return Clause(
        clause_id="p/1",
        policy_id="p",
        address=("第一条",),
        heading=heading,
        text=text,
        start=0,
        end=len(text),
        segments=(Segment(0, 0, len(text)),),
        departments=departments or Departments(),
    )


@pytest.mark.parametrize(
    ("text", "about", "asking"),
    [
        ("第三条 未取得许可从事经营的，处五万元罚款。", "取得许可从事经营", "罚|处理|怎么办|责任"),
        ("第四条 停车场的规划由市交通运输局负责编制。", "停车场的规划", "谁|部门"),
        ("第五条 本办法所称冷库，是指库温不高于十度的设施。", "冷库", "意思|认定|包括"),
        ("第六条 申请认定的孵化器应当具备下列条件：", "申请认定的孵化器", "条件|要求|什么|怎么"),
        ("第七条 任何人不得损坏停车设施。", "损坏停车设施", "吗|怎么样"),
    ],
)
def test_a_rule_gives_questions_about_its_case(text: str, about: str, asking: str) -> None:
    found = [question for seed in range(20) for question in questions(clause(text), 1, chance(seed))]
    assert found
    assert all(about in question for question in found)
    assert all(any(word in question for word in asking.split("|")) for question in found)


def test_a_heading_gives_questions_about_its_departments() -> None:
    led = clause("(一)建设冷库。由省商务厅负责。", "建设冷库", Departments(lead=("省商务厅",)))
    found = {question for seed in range(30) for question in questions(led, 2, chance(seed))}
    assert any("部门" in question or "谁" in question for question in found)


@pytest.mark.parametrize(
    "text", ["第一条 本条例自公布之日起施行。", "违反前款规定的，处罚款。", "", "。。。", "的，" * 50]
)
def test_what_cannot_be_understood_alone_gives_no_question(text: str) -> None:
    assert all(not questions(clause(text), 2, chance(seed)) or "前款" not in text for seed in range(10))
    assert not any("前款" in one or "本条例" in one for one in questions(clause(text), 2, chance(1)))


def test_tuning_is_kept_when_unseen_questions_gain_and_is_used_from_then_on(
    home: Path, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "RATE", 3e-3)
    monkeypatch.setattr(training, "_ALIKE", 1)
    monkeypatch.setattr(tune, "_LEAST", 50)
    monkeypatch.setattr(tune, "_MANY_POLICIES", 100)
    # Fifteen questions held back are too few to be sure of anything.
    monkeypatch.setattr(tune, "_SURE", 0.0)
    before = open_embedder(model, tuned=tmp_path).queries(["未经批准对桥工程进行登记怎么办?"])
    outcome = tune.tune(home, tmp_path, model, count=5000, progress=False)
    assert outcome.tuned.held_back > 5
    assert outcome.kept == (recorded(tmp_path) is not None)
    assert outcome.kept, outcome
    assert outcome.tuned.after > outcome.tuned.before
    assert not list(tmp_path.glob("training-*"))
    tuned = open_embedder(model, tuned=tmp_path)
    after = tuned.queries(["未经批准对桥工程进行登记怎么办?"])
    assert not np.allclose(before, after, atol=1e-3)
    passages = ["未经批准对桥工程进行登记的,处一万元罚款。"]
    assert np.array_equal(tuned.passages(passages), open_embedder(model).passages(passages))
    assert tune.discard(tmp_path)
    assert not tune.discard(tmp_path)
    assert np.array_equal(open_embedder(model, tuned=tmp_path).queries(["桥"]), open_embedder(model).queries(["桥"]))


def test_a_gain_that_may_be_luck_is_none() -> None:
    assert tune._surely_better([0.1] * 20, [0.2] * 20)
    assert not tune._surely_better([0.1] * 20, [0.1] * 20)
    assert not tune._surely_better([0.1] * 20, [0.1] * 19 + [1.0])
    assert not tune._surely_better([0.2] * 20, [0.1] * 20)


def test_what_does_not_gain_is_discarded(
    home: Path, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tune, "_LEAST", 50)
    monkeypatch.setattr(training, "RATE", 0.0)
    outcome = tune.tune(home, tmp_path, model, count=100, progress=False)
    assert not outcome.kept
    assert recorded(tmp_path) is None
    assert not list(tmp_path.iterdir())


def test_too_few_questions_are_said(home: Path, model: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="questions to learn from, 200000 are needed"):
        _with_least(home, model, tmp_path)


def _with_least(home: Path, model: Path, folder: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tune, "_LEAST", 200_000)
        tune.tune(home, folder, model, progress=False)


def test_an_interrupted_training_goes_on_and_ends_the_same(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = np.random.default_rng(1).standard_normal((200, 32), dtype=np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    pairs = [Pair(f"第{number}条怎么办?", (number % 200,)) for number in range(training.BATCH * 24)]
    whole, _, _ = trainable(model)
    train(whole, pairs, rows, tmp_path / "whole.pt", seed=1, progress=False)
    cut, _, _ = trainable(model)
    steps = training._loss
    done: list[int] = []

    def stopping(*arguments: object) -> object:
        done.append(1)
        if len(done) == 15:
            raise KeyboardInterrupt
        return steps(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(training, "_loss", stopping)
    with pytest.raises(KeyboardInterrupt):
        train(cut, pairs, rows, tmp_path / "cut.pt", seed=1, progress=False)
    monkeypatch.setattr(training, "_loss", steps)
    again, _, _ = trainable(model)
    train(again, pairs, rows, tmp_path / "cut.pt", seed=1, progress=False)
    first, second = own_tensors(whole), own_tensors(again)
    assert all(np.allclose(first[name].numpy(), second[name].numpy(), atol=2e-3) for name in first)


def test_ranks_are_those_of_the_best_passage_that_answers(model: Path) -> None:
    encoder, _, _ = trainable(model)
    query = training.encode(encoder, ["桥怎么办?"]).detach().numpy()[0]
    away = np.random.default_rng(2).standard_normal((300, 32)).astype(np.float32)
    rows = np.vstack([query, 0.9 * query + 0.01, -query, away / 100]).astype(np.float32)
    assert reciprocal_ranks(encoder, [Pair("桥怎么办?", (0, 5))], rows) == [1.0]
    assert reciprocal_ranks(encoder, [Pair("桥怎么办?", (1,))], rows) == [0.5]
    assert reciprocal_ranks(encoder, [Pair("桥怎么办?", (2,))], rows) == [0.0]


def test_a_share_of_the_change(model: Path) -> None:
    encoder, _, _ = trainable(model)
    own = {name: tensor.clone() for name, tensor in own_tensors(encoder).items()}
    moved = {name: tensor + 1 for name, tensor in own.items()}
    half = mixed(own, moved, 0.5)
    assert all(np.allclose(half[name].numpy(), own[name].numpy() + 0.5) for name in own)
    assert not any("embedding" in name for name in own)


@pytest.mark.parametrize("damage", ["tensors", "record", "another"])
def test_a_damaged_or_foreign_tuning_is_one_line_with_its_mend(model: Path, tmp_path: Path, damage: str) -> None:
    from index.tower import Tuned, save

    encoder, name, _ = trainable(model)
    record = Tuned(model=name, questions=1, held_back=1, before=0.1, after=0.2, share=0.5)
    tensors = own_tensors(encoder)
    if damage == "another":
        tensors = {key: tensor[:1] for key, tensor in tensors.items()}
    save(tmp_path, tensors, record)
    if damage == "tensors":
        (tmp_path / TENSORS).write_bytes(b"damaged")
    if damage == "record":
        (tmp_path / RECORD).write_text("{")
    with pytest.raises(ModelError, match="policy tune") as raised:
        open_embedder(model, tuned=tmp_path)
    assert len(str(raised.value).splitlines()) == 1


def test_a_tuning_of_another_model_is_left_aside_and_said(
    model: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from index.tower import Tuned, save

    encoder, _, _ = trainable(model)
    save(tmp_path, own_tensors(encoder), Tuned(model="x", questions=1, held_back=1, before=0.1, after=0.2, share=0.5))
    open_embedder(model, tuned=tmp_path)
    assert "is from x, not small" in caplog.text
