"""Sums, rates and ceilings, said by code: the rule that holds the amount asked for, and what it comes to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evidence import Evidence, whole
from assistant.gate.wording import bigrams
from assistant.lists import family
from assistant.question import Facet, Question
from assistant.statements import (
    adjusting,
    cells,
    counts,
    durations,
    exclusions,
    formulas,
    instalments,
    relief,
    several,
    steps,
    sums,
    topped_up,
    twice,
)
from assistant.statements.arithmetic import capped_by_rate, unmet, worked_out
from assistant.statements.given import Given, figures
from assistant.statements.matter import Matter, Said, Statement
from assistant.statements.rules import (
    Rule,
    asked_grades,
    bearing,
    chosen,
    fits,
    plainly,
    rested_on,
    rules_of,
    said_of,
    with_changes,
)
from assistant.statements.schemes import edges, paid, speaking
from index.known import clause_facts
from index.policy import Clause, Validity
from index.variants import fold

NEAR = 0.85
"""A clause scored lower than this share of the best does not decide an amount."""
LONGEST = 260
"""Characters; rules that nothing in the question tells apart are said together up to this length."""
ON_TOPIC = 0.18
ALL_ON_TOPIC = 0.6
"""The share for a table of which the question names a column and no row: what it asks about may not be in it."""
SPEAKS = 0.8
"""A clause that speaks of less than this share of what another speaks of is about something else."""
OWN = 0.04
"""What a pair or character that only one of several clauses shares with the question adds to its score."""
OVER = 0.3
"""What a policy that no longer holds loses."""
_ASKS_WHETHER = re.compile(
    r"能不能|可不可以|可以吗|能[^,，。?？]{0,16}吗|[算够行让]不[算够行让]|资格|(?:什么|哪些)[^,，。?？]{0,4}条件|要求|门槛|前提|支不支持"
)
# What says nothing of the matter: words that ask, that fill, and figures.
_BARE = re.compile(
    r"[0-9.]+(?:万|亿|元|块|个|家|人|名|年|月|吨)*|多少|几个点|几成|百分之几|给个数|比例|金额|上限|封顶|限额|标准|最高|最多"
    r"|能|可以|补贴|补助|奖励|奖|补|给|拿|领|钱|我们|公司|企业|请问|一个|的话|分别|是|吗|呢|了"
)

# Who can settle a question of amounts in full, in this order.
_SETTLED = (
    topped_up.said,
    twice.said,
    instalments.said,
    exclusions.said,
    edges.said,
    paid.said,
    speaking.said,
    several.said,
    durations.said,
    steps.said,
    formulas.said,
)


@dataclass(frozen=True)
class _Asked:
    """A question as amounts are looked up for it: its words as policies put them, and the figures it names."""

    words: str
    last: str
    given: tuple[Given, ...]
    places: tuple[str, ...]


def said(matter: Matter) -> Said:
    """The amount asked for in the clause's words, what it comes to for the asker's figures, and years of relief."""
    if not matter.evidence:
        return Said()
    if years := relief.said(matter):
        return Said((years,), frozenset({Facet.AMOUNT, Facet.DATE}))
    if settled := next((one for speak in _SETTLED if (one := speak(matter)).statements), None):
        return settled
    if Facet.AMOUNT not in matter.question.facets:
        return Said()
    asked = _asked(matter.question)
    near = adjusting.without(
        [item for item in matter.evidence if item.score >= NEAR * matter.evidence[0].score], asked.words
    )
    most = max(_on_topic(item, asked) for item in near)
    told = [(item, _stated(item, matter, asked)) for item in near]
    found = [
        (item, one)
        for item, one in told
        if one and (_on_topic(item, asked) == most or _on_topic(_rests_on(one, item), asked) >= SPEAKS * most)
    ]
    spoken = _nearest(found, matter, asked) if found else None
    worked = _worked(spoken, near, matter, asked)
    best = worked or spoken
    return Said((best,), _covered(asked)) if best else Said()


def _worked(spoken: Statement | None, near: Sequence[Evidence], matter: Matter, asked: _Asked) -> Statement | None:
    """The sum by a clause's tariffs: of the clause that is spoken of, unless that says it; else of the nearest."""
    if spoken and (
        ("=" in spoken.text and not instalments.ASKS_FIRST.search(asked.words)) or spoken.text.startswith("不符合")
    ):
        return None
    rests_on = {_rests_on(spoken, near[0]).clause.clause_id} if spoken else set()
    items = [item for item in near if not _is_over(item, matter)]
    items = [item for item in items if item.clause.clause_id in rests_on] if spoken else items
    for work in (sums.added_up, sums.worked_out):
        told = [(item, one) for item in items if (one := work(item, matter))]
        if told:
            return max(told, key=lambda pair: (_on_topic(pair[0], asked), pair[0].score))[1]
    return None


def _rests_on(statement: Statement, item: Evidence) -> Evidence:
    return statement.items[0][1] if statement.items else statement.evidence or item


def _covered(asked: _Asked) -> frozenset[Facet]:
    """The facets answered: that conditions are met may be supposed (条件都够的话), and then is not asked."""
    return frozenset({Facet.AMOUNT} if _ASKS_WHETHER.search(asked.last) else {Facet.AMOUNT, Facet.ELIGIBILITY})


def _nearest(found: Sequence[tuple[Evidence, Statement]], matter: Matter, asked: _Asked) -> Statement:
    """The statement whose clause is nearest to the question, by its score and by what only it shares with it."""
    texts = [fold("".join((one.text, *(text for text, _ in one.items)))) for _, one in found]
    heights = []
    for (item, _), text in zip(found, texts, strict=True):
        others = "".join(other for other in texts if other != text)
        own = len((bigrams(text) - bigrams(others)) & bigrams(asked.words))
        own += len((set(text) - set(others)) & set(_BARE.sub("", asked.words)))
        over = _is_over(item, matter)
        heights.append(item.score / found[0][0].score + OWN * own - OVER * over)
    return found[heights.index(max(heights))][1]


