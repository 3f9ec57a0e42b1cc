"""A plain no: a figure the asker tells misses the one bound set for the same thing, or a list bars what he names.

Only what misses is said: that one figure keeps to its bound settles nothing. Where several bounds of a unit stand in
a sentence (grades), or an alternative does (或者), nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from assistant.evidence import whole
from assistant.statements.compared import content
from assistant.statements.matter import Matter, Statement
from assistant.statements.requirements import lead_of, piece_at, unnumbered
from index.stated.decimals import DIGITS, HAN_RUN, decimal_of
from index.variants import fold, simplified

if TYPE_CHECKING:
    from assistant.evidence import Evidence
    from assistant.statements.circumstances import Circumstances
    from index.policy import Clause, Policy

_RARE = "层|份|桌|床|座|立方米|千瓦时|千瓦|公顷|间|栋|幢|部|门|吨|头|只|株|课时|学时|公里"
_UNIT = f"个月|年|周?岁|平方米|平米|平|{_RARE}|亩|人|名|个|台|辆|张|家"
_NUMBER = rf"(?P<n>{DIGITS}|{HAN_RUN})(?P<wan>万?)(?P<unit>{_UNIT})"
_BOUND = re.compile(
    rf"(?P<least>满|不少于|不低于|不小于|达到)?{_NUMBER}(?P<above>(?:[(]含[)])?(?:及)?以上)?(?![0-9度代级])"
)
_MOST = re.compile(rf"(?:不超过|不高于|不大于|不多于|不得超过){_NUMBER}(?!以上)")
_TOLD = re.compile(rf"{_NUMBER}(?P<more>多|以上|来|左右)?(?![0-9月日号代级底初])")
_VAGUE = re.compile(r"(?:近|将近|快|差不多|大概|约|超过|至少|好几|每|第|前|满|要求|规定|不到)$")
_ARTICLE = re.compile("[一1][个家辆台张间名只株项套栋幢部门桌座]")
"""One of a thing is spoken of, not counted (收一辆二手车), unless it is said to be no more."""
_NO_MORE = re.compile("(?:只|就|才|仅)(?:有|买|请|招)?(?:了)?$")
_UNITS = {"平米": "平方米", "平": "平方米", "名": "人", "周岁": "岁", "学时": "课时"}
_NUMBERED = re.compile(r"^\s*(?:[(][^()]{1,3}[)]|\d{1,2}[.、])\s*")
_OR = re.compile("或者?|之一")
_EASES = re.compile("放宽|放低|降低(?:到|至)|不受[^,。;]{0,10}限制|适当降低|可以?低于")
_GRANTS = re.compile("补[助贴]|奖[励补]|资助|支持资金|最高|每(?:人|个|台|亩|年|家|平方米)")
_OWN = ("岁", *_RARE.split("|"))
"""Units that say by themselves what is measured, or nearly: an age, storeys."""
_PREMISES = re.compile("场所|场地|厂房|门店|店铺|店面|门面|作坊|车间|营业面积|经营面积|建筑面积|使用面积")
_CLASS = re.compile("[A-E一二三四五]类|[一二三四五特]档|[一二三四五]星级|(?:国家|省|市|县)级")
_IS_SCOPE = re.compile("(?<!不)适用(?:于|本)")
_GOAL = re.compile(
    "到20[0-9]{2}年|全[省市县区州](?:新增|建成|累计|达到)|目标|任务数|覆盖率|(?<!已)建成[^,的]{0,12}(?:不少于|以上)"
)
_SURELY, _BESIDE = 2, 3
_BARS = re.compile(
    "不予|不适用|不支持|不享受|不奖励|不补[助贴]|不受理|不得申|不能申|不属于|不在[^,。;]{0,8}范围|不纳入|不计入"
)
_HEAD = re.compile(r"的(?P<head>[\u4e00-\u9fff]{3,8})$")
_ELEMENT = re.compile(r"[\u4e00-\u9fff]{3,8}")
_NOT_SO = re.compile("(?:不是|不算|不属于|不做|不搞|没有|并非|除了)[^,]{0,3}$")


@dataclass(frozen=True)
class _Figure:
    value: Decimal
    unit: str
    words: str
    piece: str
    beside: str
    """The characters right before and behind it."""


def short(matter: Matter, told: Circumstances) -> list[Statement]:
    """That a figure told misses the only bound the clauses found set for it; nothing where that is not sure."""
    figures = list(_figures(told.pieces))
    if not figures:
        return []
    first = matter.evidence[0].policy.policy_id
    policy = matter.policies[first]
    missed: list[tuple[_Figure, Evidence, str]] = []
    for figure in figures:
        found = [
            (item, piece, met)
            for item in matter.evidence
            if item.policy.policy_id == first
            for piece, met in _bounds(fold(item.clause.readable), figure)
        ]
        if not found and _is_rare(figure, figures):
            found = list(_by_unit(matter, policy, figure))
        if not found:
            found = _anywhere(matter, policy, figure, alone=len(figures) == 1 or figure.unit in _OWN)
        if len({piece for _, piece, _ in found}) == 1 and not found[0][2] and not _eased(figure, policy):
            missed.append((figure, found[0][0], found[0][1]))
    return [
        Statement(
            "结论", f"不符合：原文要求“{piece}”，您说的是{figure.words}。", whole(item.clause, item.policy, piece)
        )
        for figure, item, piece in missed[:1]
    ]


def _is_rare(figure: _Figure, figures: Sequence[_Figure]) -> bool:
    """Whether nothing else is told in a figure's unit, and the unit itself says what is measured (层, 份)."""
    return figure.unit in _RARE.split("|") and [one.unit for one in figures].count(figure.unit) == 1


