"""What is granted and to whom, said by code where a question asks 有什么优惠 beside whom to see and until when.

The nearest clause's own words, its grant as the conclusion and what it supposes as the condition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.evidence import Evidence, Sentence, sentences
from assistant.question import Facet, Question
from assistant.statements.matter import Matter, Said, Statement
from index.policy import Validity
from index.stated.benefits import benefits
from index.stated.fact import Benefit, Span
from index.variants import fold

_HELP = r"(?:优惠|好处|支持|扶持|照顾|减免|补贴|补助|奖励|资助|政策)"
_ASKS = re.compile(
    rf"(?:什么|啥|哪些|何种|怎样的|哪[几]?种)[^,，。?？]{{0,6}}{_HELP}|{_HELP}[^,，。?？]{{0,6}}(?:是什么|有哪些|有啥|怎么样)"
)
_TAX = re.compile(r"税")
_PERSON = re.compile(r"个人|人员|医师|毕业生|职工|人才|劳动者|居民")
_FIRM = re.compile(r"公司|企业|厂|机构|单位|店")
_GRANTS = frozenset({"grant", "relief", "preference"})
_CLEARLY = 0.9
"""An offer is the one meant when the next one is less near than this share."""
_BESIDE: frozenset[Facet] = frozenset({Facet.DEPARTMENT, Facet.VALIDITY})


@dataclass(frozen=True)
class _Offer:
    """A sentence of a clause, its place, and what it grants: the first of its benefits and where the last one ends."""

    start: int
    end: int
    benefit: Benefit


def said(matter: Matter) -> Said:
    """What the nearest clause grants, and on what conditions; it answers in full beside departments and validity."""
    question = matter.question
    if not matter.evidence or not _asks(question):
        return Said()
    item = matter.evidence[0]
    over = item.policy.validity(question.as_of) == Validity.EXPIRED
    if over or (Facet.DEPARTMENT in question.facets and not item.clause.departments):
        return Said()
    offer = _nearest(item, matter)
    return Said(tuple(_told(offer, item)), in_full=bool(question.facets)) if offer else Said()


def _asks(question: Question) -> bool:
    beside = _BESIDE | ({Facet.LIST} if Facet.DEPARTMENT in question.facets else frozenset())
    is_open = question.is_open or Facet.LIST in question.facets
    return is_open and not question.facets - beside and _ASKS.search(fold(question.standalone)) is not None


def _nearest(item: Evidence, matter: Matter) -> _Offer | None:
    """The offer of the kind asked for that is nearest to the question; None where a sentence that is none is nearer."""
    text, readable = fold(matter.question.standalone), item.clause.readable
    every = list(_offers(item))
    offers = [offer for offer in every if _fits(readable[offer.start : offer.end], offer.benefit.who, text)]
    if not offers:
        return None
    beside = [place for place in sentences(item.clause) if not any(one.start <= place[0] < one.end for one in every)]
    others = [readable[start:end] for start, end in beside if _fits(readable[start:end], None, text)]
    if not others and len(offers) == 1:
        return offers[0]
    words = [readable[offer.start : offer.end] for offer in offers]
    scores = matter.searcher.sentence_scores(matter.question.matter, words + others)
    best = max(range(len(scores)), key=lambda place: scores[place])
    if best >= len(offers):
        return None
    second = max((score for place, score in enumerate(scores[: len(offers)]) if place != best), default=0.0)
    return offers[best] if second < _CLEARLY * scores[best] else None


def _offers(item: Evidence) -> Iterator[_Offer]:
    """The sentences and parts between semicolons of a clause that grant something.

    A part that names neither those it is for nor a condition goes on from the one before it.
    """
    readable = fold(item.clause.readable)
    offer: _Offer | None = None
    for begin, end in sentences(item.clause):
        found = next((one for one in benefits(readable[begin:end]) if one.kind in _GRANTS), None)
        if offer and found and readable[offer.end - 1] == ";" and not found.who and not found.conditions:
            offer = replace(offer, end=end)
            continue
        if offer:
            yield offer
        offer = _Offer(begin, end, found) if found else None
    if offer:
        yield offer


def _fits(words: str, who: Span | None, asked: str) -> bool:
    """Whether a sentence is of the kind asked for, and for such as the asker is."""
    if _TAX.search(asked) and not _TAX.search(words):
        return False
    named = who.words if who else words
    return not (_FIRM.search(asked) and _PERSON.search(named) and not _FIRM.search(named))


def _told(offer: _Offer, item: Evidence) -> Iterator[Statement]:
    readable, benefit = item.clause.readable, offer.benefit
    supposed = [span for span in (benefit.who, *benefit.conditions) if span and span.start < benefit.gets.start]
    start = offer.start + min((span.start for span in supposed), default=0)
    sentence = Sentence(start, offer.end, readable[start : offer.end].strip(), 1.0)
    resting = Evidence(item.marker, item.clause, item.policy, item.score, (sentence,))
    if not supposed:
        yield Statement("结论", sentence.text.rstrip("。；;") + "。", resting)
        return
    gets = readable[offer.start + benefit.gets.start : offer.end].strip().rstrip("。；;")
    yield Statement("结论", f"{gets}。", resting)
    last = offer.start + max(span.end for span in supposed)
    ends = "的" if readable[last : last + 1] == "的" else ""
    yield Statement("条件", f"{readable[start:last].strip(' ,，')}{ends}。", resting)
