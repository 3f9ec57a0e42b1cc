"""The days that terms come to for the as-of date, in words: days left, the next time, the last day since an event."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING

from assistant.evidence import day_of, day_text
from index.known import DatedPeriod
from index.policy import PolicyHeader, Validity
from index.stated.fact import Period, TimeFact
from index.stated.periods import resolve
from index.variants import fold

if TYPE_CHECKING:
    from assistant.question import Question

_DAY = re.compile(
    r"(?:(?P<y>20[0-9]{2}|[今去前]年)年?)?的?(?P<m>1[0-2]|[1-9])月(?P<d>[12][0-9]|3[01]|[1-9])[日号]"
    r"|(?P<word>今天|昨天|前天)"
)
_WORDS = {"今天": 0, "昨天": 1, "前天": 2}
_YEARS = {"今年": 0, "去年": -1, "前年": -2}
_OVER = re.compile("(?:完毕|结束|期满|届满|完成)$")
_IS_OVER = re.compile("完|结束|满|了|闭幕|落幕|收官|收尾|散会|散场|撤展|谢幕")
_ENDS = re.compile("完|结束|满|闭幕|落幕|收官|收尾|散会|散场|撤展|谢幕|到期")
_OPENS = re.compile("开幕|召开|开[始班课展工业机张]|动工|启动|举[办行]|进场|开门")
_EITHER = re.compile("、|或者?|以?及|和")
_AHEAD = re.compile("要是|如果|假如|假设|若是?|万一|打算|准备|计划|预计")
"""An event told with one of these may lie ahead."""
_SAME_EVENTS = (
    ("退回|补正|修改|更正", "打回|退[回件了]|让改|叫改|补正|让[我们]*补|补材料"),
    ("变化|变更|变动", "变|换|改|跳槽|搬|迁|离|辞|调|结婚|结了婚|离了婚|过户|转"),
    (
        "取得[^,，]*证|发证|领证|证书",
        "发[了的]?证|拿[了到的]*[^,，]{0,2}证|证[^,，]{0,3}下来|领[了到的]*[^,，]{0,2}证|证书",
    ),
    ("登记|注册|成立|设立", "注册|登记|成立|上[了的完好过]*牌|[办领拿][了到的]*(?:营业)?执照"),
    ("发票", "开[了好完的]*(?:发)?票|发票"),
    ("验收", "验收|验[完过]"),
    ("营业|开业", "开业|开张|开门|营业"),
    ("停业|停止|终止|歇业", "关[了]?门|停业|歇业|不干"),
    ("收到|送达|接到", "收到|拿到|接到|给我|通知"),
    ("入职|就业|签订劳动合同", "入职|上班|签[了的]?合同|就业"),
    ("展览|展会|参展|博览", "展"),
    ("会议|论坛|峰会|年会", "会议|论坛|峰会|年会|大会|开会|研讨会"),
    ("活动|演出|赛事|比赛", "活动|演出|演唱会|赛|音乐节|办"),
    ("项目|课题|工程", "项目|课题|工程"),
    ("培训|开班|开课", "培训|班|课"),
    ("开工|施工|动工", "开工|动工|进场|施工"),
    ("到期|期满|届满", "到期|期满|届满|满期"),
)
"""What an event is called in a text, and how people tell of it."""
_WEEK, _SATURDAY = 7, 5
_WHOLE_DAY, _TWO = 10, 2
_SOON = 60
_HOLIDAYS = 3
_LONGEST_HOLIDAYS = 20


def event_day(text: str, as_of: date) -> tuple[date, str] | None:
    """The first day a folded question tells that is not after today, with the words around it between two marks.

    Of what may happen yet (要是12月7日打回来) the day may lie ahead, and so may one within weeks from today.
    """
    for match in _DAY.finditer(text):
        piece = (
            re.split(r"[,，。;；?？]", text[: match.start()])[-1],
            re.split(r"[,，。;；?？]", text[match.end() :])[0],
        )
        day = _told(match, as_of)
        if day and (day <= as_of + timedelta(days=_SOON) or _AHEAD.search(text)):
            return day, "".join(piece)
    return None


def _told(match: re.Match[str], as_of: date) -> date | None:
    if match["word"]:
        return as_of - timedelta(days=_WORDS[match["word"]])
    said = match["y"]
    year = int(said) if said and said.isdigit() else as_of.year + _YEARS.get(said or "今年", 0)
    try:
        return date(year, int(match["m"]), int(match["d"]))
    except ValueError:
        return None


def since(period: Period, question: Question) -> date | None:
    """The day of the event a period is counted from, when the question tells it."""
    told = event_day(fold(question.standalone), question.as_of)
    if told is None or not period.anchor:
        return None
    day, words = told
    bare = _OVER.sub("", period.anchor.removesuffix("之日"))
    if bare != period.anchor and (not _IS_OVER.search(words) or (_OPENS.search(words) and not _ENDS.search(words))):
        return None
    if _OPENS.search(bare) and _ENDS.search(words) and not _OPENS.search(words):
        return None
    return day if any(_names(one, words) for one in _EITHER.split(bare) if len(one) >= _TWO) else None


def _names(event: str, words: str) -> bool:
    """Whether a question's words tell of the event, by its last two characters or as people call it."""
    if len(event) >= _TWO and re.search(rf"{re.escape(event[-2])}[了过完]?{re.escape(event[-1])}", words):
        return True
    called = next((said for written, said in _SAME_EVENTS if re.search(written, event)), None)
    return called is not None and re.search(called, words) is not None


