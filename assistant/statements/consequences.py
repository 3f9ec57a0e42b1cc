"""What follows when a rule is broken, said by code: the sanction of the article itself or of one that names it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.evidence import Evidence, Sentence, address_text, sentences, whole
from assistant.lists import asks_items, listing
from assistant.question import Facet
from assistant.statements.matter import Matter, Said, Statement
from index.known import clause_facts
from index.policy import Clause, Policy
from index.variants import fold

_ASKS = re.compile(
    r"怎么处理|咋处理|如何处理|怎么办|后果|怎么罚|罚什么|会(?:被|受|挨|面临)|会怎样|会怎么样|处罚|受罚|追究"
    r"|[Ww]hat (?:happens|if)|[Pp]enalt"
)
_FORBIDS = re.compile(r"责令|追回|退回|取消|处罚|不得|不准|禁止|严禁|不能|不应")
_SANCTION = re.compile(
    r"责令|取消|追回|收回|退回|罚款|处分|没收|吊销|撤销|停止|不予受理|不得(?:再次|重新)?申[请报]|警告|通报"
)
_OF_BREACH = re.compile(r"违反|前款|有前|前述")
_OTHERS = frozenset({Facet.AMOUNT, Facet.DATE, Facet.VALIDITY})


def said(matter: Matter) -> Said:
    """The sanction for what the nearest clause forbids, and the clause that forbids it."""
    if not matter.evidence or not _ASKS.search(matter.question.standalone):
        return Said()
    first = matter.evidence[0]
    policy = matter.policies.get(first.policy.policy_id)
    article = first.clause.article
    if policy is None or article is None:
        return Said()
    own = listing(first.clause, policy)
    lead = own.lead if own else None
    if lead and lead is not first.clause and asks_items(matter.question):
        return Said()  # the whole list is wanted, not the sanction for one of its items
    if not _FORBIDS.search(fold((lead.readable if lead else "") + first.clause.readable)):
        return Said()
    stretches = (
        _stretch(lead, policy) if lead and _SANCTION.search(fold(lead.readable)) else _sanctions(policy, article)
    )
    found = next(iter(stretches), None)
    if found is None:
        return Said()
    above = f"{own.lead_text}：" if own and lead is not None and lead is not first.clause else ""
    item = first.clause.readable[first.clause.body :].strip()
    rule = Statement("条件", f"{address_text(first.clause)}：{above}{item}", whole(first.clause, first.policy, item))
    text = found.sentences[0].text
    return Said((Statement("结论", text, found), rule), in_full=not matter.question.facets & _OTHERS)


def _sanctions(policy: Policy, article: tuple[str, ...]) -> Iterator[Evidence]:
    """The sanctions of the article itself, where it speaks of a breach, then of articles that refer to it."""
    for clause in policy.clauses:
        if clause.article == article and _OF_BREACH.search(fold(clause.readable)):
            yield from _stretch(clause, policy)
    for clause in policy.clauses:
        names = (name for each in clause_facts(clause, policy).references for name, _ in each.names)
        if clause.article != article and any(name[: len(article)] == article for name in names):
            yield from _stretch(clause, policy)


def _stretch(clause: Clause, policy: Policy) -> Iterator[Evidence]:
    """From the first to the last sentence of a clause that holds a sanction."""
    text = fold(clause.readable)
    places = [place for place in sentences(clause) if _SANCTION.search(text, *place)]
    if places:
        start, end = places[0][0], places[-1][1]
        yield Evidence(0, clause, policy.header(), 1.0, (Sentence(start, end, clause.readable[start:end], 1.0),))
