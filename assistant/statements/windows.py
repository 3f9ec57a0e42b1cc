"""When to apply, said by code for the as-of date: windows with days left, yearly ones, applications at any time."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.evidence import Evidence, day_of, day_text, whole
from assistant.question import Question
from assistant.statements.acts import APPLYING, AUTHORITY, Act, told
from assistant.statements.appointed import Term, stated, terms
from assistant.statements.matter import Matter, Statement
from assistant.verify import share
from index.known import ClauseFacts, clause_facts
from index.policy import Clause, Policy, PolicyHeader, Validity
from index.stated.fact import TimeFact
from index.variants import fold

_SENTENCE = re.compile(r"[^。;；\n]+")
_HOUR = re.compile(
    r"(?:\([^()\n]{1,8}\))?(?P<hour>(?:上午|下午|中午|晚上?)?(?:[0-9]{1,2}(?::[0-9]{2}|[时点](?:整|[0-9]{1,2}分)?)))"
)
_GENERAL = re.compile(
    "填写|服务|政务|小程序|官网|网站|专区|提出|提交|办理|登录|平台|系统|网上|企业|单位|个人|机构|人员|申报|申请|受理|报名|征集|填报|集中|应当|可以|每年|项目|资金|补贴|补助|奖励|专项|时间|期限|按照|通过|组织"
    "|实施|[经运]营者|劳动者|从业者|生产者|[农商住]户|业主|当事人"
    "|主体|符合条件|由|的|于|在|为|自|分别|两次|一次|本|各|有关|年度|[0-9一二三四五六七八九十]+[年月日号]?|[至和及与]"
)
_SAME, _SAME_NEAREST = 0.5, 0.3
"""So much of what a window is for, as its sentence names it, is named by the question or the policy's title."""
_LATE = re.compile(r"(?:逾期|超过[^,，。;；]{0,6}期限|未按期)[^。;；\n]{2,60}")
_EARLIER = re.compile("去年|前年|往年|上一?年")
_MONTH_SAID = re.compile("过完年|年后|开春")
_BY_NUMBER = re.compile(r"第[(]?[0-9一二三四五六七八九十]+[)]?[项条款]")
_PIECE = re.compile(r"[^,，。;；\n]+")
_MOST = 3
_NEARLY = 0.8
_AKIN = 2
_WHOLE_DAY = 10
_LONGEST_MONTH = 31
_OTHER_ACTS: frozenset[Act] = frozenset({"ask", "comment", "mend", "object", "paper", "report"})


@dataclass(frozen=True)
class Window:
    """A span of days in which to apply: ISO days, without a year (``--04-10``) when it comes again each year."""

    start: str | None
    end: str
    clause: Clause
    before: str = ""
    hour: str = ""
    words: str = ""

    @property
    def yearly(self) -> bool:
        """Whether it comes again each year."""
        return self.end.startswith("--")

    def in_year(self, year: int) -> tuple[date, date]:
        """The first and last day of a yearly window that begins in ``year``; one that ends before it runs over."""
        end = _last_day(year, self.end)
        if self.start is None:
            return end, end
        start = _first_day(year, self.start)
        return (start, end) if start <= end else (start, _last_day(year + 1, self.end))


def applying(matter: Matter, *, missed: bool = False) -> list[Statement]:
    """When to apply, by the nearest clause that says so, else by the one clause of its policy that does.

    Who has ``missed`` it hears what the clause says of those who are late, or that it says nothing.
    """
    found = _applying(matter)
    earlier = _EARLIER.search(fold(matter.question.standalone)) is not None
    return [_with_late(one, earlier=earlier) if missed and one.evidence else one for one in found]


def _with_late(statement: Statement, *, earlier: bool) -> Statement:
    """A time to apply with what its clause says of who comes late; an open window is none for an ``earlier`` year."""
    if earlier and "仍在申报期内" in statement.text:
        return replace(statement, text=f"{statement.text}原文没有写往年的可以补报。")
    text = statement.evidence.clause.readable if statement.evidence else ""
    match = _LATE.search(fold(text))
    rule = f"“{text[slice(*match.span())].strip()}”。" if match else "原文没有写逾期可以补报。"
    return replace(statement, text=f"{statement.text}{rule}")


