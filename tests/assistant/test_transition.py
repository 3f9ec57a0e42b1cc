"""What holds for a case begun before the policy came into force."""

from __future__ import annotations

from datetime import date
from typing import cast

import pytest

from assistant.question import understand
from assistant.statements import transition
from assistant.statements.matter import Matter
from index.search import Searcher
from tests.assistant.pieces import evidence, policy

RULES = """某市企业奖励办法
为奖励企业,制定本办法。
第一条 认定为示范企业的,奖励20万元。申请前应当在本市纳税满1年。
第二条 本办法自2026年1月1日起施行。本办法施行前已经受理、尚未兑现的,按照原办法执行。
第三条 2025年12月31日前已经开工的项目,适用本办法。
"""


class _Policies:
    def policy(self, _policy_id: str) -> object:
        return policy(RULES)


def told(question: str) -> str:
    asked = understand(question, (), region=None, as_of=date(2026, 11, 22))
    found = transition.said(Matter(asked, evidence(("第一条",), text=RULES), cast(Searcher, _Policies())))
    return "".join(one.text for one in found.statements)


@pytest.mark.parametrize(
    "question",
    [
        "示范企业奖励去年就受理了,钱还没发,按新办法还是旧办法?",
        "我们年前已经受理了,到现在一直没兑现,是按哪个标准给?",
        "示范企业去年受理的,还按老办法算吗?",
    ],
)
def test_a_case_accepted_before_goes_by_the_rule_for_it(question: str) -> None:
    assert told(question) == "《某市企业奖励办法》第二条写明：“本办法施行前已经受理、尚未兑现的,按照原办法执行”。"


def test_of_two_rules_the_one_for_the_case_told_is_said() -> None:
    assert "第三条" in told("项目去年就开工了,按新的还是旧的政策算?")


@pytest.mark.parametrize("question", ["示范企业奖励多少钱?", "示范企业是新办法里的吗?", "按什么标准认定示范企业?"])
def test_nothing_is_said_where_no_earlier_case_is_told(question: str) -> None:
    assert told(question) == ""
