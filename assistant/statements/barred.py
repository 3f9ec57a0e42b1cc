"""Whether a policy leaves out the asker, or what he has spent on, by a sentence of its own."""

from __future__ import annotations

import re

from assistant.everyday import spoken_of
from assistant.evidence import Evidence, address_text, whole
from assistant.gate.wording import bigrams
from assistant.statements.circumstances import Circumstances, elsewhere, in_policy_words, mentions, names
from assistant.statements.matter import Matter, Statement
from assistant.statements.outsiders import Exclusion, exclusions
from assistant.statements.requirements import scope
from assistant.verify import share
from index.known import clause_facts
from index.policy import Clause, Policy
from index.variants import fold

_SAID_OF, _SAID_OF_NEAREST = 0.5, 0.25
_PLAIN = 3
"""Characters of a word that is too long to be met by chance."""
_SPENDING = re.compile("支出|费用|投资|投入|成本|经费|基数")
_BUYING = re.compile("^(?:购买|购置|采购)")
_IN_PLACE = re.compile("(?:在|往|给|为|从|到|把)[^,]{0,6}$")
_WITHIN = re.compile("[^,]{0,4}(?:里|内|上面|中(?!的))|用的")
_AS_TRADE = re.compile("的?(?:企业|行业|生意|店|厂|团队|市场|的$)")
_NOT_SO = re.compile("(?:[不非没]|不算|不含|除了|除去|扣掉|没有)[^,]{0,3}$")
_AT_WORK = re.compile("生产|工控|产线|车间控制|研发用|服务器|实验")
_TRADE = re.compile(
    "(?:^|我们?|咱们?|是|做|搞|从事|专门?|只|就|光|干)(?:做|搞|开|干|从事|给[^,]{1,5}?)?(?:了|的|家|一家|个)?$"
)
_FIRM = re.compile("企业|公司|厂|集团")
_ONLY = re.compile("只|仅|专门|光|就(?:做|搞|是|干)|单纯|全是")

Place = tuple[Evidence, str]
"""A sentence of the evidence."""


def left_out(matter: Matter, policy: Policy, told: Circumstances, nearest: Place | None) -> list[Statement]:
    """The sentences of a policy that leave out what the asker is or speaks of: one by name, else one like his case."""
    found = [
        Statement("结论", verdict, whole(exclusion.clause, policy.header(), exclusion.words))
        for exclusion in exclusions(policy)
        if _concerns(exclusion, matter) and (verdict := _verdict(exclusion, policy, told, nearest))
    ]
    return [*(one for one in found if surely(one)), *found][:1]


def surely(statement: Statement) -> bool:
    """Whether a sentence of ``left_out`` says no, and does not only put a case beside the asker's."""
    return statement.text.startswith(("不能", "不符合"))


def _verdict(exclusion: Exclusion, policy: Policy, told: Circumstances, nearest: Place | None) -> str:
    """What an exclusion says to what is told; nothing when it is of another case."""
    where = _where(exclusion.clause, policy)
    lead = f"“{exclusion.lead}”：" if exclusion.lead else ""
    words = f"{lead}“{exclusion.words}”"
    if things := _things(exclusion, told):
        return f"不能：您说的{_together(things)}，{where}写明{words}。"
    spoken = (names(kind, told) or _trade(kind, told, exclusion) for kind in exclusion.kinds)
    name = next((name for name in spoken if name), None)
    if name is None and not _same_case(exclusion, told, nearest):
        return ""
    sure = name and not exclusion.condition and not (exclusion.only and not _does_only(told))
    return f"不符合：您说的是{name}，{where}写明{words}。" if sure else f"{where}有一种情形不符合，请对照：{words}。"


def _things(exclusion: Exclusion, told: Circumstances) -> list[tuple[str, str]]:
    """What the asker has spent on that an exclusion names in other words, with its name there."""
    if not _SPENDING.search(exclusion.words) or exclusion.condition.strip("支出费用的"):
        return []
    found = ((_BUYING.sub("", kind), _spent_on(kind, piece)) for kind in exclusion.kinds for piece in told.pieces)
    return list(dict.fromkeys((words, kind) for kind, words in found if words))


def _spent_on(kind: str, piece: str) -> str:
    """The words of a piece that speak of a kind of spending; nothing when it is only where something is."""
    words = spoken_of(kind, piece)
    if words is None or ("办公" in kind and _AT_WORK.search(piece)):
        return ""
    at = piece.index(words)
    before, behind = piece[:at], piece[at + len(words) :]
    placed = _IN_PLACE.search(before) and _WITHIN.match(behind)
    return "" if placed or _NOT_SO.search(before) or _AS_TRADE.match(behind) else words


def _together(things: list[tuple[str, str]]) -> str:
    """翻新属于厂房装修，台式机属于办公电脑; of what has the same name in both nothing is said twice."""
    return "，".join(words if words == kind else f"“{words}”属于{kind}" for words, kind in things)


def _trade(kind: str, told: Circumstances, exclusion: Exclusion) -> str | None:
    """The words in which the asker says, in other words than the policy, what trade he is in."""
    firm = f"{kind}企业" in exclusion.words
    for piece in told.pieces:
        words = spoken_of(kind, piece)
        if firm and not _FIRM.search(piece):
            continue  # a cooperative that grows vegetables is no 涉农企业
        if words and words not in kind and _TRADE.search(piece[: piece.index(words)]):
            return words
    return None


def _does_only(told: Circumstances) -> bool:
    return any(_ONLY.search(piece) for piece in told.pieces)


def from_elsewhere(policy: Policy, told: Circumstances) -> list[Statement]:
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
    if exclusion.whole_policy or (exclusion.for_anybody and _of_its_part(exclusion, matter)):
        return True
    if exclusion.refused and bigrams(exclusion.refused) <= bigrams(fold(matter.question.standalone)):
        return True
    found = [item.clause for item in matter.evidence if item.policy.policy_id == exclusion.clause.policy_id]
    if any(clause.clause_id == exclusion.clause.clause_id for clause in found):
        return True
    return any(clause.address[-len(of) :] == of for clause in found for of in exclusion.of if of)


def _of_its_part(exclusion: Exclusion, matter: Matter) -> bool:
    """Whether what is asked about stands in the part of the policy a list bars from, or that part gives nothing."""
    policy = matter.policies[exclusion.clause.policy_id]
    part = exclusion.clause.address[:1]
    if len(exclusion.clause.address) == 1 or matter.evidence[0].clause.address[:1] == part:
        return True
    return not any(
        fact.kind != "prohibition"
        for clause in policy.clauses
        if clause.address[:1] == part
        for fact in clause_facts(clause, policy).benefits
    )


def _same_case(exclusion: Exclusion, told: Circumstances, nearest: Place | None) -> bool:
    """Whether the asker tells the very case an exclusion describes; fewer words are enough when it is the nearest."""
    if any(len(kind) >= _PLAIN and mentions(kind, told) for kind in exclusion.kinds):
        return True
    if not exclusion.condition:
        return False
    condition = in_policy_words(exclusion.condition).removesuffix("的")
    cases = re.split("或者|、" if exclusion.refused else "或者", re.split("不|除外", condition)[0] or condition)
    said_of = max(share(case, ",".join(told.pieces)) for case in cases)
    is_nearest = nearest is not None and exclusion.words in nearest[1]
    # Who asks whether his thing counts as what is refused is answered by it already.
    return said_of >= (_SAID_OF_NEAREST if is_nearest or exclusion.refused else _SAID_OF)
