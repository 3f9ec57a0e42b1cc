"""The comparison with other pipelines: what counts as found, the figures, one peer run, peers that are absent."""

from __future__ import annotations

import json
import math
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import pytest

from assistant.cli import run
from eval.__main__ import evaluation
from eval.peers import compare, figures, gold, ours, statutes
from eval.peers.gold import Piece
from eval.peers.run import Build, find, index, serve
from eval.peers.shared import Ask, Chunk, Cost, Found, Outcome, Task
from eval.questions import EvaluationError, GoldArticle, Question
from index.parse import parse
from index.sources import SourceText
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


def cost(seconds: float, peak_mb: float = 20) -> Cost:
    return Cost(seconds=seconds, cpu_seconds=2 * seconds, peak_mb=peak_mb)


def test_the_figures_by_hand() -> None:
    """One question with two pieces at ranks 2 and none, one with both of its pieces in the first chunk."""
    other, both = "不相干的一段文字", f"{TEN}{TWENTY}"
    outcome = Outcome(
        opened=cost(1, 10),
        indexed=cost(2),
        peak_mb=20,
        found=(
            Found(cost=cost(0.010), chunks=(Chunk("a", other), Chunk("a", TEN))),
            Found(cost=cost(0.030), chunks=(Chunk("a", both),)),
        ),
    )
    wanted = [[Piece(TEN), Piece(TWENTY)], [Piece(TEN), Piece(TWENTY)]]
    row = figures.figures(wanted, outcome)
    assert row.recall_5 == row.recall_10 == row.recall_10_of_article == pytest.approx((0.5 + 1) / 2)
    assert row.mrr_10 == pytest.approx((1 / 2 + 1) / 2)
    ideal = 1 + 1 / math.log2(3)
    assert row.ndcg_10 == pytest.approx((1 / math.log2(3) / ideal + 1) / 2)
    assert (row.query_ms_median, row.query_ms_p95, row.query_cpu_ms) == (30, 30, 40)
    assert (row.index_seconds, row.index_cpu_seconds, row.loaded_mb, row.peak_mb) == (2, 4, 10, 20)
    assert row.characters == pytest.approx((8 + 10 + 30) / 3)


def test_all_have_the_same_room() -> None:
    chunks = [Chunk("a", TEN), Chunk("b", TWENTY), Chunk("c", TEN)]
    assert figures.first_characters(chunks, 15) == [Chunk("a", TEN), Chunk("b", TWENTY[:5])]
    assert figures.first_characters(chunks, 10) == [Chunk("a", TEN)]


def test_laws_are_chosen_by_a_fixed_rule() -> None:
    names = [f"法{number:03}.md" for number in range(50)]
    asked = [
        Question(id=str(number), question="?", gold=(GoldArticle(file=f"法{number:03}.md", article="第一条"),))
        for number in (7, *[48] * statutes.FIRST)
    ]
    assert statutes.chosen(reversed(names), asked) == ["法000.md", "法007.md", "法024.md", "法048.md"]
    assert statutes.chosen(names[:30], asked) == ["法000.md", "法007.md", "法024.md"]


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


class InThisProcess:
    """A pipeline that runs here, and notes what it was told."""

    opened = cost(0.1, 1)

    def __init__(self, build: Build, embedding: object, policies: Path, scratch: Path, told: list[str]) -> None:
        self._make = partial(index, build, policies, embedding, scratch)
        self._told = told
        self._name = scratch.name

    def index(self) -> Cost:
        self._told.append(f"{self._name} index")
        self._ask, made = self._make()
        return made

    def find(self, question: Question) -> Found:
        self._told.append(f"{self._name} {question.id}")
        return find(self._ask, question)


def assert_all_found(outcome: Outcome) -> None:
    wanted = [gold.pieces(question, {}) for question in QUESTIONS]
    row = figures.figures(wanted, outcome)
    assert row.recall_5 == row.mrr_10 == 1.0
    assert len(outcome.found) == len(QUESTIONS)
    assert row.index_seconds > 0
    assert row.peak_mb > row.loaded_mb


def test_ours_is_measured(policies: Path, tmp_path: Path) -> None:
    running = InThisProcess(ours.build, FakeEmbedder(), policies, tmp_path / "ours", [])
    assert_all_found(compare.play({"ours": running}, QUESTIONS, 1)["ours"])


def test_ours_with_what_stands_around_a_hit(policies: Path, tmp_path: Path) -> None:
    running = InThisProcess(ours.build_500, FakeEmbedder(), policies, tmp_path / "ours", [])
    assert_all_found(compare.play({"ours 500": running}, QUESTIONS, 1)["ours 500"])


@pytest.mark.parametrize(
    ("lengths", "place", "span"),
    [
        ([100, 100, 100], 1, (0, 2)),
        ([300, 300, 150], 1, (1, 2)),
        ([150, 300, 300], 1, (0, 1)),
        ([100] * 9, 4, (2, 6)),
        ([100] * 9, 0, (0, 4)),
        ([900], 0, (0, 0)),
        ([90, 400, 20], 1, (1, 2)),
    ],
)
def test_what_stands_around_a_hit_has_room(lengths: list[int], place: int, span: tuple[int, int]) -> None:
    found = ours.around(["甲" * length for length in lengths], place)
    assert (found[0], found[-1]) == span


