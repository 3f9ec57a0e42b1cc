"""Evidence for each side of a question that sets regions, levels of government or documents beside each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise, product
from typing import TYPE_CHECKING

from index.policy import Clause, Hit, PolicyHeader, Validity
from index.ranking import EXPIRED_SHARE
from index.regions import find_regions, short_name
from index.variants import fold, simplified

if TYPE_CHECKING:
    from assistant.question import Question

NEAR_SIDE = 0.62
"""The best clause of a policy scored at least this share of the best of all is a side of its own."""
MOST_SIDES = 3
LIKE = 0.2
"""Clauses on one matter share at least this share of their pairs of characters."""
LIKENESS = 0.2
"""What likeness of wording counts beside the scores, when the clauses of two regions are paired."""
_DEEP = 6
_LEAST_SHARE = 0.5
_TWICE = re.compile(
    r"两(?:头|边|份|样|种|项|笔)[^,，。?？]{0,6}(?:领|拿|吃|占|享|要|报|申)|都(?:能|可以|可)?[^,，。?？]{0,2}(?:领|拿|享受|申请|报)(?!过)"
    r"|同时(?:能|可以)?(?:享受|申请|申报|领|拿|报|适用)|重复(?:享受|领|申|拿|报|补)|叠加|一起(?:领|拿|享受|申)|兼得|就高"
    r"|(?:领|拿|享受|申请)(?:了|过|到)[^。?？]{2,30}(?:还能|能不能再|可以再|能再|还可以|能不能)[^,，。?？]{0,6}(?:领|拿|享受|申|报)"
    r"|[Bb]oth (?:subsid|grant|polic|benefit)"
)
_WHICH = re.compile(
    r"(?:听|按|看|认|信|照|依)(?:谁|哪)|以(?:谁|哪)[^,，。?？]{0,6}为准|哪(?:个|份|家|边)(?:才|说了)?(?:算数|算|为准|管用)|冲突|打架|矛盾|不一致"
    r"|对不上|(?:标准|说法|规定|门槛|数字?|金额|口径|写法)[^,，。?？]{0,4}不(?:太)?一样|有(?:的|人)[^。?？]{0,14}说[^。?？]*(?:有(?:的|人)|也有)[^。?？]{0,14}说"
)
_COMPARES = re.compile(
    r"分别|各(?:是|有|给|补|奖|自|要|怎么|多少|由)|区别|有什么不同|哪里不同|差别|差多少|对比|比较|相比|比一比|谁(?:更)?(?:高|多|低|少)"
    r"|哪(?:个|边|里|儿|头|家)[^,，。?？]{0,10}(?:高|多|低|少|好|划算|优惠)|都(?:怎么|有什么|有哪些|支持|规定)|[Cc]ompare|[Dd]ifference"
)
_JOINED = re.compile(r"[和与跟同及、]|还是|以及|或者?")
_PROVINCE_SAID = re.compile(
    r"省里|省上|省级|省(?:的|内)?(?:政策|标准|文件|补)|省、?市|省(?:和|跟|与)市|自治区(?:里|级)|上级"
)
_CITY_SAID = re.compile(r"市里|市级|市(?:的|本级)(?:政策|标准|文件)?|省、?市|省(?:和|跟|与)市|本地|当地")
_PROVINCE = re.compile(r"(?:省|自治区)$")
_DOCUMENT = re.compile(
    r"(?:(?:19|20)\d{2}年?|新|旧|老|原来|后来|以前|现行)[^,，。?？;；]{0,12}?(?:意见|办法|方案|措施|规定|条例|通知|细则|指南|政策|文件|那份|那套)"
)
_LEAST_SIDES = 2

Search = Callable[[Sequence[str]], list[Hit]]
"""The hits for the question among the policies that concern the given regions."""


def overlaps(question: str) -> bool:
    """Whether it is asked which of two rules holds, or whether both may be had."""
    text = fold(simplified(question))
    return bool(_TWICE.search(text) or _WHICH.search(text))


def wants_both(question: str) -> bool:
    """Whether it is asked if one may have two benefits."""
    return bool(_TWICE.search(fold(simplified(question))))


def compares(question: str, regions: Sequence[str] = ()) -> bool:
    """Whether the question sets two things beside each other, so that each needs evidence of its own."""
    text = fold(simplified(question))
    if overlaps(text):
        return True
    if not _COMPARES.search(text):
        return False
    return bool(joined_regions(text, regions)) or _levels(text) or len(_documents(text)) >= _LEAST_SIDES


def leading(question: str, hits: Sequence[Hit]) -> frozenset[str]:
    """The clauses that stand for the sides of a comparison: the first hits, as far as each is of another policy."""
    regions = [hit.policy.region for hit in hits if hit.policy.region]
    if not compares(question, regions):
        return frozenset()
    first: dict[str, str] = {}
    for hit in hits:
        if hit.policy.policy_id in first or _undiscounted(hit) < _LEAST_SHARE * hits[0].score:
            break
        first[hit.policy.policy_id] = hit.clause.clause_id
    return frozenset(first.values())


def joined_regions(text: str, regions: Sequence[str]) -> tuple[str, ...]:
    """Those of ``regions`` that the question names side by side (宁夏和银川); none when there is no such pair."""
    found = find_regions(text, regions)
    named: list[str] = []
    for one, other in pairwise(found):
        if _JOINED.fullmatch(text[one.end : other.start]) and one.name != other.name:
            named += [one.name, other.name]
    return tuple(dict.fromkeys(named))


def provinces(question: Question, known: Iterable[str]) -> tuple[str, ...]:
    """The province meant by 省里, where only a city is named whose province no list tells and the index holds one."""
    text = fold(simplified(question.standalone))
    asked = find_regions(text, question.regions)
    if not asked or not _PROVINCE_SAID.search(text) or any(one.province or _PROVINCE.search(one.name) for one in asked):
        return ()
    held = tuple(name for name in known if _PROVINCE.search(name))
    return held if len(held) == 1 else ()


def sides(question: Question, hits: Sequence[Hit], search: Search) -> list[Hit]:
    """The best clause of each side, nearest first, and the other hits behind them."""
    text = fold(simplified(question.standalone))
    regions = joined_regions(text, question.regions) if _COMPARES.search(text) else ()
    chosen = _of_regions(regions, search) if len(regions) >= _LEAST_SIDES else _of_policies(hits, text)
    if len({hit.policy.policy_id for hit in chosen}) < _LEAST_SIDES:
        return list(hits)
    first = sorted(chosen, key=lambda hit: -hit.score)
    taken = {hit.clause.clause_id for hit in first}
    rest = [hit for hit in hits if hit.clause.clause_id not in taken]
    ordered = [*first, *rest]
    return [hit.model_copy(update={"rank": rank}) for rank, hit in enumerate(ordered, 1)]


def _of_regions(regions: Sequence[str], search: Search) -> list[Hit]:
    """For the first region the nearest clause of its own policies, for each other the one that is nearest and like it.

    A region without a policy of its own has no side.
    """
    own = [hits for region in regions if (hits := _own(region, search((region,))))]
    if len(own) < _LEAST_SIDES:
        return [hits[0] for hits in own]
    one, other = max(
        product(own[0], own[1]),
        key=lambda pair: pair[0].score + pair[1].score + LIKENESS * alike(pair[0].clause, pair[1].clause),
    )
    return [one, other, *(hits[0] for hits in own[2:])][:MOST_SIDES]


def _own(region: str, found: Sequence[Hit]) -> list[Hit]:
    """The nearest clauses of the region's own policies, as far as they are near enough."""
    return [hit for hit in found if same(hit.policy.region, region) and hit.score >= NEAR_SIDE * found[0].score][:_DEEP]