def _by_unit(matter: Matter, policy: Policy, figure: _Figure) -> Iterator[tuple[Evidence, str, bool]]:
    """The bounds in a figure's unit in the best clause, the items it leads in, and what says whom the policy is for."""
    best = matter.evidence[0].clause
    address = best.unit
    for clause in policy.clauses:
        text = fold(clause.readable)
        if clause.address[: len(address)] != address:
            text = "。".join(one for one in re.split("[。;\n]", text) if _IS_SCOPE.search(one))
        for piece, met in _bounds(text, figure, by_unit=True):
            yield whole(clause, policy.header(), piece), piece, met


def _anywhere(matter: Matter, policy: Policy, figure: _Figure, *, alone: bool) -> list[tuple[Evidence, str, bool]]:
    """The bound of a policy that a figure is held against wherever in it: of the asker's class, the only one left.

    A policy says once how large a workshop or how old an applicant may be, often far from what is asked about.
    """
    header = policy.header()
    found = [
        (whole(clause, header, piece), piece, met)
        for clause in policy.clauses
        for piece, met in _bounds(fold(clause.readable), figure, by_unit=alone and figure.unit in _OWN)
    ]
    asked = set(_CLASS.findall(fold(matter.question.standalone)))
    classed = [one for one in found if set(_CLASS.findall(one[1]))]
    if asked:
        found = [one for one in classed if set(_CLASS.findall(one[1])) & asked]
    elif classed:
        return []
    return found if len({piece for _, piece, _ in found}) == 1 else []


def listed_out(matter: Matter, policy: Policy) -> list[Statement]:
    """That a list of what gets nothing names the very thing the asker speaks of."""
    asked = fold(simplified(matter.question.standalone))
    for item in matter.evidence:
        lead = _lead(item.clause, policy) if item.policy.policy_id == policy.policy_id else ""
        if not _BARS.search(lead):
            continue
        words = _NUMBERED.sub("", fold(item.clause.readable)).strip(" ;。")
        name = next((name for name in _names(words) if _is_spoken_of(name, asked)), None)
        if name:
            text = f"不能：您说的是{name}，“{lead}”里写明“{words}”。"
            return [Statement("结论", text, whole(item.clause, item.policy, words))]
    return []


def _lead(clause: Clause, policy: Policy) -> str:
    """The words that lead in the list of which a clause is an item: a sentence, or the heading above it."""
    lead = lead_of(clause, policy)
    return fold(lead.readable if lead else next(iter(clause.path[-1:]), "")).strip(" :")


