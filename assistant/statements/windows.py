"""When to apply, said by code for the as-of date: windows with days, yearly ones, periods that run from an event."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.evidence import Evidence, day_of, day_text, whole
from assistant.question import Question
from assistant.statements.matter import Matter, Statement
from index.known import ClauseFacts, clause_facts
from index.policy import Clause, Policy, PolicyHeader
from index.stated.fact import Period, TimeFact
from index.stated.periods import resolve
from index.variants import fold

_APPLYING = re.compile("申报|申请|申领|报名|受理|征集|填报|提交|送交|递交|提出|报送")
_HANDLING = re.compile(
    r"审[核批查定]|评审|办结|拨付|公示|答复|确认|发放|兑[现付]|初审|复核|决定|到账|受理|核[定查发]|认定|告知|通知"
)
_YEARLY_RANGE = re.compile(
    r"(?<![0-9年])(?P<am>[0-9]{1,2})月(?P<ad>[0-9]{1,2})[日号]起?"
    r"\s*[-—–~～至到]+\s*(?:(?P<bm>[0-9]{1,2})月)?(?P<bd>[0-9]{1,2})[日号]"
)
_DATED_EVENT = re.compile(
    r"(?:(?P<y>20[0-9]{2}|[今去前]年)年?)?的?(?P<m>1[0-2]|[1-9])月(?P<d>[12][0-9]|3[01]|[1-9])[日号]"
)
_NEAR_EVENT = 10
_PIECE = re.compile(r"[^,，。;；\n]+")
_MOST = 3
_YEARS = {"今年": 0, "去年": -1, "前年": -2}
_WHOLE_DAY = 10


@dataclass(frozen=True)
class Window:
    """A span of days in which to apply: ISO days, without a year (``--04-10``) when it comes again each year."""

    start: str | None
    end: str
    clause: Clause

    @property
    def yearly(self) -> bool:
        """Whether it comes again each year."""
        return self.end.startswith("--")

    def in_year(self, year: int) -> tuple[date, date]:
        """The first and last day of a yearly window that begins in ``year``; one that ends before it runs over."""
        start, end = (_day(f"{year:04d}{day[1:]}") for day in (self.start or self.end, self.end))
        return (start, end) if start <= end else (start, _day(f"{year + 1:04d}{self.end[1:]}"))


def applying(matter: Matter) -> list[Statement]:
    """The windows of the nearest clause that states any, else of the one clause of its policy that does."""
    for item in matter.evidence[:_MOST]:
        facts = matter.facts.get(item.clause.clause_id)
        if facts and (found := windows(item.clause, facts)):
            return [_stated(found, item, matter.question)]
        if facts and (statement := _within(item, facts, matter.question)):
            return [statement]
    return _elsewhere(matter)


def _elsewhere(matter: Matter) -> list[Statement]:
    """When to apply by the nearest policy, where one clause alone of it says so."""
    policy = next(iter(matter.policies.values()), None)
    if policy is None:
        return []
    stating = []
    for clause in policy.clauses:
        facts = clause_facts(clause, policy)
        if found := windows(clause, facts):
            stating.append(_stated(found, _resting(clause, policy), matter.question))
        elif statement := _within(_resting(clause, policy), facts, matter.question):
            stating.append(statement)
    return stating if len(stating) == 1 else []


def _resting(clause: Clause, policy: Policy) -> Evidence:
    return whole(clause, policy.header(), "申报 申请 受理 时间 每年 截止 月 日 之日起 内提出")


def windows(clause: Clause, facts: ClauseFacts) -> list[Window]:
    """The application windows a clause states, in its order."""
    found: list[Window] = []
    start: str | None = None
    for fact in facts.times:
        if fact.kind == "window_start" and fact.date and _whole(fact):
            start = fact.date
        elif fact.kind == "window_end" and fact.date and _whole(fact):
            found.append(Window(start, fact.date, clause))
            start = None
    return found or _bare_yearly(clause, facts)


def _whole(fact: TimeFact) -> bool:
    return bool(fact.date) and (len(fact.date or "") == _WHOLE_DAY or (fact.date or "").startswith("--"))


def _bare_yearly(clause: Clause, facts: ClauseFacts) -> list[Window]:
    """每年受理两次,分别为3月1日至3月31日和…; 每年3月底前提出申请."""
    text = fold(clause.readable)
    if "每年" not in text or not _APPLYING.search(text):
        return []
    found = []
    for match in _YEARLY_RANGE.finditer(text):
        months = int(match["am"]), int(match["bm"] or match["am"])
        days = [f"--{month:02d}-{int(day):02d}" for month, day in zip(months, (match["ad"], match["bd"]), strict=True)]
        if all(_exists(day) for day in days):
            found.append(Window(days[0], days[1], clause))
    by = [
        Window(None, fact.date, clause)
        for fact in facts.times
        if fact.kind == "deadline" and fact.recurring == "yearly" and fact.date and _applied_for(text, fact)
    ]
    return found or by


def _applied_for(text: str, fact: TimeFact) -> bool:
    """Whether what is to be done by a day is to apply: 每年3月底前提出申请."""
    rest = _PIECE.match(text, fact.end)
    return rest is not None and re.search("申报|申请|报名", rest[0]) is not None


def _exists(day: str) -> bool:
    try:
        date.fromisoformat(f"2024{day[1:]}")
    except ValueError:
        return False
    return True


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
    return Statement("期限", _yearly(found[:_MOST], evidence.policy, question.as_of, question.when), evidence)


def _dated(window: Window, as_of: date, when: date | None) -> str:
    end, day = date.fromisoformat(window.end), day_of(as_of)
    span = (
        f"申报时间是{day_text(window.start)}至{day_text(window.end)}"
        if window.start
        else f"申报截止到{day_text(window.end)}"
    )
    if window.start and as_of < date.fromisoformat(window.start):
        state = f"到{day}还没有开始"
    elif as_of > end:
        state = f"到{day}已经截止"
    else:
        state = f"到{day}仍在申报期内，来得及，还剩{(end - as_of).days}天"
    later = f"；{when.year}年{when.month}月已过截止日期" if when and as_of <= end < when else ""
    return f"{span}，{state}{later}。"


def _yearly(found: Sequence[Window], policy: PolicyHeader, as_of: date, when: date | None) -> str:
    spans = "和".join(
        f"{_plain(one.start)}至{_plain(one.end)}" if one.start else f"{_plain(one.end)}前" for one in found
    )
    near = [(one.in_year(as_of.year + year), one) for one in found for year in (-1, 0, 1)]
    days = sorted(near, key=lambda pair: pair[0])
    text = f"每年的申报时间是{spans}，"
    current = next(((first, last) for (first, last), one in days if _from(first, one) <= as_of <= last), None)
    if current:
        text += f"到{day_of(as_of)}仍在申报期内，来得及，还剩{(current[1] - as_of).days}天。"
    else:
        first, last = next(span for span, _ in days if span[0] > as_of)
        following = f"{day_of(first)}至{day_of(last)}" if first != last else f"{day_of(last)}前"
        text += f"到{day_of(as_of)}不在申报期内，下一次是{following}{_beyond(policy, first)}。"
    return text + (_in_month([span for span, _ in days], when) if when and all(one.start for one in found) else "")


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


def _plain(day: str | None) -> str:
    month, number = (day or "")[2:].split("-")
    return f"{int(month)}月{int(number)}日"


def _day(iso: str) -> date:
    """A day; 29 February is the 28th in a year that has none."""
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return date.fromisoformat(f"{iso[:4]}-02-28")


# -- periods -------------------------------------------------------------------------------------------------------


def _within(evidence: Evidence, facts: ClauseFacts, question: Question) -> Statement | None:
    """自验收之日起3个月内提出申请, as written; reckoned when the question tells the day of the event."""
    for dated in facts.periods:
        period = dated.period
        start, piece = _piece(evidence.clause, period)
        after = piece[period.end - start :]
        if period.kind != "within" or not period.anchor or not re.search("申报|申请|提出|报名", after):
            continue
        reckoned = _reckoned(period, question)
        return Statement("期限", f"申请期限写的是“{piece}”{reckoned}。", evidence)
    return None


def _reckoned(period: Period, question: Question) -> str:
    day = _told_day(fold(question.standalone), (period.anchor or "")[-2:], question.as_of)
    last = resolve(period, {period.anchor or "": day.isoformat()})[1] if day else None
    if day is None or last is None:
        return ""
    state = "已经过了" if question.as_of.isoformat() > last else "还没有过"
    return f"；按{day_of(day)}起算，到{day_text(last)}为止，{day_of(question.as_of)}{state}"


def _told_day(text: str, event: str, as_of: date) -> date | None:
    """The day on which the asker says that the event happened: 6月10号验收的; the last such day not after today."""
    for match in _DATED_EVENT.finditer(text):
        if event not in text[match.end() : match.end() + _NEAR_EVENT]:
            continue
        said = match["y"]
        year = int(said) if said and said.isdigit() else as_of.year + _YEARS.get(said or "今年", 0)
        try:
            day = date(year, int(match["m"]), int(match["d"]))
        except ValueError:
            return None
        return day if day <= as_of else None
    return None


def handling(matter: Matter) -> list[Statement]:
    """How long it takes, as written: the parts of the nearest clause that set a period for the authorities."""
    for item in matter.evidence[:_MOST]:
        facts = matter.facts.get(item.clause.clause_id)
        pieces = list(dict.fromkeys(_handled(item, facts))) if facts else []
        if pieces:
            return [Statement("期限", "办理时限：" + "；".join(f"“{piece}”" for piece in pieces[:_MOST]) + "。", item)]
    return []


def _handled(item: Evidence, facts: ClauseFacts) -> Iterator[str]:
    for dated in facts.periods:
        _, piece = _piece(item.clause, dated.period)
        if dated.period.kind == "within" and dated.period.unit in ("工作日", "日", "月") and _HANDLING.search(piece):
            yield piece


def _piece(clause: Clause, period: Period) -> tuple[int, str]:
    """The part of the sentence between two commas that holds a period, and where it begins."""
    for match in _PIECE.finditer(clause.readable, clause.body):
        if match.start() <= period.start < match.end():
            return match.start(), match[0].rstrip()
    return period.start, period.words