def reckoned(
    time: TimeFact | DatedPeriod, question: Question, policy: PolicyHeader, *, until: date | None = None
) -> str:
    """What follows a term as written: the days left, the next time, the last day; nothing where it is not settled.

    ``until`` is the day that a period may in no case run beyond (且不得晚于12月9日).
    """
    if isinstance(time, DatedPeriod):
        return _of_period(time, question, until)
    if policy.validity(question.as_of) != Validity.EXPIRED and (following := upcoming(time, question.as_of)):
        return f"，下一次到{day_of(following)}"
    if time.recurring or not time.date or len(time.date) != _WHOLE_DAY:
        return ""
    return "，" + left(date.fromisoformat(time.date), question.as_of)


def left(last: date, as_of: date) -> str:
    """How many days are left until ``last``, or that it is over."""
    if as_of == last:
        return f"{day_of(as_of)}就是最后一天"
    return f"到{day_of(as_of)}已经过了" if as_of > last else f"到{day_of(as_of)}还剩{(last - as_of).days}天"


def _of_period(dated: DatedPeriod, question: Question, until: date | None) -> str:
    period, as_of = dated.period, question.as_of
    if period.kind == "next_year" and len(period.month_day or "") == _YEARLESS:
        following = f"{as_of.year + 1}{(period.month_day or '')[1:]}"
        return f"，{as_of.year}年的到{day_text(following)}为止"
    day = since(period, question)
    if day is None:
        return f"，即到{day_text(dated.last_day)}为止" if period.kind == "within" and dated.last_day else ""
    if _BACKWARDS.search(period.words):
        return _ahead_of(day, period, as_of)
    if period.unit == "工作日":
        return _working(day, period.length or 0, as_of, until)
    last = resolve(period, {period.anchor or "": day.isoformat()})[1]
    if last is None:
        return ""
    end = date.fromisoformat(last)
    if until and until < end:
        return f"；按{day_of(day)}起算要到{day_of(end)}，但不得超过的{day_of(until)}更早，所以最晚是{day_of(until)}"
    state = "已经过了" if as_of > end else "还没有过"
    return f"；按{day_of(day)}起算，到{day_of(end)}为止，{day_of(as_of)}{state}"


_YEARLESS = 7  # --01-31


def _working(day: date, count: int, as_of: date, until: date | None) -> str:
    """The last of so many working days as far as weekends tell; holidays are not known here."""
    last = day
    while count > 0:
        last += timedelta(days=1)
        count -= last.weekday() < _SATURDAY
    if until and until <= last:  # holidays only move the day further
        return f"；按{day_of(day)}起算、只扣除周末要到{day_of(last)}，所以最晚是{day_of(until)}"
    state = ""
    if as_of > last + timedelta(days=_LONGEST_HOLIDAYS):
        state = f"，{day_of(as_of)}已经过了"
    elif as_of <= last - timedelta(days=_HOLIDAYS):
        state = f"，{day_of(as_of)}还没有过"
    return f"；按{day_of(day)}起算、只扣除周末，到{day_of(last)}为止，法定节假日和调休没有算在内{state}"


_BACKWARDS = re.compile(
    r"[0-9一二三四五六七八九十两半](?:个?工作日|个?自然日|[日天周月]|个月)(?:以前|之前|前)$|(?:提前|之前|以前|前)[^前后]{1,8}$"
)
_WITHIN_LAST = re.compile("内$")


