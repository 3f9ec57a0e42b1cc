"""Amounts with values, unit, bound, role, per, base, what they apply to and their grade; and numbers that are none."""

from __future__ import annotations

import pytest

from index.stated.amounts import amounts
from index.stated.decimals import decimal_of, plain
from index.stated.fact import Amount


def only(text: str) -> Amount:
    found = amounts(text)
    assert len(found) == 1, found
    assert text[found[0].start : found[0].end] == found[0].words
    return found[0]


@pytest.mark.parametrize(
    ("text", "values", "unit", "bound", "role"),
    [
        ("给予最高不超过50万元的奖励。", ("500000",), "元", "at_most", "ceiling"),
        ("按每人每月300元给予补贴。", ("300",), "元", "exact", "benefit"),
        ("给予3万—5万元奖励。", ("30000", "50000"), "元", "range", "benefit"),
        ("给予3-5万元奖励。", ("30000", "50000"), "元", "range", "benefit"),
        ("给予五十万元奖励。", ("500000",), "元", "exact", "benefit"),
        ("给予一百二十万元奖励。", ("1200000",), "元", "exact", "benefit"),
        ("注册资本最低限额为1000万元。", ("10000000",), "元", "at_least", "threshold"),
        ("注册资本不低于1亿元。", ("100000000",), "元", "at_least", "threshold"),
        ("投资100万元(含)以上的企业可以申请。", ("1000000",), "元", "at_least", "threshold"),
        ("营业收入2000万元以上(不含)的企业可以申请。", ("20000000",), "元", "over", "threshold"),
        ("减按15%的税率征收。", ("15",), "%", "exact", "benefit"),
        ("适用税率为13%。", ("13",), "%", "exact", "rate"),
        ("按贷款额的2‰给予贴息。", ("2",), "‰", "exact", "benefit"),
        ("利率上浮不超过百分之十五。", ("15",), "%", "at_most", "threshold"),
        ("处一万元以上五万元以下的罚款。", ("10000", "50000"), "元", "range", "penalty"),
        ("并处违法所得一倍以上五倍以下罚款。", ("1", "5"), "倍", "range", "penalty"),
        ("按日加收万分之五的滞纳金。", ("5",), "‱", "exact", "penalty"),
        ("专职人员不少于15人。", ("15",), "人", "at_least", "threshold"),
        ("场地面积5000平方米以上。", ("5000",), "平方米", "at_least", "threshold"),
        ("到2027年,引进企业100家左右。", ("100",), "家", "about", "target"),
        ("到2027年,产值年均增长15%。", ("15",), "%", "exact", "target"),
        ("单个项目补助总额50万元封顶。", ("500000",), "元", "at_most", "ceiling"),
        ("补助1,200.50元。", ("1200.5",), "元", "exact", "benefit"),
        ("医师达到0.75名/万人。", ("0.75",), "名/万人", "at_least", "stated"),
        ("年综合能耗1000吨标准煤以上不足3000吨标准煤的企业。", ("1000", "3000"), "吨标准煤", "range", "threshold"),
        ("工作满1年的,给予50余万元支持。", ("500000",), "元", "about", "benefit"),
        ("单个项目最高不超过 100 万元补助。", ("1000000",), "元", "at_most", "ceiling"),
        ("到2027年,研发投入占比2%左右。", ("2",), "%", "about", "target"),
        ("县财政每年安排3亿元打造具有特色的集群。", ("300000000",), "元", "exact", "stated"),
        ("减半征收所得税。", ("50",), "%", "exact", "benefit"),
        ("实行三免三减半。", ("3", "3"), "年免征+年减半", "exact", "benefit"),
    ],
)
def test_value_unit_bound_and_role(text: str, values: tuple[str, ...], unit: str, bound: str, role: str) -> None:
    amount = only(text)
    assert (amount.values, amount.unit, amount.bound, amount.role) == (values, unit, bound, role)


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("按每人每月300元给予补贴。", ("每人", "每月")),
        ("单个企业每年最高20万元补助。", ("单个企业", "每年")),
        ("给予每家企业10万元奖励。", ("每家企业",)),
        ("给予一次性奖励5万元。", ("一次性",)),
        ("给予10万元一次性奖励。", ("一次性",)),
        ("按300元/人·月给予补贴。", ("每人", "每月")),
        ("按每招用1人1000元给予补贴。", ("每招用1人",)),
    ],
)
def test_per_what(text: str, per: tuple[str, ...]) -> None:
    assert only(text).per == per


@pytest.mark.parametrize(
    ("text", "base", "bound"),
    [
        ("按实际投资额的30%给予补助。", "实际投资额", "exact"),
        ("给予不超过实际投资额30%的补助。", "实际投资额", "at_most"),
        ("按照不超过贷款额的2‰给予贴息。", "贷款额", "at_most"),
        ("最高给予项目总投资30%的资助。", "项目总投资", "at_most"),
    ],
)
def test_what_a_rate_is_taken_of(text: str, base: str, bound: str) -> None:
    assert (only(text).base, only(text).bound) == (base, bound)


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("对新认定的企业,给予10万元奖励。", "新认定的企业"),
        ("首次获奖的,给予10万元奖励。", "首次获奖"),
        ("年营业收入不低于2000万元。", "年营业收入"),
        ("情节严重的,处五万元罚款。", "情节严重"),
        ("给予10万元奖励。", None),
    ],
)
def test_what_an_amount_applies_to(text: str, of: str | None) -> None:
    assert only(text).of == of


