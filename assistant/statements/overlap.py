"""Two rules on one matter, said side by side by code: what each provides, which one holds, whether both may be had."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant import apart
from assistant.evidence import Evidence, address_text, day_of, day_text, sentences, title_text, whole
from assistant.lists import family
from assistant.question import Facet
from assistant.statements import levels, together, topped_up, twice
from assistant.statements.matter import Matter, Said, Statement
from index.policy import Clause, Policy, PolicyHeader, Validity
from index.variants import fold, simplified

_NOT_TWICE = re.compile(
    r"(?:不得|不能|不可|不予|不再|不)(?:重复|同时|叠加|兼得|累加)[^。;；]{0,6}|择一|(?:只能|可以?|应当)(?:选择)?(?:其中)?(?:一项|一种)[^。;；]{0,6}(?:享受|申[报请])"
    r"|只能选择其中一项|(?:已|已经)[^。;；,，]{0,24}(?:享受|领取|获得)[^。;；]{0,24}(?:不再|不得|不能|不予)"
)
_HIGHER = re.compile(r"就高|从高|从优|(?:最高|较高|高)(?:的)?标准|(?:只|仅)(?:奖励|补助|享受)最高")
_TOPS_UP = re.compile(r"补足差额|补齐差额|补差")
_OTHERS = re.compile(
    r"其他|其它|与[^。;；,，]{0,12}政策|(?:国家|省级?|市级?|自治区|上级|区级)[^。;；,，]{0,10}(?:政策|资金|补贴|补助|奖励|标准)|多项政策|同类|交叉重叠|同一(?:事项|项目|企业|主体|内容)"
)
_AMOUNT = re.compile(r"\d[\d.,]*\s*(?:%|‰|万元|亿元|元|个百分点)")
_STATES = {
    Validity.IN_FORCE: "有效",
    Validity.NOT_YET: "尚未生效",
    Validity.EXPIRED: "已失效",
    Validity.UNKNOWN: "有效期未写明",
}
_BENEFIT = re.compile(r"补贴|补助|奖励|奖补|资助|贴息|税|优惠|减免|资金支持|扶持")
_LEVELS = ("国家", "省级", "市级", "县级", "")
_LEAST_SIDES = 2
_NEAR_BEST = 0.75
_MOST_SENTENCES = 2
_LONGEST = 200


def said(matter: Matter) -> Said:
    """What each side provides, with validity, and the rule between them; nothing unless the question compares."""
    question = matter.question
    if not apart.compares(question.standalone, question.regions):
        return Said()
    if any(one.said(matter).statements for one in (together, twice, topped_up)):
        return Said()
    sides = _sides(matter)
    if len(sides) < _LEAST_SIDES:
        return _alone(matter, sides)
    found = [one for one in (_lacking(matter), _current(matter, sides), _between(matter, sides)) if one]
    found.append(Statement("结论", "各文件分别规定：", None, tuple(_line(matter, side) for side in sides)))
    return Said(tuple(found), frozenset(Facet), in_full=True)


def _alone(matter: Matter, sides: Sequence[Evidence]) -> Said:
    """One policy alone is found: its rule on other policies where both are asked for, or the region nothing is on."""
    if apart.wants_both(matter.question.standalone) and (rule := _rule(matter, sides)):
        both = levels.with_other_level(matter, rule)
        told = [_told(rule, levels.higher(matter, both))]
        if both:
            lines = tuple(_line(matter, side) for side in both)
            told.append(Statement("结论", "两级分别规定：", None, lines))
        return Said(tuple(told), frozenset(Facet), in_full=True)
    lacking = _lacking(matter)
    return Said((lacking,)) if lacking else Said()


def _lacking(matter: Matter) -> Statement | None:
    """The regions of the comparison that no policy in the index concerns."""
    question = matter.question
    named = apart.joined_regions(fold(simplified(question.standalone)), question.regions)
    lacking = set(named) - set(matter.searcher.covered(named)) if named else set()
    names = "、".join(name for name in named if name in lacking)
    return Statement("结论", f"已收录的政策里未检索到适用于{names}的文件。", None) if names else None


def _sides(matter: Matter) -> list[Evidence]:
    """The nearest clause of each policy, or of each region asked about; the higher level first."""
    first: dict[str, Evidence] = {}
    for item in matter.evidence:
        if item.policy.policy_id in matter.policies:
            first.setdefault(item.policy.policy_id, _nearest(item))
    sides = sorted(first.values(), key=lambda side: _LEVELS.index(apart.level(side.policy)))
    question = matter.question
    regions = apart.joined_regions(fold(simplified(question.standalone)), question.regions)
    if len(regions) < _LEAST_SIDES or apart.overlaps(question.standalone):
        return sides
    own = (next((side for side in first.values() if apart.same(side.policy.region, name)), None) for name in regions)
    return [side for side in own if side]


def _line(matter: Matter, side: Evidence) -> tuple[str, Evidence]:
    policy = side.policy
    about = "，".join(part for part in (_place(policy), _state(policy, matter)) if part)
    return f"{_title(policy)}（{about}）{address_text(side.clause)}：{_words(matter, side)}", side


def _words(matter: Matter, side: Evidence) -> str:
    """What a side says: the whole list when its clause is an item of one, or else the sentences nearest."""
    policy = matter.policies.get(side.policy.policy_id) or matter.searcher.policy(side.policy.policy_id)
    items = family(side.clause, policy) if policy else []
    listed = "".join(item.readable[item.body :].strip() for item in items)
    if items and len(listed) <= _LONGEST:
        return listed
    return side.deciding.strip()


def _nearest(item: Evidence) -> Evidence:
    """The evidence with the two sentences nearest to the question, so that sides can be read beside each other."""
    ranked = sorted(item.sentences, key=lambda sentence: -sentence.score)
    near = [sentence for sentence in ranked if sentence.score >= _NEAR_BEST * ranked[0].score][:_MOST_SENTENCES]
    kept = tuple(sentence for sentence in item.sentences if sentence in near or sentence.in_table)
    return replace(item, sentences=kept)


def _place(policy: PolicyHeader) -> str:
    level = apart.level(policy)
    return f"{policy.region}{level and '，' + level}" if policy.region else ""


def _state(policy: PolicyHeader, matter: Matter) -> str:
    state = policy.validity(matter.question.as_of)
    if state is Validity.EXPIRED and policy.expires and policy.expires < matter.question.as_of.isoformat():
        return f"已于{day_text(policy.expires)}失效"
    if state is Validity.IN_FORCE and policy.expires:
        return f"有效，至{day_text(policy.expires)}"
    if state is Validity.NOT_YET and policy.effective:
        return f"尚未生效，{day_text(policy.effective)}起施行"
    return _STATES[state]


def _title(policy: PolicyHeader) -> str:
    name = title_text(policy)
    return name + (f"({policy.document_number})" if policy.document_number else "")


def _current(matter: Matter, sides: Sequence[Evidence]) -> Statement | None:
    """Which side holds on the day when the others have expired: an expired text decides nothing."""
    states = [side.policy.validity(matter.question.as_of) for side in sides]
    living = [side for side, state in zip(sides, states, strict=True) if state is not Validity.EXPIRED]
    if len(living) == len(sides) or len(living) != 1:
        return None
    day = day_of(matter.question.as_of)
    gone = "、".join(_title(side.policy) for side in sides if side not in living)
    one = living[0]
    if one.policy.validity(matter.question.as_of) is Validity.NOT_YET:
        return Statement("结论", f"到{day}，{gone}已过期失效，{_title(one.policy)}尚未生效。", one)
    return Statement("结论", f"以{_title(one.policy)}为准；到{day}，{gone}已过期失效，不能再按它办理。", one)


def _between(matter: Matter, sides: Sequence[Evidence]) -> Statement | None:
    """The rule on having both; where none is written, that the texts stand side by side."""
    question = matter.question.standalone
    valid = [side for side in sides if side.policy.validity(matter.question.as_of) is not Validity.EXPIRED]
    if len(valid) < _LEAST_SIDES or not apart.overlaps(question):
        return None
    benefits = all(_BENEFIT.search(fold(side.deciding)) for side in valid)
    rule = _rule(matter, valid) if benefits or apart.wants_both(question) else None
    if rule:
        return _told(rule, levels.higher(matter, valid))
    sums = {frozenset(_AMOUNT.findall(fold(_words(matter, side)))) for side in valid}
    if len(sums) > 1 and all(sums):
        return Statement("结论", "两份文件的规定不同，分别列出；文件里没有写明两者如何衔接，请向主管部门确认。", None)
    return Statement("结论", "文件里没有写明以哪一份为准，分别列出，请向主管部门确认。", None)


def _told(rule: Evidence, higher: str) -> Statement:
    """What a rule on having both comes to, with the higher sum where it decides."""
    words = rule.deciding.strip()
    short = []
    if _NOT_TWICE.search(fold(words)) or "不重复" in words:
        short.append("不能重复享受")
    if _HIGHER.search(fold(words)):
        short.append(f"按就高的原则享受一头{higher and f'（{higher}）'}")
    if _TOPS_UP.search(fold(words)):
        short.append("已按低的标准领取的补足差额")
    return Statement("结论", f"{'，'.join(short)}：{_title(rule.policy)}{address_text(rule.clause)}规定“{words}”", rule)


def _rule(matter: Matter, sides: Sequence[Evidence]) -> Evidence | None:
    """The sentence of the policies involved that says what holds where rules overlap, of the lower level first."""
    found: list[tuple[int, Evidence]] = []
    sides = list(reversed(sides))  # the lower level adds to the higher one and says how
    for place, side in enumerate(sides):
        policy = matter.policies[side.policy.policy_id]
        for clause, words, general in _rules(policy):
            same = clause.clause_id == side.clause.clause_id
            if general or same:
                found.append(((0 if general else 1) * 10 + place, whole(clause, side.policy, words)))
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _rules(policy: Policy) -> Iterator[tuple[Clause, str, bool]]:
    """The sentences on having two things, and whether each speaks of other policies, not of grades of its own."""
    for clause in policy.clauses:
        for start, end in sentences(clause):
            words = clause.readable[start:end]
            plain = fold(words)
            if (_HIGHER.search(plain) and "重复" in plain) or _NOT_TWICE.search(plain):
                yield clause, words, bool(_OTHERS.search(plain))
