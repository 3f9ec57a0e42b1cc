"""What the sentences of a policy require of those they are for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from assistant.statements.circumstances import EVENT, event_of
from index.known import ClauseFacts, clause_facts
from index.policy import PREFACE, Clause, Policy
from index.stated.decimals import HAN_DIGITS, decimal_of
from index.stated.moments import DAY, iso
from index.variants import fold

Way = Literal["at_least", "at_most", "over", "under", "since", "until"]


@dataclass(frozen=True)
class Bound:
    """Something a rule sets a bound to: a count, how long something has lasted (in 月), the day of an event.

    ``subject`` is what is measured, of a day the words it stands in; ``event`` what has lasted or happened.
    """

    way: Way
    value: Decimal | date
    unit: str
    words: str
    subject: str
    piece: str
    event: str | None = None


@dataclass(frozen=True)
class Rule:
    """A sentence that says on what conditions something is given: its conditions in its own words, and their bounds."""

    clause: Clause
    words: str
    pieces: tuple[str, ...]
    bounds: tuple[Bound, ...]


SENTENCE = re.compile(r"[^。;\n]+")
"""A sentence, or a part of one between semicolons, of folded text."""
_NEED = re.compile(r"应当?(?=[在具有是为同依建符达满,]|[^,]{0,4}$)|须|需(?=[具有满达])|必须|要求|不少于|不低于|达到")
_BY_APPLICANT = re.compile("申请|申报|参加|参评|认定|入选|遴选|报名")
_OFFICIAL = re.compile("部门|机关|政府|[局厅委](?!托|员)|受理机构|经办机构")
_DEFINES = re.compile("所称[^,]{2,40},?是指")
_MAY = re.compile(",(?=[^,]{0,6}可(?:按|以|享受|申请|申领|领取|获得|凭))")
_GRANTS_BELOW = re.compile(
    ",[^,]{0,16}(?:按|给予)[^,]{0,12}(?:标准|比例|额度)[^,]{0,8}(?:补助|补贴|奖补|奖励|资助|支持):?$"
)
"""What the items below grant (省级财政按下列标准奖补): the conditions stand before it."""
_SCOPE = re.compile("(?:本[^,]{2,4})?适用于(?!.*不适用)")
_LEAD = re.compile(
    "(?:具备|符合|满足|达到)[^,。]{0,12}条件[:：]?$|(?:应当?|须|必须|需要?|同时)[^,。]{0,4}(?:具备|符合|满足)(?:(?:以下|下列|如下)[^,。]{0,4})?[:：]?$"
)
# Whom the conditions that follow are for: 享受本措施的企业,应当…
_FOR_ALL = re.compile(
    "(?:凡|对于?)?(?:享受|申请|申报|申领|领取|获得)[^,。]{0,24}(?:企业|单位|机构|个人|人员|者|人|组织|项目|商户|主体|的)"
    "[,，]?(?:应当?|须|必须|需要?|要)(?:同时)?(?=[^,]{2})"
)
_DUTY = re.compile(
    "^(?:提交|提供|填[写报]|报送|配合|接受|向|通过|登录|于|自|按时|按照|如实|妥善|建立|承诺|依法|主动|及时|将|对|遵守|执行|先)|承担|责任$"
)
_ANY_OF = re.compile("之一")
_FURTHER = re.compile(r"^(?:其中|对于?其中|[^,]{0,12}(?:再|另|提高到|额外))")
NUMBERED = re.compile(
    r"^\s*(?:[#*>\s]*)(?:第[^\s条]{1,7}条[*\s]*|[一二三四五六七八九十]{1,3}、|\([^()]{1,3}\)|[0-9]{1,2}(?:\.[0-9]{1,2})+[.、]?|[0-9]{1,2}[.、]|[一二三四五六七八九十]是)\s*"
)


def rules(clause: Clause, policy: Policy) -> list[Rule]:
    """The sentences of a clause that set conditions, in its order; those of tables and further grades are left out."""
    text, facts = fold(clause.readable), clause_facts(clause, policy)
    item = _is_item(clause, policy)
    found = []
    for match in SENTENCE.finditer(text):
        begin, end = _conditions_place(text, match.start(), match.end(), facts, item=item)
        if begin < end and not any(table.start <= begin < table.end for table in facts.tables):
            found.append(_rule(clause, text, (begin, end), match.group(), facts))
    return found


def _is_item(clause: Clause, policy: Policy) -> bool:
    """Whether a clause is one of the conditions that have all to be met (应当同时具备下列条件:(一)…)."""
    lead = lead_of(clause, policy)
    return bool(lead and _LEAD.search(text := fold(lead.readable).rstrip()) and not _ANY_OF.search(text))


def lead_of(clause: Clause, policy: Policy) -> Clause | None:
    """The clause that leads in the list of which ``clause`` is an item."""
    if len(clause.address) < 2 or not re.match(r"[(（①-⑳]|\d+\.$", clause.address[-1]):
        return None
    above = (clause.address[:-1], (*clause.address[:-1], PREFACE))
    return next(
        (one for one in policy.clauses if one.address in above and one.text.rstrip().endswith((":", "："))), None
    )


def _conditions_place(text: str, start: int, end: int, facts: ClauseFacts, *, item: bool) -> tuple[int, int]:
    """Where the conditions of the sentence at ``start`` to ``end`` stand; nothing when it sets none."""
    numbered = NUMBERED.match(text, start, end)
    begin = numbered.end() if numbered else start
    sentence = text[begin:end]
    if _FURTHER.match(sentence):
        return begin, begin
    head = _FOR_ALL.match(sentence) if not sentence.endswith(":") else None
    if head and not _DUTY.search(sentence[head.end() :]):
        return begin + head.end(), end
    gifts = [one for one in facts.benefits if start <= one.start < end]
    if gifts:
        first = gifts[0]
        return (begin, begin) if first.kind == "prohibition" else (first.start, first.gets.start)
    leads = _GRANTS_BELOW.search(sentence)
    if leads:
        return begin, begin + leads.start()
    may = _MAY.search(sentence)
    if may:
        return begin, begin + may.start()
    defines = _DEFINES.search(sentence) or _SCOPE.search(sentence)
    if defines:
        return begin + defines.end(), end
    applicant = _BY_APPLICANT.search(sentence) and _NEED.search(sentence) and not _OFFICIAL.search(sentence)
    return (begin, end) if item or applicant else (begin, begin)


def _rule(clause: Clause, text: str, place: tuple[int, int], sentence: str, facts: ClauseFacts) -> Rule:
    words = text[slice(*place)].strip(" ,")
    pieces = tuple(piece for one in re.split("[,，]", words) if (piece := _bare(one)))
    bounds = (*_counts(place, text, facts), *_lastings(words), *_days(words))
    return Rule(clause, sentence.strip(), pieces, bounds)


def timed_rule(clause: Clause, sentence: str) -> Rule:
    """A folded sentence of ``clause`` as a rule of which only days and lengths of time are bounds."""
    words = sentence.strip(" ,")
    return Rule(clause, words, (words,), (*_lastings(words), *_days(words)))


def _bare(piece: str) -> str:
    piece = re.sub(r"^\s*(?:对于?|凡是?|但是?|且|并且?|并|同时)", "", piece.strip())
    return piece.removesuffix("的")


def _counts(place: tuple[int, int], text: str, facts: ClauseFacts) -> Iterator[Bound]:
    """Thresholds in the conditions; of two for the same thing (10家以上, 30家以上) the sentence's own one only."""
    for one in facts.amounts:
        if one.role == "threshold" and place[0] <= one.start < place[1] and one.bound in _WAYS and one.of:
            piece = piece_at(text[slice(*place)], one.start - place[0])
            yield Bound(_WAYS[one.bound], Decimal(one.values[0]), one.unit, one.words, one.of, piece)


