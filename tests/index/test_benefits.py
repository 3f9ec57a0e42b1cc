"""Who gets what on which condition, and what is refused, as places in the text."""

from __future__ import annotations

import pytest

from index.stated.benefits import benefits


@pytest.mark.parametrize(
    ("text", "kind", "who", "conditions", "gets"),
    [
        ("对新认定的企业,给予10万元奖励。", "grant", "新认定的企业", [], "给予10万元奖励"),
        ("小微企业新招用毕业生的,按每人500元给予补贴。", "grant", "小微企业", ["新招用毕业生"], "按每人500元给予补贴"),
        (
            "本市小微企业新招用退役军人,签订1年以上合同的,给予补贴。",
            "grant",
            "本市小微企业",
            ["新招用退役军人", "签订1年以上合同"],
            "给予补贴",
        ),
        ("符合条件的个体工商户可以申请贷款。", "preference", "符合条件的个体工商户", [], "可以申请贷款"),
        ("经认定的企业,减按15%的税率征收企业所得税。", "relief", "经认定的企业", [], "减按15%的税率征收企业所得税"),
        ("首次通过认定的,一次性奖励20万元。", "grant", None, ["首次通过认定"], "一次性奖励20万元"),
        ("任何单位不得收取费用。", "prohibition", "任何单位", [], "不得收取费用"),
        ("弄虚作假骗取资金的,3年内不得再次申请。", "prohibition", None, ["弄虚作假骗取资金"], "3年内不得再次申请"),
        ("逾期不予受理。", "prohibition", None, [], "逾期不予受理"),
        ("连续两年不合格的,停止补助2年。", "prohibition", None, ["连续两年不合格"], "停止补助2年"),
    ],
)
def test_who_on_what_condition_gets_what(
    text: str, kind: str, who: str | None, conditions: list[str], gets: str
) -> None:
    (one,) = benefits(text)
    assert (one.kind, one.who and one.who.words) == (kind, who)
    assert [condition.words for condition in one.conditions] == conditions
    assert one.gets.words == gets
    for span in (one.gets, *one.conditions, *([one.who] if one.who else [])):
        assert text[span.start : span.end] == span.words


def test_a_grant_and_the_refusal_behind_it() -> None:
    grant, refusal = benefits("企业可享受本政策,但不得重复享受。")
    assert (grant.kind, refusal.kind) == ("preference", "prohibition")
    assert grant.who is not None
    assert grant.who.words == "企业"


def test_cells_of_a_row_are_read_one_by_one() -> None:
    grant, refusal = benefits("等次:一等;支持:给予50万元;说明:不得重复享受")
    assert (grant.gets.words, refusal.gets.words) == ("给予50万元", "不得重复享受")


@pytest.mark.parametrize(
    "text",
    [
        "三、创业补贴",
        "补贴标准由市财政局公布。",
        "温度记录间隔不得超过10分钟。",
        "依法给予处分。",
        "合同所有权归企业。",
        "已领取补贴的,应当报告。",
        "为规范奖励资金管理,制定本办法。",
    ],
)
def test_words_of_giving_that_give_nothing(text: str) -> None:
    assert not benefits(text)
