"""Two cases of one rule set side by side: 头一回评上和满三年复核各是多少, 二类和四类差几年.

Each side is told in the text's own words; the difference is worked out where each states one figure of one unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant import apart
from assistant.evidence import Evidence, Sentence, sentences
from assistant.statements.matter import Matter, Said, Statement
from index.policy import Clause, Policy, Validity
from index.stated.decimals import plain
from index.tables import row_at
from index.variants import fold, simplified

_COMPARES = re.compile(
    r"各(?:自|是|给|补|奖|能|有|拿|领|要|多少|几|为|按|住|放|用)|分别|相差|差(?:多少|几|在哪|别|距|了?多|啥|什么)|区别|(?:有|啥|什么|哪)[^,，。?？]{0,3}不(?:一样|同)"
    r"|哪个(?:更)?(?:多|高|长)|谁(?:更)?(?:多|高|长)"
)
_JOIN = re.compile(r"和|跟|与|同|、|还是|以及")
_WIDE = 12
# What is spoken of in order is written in many ways: one mark for each place in it.
_ORDER: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"首年|第[一1]年"), "④④"),
    (re.compile(r"次年|第[二2]年"), "⑤⑤"),
    (re.compile(r"首次|首届|首回|初次|头一?[回次届遭]|第[一1][次回届遭]"), "①①"),
    (re.compile(r"第[二2][次回届遭]"), "②②"),
    (re.compile(r"第[三3][次回届]"), "③③"),
)
_MARKS = re.compile("[①②③④⑤]{2}")
# What is asked for, and the units of a stretch that states it.
_WANTED: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = (
    (re.compile("几年|几个月|多久|多长时间|几天|多少天|期限"), frozenset({"年", "个月", "月", "天", "日"})),
    (re.compile("平米|平方|面积|多大"), frozenset({"平方米"})),
    (re.compile("钱|奖|补|贴|几万|元|资金|金额|封顶|标准"), frozenset({"万元", "亿元", "元", "%"})),
)
_UNIT = r"万元|亿元|元|%|个?月|年|周岁|天|日|平方米|倍|分|家|人|张|次"
_FIGURE = re.compile(rf"(?P<n>\d+(?:\.\d+)?)(?P<unit>{_UNIT})(?!产|度|以内|(?:\d{{1,2}})?月)")
_ASKED_WORDS = re.compile(
    r"各(?:自|是|给|补|奖|能|有)?|分别|相?差|多少|几[年月天万元块个]?|在哪|区别|不同|不一样|标准|奖励|补助|补贴|多久|什么|怎么|总共|最多|一共|[的了是有给能在里吗呢,，。?？]"
)
_LIKE = 0.62
_LEAST = 2
_NAME = 3
_DEEP = 6
_DAY = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日|(?:19|20)\d{2}年")
_GRANTS_NOTHING = re.compile("不(?:予|再|给)")
_FOUND = 1.5
"""What it counts that a clause was found for the question."""


@dataclass(frozen=True)
class _Piece:
    """A stretch of a clause between commas, its place, and its words with places in an order marked."""

    start: int
    end: int
    words: str
    sentence: int


@dataclass(frozen=True)
class _Side:
    """What a clause states for one side."""

    item: Evidence
    start: int
    end: int

    @property
    def text(self) -> str:
        """In the words of the text."""
        return self.item.clause.readable[self.start : self.end].strip(" ,，;；。、")


def said(matter: Matter) -> Said:
    """What the nearest clauses state for each of two sides, with the difference where it can be worked out."""
    text = fold(simplified(matter.question.standalone))
    if not matter.evidence or not _COMPARES.search(text) or apart.compares(text, matter.question.regions):
        return Said()
    for first, second in _pairs(text):
        found = _stated(first, second, text, matter)
        if found:
            return Said((_told(*found),), matter.question.facets, in_full=True)
    return Said()


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """The words on both sides of each 和, cut to what is alike in form: 二类人才和四类人才在…."""
    for match in _JOIN.finditer(text):
        before = re.split(r"[,，。?？;；:：]", text[: match.start()])[-1][-_WIDE:]
        behind = re.split(r"[,，。?？;；:：]", text[match.end() :])[0][:_WIDE]
        tail = next((before[-n:] for n in (4, 3, 2, 1) if len(before) >= n and before[-n:] in behind), "")
        if tail:
            behind = behind[: behind.index(tail) + len(tail)]
            before = before if _MARKS.search(_marked(before)) else before[-max(len(behind), _LEAST) :]
        elif "的" in behind[_LEAST:]:
            behind = behind[: behind.index("的", _LEAST)]
        if len(before) >= _LEAST and len(behind) >= _LEAST:
            yield before, behind


def _marked(text: str) -> str:
    for pattern, mark in _ORDER:
        text = pattern.sub(mark, text)
    return text


def _grams(text: str) -> set[str]:
    bare = re.sub(r"[^\u4e00-\u9fff0-9①②③④⑤]", "", text)
    return {bare[at : at + 2] for at in range(len(bare) - 1)}


def _told_apart(one: str, other: str) -> tuple[set[str], set[str]]:
    """The pairs of characters by which two sides are told apart: their places in an order, or what only one has."""
    first, second = (_grams(_ASKED_WORDS.sub(" ", _marked(side))) for side in (one, other))
    places = [{gram for gram in grams if _MARKS.fullmatch(gram)} for grams in (first, second)]
    if places[0] and places[1]:
        first, second = places
    return first - second, second - first


def _stated(one: str, other: str, text: str, matter: Matter) -> tuple[_Side, _Side] | None:
    """The stretch for each side, both of one policy; None where either is not plainly told from the other."""
    mine, theirs = _told_apart(one, other)
    policy = matter.policies.get(matter.evidence[0].policy.policy_id)
    over = policy is None or policy.header().validity(matter.question.as_of) == Validity.EXPIRED
    if not mine or not theirs or policy is None or over:
        return None
    about = _grams(_ASKED_WORDS.sub(" ", _marked(text))) - mine - theirs
    wanted = next((units for pattern, units in _WANTED if pattern.search(text)), frozenset[str]())
    clauses = _clauses(matter, policy)
    first, second = (_ranked(*grams, about, wanted, clauses) for grams in ((mine, theirs), (theirs, mine)))
    pairs = [
        (a + b + _likeness(here, there), here, there)
        for a, here in first
        for b, there in second
        if _belong(here, there, text)
    ]
    pairs.sort(key=lambda one: -one[0])
    if not pairs or (len(pairs) > 1 and pairs[1][0] >= pairs[0][0]):
        return None
    return pairs[0][1], pairs[0][2]


def _likeness(here: _Side, there: _Side) -> float:
    """What it counts that two stretches stand in one clause and say the like of their cases."""
    one, other = _grams(fold(here.text)), _grams(fold(there.text))
    same = here.item.clause.clause_id == there.item.clause.clause_id
    return _FOUND * same + 3 * len(one & other) / (min(len(one), len(other)) or 1)


def _belong(here: _Side, there: _Side, text: str) -> bool:
    """Whether two stretches state the same kind of figure, in one clause or of one thing that the question names."""
    if here.item.clause.clause_id == there.item.clause.clause_id:
        return here.start != there.start and _kind(here) == _kind(there)
    return _kind(here) == _kind(there) and any(
        text[at : at + _NAME] in fold(here.text) and text[at : at + _NAME] in fold(there.text)
        for at in range(len(text) - _NAME + 1)
        if not _ASKED_WORDS.search(text[at : at + _NAME])
    )


def _clauses(matter: Matter, policy: Policy) -> list[Evidence]:
    """The clauses of the evidence and the others of its first policy."""
    own = [item for item in matter.evidence if item.policy.policy_id == policy.policy_id]
    known = {item.clause.clause_id for item in own}
    header = policy.header()
    return own + [Evidence(0, one, header, 0.0, ()) for one in policy.clauses if one.clause_id not in known]


def _ranked(
    mine: set[str], theirs: set[str], about: set[str], wanted: frozenset[str], clauses: Sequence[Evidence]
) -> list[tuple[float, _Side]]:
    """The stretches with a figure that speak of this side and not of the other, by how much of the matter they hold."""
    found: list[tuple[float, _Side]] = []
    for item in clauses:
        for side in _stretches(item, mine, theirs):
            units = {unit for _, unit in _figures(side)}
            if not units or (wanted and not units & wanted):
                continue
            words = _marked(fold(side.text))
            mark = 3.0 * len(mine & _grams(words)) + len(about & _grams(words))
            mark += 0.5 * len(about & _grams(_marked(fold(item.clause.readable))))
            mark += _FOUND * bool(item.score)
            found.append((mark, side))
    return sorted(found, key=lambda pair: -pair[0])[:_DEEP]


def _stretches(item: Evidence, mine: set[str], theirs: set[str]) -> Iterator[_Side]:
    """From each piece that names this side up to the next that names another, or says the like of another."""
    pieces = list(_pieces(item.clause))
    for at, piece in enumerate(pieces):
        grams = _grams(piece.words)
        if not mine & grams or len(theirs & grams) > len(mine & grams):
            continue
        end, held = piece.end, _has_figure(piece)
        for after in pieces[at + 1 :]:
            if (
                after.sentence != piece.sentence
                or (theirs - mine) & _grams(after.words)
                or (held and _goes_over(piece, after))
            ):
                break
            end, held = after.end, held or _has_figure(after)
        if held:
            yield _Side(item, piece.start, end)


def _pieces(clause: Clause) -> Iterator[_Piece]:
    text = clause.readable
    number = 0
    for start, end in sentences(clause):
        if row_at(text, start, end):
            continue  # a row is told with its heads, by others
        for part in re.finditer(r"[^,，;；。]+", text[start:end]):
            if part.start() and text[start + part.start() - 1] in ";；":
                number += 1
            yield _Piece(start + part.start(), start + part.end(), _marked(fold(part[0])), number)
        number += 1


def _has_figure(piece: _Piece) -> bool:
    return bool(_FIGURE.search(_DAY.sub("", piece.words)))


def _goes_over(one: _Piece, other: _Piece) -> bool:
    """Whether a piece says of another case what the first says of its own: the like with another figure, or nothing."""
    if _GRANTS_NOTHING.search(other.words) and not _has_figure(other):
        return True
    first, second = _grams(_FIGURE.sub("", one.words)), _grams(_FIGURE.sub("", other.words))
    return _has_figure(other) and len(first & second) > _LIKE * len(second)


def _figures(side: _Side) -> list[tuple[Decimal, str]]:
    return [(Decimal(match["n"]), match["unit"]) for match in _FIGURE.finditer(_DAY.sub("", fold(side.text)))]


def _kind(side: _Side) -> str:
    """The kind of the last figure: of two sides it is the same."""
    unit = _figures(side)[-1][1]
    return "元" if unit in ("万元", "亿元") else unit


def _told(here: _Side, there: _Side) -> Statement:
    one_clause = here.item.clause.clause_id == there.item.clause.clause_id
    text = f"{here.text}；{there.text}{_difference(here, there)}。"
    rests = sorted([here, there], key=lambda side: side.start) if one_clause else [here]
    told = tuple(Sentence(s.start, s.end, s.item.clause.readable[s.start : s.end], 1.0) for s in rests)
    evidence = Evidence(here.item.marker, here.item.clause, here.item.policy, 1.0, told)
    if one_clause:
        return Statement("结论", text, evidence)
    beside = Sentence(there.start, there.end, there.item.clause.readable[there.start : there.end], 1.0)
    other = Evidence(there.item.marker, there.item.clause, there.item.policy, 1.0, (beside,))
    head = "两种情况的规定" + (f"{_difference(here, there)}：" if _difference(here, there) else "：")
    return Statement("结论", head, None, ((f"{here.text}。", evidence), (f"{there.text}。", other)))


def _difference(here: _Side, there: _Side) -> str:
    """What lies between the two, where each side states one figure and both are of one unit."""
    one, other = _figures(here), _figures(there)
    if len(one) != 1 or len(other) != 1 or one[0][1] != other[0][1] or one[0][0] == other[0][0]:
        return ""
    value = plain(abs(one[0][0] - other[0][0]))
    unit = one[0][1]
    return f"，相差{value}{'个百分点' if unit == '%' else unit}"