def _of_policies(hits: Sequence[Hit], text: str) -> list[Hit]:
    """The nearest clause, and of each other policy the one that speaks of the same in like words."""
    ranked = sorted(hits, key=lambda hit: -_undiscounted(hit))
    if _levels(text):
        ranked = [hit for hit in ranked if level(hit.policy)]
    if not ranked:
        return []
    best, chosen = ranked[0], {ranked[0].policy.policy_id: ranked[0]}
    top = _undiscounted(best)
    policies = {hit.policy.policy_id for hit in ranked if _undiscounted(hit) >= NEAR_SIDE * top}
    like = {hit.clause.clause_id: alike(hit.clause, best.clause) for hit in ranked}
    for hit in sorted(ranked, key=lambda hit: -(_undiscounted(hit) / top + like[hit.clause.clause_id])):
        fit = _undiscounted(hit) >= _LEAST_SHARE * top and like[hit.clause.clause_id] >= LIKE
        if fit and hit.policy.policy_id in policies:
            chosen.setdefault(hit.policy.policy_id, hit)
    return list(chosen.values())[:MOST_SIDES]


def alike(one: Clause, other: Clause) -> float:
    """The share of the pairs of characters of the shorter clause that the longer one holds too."""
    first, second = (set(map("".join, pairwise(fold(clause.readable)))) for clause in (one, other))
    return len(first & second) / (min(len(first), len(second)) or 1)


def _undiscounted(hit: Hit) -> float:
    """The score before an expired policy's was lowered: what has expired is a side too, and shown as such."""
    return hit.score / EXPIRED_SHARE if hit.validity is Validity.EXPIRED else hit.score


def level(policy: PolicyHeader) -> str:
    """国家, 省级 or 市级, by the policy's region; empty where that is unknown."""
    region = policy.region
    if not region:
        return ""
    if region in ("全国", "国家", "中国", "中央", "国务院"):
        return "国家"
    found = find_regions(region)
    if _PROVINCE.search(region) or (found and found[0].province is None and found[0].name == region):
        return "省级"
    return "市级" if re.search(r"[市州盟]$|地区$", region) else "县级"


def _levels(text: str) -> bool:
    return bool(_PROVINCE_SAID.search(text) and _CITY_SAID.search(text))


def _documents(text: str) -> list[str]:
    return [match[0] for match in _DOCUMENT.finditer(text)] + re.findall(r"《[^》]{3,60}》", text)


def same(one: str | None, other: str) -> bool:
    """Whether two names are of one region."""
    return one is not None and short_name(one) == short_name(other)
