"""A list in full, said by code: its lead-in, how many items, and each item as it is numbered in the text."""

from __future__ import annotations

import re

from assistant.evidence import Evidence, Sentence, address_text, title_text, whole
from assistant.lists import Listing, ListKind, asked_kind, asked_things, asks_items, headed, listing
from assistant.question import Facet
from assistant.statements.matter import Matter, Said, Statement
from index.policy import Clause, Policy, PolicyHeader
from index.variants import fold

_ENUMERATED = 3
"""A sentence that counts off so many things with 、 is a list itself."""
_NEAR_BEST = 0.85
_OTHER_FACETS = frozenset({Facet.DEPARTMENT, Facet.VALIDITY, Facet.DATE, Facet.AMOUNT})
_OWN = re.compile(
    r"能不能|可不可以|行不行|算不算|够不够|还差|[能可]以?[^,，。;；?？]{0,16}吗|\b[Cc]an (?:I|we)\b|\b[Dd]o (?:I|we) q"
)
_OWN_CASE = frozenset({ListKind.CONDITIONS, ListKind.BARS})
"""Who asks whether he himself meets one of these wants his own case judged."""
_REMARK = re.compile(r"\([^()]*\)")
_FORM = re.compile(r"方案|意见|办法|措施|规划|通知|细则|条例|规定|答复|计划|指南")
_LIST_OF = re.compile(r"[^、,，。;；:：]+(?:、[^、,，。;；:：]+){2,}")
_LEAVES_OUT = re.compile(
    r"[^。；;\n]{2,40}[,，](?:可以?|无需|不需要?|免于|不再)[^。；;\n]{0,10}第[(（]?[0-9一二三四五六七八九十]+[)）]?项[^。；;\n]{0,10}"
)
_ADDS = re.compile("还应|还需|另需|另外|同时提[交供]|可以?不|无需|不需|不再|除外")
_LONGEST_REST = 150
_MEMBERS = 2
"""So many of the things counted off, or the word that sums them up, bear the name asked for."""


def said(matter: Matter) -> Said:
    """The list the question asks for, with every item; or the sentence that counts off what it asks for."""
    question = matter.question
    if not matter.evidence or Facet.DEPARTMENT in question.facets or not asks_items(question):
        return Said()
    if sections := _sections(matter):
        return Said(tuple(statement(one, policy) for policy, one in sections), frozenset({Facet.LIST}), in_full=True)
    if found := _listing(matter):
        policy, one = found
        return Said((statement(one, policy),), _covers(matter, one), in_full=_only_list(matter, one))
    if sentence := _enumeration(matter):
        return Said((sentence,), frozenset({Facet.LIST}))
    return Said()


def _sections(matter: Matter) -> list[tuple[Policy, Listing]]:
    """The section the question names in each policy of the evidence; of these the ones of the form it names (方案)."""
    found = [(policy, one) for policy in matter.policies.values() if (one := headed(matter.question, policy))]
    forms = [pair for pair in found if (form := _FORM.search(pair[0].title)) and form[0] in matter.question.standalone]
    return forms or found


def _listing(matter: Matter) -> tuple[Policy, Listing] | None:
    """The list that the nearest clause belongs to, when it is of the kind the question names or holds what it names."""
    first = matter.evidence[0]
    policy = matter.policies.get(first.policy.policy_id)
    one = listing(first.clause, policy) if policy else None
    kind = asked_kind(matter.question)
    if policy is None or one is None:
        return None
    if kind not in one.kinds and (one.kinds or not one.holds(asked_things(matter.question))):
        return None
    return policy, one


def _covers(matter: Matter, one: Listing) -> frozenset[Facet]:
    covered = {Facet.LIST}
    if ListKind.MATERIALS in one.kinds:
        covered.add(Facet.PROCEDURE)
    if not _own_case(matter, one):
        covered.add(Facet.ELIGIBILITY)
    return frozenset(covered)


def _only_list(matter: Matter, one: Listing) -> bool:
    """Whether the list is all that is asked for."""
    question = matter.question
    asking = [part for part in re.split(r"[?？。;；]", _REMARK.sub("", fold(question.standalone))) if part.strip()]
    return not question.facets & _OTHER_FACETS and len(asking) == 1 and not _own_case(matter, one)


