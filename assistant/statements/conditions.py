"""Whether the asker meets the conditions of a clause, said by code where what he tells settles it.

A verdict is given on three grounds only: the policy leaves out by name what the asker says he is, the clause is for
the opposite of it (非营利性), or a number or day he tells lies outside a bound of the very sentence asked about.
Nothing is ever said to be met that was not told.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from assistant import apart
from assistant.evidence import Evidence, sentences, whole
from assistant.facets import facets_of
from assistant.question import Facet
from assistant.statements import addressed, barred, circumstances, general, once, shortfall, times_kept
from assistant.statements.barred import Place
from assistant.statements.circumstances import Circumstances, names
from assistant.statements.compared import Checked, check, names_several, of_his_grade
from assistant.statements.matter import Matter, Said, Statement
from assistant.statements.requirements import Bound, Rule, lead_of, rules, softened
from assistant.statements.verdicts import Findings, stated
from index.policy import Policy, Validity
from index.variants import fold, simplified

_ASKS = re.compile(
    "够格|够不够|给不给|行不行|行吗|可以[吗么不]|能[^,。?]{0,24}[吗么不没]|合不合|有没有份|有份|轮得到|过得去|达不达标|达标吗"
    "|赶得上|算不算|能不能|可不可以|符合|不符|有资格|享受|过不过|过关|够得着|就(?:行|够|可以)了?[吗么]|还差|还缺|门槛|具备|不算"
)
_ASKS_CONDITIONS = re.compile(
    "(?:什么|哪些|啥|有何|怎样的)(?:前提)?(?:条件|要求|门槛|前提)|(?:条件|门槛|前提)(?:是|有)?(?:什么|哪些|啥)"
)
_CHINESE = re.compile("[\u4e00-\u9fff]")
_LEAST_CHINESE = 6
_NO = re.compile(
    "(?:到[^，]{6,12}，)?(?:不符合|不能|不能再次享受|现在不能)：|.{0,80}有一种情形不符合，请对照：“[^”]*”："
)
_IN_TIME = re.compile("赶不?得?赶?得?[上及]|来得及")
_BESIDE_NO = frozenset({Facet.ELIGIBILITY, Facet.AMOUNT, Facet.LIST})
_COVERED = frozenset({Facet.ELIGIBILITY})
_ASKS_REST = re.compile(
    "还差|还缺|够得着|门槛|过关|过不过|达标|还少|还得有|就(?:行|够|可以|能|成)|够不够|够了|够吗|光凭|只凭|光有|只有|单凭|够条件|够格|符合条件|资格"
)
_LATER = re.compile("明年|后年|以后|将来|到时|届时|下个?月|等[^,]{0,8}再")


def said(matter: Matter) -> Said:
    """The verdict on what the asker tells, or what it depends on; nothing when no fact of the texts speaks to it."""
    question = matter.question
    if not matter.evidence or not _asks(matter):
        return Said()
    policy = matter.policies.get(matter.evidence[0].policy.policy_id)
    if policy is None or policy.validity(question.as_of) == Validity.EXPIRED:
        return Said()
    told = circumstances.read(simplified(question.standalone), question.as_of)
    nearest = _nearest(matter, _asked(told))
    statements = _spoken(matter, policy, told, nearest)
    return Said(
        tuple(statements),
        _COVERED if statements else frozenset(),
        in_full=bool(statements) and _settles_all(statements[0], matter),
    )


def _spoken(matter: Matter, policy: Policy, told: Circumstances, nearest: Place | None) -> list[Statement]:
    """What the first has to say that can: by name, by figures, of a case like the asker's, of the conditions."""
    left_out = barred.left_out(matter, policy, told, nearest)
    by_name = (
        [one for one in left_out if barred.surely(one)]
        or barred.from_elsewhere(policy, told)
        or addressed.to_another(matter, policy, told)
        or _opposite(nearest, told)
        or once.again(matter, told)
    )
    if by_name:
        return by_name
    bounds = _bounds(matter, nearest, told)
    if bounds and _NO.match(bounds[0].text):
        return bounds
    if left_out and (by_figures := times_kept.missed(matter, policy, told) or shortfall.short(matter, told)):
        return by_figures
    if left_out and not apart.wants_both(matter.question.standalone):  # whether one may, not whether both
        return left_out
    return (
        general.asked(matter, policy)
        or bounds
        or _counts(matter, told)
        or times_kept.missed(matter, policy, told)
        or shortfall.listed_out(matter, policy)
        or shortfall.short(matter, told)
    )


