"""Whether the asker meets the conditions of a clause, said by code where what he tells settles it.

A verdict is given on three grounds only: the policy leaves out by name what the asker says he is, the clause is for
the opposite of it (非营利性), or a number or day he tells lies outside a bound of the very sentence asked about.
Nothing is ever said to be met that was not told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.evidence import Evidence, address_text, day_of, sentences, whole
from assistant.question import Facet
from assistant.statements import circumstances
from assistant.statements.circumstances import OF_ONESELF, Circumstances, elsewhere, mentions, names
from assistant.statements.compared import Checked, check, names_several
from assistant.statements.matter import Matter, Said, Statement
from assistant.statements.requirements import Bound, Exclusion, Rule, exclusions, lead_of, rules, scope, softened
from assistant.verify import share
from index.policy import Clause, Policy, Validity
from index.variants import fold

_ASKS = re.compile(
    "够格|够不够|给不给|行不行|行吗|可以[吗么不]|能[^,。?]{0,24}[吗么不没]|合不合|有没有份|有份|轮得到|过得去|达不达标|达标吗"
    "|赶得上|算不算|能不能|可不可以|符合|不符|有资格|享受"
)
_ASKS_CONDITIONS = re.compile(
    "(?:什么|哪些|啥|有何|怎样的)(?:前提)?(?:条件|要求|门槛|前提)|(?:条件|门槛|前提)(?:是|有)?(?:什么|哪些|啥)"
)
_CHINESE = re.compile("[\u4e00-\u9fff]")
_LEAST_CHINESE = 6
_COVERED = frozenset({Facet.ELIGIBILITY})
_SAID_OF, _SAID_OF_NEAREST = 0.5, 0.25
_PLAIN = 3
"""Characters of a word that is too long to be met by chance."""
_GROWS = OF_ONESELF | {"社会保险"}
_LATER = re.compile("明年|后年|以后|将来|到时|届时|下个?月|等[^,]{0,8}再")


Place = tuple[Evidence, str]
"""A sentence of the evidence."""


def said(matter: Matter) -> Said:
    """The verdict on what the asker tells, or what it depends on; nothing when no fact of the texts speaks to it."""
    question = matter.question
    if not matter.evidence or not _asks(matter):
        return Said()
    policy = matter.policies.get(matter.evidence[0].policy.policy_id)
    if policy is None or policy.validity(question.as_of) == Validity.EXPIRED:
        return Said()
    told = circumstances.read(question.standalone, question.as_of)
    nearest = _nearest(matter, _asked(told))
    statements = (
        _left_out(matter, policy, told, nearest)
        or _elsewhere(policy, told)
        or _opposite(nearest, told)
        or _bounds(matter, nearest, told)
        or _counts(matter, told)
    )
    return Said(tuple(statements), _COVERED if statements else frozenset())


def _asks(matter: Matter) -> bool:
    text = fold(matter.question.standalone)
    if len(_CHINESE.findall(text)) < _LEAST_CHINESE:
        return False
    return Facet.ELIGIBILITY in matter.question.facets or bool(_ASKS.search(text))


# -- those a policy leaves out by name -----------------------------------------------------------------------------


def _left_out(matter: Matter, policy: Policy, told: Circumstances, nearest: Place | None) -> list[Statement]:
    for exclusion in exclusions(policy):
        if not _concerns(exclusion, matter):
            continue
        name = next((name for kind in exclusion.kinds if (name := names(kind, told))), None)
        if name is None and not _same_case(exclusion, told, nearest):
            continue
        where = _where(exclusion.clause, policy)
        sure = name and not exclusion.condition
        verdict = f"不符合：您说的是{name}，{where}写明" if sure else f"{where}有一种情形不符合，请对照："
        lead = f"“{exclusion.lead}”：" if exclusion.lead else ""
        evidence = whole(exclusion.clause, policy.header(), exclusion.words)
        return [Statement("结论", f"{verdict}{lead}“{exclusion.words}”。", evidence)]
    return []


def _elsewhere(policy: Policy, told: Circumstances) -> list[Statement]:
    """The asker is registered in another place and the policy is for those registered in its own."""
    place, found = elsewhere(told), scope(policy)
    if place is None or found is None:
        return []
    clause, words = found
    text = f"不符合：您说的是{place}，{_where(clause, policy)}写明“{words}”。"
    return [Statement("结论", text, whole(clause, policy.header(), words))]


def _where(clause: Clause, policy: Policy) -> str:
    """The policy and the place in it that a verdict rests on."""
    return f"《{policy.title}》{address_text(clause)}" if policy.title_printed else "原文"


def _concerns(exclusion: Exclusion, matter: Matter) -> bool:
    """Whether an exclusion bears on the clauses found: it is of the whole policy, of one of them, or in one."""
    if exclusion.whole_policy:
        return True
    found = [item.clause for item in matter.evidence if item.policy.policy_id == exclusion.clause.policy_id]
    if any(clause.clause_id == exclusion.clause.clause_id for clause in found):
        return True
    return any(clause.address[-len(of) :] == of for clause in found for of in exclusion.of if of)


def _same_case(exclusion: Exclusion, told: Circumstances, nearest: Place | None) -> bool:
    """Whether the asker tells the very case an exclusion describes; fewer words are enough when it is the nearest."""
    if any(len(kind) >= _PLAIN and mentions(kind, told) for kind in exclusion.kinds):
        return True
    if not exclusion.condition:
        return False
    cases = re.split("或者", re.split("不|除外", exclusion.condition)[0] or exclusion.condition)
    said_of = max(share(case, ",".join(told.pieces)) for case in cases)
    is_nearest = nearest is not None and exclusion.words in nearest[1]
    return said_of >= (_SAID_OF_NEAREST if is_nearest else _SAID_OF)


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
    """The bounds of the sentence nearest to what is asked, or of the whole list it stands in."""
    policy = matter.policies.get(nearest[0].policy.policy_id) if nearest else None
    if nearest is None or policy is None:
        return []
    asked = _rules_asked(*nearest, policy)
    found = [(rule, checked) for rule in asked for checked in _checked(rule, policy, told, matter)]
    return _stated(found, asked, matter, policy) if found else _conditions_asked(matter, asked, policy)


def _counts(matter: Matter, told: Circumstances) -> list[Statement]:
    """Counts told that the nearest clause sets a bound to by name, wherever in it; nothing when two bounds fit."""
    item = matter.evidence[0]
    policy = matter.policies[item.policy.policy_id]
    bare = replace(told, happenings=(), lastings=())
    asked = rules(item.clause, policy)
    found = [(rule, checked) for rule in asked for checked in _checked(rule, policy, bare, matter)]
    graded = len({(checked.bound.unit, checked.told) for _, checked in found}) < len(found)
    concerned = [rule for rule in asked if any(rule is one for one, _ in found)]
    return [] if graded or not found else _stated(found, concerned, matter, policy)


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
    found = []
    for bound in rule.bounds:
        checked = check(bound, rule, told, matter.question.as_of)
        if checked and (checked.met or not _may_pass(bound, rule, policy, matter)):
            found.append(checked)
    return found


def _may_pass(bound: Bound, rule: Rule, policy: Policy, matter: Matter) -> bool:
    """Whether a bound not met may yet settle nothing: it has an alternative, is relaxed, or time will tell."""
    place = next((number for number, piece in enumerate(rule.pieces) if bound.words in piece), 0)
    around = rule.pieces[place : place + 2]
    alternative = any(re.search("或者?", piece) for piece in around) or names_several(bound.piece)
    grows = bound.unit != "日" and bool(_LATER.search(fold(matter.question.standalone)))
    return alternative or grows or softened(bound, policy, rule)


def _stated(
    found: Sequence[tuple[Rule, Checked]], asked: Sequence[Rule], matter: Matter, policy: Policy
) -> list[Statement]:
    """The conclusion, then what is met, and what the question says nothing of unless the verdict stands without it."""
    failed = any(not checked.met for _, checked in found)
    rest = [] if failed else _open(found, asked, policy)
    return [*_conclusion(found, asked, matter, policy), *_met(found, policy), *rest]


def _conclusion(
    found: Sequence[tuple[Rule, Checked]], asked: Sequence[Rule], matter: Matter, policy: Policy
) -> list[Statement]:
    failed = [(rule, checked) for rule, checked in found if not checked.met]
    for rule, checked in failed[:1]:
        today = (
            f"到{day_of(matter.question.as_of)}，"
            if checked.bound.unit == "月" and checked.bound.event in _GROWS
            else ""
        )
        text = f"{today}不符合：原文要求“{_words(checked.bound)}”，您说的是{checked.told}。"
        return [Statement("结论", text, _resting(rule, policy))]
    if _open(found, asked, policy):
        return [Statement("结论", "还不能断定，是否符合取决于下面还需确认的条件。", _resting(found[0][0], policy))]
    return [
        Statement("结论", "您说的情况符合下面这个条件；其他情况没有说明，还不能断定。", _resting(found[0][0], policy))
    ]


def _met(found: Sequence[tuple[Rule, Checked]], policy: Policy) -> list[Statement]:
    return [
        Statement("条件", f"符合：“{_words(checked.bound)}”，您说的是{checked.told}。", _resting(rule, policy))
        for rule, checked in found
        if checked.met
    ]


def _open(found: Sequence[tuple[Rule, Checked]], asked: Sequence[Rule], policy: Policy) -> list[Statement]:
    """The conditions the question says nothing of, a line for each clause."""
    settled = [_stands(checked.bound) for _, checked in found]
    lines = []
    for rule in asked:
        parts = [part for piece in rule.pieces for part in _parts(piece, rule) if not _settles(settled, part)]
        if parts:
            lines.append(Statement("条件", f"还需确认：{'；'.join(parts)}。", _resting(rule, policy)))
    return lines


def _stands(bound: Bound) -> str:
    return bound.subject if isinstance(bound.value, date) else _words(bound)


def _settles(settled: Sequence[str], part: str) -> bool:
    return any(words in part and len(part) - len(words) <= _LITTLE for words in settled)


def _parts(piece: str, rule: Rule) -> list[str]:
    """The single conditions of a piece in which a bound stands (完工、总投资不低于200万元); any other stays whole."""
    bounded = [bound for bound in rule.bounds if (bound.subject or bound.words) in piece or bound.words in piece]
    if not bounded or names_several(piece):
        return [piece]
    return [part for part in _JOINED.split(piece) if part]


_JOINED = re.compile("、|并且|并(?!购)|且")
_LITTLE = 4


def _words(bound: Bound) -> str:
    """The condition a bound stands in, in the words of the text."""
    if isinstance(bound.value, date):
        return bound.words
    part = next((part for part in _JOINED.split(bound.piece) if bound.words in part), bound.words)
    return re.sub(r"^(?:[一二三四五六七八九]是)?(?:对于?)?", "", part.strip(" ,")).removesuffix("的")


def _resting(rule: Rule, policy: Policy) -> Evidence:
    return whole(rule.clause, policy.header(), rule.words)


def _conditions_asked(matter: Matter, asked: Sequence[Rule], policy: Policy) -> list[Statement]:
    """The conditions as written, when they are what is asked for and nothing told bears on them."""
    if not _ASKS_CONDITIONS.search(fold(matter.question.standalone)) or len(asked) != 1:
        return []
    rule = asked[0]
    return [Statement("条件", f"原文写明的条件是：{'；'.join(rule.pieces)}。", _resting(rule, policy))]
