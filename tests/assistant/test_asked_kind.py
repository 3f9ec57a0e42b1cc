"""Where a day alone is asked for, or an office, a sentence without one is no answer."""

from datetime import date

import pytest

from assistant.asked_kind import lacking
from assistant.question import understand

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("question", "text", "lacks"),
    [
        ("培训班下一期哪天开课?", "每人给予误工补助300元。", "具体的时间"),
        ("申请最晚什么时候交?", "应当在验收之日起6个月内提出。", None),
        ("申请最晚什么时候交?", "全年受理。", None),
        ("食堂卫生归哪个部门管?", "老年助餐点,是指以优惠价格供餐的固定场所。", "由哪个部门办理"),
        ("食堂卫生归哪个部门管?", "市市场监管局负责供餐食品安全。", None),
        ("什么时候交,补多少?", "每人补助300元。", None),
    ],
)
def test_only_what_alone_is_asked_for_may_lack(question: str, text: str, lacks: str | None) -> None:
    assert lacking(understand(question, (), region=None, as_of=TODAY), text) == lacks
