"""Departments by role and dates by kind, rule by rule."""

from __future__ import annotations

import pytest

from index.facts import dates, departments, find_day, policy_wide_rule, repeals, validity_dates
from index.variants import fold


@pytest.mark.parametrize(
    ("bracket", "lead", "supporting", "responsible"),
    [
        ("市科技局牵头;市财政局、教育局配合", ["市科技局"], ["市财政局", "教育局"], []),
        ("市科技局牵头，市财政局配合落实", ["市科技局"], ["市财政局"], []),
        ("省商务厅、财政厅分工落实", [], [], ["省商务厅", "财政厅"]),
        ("省商务厅、财政厅按职责分别负责", [], [], ["省商务厅", "财政厅"]),
        ("省商务厅、财政厅按职责分别牵头负责,省行业协会配合", ["省商务厅", "财政厅"], ["省行业协会"], []),
        ("牵头部门:市商务委、市教委", ["市商务委", "市教委"], [], []),
        ("牵头单位:市商务委;配合单位:市教委", ["市商务委"], ["市教委"], []),
        (
            "责任单位:省工业和信息化厅,数据集团公司,各市、县〔区〕人民政府",
            [],
            [],
            ["省工业和信息化厅", "数据集团公司", "各市、县〔区〕人民政府"],
        ),
        ("责任单位:甲市、乙市人民政府", [], [], ["甲市、乙市人民政府"]),
        ("省财政厅和各市、县人民政府分工落实", [], [], ["省财政厅", "各市、县人民政府"]),
    ],
)
def test_departments_by_role(bracket: str, lead: list[str], supporting: list[str], responsible: list[str]) -> None:
    found = departments(f"(一)扩大开放。支持企业走出去。({bracket})")
    assert (list(found.lead), list(found.supporting), list(found.responsible)) == (lead, supporting, responsible)


@pytest.mark.parametrize("text", ["支持企业(含个体工商户)。", "由市科技局牵头推进。", "(此件公开发布)", "详见附件(略)"])
def test_other_brackets_name_no_department(text: str) -> None:
    assert not departments(text)


def test_a_rule_for_all_that_follows_is_kept_apart_from_the_names() -> None:
    text = "推进建设。(省财政厅分工落实。以下任务均需各市人民政府落实,不再列出)"
    assert departments(text).responsible == ("省财政厅",)
    assert policy_wide_rule(text) == "以下任务均需各市人民政府落实,不再列出"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("到2025年,建成5个平台。", [("2025", "target")]),
        ("争取到2027年，形成体系。", [("2027", "target")]),
        ("自2020年起,企业落户的给予支持。", [("2020", "applies_from")]),
        (
            "本办法自2024年7月1日起施行,有效期至2026年12月31日。",
            [("2024-07-01", "effective"), ("2026-12-31", "expires")],
        ),
        ("申报时间为2026年10月8日至12月15日。", [("2026-10-08", "window_start"), ("2026-12-15", "window_end")]),
        ("2025年度预算为5万元。", []),
        ("第1年至第3年免征。", []),
    ],
)
def test_dates_by_kind(text: str, found: list[tuple[str, str]]) -> None:
    assert [(fact.date, fact.kind) for fact in dates(text)] == found


@pytest.mark.parametrize(
    ("text", "issued", "expected"),
    [
        ("本办法自2024年3月1日起施行,有效期2年。", None, ("2024-03-01", "2026-02-28")),
        ("本办法自2024年2月29日起施行,有效期1年。", None, ("2024-02-29", "2025-02-28")),
        ("本通知自印发之日起施行,有效期三年。", "2025-01-10", ("2025-01-10", "2028-01-09")),
        ("本通知自印发之日起施行。", None, (None, None)),
        ("本通知自发布之日起30日后施行。", "2025-01-10", ("2025-02-10", None)),
        ("企业应当自2024年3月1日起施行新标准。", None, (None, None)),
        ("到2025年,建成体系。", None, (None, None)),
    ],
)
def test_validity_is_stated_or_unknown(text: str, issued: str | None, expected: tuple[str | None, str | None]) -> None:
    assert validity_dates(text, issued) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本三年行动计划自印发之日起实施,至2026年6月30日止。", ("2023-07-14", "2026-06-30")),
        ("本申报指南自发布之日起施行，至2026年6月30日止，由市粮食局解释。", ("2023-07-14", "2026-06-30")),
        ("本若干政策措施自印发之日起执行,至2026年6月30日。", ("2023-07-14", "2026-06-30")),
        ("本工作方案即日起实施,实施期截至2026年6月30日。", ("2023-07-14", "2026-06-30")),
        ("本通告自公告之日起施行,有效期2年。", ("2023-07-14", "2025-07-13")),
        ("本方案有效期自发布之日起至2026年6月30日止。", (None, "2026-06-30")),
        ("本发展规划执行期为2024年1月至2026年6月。", ("2024-01-01", "2026-06-30")),
        ("本办法自2024年3月1日起施行,2026年6月30日自动失效。", ("2024-03-01", "2026-06-30")),
        ("本政策自2024年3月1日起至2026年6月30日止执行。", ("2024-03-01", "2026-06-30")),
        ("本政策有效期三年,自2024年3月1日起计算。", ("2024-03-01", "2027-02-28")),
        ("本措施执行期限暂定三年,自2024年3月1日起施行。", ("2024-03-01", "2027-02-28")),
        ("本细则自公布之日起施行,期限两年。", ("2023-07-14", "2025-07-13")),
        ("本办法自 2024 年 3 月 1 日起施行,有效期 3 年。", ("2024-03-01", "2027-02-28")),
        ("本清单自2024/3/1起实施,有效期至2026年底。", ("2024-03-01", "2026-12-31")),
        ("7.2 本细则自2024年3月1日起施行,有效期3年。", ("2024-03-01", "2027-02-28")),
        ("本办法自2024年3月1日起施行,到2026年6月30日,全市建成10个粮库。", ("2024-03-01", None)),
        ("本办法自2024年3月1日起施行,原办法于2026年6月30日废止。", ("2024-03-01", None)),
        ("本通知所列粮库的改造期至2026年6月30日止。", (None, None)),
        ("本市规划到2026年底建成粮库10个。", (None, None)),
    ],
)
def test_a_text_goes_by_its_own_name_and_says_its_end_in_many_ways(
    text: str, expected: tuple[str | None, str | None]
) -> None:
    assert validity_dates(fold(text), "2023-07-14") == expected


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025年3月4日", "2025-03-04"),
        ("20241025", "2024-10-25"),
        ("2024-02-30", None),
        ("二〇二五年三月四日", "2025-03-04"),
    ],
)
def test_find_day(text: str, day: str | None) -> None:
    assert find_day(text) == day


def test_repeals_name_title_and_number() -> None:
    text = "本办法自2025年2月1日起施行。《旧办法》(某政规〔2022〕4号)同时废止。"
    assert repeals(text) == ("某政规〔2022〕4号", "旧办法")