_WAYS: dict[str, Way] = {"at_least": "at_least", "at_most": "at_most", "over": "over", "under": "under"}
_NUMBER = rf"(?:\d{{1,3}}|[{HAN_DIGITS}]{{1,3}})"


def _length_pattern(suffix: str) -> str:
    return rf"(?:(?P<half{suffix}>半年)|(?P<n{suffix}>{_NUMBER})个?(?P<unit{suffix}>年|月))"


_LONG = re.compile(
    rf"(?P<least>(?<![不未])满|不少于|不低于|至少|达到?|(?<![不未])超过)了?{_length_pattern('')}(?![内度])"
    rf"|(?P<most>不超过|未超过|不满|未满|不足){_length_pattern('2')}"
    rf"|(?<![近第满过每前\d]){_length_pattern('3')}(?P<side>(?:及)?以上|(?:以)?内)"
)
_EVENT_NEAR = 14
_WHOLE_DAY = 10


def _lastings(words: str) -> Iterator[Bound]:
    """How long something must have lasted: 正常经营满1年, 毕业2年内, 签订1年以上劳动合同."""
    for match in _LONG.finditer(words):
        number = next(suffix for suffix in ("", "2", "3") if match[f"half{suffix}"] or match[f"n{suffix}"])
        side = match["side"] or ""
        way: Way = "at_least" if match["least"] or side.endswith("以上") else "at_most"
        event = _event_by(words, match.start(), match.end(), behind=bool(side))
        if event:
            yield Bound(way, _length(match, number), "月", match[0], "", piece_at(words, match.start()), event)