def _own_case(matter: Matter, one: Listing) -> bool:
    return bool(one.kinds & _OWN_CASE) and bool(_OWN.search(matter.question.standalone))


def statement(one: Listing, policy: Policy) -> Statement:
    """The lead-in with the count, then each item, then what the article says after them, each line cited."""
    header = policy.header()
    title = title_text(policy)
    below = one.lead is None or (one.inline and one.lead.address != one.place)
    place = "".join(one.place) if below or not one.lead else address_text(one.lead)
    lead = "：".join(part for part in (one.heading, one.lead_text) if part)
    text = f"{title}{place}{'' if place.endswith('、') else '：'}{lead}，共{len(one.items)}项{_left_out(one)}："
    lines = [line for item in one.items for line in _lines(item.text, item.clause, header)]
    lines += [line for clause in one.closing for line in _lines(clause.readable[clause.body :], clause, header)]
    if one.inline:
        return Statement(
            "结论",
            text,
            (held := _stretch(one.items[0].clause, header, one.lead_text or one.items[0].text, one.items[-1].text)),
            (*((line, held) for line, _ in lines), *_afterwards(one, header)),
        )
    return Statement("结论", text, whole(one.lead, header, one.lead_text) if one.lead else None, tuple(lines))


def _afterwards(one: Listing, header: PolicyHeader) -> list[tuple[str, Evidence]]:
    """What the paragraph of a list goes on to say of it (失业人员还应当提交登记证明)."""
    clause, last = one.items[-1].clause, one.items[-1].text
    rest = clause.readable[clause.readable.index(last) + len(last) :].split("\n")[0].strip()
    return _lines(rest, clause, header) if _ADDS.search(fold(rest)) and len(rest) <= _LONGEST_REST else []


def _left_out(one: Listing) -> str:
    """The sentence that leaves out items for some (仅申请…的,可以不提交第5项材料), told with the count."""
    after = [line for item in one.items[-1:] for line in item.text.split("\n")[1:]]
    after += [clause.readable[clause.body :] for clause in one.closing]
    found = next((match[0] for text in after for match in _LEAVES_OUT.finditer(text)), "")
    return f"，其中{found.strip()}" if found else ""


def _lines(text: str, clause: Clause, header: PolicyHeader) -> list[tuple[str, Evidence]]:
    """Each line of an item with the evidence it rests on."""
    return [(line, _stretch(clause, header, line)) for one in text.split("\n") if (line := one.strip())]


def _stretch(clause: Clause, header: PolicyHeader, first: str, last: str = "") -> Evidence:
    """The clause with the stretch from the words ``first`` to the words ``last`` in it."""
    text = clause.readable
    start = text.find(first)
    if start < 0:
        return whole(clause, header, first)  # a heading above the clause
    end = text.index(last or first, start) + len(last or first)
    return Evidence(0, clause, header, 1.0, (Sentence(start, end, text[start:end], 1.0),))


def _enumeration(matter: Matter) -> Statement | None:
    """The sentence nearest to the question that counts off three or more of the things it asks for, by their name."""
    names = asked_things(matter.question)
    nearest = [item for item in matter.evidence if item.score >= _NEAR_BEST * matter.evidence[0].score]
    told = [(sentence.score, sentence.text, item) for item in nearest[:2] for sentence in item.sentences]
    best = max((score for score, _, _ in told), default=0.0)
    for score, text, item in sorted(told, key=lambda one: -one[0]):
        if score >= _NEAR_BEST * best and any(_named(run, names) for run in _LIST_OF.finditer(fold(text))):
            return Statement("结论", text, item)
    return None


def _named(run: re.Match[str], names: frozenset[str]) -> bool:
    """Whether what is counted off is of the name asked for: 甲园区、乙园区; 甲、乙、丙等园区."""
    members = run[0].split("、")
    summed = re.search(r"等(?P<what>.{2,6})", members[-1])
    what = summed["what"] if summed else ""
    return any(name in what or sum(name in member for member in members) >= _MEMBERS for name in names)