def _asked(question: Question) -> _Asked:
    """The figures are those of what was asked last, where that names any (那要是12万呢)."""
    words = plainly(question.standalone)
    places = [name for region in question.regions for name in (region, region[:2])]
    last = words.rpartition(";")[2]
    return _Asked(words, last if "多少" in last else words, tuple(figures(last) or figures(words)), tuple(places))


def _stated(item: Evidence, matter: Matter, asked: _Asked) -> Statement | None:
    topic = _on_topic(item, asked)
    if item.clause.clause_id not in matter.facts or topic < (ALL_ON_TOPIC if _is_over(item, matter) else ON_TOPIC):
        return None
    if counted := counts.told(item, asked.words, asked.last):
        return Statement("结论", *counted)
    facts = matter.facts[item.clause.clause_id]
    told = cells.told(item.clause, facts, asked.words, asked.given)
    if told:
        return _from_table(told, item, asked) if told.by_row or topic >= ALL_ON_TOPIC else None
    return _from_rules(item, matter, asked)


def _is_over(item: Evidence, matter: Matter) -> bool:
    """Whether the policy no longer holds: nothing is worked out by its rules."""
    return item.policy.validity(matter.question.as_of) == Validity.EXPIRED


def _on_topic(item: Evidence, asked: _Asked) -> float:
    """How much of what is asked about the clause, with its headings and title, speaks of: 0 to 1."""
    words = _BARE.sub(" ", asked.words)
    for place in asked.places:
        words = words.replace(place, " ")
    pairs = {pair for part in re.split(r"\s+", words) for pair in bigrams(part)}
    heading = item.clause.readable[: item.clause.body]
    source = fold("\n".join((item.deciding, heading, *item.clause.path, item.policy.title)))
    return len(pairs & bigrams(source)) / len(pairs) if pairs else 1.0


def _from_table(told: cells.Told, item: Evidence, asked: _Asked) -> Statement:
    rests_on = told.rested_on(item.clause, item)
    text = fold(item.clause.readable)
    lack = unmet(told.amounts, asked.given, text)
    return Statement("结论", lack or told.text + capped_by_rate(told.amounts, asked.given), rests_on)


def _from_rules(item: Evidence, matter: Matter, asked: _Asked) -> Statement | None:
    lead, members = _members(item, matter)
    rules = [rule for clause in members for rule in _rules(clause, item, matter, asked)]
    picked = chosen(rules, asked.words, asked.given)
    if not picked:
        return _refusal(rules, item, asked)
    together = with_changes(picked, rules)
    text = said_of(together)
    if len(text) > LONGEST or len({rule.clause.clause_id for rule in together}) > 1:
        return None
    others, concerned = bearing(together, [amount for rule in rules for amount in rule.amounts], asked.words)
    text += "".join(others)
    if len(picked) == 1 or all("的部分" in rule.words for rule in picked):
        text += _of_grade(picked[0], asked)
        settled = not concerned and not _is_over(item, matter) and not _goes_on(picked[0].clause, item, matter)
        text += (worked_out(picked[0], asked.given, asked.words) or "") if settled else ""
    rests_on = rested_on(picked[0], item)
    if lead is None or lead.clause_id == picked[0].clause.clause_id:
        return Statement("结论", text, rests_on)
    words = lead.readable[lead.body :].strip()
    return Statement("结论", words, whole(lead, item.policy, words), ((text, rests_on),))


def _goes_on(clause: Clause, item: Evidence, matter: Matter) -> bool:
    """Whether the sum of a clause is not its last word: by a length of time, or times a factor told elsewhere."""
    policy = matter.policies[item.policy.policy_id]
    timed = any(band.held and band.held.unit == "月" for bands in steps.scales(clause, policy) for band in bands)
    return timed or bool(steps.factors_for(clause, policy))


def _members(item: Evidence, matter: Matter) -> tuple[Clause | None, Sequence[Clause]]:
    """The lead-in of the list a clause is an item of, and the list's clauses; the clause alone when it is none."""
    members = family(item.clause, matter.policies[item.policy.policy_id])
    lead = members[0] if members and members[0].text.rstrip().endswith((":", "：")) else None
    return (lead, members) if lead else (None, [item.clause])


def _rules(clause: Clause, item: Evidence, matter: Matter, asked: _Asked) -> list[Rule]:
    facts = matter.facts.get(clause.clause_id) or clause_facts(clause, matter.policies[item.policy.policy_id])
    return rules_of(clause, facts, asked.last)


def _of_grade(rule: Rule, asked: _Asked) -> str:
    """其中省级是100万元: where one rule tells several grades and the question names some of them."""
    graded = [amount for amount in rule.amounts if amount.grade and fits(amount, asked.last)]
    named = [amount for amount in graded if amount.grade in asked_grades(asked.words)]
    if not named or len({amount.grade for amount in graded}) < 2:
        return ""
    return "其中" + "，".join(f"{amount.grade}是{amount.words}" for amount in named) + "。"


def _refusal(rules: Sequence[Rule], item: Evidence, asked: _Asked) -> Statement | None:
    """That the asker's figures fail what every rule demands."""
    for rule in rules:
        if any(amount.role == "penalty" for amount in rule.amounts):
            return None
        if lack := unmet(rule.amounts, asked.given, fold(rule.clause.readable)):
            return Statement("结论", lack, rested_on(rule, item))
    return None
