"""Retrieval figures against cases worked out by hand."""

from __future__ import annotations

import math

import pytest

from eval.questions import GoldArticle, Question
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
        "recall@10": 0.5,
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
    assert figures == {"R@10": 1.0, "nDCG@10": pytest.approx(1 / math.log2(3))}


def test_a_question_without_hits_counts_as_zero_and_is_reported() -> None:
    asked = [Question(id="q", question="?", evidence=("补助3万元",)), Question(id="r", question="?", evidence=("甲",))]
    result = score_retrieval(asked, _found("q", EVIDENCE))
    assert result.missing == 1
    assert result.figures["success@1"] == 0.5
    assert "success@1" in as_table(result)


def test_a_question_that_names_nothing_to_find_is_left_out() -> None:
    asked = [Question(id="q", question="?", answerable=False)]
    assert score_retrieval(asked, {}).questions == 0
