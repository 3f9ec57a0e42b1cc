"""Days and periods set for an act other than within a window, said by code in the words of the clause.

Which of them a question asks for is told by the act it names (``acts``) or by the event whose day it tells
(我们6月3日收到批复). Days are reckoned where the text and the question settle them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.evidence import Evidence, whole
from assistant.statements import acts
from assistant.statements.matter import Matter, Statement
from assistant.statements.reckoning import event_day, posted, reckoned, since
from assistant.verify import share
from index.known import ClauseFacts, DatedPeriod, clause_facts
from index.policy import Clause
from index.stated.fact import Period, TimeFact
from index.stated.moments import MOMENT, exists, last_day
from index.variants import fold

if TYPE_CHECKING:
    from assistant.question import Question
    from assistant.statements.acts import Act

_PIECE = re.compile(r"[^,，。;；\n]+")
_SENTENCE_END = re.compile(r"[。;；\n]|$")
_MOST = 3
_FOUND = 0.3
"""What a clause found by the search counts beside the share of its words that the question holds."""
_CLEAR = 0.05
_AS_ALIKE = 0.6
"""Of several terms of a clause those are told whose act is named nearly as much as that of the best."""
_JOINING = re.compile("^(?:但是?|且|并且?|同时)(?=[^,，]{4})")
_NOT_LATER = re.compile(rf"[,，]?(?:且|并|但)?(?:最[晚迟])?不(?:得|能|可|应)?(?:晚于|迟于|超过){MOMENT.format('a')}")
_LATE = re.compile(r"\s*(?:逾期|未按[^,，。;；]{0,6}|未及时|超过[^,，。;；]{0,6}期限)[^。\n]{2,70}")
_ASKS_RESULT = re.compile("后果|会怎[样么]|怎么办|咋办|不[报说交改讲]|没[报说交改讲]|罚|会不会|错过|逾期|忘")
_BARRED = re.compile(
    r"(?:取消|撤销|丧失|暂停|限制|剥夺|停止|禁止|不得(?!晚|迟|早|超过|少于)|不再|不予|不能|不可|不准|不受理|列入)[^,，。;；\n]{0,16}"
    r"(?:申[报请领]|参[加评]|享受|受理|资格|报名|名单|项目|资金|支持)"
)
_WHOLE_DAY = 10
_KINDS = ("deadline", "window_end")
_PERIODS = ("within", "next_year", "lasting")
_ASKING_NOUNS = re.compile(
    r"要|需要?|得|多久|多长时间|多少|几|个?工作日|天|什么时候|何时|啥时候?|哪天|月|日|号|能|会|才|的|那边|这边|那里|里|给|是|在|到|我们?"
    r"|你们?|部门|审批|审核|办理|手续|结果|时限|期限|申请|申报|完成|最晚|最迟|之?[前后内]|一般|大概|怎么"
    r"|[交递报送]?(?:上去|过去|进去|了)|下来|出来|以后|有|办|完|材料|资料|[?？,，。]"
)
_LEAST_NOUN = 2
_LONGEST_HEADING = 12


@dataclass(frozen=True)
class Term:
    """A day or period of a clause, the acts it is set for, and the words that say both."""

    clause: Clause
    words: str
    before: str
    deed: str
    acts: frozenset[Act]
    time: TimeFact | DatedPeriod
    until: date | None = None
    """The day that the same sentence sets beside a period (且不得晚于12月9日)."""
    after: str = ""
    """What the clause says of those who miss it (逾期不补正的,视为放弃)."""


def terms(clause: Clause, facts: ClauseFacts) -> list[Term]:
    """The days and periods a clause sets for acts, in its order."""
    text = fold(clause.readable)
    times = [(fact.start, fact.end, fact) for fact in facts.times if fact.kind in _KINDS]
    spans: list[tuple[int, int, TimeFact | DatedPeriod]] = [*times]
    taken = {place for start, end, _ in times for place in range(start, end)}
    for dated in facts.periods:
        period = dated.period
        if period.kind in _PERIODS and not taken & {*range(period.start, period.end)}:
            spans.append((period.start, period.end, dated))
    spans.sort(key=lambda span: span[0])
    starts = [*(span[0] for span in spans), len(text)]
    bounds = [(end, max(following, end)) for (_, end, _), (_, following) in zip(spans, pairwise(starts), strict=True)]
    return [
        term
        for (start, _, time), limits in zip(spans, bounds, strict=True)
        if (term := _term(clause, start, limits, time))
    ]


def _term(clause: Clause, start: int, limits: tuple[int, int], time: TimeFact | DatedPeriod) -> Term | None:
    """The term whose time begins at ``start`` and ends with ``limits``, up to where the next one begins."""
    text, (end, following) = fold(clause.readable), limits
    stop = _SENTENCE_END.search(text, end)
    last = min(following, stop.start() if stop else len(text))
    piece = next((one for one in _PIECE.finditer(text, clause.body) if one.start() <= start < one.end()), None)
    begin = piece.start() if piece else start
    before = text[begin:start]
    deed, close = before, piece.end() if piece else end
    told_before = isinstance(time, DatedPeriod) and time.period.kind == "lasting" and acts.told(before)
    for one in () if told_before else _PIECE.finditer(text, end, last):
        if acts.told(one[0]):
            deed, close = one[0], next(each.end() for each in _PIECE.finditer(text, one.start()))
            break
    named = _of_change(acts.told(deed), text[begin:end])
    if _BARRED.search(text, begin, close):
        named -= acts.APPLYING  # 3年内不得申报 is a penalty, and no time to apply
    until, close = _until(text, close) if isinstance(time, DatedPeriod) else (None, close)
    words = _JOINING.sub("", clause.readable[begin:close].strip())
    return Term(clause, words, before, deed, named, time, until, _missed(clause, close)) if named else None


def _of_change(named: frozenset[Act], words: str) -> frozenset[Act]:
    """The acts of a deed; to report a change (变更之日起15日内报告) is no application."""
    if named & {"apply", "report", "file"} and "change" in acts.told(words):
        return (named - acts.APPLYING) | {"change"}
    return named


def _until(text: str, close: int) -> tuple[date | None, int]:
    """The day set beside a period in the sentence that goes on at ``close``, and where its words end."""
    match = _NOT_LATER.match(text, close)
    day = last_day(match, "a") if match else ""
    return (date.fromisoformat(day), match.end()) if match and len(day) == _WHOLE_DAY and exists(day) else (None, close)


def _missed(clause: Clause, close: int) -> str:
    """What the sentence after the one that holds the place ``close`` says of those who are late."""
    text = fold(clause.readable)
    stop = _SENTENCE_END.search(text, close)
    match = _LATE.match(text, stop.end()) if stop else None
    return clause.readable[slice(*match.span())].strip() if match else ""


# -- by act --------------------------------------------------------------------------------------------------------


def set_for(matter: Matter, wanted: frozenset[Act], asking: str) -> Statement | None:
    """What the nearest clause sets for one of the acts ``wanted``; ``asking`` is the part of the question that asks."""
    best = _best_clause(matter, wanted, asking)
    if best is None:
        return None
    evidence, found = best
    alike = [share(asking, term.deed) if acts.asked(asking) else 1.0 for term in found]
    named = [term for term, one in zip(found, alike, strict=True) if one >= _AS_ALIKE * max(alike)]
    return stated(named[:_MOST], evidence, matter.question)


def _best_clause(matter: Matter, wanted: frozenset[Act], asking: str) -> tuple[Evidence, list[Term]] | None:
    """The clause whose terms fit best: found by the search, and in words near the question; None when two are alike."""
    question = fold(matter.question.standalone)
    ranked: list[tuple[float, Evidence, list[Term]]] = []
    for evidence, facts, found in _candidates(matter):
        fitting = [term for term in terms(evidence.clause, facts) if term.acts & wanted]
        if fitting and _of_the_same(asking, evidence, matter):
            near = max(share(_bare(term.words), question) for term in fitting)
            ranked.append((near + _FOUND * found, evidence, fitting))
    ranked.sort(key=lambda one: -one[0])
    if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _CLEAR):
        return None
    return ranked[0][1], ranked[0][2]


def _candidates(matter: Matter) -> Iterator[tuple[Evidence, ClauseFacts, float]]:
    """The clauses found, then the others of the nearest policy; each with how near the search found it."""
    top = matter.evidence[0].score or 1.0
    for item in matter.evidence:
        if facts := matter.facts.get(item.clause.clause_id):
            yield item, facts, item.score / top
    policy = next(iter(matter.policies.values()), None)
    known = {item.clause.clause_id for item in matter.evidence}
    for clause in policy.clauses if policy else ():
        if policy and clause.clause_id not in known and (facts := clause_facts(clause, policy)) and _may(facts):
            yield whole(clause, policy.header(), clause.text), facts, 0.0


def _may(facts: ClauseFacts) -> bool:
    return bool(facts.periods or facts.times)


def _bare(words: str) -> str:
    return re.sub(r"[0-9]+|工作日|企业|应当|之日起|[内前日年月]", "", fold(words))


def _of_the_same(asking: str, evidence: Evidence, matter: Matter) -> bool:
    """Whether whom or what the asking part names (林业那边审批) is spoken of in the clause or its policy's title."""
    place = (evidence.policy.region or "").rstrip("省市区县")
    said = [words.replace(place, " ") if place else words for words in acts.before(asking) or [asking]]
    nouns = [one for words in said for one in _ASKING_NOUNS.sub(" ", words).split() if len(one) >= _LEAST_NOUN]
    if not nouns:
        return True
    policy = matter.policies.get(evidence.policy.policy_id)
    title = policy.title if policy else evidence.policy.title
    text = fold(f"{title} {evidence.clause.heading or ''} {evidence.clause.readable}")
    return any(share(noun, text) > 0 for noun in nouns)