def _settles_all(first: Statement, matter: Matter) -> bool:
    """Whether nothing is left to say: a plain no, or the general conditions, where nothing else is asked."""
    facets = matter.question.facets
    if _NO.match(first.text):
        in_time = _IN_TIME.sub("", fold(matter.question.asked or matter.question.standalone))
        return facets - {Facet.DATE} <= _BESIDE_NO and Facet.DATE not in facets_of(in_time)
    return first.text in _general_texts(matter) and facets <= _BESIDE_NO


def _general_texts(matter: Matter) -> list[str]:
    policy = matter.policies.get(matter.evidence[0].policy.policy_id)
    return [one.text for one in general.asked(matter, policy)] if policy else []


def _asks(matter: Matter) -> bool:
    text = fold(matter.question.standalone)
    if len(_CHINESE.findall(text)) < _LEAST_CHINESE:
        return False
    return Facet.ELIGIBILITY in matter.question.facets or bool(_ASKS.search(text))


# -- the opposite of those a sentence is for -----------------------------------------------------------------------

_NEGATED = re.compile("(?<![除莫并])非(?P<kind>(?!法|常|典|遗|物质|洲|凡)[\u4e00-\u9fff]{2,4})")


def _opposite(nearest: Place | None, told: Circumstances) -> list[Statement]:
    for match in _NEGATED.finditer(nearest[1]) if nearest else ():
        for length in range(len(match["kind"]), 1, -1):
            kind = match["kind"][:length]
            name = names(kind, told)
            if nearest and name and not re.search(f"(?<!非){kind}", nearest[1]):
                return [_verdict_opposite(*nearest, f"非{kind}", name)]
    return []


def _verdict_opposite(item: Evidence, sentence: str, wanted: str, name: str) -> Statement:
    text = f"不符合：您说的是{name}，原文这一条只写了{wanted}：“{sentence}”。"
    return Statement("结论", text, whole(item.clause, item.policy, sentence))


def _nearest(matter: Matter, asked: str) -> Place | None:
    """The sentence of the evidence nearest to what is asked."""
    places = [
        (item, fold(item.clause.readable[start:end]).rstrip("。;"))
        for item in matter.evidence
        if item.policy.policy_id == matter.evidence[0].policy.policy_id
        for start, end in sentences(item.clause)
    ]
    if not places:
        return None
    # The heading says what every sentence below it is about.
    told = [f"{item.clause.heading or ''} {sentence}" for item, sentence in places]
    scores = matter.searcher.sentence_scores(asked, told)
    return places[max(range(len(places)), key=lambda number: scores[number])]


def _asked(told: Circumstances) -> str:
    """The pieces of the question that tell no fact of the asker: what he asks about."""
    telling = {one.piece for one in told.happenings} | {one.piece for one in (*told.lastings, *told.measures)}
    rest = [piece for piece in told.pieces if piece not in telling]
    return ",".join(rest if any(len(piece) > _LEAST_CHINESE for piece in rest) else told.pieces)


# -- bounds of the sentence asked about ----------------------------------------------------------------------------


def _bounds(matter: Matter, nearest: Place | None, told: Circumstances) -> list[Statement]:
    """The bounds of the sentence nearest to what is asked or of the whole list it stands in, and the general ones."""
    policy = matter.policies.get(nearest[0].policy.policy_id) if nearest else None
    if nearest is None or policy is None:
        return []
    near = _rules_asked(*nearest, policy)
    clauses = {rule.clause.clause_id for rule in near}
    both = [*near, *(rule for rule in general.general_rules(policy) if rule.clause.clause_id not in clauses)]
    checked = [(rule, one) for rule in both for one in _checked(rule, policy, told, matter)]
    rest = bool(_ASKS_REST.search(fold(matter.question.standalone)))
    found = Findings(checked, both, told, policy, _days(matter)[1])
    if checked or (rest and any(found.met_of(rule) for rule in both)):
        return stated(found)
    return _conditions_asked(matter, near, policy)


