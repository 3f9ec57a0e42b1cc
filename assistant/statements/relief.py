"""The calendar years of a relief counted from an event (三免三减半, 第1年至第3年免征), for the year an asker names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.evidence import Evidence, Sentence, sentences
from assistant.statements.given import years
from assistant.statements.matter import Matter, Statement
from index.variants import fold

_ASKS = re.compile(
    r"哪年|哪一年|几年|多久|何时|什么时候|哪些年|多少年|到哪|年份|起算|全免|一半|免还是|减还是|还能免|还免"
)
_RELIEF = re.compile(r"免|减半|优惠|减征")
_WORDED = re.compile(r"(?P<free>[一二两三四五])免(?P<half>[一二两三四五])减半")
_NUMBERED = re.compile(
    r"第(?P<a>[0-9一二三四五六七八九十]{1,2})年(?:度)?(?:[至到-]第?(?P<b>[0-9一二三四五六七八九十]{1,2})年(?:度)?)?[,，]?"
    r"(?P<what>(?:减半|免|减按|减征)[^,，;；。]{0,30})"
)
_SINCE = re.compile(r"(?:自|从)其?(?P<event>[^,，;；。\n]{2,40}?)起")
_NUMBERS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
# The events reliefs count from, as policies and as askers put them. Income is not profit: 获利年度 is another year.
_EVENTS = (
    (
        re.compile(r"第一笔[^,，]{0,8}收入|首笔[^,，]{0,8}收入|取得[^,，]{0,8}收入"),
        re.compile(
            r"(?:头一?|第一|首)(?:笔|次|单)[^,，。]{0,8}(?:收入|营收|进账|流水)|(?:开始|才)?有了?[^,，。]{0,6}(?:收入|营收|进账)|取得[^,，。]{0,8}收入"
        ),
    ),
    (re.compile(r"获利"), re.compile(r"获利|盈利|赚钱|扭亏")),
    (re.compile(r"登记|注册|成立|设立"), re.compile(r"登记|注册|成立|设立|开办")),
    (re.compile(r"认定"), re.compile(r"认定|评上")),
    (re.compile(r"投产"), re.compile(r"投产")),
    (re.compile(r"落户|迁入"), re.compile(r"落户|迁入|搬来|搬到")),
)


def said(matter: Matter) -> Statement | None:
    """From which year to which a relief runs, when the asker names the year of the event it counts from."""
    asked = fold(matter.question.standalone)
    if not (_ASKS.search(asked) and _RELIEF.search(asked)):
        return None
    named = years(asked, matter.question.as_of)
    for item in _as_named(matter, asked):
        for sentence in _sentences(item):
            text = fold(item.clause.readable[sentence.start : sentence.end])
            if told := _told(text, named):
                return Statement("结论", told, Evidence(item.marker, item.clause, item.policy, item.score, (sentence,)))
    return None


def _as_named(matter: Matter, asked: str) -> list[Evidence]:
    """The evidence, the policies first whose kind the question names (实施方案, 意见, 办法)."""
    kinds = re.findall("实施方案|行动计划|实施细则|意见|办法|措施|条例|规定|方案|通知|答复", asked)
    return sorted(matter.evidence, key=lambda item: not any(kind in fold(item.policy.title) for kind in kinds[:1]))


def _sentences(item: Evidence) -> Iterator[Sentence]:
    """The sentences of a clause, the parts that semicolons divide together."""
    readable, start = item.clause.readable, -1
    for begin, end in sentences(item.clause):
        start = begin if start < 0 else start
        if not readable[begin:end].endswith((";", "；")):
            yield Sentence(start, end, readable[start:end], 1.0)
            start = -1


def _told(text: str, named: list[tuple[int, str]]) -> str | None:
    """The years of the relief a sentence grants, counted from the one year named for its event."""
    events = list(_SINCE.finditer(text))
    spans = list(_spans(text))
    since = [match["event"] for match in events if spans and match.start() < spans[0][0]]
    if not since or not spans:
        return None
    event = next((asked for stated, asked in _EVENTS if stated.search(since[-1])), None)
    fitting = [year for year, words in named if event and event.search(words)]
    if len(set(fitting)) != 1:
        return None
    year = fitting[0]
    runs = [f"{_run(year + first - 1, year + last - 1)}{what}" for _, first, last, what in spans]
    told = "，".join(runs)
    for other, _ in named:
        number = other - year + 1
        what = next((what for _, first, last, what in spans if first <= number <= last), None)
        if other != year and what:
            told += f"；{other}年是第{number}年，{what}"
            break
    event_words = re.sub("(?:所属|所在)?(?:的)?(?:纳税)?年度$|之日$|当年$", "", since[-1])
    return f"从{event_words}的{year}年起算：{told}。"


def _run(first: int, last: int) -> str:
    return f"{first}年" if first == last else f"{first}年至{last}年"


def _spans(text: str) -> Iterator[tuple[int, int, int, str]]:
    """Each stretch of the relief: its place, its first and last year counted from 1, and what is granted."""
    worded = list(_WORDED.finditer(text))
    if len(worded) == 1:
        free, half = _NUMBERS[worded[0]["free"]], _NUMBERS[worded[0]["half"]]
        of = re.search(r"(?P<of>[^,，;；。]{2,24}?)的?[“\"]?$", text[: worded[0].start()])
        tax = re.sub("^(?:实行|享受|给予|予以|执行)", "", of["of"]) if of else ""
        yield worded[0].start(), 1, free, f"免征{tax}"
        yield worded[0].start(), free + 1, free + half, f"减半征收{tax}"
    elif not worded:
        for match in _NUMBERED.finditer(text):
            first = _number(match["a"])
            last = _number(match["b"]) if match["b"] else first
            if 0 < first <= last:
                yield match.start(), first, last, match["what"]


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBERS.get(text, 0)
