"""Organs of state by whole name: 市科技局 of a policy of 银川市 is 银川市科学技术局; 卫健委 is 卫生健康委员会.

``organs.json`` lists lines of duty, each with the names its organs bear and how these are shortened. An organ that a
reform dissolved has a ``successor``: that is another organ, not another name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from index.regions import find_regions, short_name
from index.stated.fact import Level, Organ, OrganMention

_NATIONAL = frozenset({"国家", "中央", "全国", "国务院", "中国", "中共中央", "中华人民共和国"})
_PROVINCE = frozenset({"省", "本省", "我省", "省级", "全省", "自治区", "自治区级", "本自治区"})
_CITY = frozenset({"市", "本市", "我市", "市级", "全市", "州", "自治州", "盟"})
_COUNTY = frozenset({"区", "县", "旗", "区级", "县级", "本县", "我县", "县(区)", "县(市、区)", "区(县)", "县(市)"})
_MUNICIPALITIES = frozenset({"北京市", "天津市", "上海市", "重庆市"})
_GENERIC = re.compile(r"^(?:各|有关|相关|所在|当地|县级以上|地方|上级|同级|各级|其他)|以上")
_PLACE_END = re.compile(r"(?:省|自治区|市|自治州|州|地区|盟|县|区|旗|新区|开发区)$")
_PLACE_START = re.compile(r"[\u4e00-\u9fff]{2,7}?(?:新区|自治[州县区]|[省市州盟县区旗])(?=[\u4e00-\u9fff]{2})")
_WHOLE_END = re.compile(
    r"(?:局|厅|委员会|政府|大学|学院|中心|公司|办公室|协会|银行|法院|检察院|研究院|总社|管理委员会)$"
)
# The letters behind a short name that make it the beginning of another word: 教育部门, 金融办理, 市委员.
_GOES_ON = {
    "委": "员托派任培",
    "部": "门分署长队级位件属",
    "局": "部面势限域",
    "办": "理法公事学好税结证案",
    "会": "议计同上晤",
    "院": "校士",
    "行": "业为政",
}


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of duty: its names, each with its short ones; the national ones among them; who took it over."""

    kind: str
    forms: Mapping[str, tuple[str, ...]]
    national: tuple[str, ...]
    template: Mapping[str, str]
    successor: str | None
    since: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """Every way to write an organ of this line, whole names and short ones."""
        return tuple(dict.fromkeys(name for form, short in self.forms.items() for name in (form, *short)))


@dataclass(frozen=True, slots=True)
class _Place:
    name: str | None
    level: Level


@cache
def _lines() -> Mapping[str, _Line]:
    data = json.loads((files("index.stated") / "organs.json").read_text(encoding="utf-8"))
    made: dict[str, _Line] = {}
    for each in data["organs"]:
        forms = {form: tuple(short) for form, short in each["forms"].items()}
        for national in each.get("national", ()):
            forms.setdefault(national, ())
        made[each["kind"]] = _Line(
            each["kind"],
            forms,
            tuple(each.get("national", ())),
            each.get("template", {}),
            each.get("successor"),
            each.get("since"),
        )
    return made


@cache
def _ways() -> Mapping[str, tuple[str, str]]:
    """Every way to write an organ, to its line and its whole form."""
    ways: dict[str, tuple[str, str]] = {}
    for line in _lines().values():
        for form, short in line.forms.items():
            for name in (form, *short):
                ways.setdefault(name, (line.kind, form))
    return ways


def resolve(name: str, region: str | None, issuer: str | None = None) -> Organ:
    """The organ that ``name`` means in a policy of ``region`` issued by ``issuer``.

    ``full`` is None when the text and the region do not settle it. A name of no known line keeps its own words,
    with the place they or the region give.
    """
    home = _home(region, issuer)
    prefix, known = _split(name)
    place = _place(prefix, home)
    if known is None:
        return _unlisted(name, place if prefix else home, home)
    kind, form = _ways()[known]
    line = _lines()[kind]
    if form in line.national or place.level == "national":
        place = _Place(None, "national")
    elif not prefix and form.endswith("厅"):
        place = _Place(_province_of(home.name), "province")
    full = _full(line, form, place)
    return Organ(name, full, place.name, place.level, kind, line.names, line.successor, line.since)


def resolve_all(names: Iterable[str], region: str | None, issuer: str | None = None) -> tuple[Organ, ...]:
    """Organs of one list: a name without a place takes that of the name before it (自治区卫生健康委、财政厅)."""
    found: list[Organ] = []
    scope: str | None = region
    for name in names:
        organ = resolve(name, scope, None if found else issuer)
        if organ.scope and organ.level in ("province", "city", "county") and _split(name)[0]:
            scope = organ.scope
        found.append(organ)
    return tuple(found)


def aliases_of(name: str) -> tuple[str, ...]:
    """Every way to write the organs of the same line of duty, ``name`` included; () when it is not known."""
    _, known = _split(name)
    return _lines()[_ways()[known][0]].names if known else ()