def _applying(matter: Matter) -> list[Statement]:
    found: list[tuple[float, Statement]] = []
    for place, item in enumerate(matter.evidence[:_MOST]):
        facts = matter.facts.get(item.clause.clause_id)
        if facts and (one := _by(item, facts, matter)) and one[0] >= (_SAME if place else _SAME_NEAREST):
            found.append(one)
    if found:
        return [max(found, key=lambda one: one[0])[1]]
    return _of_one_near(matter) or _elsewhere(matter) or _only_one(matter)


def _of_one_near(matter: Matter) -> list[Statement]:
    """When to apply by the one clause that says so of those found nearly as near as the best, whatever it calls it."""
    near = [item for item in matter.evidence if item.score >= _NEARLY * matter.evidence[0].score]
    stating = [
        found[1]
        for item in near
        if (facts := matter.facts.get(item.clause.clause_id)) and (found := _by(item, facts, matter))
    ]
    return stating if len(stating) == 1 and len(near) > 1 else []


def _by(item: Evidence, facts: ClauseFacts, matter: Matter) -> tuple[float, Statement] | None:
    """When to apply by one clause, and how surely that is of what is asked about.

    Its windows, else the day or period it sets, else that one may apply at any time.
    """
    question = matter.question
    found = [(_same(one.before, question, item.policy), one) for one in windows(item.clause, facts)]
    if found:
        best = max(same for same, _ in found)
        return best, _stated([one for same, one in found if same == best], item, question)
    for term in terms(item.clause, facts):
        if term.acts & APPLYING and _of_applicants(term):
            return _same(term.before, question, item.policy), stated([term], item, question)
    return _always(item, facts, question)


def _of_applicants(term: Term) -> bool:
    """Whether a term is set for those who apply: not how soon an authority handles what was applied for."""
    return not term.acts & AUTHORITY or isinstance(term.time, TimeFact)


def _always(item: Evidence, facts: ClauseFacts, question: Question) -> tuple[float, Statement] | None:
    text = fold(item.clause.readable)
    fact = next((one for one in facts.times if one.kind == "always"), None)
    if fact is None:
        return None
    sentence = _sentence_at(text, fact)
    words = f"原文写的是“{sentence.strip()}”，没有写申报的截止日期。"
    return _same(_before(item.clause, fact.start), question, item.policy), Statement("期限", words, item)


def _elsewhere(matter: Matter) -> list[Statement]:
    """When to apply by the nearest policy, where one clause alone of it says so."""
    policy = next(iter(matter.policies.values()), None)
    if policy is None:
        return []
    stating = [
        found[1]
        for clause in policy.clauses
        if not _of_items(clause, policy)
        and (found := _by(_resting(clause, policy), clause_facts(clause, policy), matter))
        and found[0] >= _SAME
    ]
    return stating if len(stating) == 1 else []


def _of_items(clause: Clause, policy: Policy) -> bool:
    """Whether the windows of a clause are for items it names by number alone: which is meant is told elsewhere."""
    found = windows(clause, clause_facts(clause, policy))
    return any(_BY_NUMBER.search(fold(one.before)) for one in found)


def _only_one(matter: Matter) -> list[Statement]:
    """The only window of the nearest policy, found by the search but named in other words, with what it is for."""
    policy = next(iter(matter.policies.values()), None)
    every = (
        [one for clause in policy.clauses for one in windows(clause, clause_facts(clause, policy))] if policy else []
    )
    item = next((one for one in matter.evidence if every and one.clause.clause_id == every[0].clause.clause_id), None)
    if item is None or len(every) != 1 or not every[0].yearly or not every[0].words:
        return []
    if _better_told(every[0], matter.question) or not _akin(every[0].before, matter.question):
        return []
    head = f"原文写的是“{every[0].words}”，"
    return [Statement("期限", _yearly(every, item.policy, matter.question, head=head), item)]


def _akin(before: str, question: Question) -> bool:
    """Whether what the window is for shares characters with the question (宜机化改造, 坡地改得好走机器)."""
    subject = {one for one in _GENERAL.sub("", fold(before)) if one.isalpha()}
    return len(subject & set(fold(question.asked))) >= max(_AKIN, _SAME_NEAREST * len(subject))


def _better_told(one: Window, question: Question) -> bool:
    """Whether another sentence of the clause is nearer to the question than the one that sets the window."""
    asked, text, own = fold(question.standalone), fold(one.clause.readable), fold(one.words)
    near = {match[0]: share(_GENERAL.sub("", match[0]), asked) for match in _SENTENCE.finditer(text, one.clause.body)}
    best = max((score for words, score in near.items() if own in words), default=0.0)
    return any(score > best for words, score in near.items() if own not in words)


