"""The names of provinces and cities in a text, and which region lies in which."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

NATIONAL = frozenset({"全国", "国家", "中国", "中央", "国务院"})

_NO_PARENTS: Mapping[str, str] = MappingProxyType({})
_PEOPLES = (
    "(?:(?:朝鲜|土家|苗|藏|羌|彝|布依|侗|壮|傣|景颇|傈僳|白|哈尼|回|蒙古)族|(?<!内)蒙古(?!族)|哈萨克|柯尔克孜|维吾尔)"
)
_SUFFIX = re.compile(rf"(?:{_PEOPLES}*自治[区州县]|特别行政区|地区|新区|省|市|州|盟|县|区)$")
_PIECE = re.compile(r".+?(?:自治[区州县]|特别行政区|地区|新区|省|市(?!场)|州|盟|县|区)")
_SHORTEST = 2


@dataclass(frozen=True)
class Region:
    """A region named in a text at ``start`` to ``end``: its full name, and the province it lies in if known."""

    name: str
    province: str | None
    start: int
    end: int


@dataclass(frozen=True)
class _Gazetteer:
    """Every way to write a region, by its first two characters and longest first; the province of each city."""

    ways: Mapping[str, tuple[tuple[str, str], ...]]
    provinces: Mapping[str, str]
    not_before: Mapping[str, str]


def short_name(name: str) -> str:
    """A region's name without its kind: 宁夏回族自治区 becomes 宁夏, 上海市 becomes 上海."""
    short = _SUFFIX.sub("", name)
    return short if len(short) >= _SHORTEST else name


def find_regions(text: str, extra: Iterable[str] = ()) -> list[Region]:
    """Every mention of a region in ``text``, in order.

    ``extra`` are the full names of further regions, such as those that only the indexed policies know.
    """
    gazetteer = _with(tuple(sorted(set(extra))))
    found: list[Region] = []
    ways, end = gazetteer.ways, 0
    for place in range(len(text) - 1):
        if place >= end and text[place : place + 2] in ways:
            region = _at(text, place, gazetteer)
            if region:
                found.append(region)
                end = region.end
    return found


def covers(policy_region: str | None, asked: str, parents: Mapping[str, str] = _NO_PARENTS) -> bool:
    """Whether a policy of ``policy_region`` may concern ``asked``: the same region, one around it or one within it.

    National policies and those of no known region concern all. ``parents`` name the province of cities that only
    the indexed policies know.
    """
    if not policy_region or policy_region in NATIONAL or asked in NATIONAL:
        return True
    return all(one == other for one, other in zip(_chain(policy_region, parents), _chain(asked, parents), strict=False))


def _chain(name: str, parents: Mapping[str, str]) -> tuple[str, ...]:
    """The regions that lead to ``name``, the outermost first, each by its short name."""
    chain: list[str] = []
    rest = name.strip()
    while rest:
        known = _at(rest, 0, _with(tuple(sorted({*parents, *parents.values()}))))
        piece = _PIECE.match(rest)
        full, end = (known.name, known.end) if known else (rest, piece.end() if piece else len(rest))
        parent = parents.get(full) or (known.province if known else None)
        if parent and not chain:
            chain.append(short_name(parent))
        chain.append(full if known and known.province else short_name(full if known else rest[:end]))
        rest = rest[end:]
    return tuple(dict.fromkeys(chain))


def _at(text: str, place: int, gazetteer: _Gazetteer) -> Region | None:
    for way, name in gazetteer.ways.get(text[place : place + 2], ()):
        end = place + len(way)
        following = text[end : end + 1]
        if not text.startswith(way, place) or (way.endswith("市") and following == "场"):
            continue
        if following and following in gazetteer.not_before.get(way, ""):
            continue
        return Region(name, gazetteer.provinces.get(name), place, end)
    return None


@cache
def _with(extra: tuple[str, ...]) -> _Gazetteer:
    data = json.loads((files("index") / "regions.json").read_text(encoding="utf-8"))
    provinces: dict[str, list[str]] = data["provinces"]
    only_with_suffix = frozenset(data["only_with_suffix"])
    ways: dict[str, str] = {}
    for province in provinces:
        ways |= {province: province, short_name(province): province}
        if province.endswith("自治区"):
            ways[short_name(province) + "自治区"] = province
    for name in [*(city for cities in provinces.values() for city in cities), *extra]:
        ways.setdefault(name, name)
        if short_name(name) not in only_with_suffix:
            ways.setdefault(short_name(name), name)
    by_first: dict[str, list[tuple[str, str]]] = {}
    for way in sorted((way for way in ways if len(way) >= _SHORTEST), key=len, reverse=True):
        by_first.setdefault(way[:2], []).append((way, ways[way]))
    return _Gazetteer(
        ways={first: tuple(found) for first, found in by_first.items()},
        provinces={city: province for province, cities in provinces.items() for city in cities},
        not_before=data["not_before"],
    )
