"""A question about the repealed document that is not held is not answered from the one that is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import older
from assistant.evidence import whole
from index.build import ingest
from index.search import Searcher
from tests.fakes import FakeEmbedder

NEW = """某市体育赛事扶持办法
某体规〔2026〕4号
第一条 举办全国性赛事的,一次性补助20万元。
第二条 本办法自2026年5月1日起施行。《某市体育赛事补助暂行办法》(某体规〔2020〕2号)同时废止。
"""


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder: Path = tmp_path_factory.mktemp("older")
    (folder / "new.txt").write_text(NEW, encoding="utf-8")
    ingest([folder / "new.txt"], folder / "index", FakeEmbedder(), progress=False)
    opened = Searcher.open(folder / "index", FakeEmbedder())
    yield opened
    opened.close()


def _asked(question: str, searcher: Searcher) -> older.Old | None:
    policy = searcher.policy(searcher.policies()[0].policy_id)
    assert policy is not None
    return older.asked_about(question, whole(policy.clauses[0], policy.header(), "补助"), searcher)


@pytest.mark.parametrize(
    "question",
    [
        "2020年那个补助办法里,全国赛事补多少",
        "以前的赛事补助办法给多少钱",
        "老政策里全国赛事奖几万",
        "原来那份文件怎么规定的",
    ],
)
def test_the_old_document_is_said_not_to_be_held(question: str, searcher: Searcher) -> None:
    found = _asked(question, searcher)
    assert found is not None
    assert "没有《某市体育赛事补助暂行办法》" in found.text
    assert "废止" in found.evidence.deciding


@pytest.mark.parametrize(
    "question",
    [
        "全国赛事补多少",
        "2026年的扶持办法补多少",
        "按新办法还是老办法算",
        "老办法废了没有",
        "以前办过一次,再办补多少",
        "敬老院能按养老那个办法领补助吗",
        "2019年的补助方案给多少",
    ],
)
def test_the_new_one_speaks_for_itself(question: str, searcher: Searcher) -> None:
    assert _asked(question, searcher) is None
