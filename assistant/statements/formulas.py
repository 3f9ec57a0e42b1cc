"""Sums by a formula the text prints (补贴金额＝基准额×系数): terms from the policy's tables and the asker's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.evidence import Evidence, Sentence, sentences
from assistant.gate.wording import bigrams
from assistant.question import Facet
from assistant.statements.arithmetic import told_of
from assistant.statements.given import Given, figures, lengths, money
from assistant.statements.matter import Matter, Said, Statement
from assistant.statements.options import Row, concerns, spoken
from assistant.statements.reckoned import MORE, Asker
from assistant.statements.rules import plainly
from assistant.statements.steps import is_over
from index.policy import Clause, Policy
from index.stated.decimals import DIGITS, decimal_of, plain
from index.tables import Table, tables
from index.variants import fold

NEAR = 0.75
_FORMULA = re.compile(r"(?P<name>[^,，。;；:：=\n|]{2,24})=(?P<terms>[^,，。;；=\n|]{3,60})")
_TIMES = re.compile(r"×|\*|乘以")
_OTHER = re.compile(r"[-+÷/−()]|减去|加上|除以")
_AT_MOST = re.compile(r"不(?:得)?(?:超过|高于)(?P<cap>[^,，。;；]{2,16})")
_DEDUCTED = re.compile(r"从(?P<name>[^,，。;；]{2,16})中(?:相应)?(?:扣除|扣减|减去)(?P<what>[^,，。;；]{2,24})")
_HEAD_UNIT = re.compile(r"[(](?:单位[:：])?(?P<unit>[^()]{1,8})[)]\s*$")
_NUMBER = re.compile(rf"^(?P<n>{DIGITS})(?P<unit>[百千万]*元|%)?$")
_PER = re.compile("每(?:月|年|人|季度|日|天|户|亩)")
_HUNDRED = Decimal(100)
_LEAST = 2


@dataclass(frozen=True)
class _Formula:
    clause: Clause
    place: tuple[int, int]
    name: str
    terms: tuple[str, ...]
    cap: str


@dataclass(frozen=True)
class _Term:
    """The value of a term, in 元 or bare, how it is told, and the row it stands in."""

    value: Decimal
    words: str
    is_money: bool
    row: Row | None = None


def said(matter: Matter) -> Said:
    """The sum by the one formula of the nearest policy, step by step; or the question for the one term that lacks."""
    if Facet.AMOUNT not in matter.question.facets or not matter.evidence or is_over(matter.evidence[0], matter):
        return Said()
    policy = matter.policies.get(matter.evidence[0].policy.policy_id)
    formulas = list(_formulas(policy)) if policy else []
    if policy is None or len(formulas) != 1 or not _is_near(formulas[0], matter):
        return Said()
    words = plainly(matter.question.standalone)
    last = words.rpartition(";")[2]
    asker = Asker(spoken(words), tuple(figures(last) or figures(words)), tuple(lengths(last)))
    terms = [_term(term, policy, asker) for term in formulas[0].terms]
    found = [term for term in terms if term]
    if len(found) == len(terms):
        told = _told(formulas[0], found, policy, asker)
        return Said((told,), frozenset({Facet.AMOUNT, Facet.ELIGIBILITY}), in_full=True) if told else Said()
    if len(found) + 1 == len(terms) and any(term.row for term in found):
        return _lacking(formulas[0].terms[terms.index(None)], policy)
    return Said()


def _is_near(formula: _Formula, matter: Matter) -> bool:
    """Whether the formula's clause, or one of its policy that the question speaks of as much, was found."""
    near = [item for item in matter.evidence if item.score >= NEAR * matter.evidence[0].score]
    if any(item.clause.clause_id == formula.clause.clause_id for item in near):
        return True
    return bool(bigrams(re.sub("金额|标准|每月|每年", " ", formula.name)) & bigrams(matter.question.standalone))