def test_a_policy_in_articles() -> None:
    law = "# 某法\n\n第一条 有下列情形的，应当报告：\n\n（一）变更；\n\n（二）停业。\n\n第二条 不报告的，警告。\n"
    (policy,) = parse(SourceText(name="某法.md", text=law))
    texts, places = ours.articles_of(policy)
    assert [text.split()[0] for text in texts] == ["第一条", "第二条"]
    assert "（二）停业" in texts[0]
    assert [places[clause.clause_id] for clause in policy.clauses] == [0] * (len(places) - 1) + [1]


def test_a_peer_is_measured(policies: Path, tmp_path: Path) -> None:
    pytest.importorskip("langchain_chroma", reason=f"the peers are not installed: {figures.INSTALL}")
    pytest.importorskip("langchain_text_splitters", reason=f"the peers are not installed: {figures.INSTALL}")
    from langchain_core.embeddings import Embeddings

    from eval.peers import with_langchain

    class Bigrams(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            vectors: list[list[float]] = FakeEmbedder().passages(texts).tolist()
            return vectors

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    running = InThisProcess(with_langchain.build, Bigrams(), policies, tmp_path / "theirs", [])
    assert_all_found(compare.play({"theirs": running}, QUESTIONS, 1)["theirs"])


def test_pipelines_take_turns(policies: Path, tmp_path: Path) -> None:
    told: list[str] = []

    def build(_policies: Path, _embedding: object, _scratch: Path) -> Ask:
        return lambda question: [Chunk("a.txt", question.question)]

    running = {name: InThisProcess(build, None, policies, tmp_path / name, told) for name in ("A", "B")}
    outcomes = compare.play(running, QUESTIONS, 2)
    assert told == 2 * ["A index", "B index", "A 1", "B 1", "B 2", "A 2"]
    assert [one.chunks[0].text for one in outcomes["B"].found] == [question.question for question in QUESTIONS]


def test_a_process_does_what_each_line_says(policies: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ours, "load", lambda _task: FakeEmbedder())
    task = Task(pipeline="ours", policies=policies, model=Path("none"), threads=1, dtype="float32")
    opened, made, found = serve([task.model_dump_json(), "index\n", QUESTIONS[0].model_dump_json()])
    assert isinstance(opened, Cost)
    assert isinstance(made, Cost)
    assert isinstance(found, Found)
    assert "奖励20万元" in found.chunks[0].text
    with pytest.raises(EvaluationError, match="before there was an index"):
        list(serve([task.model_dump_json(), QUESTIONS[0].model_dump_json()]))


def test_absent_peers_are_skipped_and_said(
    policies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("POLICY_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(compare, "NEEDS", dict.fromkeys(compare.NEEDS, ("no_such_package.at_all",)) | {"ours": ()})
    running = InThisProcess(ours.build, FakeEmbedder(), policies, tmp_path / "ours", [])
    monkeypatch.setattr(compare, "started", lambda _task: nullcontext(running))
    asked, out = tmp_path / "questions.jsonl", tmp_path / "table.json"
    asked.write_text("".join(one.model_dump_json() + "\n" for one in QUESTIONS), encoding="utf-8")
    arguments = ["peers", "--policies", str(policies), "--questions", str(asked), "--out", str(out)]
    assert run(evaluation, arguments, "python -m eval") == 0
    table = capsys.readouterr().out
    for name in ("ours 500", "LangChain", "LangChain 500", "LlamaIndex", "Haystack"):
        assert f"{name:<13}  skipped, it is not installed: pip install" in table
    made = json.loads(out.read_text(encoding="utf-8"))
    assert (made["questions"], list(made["figures"])) == (2, ["ours"])


def test_the_tables_of_the_readme() -> None:
    row = dict.fromkeys(figures.Figures.model_fields, 0.5)
    one = figures.Comparison(
        files=2,
        characters=1234,
        questions=3,
        left_out=0,
        rounds=1,
        figures={"ours": figures.Figures(**row), "Haystack": figures.Figures(**row)},
    )
    english = figures.as_markdown({"samples": one}).splitlines()
    chinese = figures.as_markdown({"样例": one}, chinese=True).splitlines()
    assert english[0] == "**samples** (2 files, 1,234 characters, 3 questions)"
    assert chinese[0] == "**样例**（2 个文件，1,234 字，3 个问题）"
    assert [line.split(" | ")[0] for line in english[4:]] == ["| **ours**", "| Haystack"]
    assert chinese[4].startswith("| **本项目** | 0.5 | ")
    assert {line.count("|") for line in (*english[2:], *chinese[2:])} == {11}


def test_questions_that_nothing_answers_are_an_error(policies: Path) -> None:
    with pytest.raises(EvaluationError, match="answers any of the questions"):
        compare.compare(policies, [Question(id="1", question="?")], Path("none"), 1)


def test_a_pipeline_that_fails_says_why(policies: Path) -> None:
    task = Task(pipeline="ours", policies=policies, model=Path("none"), threads=1, dtype="float32")
    with pytest.raises(EvaluationError, match=r"ours failed: .*no embedding model"), compare.started(task):
        pass