# -- by event ------------------------------------------------------------------------------------------------------


def since_event(matter: Matter, wanted: Collection[Act]) -> Statement | None:
    """The period that runs from the event whose day the question tells, with its last day; None when two do."""
    question = matter.question
    found: list[tuple[Evidence, Term]] = []
    for evidence, facts, _ in _candidates(matter):
        found += [
            (evidence, term)
            for term in terms(evidence.clause, facts)
            if (period := _period(term)) and since(period, question)
        ]
    acting = [pair for pair in found if pair[1].acts & set(wanted)]
    found = acting or found
    if len({term.words for _, term in found}) != 1:
        return None
    evidence, term = found[0]
    return stated([term], evidence, question)


def _period(term: Term) -> Period | None:
    return term.time.period if isinstance(term.time, DatedPeriod) and term.time.period.kind == "within" else None


# -- in words ------------------------------------------------------------------------------------------------------


def stated(found: Sequence[Term], evidence: Evidence, question: Question) -> Statement:
    """Terms of one clause as written; the day is reckoned when it is but one."""
    words = "；".join(f"“{one}”" for one in dict.fromkeys(term.words for term in found))
    of_authority = all(term.acts & acts.AUTHORITY and not term.acts & acts.APPLYING for term in found)
    filed = "备案期限写的是" if "file" in found[0].acts else "申请期限写的是"
    by_applicants = filed if found[0].acts & acts.APPLYING else _of_heading(found[0])
    head = "办理时限：" if of_authority else by_applicants
    more = _reckoned(found[0], question, evidence) if len(found) == 1 else ""
    return Statement("期限", f"{head}{words}{more}。", _resting(evidence, found[0]))


def _reckoned(term: Term, question: Question, evidence: Evidence) -> str:
    """What follows the words of one term: the days, what counts for mail, and what becomes of the late when asked."""
    text = reckoned(term.time, question, evidence.policy, until=term.until)
    if isinstance(term.time, TimeFact) and "paper" in term.acts:
        text += posted(fold(term.clause.readable), term.time, question)
    if term.after and _ASKS_RESULT.search(fold(question.standalone)):
        text += f"；“{term.after}”"
    return text


def _of_heading(term: Term) -> str:
    """The heading of the clause where it names the act that the quoted words leave out."""
    heading = (term.clause.heading or "").strip(" :：。")
    named = acts.told(heading) if len(heading) <= _LONGEST_HEADING else frozenset()
    return f"{heading}：" if named and not named & acts.told(fold(term.words)) else "原文写的是"


def _resting(evidence: Evidence, term: Term) -> Evidence:
    """The clause with the deciding sentence that holds the term."""
    return evidence if evidence.marker else whole(evidence.clause, evidence.policy, term.words)


def asks_from_event(question: Question) -> bool:
    """Whether the question tells the day of an event to count from."""
    return event_day(fold(question.standalone), question.as_of) is not None
