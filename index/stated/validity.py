"""What a policy says of its own validity: from when, until when, what it repeals."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from index.numbering import HAN
from index.stated.fact import TimeFact
from index.stated.moments import DAY, exists, find_day, iso, number

_SELF = re.compile(
    r"本(?:通知|意见|办法|方案|细则|规定|措施|政策|指南|条例|规划|规则|规程|制度|实施\w{2}|若干\w{2}|决定|公告"
    r"|文件|标准|要点|法|解释|指引|目录|计划|批复|协议|暂行\w{2}|试行\w{2}|章程|守则|准则|清单)"
)
_TERM = r"(?:有效期(?:限)?|试行期(?:限)?|(?:执行|实施|施行)(?:期限|期间|期|时间))"
_BEGINS = r"(?:正式|开始)?(?:施行|实施|执行|生效|试行)"
_EFFECTIVE = re.compile(rf"(?:自|从|于|由){DAY.format('a')}(?:零时)?(?:起|开始)?{_BEGINS}")
_FROM_ISSUE = re.compile(
    r"(?:自|从)(?P<event>印发|发布|公布|签发|下发|发文)(?:之日)?起(?P<after>(?P<n>[0-9]+|[一二三四五六七八九十]+)"
    rf"(?P<unit>日|天|个月)(?:后|之后))?{_BEGINS}"
)
_EXPIRES = re.compile(
    rf"(?:有效期(?:限)?|试行期|执行期(?:限)?|实施期(?:限)?|施行|实施|执行|试行)(?:为)?(?:自{DAY.format('b')}(?:起)?)?(?:截)?"
    rf"(?:延长|延续|顺延)?(?:执行|实施)?(?:至|到|止于|截止){DAY.format('a')}"
)
_RANGE = re.compile(
    rf"{_TERM}\s*(?:[:：]|为|是|自|从)*{DAY.format('b')}(?:起)?\s*[-—–－~～至到]+\s*{DAY.format('a')}止?"
)
_PROLONGED = re.compile(rf"(?:延长|延续|顺延|续期)(?:执行|实施|施行)?(?:至|到){DAY.format('a')}")
_YEARS = re.compile(rf"(?:{_TERM}|试行|暂行)(?:为|是|:|：)?(?P<n>[0-9]+|[{HAN}两]+)(?:(?P<years>年)|个月)(?!度|内)")
_OWN_DAYS = re.compile(
    rf"(?:^|[\s。;；])\S{{0,4}}{_SELF.pattern}的?(?:[^。;；\n]{{0,6}}{_TERM}|自[^。;；\n]{{2,16}}起{_BEGINS})"
)
_TERM_FIRST = re.compile(rf"\s*(?:{_TERM}|试行|暂行)")


_ADOPTED = re.compile(
    r"(?P<day>(?:19|20)\d{2}年\d{1,2}月\d{1,2}日)(?:(?!\d{4}年).){0,120}?(?:通过|修正|修订|修改|公布|发布|批准)"
    r"|[(（](?P<version>[0-9-]{10})[)）]"
)


def own_dates(text: str, start: int, end: int) -> Iterator[TimeFact]:
    """The first and last days that the sentence at ``start`` to ``end`` states of the document it stands in."""
    if not speaks_of_itself(text, start, end):
        return
    ranged = _RANGE.search(text, start, end)
    if ranged:
        yield TimeFact(*ranged.span(), ranged[0], "effective", iso(ranged, "b"))
        yield TimeFact(*ranged.span(), ranged[0], "expires", iso(ranged, "a"))
        return
    effective = _EFFECTIVE.search(text, start, end)
    if effective:
        yield TimeFact(*effective.span(), effective[0], "effective", iso(effective, "a"))
    matches = list(_EXPIRES.finditer(text, start, end)) or list(_PROLONGED.finditer(text, start, end))
    for match in matches:
        yield TimeFact(*match.span(), match[0], "expires", iso(match, "a"))


def speaks_of_itself(text: str, start: int, end: int) -> bool:
    """Whether a sentence names its own document (本办法), or goes on with its term (有效期三年)."""
    return bool(_SELF.search(text, start, end) or _TERM_FIRST.match(text, start, end))


def states_own_days(text: str) -> bool:
    """Whether ``text`` says from or until when its own document holds (本措施自2026年5月1日起施行)."""
    return _OWN_DAYS.search(text) is not None


def validity_dates(text: str, issued: str | None) -> tuple[str | None, str | None]:
    """The first and last day of a policy's validity that ``text`` states of the policy itself, as ISO days.

    ``issued`` is the day of signing or publication, for 自印发之日起. What is not stated is None.
    """
    effective: str | None = None
    expires: str | None = None
    for sentence in re.split(r"[。\n]", text):
        if not speaks_of_itself(sentence, 0, len(sentence)):
            continue
        first, last = _stated(sentence)
        effective = first or _since_issue(sentence, issued) or effective
        expires = last or expires
        term = _YEARS.search(sentence)
        if term and effective and not last:
            expires = _after(effective, number(term["n"]) * (12 if term["years"] else 1))
    return effective, expires


def _stated(sentence: str) -> tuple[str | None, str | None]:
    """The first and last whole days in one sentence about the document."""
    days: dict[str, str] = {}
    for fact in own_dates(sentence, 0, len(sentence)):
        if fact.date and len(fact.date) == 10 and exists(fact.date):
            days.setdefault(fact.kind, fact.date)
    return days.get("effective"), days.get("expires")


def _since_issue(sentence: str, issued: str | None) -> str | None:
    """The day on which a document that begins 自印发之日起, or 30日 after it, begins."""
    match = _FROM_ISSUE.search(sentence) if issued else None
    if not match or not issued:
        return None
    if not match["after"]:
        return issued
    if match["unit"] == "个月":
        return None  # months after an issue are counted in more ways than one
    # The day of issue does not count (民法典 第二百零一条): after 30 days is the 31st day from it.
    return (date.fromisoformat(issued) + timedelta(days=number(match["n"]) + 1)).isoformat()


def _after(first: str, months: int) -> str | None:
    """The last day of ``months`` whole months that begin on ``first``; None beyond the calendar."""
    begin = date.fromisoformat(first)
    year, month = divmod(begin.year * 12 + begin.month - 1 + months, 12)
    if year > date.max.year:
        return None
    days = monthrange(year, month + 1)[1]
    if begin.day > days:  # no such day in that month: the term ends with the month
        return date(year, month + 1, days).isoformat()
    return (date(year, month + 1, begin.day) - timedelta(days=1)).isoformat()


_REPEAL = re.compile(r"(?:同时)?(?:予以)?废止|(?:停止|不再)执行|(?:自行|即行)?失效")
_CITED = re.compile(r"《(?P<title>[^《》]*(?:《[^《》]*》[^《》]*)*)》\s*(?:[(（](?P<number>[^()（）]*?号)[)）])?")


def repeals(text: str) -> tuple[str, ...]:
    """The titles and document numbers of the policies this text repeals."""
    found: list[str] = []
    for sentence in re.split(r"[。\n]", text):
        if _REPEAL.search(sentence) and re.search(r"同时|原|自.*起|废止", sentence):
            for match in _CITED.finditer(sentence):
                found += [part for part in (match["number"], match["title"]) if part]
    return tuple(dict.fromkeys(found))


def wording_day(history: Iterable[str]) -> str | None:
    """The last ISO day on which a text was adopted or changed, by the lines before its body or ``(2020-01-31)``."""
    days = (day for line in history for day in _adopted(line))
    return max(days, default=None)


def _adopted(line: str) -> Iterator[str]:
    for match in _ADOPTED.finditer(re.sub(r"\s+", "", line)):
        day = find_day(match["day"] or match["version"])
        if day:
            yield day
