"""Stretches of time told from something else (3年内, 自登记之日起2年, 次年3月31日前), and the days they come to.

A period comes to days only when the day it is counted from is known; working days never do without a calendar.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from index.stated.decimals import HAN_DIGITS
from index.stated.fact import Period, PeriodKind
from index.stated.moments import MONTH_DAY, exists, month_day, number

_COUNT = rf"(?:[0-9]{{1,3}}|[{HAN_DIGITS}半]{{1,4}})"
_UNIT = "个工作日|工作日|个月|个季度|季度|个自然日|日历日|自然日|个小时|小时|周(?!岁)|年|月|日|天"
_CORE = re.compile(
    rf"(?<![0-9.第{HAN_DIGITS}年月])(?P<n>{_COUNT})(?P<unit>{_UNIT})(?P<half>半)?(?:(?P<after>以内|之内|内|以后|之后|后|前)"
    r"|(?![0-9一二三四五六七八九十]|度|以上|以下|期|级|生|薪|均|检|报|轻|老|龄|限|租|终|末|底|份|历))"
)
_NO_MARK = r"(?:[^,，。;；:：\n自从]|自[治然行动主]|从[业事])"
_SINCE = re.compile(
    rf"(?:自(?![治然行动主愿己身])|从(?![业事])|在|于)(?P<since>{_NO_MARK}{{1,40}}?)"
    r"(?:(?:之日|当日|当月|之时|次日|次月|年度)?起(?:计算|算)?|之日|后|以后|之后)的?[,，]?(?:连续|最长|不超过|最多)?$"
)
_AFTER_EVENT = re.compile(
    r"(?:^|[,，。;；:：、\s应在于])(?P<event>(?:(?:(?<=[,，。;；:：\s])|(?<![\s\S]))[^\W\d_]{2,4}、)?"
    r"[^,，。;；:：、\n]{2,24}?)(?P<side>后|之后|以后|前|之前)的?(?:[,，])?$"
)
_EVENT_NEXT = re.compile(
    r"(?:^|[,，。;；:：\n]|在|于|应当?|须|需)(?P<event>[^,，。;；:：\n0-9应当须在于]{2,24}?"
    r"(?:[开闭]幕|[召展]开|举[办行]|开[工业学始班课标机]|动工|启动|施[工行]|实施|[到期届]期?满|到期|使用|演出|出发|入住|生产|离职|考试|上市"
    r"|作业|发布|签订|变更|拆除|报到|搬迁|退出|终[止了]|停[止业]|歇业|解除|结束|运行|投产|投用|进场|用工|活动|之日|当日|日期))$"
)
_TERM = re.compile(
    r"(?:期限?|为期|连续|满|时间|时限|最长|不超过|不得超过|至少|不少于|延长|暂停|为|是)[^,，。;；]{0,6}$"
    r"|(?:公示|公告)(?:期)?$"
)
_NTH = re.compile(rf"第(?P<a>{_COUNT})年(?:度)?(?:[至到-]第?(?P<b>{_COUNT})年(?:度)?)?")
_FROM_EVENT = re.compile(r"(?:自|从)其?(?P<since>[^,，。;；:：\n]{2,40}?)(?:之日|当年)?起(?:计算|算)?")
_NEXT_YEAR = re.compile(
    rf"(?:次年|翌年|第二年|下一?年度?)的?(?:{MONTH_DAY.format('a')})(?P<end>底|末)?(?:以前|之前|前)?"
)
_TERM_END = re.compile(r"(?P<term>季度|年度|月度|学期|学年|月份?)(?:终了|结束|届满|末|底)(?:之日)?(?:后|前)?")
_PREVIOUS = re.compile(
    r"上一?(?:个)?(?P<unit>年度|年(?!度|龄)|季度|月)|前一年度|(?:近|最近|前)(?P<n>[0-9]|[二两三四五])(?:个)?年(?:内|度)?(?!龄|级)"
)
_EVERY = re.compile(
    rf"每(?P<n>{_COUNT})?(?:个)?(?P<unit>年|半年|季度?|月|周|日|天)(?:度)?(?=[^,，。;；]{{0,8}}(?:[一二三四1-9]|两)次)"
)
_UNITS = {
    "个工作日": "工作日", "工作日": "工作日", "个月": "月", "月": "月", "个季度": "季度", "季度": "季度", "季": "季度",
    "个小时": "小时", "小时": "小时", "周": "周", "年": "年", "日": "日", "天": "日", "日历日": "日",
    "自然日": "日", "个自然日": "日", "半年": "半年",
}  # fmt: skip
_SELF = re.compile(r"^(?:本[^\W\d]{1,6}?|该|其)(?=印发|发布|公布|施行|实施|签发|下发|生效)")
_WINDOW = 200  # characters before 第1年 in which the event it is counted from stands
_LONG_KEY = 5  # characters; a fact the asker gave is named by more than a word such as 发布


def periods(text: str) -> tuple[Period, ...]:
    """The relative periods of ``text``, in its order; dates with a year are ``dates.times``."""
    found: list[Period] = []
    if any(sign in text for sign in "日月年周季时天"):
        found += [*_counted(text), *_numbered(text), *_others(text)]
    kept: list[Period] = []
    for period in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or period.start >= kept[-1].end:
            kept.append(period)
    return tuple(kept)


def _counted(text: str) -> Iterator[Period]:
    """3年内, 30个工作日内, 自登记之日起2年, 年度终了后6个月内, 期满前30日."""
    for match in _CORE.finditer(text):
        before = text[max(match.start() - 60, 0) : match.start()]
        after = match["after"] or ""
        start, anchor, side = _anchor(before, match.start(), after)
        kind = _kind(after, anchor, side, before)
        if (
            kind is None
            or (side == "前" and "年" in match["unit"])
            or (match["n"] == "半" and match["unit"] not in ("年", "个月"))
        ):
            continue
        length, unit = _length(match)
        yield Period(start, match.end(), text[start : match.end()], kind, length, unit, anchor)


def _length(match: re.Match[str]) -> tuple[int, str]:
    if match["n"] == "半":
        return (6, "月") if match["unit"] == "年" else (15, "日")
    count, unit = number(match["n"]), _UNITS[match["unit"]]
    return (count * 12 + 6, "月") if match["half"] and unit == "年" else (count, unit)


def _anchor(before: str, start: int, after: str) -> tuple[int, str | None, str]:
    """Where the words of the event a period is counted from begin, the event, and whether it lies 后 or 前."""
    since = _SINCE.search(before)
    if since:
        return start - len(before) + since.start(), since["since"], "起"
    if before.endswith("提前"):
        return start - 2, None, "前"
    event = _AFTER_EVENT.search(before) or (_EVENT_NEXT.search(before) if after == "前" else None)
    if event and not event["event"].endswith(("以", "之", "的")):
        place = start - len(before) + event.start("event")
        return place, event["event"], (event.groupdict().get("side") or after)[-1]
    return start, None, ""


def _kind(after: str, anchor: str | None, side: str, before: str) -> PeriodKind | None:
    if after in ("后", "以后", "之后"):
        return "after"
    if after in ("内", "以内", "之内"):
        return "within"
    if after == "前":
        return "within" if anchor else None
    if side == "前":
        return "within"
    if side == "起" and anchor:
        return "lasting"
    return "lasting" if _TERM.search(before[-12:]) else None


def _numbered(text: str) -> Iterator[Period]:
    """第1年至第3年, counted from the event the sentence names with 自…起."""
    if "第" not in text:
        return
    for match in _NTH.finditer(text):
        if text[match.end() : match.end() + 1] in ("级", "生"):
            continue
        window = max(match.start() - _WINDOW, 0)
        begin = max(max(text.rfind(mark, window, match.start()) for mark in "。\n") + 1, window)
        since = [each["since"] for each in _FROM_EVENT.finditer(text, begin, match.start())]
        first = number(match["a"]) if match["a"] != "半" else 0
        last = number(match["b"]) if match["b"] and match["b"] != "半" else first
        if 0 < first <= last:
            yield Period(
                *match.span(), match[0], "nth_years", last - first + 1, "年", since[-1] if since else None, first, last
            )


def _others(text: str) -> Iterator[Period]:
    for match in _NEXT_YEAR.finditer(text):
        day = month_day(match, "a", end=bool(match["end"]))
        if exists(day):
            yield Period(*match.span(), match[0], "next_year", month_day=day)
    for match in _TERM_END.finditer(text):
        if (
            text[match.start() - 1 : match.start()] not in ("每", "个")
            and not text[match.start() - 1 : match.start()].isdigit()
        ):
            yield Period(*match.span(), match[0], "period_end", unit=match["term"])
    for match in _PREVIOUS.finditer(text):
        count = number(match["n"].replace("两", "二")) if match["n"] else 1
        unit = "季度" if match["unit"] == "季度" else "月" if match["unit"] == "月" else "年"
        yield Period(*match.span(), match[0], "previous", count, unit)
    for match in _EVERY.finditer(text):
        count = number(match["n"].replace("半", "1")) if match["n"] else 1
        half = match["unit"] == "半年"
        yield Period(
            *match.span(), match[0], "every", 6 * count if half else count, "月" if half else _UNITS[match["unit"]]
        )


# -- the days a period comes to ------------------------------------------------------------------------------------


def resolve(period: Period, anchors: Mapping[str, str]) -> tuple[str | None, str | None]:
    """The first and last day of ``period`` as ISO days, each None when it is not settled.

    ``anchors`` name the days of events (``{"印发": "2025-03-01"}``) as ISO days, and under ``"年"`` the year that
    次年 and 上一年度 are told from. The day of the event itself does not count for a period within which
    something is to be done (民法典 第二百零一条, 第二百零二条); a term that begins with it (自…起2年) ends the day
    before its anniversary.
    """
    if period.kind in ("next_year", "previous"):
        return _by_year(period, anchors.get("年"))
    day = _anchor_day(period.anchor, anchors)
    if day is None:
        return None, None
    if period.kind == "nth_years" and period.first and period.last:
        return f"{day.year + period.first - 1}-01-01", f"{day.year + period.last - 1}-12-31"
    if period.length is None or period.unit not in ("年", "月", "季度", "周", "日"):
        return None, None
    return _counted_days(period, day)


def _counted_days(period: Period, day: date) -> tuple[str | None, str | None]:
    end = _plus(day, period.length or 0, period.unit or "")
    if end is None:
        return None, None
    if period.kind == "after":
        return (end + timedelta(days=1)).isoformat(), None
    if period.kind == "lasting":
        return day.isoformat(), (end - timedelta(days=1)).isoformat()
    if "前" in period.words and "前" in period.words[-8:]:
        return None, None  # 期满前30日: counted backwards from a day that is itself an end
    return day.isoformat(), end.isoformat()


def _plus(day: date, length: int, unit: str) -> date | None:
    """The day ``length`` units after ``day``; the end of the month where it has no such day."""
    try:
        if unit in ("日", "周"):
            return day + timedelta(days=length * (7 if unit == "周" else 1))
        months = day.year * 12 + day.month - 1 + length * {"年": 12, "季度": 3, "月": 1}[unit]
        year, month = months // 12, months % 12 + 1
        return date(year, month, min(day.day, monthrange(year, month)[1]))
    except (OverflowError, ValueError):
        return None


def _by_year(period: Period, year: str | None) -> tuple[str | None, str | None]:
    if not year or not year.isdigit():
        return None, None
    if period.kind == "previous":
        count = period.length or 1
        return (f"{int(year) - count}-01-01", f"{int(year) - 1}-12-31") if period.unit == "年" else (None, None)
    day = f"{int(year) + 1}{(period.month_day or '')[1:]}"
    return (None, day) if len(day) == 10 and exists(day) else (None, None)


def _anchor_day(words: str | None, anchors: Mapping[str, str]) -> date | None:
    """The day of the event ``words``; a short key must be the whole event (印发), a long one may be part of it."""
    if not words:
        return None
    bare = _SELF.sub("", words).removesuffix("之日")
    for key, day in anchors.items():
        if (key == bare or (len(key) >= _LONG_KEY and key in bare)) and len(day) == 10 and exists(day):
            return date.fromisoformat(day)
    return None