def _resting(clause: Clause, policy: Policy) -> Evidence:
    return whole(clause, policy.header(), "申报 申请 受理 时间 每年 截止 月 日 之日起 内提出")


def _same(before: str, question: Question, policy: PolicyHeader) -> float:
    """How much of what the words before a time name is what the question is about; 1 where they name nothing."""
    known = fold(f"{question.standalone} {policy.title}")
    bare = _GENERAL.sub(" ", fold(before))
    pairs = {one[place : place + 2] for one in re.findall(r"[^\W\d_]+", bare) for place in range(len(one) - 1)}
    return sum(pair in known for pair in pairs) / len(pairs) if pairs else 1.0


def _before(clause: Clause, start: int) -> str:
    """The words that say what a time at ``start`` is for: those of its sentence, else of the sentences before it."""
    text = fold(clause.readable)
    begin = max(clause.body, *(text.rfind(mark, clause.body, start) + 1 for mark in "。;；\n"))
    own = text[begin:start]
    return own if _GENERAL.sub("", own).strip(" ,，") else text[clause.body : start]


def _sentence_at(text: str, fact: TimeFact) -> str:
    return next((one[0] for one in _SENTENCE.finditer(text) if one.start() <= fact.start < one.end()), "")


def windows(clause: Clause, facts: ClauseFacts) -> list[Window]:
    """The application windows a clause states, in its order; a day to apply by each year is one without a beginning."""
    text = fold(clause.readable)
    found: list[Window] = []
    start: str | None = None
    for fact in facts.times:
        if fact.kind == "window_start" and fact.date and _whole(fact):
            start = fact.date
        elif fact.kind == "window_end" and fact.date and _whole(fact):
            sentence = _sentence_at(text, fact)
            if not told(sentence) & _OTHER_ACTS or "apply" in told(sentence):
                found.append(
                    Window(
                        start,
                        fact.date,
                        clause,
                        _before(clause, fact.start),
                        _hour(text, fact),
                        _as_written(clause, sentence),
                    )
                )
            start = None
    return found or [
        Window(None, fact.date, clause, _before(clause, fact.start))
        for fact in facts.times
        if fact.kind == "deadline" and fact.recurring == "yearly" and fact.date and _applied_for(text, fact)
    ]


def _as_written(clause: Clause, sentence: str) -> str:
    """A folded sentence of the clause as the text has it, without what stands before its body."""
    start = fold(clause.readable).find(sentence)
    return clause.readable[max(start, clause.body) : start + len(sentence)].strip()


def _hour(text: str, fact: TimeFact) -> str:
    """The hour behind the last day of a window: 3月20日17:00."""
    last = max(text.rfind(mark, fact.start, fact.end) for mark in "日号")
    match = _HOUR.match(text, last + 1) if last >= 0 else None
    return match["hour"] if match else ""


def _whole(fact: TimeFact) -> bool:
    return bool(fact.date) and (len(fact.date or "") == _WHOLE_DAY or (fact.date or "").startswith("--"))


def _applied_for(text: str, fact: TimeFact) -> bool:
    """Whether what is to be done by a day is to apply: 每年3月底前提出申请."""
    rest = _PIECE.match(text, fact.end)
    return rest is not None and re.search("申报|申请|报名", rest[0]) is not None


def window(evidence: Evidence, as_of: date, *, when: date | None = None) -> Statement | None:
    """Whether a dated application window of a clause is open on ``as_of``, with the days left."""
    days = {fact.kind: fact.date for fact in evidence.clause.dates if len(fact.date) == _WHOLE_DAY}
    end = days.get("window_end")
    if end is None or end.startswith("--"):
        return None
    return Statement("期限", _dated(Window(days.get("window_start"), end, evidence.clause), as_of, when), evidence)


def _stated(found: Sequence[Window], evidence: Evidence, question: Question) -> Statement:
    dated = [one for one in found if not one.yearly]
    if dated:
        return Statement("期限", "".join(_dated(one, question.as_of, question.when) for one in dated[:_MOST]), evidence)
    return Statement("期限", _yearly(found[:_MOST], evidence.policy, question), evidence)