def _ahead_of(day: date, period: Period, as_of: date) -> str:
    """The last day for what is to be done so long before an event: 开幕30个工作日前; 期满前30日内 is a span."""
    count, working = period.length or 0, period.unit == "工作日"
    if not count or (not working and period.unit not in ("日", "周", "月")):
        return ""
    last = _weekdays_back(day, count) if working else _days_back(day, count, period.unit or "")
    apart = "、只扣除周末" if working else ""
    rest = "，法定节假日和调休没有算在内" if working else ""
    if _WITHIN_LAST.search(period.words):
        return f"；按{day_of(day)}倒推{apart}，是{day_of(last)}至{day_of(day)}{rest}{_whether(day, as_of, 0)}"
    spare = _LONGEST_HOLIDAYS if working else 0
    return f"；按{day_of(day)}倒推{apart}，最晚是{day_of(last)}{rest}{_whether(last, as_of, spare)}"


def _whether(last: date, as_of: date, spare: int) -> str:
    """Whether a last day is over; holidays only bring it forward, by ``spare`` days at most."""
    if as_of > last + timedelta(days=_HOLIDAYS if spare else 0):
        return f"，到{day_of(as_of)}已经过了，来不及了"
    return f"，到{day_of(as_of)}还没有过" if as_of <= last - timedelta(days=spare) else ""


def _weekdays_back(day: date, count: int) -> date:
    last = day
    while count > 0:
        last -= timedelta(days=1)
        count -= last.weekday() < _SATURDAY
    return last


def months_from(day: date, months: int) -> date:
    """The same day so many months on, back where fewer than 0; the last of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return _day(year, month + 1, day.day)


def _days_back(day: date, count: int, unit: str) -> date:
    if unit == "月":
        return months_from(day, -count)
    return day - timedelta(days=count * (_WEEK if unit == "周" else 1))


def upcoming(fact: TimeFact, as_of: date) -> date | None:
    """The next day of a deadline that comes again each year, quarter or month."""
    if not fact.recurring or not fact.date:
        return None
    days = [day for year in (as_of.year, as_of.year + 1) for day in _in_year(fact.date, year)]
    return next((day for day in sorted(days) if day >= as_of), None)


def _in_year(day: str, year: int) -> list[date]:
    """The days in ``year`` of ``--03-31``, ``--02`` (its end), ``-Q1-10`` or ``---10``."""
    if day.startswith("---"):
        return [_day(year, month, int(day[3:])) for month in range(1, 13)]
    if day.startswith("-Q"):
        return [_day(year, first + int(day[2]), int(day[4:])) for first in (0, 3, 6, 9)]
    month, _, number = day[2:].partition("-")
    return [_day(year, int(month), int(number or 31))]


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


# -- by mail -------------------------------------------------------------------------------------------------------

_COUNTS = re.compile(
    r"[^,，。;；:\n]{0,10}以[^,，。;；\n]{0,14}(?:邮戳|寄出|寄送|发出|投递|收到|送达|签收|到达)[^,，。;；\n]{0,6}为准"
)
_BY_ARRIVAL = re.compile("收到|送达|签收|到达")
_SENT = re.compile(r"寄|邮(?!箱|件)|快递")
_CAME = re.compile(r"收到|寄到|送到|签收|到的")


def posted(text: str, time: TimeFact, question: Question) -> str:
    """Which day counts for what is sent, in the words of the clause, and whether the day the asker tells is in time."""
    asked = fold(question.standalone)
    match = _COUNTS.search(text) if _SENT.search(asked) else None
    if match is None:
        return ""
    counts = _CAME if _BY_ARRIVAL.search(match[0]) else _SENT
    days = [(day, words) for day, words in _days(asked, question.as_of) if counts.search(words)]
    verdict = ""
    if len(days) == 1 and time.date and len(time.date) == _WHOLE_DAY:
        day, last = days[0][0], date.fromisoformat(time.date)
        verb = "收到" if counts is _CAME else "寄出"
        verdict = f"，{day_of(day)}{verb}，{'没有超过期限' if day <= last else '已经超过期限'}"
    return f"；“{match[0].strip()}”{verdict}"


def _days(text: str, as_of: date) -> list[tuple[date, str]]:
    """Every day a question tells, with the words after it up to the next mark or day."""
    found = list(_DAY.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)][: len(found)]
    return [
        (day, re.split(r"[,，。;；?？]", text[match.end() : end])[0])
        for match, end in zip(found, ends, strict=True)
        if (day := _told(match, as_of))
    ]