def _formulas(policy: Policy) -> Iterator[_Formula]:
    for clause in policy.clauses:
        text = fold(clause.readable)
        for start, end in sentences(clause):
            match = _FORMULA.search(text, start, end)
            if match is None or not _TIMES.search(match["terms"]) or _OTHER.search(match["terms"]):
                continue
            cap = _AT_MOST.search(text, match.end(), end)
            terms = tuple(term.strip() for term in _TIMES.split(match["terms"]))
            yield _Formula(clause, (start, end), match["name"].strip(), terms, cap["cap"] if cap else "")


# -- the terms -----------------------------------------------------------------------------------------------------


def _term(term: str, policy: Policy, asker: Asker) -> _Term | None:
    number = _NUMBER.match(term)
    if number:
        value = decimal_of(number["n"]) or Decimal(0)
        return _Term(value / _HUNDRED if number["unit"] == "%" else value, term, bool(number["unit"]))
    found = _column(term, policy)
    if found:
        clause, table, head = found
        return _of_row(term, clause, table, head, asker)
    same = [one for one in asker.given if told_of(term, one.around)]
    if len(same) != 1:
        return None
    is_money = same[0].unit == "元"
    return _Term(same[0].value, f"{term}{money(same[0].value) if is_money else same[0].words}", is_money)


def _column(term: str, policy: Policy) -> tuple[Clause, Table, str] | None:
    """The one column of the policy's tables whose head names a term."""
    found = [
        (clause, table, head)
        for clause in policy.clauses
        if "|" in clause.readable
        for table in tables(clause.readable)
        for head in table.columns[1:]
        if _names(_HEAD_UNIT.sub("", fold(head)).strip(), term)
    ]
    return found[0] if len(found) == 1 else None


def _names(head: str, term: str) -> bool:
    return len(head) >= _LEAST and (head in term or term in head)


def _of_row(term: str, clause: Clause, table: Table, head: str, asker: Asker) -> _Term | None:
    """The term's value in the one row whose other cells the question names."""
    texts = ["、".join(fold(cell.text) for cell in row if cell.column_head != head) for row in table.rows]
    scores = []
    for number, text in enumerate(texts):
        theirs = {pair for other, words in enumerate(texts) if other != number for pair in bigrams(words)}
        own = {pair for pair in bigrams(text) - theirs if not any(sign.isdigit() for sign in pair)}
        scores.append(len(own & bigrams(asker.words)))
    best = max(scores, default=0)
    if not best or scores.count(best) != 1:
        return None
    row = tuple(table.rows[scores.index(best)])
    cell_of = _NUMBER.match(next((fold(cell.text) for cell in row if cell.column_head == head), ""))
    value = decimal_of(cell_of["n"]) if cell_of else None
    if value is None:
        return None
    unit = _HEAD_UNIT.search(fold(head))
    scale = {"元": 1, "万元": 10_000}.get(unit["unit"] if unit else "", 0)
    told = money(value * scale) if scale else plain(value)
    return _Term(value * (scale or 1), f"{term}{told}（{row[0].row_head}）", bool(scale), Row(clause, row))


def _lacking(term: str, policy: Policy) -> Said:
    """The question back for what decides a term, with the rows to choose from."""
    found = _column(term, policy)
    if found is None:
        return Said()
    clause, table, _ = found
    lines = []
    for row in table.rows:
        evidence = Row(clause, tuple(row)).rested_on(policy.header())
        lines.append((f"{evidence.deciding.rstrip('。')}；", evidence))
    text = f"还要看{table.columns[0]}，请告知，才能算出："
    return Said((Statement("结论", text, None, tuple(lines)),), frozenset({Facet.AMOUNT}), asks_back=True, in_full=True)


# -- step by step --------------------------------------------------------------------------------------------------


