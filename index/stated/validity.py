"""What a policy says of its own validity: from when, until when, what it repeals."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from index.numbering import HAN
from index.stated.fact import TimeFact
from index.stated.moments import DAY, exists, find_day, in_words, iso, number

_SELF = re.compile(
    r"(?<![版样])本(?!(?:[省市县区旗镇乡村州]|级|地|单位|部门|年|月|季|学|届|批|期|人|企|公司|校|院|行政|系统|行业|辖区|土))"
    r"(?:[^\W\d_]{0,8}?)(?:通知|意见|办法|方案|细则|规定|措施|政策|指南|条例|规划|规则|规程|制度|实施\w{2}|若干\w{2}|决定"
    r"|公告|通告|文件?|标准|要点|法|解释|指引|目录|计划|批复|复函|协议|暂行\w{2}|试行\w{2}|章程|守则|准则|清单|纲要|预案|流程|手册)"
)
_TERM = r"(?:有效期(?:限)?|试行期(?:限)?|(?:执行|实施|施行)(?:期限|期间|期|时间)|(?<=[,，])(?:期限|为期))"
_BEGINS = r"(?:正式|开始|起)?(?:施行|实施|执行|生效|试行|实行)"
_EFFECTIVE = re.compile(rf"(?:自|从|于|由){DAY.format('a')}(?:零时)?(?:起|开始)?{_BEGINS}")
_COUNTED = re.compile(rf"{_TERM}[^。;；]{{0,16}}(?:自|从|由){DAY.format('a')}(?:起|开始)(?:计算|算起?|计)?")
_EVENT = "印发|发布|公布|签发|下发|发文|公告|颁布|印制|刊登|通告|即日|通过"
_FROM_ISSUE = re.compile(
    rf"(?:(?:自|从|由|于)(?:本[^\W\d_]{{1,6}}?)?|(?<=[^\W\d_])|^)(?P<event>{_EVENT})(?:之日|当日|之时)?(?:起|后)?"
    rf"(?P<after>满?(?P<n>[0-9]+|[一二三四五六七八九十]+)(?P<unit>日|天|个月)(?:后|之后|起))?{_BEGINS}"
)
_SINCE = rf"(?:(?:自|从)(?:{DAY.format('b')}|(?:本[^\W\d_]{{1,6}}?)?(?:{_EVENT})(?:之日|当日)?)(?:起)?)?"
_TO = "(?:至|到|止于|截止|截至)"
_EXPIRES = re.compile(
    rf"(?:有效期(?:限)?|试行期(?:限)?|执行期(?:限)?|实施期(?:限)?|施行期(?:限)?|(?:施行|实施|执行)(?:期间|时间|期限)|施行|实施|执行|试行)"
    rf"(?:为|是|:|：|暂定)*{_SINCE}(?:截)?(?:延长|延续|顺延)?(?:执行|实施)?{_TO}{DAY.format('a')}(?P<end>年?底|年?末)?"
)
_ENDS = re.compile(
    rf"(?:{_BEGINS}|起)[,，、](?:并)?(?:有效)?{_TO}?(?:于)?{DAY.format('a')}(?P<end>年?底|年?末)?(?:[0-9]{{1,2}}时)?"
    r"(?:为?止|终止|截止|届满|到期|(?:之?前)?有效|起?(?:自动|自行|即行)?(?:失效|废止)|(?=$|[,，;；]由|[)）]))"
)
_BETWEEN = re.compile(
    rf"(?:自|从){DAY.format('b')}(?:起)?(?:{_BEGINS})?[,，]?{_TO}{DAY.format('a')}(?P<end>年?底|年?末)?"
    rf"(?:为?止)?(?:期间|内)?(?:有效|{_BEGINS})"
)
_RANGE = re.compile(
    rf"{_TERM}\s*(?:[:：]|为|是|自|从|暂定)*{DAY.format('b')}(?:起)?\s*[-—–－~～至到]+\s*{DAY.format('a')}(?P<end>年?底|年?末)?止?"
)
_PROLONGED = re.compile(rf"(?:延长|延续|顺延|续期)(?:执行|实施|施行)?(?:至|到){DAY.format('a')}(?P<end>年?底|年?末)?")
_YEARS = re.compile(
    rf"(?:{_TERM}|试行|暂行)(?:为|是|:|：|暂定|共|限)*(?P<n>[0-9]+|[{HAN}两]+)(?:(?P<years>年)|个月)(?!度|内)"
)
_OWN_DAYS = re.compile(
    rf"(?:^|[\s。;；])\S{{0,4}}{_SELF.pattern}的?(?:[^。;；\n]{{0,6}}{_TERM}|自[^。;；\n]{{2,16}}起{_BEGINS})"
)
_TERM_FIRST = re.compile(rf"\s*(?:{_TERM}|试行|暂行)")
_YEAR, _MONTH, _DAY = 4, 7, 10
_BLANKS = re.compile(r"[ \t\u3000\u00a0]+")


_ADOPTED = re.compile(
    r"(?P<day>(?:19|20)\d{2}年\d{1,2}月\d{1,2}日)(?:(?!\d{4}年).){0,120}?(?:通过|修正|修订|修改|公布|发布|批准)"
    r"|[(（](?P<version>[0-9-]{10})[)）]"
)


def own_dates(text: str, start: int, end: int) -> Iterator[TimeFact]:
    """The first and last days that the sentence at ``start`` to ``end`` states of the document it stands in."""
    if not speaks_of_itself(text, start, end):
        return
    ranged = _RANGE.search(text, start, end) or _BETWEEN.search(text, start, end)
    if ranged:
        yield TimeFact(*ranged.span(), ranged[0], "effective", _first(ranged))
        yield TimeFact(*ranged.span(), ranged[0], "expires", _last(ranged))
        return
    effective = _EFFECTIVE.search(text, start, end) or _COUNTED.search(text, start, end)
    if effective:
        yield TimeFact(*effective.span(), effective[0], "effective", iso(effective, "a"))
    ends = (_EXPIRES, _ENDS, _PROLONGED)
    for match in next((found for one in ends if (found := list(one.finditer(text, start, end)))), []):
        yield TimeFact(*match.span(), match[0], "expires", _last(match))


def _first(match: re.Match[str]) -> str:
    """The first day of a span that begins with a day or a month: 2025年1月 is 2025-01-01."""
    day = iso(match, "b")
    return f"{day}-01" if len(day) == _MONTH else day


def _last(match: re.Match[str]) -> str:
    """The last day of a term that ends with a day, a month (2027年6月) or the end of a year (2027年底)."""
    day = iso(match, "a")
    if len(day) == _MONTH and exists(day):
        return f"{day}-{monthrange(int(day[:4]), int(day[5:]))[1]:02d}"
    return f"{day}-12-31" if len(day) == _YEAR and match["end"] else day


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
    for words in re.split(r"[。\n]", text):
        sentence = in_words(_BLANKS.sub("", words))[0]
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
        if fact.date and len(fact.date) == _DAY and exists(fact.date):
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
