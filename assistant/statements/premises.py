"""What a question takes for granted of a clause or policy it names, set right where the text says otherwise.

Nothing is said where the text bears it out, or where its wording leaves it open.
"""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.evidence import Evidence, address_text, whole
from assistant.facets import Facet
from assistant.statements.matter import Matter, Said, Statement
from index.policy import Clause, Policy
from index.stated.moments import number
from index.stated.organs import resolve_all
from index.variants import fold

_ARTICLE = re.compile(r"第(?P<n>[0-9]{1,3}|[零〇一二三四五六七八九十百]{1,5})条(?!例|件)")
_LABEL = re.compile(r"^第?(?P<n>[0-9]{1,3}|[零〇一二三四五六七八九十百]{1,5})(?:条|、|\.)")
_TITLE = re.compile(r"《(?P<title>[^《》]{2,80})》")
_CLAIMED = re.compile(
    r"(?:说|写|规定|明确|要求|讲|提到|载明|列|承诺)(?:了|着|的|明|是|过)*(?P<claim>[^?？。;；]{2,40})"
    r"|(?P<named>第[^条]{1,5}条)(?:的|里|中)?(?P<rest>[^?？。;；]{2,40})"
)
_AGREED = re.compile("对不对|对吗|对吧|是吗|是吧|是不是|没错吧|真的吗|属实|有没有这|[?？]")
_SUM = re.compile(
    r"(?<![0-9.])(?P<n>[0-9]+(?:\.[0-9]+)?)\s*(?P<scale>亿|千万|百万|万|千)?\s*(?P<unit>元|块|%|％|个点|成(?!立|果|员))?"
)
_SCALES = {"亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3, None: 1}
_HAN_SUM = re.compile(
    r"[一二三四五六七八九十百千两][万亿千百]*元|百分之[一二三四五六七八九十]|[一二三四五六七八九两]成(?!立|果|员)"
)
_LEADER = re.compile(r"(?:由|归|是)?(?P<name>[\u4e00-\u9fff]{1,12}?(?:局|厅|委|办|部))(?:来|负责)?(?:牵头|挑头)")
_SENTENCE = re.compile(r"[^。;；\n]+[。;；]?")
_LONGEST = 120
_Sum = tuple[Decimal, bool]
"""A value, and whether it is a share of a hundred."""


def said(matter: Matter) -> Said:
    """What a clause the question names says in truth, when the question has it otherwise."""
    text = fold(matter.question.asked)
    article = _ARTICLE.search(text)
    policy = _policy(text, matter)
    if policy is None or (article is None and _TITLE.search(text) is None):
        return Said()
    if article is None:
        return _of_policy(text, policy, matter)
    clauses = _clauses(policy, number(article["n"]))
    if not clauses:
        return _missing(policy, article[0], in_full=not matter.question.facets)
    return _of_clauses(text, clauses, policy)


def _policy(text: str, matter: Matter) -> Policy | None:
    """The policy the question names by its title, else the nearest one."""
    title = _TITLE.search(text)
    policies = list(matter.policies.values())
    if title is None:
        return policies[0] if policies else None
    return next((policy for policy in policies if title["title"] in fold(policy.title)), None)


def _clauses(policy: Policy, wanted: int) -> list[Clause]:
    """The clauses of 第八条; of 八、 in a policy that has no 第…条."""
    articles = any(clause.article for clause in policy.clauses)
    return [clause for clause in policy.clauses if wanted in _numbers(clause, articles=articles)]


def _numbers(clause: Clause, *, articles: bool) -> set[int]:
    labels = [label for label in clause.address if "条" in label] if articles else clause.address[:1]
    return {number(match["n"]) for label in labels if (match := _LABEL.match(label))}


def _missing(policy: Policy, label: str, *, in_full: bool) -> Said:
    """That there is no such article, when the policy's articles are numbered through."""
    last = next((clause for clause in reversed(policy.clauses) if clause.article), None)
    if last is None or last.article is None:
        return _unnumbered(policy, label, in_full=in_full)
    text = f"《{policy.title}》没有{label}，最后一条是{last.article[-1]}。"
    covers = frozenset({Facet.AMOUNT, Facet.DEPARTMENT})
    return Said((Statement("结论", text, whole(last, policy.header(), "")),), covers, in_full=in_full)


def _unnumbered(policy: Policy, label: str, *, in_full: bool) -> Said:
    """That a policy which counts no articles, and has fewer clauses than that, has no such article."""
    if not policy.clauses or number(label[1:-1]) <= len(policy.clauses):
        return Said()
    text = f"《{policy.title}》不是按“第几条”编号的，没有{label}。"
    resting = whole(policy.clauses[0], policy.header(), "")
    return Said((Statement("结论", text, resting),), frozenset({Facet.AMOUNT, Facet.DEPARTMENT}), in_full=in_full)


def _of_clauses(text: str, clauses: list[Clause], policy: Policy) -> Said:
    claim = _claim(text)
    words = fold("\n".join(clause.readable for clause in clauses))
    if wrong := _not_in(claim, words):
        shown = next((found for clause in clauses if (found := _with_sum(clause))), None) or _first(clauses)
        return _corrected(f"没有写{wrong}", *shown, policy, Facet.AMOUNT)
    return _leader(claim, clauses, policy)


def _of_policy(text: str, policy: Policy, matter: Matter) -> Said:
    """A sum that stands nowhere in the policy that the question says it is from."""
    wrong = _not_in(_claim(text), fold("\n".join(clause.readable for clause in policy.clauses)))
    nearest = next((item.clause for item in matter.evidence if item.policy.policy_id == policy.policy_id), None)
    shown = _with_sum(nearest) if nearest else None
    if not wrong or shown is None:
        return Said()
    text = f"《{policy.title}》全文没有写{wrong}；{address_text(shown[0])}写的是：“{shown[1]}”。"
    return Said((Statement("结论", text, _resting(shown[0], policy, shown[1])),), frozenset({Facet.AMOUNT}))


def _claim(text: str) -> str:
    """What the question says that the text says; nothing when it does not ask about it."""
    match = _CLAIMED.search(text)
    return (match["claim"] or match["rest"] or "") if match and _AGREED.search(text) else ""


def _not_in(claim: str, words: str) -> str:
    """The first sum of a claim that the words do not hold, as it was put; nothing when their sums are in characters."""
    if _HAN_SUM.search(words):
        return ""
    stated = {value for match in _SUM.finditer(words) if (value := _value(match))}
    for match in _SUM.finditer(claim):
        value = _value(match)
        if value and value not in stated:
            return match[0].strip() + ("元" if match["scale"] and not match["unit"] else "")
    return ""


def _value(match: re.Match[str]) -> _Sum | None:
    if not match["scale"] and not match["unit"]:
        return None
    share = match["unit"] in ("%", "％", "个点", "成")
    scale = 10 if match["unit"] == "成" else _SCALES[match["scale"]]
    return Decimal(match["n"]) * scale, share


def _with_sum(clause: Clause) -> tuple[Clause, str] | None:
    """The first sentence of a clause that states a sum."""
    for match in _SENTENCE.finditer(clause.readable, clause.body):
        sums = (_value(found) for found in _SUM.finditer(fold(match[0])))
        if any(sums) and len(match[0]) <= _LONGEST:
            return clause, match[0].strip().rstrip("。;；")
    return None


def _first(clauses: list[Clause]) -> tuple[Clause, str]:
    match = _SENTENCE.search(clauses[0].readable, clauses[0].body)
    return clauses[0], match[0].strip().rstrip("。;；")[:_LONGEST] if match else clauses[0].readable[:_LONGEST]


def _leader(claim: str, clauses: list[Clause], policy: Policy) -> Said:
    """That another body leads than the question says, when both are known by their line of duty."""
    match = _LEADER.search(claim)
    clause = next((clause for clause in clauses if clause.departments.lead), None)
    if match is None or clause is None:
        return Said()
    name = re.sub("^.*(?:由|归|是|让|说|为)", "", match["name"])
    named = {organ.kind for organ in resolve_all((name,), policy.region, policy.issuer)}
    leads = {organ.kind for organ in resolve_all(clause.departments.lead, policy.region, policy.issuer)}
    if None in named | leads or named & leads:
        return Said()
    text = f"《{policy.title}》{address_text(clause)}写的牵头单位是{'、'.join(clause.departments.lead)}，不是{name}。"
    return Said((Statement("结论", text, _resting(clause, policy, text)),), frozenset({Facet.DEPARTMENT}))


def _corrected(wrong: str, clause: Clause, words: str, policy: Policy, facet: Facet) -> Said:
    text = f"《{policy.title}》{address_text(clause)}{wrong}；写的是：“{words}”。"
    return Said((Statement("结论", text, _resting(clause, policy, words)),), frozenset({facet}))


def _resting(clause: Clause, policy: Policy, words: str) -> Evidence:
    return whole(clause, policy.header(), words)
