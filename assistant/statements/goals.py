"""Targets with their year, said by code: what is to be reached until when, and whether that year is over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from assistant.evidence import Evidence, day_of
from assistant.statements.matter import Matter, Statement
from assistant.verify import share
from index.policy import DateFact
from index.variants import fold

_ASKS_GOAL = re.compile(
    r"建成|建好|达到|实现|见成效|完成|目标|规划|通车|投产|成为|打造|形成|节点|奔着|定[的在到]"
    r"|(?:到|截至)[^,，。?？]{0,2}(?:哪(?:一)?年|哪个年份)"
    r"|[Tt]arget|[Bb]y what year|[Ww]hat year"
)
_YEAR = re.compile(r"20[0-9]{2}(?=年)")
_LONGEST = 140
_CLEAR = 1.2
"""The target that shares this much more words with the question than any other is the one asked about."""


def asked(question: str) -> bool:
    """Whether a question that asks for a date asks for one by which something is to be reached."""
    return _ASKS_GOAL.search(question) is not None


def goals(matter: Matter) -> list[Statement]:
    """The target the question asks about, of the nearest clause that states any."""
    question = fold(matter.question.standalone)
    for item in matter.evidence[:2]:
        year = _YEAR.search(matter.question.asked)
        if year and (told := _of_year(item, year[0], question)):
            return [told]
        if found := _dated_target(item, matter.question.as_of, question):
            return [found]
    return []


def passed_targets(evidence: Evidence, as_of: date, question: str) -> Statement | None:
    """A target year or planning period that governs the nearest sentence and is over on ``as_of``."""
    for dated in _governing(evidence):
        fact = max(dated, key=lambda pair: share(question, pair[1]))[0]
        return _told(fact, as_of, evidence) if int(fact.date[:4]) < as_of.year else None
    return None


def _dated_target(evidence: Evidence, as_of: date, question: str) -> Statement | None:
    """The target that stands out by the words it shares with the question, with whether its year is over."""
    dated = [pair for sentence in evidence.sentences for pair in _dated_parts(evidence, fold(sentence.text))]
    dated = dated or next(_governing(evidence), [])
    best: dict[str, tuple[float, DateFact]] = {}
    for fact, words in dated:
        best[fact.date] = max(
            best.get(fact.date, (0.0, fact)), (share(question, words), fact), key=lambda pair: pair[0]
        )
    ranked = sorted(best.values(), key=lambda pair: -pair[0])
    if not ranked or (len(ranked) > 1 and ranked[0][0] < _CLEAR * ranked[1][0]):
        return None
    return _told(ranked[0][1], as_of, evidence)


def _governing(evidence: Evidence) -> Iterator[list[tuple[DateFact, str]]]:
    """The target dates of the nearest sentence, else of those before it, else of the others."""
    nearest = evidence.nearest
    before = [sentence for sentence in reversed(evidence.sentences) if sentence.start <= nearest.start]
    for sentence in [*before, *evidence.sentences]:
        if dated := _dated_parts(evidence, fold(sentence.text)):
            yield dated


def _dated_parts(evidence: Evidence, sentence: str) -> list[tuple[DateFact, str]]:
    """The target dates a sentence states, each with the words from it to the next one."""
    facts = [f for f in evidence.clause.dates if f.kind in ("target", "plan_period_end") and f.text in sentence]
    starts = [*sorted({sentence.index(fact.text) for fact in facts}), len(sentence)]
    return [
        (fact, sentence[(at := sentence.index(fact.text)) : min(one for one in starts if one > at)]) for fact in facts
    ]


def _told(fact: DateFact, as_of: date, evidence: Evidence) -> Statement:
    year = int(fact.date[:4])
    over = f"到{day_of(as_of)}已过，原文没有写是否完成" if year < as_of.year else f"到{day_of(as_of)}还没有过"
    return Statement("期限", f"{_named(fact, evidence)}，{over}。", evidence)


def _named(fact: DateFact, evidence: Evidence) -> str:
    year = int(fact.date[:4])
    if fact.kind == "target":
        return f"目标年份是{year}年"
    first = next((f for f in evidence.clause.dates if f.kind == "plan_period_start" and f.text == fact.text), None)
    return f"规划期是{first.date[:4]}年至{year}年" if first else f"规划期末年是{year}年"


def _of_year(evidence: Evidence, year: str, question: str) -> Statement | None:
    """What is to be reached until the year the question names, in the words of the clause."""
    text = evidence.clause.readable
    found = [
        text[(at := fold(text).index(words, sentence.start)) : at + len(words)].strip(" ,，;；。")
        for sentence in evidence.sentences
        if not sentence.in_table
        for fact, words in _dated_parts(evidence, fold(text[sentence.start : sentence.end]))
        if fact.kind == "target" and fact.date[:4] == year
    ]
    best = max(found, key=lambda words: share(question, words), default="")
    if not best or len(best) > _LONGEST:
        return None
    return Statement("期限", f"目标是：“{best}”。", evidence)
