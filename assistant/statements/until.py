"""Until when something may go on (还能骑到什么时候): the sentence that ends it, and how far off that day is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from assistant.evidence import Evidence, Sentence
from assistant.question import Facet, Question
from assistant.statements import acts, goals
from assistant.statements.matter import Matter, Statement
from assistant.statements.reckoning import left
from assistant.verify import share
from index.policy import Clause
from index.stated.moments import DAY, exists, iso
from index.variants import fold

_ASKS = re.compile(
    r"(?:还|继续|再|最[多晚])?[能可得][^,，。;；?？]{0,10}(?:到|至)(?:什么时[候间]|啥时|何时|哪(?:一)?[天日月年]|几[号月])"
    r"|(?:什么时[候间]|啥时候?|何时|哪(?:一)?[天日月年]|几[号月]份?)(?:起|开始|之?后|以后)?[^,，。;；?？]{0,6}(?:不[能让得许准可]|禁|就?停)"
    r"|(?:过渡|缓冲|宽限)期?[^,，。;；?？]{0,8}(?:到|多[久长]|什么时|哪|几)"
)
_OF_TEXT = re.compile("文件|政策|办法|措施|规定|通知|意见|方案|细则|条例|规划|指[引南]|公告|计划|有效|那份|这份")
_LASTS = re.compile(
    rf"(?:过渡|缓冲|宽限|使用|延续|保留|继续)[^。;；\n]{{0,20}}?(?:至|到){DAY.format('a')}(?:为?止|前)?"
)
_STOPS = re.compile(
    rf"(?:自|从){DAY.format('a')}(?:零时)?起[,，]?[^,，。;；\n]{{0,8}}(?:不得|禁止|停止|不再|不准|不能|严禁|一律|全面|取消)"
)
_SENTENCE = re.compile(r"[^。\n]+")
_LONGEST = 160
_AS_NEAR, _WHOLE_DAY = 0.9, 10


def asked(question: Question) -> bool:
    """Whether a question asks until when something may go on, and of no application, target or text."""
    text = fold(question.asked)
    named = acts.asked(text) & (acts.APPLYING | {"paper", "object"})
    of_text = Facet.VALIDITY in question.facets and _OF_TEXT.search(text) is not None
    return _ASKS.search(text) is not None and not named and not of_text and not goals.asked(text)


def said(matter: Matter) -> Statement | None:
    """The one sentence of the nearest clauses that says until when; None where none or several do."""
    nearest = [item for item in matter.evidence if item.score >= _AS_NEAR * matter.evidence[0].score]
    found = [(item, place, day) for item in nearest for place, day in _ending(item.clause)]
    asking = fold(matter.question.standalone)
    found.sort(key=lambda one: -share(asking, one[0].clause.readable[slice(*one[1])]))
    if not found or len({one[2] for one in found[:2]}) > 1:
        return None
    item, (start, end), day = found[0]
    words = item.clause.readable[start:end].strip(" ;；。")
    sentence = Sentence(start, end, item.clause.readable[start:end], 1.0)
    evidence = Evidence(item.marker, item.clause, item.policy, item.score, (sentence,))
    return Statement("期限", f"原文写的是“{words}”，{left(day, matter.question.as_of)}。", evidence)


def _ending(clause: Clause) -> Iterator[tuple[tuple[int, int], date]]:
    """The sentences that end something, each with its place and the last day on which it may go on."""
    text = fold(clause.readable)
    for sentence in _SENTENCE.finditer(text, clause.body):
        lasts = _LASTS.search(text, *sentence.span())
        match = lasts or _STOPS.search(text, *sentence.span())
        day = iso(match, "a") if match else ""
        if match and len(day) == _WHOLE_DAY and exists(day) and len(sentence[0]) <= _LONGEST:
            last = date.fromisoformat(day)
            yield sentence.span(), last if lasts else date.fromordinal(last.toordinal() - 1)
