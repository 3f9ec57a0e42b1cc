"""The report: which runs it is on, what it says of them, and that whatever an answer holds stays text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from eval.__main__ import evaluation
from eval.figures.sampling import Estimate
from eval.figures.summary import summary
from eval.judge import judge
from eval.questions import EvaluationError
from eval.report.failures import REASONS, failures
from eval.report.gathered import changes, choose, history, open_run
from eval.report.headlines import cards, percent, reading, still_possible
from eval.report.page import figure, interval, write_report
from eval.report.words import FIGURES, VARIANT_NAMES
from eval.run_folder import SCORES
from eval.variants import VARIANTS
from tests.eval.report.stored import QUESTIONS_ASKED, RIGHT, but, store
from tests.fakes import FakeChatModel

WRONG = {"status": "answered", "answer": "最高99万元。", "seconds": 1.0, "confidence": 0.6}
REFUSED = {"status": "not_found", "answer": "未检索到。", "seconds": 1.0, "confidence": 0.2}
HOSTILE = {
    "status": "answered",
    "answer": '</blockquote><script>alert(1)</script><img src="https://evil.example/x" onerror=alert(2)>',
    "citations": [{"marker": 1, "text": "<b>", "quote": '"><script src=//evil.example></script>', "policy": "<i>P"}],
}


class Page(HTMLParser):
    """What a browser would read of a page: its tags with their attributes, in order."""

    VOID = frozenset(("meta", "input", "link", "img", "br", "circle", "path"))

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


def report(runs: Path, *names: str, language: str = "zh") -> str:
    out = runs.parent / "out" / "report.html"
    write_report(names, out, runs, "en" if language == "en" else "zh")
    return out.read_text(encoding="utf-8")


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "runs"


def test_each_failing_question_stands_under_the_first_thing_that_made_it_wrong(runs: Path) -> None:
    uncited = {**RIGHT["q3"], "citations": []}
    store(runs, "a", but(q1=None, q2=WRONG, q3=uncited, q4=WRONG))
    store(runs, "b", but(q1=REFUSED, q2={**WRONG, "status": "quotes_only"}, q3={**WRONG, "status": "failed"}))
    store(runs, "c", but(q2={**WRONG, "answer": "奖励金额按规定。"}))
    store(runs, "d", RIGHT)

    def found(name: str) -> dict[str, list[str]]:
        return {reason: [one.question.id for one in group] for reason, group in failures(open_run(runs / name)).items()}

    assert found("a") == {"failed": ["q1"], "invented": ["q4"], "incomplete": ["q2"], "uncited": ["q3"]}
    assert found("b") == {"failed": ["q3"], "refused": ["q1"], "unsaid": ["q2"]}
    assert found("c") == {"incomplete": ["q2"]}
    assert found("d") == {}
    assert list(found("a")) == [reason for reason in REASONS if reason in found("a")]


def test_a_wording_that_is_forbidden_is_told_as_wrong_and_not_as_incomplete(runs: Path) -> None:
    asked = (QUESTIONS_ASKED[0].model_copy(update={"forbidden": ("99万元",)}),)
    store(runs, "a", {"q1": WRONG}, questions=asked)
    [(reason, [one])] = failures(open_run(runs / "a")).items()
    assert reason == "contradicted"
    assert [part.found for part in one.facts] == [False]
    assert [part.found for part in one.evidence] == [False]


def test_without_names_the_newest_of_ours_the_one_before_and_each_other_are_taken(runs: Path) -> None:
    store(runs, "first", RIGHT, day=0)
    store(runs, "second", RIGHT, day=1)
    store(runs, "third", RIGHT, day=3)
    store(runs, "old-chain", RIGHT, variant="langchain", day=1)
    store(runs, "new-chain", RIGHT, variant="langchain", day=4)
    store(runs, "ungated", RIGHT, variant="no-gate", day=5)
    store(runs, "others", RIGHT, variant="bm25-quotes", day=5, questions=QUESTIONS_ASKED[:2])
    unfinished = store(runs, "unfinished", RIGHT, day=9)
    (unfinished / SCORES).unlink()
    chosen = choose((), runs)
    assert [run.name for run in chosen] == ["third", "second", "ungated", "new-chain"]
    assert [run.name for run, _ in history(chosen[0].record, runs)] == ["first", "second", "third"]


def test_a_run_that_is_not_there_or_not_finished_is_named(runs: Path) -> None:
    with pytest.raises(EvaluationError, match="no finished run"):
        choose((), runs)
    with pytest.raises(EvaluationError, match="no run in"):
        choose(("nothing",), runs)
    (store(runs, "half", RIGHT) / SCORES).unlink()
    with pytest.raises(EvaluationError, match="not finished"):
        choose(("half",), runs)
    with pytest.raises(EvaluationError, match="no name for a run"):
        choose(("../half",), runs)


def test_what_got_better_and_worse_is_counted_from_the_second_run_to_the_first(runs: Path) -> None:
    store(runs, "new", but(q1=WRONG))
    store(runs, "old", but(q2=WRONG, q3=REFUSED))
    moved = changes(choose(("new", "old"), runs))
    assert moved is not None
    assert (moved.better, moved.worse) == (("q2", "q3"), ("q1",))
    assert moved.right.value == pytest.approx(1 / 4)
    page = report(runs, "new", "old", language="en")
    assert "over the same 4 questions: +25 points" in page
    assert "2 better, 1 worse" in page


def test_runs_over_other_questions_are_marked_and_not_compared(runs: Path) -> None:
    store(runs, "new", RIGHT)
    other = tuple(question.model_copy(update={"id": f"x{question.id}"}) for question in QUESTIONS_ASKED)
    store(runs, "other", {}, questions=other)
    assert changes(choose(("new", "other"), runs)) is None
    page = report(runs, "new", "other")
    assert "不能与第一列比较" in page
    assert 'id="changes"' not in page


def test_the_headlines_say_how_many_of_how_many_in_words(runs: Path) -> None:
    store(runs, "a", but(q2=WRONG))
    made = {card.title.en: card for card in cards(open_run(runs / "a"))}
    assert made["Answered rightly"].value.zh == "75%"
    assert made["Answered rightly"].sentence.zh.startswith("4 题中 3 题答对")
    assert made["Answered rightly"].note is not None
    assert made["Declined when it should"].sentence.en.startswith("1 of 1 questions that no text answers")
    assert "95%" in made["Declined when it should"].sentence.zh
    assert "0 of 3 that a text does answer were declined too" in made["Declined when it should"].sentence.en
    assert made["How fast"].value.zh == "1.0 秒"
    assert any("只有 4 题" in line.zh for line in reading(open_run(runs / "a")))


def test_a_question_that_failed_is_told_of_and_counts_as_wrong(runs: Path) -> None:
    store(runs, "a", but(q2={"status": "failed", "answer": ""}))
    run = open_run(runs / "a")
    assert any("1 题出错" in line.zh for line in reading(run))
    assert next(iter(cards(run))).value.en == "75%"


@pytest.mark.parametrize(("n", "share"), [(1, 0.95), (3, 0.6316), (60, 0.0487), (300, 0.0099)])
def test_what_remains_possible_when_nothing_went_wrong(n: int, share: float) -> None:
    # 60 and 300: the rule of three gives 3/60 and 3/300.
    assert still_possible(n) == pytest.approx(share, abs=5e-5)


@pytest.mark.parametrize(
    ("share", "words"), [(0.0, "0%"), (1.0, "100%"), (0.996, "99.6%"), (0.004, "0.4%"), (0.805, "80%"), (0.815, "82%")]
)
def test_a_share_is_never_rounded_to_all_or_none(share: float, words: str) -> None:
    assert percent(share) == words


def test_figures_and_intervals_are_written_with_one_unit() -> None:
    one = Estimate(n=9, value=1.234, low=0.5, high=12.0)
    assert (figure(one, "seconds"), interval(one, "seconds")) == ("1.2 s", "0.50–12.0 s")
    assert interval(Estimate(n=9, value=0.5, low=0.25, high=0.75), "share") == "25–75%"
    assert interval(Estimate(n=60, value=1.0, low=1.0, high=1.0), "share") == "≥ 95%"
    assert interval(Estimate(n=60, value=0.0, low=0.0, high=0.0), "share") == "≤ 5%"
    assert (figure(Estimate(n=0), "share"), interval(Estimate(n=0), "share")) == ("–", "")


def test_the_words_name_every_figure_a_run_has_and_every_variant() -> None:
    assert set(summary(QUESTIONS_ASKED, {}).overall.figures) <= set(FIGURES)
    assert set(VARIANTS) <= set(VARIANT_NAMES)


def test_the_page_is_whole_needs_nothing_and_runs_nothing(runs: Path) -> None:
    store(runs, "new", but(q1=HOSTILE, q4=HOSTILE), day=2)
    store(runs, "old", RIGHT, day=1)
    store(runs, "chain", but(q1=WRONG), variant="langchain")
    page = report(runs)
    read = Page(page)
    assert read.open == []
    names = {tag for tag, _ in read.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "form", "base"}
    for tag, attributes in read.tags:
        assert not {"src", "onerror", "onclick", "style"} & set(attributes), tag
        assert attributes.get("href", "#").startswith("#")
    assert "@import" not in page
    assert "url(" not in page
    [policy] = [one["content"] for _, one in read.tags if one.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_headings_captions_and_names_are_in_order(runs: Path) -> None:
    store(runs, "new", but(q1=WRONG), day=2)
    store(runs, "old", but(q2=WRONG), day=1)
    page = report(runs)
    tags = Page(page).tags
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    count = [tag for tag, _ in tags].count
    assert count("table") == count("caption") > 5
    assert all("scope" in attributes for tag, attributes in tags if tag == "th")
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    named = {attributes[key] for _, attributes in tags for key in ("aria-labelledby", "for") if key in attributes}
    named |= {attributes["href"][1:] for tag, attributes in tags if tag == "a"}
    assert named <= set(ids)


def test_both_languages_are_there_and_the_chosen_one_is_shown(runs: Path) -> None:
    store(runs, "a", but(q1=WRONG))
    chinese, english = report(runs, language="zh"), report(runs, language="en")
    for page in (chinese, english):
        assert page.count('class="t-zh"') == page.count('class="t-en"') > 50
    assert '<html lang="zh-CN">' in chinese
    assert 'id="show-zh" checked' in chinese
    assert '<html lang="en">' in english
    assert 'id="show-en" checked' in english


def test_what_the_model_wrote_is_shown_with_the_decision(runs: Path) -> None:
    drafts = [{"written": "最高<b>99</b>万元。", "faults": ["number"], "decision": "dropped"}]
    store(runs, "a", but(q1={**WRONG, "drafts": drafts}))
    page = report(runs)
    assert "最高&lt;b&gt;99&lt;/b&gt;万元。" in page
    assert "舍去" in page
    assert "模型写的话用上了" in page


def test_a_judge_s_opinion_stands_apart_and_only_where_one_was_asked(runs: Path) -> None:
    folder = store(runs, "a", but(q1=WRONG))
    assert 'id="opinion"' not in report(runs)
    assert "没有任何数字出自模型的评判" in report(runs)
    judge(folder, FakeChatModel("有据：否\n切题：是", "有据：是\n切题：是", "有据：是\n切题：是"))
    page = report(runs)
    apart = page[page.index('id="opinion"') :].partition("</section>")[0]
    assert "不是测量结果" in apart
    assert "0.667" in apart
    assert "没有任何数字出自模型的评判" not in page
    assert page.index('id="figures"') < page.index('id="opinion"')


def test_a_run_without_a_failure_says_so(runs: Path) -> None:
    store(runs, "a", RIGHT)
    assert "每题都答对" in report(runs)


def test_the_command_writes_the_page(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store(runs, "a", RIGHT)
    out = runs.parent / "new" / "report.html"
    evaluation(["report", "a", "--runs", str(runs), "--out", str(out), "--language", "en"], standalone_mode=False)
    assert '<html lang="en">' in out.read_text(encoding="utf-8")
    assert str(out) in capsys.readouterr().err
