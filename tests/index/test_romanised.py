"""Regions written in Latin letters."""

from __future__ import annotations

import pytest

from index.romanised import with_chinese_places

KNOWN = ("霁州市", "澜江省", "望屿市")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in Jizhou's centre", "in 霁州市's centre"),
        ("is shanghai city in it, and Xi'an?", "is 上海市 in it, and 西安市?"),
        ("Inner Mongolia Autonomous Region or Hong Kong", "内蒙古自治区 or 香港特别行政区"),
        ("Ningxia Hui Autonomous Region rules", "宁夏回族自治区 rules"),
        ("the City of Jizhou", "the 霁州市"),
        ("LANJIANG PROVINCE", "澜江省"),
        ("Wangyu incubators", "望屿市 incubators"),
        ("Shaanxi, Shanxi, Tibet", "陕西省, 山西省, 西藏自治区"),
        ("What about Suzhou?", "What about Suzhou?"),
        ("an incubator can apply in Hanoi", "an incubator can apply in Hanoi"),
        ("没有拉丁字母", "没有拉丁字母"),
        ("", ""),
    ],
)
def test_regions_in_latin_letters(text: str, expected: str) -> None:
    assert with_chinese_places(text, KNOWN) == expected


def test_a_region_of_the_index_comes_before_others_of_its_sound() -> None:
    assert with_chinese_places("Suzhou", ("宿州市",)) == "宿州市"
