"""The comparison with other pipelines: what counts as found, the figures, one peer run, peers that are absent."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from assistant.cli import run
from eval.__main__ import evaluation
from eval.peers import compare, gold, ours, statutes
from eval.peers.gold import Piece
from eval.peers.run import measure_loaded
from eval.peers.shared import Chunk, Outcome, Task
from eval.questions import EvaluationError, GoldArticle, Question
from tests.fakes import FakeEmbedder

TEN, TWENTY = "零一二三四五六七八九", "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
LAW = """# 某法

## 第一章 总则

第一条 为了甲，制定本法。

第二条 乙有下列情形的，应当报告：

(一)变更住所并且迁出本市；

(二)停业超过三个月未恢复。

## 第二章 附则

第二条之一 丙参照第二条执行。
"""


@pytest.mark.parametrize(
    ("text", "by", "share"),
    [
        (TWENTY, f"前{TWENTY}后", 1.0),
        (TWENTY, TWENTY[:18], 0.9),
        (TWENTY, f"{TWENTY[:9]}。隔着别的字{TWENTY[9:]}", 1.0),
        (TWENTY, f"{TWENTY[:4]}隔{TWENTY[4:8]}隔{TWENTY[8:12]}", 0.0),
        ("甲，乙。 丙", "甲乙丙丁", 1.0),
        ("甲乙丙", "甲乙", 0.0),
        ("。", "甲", 0.0),
    ],
)
def test_the_share_covered_counts_characters_of_common_runs(text: str, by: str, share: float) -> None:
    assert gold.covered(text, by) == pytest.approx(share)


@pytest.mark.parametrize(("chunk", "held"), [(TWENTY[:18], True), (TWENTY[:17], False), (TEN, False), ("", False)])
def test_a_chunk_holds_a_text_from_nine_tenths_on(chunk: str, held: bool) -> None:
    assert gold.holds_whole(Piece(TWENTY), Chunk("a.txt", chunk)) is held
    # The quick look at pairs never rejects what the runs would accept.
    assert held == (gold.covered(TWENTY, chunk) >= gold.ENOUGH)


def test_an_article_ends_at_the_next_one_or_at_a_heading() -> None:
    labels = ["第一条", "第二条", "第二条之一"]
    question = Question(
        id="q", question="?", gold=tuple(GoldArticle(file="某法.md", article=label) for label in labels)
    )
    first, second, third = gold.pieces(question, {"某法.md": LAW})
    assert first == Piece("第一条 为了甲，制定本法。", "某法.md")
    assert second.text.endswith("(二)停业超过三个月未恢复。")
    assert third.text == "第二条之一 丙参照第二条执行。"


def test_a_question_is_left_out_unless_every_article_is_there() -> None:
    there, away = (GoldArticle(file="某法.md", article=label) for label in ("第一条", "第九条"))
    assert gold.pieces(Question(id="q", question="?", gold=(there, away)), {"某法.md": LAW}) == []
    assert gold.pieces(Question(id="q", question="?", gold=(there,)), {}) == []
    assert gold.pieces(Question(id="q", question="?", evidence=("证据",)), {}) == [Piece("证据")]


def test_an_item_counts_for_its_article_and_only_in_its_file() -> None:
    article = Piece(LAW[LAW.index("第二条 乙") : LAW.index("## 第二章")], "某法.md")
    item = "(一)变更住所并且迁出本市；"
    assert gold.answers(article, Chunk("laws/某法.md", item))
    assert not gold.answers(article, Chunk("别的法.md", item))
    assert not gold.holds_whole(article, Chunk("某法.md", item))
    assert not gold.answers(Piece(article.text), Chunk("某法.md", item))


def test_the_figures_by_hand() -> None:
    """One question with two pieces at ranks 2 and none, one with both of its pieces in the first chunk."""
    other, both = "不相干的一段文字", f"{TEN}{TWENTY}"
    outcome = Outcome(
        start_seconds=1,
        loaded_mb=10,
        index_seconds=2,
        index_cpu_seconds=3,
        peak_mb=20,
        query_seconds=(0.010, 0.030),
        query_cpu_seconds=0.050,
        found=((Chunk("a", other), Chunk("a", TEN)), (Chunk("a", both),)),
    )
    wanted = [[Piece(TEN), Piece(TWENTY)], [Piece(TEN), Piece(TWENTY)]]
    figures = compare.figures(wanted, outcome)
    assert figures.recall_5 == figures.recall_10 == figures.whole_10 == pytest.approx((0.5 + 1) / 2)
    assert figures.mrr_10 == pytest.approx((1 / 2 + 1) / 2)
    ideal = 1 + 1 / math.log2(3)
    assert figures.ndcg_10 == pytest.approx((1 / math.log2(3) / ideal + 1) / 2)
    assert (figures.query_ms_median, figures.query_ms_p95, figures.query_cpu_ms) == (30, 30, 25)
    assert figures.characters == pytest.approx((8 + 10 + 30) / 3)


def test_all_have_the_same_room() -> None:
    chunks = [Chunk("a", TEN), Chunk("b", TWENTY), Chunk("c", TEN)]
    assert compare.first_characters(chunks, 15) == [Chunk("a", TEN), Chunk("b", TWENTY[:5])]
    assert compare.first_characters(chunks, 10) == [Chunk("a", TEN)]


def test_laws_are_chosen_by_a_fixed_rule() -> None:
    sizes = {f"法{number:03}.md": 1000 for number in range(141)} | {"大法.md": 399_000, "问法.md": 1000}
    asked = {"大法.md": 9, "问法.md": 5, "不在.md": 3, "法001.md": 1}
    assert statutes.chosen(sizes, asked) == ["大法.md", "法069.md", "法139.md"]
    assert statutes.chosen({**sizes, "大法.md": 1000}, asked)[-2:] == ["问法.md", "法001.md"]


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "a.txt").write_text("澄江市企业奖励办法\n第一条 对专精特新企业给予一次性奖励20万元。\n", encoding="utf-8")
    (folder / "b.txt").write_text("云溪市就业补贴办法\n第一条 招用毕业生每人补贴1000元。\n", encoding="utf-8")
    return folder


QUESTIONS = (
    Question(id="1", question="专精特新企业奖励多少", evidence=("给予一次性奖励20万元",)),
    Question(id="2", question="招用毕业生每人补贴", evidence=("每人补贴1000元",)),
)


def task(pipeline: str, policies: Path) -> Task:
    return Task(
        pipeline=pipeline, policies=policies, questions=QUESTIONS, model=Path("none"), threads=1, dtype="float32"
    )


def assert_all_found(outcome: Outcome) -> None:
    wanted = [gold.pieces(question, {}) for question in QUESTIONS]
    figures = compare.figures(wanted, outcome)
    assert figures.recall_5 == figures.mrr_10 == 1.0
    assert len(outcome.query_seconds) == len(QUESTIONS)
    assert outcome.index_seconds > 0
    assert outcome.peak_mb >= outcome.loaded_mb > 0


def test_ours_is_measured(policies: Path) -> None:
    assert_all_found(measure_loaded(ours.build, FakeEmbedder(), task("ours", policies), 0.0))


def test_a_peer_is_measured(policies: Path) -> None:
    pytest.importorskip("langchain_chroma", reason=f"the peers are not installed: {compare.INSTALL}")
    pytest.importorskip("langchain_text_splitters", reason=f"the peers are not installed: {compare.INSTALL}")
    from langchain_core.embeddings import Embeddings

    from eval.peers import with_langchain

    class Bigrams(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            vectors: list[list[float]] = FakeEmbedder().passages(texts).tolist()
            return vectors

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    assert_all_found(measure_loaded(with_langchain.build, Bigrams(), task("LangChain", policies), 0.0))


def test_absent_peers_are_skipped_and_said(
    policies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POLICY_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(compare, "NEEDS", dict.fromkeys(compare.NEEDS, ("no_such_package.at_all",)) | {"ours": ()})
    monkeypatch.setattr(compare, "_run", lambda one: measure_loaded(ours.build, FakeEmbedder(), one, 0.0))
    asked, out = tmp_path / "questions.jsonl", tmp_path / "table.json"
    asked.write_text("".join(one.model_dump_json() + "\n" for one in QUESTIONS), encoding="utf-8")
    arguments = ["peers", "--policies", str(policies), "--questions", str(asked), "--out", str(out)]
    assert run(evaluation, arguments, "python -m eval") == 0
    table = capsys.readouterr().out
    for name in ("LangChain", "LlamaIndex", "Haystack"):
        assert f"{name:<11}  skipped, it is not installed: pip install" in table
    figures = json.loads(out.read_text(encoding="utf-8"))
    assert (figures["questions"], list(figures["figures"])) == (2, ["ours"])


def test_questions_that_nothing_answers_are_an_error(policies: Path) -> None:
    with pytest.raises(EvaluationError, match="answers any of the questions"):
        compare.compare(policies, [Question(id="1", question="?")], Path("none"), 1)


def test_a_pipeline_that_fails_says_why(policies: Path) -> None:
    with pytest.raises(EvaluationError, match=r"ours failed: .*no embedding model"):
        compare._run(task("ours", policies))
