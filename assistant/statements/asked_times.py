"""Which times a question asks for, part by part, and what is said of each: when to apply, by when, how long."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.facets import asks_in
from assistant.facets import parts as facet_parts
from assistant.question import Facet, Question
from assistant.statements import acts, appointed, goals, timed, until, windows
from assistant.statements.acts import Act
from assistant.statements.given import figures, lengths
from assistant.statements.matter import Matter, Statement
from index.variants import fold

ASKS_WINDOW = re.compile(
    r"申报|申请|报名|受理|递件|递交|收件|截止|最[晚迟]|来得及|赶得|赶不赶|还(?:能|可以|可)[^,，。?？]{0,4}(?:报|交"
    r"|递|办|填)|晚[没不]晚|晚了|几[号月]份?[^,，。?？]{0,4}报"
    r"|为止|交上去?[?？]?$|[Dd]eadline|[Aa]pply|[Ll]atest"
)
_ASKS_HANDLING = re.compile(
    r"多久|多长时间|几天|多少天|工作日|几个月|(?:什么时候|何时|啥时候?|几时)[^,，。?？]{0,6}(?:到账|下来|有结果"
    r"|出结果|拨|发|批)"
    r"|办结|时限|[Hh]ow long"
)
_ASKS_TIME = re.compile(
    r"什么时[候间]|何时|啥时|几时|几[号月天]|哪(?:一)?[天日月]|最[晚迟后]|多久|多长时间|个?工作日|多少天|截止|来得及|赶得|赶不赶|还剩|期限"
    r"|(?:保|管|免|享受|连续|最[多长]|满|留|存|要|得|能)[^,，。?？]{0,8}几年(?![级前以来])"
    r"|时限|还(?:能|可以|可|来)|为止|逾期|晚[了没不]|[Dd]eadline|[Hh]ow long|[Ww]hen|[Ll]atest|几点"
)
_DAYS_LEFT = re.compile(r"还剩下?(?:几|多少)天(?!到期)")
_STILL = re.compile(
    r"还有?(?:没有?)?(?:机会|可能|希望|戏|得)[^,，。?？]{0,4}(?:报|申|领|交|办)"
    r"|还(?:能|可以|可)(?:不能|不可以)?[^,，。?？]{0,6}(?:报|申请|申报|填|交|递|办|受理)"
    r"|(?:现在|今天|这会儿?|眼下|如今|这时候)[^,，。?？]{0,10}(?:去|来|申请|申报|报|交|递|办)[^,，。?？]{0,8}还?(?:[成行](?:吗|么|不)|来得及)"
    r"|补(?:交|报|申请|申报|递|办)[^,，。?？]{0,6}(?:[成行]不?[成行]?(?:吗|么)?[?？]?$|可以)|(?:能|可以|可)(?:不能|不可以)?[^,，。?？]{0,4}补(?:交|报|申请|申报)"
)
_OWN_TIME = re.compile(
    r"住|租|免|放(?!款|贷)|留|保存|存|有效|管用|能用|用得|经营|运营|干满|服务|培训|学|停|缓|[一几][次回趟]|宽限|连续|累计|贴息|还[款本]|享受|持续|搬|玩|待|干"
)
"""What the asker does for a while, or has: no office takes that long over an application."""
_NOT = re.compile("(?<!能)不能|(?<!可)不可以|(?<!准)不准|不得|不让|不许|禁止")
_OF_OFFICE = re.compile(
    r"办|批|审|核|下来|到[账手卡位]|结果|[发拨打]|答复|回[复话音]|受理|公示|领|拿|等|[下出]证|出来|完|好|钱|款|通过|流程|走|认定|验收"
    r"|[要得需花]要?多|多[久长少][^,，。?？]{0,4}(?:能|可以|会|才|[?？]?$)|工作日|时限|[Hh]ow long"
)
"""How a question for how long an office takes differs from one for how long anything else does (多久维护一次)."""
_AGAIN = re.compile("补充|补报|补录|补申|延长|延期|第二批|第二次")
_WITHIN = re.compile(r"(?:多久|多长时间|多少天|几个?[天月年]|几个?工作日)(?:之|以)?内")
_MISSED = re.compile(r"(?:忘|没赶上|没报上|没交上|错过|漏|没顾上|耽误|没来得及|没申请)")
_CATCHES = re.compile("赶得|赶不赶")
_AFTER = re.compile(r"^.*?(?:以后|之后|(?<!最)后|完了?)(?=.{3})")
"""What is over before the act that is asked about: 验收以后最晚什么时候申请."""
_SAME_OF = re.compile(r"呢[?？]?$")
_CHANGE: frozenset[Act] = frozenset({"change"})
_LEADING: frozenset[Act] = frozenset({"change", "mend", "object", "paper"})
"""Acts that a part tells of before the part that asks: 打回来让改,最晚哪天交."""
_PIECE = re.compile(r"[^,，。;；?？!！]+")
_MOST = 3


@dataclass(frozen=True)
class Asking:
    """A part of a question that asks for a time, and the acts it asks it of; none where it names none."""

    words: str
    acts: frozenset[Act]


def said(matter: Matter) -> list[Statement]:
    """What is said of each time asked for, once."""
    question = matter.question
    asking = parts(question)
    named = frozenset(act for part in asking for act in part.acts) | (acts.asked(fold(question.asked)) & _CHANGE)
    if appointed.asks_from_event(question) and (found := appointed.since_event(matter, named)):
        return [found]
    if until.asked(question) and (last := until.said(matter)):
        return [last]
    told = [statement for part in asking for statement in _of_part(part, matter)]
    if not told and goals.asked(fold(question.asked)) and not ASKS_WINDOW.search(fold(question.asked)):
        told = goals.goals(matter)
    return list({statement.text: statement for statement in told}.values())[:_MOST]


def elsewhere(matter: Matter) -> list[Statement]:
    """What any sentence of the nearest policy says of each time asked for; the clauses found say nothing of it."""
    if goals.asked(fold(matter.question.asked)):
        return []
    told: list[Statement] = []
    for part in parts(matter.question):
        one = timed.best(matter, part.words, part.acts)
        applied = part.acts <= acts.APPLYING and ASKS_WINDOW.search(part.words)
        told += [one] if one else windows.applying(matter) if applied else []
    return list({one.text: one for one in told}.values())[:_MOST]


def of_own_case(question: Question) -> bool:
    """Whether being in time is asked of a case whose figures are told: that turns on the conditions."""
    text = fold(question.standalone)
    return _CATCHES.search(text) is not None and bool(figures(text) or lengths(text))


def of_text(question: Question) -> bool:
    """Whether a question for validity asks it of the text, not how many days are left to apply."""
    return asks_in(_DAYS_LEFT.sub("", fold(question.asked)), Facet.VALIDITY) is not None


def asks(question: Question) -> bool:
    """Whether the question asks for a time, or to make up for one let go by."""
    text = fold(question.asked)
    return Facet.DATE in question.facets or _STILL.search(text) is not None


def asks_window(question: Question) -> bool:
    """Whether a part of the question asks when to apply, of nothing but applying."""
    return any(part.acts <= acts.APPLYING and ASKS_WINDOW.search(part.words) for part in parts(question))


def missed(question: Question) -> bool:
    """Whether the asker has let a time go by and wants to make up for it: 去年的忘了交,补交行不行."""
    text = fold(question.standalone)
    return _MISSED.search(text) is not None and _STILL.search(text) is not None


def only_still_open(question: Question) -> bool:
    """Whether all that a question asks whether one may is whether it is still time: 网上还能填不."""
    asking = [part for part in facet_parts(fold(question.asked)) if Facet.ELIGIBILITY in part.facets or part.is_open]
    return bool(asking) and all(_STILL.search(part.words) for part in asking) and not of_own_case(question)


def only_in_time(question: Question) -> bool:
    """Whether it is still time is all that is asked: 现在还能不能报."""
    return only_still_open(question) and all(_STILL.search(part.words) for part in facet_parts(fold(question.asked)))


def parts(question: Question) -> list[Asking]:
    """The parts that ask for a time with the acts they name, or that the part before names; 那纸质的呢 asks of it."""
    pieces = [match[0] for match in _PIECE.finditer(fold(question.standalone))]
    if missed(question):
        return [Asking(fold(question.asked), acts.APPLYING)]
    if pieces and _SAME_OF.search(pieces[-1]) and (named := acts.asked(pieces[-1])):
        return [Asking(pieces[-1], named)]
    found: list[Asking] = []
    before: frozenset[Act] = frozenset()
    for piece in pieces:
        named = acts.asked(_AFTER.sub("", piece))
        if _ASKS_TIME.search(piece) and (piece in fold(question.asked) or question.alone is None):
            before = named or before
            found.append(Asking(piece, before))
        elif named & _LEADING:
            before = named & _LEADING
    own = _of_changes([part for part in found if part.words in fold(question.asked)], fold(question.asked))
    return own or found or [Asking(fold(question.asked), acts.asked(fold(question.asked)))]


def _of_changes(found: list[Asking], asked: str) -> list[Asking]:
    """What is to be reported within a time that follows a change the asker tells of: 银行卡换了,几天内要报."""
    if not acts.asked(asked) & _CHANGE:
        return found
    tells = acts.APPLYING | {"report", "file", "change"}
    return [Asking(part.words, _CHANGE) if part.acts <= tells else part for part in found]


def _of_part(part: Asking, matter: Matter) -> list[Statement]:
    """When to apply, where that is asked; else what is set for the act named; else how long an application takes.

    Where the clauses found do not say it, another sentence of the policy may (``timed``).
    """
    others = part.acts - acts.APPLYING
    own = _WITHIN.search(part.words) is not None  # the asker's time, not that of the office
    one = None
    if others:
        one = appointed.set_for(matter, others, part.words)
    elif own or missed(matter.question):
        one = timed.best(matter, part.words, part.acts)
        one = one if one and (own or _AGAIN.search(one.text)) else None
    if one is None and not others and (found := _applied(part, matter, own=own)):
        return found
    if one is None and not others & acts.AUTHORITY and not goals.asked(fold(matter.question.asked)):
        one = timed.best(matter, part.words, part.acts)
    return [one] if one else []


def _applied(part: Asking, matter: Matter, *, own: bool) -> list[Statement]:
    """When to apply, or how long an application takes, by the clauses found; how long one may not is neither."""
    if _NOT.search(part.words):
        return []
    handled = _ASKS_HANDLING.search(part.words) is not None and "还剩" not in part.words
    handled = handled and not (own and part.acts)
    if not (handled or not part.acts) or ASKS_WINDOW.search(part.words):
        found = windows.applying(matter, missed=missed(matter.question))
        if found:
            return found
    handled = handled and (bool(part.acts) or _OF_OFFICE.search(part.words) is not None)
    one = (
        appointed.set_for(matter, acts.AUTHORITY, part.words) if handled and not _OWN_TIME.search(part.words) else None
    )
    return [one] if one else []
