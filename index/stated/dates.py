"""The dates a clause states, by what they are the dates of: validity, application windows, deadlines, targets."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import get_args

from index.policy import DateFact, DateKind
from index.stated.fact import Recurrence, TimeFact, TimeKind
from index.stated.moments import (
    CLOCK,
    DAY,
    MOMENT,
    MONTH_DAY,
    YEAR,
    exists,
    has_year,
    in_words,
    iso,
    last_day,
    month_day,
    number,
)
from index.stated.validity import own_dates

_TO = r"(?:[-—–－~～至到]+|起至)"
_BEFORE = r"(?:\(含[^()\n]{0,6}\))?(?:以前|之前|前)(?!后|期|款|述|列|三|一|两|沿|景|[0-9])"
_WORDS = "申报|申请|受理|报名|征集|兑付|填报|申领|认领|征求意见|反馈|提交材料|报送材料|投标|报价"
_APPLYING = re.compile(_WORDS)
_ITS_TIME = re.compile(r"\s*(?:具体|起止|办理|开放|系统)*(?:开放)?时间\s*(?:为|是|[:：])")
_ANY_YEAR = re.compile(r"[12][0-9]{3}年")

# -- targets, beginnings, spans of plans ---------------------------------------------------------------------------

_TARGET = re.compile(
    rf"(?:争取|力争|确保|计划)?(?<!截)(?:到|至){YEAR.format('a')}(?:底|末)?(?!度)(?=[,，、]|[^0-9月起])"
)
_APPLIES = re.compile(rf"自{DAY.format('a')}(?:起|以来|之后|以后)(?!(?:正式|开始)?(?:施行|实施|执行|生效|试行))")
_PERIOD = re.compile(
    r"(?<=[(（])(?P<from>[12][0-9]{3})年?\s*[-—–－~～至到]+\s*(?P<to>[12][0-9]{3})年(?=[)）]》(?![(（]))"
)
_ENDED = re.compile(r"(?:有效|期|执行|施行|实施|截止|止于|延长|延续|顺延)(?:时间|日期)?(?:为|是)?[:：]?$")

# -- application windows -------------------------------------------------------------------------------------------

_DAYS = (
    rf"{DAY.format('a')}{CLOCK}起?\s*{_TO}\s*(?:(?P<by>[12][0-9]{{3}})年)?(?:(?P<bm>[0-9]{{1,2}})月)?"
    rf"(?P<bd>[0-9]{{1,2}})[日号]"
)
_WINDOW = re.compile(rf"(?:(?:申报|申请|受理|报名|征集|兑付|填报)[^。;；\n]{{0,24}}?)?{_DAYS}")
_HAPPENED = re.compile(
    r"期间|[^,，。;；:：、\n]{0,4}(?:发生|完成|签订|取得|购置|建成|投产|开工|支付|形成|竣工|注册|登记|毕业)[^,，。;；\n]{0,4}的"
)
_FROM_NOW = re.compile(rf"(?:即日|(?:本[^\W\d]{{1,4}})?(?:发布|印发)之日)起{CLOCK}\s*{_TO}\s*{DAY.format('a')}")
_CLOSES = re.compile(
    rf"(?P<word>(?:申报|报名|受理|申请|提交|征集|填报|报送)?(?:截止|截至)(?:时间|日期|期限|日)?)\s*(?:为|是|[:：]|到|至|于)*\s*"
    rf"{DAY.format('a')}(?!底|末)"
)
# Further spans behind 每年: 每年受理两次,分别为3月1日至3月31日和9月1日至9月30日.
_SPAN = re.compile(
    rf"(?<![年0-9一二三四五六七八九十]){MONTH_DAY.format('a')}起?\s*{_TO}\s*(?:次年)?{MONTH_DAY.format('b')}(?P<bend>底|末)?"
)
_EACH_SEASON = re.compile(
    r"每年(?:度|的)?(?P<am>[0-9]{1,2}|[一二三四五六七八九十]{1,2})月份?(?![0-9一二三四五六七八九十底末初前至到以之、和-])"
)
_EACH_MONTHS = re.compile(
    r"每年(?:度|的)?(?:[0-9]{1,2}月份?|[0-9]{1,2})(?:[、,和及与](?:[0-9]{1,2}月份?|[0-9]{1,2}(?=[、,和及与月])))+(?![0-9日号底末初前至到-])"
)
_ALWAYS = re.compile(
    r"(?:常年|全年|长期|随时)(?:均可|都可(?:以)?|可以?|开放|接受)?(?:受理|申报|申请|接收|办理)"
    r"|不(?:受|限)(?:申报|申请|受理)?(?:时间|时限|批次)(?:的?限制)?|随报随(?:审|批|受)|即报即审|随时(?:受理|可报)"
)
_EACH_YEAR = re.compile(
    rf"每年(?:度|的)?{MONTH_DAY.format('a')}起?\s*{_TO}\s*(?:次年)?{MONTH_DAY.format('b')}(?P<bend>底|末)?"
)

# -- deadlines -----------------------------------------------------------------------------------------------------

_BY = re.compile(rf"(?:于|在|到|至|最迟|截至)?{MOMENT.format('a')}{CLOCK}{_BEFORE}(?P<rest>[^,，。;；:\n]{{0,24}})")
_NO_YEAR_BY = re.compile(
    rf"(?<![年度的至到—-])(?<![0-9一二三四五六七八九十])(?:于|在)?(?P<m>[0-9]{{1,2}})月(?P<d>[0-9]{{1,2}})[日号]{CLOCK}{_BEFORE}(?P<rest>[^,，。;；:\n]{{1,24}})"
)
_LABELLED = re.compile(
    rf"(?:完成|办结|整改|落实|办理|推进|实施|建设)(?:的)?(?:时限|期限|时间|节点|日期)(?:要求)?\s*(?:为|[:：])\s*{MOMENT.format('a')}"
    rf"(?:以前|之前|前)?"
)
_ENDS_IN = re.compile(
    rf"(?:力争|争取|确保|计划|预计|在|于)?{MOMENT.format('a')}(?:内|以内)?(?:全部|全面|基本|率先)?"
    r"(?=完成|建成|实现|达到|办结|出台|投产|投用|建立|竣工|开工|启动|形成)"
)
_EACH_YEAR_BY = re.compile(rf"每年(?:度|的)?{MONTH_DAY.format('a')}(?P<end>底|末)?{_BEFORE}")
_EACH_TERM = re.compile(r"每(?:个)?(?P<term>季度?|月|半年)度?(?:末|底|终了|结束)")
_EACH_QUARTER_BY = re.compile(
    rf"每(?:个)?季度?(?:的)?(?P<m>首|第[一二三]个|末|最后一)(?:个)?月(?:的|份)?(?P<d>[0-9]{{1,2}}|[一二三]?十[一二三四五六七八九]?)[日号]"
    rf"{_BEFORE}"
)
_MONTH_OF_QUARTER = {"首": 1, "第一个": 1, "第二个": 2, "第三个": 3, "末": 3, "最后一": 3}
_EACH_MONTH_BY = re.compile(rf"每(?:个)?月(?P<d>[0-9]{{1,2}})[日号]{_BEFORE}")
_LATE = re.compile(
    r"逾期(?:申报|提交|报送|申请|未报|未申报|提出|递交|材料)?(?:的)?,?(?:一律)?(?:(?:不予|不再)(?:受理|补报|办理|接收|补办)|不受理)"
)
_LAPSES = re.compile(r"(?:期满|到期)(?:后)?(?:自动|自行|即行)(?:失效|废止|终止)")
# What lies behind 前 when the date bounds a state of things (2020年1月1日前成立的企业), not a task.
_STATE = re.compile(
    r"(?:已|未|尚|又|曾|成立|注册|登记|出生|取得|购置|购买|入职|毕业|参加工作|印发|发布|公布|颁布|施行|实施|发生|签订|设立|批准"
    r"|入学|退休|建成的|开工的|竣工的|投产的|办理的|形成的|进口|生产的|出厂|的)"
)
_TASK = re.compile(
    "完成|报送|提交|上报|建成|实现|达到|公布|公示|拨付|办结|整改|印发|出台|启动|开工|投产|落实|缴纳|申报|申请|报|交|办理"
)
_FUTURE = frozenset({"力争", "争取", "确保", "计划", "预计"})
_NEAR = 200  # characters of a sentence in which it says what a yearly span is for
_KINDS = frozenset(get_args(DateKind))
_MONTHS, _SHORTEST = 12, 2


def dates(text: str) -> tuple[DateFact, ...]:
    """The dates a clause states with a year, each with its words and its kind, in the order of the text."""
    if not has_year(text):
        return ()
    return tuple(
        DateFact.model_validate({"date": fact.date, "text": fact.words, "kind": fact.kind})
        for fact in _dated(text)
        if fact.kind in _KINDS and fact.date
    )


def times(text: str) -> tuple[TimeFact, ...]:
    """Every date of a clause: those of ``dates``, deadlines, and those of no year (每年3月底前, 每季度末)."""
    written, places = in_words(text)
    found = _dated(written) if has_year(written) else []
    if any(sign in written for sign in "每期常随不"):
        found += [*_recurring(written), *_sayings(written)]
    found += _of_no_year(written)
    if written != text:
        found = [_at_home(fact, text, places) for fact in found]
    return tuple(sorted(found, key=lambda fact: fact.start))


def _at_home(fact: TimeFact, text: str, places: Sequence[int]) -> TimeFact:
    """A fact of a text that was put in words, at its place in ``text`` itself."""
    start, end = places[fact.start], places[fact.end]
    return replace(fact, start=start, end=end, words=text[start:end])


def _dated(text: str) -> list[TimeFact]:
    found = [_fact(match, "target", iso(match, "a")) for match in _TARGET.finditer(text) if _aims(text, match)]
    found += [_fact(match, "applies_from", iso(match, "a")) for match in _APPLIES.finditer(text)]
    for match in _PERIOD.finditer(text):
        found += [_fact(match, "plan_period_start", match["from"]), _fact(match, "plan_period_end", match["to"])]
    for sentence in re.finditer(r"[^。;；\n]+", text):
        if has_year(sentence[0]):
            found += _of_sentence(text, sentence.start(), sentence.end())
    return [fact for fact in sorted(found, key=lambda fact: fact.start) if fact.date is None or exists(fact.date)]


def _aims(text: str, match: re.Match[str]) -> bool:
    """Whether 到2025年 is a target: not the end of a term (有效期至2025年底), of a span, nor 到2025年底前."""
    before = text[max(match.start() - 12, 0) : match.start()]
    if _ENDED.search(before) or re.search(r"[0-9]年?(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?起?$", before):
        return False
    return text[match.end() : match.end() + 1] != "前" or text[match.end() - 1] == "年"


def _of_sentence(text: str, start: int, end: int) -> Iterator[TimeFact]:
    own = list(own_dates(text, start, end))
    yield from own
    taken = {place for fact in own for place in range(fact.start, fact.end)}
    applying = _APPLYING.search(text, start, end) is not None or _goes_on_applying(text, start)
    for fact in _windows(text, start, end) if applying else ():
        taken.update(range(fact.start, fact.end))
        yield fact
    for match in _CLOSES.finditer(text, start, end):
        if not _within(match, taken) and ("截止" in match["word"] or applying):
            taken.update(range(*match.span()))
            yield _fact(match, "window_end", iso(match, "a"))
    yield from _deadlines(text, start, end, taken)


def _goes_on_applying(text: str, start: int) -> bool:
    """Whether a sentence gives the time (时间:…) of applying that the sentence before it tells of."""
    before = text[max(text.rfind("\n", 0, start) + 1, start - _NEAR) : start]
    return _ITS_TIME.match(text, start) is not None and _APPLYING.search(before) is not None


def _within(match: re.Match[str], taken: set[int]) -> bool:
    return any(place in taken for place in range(*match.span()))


def _windows(text: str, start: int, end: int) -> Iterator[TimeFact]:
    for match in _WINDOW.finditer(text, start, end):
        if _ENDED.search(text[max(match.start() - 6, start) : match.start()]):
            continue  # 有效期为2024年1月1日至…, of a policy in whose sentence applications are spoken of
        if _HAPPENED.match(text, match.end()):
            continue  # a span in which something was so
        yield _fact(match, "window_start", iso(match, "a"))
        year, month = match["by"] or match["ay"], match["bm"] or match["am"]
        if month:
            yield _fact(match, "window_end", f"{number(year):04d}-{number(month):02d}-{int(match['bd']):02d}")
    for match in _FROM_NOW.finditer(text, start, end):
        if "有效" not in text[start:end] and "施行" not in text[start:end]:
            yield _fact(match, "window_start", None)
            yield _fact(match, "window_end", iso(match, "a"))


def _deadlines(text: str, start: int, end: int, taken: set[int]) -> Iterator[TimeFact]:
    for match in _LABELLED.finditer(text, start, end):
        if _within(match, taken):
            continue
        taken.update(range(*match.span()))
        yield _fact(match, "deadline", last_day(match, "a"))
    for match in _BY.finditer(text, start, end):
        if _within(match, taken) or _STATE.match(match["rest"]) or _qualifies(match["rest"]):
            continue
        if text[match.start("rest") - 2] in "以之" and not _TASK.search(match["rest"]):
            continue  # 2011年4月30日以前犯罪
        kind: TimeKind = "window_end" if re.search("申报|申请|报名|提交|投递", match["rest"]) else "deadline"
        taken.update(range(match.start(), match.start("rest")))
        yield TimeFact(
            match.start(), match.start("rest"), text[match.start() : match.start("rest")], kind, last_day(match, "a")
        )
    for match in _ENDS_IN.finditer(text, start, end):
        planned = any(match[0].startswith(word) for word in _FUTURE)
        closed = match["aend"] or match["aq"] or match["ah"]
        if not _within(match, taken) and (
            planned or (closed and text[match.start() - 1 : match.start()] not in ("到", "至"))
        ):
            yield _fact(match, "deadline", last_day(match, "a"))


def _qualifies(rest: str) -> bool:
    """Whether the words behind 前 lead to a 的, so that the date describes a thing (…前投产的项目)."""
    return bool(re.match(r"[^\W\d]{1,16}的(?:[^\W\d]|$)", rest)) and not re.search(
        "完成|报送|达到|实现|建成", rest.split("的")[0]
    )


def _recurring(text: str) -> Iterator[TimeFact]:
    yield from _windows_each_year(text)
    for match in _EACH_YEAR_BY.finditer(text):
        yield _fact(match, "deadline", month_day(match, "a", end=bool(match["end"])), "yearly")
    for match in _EACH_TERM.finditer(text):
        yield _fact(
            match,
            "deadline",
            None,
            "monthly" if match["term"] == "月" else "quarterly" if "季" in match["term"] else "yearly",
        )
    for match in _EACH_QUARTER_BY.finditer(text):
        day = f"-Q{_MONTH_OF_QUARTER[match['m']]}-{number(match['d']):02d}"
        yield _fact(match, "deadline", day, "quarterly")
    for match in _EACH_MONTH_BY.finditer(text):
        yield _fact(match, "deadline", f"---{int(match['d']):02d}", "monthly")


def _of_no_year(text: str) -> Iterator[TimeFact]:
    """12月10日前完成核查: of which year is told elsewhere, if at all."""
    for match in _NO_YEAR_BY.finditer(text):
        if _TASK.search(match["rest"]) and not _STATE.match(match["rest"]):
            yield TimeFact(match.start(), match.start("rest"), match[0][: -len(match["rest"])], "deadline")


def _windows_each_year(text: str) -> Iterator[TimeFact]:
    """The spans of days behind 每年 in a sentence that speaks of applying: one, or several a year."""
    for each in re.finditer("每年", text):
        window = max(each.start() - _NEAR, 0)
        begin = max(max(text.rfind(mark, window, each.start()) for mark in "。;；\n") + 1, window)
        sentence = re.compile(r"[^。;；\n]*").match(text, each.start())
        end = sentence.end() if sentence else len(text)
        end = min(end, *(at for at in (text.find("每年", each.end()), end) if at > 0))
        first = _EACH_YEAR.match(text, each.start())
        spans = [*([first] if first else []), *_SPAN.finditer(text, first.end() if first else each.end(), end)]
        spans = [span for span in spans if not _ANY_YEAR.search(text, each.start(), span.start())]
        if spans and _APPLYING.search(text, begin, spans[-1].end() + 40):
            for span in spans:
                yield _fact(span, "window_start", month_day(span, "a"), "yearly")
                yield _fact(span, "window_end", month_day(span, "b", end=True), "yearly")
        elif season := _EACH_MONTHS.match(text, each.start()) or _EACH_SEASON.match(text, each.start()):
            yield from _season(text, season)


def _season(text: str, match: re.Match[str]) -> Iterator[TimeFact]:
    """每年9月份受理, 每年4月、9月申报: each whole month is a window."""
    rest = re.compile(r"[^,，。;；\n]*").match(text, match.end())
    before = max(text.rfind(mark, 0, match.start()) for mark in ",，。;；\n") + 1
    if _APPLYING.search(text, before, rest.end() if rest else match.end()):
        told = match.groupdict().get("am")
        months = [number(told)] if told else [int(one) for one in re.findall("[0-9]+", match[0])]
        for month in (one for one in months if 1 <= one <= _MONTHS):
            end = f"--{month:02d}" if month == _SHORTEST else f"--{month:02d}-{_days(month)}"
            yield _fact(match, "window_start", f"--{month:02d}-01", "yearly")
            yield _fact(match, "window_end", end, "yearly")


def _days(month: int) -> int:
    return monthrange(2001, month)[1]


def _sayings(text: str) -> Iterator[TimeFact]:
    for match in _ALWAYS.finditer(text):
        yield _fact(match, "always", None)
    for match in _LATE.finditer(text):
        yield _fact(match, "late_refused", None)
    for match in _LAPSES.finditer(text):
        yield _fact(match, "lapses", None)


def _fact(match: re.Match[str], kind: TimeKind, day: str | None, recurring: Recurrence | None = None) -> TimeFact:
    return TimeFact(match.start(), match.end(), match[0], kind, day, recurring)
