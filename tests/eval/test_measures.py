"""Each measure against figures worked out by hand."""

from __future__ import annotations

import math

import pytest

from eval import measures


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ABC, 1%", "abc1%"), ("《办法》(试行)", "办法试行"), ("２０２５年 １—３月", "2025年13月"), ("“A”_/B", "ab")],
)
def test_normalised_drops_width_case_space_and_punctuation(text: str, expected: str) -> None:
    assert measures.normalised(text) == expected


def test_a_part_is_found_across_punctuation_but_not_across_other_characters() -> None:
    assert measures.holds("补助 3,000 元。", "补助3000元")
    assert not measures.holds("补助30000元", "补助3千元")


def test_nothing_to_measure_is_none_not_zero() -> None:
    assert measures.share([]) is None
    assert measures.average([None, None]) is None
    assert measures.average([None, 0.5]) == 0.5
    assert measures.fact_recall("甲", []) is None
    assert measures.percentile([], 0.5) is None


def test_one_wording_of_a_group_is_enough() -> None:
    assert measures.fact_recall("由甲局办理", [["甲局", "甲委"], ["十日"]]) == 0.5


def test_citations_are_right_when_they_hold_evidence() -> None:
    cited = ["第一条 甲乙丙", "第二条 丁"]
    assert measures.citation_recall(cited, ["乙丙", "丁", "戊"]) == pytest.approx(2 / 3)
    assert measures.citation_precision(cited, ["乙丙"]) == 0.5
    assert measures.citation_precision([], ["乙丙"]) == 0.0


def test_percentiles_by_nearest_rank() -> None:
    assert measures.percentile([4.0, 1.0, 3.0, 2.0], 0.5) == 3.0
    assert measures.percentile([7.0], 0.95) == 7.0


def test_ndcg() -> None:
    assert measures.ndcg([1], 10) == 1.0
    assert measures.ndcg([2], 10) == pytest.approx(1 / math.log2(3))
    assert measures.ndcg([1, None], 10) == pytest.approx(1 / (1 + 1 / math.log2(3)))
    assert measures.ndcg([11], 10) == 0.0
    assert measures.ndcg([], 10) == 0.0


def test_first_rank() -> None:
    assert measures.first_rank([False, True, True]) == 2
    assert measures.first_rank([False]) is None