def _names(words: str) -> Iterator[str]:
    """The things an item names: the members of its list, or the noun its words end in."""
    members = re.split("[、和及]", words)
    if len(members) > 1:
        yield from (member for member in members if _ELEMENT.fullmatch(member))
    elif head := _HEAD.search(words):
        yield head["head"]


def _is_spoken_of(name: str, asked: str) -> bool:
    return name in asked and not _NOT_SO.search(asked[: asked.index(name)])


def _figures(pieces: Sequence[str]) -> Iterator[_Figure]:
    for piece in pieces:
        for match in _TOLD.finditer(piece):
            before = piece[: match.start()]
            if match["more"] or _VAGUE.search(before) or (_ARTICLE.fullmatch(match[0]) and not _NO_MORE.search(before)):
                continue
            if (value := _value(match)) is not None:
                beside = before[-_BESIDE:] + piece[match.end() :][:_BESIDE]
                yield _Figure(value, _unit(match), match[0], piece.replace(match[0], " "), beside)


def _bounds(text: str, figure: _Figure, *, by_unit: bool = False) -> Iterator[tuple[str, bool]]:
    """The pieces of a clause that bound what ``figure`` measures, and whether it keeps to them."""
    for sentence in re.split("[。;\n]", text):
        found = [*((match, True) for match in _BOUND.finditer(sentence) if match["least"] or match["above"])]
        found += [(match, False) for match in _MOST.finditer(sentence)]
        same = [(match, least) for match, least in found if _unit(match) == figure.unit]
        for match, least in same:
            piece = _piece(sentence, match.start())
            if _has_alternative(sentence, piece, match) or _GRANTS.search(piece) or _GOAL.search(sentence):
                continue
            if not by_unit and not _same_thing(piece, match, figure):
                continue
            bound = _value(match)
            if bound is not None:
                yield piece, (figure.value >= bound if least else figure.value <= bound)


def _has_alternative(sentence: str, piece: str, match: re.Match[str]) -> bool:
    """Whether something else than the bound is enough: 或者 behind it, between two bounds, or before its piece."""
    behind = sentence[match.end() :]
    return bool(
        re.match("[^,]{0,20}或|,或", behind)
        or piece.startswith("或")
        or (_OR.search(piece) and len(_BOUND.findall(piece)) > 1)
    )


def _eased(figure: _Figure, policy: Policy) -> bool:
    """Whether some clause eases a bound in the figure's unit for a case that may be the asker's."""
    texts = (fold(clause.readable) for clause in policy.clauses)
    sentences = (sentence for text in texts if _EASES.search(text) for sentence in re.split("[。;\n]", text))
    return any(
        _EASES.search(sentence) and any(_unit(match) == figure.unit for match in _TOLD.finditer(sentence))
        for sentence in sentences
    )


def _piece(sentence: str, place: int) -> str:
    piece = piece_at(sentence, place, ",:")
    if piece.count("(") > piece.count(")"):  # a comma within brackets ends nothing
        start = sentence.index(piece)
        stop = sentence.find(")", start + len(piece))
        piece = sentence[start : stop + 1] if stop > 0 else piece
    return unnumbered(piece).strip(" 的")


def _same_thing(piece: str, match: re.Match[str], figure: _Figure) -> bool:
    """Whether the words around a bound and a figure name the same: by several pairs, or by one right beside both."""
    if figure.unit == "平方米" and _PREMISES.search(piece) and _PREMISES.search(figure.piece):
        return True
    shared = content(piece.replace(match[0], " ")) & content(figure.piece)
    near = piece.partition(match[0])
    beside = content(near[0][-_BESIDE - 1 :] + " " + near[2][: _BESIDE + 1])
    return len(shared) >= _SURELY or bool(shared & beside & content(figure.beside))


def _value(match: re.Match[str]) -> Decimal | None:
    value = decimal_of(match["n"] + match["wan"])
    return value * 12 if value is not None and match["unit"] == "年" else value


def _unit(match: re.Match[str]) -> str:
    unit = "月" if match["unit"] in ("年", "个月") else match["unit"]
    return _UNITS.get(unit, unit)
