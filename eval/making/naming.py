"""How a person names a policy: by its title, by what it is about, by its place and kind; never by a clause number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.making.held import Held
from eval.measures import normalised
from index.policy import PolicyHeader
from index.regions import NATIONAL, short_name
from index.variants import fold

_KIND = re.compile(
    r"(?P<kind>实施方案|行动方案|工作方案|实施意见|若干意见|指导意见|若干措施|实施细则|管理办法|实施办法|暂行办法|若干政策"
    r"|办法|意见|方案|通知|细则|措施|规定|规划|计划|指南|答复|公告|条例|政策)(?:\s*[(][^)]{1,16}[)])?$"
)
_ISSUED_BY = re.compile(r"^.{2,40}?(?:政府|办公室|办公厅|委员会|局|厅|部|委|管委会|署)(?=关于|印发)")
_ABOUT = re.compile("^(?:关于)?(?:印发|发布|转发)?")
_ANSWERED = re.compile(r"第(?P<number>\d{1,5})号.{0,60}?(?P<what>建议|提案)(?:的|之)?(?:答复|复函)")
_QUOTED = re.compile(r"[“「](?P<words>[^”」]{4,20})[”」]")
_SHORTEST = 6
_LONGEST = 42
_OWN = re.compile(r"(?<!各)(?:我|本|全)(?P<level>省|市|县|区)(?![级直属中委政])")


def names(header: PolicyHeader, held: Held) -> tuple[str, ...]:
    """The ways to name a policy so that no other one of ``held`` is meant; the first is always there."""
    others = [other for key, other in held.headers.items() if key != header.policy_id]
    first = next(_names(header))
    found = [name for name in _names(header) if not any(_means_too(name, other) for other in others)]
    return tuple(dict.fromkeys((*found[:1], *found))) or (first,)


def region_of(header: PolicyHeader) -> str | None:
    """The place a person says: 宁夏 for 宁夏回族自治区; None unless title or issuer name it, as it may be misread."""
    region = header.region
    if not region or region in NATIONAL or short_name(region) not in f"{header.title}{header.issuer or ''}":
        return None
    return short_name(region) if region.endswith(("自治区", "自治州")) else region


def in_region(words: str, header: PolicyHeader) -> str:
    """``words`` with 我市, 本市 and the like replaced by the place itself, as a caller would say it."""
    region = region_of(header)
    if not region:
        return words
    level = "区" if (header.region or "").endswith("自治区") else region[-1]
    return _OWN.sub(lambda match: region if match["level"] == level else match[0], words)


def kind_of(header: PolicyHeader) -> str | None:
    """What kind of text the title says it is: 意见, 实施方案; None when it does not say."""
    match = _KIND.search(fold(header.title))
    return match["kind"] if match else None


def _names(header: PolicyHeader) -> Iterator[str]:
    title, kind, region = fold(header.title), kind_of(header), region_of(header)
    yield f"《{header.title}》" if header.title_printed else header.title
    if answered := _ANSWERED.search(title):
        yield f"{region or ''}对第{answered['number']}号{answered['what']}的答复"
        return
    core = _ABOUT.sub("", _ISSUED_BY.sub("", title))
    if kind and _SHORTEST <= len(core) <= _LONGEST and header.title_printed:
        placed = core if not region or short_name(region) in core else f"{region}{core}"
        yield f"{placed}"
        yield f"那份{placed}"
    if kind and region:
        yield from _short_names(header, title, kind, region)


def _short_names(header: PolicyHeader, title: str, kind: str, region: str) -> Iterator[str]:
    year = (header.signed or header.effective or "")[:4]
    if quoted := _QUOTED.search(title):
        yield f"{region}“{quoted['words']}”那份{kind}"
    if year:
        yield f"{region}{year}年出的那份{kind}"
        yield f"{year}年{region}那个{kind}"


def _means_too(name: str, other: PolicyHeader) -> bool:
    """Whether a name could as well mean another policy: all of its telling words are in that one's title."""
    if other.form != "policy":
        return False
    theirs = normalised(fold(other.title))
    bare = normalised(fold(name))
    if bare in theirs or bare == theirs:
        return True
    region, kind = region_of(other), kind_of(other)
    short = re.fullmatch(
        r"(?:(?P<y>\d{4})年)?(?P<r>.{2,12}?)(?:(?P<y2>\d{4})年出的)?(?:“(?P<q>.+)”)?那[份个](?P<k>.+)", fold(name)
    )
    if not short or not region or not kind:
        return False
    placed = short_name(short["r"]) == short_name(region)
    same_kind = short["k"][-2:] == kind[-2:]
    years = {day[:4] for day in (other.signed, other.effective, other.published) if day}
    year = short["y"] or short["y2"]
    return (
        placed and same_kind and (not year or not years or year in years) and (not short["q"] or short["q"] in theirs)
    )