def _dated(window: Window, as_of: date, when: date | None) -> str:
    end, day = date.fromisoformat(window.end), day_of(as_of)
    span = (
        f"申报时间是{day_text(window.start)}至{day_text(window.end)}{window.hour}"
        if window.start
        else f"申报截止到{day_text(window.end)}{window.hour}"
    )
    if window.start and as_of < date.fromisoformat(window.start):
        state = f"到{day}还没有开始"
    elif as_of > end:
        state = f"到{day}已经截止"
    else:
        state = f"到{day}仍在申报期内，来得及，还剩{(end - as_of).days}天"
    later = f"；{when.year}年{when.month}月已过截止日期" if when and as_of <= end < when else ""
    return f"{span}，{state}{later}。"


def _yearly(found: Sequence[Window], policy: PolicyHeader, question: Question, *, head: str = "") -> str:
    as_of, when = question.as_of, question.when
    spans = "和".join(
        f"{_plain(one.start)}至{_plain(one.end, end=True)}" if one.start else f"{_plain(one.end, end=True)}前"
        for one in found
    )
    near = [(one.in_year(as_of.year + year), one) for one in found for year in (-1, 0, 1)]
    days = sorted(near, key=lambda pair: pair[0])
    text = head or f"每年的申报时间是{spans}，"
    if policy.validity(as_of) == Validity.EXPIRED:
        return f"{text}但这份文件已经失效，不能再按它申报。"
    if policy.effective and as_of.isoformat() < policy.effective:
        return text + _once_in_force(days, policy.effective, as_of)
    current = next(((first, last) for (first, last), one in days if _from(first, one) <= as_of <= last), None)
    if current:
        text += f"到{day_of(as_of)}仍在申报期内，来得及，还剩{(current[1] - as_of).days}天。"
    else:
        first, last = next(span for span, _ in days if span[0] > as_of)
        following = f"{day_of(first)}至{day_of(last)}" if first != last else f"{day_of(last)}前"
        over = "今年的已经截止，" if first.year > as_of.year else ""
        text += f"{over}到{day_of(as_of)}不在申报期内，下一次是{following}{_beyond(policy, first)}。"
    month = when is not None and _names_month(question, when) and all(one.start for one in found)
    return text + (_in_month([span for span, _ in days], when) if when and month else "")


def _names_month(question: Question, when: date) -> bool:
    """Whether the question names the month, not only the year (明年哪段时间)."""
    return f"{when.month}月" in fold(question.standalone) or _MONTH_SAID.search(question.standalone) is not None


def _once_in_force(days: Sequence[tuple[tuple[date, date], Window]], effective: str, as_of: date) -> str:
    """The first time that one may apply by a policy that is not in force yet."""
    ahead = [span for span, _ in days if span[1].isoformat() >= effective]
    following = (
        f"，施行后第一次是{day_of(ahead[0][0])}至{day_of(ahead[0][1])}" if ahead and ahead[0][0] != ahead[0][1] else ""
    )
    return f"但到{day_of(as_of)}这份文件还没有施行{following}。"


def _from(first: date, window: Window) -> date:
    """The first day on which one may apply; a window without a beginning opens with its year."""
    return first if window.start else date(first.year, 1, 1)


def _beyond(policy: PolicyHeader, first: date) -> str:
    if policy.expires is None or first.isoformat() <= policy.expires:
        return ""
    return f"，但这份文件有效期至{day_text(policy.expires)}，到时能否申报要看有没有新文件"


def _in_month(days: Sequence[tuple[date, date]], when: date) -> str:
    months = [((first.year, first.month), (last.year, last.month)) for first, last in days]
    within = any(first <= (when.year, when.month) <= last for first, last in months)
    covered = min(first for first, _ in days) <= when <= max(last for _, last in days)
    if not covered and not within:
        return ""
    return f"{when.year}年{when.month}月{'有申报时间' if within else '不在申报时间内'}。"


def _plain(day: str | None, *, end: bool = False) -> str:
    """``--04-10`` as 4月10日; a whole month as 2月, its end as 2月底."""
    month, _, number = (day or "")[2:].partition("-")
    return f"{int(month)}月{int(number)}日" if number else f"{int(month)}月{'底' if end else ''}"


def _first_day(year: int, day: str) -> date:
    month, _, number = day[2:].partition("-")
    return _of_month(year, int(month), int(number or 1))


def _last_day(year: int, day: str) -> date:
    month, _, number = day[2:].partition("-")
    return _of_month(year, int(month), int(number or _LONGEST_MONTH))


def _of_month(year: int, month: int, day: int) -> date:
    """A day; 29 February is the 28th in a year that has none."""
    return date(year, month, min(day, monthrange(year, month)[1]))
