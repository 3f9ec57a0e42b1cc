"""Days and stretches of time that the clause found or an item of its list sets, held against what the asker tells.

Beside ``conditions``, which reads the sentence nearest to what is asked, this looks at the whole clause: the one bound
there for an event the asker dates (1983年盖的 against 建成五十年以上) settles it, wherever in the clause it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.evidence import whole
from assistant.statements.compared import Checked, check, content, names_several
from assistant.statements.matter import Matter, Statement
from assistant.statements.requirements import SENTENCE, Rule, lead_of, timed_rule, unnumbered
from index.known import clause_facts
from index.policy import Clause, Policy
from index.variants import fold

if TYPE_CHECKING:
    from assistant.statements.circumstances import Circumstances

_ANY_OF = re.compile("之一|下列(?:人员|人群|对象|单位|企业|主体|情形)|以下(?:人员|人群|对象|单位|企业|主体|情形)")
_UNLESS = re.compile("(?:不满|未满|不足|低于|少于|超过|放宽).*(?:可以?|也)")
_OTHER_CASE = re.compile("或者?|之一")
_LEAST = 2


def missed(matter: Matter, policy: Policy, told: Circumstances) -> list[Statement]:
    """That a day or length told misses the one bound set for its event, and the exception beside it, if any."""
    if not told.happenings and not told.lastings:
        return []
    found = [
        (rule, checked)
        for rule in _rules(matter, policy)
        for bound in rule.bounds
        if (checked := check(bound, rule, told, matter.question.as_of))
    ]
    failed = [(rule, checked) for rule, checked in found if not checked.met]
    ways = [checked.bound.way for _, checked in failed]
    same = [checked for _, checked in found if checked.bound.way in ways]
    if not failed or len({(checked.told, checked.bound.words) for checked in same}) != 1:
        return []
    rule, checked = failed[0]
    if (
        _OTHER_CASE.search(checked.bound.piece)
        or names_several(checked.bound.piece)
        or not _means_it(rule, policy, matter)
    ):
        return []
    return [_no(rule, checked, policy), *_exception(rule, checked, policy)]


def _no(rule: Rule, checked: Checked, policy: Policy) -> Statement:
    words = checked.bound.piece.strip(" ,") if len(checked.bound.piece) > len(checked.bound.words) else rule.words
    text = f"不符合：原文要求“{unnumbered(words).removesuffix('的')}”，您说的是{checked.told}。"
    return Statement("结论", text, whole(rule.clause, policy.header(), words))


def _exception(rule: Rule, checked: Checked, policy: Policy) -> list[Statement]:
    """The sentence beside the bound that lets some in who miss it (建成不满五十年,但……的,也可以)."""
    number = re.sub("[^0-9一二三四五六七八九十百半年月日]", "", checked.bound.words)
    same = [clause for clause in policy.clauses if clause.address == rule.clause.address or clause is rule.clause]
    for sentence in (one for clause in same for one in SENTENCE.findall(fold(clause.readable))):
        if number and number in sentence and _UNLESS.search(sentence) and checked.bound.words not in sentence:
            evidence = whole(rule.clause, policy.header(), sentence)
            return [Statement("条件", f"例外：“{unnumbered(sentence).strip()}”。", evidence)]
    return []


def _rules(matter: Matter, policy: Policy) -> Iterator[Rule]:
    """What the best clause and the items of the list it belongs to say, sentence by sentence."""
    best = matter.evidence[0].clause
    address = best.address[:-1] if lead_of(best, policy) else best.unit
    for clause in policy.clauses:
        near = clause.clause_id == best.clause_id or (address and clause.address[: len(address)] == address)
        if near and not _grants_several(clause, policy):
            for match in SENTENCE.finditer(fold(clause.readable)):
                yield timed_rule(clause, match[0])


def _grants_several(clause: Clause, policy: Policy) -> bool:
    """Whether several sentences of a clause grant something, so that a bound may be of another grant."""
    places = {
        clause.readable.count("。", 0, one.start)
        for one in clause_facts(clause, policy).benefits
        if one.kind != "prohibition"
    }
    return len(places) > 1


def _means_it(rule: Rule, policy: Policy, matter: Matter) -> bool:
    """Whether a bound is the asker's: of a list of which one item is enough, only the item he himself names."""
    lead: Clause | None = lead_of(rule.clause, policy)
    if lead is None or not _ANY_OF.search(lead.readable):
        return True
    named = content(rule.words) & content(fold(matter.question.standalone))
    return len(named) >= _LEAST
