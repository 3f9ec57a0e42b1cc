"""Whether a document that is not held still holds, where one that is held repeals it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

from assistant.question import understand
from assistant.statements.repealed import said
from tests.assistant.pieces import policy

if TYPE_CHECKING:
    from index.policy import Policy, PolicyHeader
    from index.search import Searcher

TEXT = """松屿市人民政府办公室关于印发松屿市渔船更新办法的通知
松政办发〔2025〕7号
各区人民政府:
现将《松屿市渔船更新办法》印发给你们。
松屿市人民政府办公室
2025年3月1日
松屿市渔船更新办法
第一条 渔船更新每艘补助2万元。
第二条 本办法自2025年4月1日起施行,有效期5年。《松屿市渔船更新暂行办法》(松政办发〔2019〕31号)同时废止。
"""


class _Texts:
    def policies(self) -> list[PolicyHeader]:
        return [policy(TEXT).header()]

    def policy(self, _policy_id: str) -> Policy:
        return policy(TEXT)


def _told(question: str) -> str:
    understood = understand(question, (), region=None, as_of=date(2026, 11, 22))
    return "".join(one.text for one in said(understood, cast("Searcher", _Texts())))


def test_by_number_and_by_title() -> None:
    for question in ("我这有份松政办发〔2019〕31号文，现在还有效吗？", "《松屿市渔船更新暂行办法》还管用吗？"):
        text = _told(question)
        assert "自2025年4月1日起已经废止" in text
        assert "同时废止" in text
    assert _told("我这有份松政办发〔2019〕31号文，现在还有效吗？").startswith("松政办发〔2019〕31号")


def test_the_document_that_is_held_and_others_are_none_of_it() -> None:
    assert not _told("松政办发〔2025〕7号还有效吗？")
    assert not _told("松政办发〔2020〕9号还有效吗？")
    assert not _told("《松屿市渔船更新暂行办法》补助多少？")