def _counts(matter: Matter, told: Circumstances) -> list[Statement]:
    """Counts told that the nearest clause sets a bound to by name, wherever in it; nothing when two bounds fit."""
    item = matter.evidence[0]
    policy = matter.policies[item.policy.policy_id]
    bare = replace(told, happenings=(), lastings=())
    asked = rules(item.clause, policy)
    found = [(rule, checked) for rule in asked for checked in _checked(rule, policy, bare, matter)]
    graded = len({(checked.bound.unit, checked.told) for _, checked in found}) < len(found)
    concerned = [rule for rule in asked if any(rule is one for one, _ in found)]
    return [] if graded or not found else stated(Findings(found, concerned, told, policy, _days(matter)[1]))


def _rules_asked(item: Evidence, sentence: str, policy: Policy) -> list[Rule]:
    """The rule of the nearest sentence; all items of the list when it is one of them or leads in."""
    lead = lead_of(item.clause, policy) or item.clause
    items = [
        clause for clause in policy.clauses if (above := lead_of(clause, policy)) and above.address == lead.address
    ]
    if items:
        return [rule for clause in items for rule in rules(clause, policy)]
    found = rules(item.clause, policy)
    return [rule for rule in found if sentence in rule.words] or (found if len(found) == 1 else [])


def _checked(rule: Rule, policy: Policy, told: Circumstances, matter: Matter) -> list[Checked]:
    """The bounds of a rule that what is told settles, on the day asked about: today, or within the month named."""
    first, last = _days(matter)
    later = Decimal((last - matter.question.as_of).days) / _MONTH
    then = replace(
        told, lastings=tuple(replace(one, high=one.high + later if one.high else None) for one in told.lastings)
    )
    found = []
    for bound in of_his_grade(rule, told):
        early, checked = check(bound, rule, told, first), check(bound, rule, then, last)
        if checked is None or early is None or early.met != checked.met:
            continue
        if checked.met or not _may_pass(bound, rule, policy, matter):
            found.append(checked)
    return [one for one in found if not _graded(one, found)]


def _graded(checked: Checked, found: Sequence[Checked]) -> bool:
    """Whether the same was measured for another grade with another outcome, so that neither is the asker's surely."""
    bound = checked.bound
    return any(
        one.met != checked.met
        and one.bound.unit == bound.unit
        and one.told == checked.told
        and one.bound.way == bound.way
        for one in found
    )


_MONTH = Decimal("30.4375")


def _dated(bound: Bound, matter: Matter) -> bool:
    """Whether how long something will have lasted is known for the day asked about."""
    return bound.unit == "月" and matter.question.when is not None


def _days(matter: Matter) -> tuple[date, date]:
    """The first and the last day asked about: today, or the month or year named (今年9月那一批)."""
    today, when = matter.question.as_of, matter.question.when
    if when is None:
        return today, today
    if f"{when.month}月" not in fold(matter.question.standalone):
        return when, date(when.year, 12, 31)
    return when, when.replace(day=monthrange(when.year, when.month)[1])


def _may_pass(bound: Bound, rule: Rule, policy: Policy, matter: Matter) -> bool:
    """Whether a bound not met may yet settle nothing: it has an alternative, is relaxed, or time will tell."""
    place = next((number for number, piece in enumerate(rule.pieces) if bound.words in piece), 0)
    around = rule.pieces[place : place + 2]
    alternative = any(re.search("或者?", piece) for piece in around) or names_several(bound.piece)
    grows = bound.unit != "日" and bool(_LATER.search(fold(matter.question.standalone))) and not _dated(bound, matter)
    return alternative or grows or softened(bound, policy, rule)


def _conditions_asked(matter: Matter, asked: Sequence[Rule], policy: Policy) -> list[Statement]:
    """The conditions as written, when they are what is asked for and nothing told bears on them."""
    if not _ASKS_CONDITIONS.search(fold(matter.question.standalone)) or len(asked) != 1:
        return []
    rule = asked[0]
    evidence = whole(rule.clause, policy.header(), rule.words)
    return [Statement("条件", f"原文写明的条件是：{'；'.join(rule.pieces)}。", evidence)]
