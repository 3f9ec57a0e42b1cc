"""Retrieval figures against cases worked out by hand."""

from __future__ import annotations

import math
import sys

import pytest

from eval.measures import ndcg
from eval.questions import EvaluationError, GoldArticle, Question
from eval.score_retrieval import FoundClause, Hits, as_table, score_retrieval

OTHER = FoundClause(source_file="a.txt", address=("一、",), text="无关")
EVIDENCE = FoundClause(source_file="a.txt", address=("二、",), text="每年补助 3万元。")


def _found(question_id: str, *hits: FoundClause) -> dict[str, Hits]:
    return {question_id: Hits(id=question_id, hits=hits, seconds=0.02)}


def test_evidence_is_looked_for_at_one_five_and_ten() -> None:
    question = Question(id="q", question="?", evidence=("补助3万元", "五年内"))
    figures = score_retrieval([question], _found("q", *[OTHER] * 2, EVIDENCE)).figures
    assert figures == {
        "success@1": 0.0,
        "success@5": 1.0,
        "success@10": 1.0,
        "recall@5": 0.5,
        "recall@10": 0.5,
        "nDCG@10": pytest.approx((1 / 2) / (1 + 1 / math.log2(3))),
        "MRR@10": pytest.approx(1 / 3),
    }


def test_evidence_below_the_tenth_hit_does_not_count() -> None:
    question = Question(id="q", question="?", evidence=("补助3万元",))
    figures = score_retrieval([question], _found("q", *[OTHER] * 10, EVIDENCE)).figures
    assert set(figures.values()) == {0.0}


def test_an_article_counts_once_at_its_first_clause_and_only_in_its_own_file() -> None:
    asked = Question(id="s", question="?", gold=(GoldArticle(file="法.md", article="第八条", law="某法"),))
    elsewhere = FoundClause(source_file="laws/另.md", address=("第八条",), text="")
    here = FoundClause(source_file="laws/法.md", address=("第二章", "第八条", "(一)"), text="")
    figures = score_retrieval([asked], _found("s", elsewhere, here, here)).figures
    assert figures["recall@10"] == 1.0
    assert figures["nDCG@10"] == pytest.approx(1 / math.log2(3))
    assert (figures["success@1"], figures["MRR@10"]) == (0.0, 0.5)


def test_two_pieces_in_one_clause_are_one_clause_to_find() -> None:
    question = Question(id="q", question="?", evidence=("补助3万元", "每年", "五年内"))
    figures = score_retrieval([question], _found("q", EVIDENCE)).figures
    assert (figures["recall@10"], figures["success@1"]) == (0.5, 1.0)


def test_the_same_clause_found_twice_counts_once() -> None:
    question = Question(id="q", question="?", evidence=("补助3万元",))
    figures = score_retrieval([question], _found("q", EVIDENCE, EVIDENCE)).figures
    assert figures == dict.fromkeys(figures, 1.0)


def test_the_library_agrees_with_the_measures_worked_out_here() -> None:
    question = Question(id="q", question="?", evidence=("补助3万元", "五年内", "七日"))
    fifth = FoundClause(source_file="a.txt", address=("三、",), text="五年内有效")
    figures = score_retrieval([question], _found("q", OTHER, EVIDENCE, OTHER, OTHER, fifth)).figures
    assert figures["nDCG@10"] == pytest.approx(ndcg([2, 5, None], 10))
    assert figures["recall@5"] == pytest.approx(2 / 3)


def test_without_the_library_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    with pytest.raises(EvaluationError, match=r"\[eval\]"):
        score_retrieval([Question(id="q", question="?", evidence=("甲",))], {})


def test_a_question_without_hits_counts_as_zero_and_is_reported() -> None:
    asked = [Question(id="q", question="?", evidence=("补助3万元",)), Question(id="r", question="?", evidence=("甲",))]
    result = score_retrieval(asked, _found("q", EVIDENCE))
    assert result.missing == 1
    assert result.figures["success@1"] == 0.5
    assert "success@1" in as_table(result)


def test_a_question_that_names_nothing_to_find_is_left_out() -> None:
    asked = [Question(id="q", question="?", answerable=False)]
    assert score_retrieval(asked, {}).questions == 0