@pytest.mark.parametrize(
    ("text", "grades"),
    [
        (
            "一等奖50万元、二等奖30万元、三等奖10万元。",
            [("一等奖", "500000"), ("二等奖", "300000"), ("三等奖", "100000")],
        ),
        ("国家级给予100万元奖励,省级给予50万元奖励。", [("国家级", "1000000"), ("省级", "500000")]),
        ("对国家级、省级平台分别给予100万元、50万元奖励。", [("国家级", "1000000"), ("省级", "500000")]),
        ("对国家级、省级、市级平台分别给予100万元、50万元奖励。", [(None, "1000000"), (None, "500000")]),
        ("第一家奖励100万元,第二家奖励80万元。", [("第一家", "1000000"), ("第二家", "800000")]),
        ("租金按第一年100%、第二年50%给予补贴。", [("第一年", "100"), ("第二年", "50")]),
        ("国家级平台给予100万元奖励;另给予20万元补助。", [("国家级", "1000000"), (None, "200000")]),
        (
            "产值突破10亿元、50亿元的,分别奖励20万元、100万元。",
            [(None, "1000000000"), (None, "5000000000"), ("突破10亿元", "200000"), ("50亿元", "1000000")],
        ),
    ],
)
def test_every_amount_keeps_its_own_grade(text: str, grades: list[tuple[str | None, str]]) -> None:
    assert [(amount.grade, amount.values[0]) for amount in amounts(text)] == grades


def test_a_ceiling_beside_a_rate() -> None:
    rate, ceiling = amounts("对购置设备的企业,按购置额的30%给予补助,最高200万元。")
    assert (rate.base, rate.role, rate.of) == ("购置额", "benefit", "购置设备的企业")
    assert (ceiling.values, ceiling.role, ceiling.of) == (("2000000",), "ceiling", "购置设备的企业")


def test_a_condition_and_what_it_earns() -> None:
    condition, earned = amounts("对投资1000万元以上的项目,给予50万元补助。")
    assert (condition.role, condition.values) == ("threshold", ("10000000",))
    assert (earned.role, earned.values, earned.of) == ("benefit", ("500000",), "投资1000万元以上的项目")


def test_each_penalty_is_for_its_own_offender() -> None:
    first, second = amounts("情节严重的,对机构处一万元以上五万元以下罚款,对人员处一千元以上五千元以下罚款。")
    assert (first.of, second.of) == ("机构", "人员")


def test_one_bound_for_a_list() -> None:
    found = amounts("对销售首次超过5000 万元、1亿元、5 亿元的企业,分别给予不超过20万元、50万元、100万元的奖励。")
    assert [(amount.bound, amount.role, amount.grade) for amount in found] == [
        ("over", "threshold", None),
        ("over", "threshold", None),
        ("over", "threshold", None),
        ("at_most", "ceiling", "超过5000 万元"),
        ("at_most", "ceiling", "1亿元"),
        ("at_most", "ceiling", "5 亿元"),
    ]


def test_a_row_of_a_table_belongs_to_its_first_cell() -> None:
    found = amounts("等次:一等;补助金额:50万元;名额:3名")
    assert [(amount.grade, amount.of, amount.values) for amount in found] == [("一等", "补助金额", ("500000",))]


@pytest.mark.parametrize(
    "text",
    [
        "国发〔2024〕26号",
        "电话:0951-5069868",
        "依照第三百条第二款办理。",
        "二元结构逐步打破。",
        "数十万元的项目较多。",
        "一人一票,三家企业参加。",
        "2025年3月4日印发,3年内有效。",
        "第5项、第6名、第7个。",
        "邮编750001,人民路100号。",
        "十分重视,三分之一的企业参加。",
    ],
)
def test_numbers_of_other_kinds(text: str) -> None:
    assert not amounts(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3.5万", "35000"),
        ("一百二十三万四千", "1234000"),
        ("1,200", "1200"),
        ("二亿五千万", "250000000"),
        ("五点五", "5.5"),
        ("十", "10"),
        ("3千万", "30000000"),
    ],
)
def test_numbers_are_exact(text: str, value: str) -> None:
    found = decimal_of(text)
    assert found is not None
    assert plain(found) == value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("租金按八折收取", ["80"]),
        ("按七五折结算", ["75"]),
        ("补助比例为三成", ["30"]),
        ("折旧年限和成立时间", []),
        ("项目一次建成,第三成员单位", []),
        ("不超过三成", []),
    ],
)
def test_tenths_are_rates(text: str, values: list[str]) -> None:
    assert [one.values[0] for one in amounts(text)] == values