def names_of(kind: str) -> tuple[str, ...]:
    """Every way to write the organs of a line of duty, of the lines it took over and of the one that took it over."""
    own = _lines()[kind]
    others = [line for line in _lines().values() if line.successor == kind or line.kind == own.successor]
    return tuple(dict.fromkeys(name for line in (own, *others) for name in line.names))


def successor_of(name: str) -> tuple[str, str] | None:
    """The line that took over from the dissolved organ ``name``, and the year; None when it still exists."""
    _, known = _split(name)
    line = _lines()[_ways()[known][0]] if known else None
    return (line.successor, line.since) if line and line.successor and line.since else None


def find(text: str) -> tuple[OrganMention, ...]:
    """The organs named in ``text``, such as a question, in order; 教育部门 is not 教育部."""
    found: list[OrganMention] = []
    for match in _pattern().finditer(text):
        words = match[0]
        if text[match.end() : match.end() + 1] in tuple(_GOES_ON.get(words[-1], "")):
            continue
        start, place = _place_before(text, match.start())
        found.append(OrganMention(start, match.end(), text[start : match.end()], _ways()[words][0], place))
    return tuple(found)


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_ways(), key=len, reverse=True))))


_BEFORE = re.compile(r"(?:国家|自治区|[省市区县州盟旗])$")


def _place_before(text: str, end: int) -> tuple[int, str | None]:
    """The place written right before an organ's name, and where it begins."""
    begin = max(end - 16, 0)
    for region in find_regions(text[begin:end]):
        if begin + region.end == end:
            return begin + region.start, region.name
    short = _BEFORE.search(text[begin:end])
    return (begin + short.start(), short[0]) if short else (end, None)


def _split(name: str) -> tuple[str, str | None]:
    """The words before an organ's own name, and that name as the data know it; None when they do not."""
    bare = name.strip().removesuffix("等")
    for start in range(len(bare)):
        if bare[start:] in _ways():
            return bare[:start], bare[start:]
    place = _PLACE_END.search(bare)
    return ("" if place else _leading_place(bare)), None


def _leading_place(name: str) -> str:
    for prefix in sorted((*_PROVINCE, *_CITY, *_COUNTY, *_NATIONAL), key=len, reverse=True):
        if name.startswith(prefix):
            return prefix
    regions = find_regions(name)
    if regions and regions[0].start == 0:
        return name[: regions[0].end]
    place = _PLACE_START.match(name)
    return place[0] if place else ""


def _home(region: str | None, issuer: str | None) -> _Place:
    """The place a policy is of: its region's last part, else the place its issuer's name begins with."""
    words = region or ""
    if not words and issuer:
        words, _ = _split(issuer)
        if not words and issuer.startswith(("国务院", "中共中央", "全国人")):
            words = "国家"
    return _place(words, _Place(None, "unknown")) if words else _Place(None, "unknown")


def _place(prefix: str, home: _Place) -> _Place:
    """The place that the words before an organ's name mean in a policy of ``home``."""
    if not prefix:
        return home
    if prefix in _NATIONAL:
        return _Place(None, "national")
    if _GENERIC.search(prefix):
        return _Place(None, "unknown")
    if prefix in _PROVINCE:
        return _Place(_province_of(home.name), "province")
    if prefix in _CITY:
        municipal = home.name in _MUNICIPALITIES
        return _Place(home.name, home.level) if municipal or home.level == "city" else _Place(None, "city")
    if prefix in _COUNTY:
        return _Place(home.name if home.level == "county" else None, "county")
    return _named(prefix)


def _named(words: str) -> _Place:
    regions = find_regions(words)
    if regions and regions[-1].end == len(words):
        return _Place(regions[-1].name, _level(regions[-1].name))
    if _PLACE_END.search(words):
        last = words[regions[-1].end :] if regions else words
        return _Place(last, _level(last))
    return _Place(None, "unknown")


def _level(name: str) -> Level:
    if name in _MUNICIPALITIES or name.endswith(("省", "自治区", "特别行政区")):
        return "province"
    if name.endswith(("市", "州", "盟", "地区")):
        return "city"
    return "county" if name.endswith(("县", "区", "旗")) else "unknown"


def _province_of(name: str | None) -> str | None:
    if not name:
        return None
    if _level(name) == "province":
        return name
    regions = find_regions(name)
    return regions[0].province if regions else None


def _full(line: _Line, form: str, place: _Place) -> str | None:
    if place.level == "national":
        candidates = (form, f"国家{form}", f"国务院{form}", f"中国{form}", f"中央{form}")
        return next((each for each in candidates if each in line.national), None)
    if form.endswith(("部门", "机关", "机构")) or not place.name:
        return None
    template = line.template.get(form, "{place}" + form)
    return template.format(place=place.name, short=short_name(place.name))


def _unlisted(name: str, place: _Place, home: _Place) -> Organ:
    """An organ of no known line: whole when it names its place (霁州市供水公司) or its place is known (市供水公司)."""
    prefix, _ = _split(name)
    full: str | None = None
    if prefix and _WHOLE_END.search(name):
        general = prefix in (*_PROVINCE, *_CITY, *_COUNTY, *_NATIONAL)
        full = name if not general else place.name + name[len(prefix) :] if place.name else None
    return Organ(name, full, place.name if prefix else home.name, place.level)