def _length(match: re.Match[str], suffix: str) -> Decimal:
    if match[f"half{suffix}"]:
        return Decimal(6)
    return (decimal_of(match[f"n{suffix}"]) or Decimal(0)) * (12 if match[f"unit{suffix}"] == "年" else 1)


def _event_by(words: str, start: int, end: int, *, behind: bool) -> str | None:
    """The event beside a stretch of time, in its own piece: the last before it, else the first ``behind`` it."""
    left = max(words.rfind(mark, 0, start) for mark in ",，、;") + 1
    before = list(EVENT.finditer(words, max(left, start - _EVENT_NEAR), start))
    stop = min((at for mark in ",，、;" if (at := words.find(mark, end)) >= 0), default=len(words))
    after = EVENT.search(words, end, min(stop, end + _EVENT_NEAR)) if behind else None
    found = before[-1] if before else after
    return event_of(found) if found else None


def piece_at(words: str, place: int, marks: str = ",，") -> str:
    """The piece of a sentence, between two of ``marks``, that holds the character at ``place``."""
    left = max(words.rfind(mark, 0, place) for mark in marks) + 1
    stop = min((at for mark in marks if (at := words.find(mark, place)) >= 0), default=len(words))
    return words[left:stop]


_ONE = DAY.format("a")
_SINCE = re.compile(
    rf"(?:自|从)?{_ONE}(?P<after>起|以来|(?:及)?(?:之|以)?后)|{DAY.format('b')}(?P<before>(?:之|以)?前)"
)


_DURING = re.compile(rf"{_ONE}\s*(?:至|到|[-—–~～]+)\s*{DAY.format('b')}(?:期间|之间|内)?(?!起)")


def _days(words: str) -> Iterator[Bound]:
    """The days since or until which something must have happened: 自2020年起…落户, 2025年1月1日以后完工."""
    for match in _DURING.finditer(words):
        event = EVENT.search(words, match.end(), match.end() + _EVENT_NEAR)
        if event and len(iso(match, "b")) == _WHOLE_DAY:
            told, piece = words[match.start() : event.end()], piece_at(words, match.start())
            first = date.fromisoformat((iso(match, "a") + "-01-01")[:10])
            behind = date.fromisoformat(iso(match, "b")) + timedelta(days=1)
            yield Bound("since", first, "日", told, told, piece, event_of(event))
            yield Bound("until", behind, "日", told, told, piece, event_of(event))
    for match in _SINCE.finditer(words):
        prefix = "a" if match["after"] else "b"
        event = EVENT.search(words, match.end())
        if event:
            first = date.fromisoformat((iso(match, prefix) + "-01-01")[:10])
            way: Way = "since" if match["after"] else "until"
            near = event.start() - match.end() < _EVENT_NEAR
            told = words[match.start() : event.end()] if near else f"{match[0]}……{event[0]}"
            stands = told if near else match[0]
            yield Bound(way, first, "日", told, stands, piece_at(words, match.start()), event_of(event))


_REGISTERED = re.compile(
    r"在(?:本[市省区县州]|[\u4e00-\u9fff]{2,6}[市省区县州])(?:行政区域|范围|辖区)?内?[^,]{0,4}注册"
)
_IS_SCOPE = re.compile("适用于|适用范围|适用对象|支持对象|扶持对象|申报对象")


def scope(policy: Policy) -> tuple[Clause, str] | None:
    """The sentence that says a policy is for those registered in its place."""
    for clause in policy.clauses:
        headed = bool(_IS_SCOPE.search(fold(clause.heading or "")))
        for sentence in SENTENCE.findall(fold(clause.readable)):
            if _REGISTERED.search(sentence) and (headed or _IS_SCOPE.search(sentence)):
                return clause, unnumbered(sentence).strip()
    return None


def unnumbered(text: str) -> str:
    """``text`` without the number it begins with."""
    numbered = NUMBERED.match(text)
    return text[numbered.end() :] if numbered else text


def softened(bound: Bound, policy: Policy, rule: Rule) -> bool:
    """Whether the policy relaxes a bound elsewhere (场地面积可放宽到2000平方米), so that it alone settles nothing."""
    texts: Sequence[str] = [fold(clause.readable) for clause in policy.clauses]
    subject = bound.subject[-2:] or (bound.event or "")
    return any(
        subject in sentence and sentence.strip() != rule.words
        for text in texts
        for sentence in SENTENCE.findall(text)
        if re.search("放宽|降低[到至为]|可不受|不受[^,]{0,8}限制|适当降低", sentence)
    )
