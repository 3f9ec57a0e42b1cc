"""Names of regions written in Latin letters: Shanghai, Xi'an and Inner Mongolia to 上海市, 西安市 and 内蒙古自治区."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from index.regions import short_name

_OWN_NAMES = MappingProxyType(
    {
        "harbin": "哈尔滨市",
        "hohhot": "呼和浩特市",
        "hongkong": "香港特别行政区",
        "innermongolia": "内蒙古自治区",
        "lhasa": "拉萨市",
        "macao": "澳门特别行政区",
        "macau": "澳门特别行政区",
        "shaanxi": "陕西省",
        "shanxi": "山西省",
        "tibet": "西藏自治区",
        "urumqi": "乌鲁木齐市",
    }
)
"""Names that are not the pinyin of the Chinese ones, or that pinyin does not tell apart."""
_LEAST = 4
_SURE_IN_SMALL = 6
"""A name in small letters is taken from so many letters on; a shorter one may be another word."""
_NAME = re.compile(
    r"(?<![A-Za-z])(?P<name>(?:inner mongolia|hong kong)|[A-Za-z]+(?:['’](?!s\b)[a-z]+)?)"
    r"(?:(?: hui| zhuang| uyg?hur)?(?: (?:autonomous )?(?:city|province|municipality|prefecture|region))\b)?",
    re.IGNORECASE,
)
_CITY_OF = re.compile(r"\b(?:city|province|municipality) of (?=[\u4e00-\u9fff])", re.IGNORECASE)


def with_chinese_places(text: str, known: Iterable[str] = ()) -> str:
    """``text`` with each region named in Latin letters named in Chinese; one that may be several stays as it is.

    ``known`` are full names of regions, such as those of the indexed policies: they come before others of the sound.
    """
    ways = _ways(tuple(sorted(set(known))))

    def chinese(match: re.Match[str]) -> str:
        return _region(match["name"], ways) or match[0]

    return _CITY_OF.sub("", _NAME.sub(chinese, text))


def _region(name: str, ways: Mapping[str, str]) -> str | None:
    letters = re.sub("['’ ]", "", name).lower()
    if len(letters) < _LEAST or (name.islower() and len(letters) < _SURE_IN_SMALL):
        return None
    return ways.get(letters)


@cache
def _ways(known: tuple[str, ...]) -> Mapping[str, str]:
    """Each spelling that means one region, or one of those ``known``."""
    provinces = json.loads((files("index") / "regions.json").read_text(encoding="utf-8"))["provinces"]
    cities = [city for cities in provinces.values() for city in cities]
    ways: dict[str, str] = dict(_OWN_NAMES)
    for names in (known, tuple(provinces), tuple(cities)):
        sounds: dict[str, list[str]] = {}
        for name in names:
            sounds.setdefault(_sound(name), []).append(name)
        for sound, of_sound in sounds.items():
            if len(of_sound) == 1:
                ways.setdefault(sound, of_sound[0])
    return ways


def _sound(name: str) -> str:
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(short_name(name))).replace("ü", "u").replace("v", "u")
