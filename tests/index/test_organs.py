"""Organs: whole names by the policy's region, other names, dissolved organs, and names in a question."""

from __future__ import annotations

import pytest

from index.stated.organs import aliases_of, find, resolve, resolve_all, successor_of


@pytest.mark.parametrize(
    ("name", "region", "issuer", "full"),
    [
        ("市科技局", "银川市", None, "银川市科学技术局"),
        ("人力资源社会保障局", "银川市", None, "银川市人力资源和社会保障局"),
        ("自治区卫生健康委", "宁夏回族自治区", None, "宁夏回族自治区卫生健康委员会"),
        ("自治区财政厅", "银川市", None, "宁夏回族自治区财政厅"),
        ("科技厅", "银川市", None, "宁夏回族自治区科学技术厅"),
        ("国家发改委", "银川市", None, "国家发展和改革委员会"),
        ("商务部", "银川市", None, "商务部"),
        ("市教委", "上海市", None, "上海市教育委员会"),
        ("宁夏税务局", "宁夏回族自治区", None, "国家税务总局宁夏回族自治区税务局"),
        ("财政局", None, "保山市人民政府", "保山市财政局"),
        ("发展改革委", None, "国务院办公厅", "国家发展和改革委员会"),
        ("保山市民政局", "云南省", None, "保山市民政局"),
        ("市供水公司", "保山市", None, "保山市供水公司"),
        ("财政局", None, None, None),
        ("区科技局", "银川市", None, None),
        ("县级以上卫生健康部门", "银川市", None, None),
        ("各县(区)人民政府", "银川市", None, None),
    ],
)
def test_whole_names(name: str, region: str | None, issuer: str | None, full: str | None) -> None:
    assert resolve(name, region, issuer).full == full


def test_a_list_shares_the_place_of_its_first() -> None:
    made = resolve_all(["自治区卫生健康委", "财政厅", "医保局", "银川市民政局", "教育局"], "银川市")
    assert [organ.full for organ in made] == [
        "宁夏回族自治区卫生健康委员会",
        "宁夏回族自治区财政厅",
        "宁夏回族自治区医疗保障局",
        "银川市民政局",
        "银川市教育局",
    ]


def test_other_names_are_of_one_line_only() -> None:
    assert {"卫健委", "卫生健康委", "国家卫生健康委员会"} <= set(aliases_of("市卫健委"))
    assert "卫计委" not in aliases_of("卫健委")
    assert aliases_of("供水公司") == ()


@pytest.mark.parametrize(
    ("name", "successor"),
    [
        ("市卫生计生委", ("卫生健康", "2018")),
        ("工商局", ("市场监督管理", "2018")),
        ("银保监会", ("金融监督管理", "2023")),
        ("环保局", ("生态环境", "2018")),
        ("市科技局", None),
    ],
)
def test_a_dissolved_organ_has_a_successor(name: str, successor: tuple[str, str] | None) -> None:
    assert successor_of(name) == successor


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("补贴找卫健委还是人社局?", [("卫健委", "卫生健康"), ("人社局", "人力资源和社会保障")]),
        ("银川市教育局的电话", [("银川市教育局", "教育")]),
        ("市场监管局长是谁", [("市场监管局", "市场监督管理")]),
        ("金融办理流程", []),
        ("区委员会议纪要", []),
        ("教育部门负责", [("教育部门", "教育")]),
    ],
)
def test_organs_in_a_question(text: str, found: list[tuple[str, str]]) -> None:
    assert [(mention.words, mention.kind) for mention in find(text)] == found
