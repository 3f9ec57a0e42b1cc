"""Two cases of one rule side by side, with the difference where both are one figure of one unit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.evidence import find, gather
from assistant.question import understand
from assistant.statements import sides
from assistant.statements.matter import Matter
from index.build import ingest
from index.search import Searcher
from tests.fakes import FakeEmbedder

TEXT = """某市体育产业扶持办法
第一条 首次举办国际赛事的,按支出的25%补助,最高80万元;第二次举办同一赛事的,按15%补助,最高40万元。
第二条 甲级俱乐部每个赛季补助300万元;乙级俱乐部每个赛季补助120万元。
第三条 一类教练、二类教练累计租期不超过8年,三类教练累计租期不超过6年,四类教练累计租期不超过4年。
第四条 新建场馆的,奖励20万元。
第五条 本办法自2026年5月1日起施行,有效期至2029年4月30日。
"""


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder: Path = tmp_path_factory.mktemp("sides")
    (folder / "rules.txt").write_text(TEXT, encoding="utf-8")
    ingest([folder / "rules.txt"], folder / "index", FakeEmbedder(), progress=False)
    opened = Searcher.open(folder / "index", FakeEmbedder())
    yield opened
    opened.close()


def _said(text: str, searcher: Searcher) -> str:
    question = understand(text, (), region=None, as_of=date(2026, 11, 22), places=())
    hits = find(question, searcher, 8, ())
    return "".join(one.text for one in sides.said(Matter(question, gather(text, hits, searcher), searcher)).statements)


def test_the_first_and_the_second_time(searcher: Searcher) -> None:
    said = _said("国际赛事头一回办和第二回办,补助各是多少", searcher)
    assert "25%" in said
    assert "15%" in said
    assert "相差" not in said  # a rate and a ceiling each: no one difference


def test_two_grades_and_what_lies_between(searcher: Searcher) -> None:
    assert _said("甲级俱乐部和乙级俱乐部补助差多少", searcher).endswith("相差180万元。")


def test_a_third_case_between_the_two_is_left_out(searcher: Searcher) -> None:
    said = _said("二类教练和四类教练最多能住多久,差几年", searcher)
    assert said == "一类教练、二类教练累计租期不超过8年；四类教练累计租期不超过4年，相差4年。"


@pytest.mark.parametrize("question", ["新建场馆和改造场馆的奖励差多少", "甲级俱乐部补助多少", "丙级和丁级俱乐部差多少"])
def test_a_side_that_is_not_stated_is_not_made_up(question: str, searcher: Searcher) -> None:
    assert not _said(question, searcher)
