"""Traditional characters, in questions and in texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.passage import passages
from index.search import Searcher
from index.variants import fold, simplified
from tests.fakes import FakeEmbedder
from tests.index.making import a_policy
from tests.index.test_search import index, write


@pytest.mark.parametrize(
    ("text", "folded", "made_simple"),
    [
        ("臨瀾市的企業", "临澜市的企业", "临澜市的企业"),
        ("（一）企业，２０％", "(一)企业,20%", "（一）企业，２０％"),
        ("（一）企業，２０％", "(一)企业,20%", "(一)企业,20%"),
        ("乾隆", "乾隆", "乾隆"),
        ("", "", ""),
    ],
)
def test_simplified_leaves_alone_what_is_not_traditional(text: str, folded: str, made_simple: str) -> None:
    assert fold(text) == folded
    assert simplified(text) == made_simple


def test_passages_of_a_traditional_text_are_simplified_and_its_clauses_are_not() -> None:
    policy = a_policy("p", ("對企業給予補助。",), title="資助辦法")
    assert passages(policy)[0].text.startswith("资助办法")
    assert passages(policy)[0].text.endswith("对企业给予补助。")
    assert policy.clauses[0].text == "對企業給予補助。"


@pytest.mark.parametrize("query", ["研发补助每年几月申请", "研發補助每年幾月申請"])
@pytest.mark.parametrize("right", ["研发补助每年三月申请。", "研發補助每年三月申請。"])
def test_either_script_finds_the_other_at_the_same_score(tmp_path: Path, query: str, right: str) -> None:
    index(write(tmp_path / "p", {"a.txt": f"某办法\n其他事项按规定执行。\n{right}\n"}), tmp_path / "i")
    searcher = Searcher.open(tmp_path / "i", FakeEmbedder())
    first, second = searcher.search(query, 2)
    assert first.clause.text == right
    assert first.score == pytest.approx(searcher.search("研发补助每年几月申请", 1)[0].score)
    near, far = searcher.sentence_scores(query, [right, second.clause.text])
    assert near > far
