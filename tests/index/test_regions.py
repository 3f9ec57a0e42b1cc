"""Regions: their names in a text and which lies in which."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from index.regions import covers, find_regions, short_name


def names(text: str, *extra: str) -> list[str]:
    return [region.name for region in find_regions(text, extra)]


def test_the_gazetteer_is_complete() -> None:
    data = json.loads((files("index") / "regions.json").read_text(encoding="utf-8"))
    cities = [city for found in data["provinces"].values() for city in found]
    assert len(data["provinces"]) == 34
    assert len(cities) == len(set(cities)) == 333


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("宁夏的企业", ["宁夏回族自治区"]),
        ("宁夏回族自治区银川市兴庆区", ["宁夏回族自治区", "银川市"]),
        ("上海市和上海东部", ["上海市", "上海市"]),
        ("山东营商环境、江西安全生产", ["山东省", "江西省"]),
        ("集中卫生资源,西安排名,促进南通过境,长治久安", []),
        ("西安的公司在中卫落户", ["西安市", "中卫市"]),
        ("吉林市市场监管局、吉林市场", ["吉林市", "吉林省"]),
        ("延边、恩施和博尔塔拉", ["延边朝鲜族自治州", "恩施土家族苗族自治州", "博尔塔拉蒙古自治州"]),
        ("来宾请登记", []),
        ("来宾市", ["来宾市"]),
        ("澜江省临澜市", []),
        ("", []),
    ],
)
def test_regions_in_a_text(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_regions_known_only_from_policies_are_found_by_either_name() -> None:
    assert names("澜江的临澜市", "澜江省", "临澜市") == ["澜江省", "临澜市"]


def test_a_mention_has_its_place_and_province() -> None:
    (region,) = find_regions("在银川办厂")
    assert (region.name, region.province, region.start, region.end) == ("银川市", "宁夏回族自治区", 1, 3)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("内蒙古自治区", "内蒙古"),
        ("新疆维吾尔自治区", "新疆"),
        ("香港特别行政区", "香港"),
        ("X市", "X市"),
        ("兴安盟", "兴安"),
    ],
)
def test_short_names(name: str, short: str) -> None:
    assert short_name(name) == short


@pytest.mark.parametrize(
    ("policy_region", "asked", "expected"),
    [
        ("宁夏回族自治区", "宁夏", True),
        ("宁夏回族自治区", "银川市", True),
        ("银川市", "宁夏", True),
        ("银川", "银川市", True),
        ("银川市", "中卫市", False),
        ("宁夏", "中卫", True),
        ("上海市", "上海市浦东新区", True),
        ("上海市浦东新区", "上海", True),
        ("上海市徐汇区", "上海市浦东新区", False),
        ("上海市", "宁夏", False),
        ("吉林市", "吉林省", True),
        ("吉林市", "长春市", False),
        ("海南藏族自治州", "海南省", False),
        (None, "宁夏", True),
        ("全国", "宁夏", True),
        ("宁夏", "全国", True),
        ("澜江省", "澜江", True),
        ("澜江省", "临澜市", True),
        ("临澜市", "澜江省", True),
        ("望屿市", "临澜", False),
        ("临澜", "望屿市", False),
        ("澜江省", "宁夏", False),
        ("澜江省望屿市", "望屿市", True),
        ("火星市", "银川市", False),
    ],
)
def test_covers(policy_region: str | None, asked: str, expected: bool) -> None:
    assert covers(policy_region, asked, {"临澜市": "澜江省", "望屿市": "澜江省"}) is expected
