"""Two benefits of one policy: had together or not, by the sentence that says so."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

from assistant.question import understand
from assistant.statements.matter import Matter
from assistant.statements.together import said
from tests.assistant.pieces import evidence, policy

if TYPE_CHECKING:
    from index.policy import Policy
    from index.search import Searcher

TEXT = """松屿市人民政府关于支持渔港建设的若干措施
各区人民政府:
为支持渔港建设,制定本措施。
一、奖补内容
(一)泊位补助。新建泊位每个补助2万元。
(二)灯塔奖励。灯塔首次获评五星的奖励30万元。
(三)渔户补贴。低保渔户每月补贴60元;残疾渔户每月补贴30元。同时符合多项条件的,只享受其中最高的一项。
二、附则
(四)同一项目符合本市其他同类政策的,按就高原则执行,不重复享受。第(二)项奖励可与第(一)项补助同时享受。
本措施自2025年1月1日起施行,有效期至2028年12月31日。
"""


class _Texts:
    def policy(self, _policy_id: str) -> Policy:
        return policy(TEXT)


def _told(question: str, *addresses: tuple[str, ...]) -> str:
    understood = understand(question, (), region=None, as_of=date(2026, 11, 22))
    matter = Matter(understood, evidence(*addresses, text=TEXT), cast("Searcher", _Texts()))
    return "\n".join(one.text for one in said(matter).statements)


def test_what_a_policy_lets_be_had_together_goes_before_its_rule_on_other_policies() -> None:
    text = _told("新建泊位补助和五星灯塔奖励两个都拿行吗？", ("一、", "(二)"))
    assert text.startswith("可以同时享受：")
    assert "第(二)项奖励可与第(一)项补助同时享受" in text


def test_of_several_cases_the_highest_only() -> None:
    text = _told("我是低保渔户又是残疾渔户，60加30一共拿90块吗？", ("一、", "(三)"))
    assert text.startswith("不能同时享受：")


def test_nothing_is_said_of_benefits_the_sentence_does_not_name() -> None:
    assert not _told("泊位补助和渔户补贴能一起领吗？", ("一、", "(一)"))


def test_nothing_is_said_where_it_is_not_asked() -> None:
    assert not _told("泊位补助是多少？", ("一、", "(一)"))
