"""The baselines over a small made-up index: what they answer, cite and refuse, and that their extra may be absent."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import eval.baselines.langchain_rag
import eval.baselines.writing
from assistant.answer import AnswerStatus, Turn
from assistant.bundled import QWEN
from assistant.chat_model import BrokenOffError
from assistant.settings import Settings
from eval.baselines import bm25_quotes, langchain_rag, model_alone
from eval.baselines.corpus import Source, Span, open_corpus
from eval.baselines.refusing import PHRASES, refuses
from eval.figures.citations import check, verbatim
from eval.predictions import Prediction
from eval.questions import EvaluationError, Question
from eval.score import score_question
from eval.variants import Answerer, index_hash, open_variant
from index.build import ingest
from index.e5 import FOLDER_NAME
from index.errors import ModelError, StoreError
from index.policy import Clause
from index.search import Searcher
from tests.fakes import FakeChatModel, FakeEmbedder

CHECKOUT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 22)
SUBSIDY = (
    "云溪市促进创业办法\n\n一、补助标准\n对新注册的小微企业，每户每年补助3万元，最长不超过三年。\n\n"
    "二、受理部门\n由市人力资源社会保障局牵头受理，市财政局配合。\n\n"
    "三、申请期限\n每年3月31日前向受理部门提出申请，逾期不再受理。\n"
)
PARKS = "云溪市产业园管理办法\n\n" + "".join(
    f"{number}、{name}\n{('园区应当按照规定做好' + name + '工作，定期检查并公布结果。') * 6}\n\n"
    for number, name in (("一", "消防安全"), ("二", "环境卫生"), ("三", "车辆停放"), ("四", "用电管理"))
)
AMOUNT = Question(
    id="amount",
    question="小微企业每年补助多少？",
    as_of=DAY,
    facts=(("3万元",),),
    evidence=("每户每年补助3万元",),
)
UNKNOWN = Question(id="unknown", question="员工宿舍补贴多少？", as_of=DAY, answerable=False)

needs_langchain = pytest.mark.skipif(
    not eval.baselines.langchain_rag.installed(), reason="the extra `peers` is not installed"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of two policies."""
    made = tmp_path_factory.mktemp("policies")
    (made / "subsidy.txt").write_text(SUBSIDY, encoding="utf-8")
    (made / "parks.txt").write_text(PARKS, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def settings(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings over an index of the two."""
    made = Settings(home=tmp_path_factory.mktemp("home"))
    ingest([folder], made.index_folder, FakeEmbedder(), progress=False)
    return made


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> FakeChatModel:
    """The chat model every baseline opens; the embedding model is a fake too."""
    made = FakeChatModel()
    monkeypatch.setattr(eval.baselines.writing, "open_chat_model", lambda _: made)
    monkeypatch.setattr(langchain_rag, "embedding_folder", lambda _: "fake")
    monkeypatch.setattr(langchain_rag, "open_embedder", lambda *_: FakeEmbedder())
    return made


@pytest.fixture
def chain(settings: Settings, model: FakeChatModel) -> Answerer:
    return open_variant("langchain", settings)


def prediction(baseline: Answerer, question: Question) -> Prediction:
    """The answer as a line of predictions is read."""
    fields = baseline.answer(question).model_dump(mode="json")
    return Prediction.model_validate({"id": question.id, **fields})


# What counts as a refusal


@pytest.mark.parametrize(
    "reply",
    [
        "不知道。",
        "抱歉，我不知道这一点。",
        "根据提供的资料，没有提到宿舍补贴的具体金额。符合条件的企业可以享受其他补助。",
        "资料中未明确规定补贴标准，建议咨询主管部门。",
        "无法确定。",
        "根据现有资料，无法提供具体信息。",
        "",
        " \n",
    ],
)
def test_a_first_sentence_that_says_so_is_a_refusal(reply: str) -> None:
    assert refuses(reply)


@pytest.mark.parametrize(
    "reply",
    [
        "每户每年补助3万元。",
        "每户每年补助3万元。申请材料没有提到。",
        "无法提供发票的企业不予补助。",
        "未提供发票的，不予补助。",
        "企业不清楚流程的，可以到窗口咨询。",
    ],
)
def test_an_answer_is_no_refusal_for_a_word_of_it(reply: str) -> None:
    assert not refuses(reply)


def test_what_the_question_says_itself_refuses_nothing_when_it_is_said_again() -> None:
    reply = "括号里没写市县的，县里不承担。"
    assert refuses(reply)
    assert not refuses(reply, "括号里没写市县，县里要做吗？")
    assert refuses("不知道括号里为何没写市县。", "括号里没写市县，县里要做吗？")


def test_the_phrases_are_looked_for_as_they_are_published() -> None:
    assert all(refuses(f"这一点{phrase}。") for phrase in PHRASES)


# What a stretch of a file counts as


def clause(name: str, start: int, end: int) -> Clause:
    return Clause(
        clause_id=name, policy_id="p", address=(name,), text="字" * (end - start), start=start, end=end, segments=()
    )


@pytest.mark.parametrize(
    ("start", "end", "counted"),
    [
        (0, 100, [("a", 0, 100)]),  # a clause exactly
        (40, 100, [("a", 40, 100)]),  # six tenths of it
        (60, 180, [("b", 110, 180)]),  # 40 of a: neither most of a nor of the stretch; b fills more than half
        (0, 200, [("a", 0, 100)]),  # one whole; of a long one 90, which is less than half of either
        (150, 250, [("b", 150, 250)]),  # within a long one
        (90, 130, [("b", 110, 130)]),  # no more than half of anything: the longest stretch
        (100, 110, []),  # between the two
    ],
)
def test_a_stretch_counts_as_the_clauses_it_holds_for_the_most_part(
    start: int, end: int, counted: list[tuple[str, int, int]]
) -> None:
    source = Source("f.txt", "", (clause("a", 0, 100), clause("b", 110, 500)))
    assert [(one.clause.clause_id, one.start, one.end) for one in source.covered(start, end)] == counted


def test_a_clause_is_cited_once_with_the_longer_stretch(settings: Settings) -> None:
    corpus = open_corpus(settings)
    first = next(one for one in corpus.files() if one.name == "subsidy.txt").clauses[0]
    spans = [Span(first, first.start, first.start + 4), Span(first, first.start, first.end)]
    (cited,) = corpus.citations(spans, DAY)
    assert (cited.marker, cited.start, cited.end) == (1, first.start, first.end)
    assert cited.quote == SUBSIDY[first.start : first.end]


# BM25 with quotes


def test_bm25_quotes_the_best_clauses_word_for_word(settings: Settings) -> None:
    baseline = open_variant("bm25-quotes", settings)
    given = prediction(baseline, AMOUNT)
    assert given.status == AnswerStatus.ANSWERED
    assert len(given.cited()) == 2, "so many clauses share two characters with the question"
    assert "每户每年补助3万元" in given.cited()[0].text
    sources = {"subsidy.txt": SUBSIDY, "parks.txt": PARKS}
    assert all(verbatim(one, sources) for one in given.cited())
    assert check(AMOUNT, given, sources).lines == (True, True)
    score = score_question(AMOUNT, given, sources)
    assert (score.right, score.right_and_cited, score.citation_precision) == (True, True, 0.5)


def test_bm25_quotes_no_more_than_three(settings: Settings) -> None:
    asked = Question(id="q", question="园区的消防、卫生、停放、用电工作？", as_of=DAY)
    assert len(open_variant("bm25-quotes", settings).answer(asked).citations) == bm25_quotes.QUOTED == 3


def test_bm25_finds_nothing_where_no_word_is_shared(settings: Settings) -> None:
    baseline = open_variant("bm25-quotes", settings)
    asked = Question(id="q", question="xyz?", as_of=DAY)
    given = baseline.answer(asked)
    assert (given.status, given.citations) == (AnswerStatus.NOT_FOUND, ())
    assert baseline.search is not None
    assert baseline.confidence is not None
    assert baseline.search(asked, 5) == []
    assert baseline.confidence(asked) is None
    found = baseline.search(AMOUNT, 2)
    assert [one.rank for one in found] == [1, 2]
    assert found[0].score >= found[1].score > 0
    assert baseline.confidence(AMOUNT) == pytest.approx(found[0].score)


def test_a_region_is_searched_for_with_the_question(settings: Settings) -> None:
    baseline = open_variant("bm25-quotes", settings)
    assert baseline.answer(Question(id="q", question="xyz?", region="云溪市")).status == AnswerStatus.ANSWERED


def test_a_baseline_answers_from_the_same_policies_as_ours(settings: Settings) -> None:
    baseline = open_variant("bm25-quotes", settings)
    searcher = Searcher.open(settings.index_folder, FakeEmbedder())
    assert (baseline.policies, baseline.index) == (2, index_hash(searcher))
    searcher.close()


def test_no_index_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        bm25_quotes.open_baseline(Settings(home=tmp_path))


# LangChain


@needs_langchain
def test_the_chain_shows_the_nearest_chunks_and_cites_what_they_hold(
    chain: Answerer, model: FakeChatModel, capsys: pytest.CaptureFixture[str]
) -> None:
    model.queue("每户每年补助3万元。")
    given = prediction(chain, AMOUNT)
    (call,) = model.calls
    assert "每户每年补助3万元" in call.user
    assert call.user.endswith("今天是2026-11-22。\n问题：小微企业每年补助多少？")
    assert (given.status, given.answer) == (AnswerStatus.ANSWERED, "每户每年补助3万元。")
    sources = {"subsidy.txt": SUBSIDY, "parks.txt": PARKS}
    assert all(verbatim(one, sources) for one in given.cited())
    assert all(one.quote in call.user for one in given.cited())
    score = score_question(AMOUNT, given, sources)
    assert score.right_and_cited
    assert 0 < (score.citation_precision or 0) < 1


@needs_langchain
def test_a_reply_that_refuses_is_no_answer(chain: Answerer, model: FakeChatModel) -> None:
    model.queue("我不知道。", "我不知道。")
    assert score_question(UNKNOWN, prediction(chain, UNKNOWN)).right
    assert not score_question(AMOUNT, prediction(chain, AMOUNT)).right


@needs_langchain
def test_chunks_stand_where_they_say(settings: Settings) -> None:
    files = open_corpus(settings).files()
    held = langchain_rag.chunk_store(files, FakeEmbedder()).get()
    assert len(held["documents"]) > len(files), "one file is longer than a chunk"
    for text, data in zip(held["documents"], held["metadatas"], strict=True):
        start = data["start_index"]
        assert len(text) <= langchain_rag.CHUNK
        assert files[data["file"]].text[start : start + len(text)] == text


@needs_langchain
def test_two_chains_in_one_process_keep_their_chunks_apart(chain: Answerer, settings: Settings) -> None:
    assert chain.search is not None
    again = open_variant("langchain", settings)
    assert again.search is not None
    hits = again.search(AMOUNT, 20)
    assert hits == chain.search(AMOUNT, 20)
    assert len({one.clause_id for one in hits}) == len(hits) == 7
    assert chain.confidence is not None
    assert hits[0].score == pytest.approx(chain.confidence(AMOUNT), abs=1e-6)


@needs_langchain
def test_the_score_is_the_cosine(chain: Answerer) -> None:
    assert chain.confidence is not None
    embedder = FakeEmbedder()
    cosine = embedder.passages([SUBSIDY.strip()])[0] @ embedder.queries([AMOUNT.question])[0]
    assert chain.confidence(AMOUNT) == pytest.approx(float(cosine), abs=1e-5)


def test_without_langchain_one_line_names_the_extra(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain_chroma", None)
    with pytest.raises(EvaluationError, match=r"needs LangChain's packages: .*\[peers\]") as raised:
        open_variant("langchain", settings)
    assert "\n" not in str(raised.value)


def test_the_baselines_are_imported_without_the_extra() -> None:
    code = (
        "import sys; sys.modules.update(dict.fromkeys(('langchain_chroma', 'langchain_text_splitters')));"
        "import eval.__main__, eval.baselines.langchain_rag, eval.baselines.bm25_quotes, eval.baselines.model_alone"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# The model alone


def test_the_model_alone_is_told_what_is_asked_and_cites_nothing(settings: Settings, model: FakeChatModel) -> None:
    model.queue("每户每年补助3万元。")
    history = (Turn(role="user", content="有创业补助吗？"), Turn(role="assistant", content="有。"))
    asked = AMOUNT.model_copy(update={"history": history, "region": "云溪市"})
    given = prediction(open_variant("model-alone", settings), asked)
    assert model.calls[0].user == (
        "今天是2026-11-22。\n地区：云溪市\n此前的对话：\n用户：有创业补助吗？\n助手：有。\n问题：小微企业每年补助多少？"
    )
    score = score_question(AMOUNT, given)
    assert (score.right, score.right_and_cited, given.cited()) == (True, False, ())


def test_a_reply_that_breaks_off_stays_and_another_error_is_one(settings: Settings, model: FakeChatModel) -> None:
    baseline = model_alone.open_baseline(settings)

    class Breaking(FakeChatModel):
        def stream(self, system: str, user: str) -> Iterator[str]:  # noqa: ARG002
            yield "每户每年补助3万"
            raise BrokenOffError("broke off")

    model.stream = Breaking().stream  # type: ignore[method-assign]
    assert baseline.answer(AMOUNT).answer == "每户每年补助3万"
    model.stream = FakeChatModel(ModelError("gone")).stream  # type: ignore[method-assign]
    with pytest.raises(ModelError, match="gone"):
        baseline.answer(AMOUNT)


@pytest.mark.parametrize("name", ["langchain", "model-alone"])
def test_no_language_model_is_one_clear_line(name: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(langchain_rag, "_needs_packages", lambda: None)
    off = Settings(home=settings.home, llm_enabled=False)
    with pytest.raises(EvaluationError, match=f"The baseline {name} needs a language model"):
        open_variant(name, off)


@pytest.mark.model
@needs_langchain
def test_the_bundled_model_answers_for_the_baselines(
    folder: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = Settings.from_environment()
    if not (prepared.models_folder / QWEN.file_name).exists() or not (prepared.models_folder / FOLDER_NAME).is_dir():
        pytest.skip("the models are not prepared")
    (tmp_path / "index").symlink_to(settings.index_folder)
    (tmp_path / "models").symlink_to(prepared.models_folder)
    real = Settings(home=tmp_path, llm_timeout=300)
    questions: list[Any] = [AMOUNT, UNKNOWN, Question(id="who", question="创业补助由哪个部门牵头？", as_of=DAY)]
    chain, alone = open_variant("langchain", real), open_variant("model-alone", real)
    given = [chain.answer(question) for question in questions]
    assert "3万元" in given[0].answer
    assert "人力资源" in given[2].answer
    assert all(one.citations and one.model == chain.model for one in given)
    assert alone.answer(AMOUNT).answer