def _told(formula: _Formula, terms: Sequence[_Term], policy: Policy, asker: Asker) -> Statement | None:
    if sum(term.is_money for term in terms) != 1:
        return None
    value = Decimal(1)
    for term in terms:
        value *= term.value
    lines = [(f"{'×'.join(term.words for term in terms)}={money(value)}", _rested_on(formula, terms, policy))]
    for text, evidence, more in _increases(formula, policy, asker):
        lines.append(
            (f"{text}：{money(value)}×(1+{plain(more)}%)={money(value * (_HUNDRED + more) / _HUNDRED)}", evidence)
        )
        value = value * (_HUNDRED + more) / _HUNDRED
    taken = _deduction(formula, policy, asker)
    value, capped = _capped(formula, value, asker, taken)
    lines[-1] = (lines[-1][0] + capped, lines[-1][1])
    if taken:
        figure, words, evidence = taken
        left = max(value - figure.value, Decimal(0))
        lines.append((f"{words}：{money(value)}-{money(figure.value)}={money(left)}", evidence))
        value = left
    per = next(iter(_PER.findall(formula.name)), "")
    told = tuple((f"{text}；", evidence) for text, evidence in lines[:-1])
    return Statement("结论", f"{per}{money(value)}：", None, (*told, (f"{lines[-1][0]}。", lines[-1][1])))


def _rested_on(formula: _Formula, terms: Sequence[_Term], policy: Policy) -> Evidence:
    """The formula's sentence with the rows its terms stand in."""
    clause = formula.clause
    places = [Sentence(*formula.place, clause.readable[slice(*formula.place)], 1.0)]
    for term in terms:
        if term.row and term.row.clause is clause:
            places += term.row.rested_on(policy.header()).sentences
    return Evidence(0, clause, policy.header(), 1.0, tuple(sorted(places, key=lambda one: one.start)))


def _place(clause: Clause, start: int, end: int, policy: Policy) -> Evidence:
    place = Sentence(start, end, clause.readable[start:end], 1.0)
    return Evidence(0, clause, policy.header(), 1.0, (place,))


def _increases(formula: _Formula, policy: Policy, asker: Asker) -> list[tuple[str, Evidence, Decimal]]:
    """What the policy puts on top of its standard in the asker's case."""
    found = []
    for clause in policy.clauses:
        for start, end in sentences(clause):
            words = fold(clause.readable[start:end])
            match = MORE.search(words)
            condition = words[: match.start()].partition(",")[0] if match else ""
            if match and "标准" in words and concerns(condition, asker.words, formula.name):
                more = decimal_of(match["n"]) or Decimal(0)
                found.append((clause.readable[start:end].strip("；;。 "), _place(clause, start, end, policy), more))
    return found if len(found) == 1 else []


def _deduction(formula: _Formula, policy: Policy, asker: Asker) -> tuple[Given, str, Evidence] | None:
    """What the policy takes off the sum in the asker's case, where they tell one figure of it."""
    for clause in policy.clauses:
        for start, end in sentences(clause):
            words = fold(clause.readable[start:end])
            match = _DEDUCTED.search(words)
            if match is None or not bigrams(match["name"]) & bigrams(formula.name):
                continue
            condition = words[: match.start()]
            for figure in (one for one in asker.given if one.unit == "元"):
                if concerns(condition, spoken(figure.around), ""):
                    return figure, clause.readable[start:end].strip("；;。 "), _place(clause, start, end, policy)
    return None


def _capped(
    formula: _Formula, value: Decimal, asker: Asker, taken: tuple[Given, str, Evidence] | None
) -> tuple[Decimal, str]:
    """The sum held to what it may not exceed, told by the asker or in the text; said where it is not known."""
    if not formula.cap:
        return value, ""
    most = re.match(rf"(?P<n>{DIGITS}[百千万]*)元", formula.cap)
    if most:
        return _held(value, decimal_of(most["n"]) or value, "上限")
    rest = [one for one in asker.given if one.unit == "元" and not (taken and one is taken[0])]
    same = [one for one in rest if told_of(formula.cap, one.around)]
    same = same or (rest if len(rest) == 1 and told_of(formula.cap, asker.words) else [])
    return _held(value, same[0].value, formula.cap) if len(same) == 1 else (value, f"，且不超过{formula.cap}")


def _held(value: Decimal, most: Decimal, name: str) -> tuple[Decimal, str]:
    if value > most:
        return most, f"，超过{name}{money(most)}，按{money(most)}"
    return value, f"，没有超过{name}{money(most)}"
