"""What one pays oneself or gets back: a price less what is granted for it, all of it, or a share returned."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.evidence import Evidence, sentences
from assistant.question import Facet
from assistant.statements.given import Given, money
from assistant.statements.matter import Matter, Said, Statement
from assistant.statements.schemes.applies import applies, is_left_out
from assistant.statements.schemes.holds import Asker, asker_of, holds
from assistant.statements.schemes.parts import CEILINGS, Part
from assistant.statements.schemes.scheme import Scheme, case_of, chosen, scheme_of
from assistant.statements.schemes.speaking import is_over, quoted
from assistant.statements.schemes.verdict import Verdict
from assistant.statements.schemes.worth import worth_of
from index.policy import Clause, Policy
from index.stated.decimals import DIGITS, plain
from index.variants import fold

_OWN = re.compile(
    r"(?:自己|自家|个人|本人)[^,，。;；?？]{0,8}(?:出|掏|付|花|承担|负担|交)(?:多少|几|的?钱)|自[付费掏](?:多少|几)"
)
_BACK = re.compile(r"退(?:还|回|给|费|款)?[^,，。;；?？]{0,6}(?:多少|几[块元百千万成])")
# A case, and by whom its cost is borne; what is borne by others is none of the asker's.
_CASE = "(?P<case>(?:[^;。,]*的,)?[^;。,、]*?)(?:费用|其费用)?"
_SELF = "(?:个人|本人|患者|家庭|用户|申请人|参保人员?)"
_BORNE = re.compile(
    rf"{_CASE}(?:全部|全额|均|都)由(?:(?P<own>{_SELF})|财政|政府|基金|学校|企业|单位|市级|区级|县级)[^,;。]{{0,8}}?(?:自行)?(?:承担|负担|支付|自理)"
    rf"|(?P<case2>[^;。,]*的),[^;。]*?{_SELF}(?:承担|负担|自付|支付|缴纳)(?P<n>{DIGITS}[万]?)元"
)
_ALL_BACK = re.compile(r"(?P<case>[^;。,]*?的?),(?:应当|应|可以?|予以)?(?:全额|全部|足额)(?:予以)?退(?:还|回|费|款)")
_GRANTS = re.compile("补|资助|减免|报销|奖")
_OTHERS_SHARE = re.compile("个人|本人|自付|自费|承担|负担|缴|收取|收费")
_SAME_UNITS = {"餐": "餐顿", "晚": "晚夜", "天": "天日", "次": "次回趟"}
_REST = re.compile("其他|其余|其它")
_HUNDRED = Decimal(100)
NEAR = 0.8
"""A clause scored lower than this share of the best is not the rule asked about; the price is often told in another."""


def said(matter: Matter) -> Said:
    """What the asker pays himself or gets back, where his case and the price are certain; else nothing."""
    if not matter.evidence or Facet.AMOUNT not in matter.question.facets:
        return Said()
    asker = asker_of(matter.question)
    own, back = _OWN.search(asker.words), _BACK.search(asker.words)
    if not own and not back:
        return Said()
    for item in matter.evidence:
        policy = matter.policies.get(item.policy.policy_id)
        if policy is None or item.score < NEAR * matter.evidence[0].score:
            continue
        over = is_over(item, matter, asker)
        told = _all_of_it(item.clause, policy, asker, _BORNE if own else _ALL_BACK, over=over)
        if told is None and not over:
            told = _left(item, policy, asker) if own else _returned(item, policy, asker)
        if told:
            return Said((told,), frozenset({Facet.AMOUNT}))
    return Said()


def _price(asker: Asker) -> Given | None:
    sums = [one for one in asker.given if one.unit == "元"]
    return sums[0] if len(sums) == 1 else None


def _resting(text: str, clause: Clause, place: tuple[int, int], policy: Policy) -> Statement:
    return Statement("结论", text, Evidence(0, clause, policy.header(), 1.0, (quoted(clause, place),)))


def _all_of_it(clause: Clause, policy: Policy, asker: Asker, rule: re.Pattern[str], *, over: bool) -> Statement | None:
    """What the one piece of a clause says of the asker's case, with the sum; its words where it expired."""
    found: list[tuple[re.Match[str], str, tuple[int, int]]] = []
    for start, end in sentences(clause):
        matches = (one for one in rule.finditer(fold(clause.readable[start:end])) if _is_case(one, asker))
        found += [(one, clause.readable[start + one.start() : start + one.end()], (start, end)) for one in matches]
    if len(found) != 1:
        return None
    match, words, place = found[0]
    way = "" if over else _way(match, _price(asker))
    return _resting(f"{'按有效期内的规定，' if over else ''}{words.strip('，,；; ')}{way}。", clause, place, policy)


def _way(match: re.Match[str], price: Given | None) -> str:
    """What comes of it for the asker's price."""
    told = match.groupdict()
    if told.get("n"):
        return ""
    if "own" in told and not told["own"]:
        return "，自己不用出"
    return f"，{'自己出' if 'own' in told else '退'}{money(price.value)}" if price else ""


def _is_case(match: re.Match[str], asker: Asker) -> bool:
    told = match.groupdict()
    case = told.get("case") or told.get("case2") or ""
    return bool(case) and not _REST.search(case) and holds(case, asker) is Verdict.YES


def _left(item: Evidence, policy: Policy, asker: Asker) -> Statement | None:
    """The price less what the rule grants for it."""
    price, scheme = _price(asker), scheme_of(item.clause, policy)
    base = chosen(scheme, asker) if scheme else None
    if price is None or scheme is None or base is None or not _is_granted(base[0], asker):
        return None
    part = base[0]
    if part.kind == "each":
        value = part.value if _is_of_one(part.unit, price) and _is_alone(base, scheme, asker) else None
    else:
        worth = worth_of(scheme, asker) if part.kind == "rate" else None
        value = worth.value if worth and not worth.but else None
    if value is None:
        return None
    left = max(price.value - value, Decimal(0))
    granted = money(value) if part.kind == "each" else f"{money(value)}({money(price.value)}×{plain(part.value)}%)"
    if part.kind == "rate" and value != price.value * part.value / _HUNDRED:
        granted = money(value)
    each = f"每{part.unit}" if part.kind == "each" else ""
    text = f"{each}自己出{money(left)}：{money(price.value)}减去补助的{granted}。"
    return _resting(text, part.clause, part.place, policy)


def _is_granted(part: Part, asker: Asker) -> bool:
    """Whether a base is money granted in the asker's case, and not what somebody is to pay."""
    text = fold(part.clause.readable[slice(*part.place)])
    case = case_of([part])[0]
    granted = bool(_GRANTS.search(text)) and not _OTHERS_SHARE.search(text)
    return granted and (part.kind == "rate" or holds(case, asker) is Verdict.YES)


def _is_of_one(unit: str, price: Given) -> bool:
    """Whether a price is told of one of what a sum is for (13元一餐)."""
    return bool(re.search(f"[一每单/][{_SAME_UNITS.get(unit, unit)}]", price.around))


def _is_alone(base: tuple[Part, ...], scheme: Scheme, asker: Asker) -> bool:
    """Whether nothing changes the base in the asker's case but ceilings above it."""
    common = "".join(case_of(base)) + scheme.lead
    if is_left_out(scheme.clauses, asker, common):
        return False
    verdicts = [(part, applies(part, base, scheme, asker, common)) for part in scheme.changes]
    bearing = [part for part, verdict in verdicts if verdict in (Verdict.YES, Verdict.UNSURE)]
    return all(part.kind in CEILINGS and part.value >= base[0].value for part in bearing)


def _returned(item: Evidence, policy: Policy, asker: Asker) -> Statement | None:
    """The share of a price that is paid back in the asker's case."""
    price, scheme = _price(asker), scheme_of(item.clause, policy)
    base = chosen(scheme, asker) if scheme else None
    if price is None or base is None or base[0].kind != "rate":
        return None
    part = base[0]
    case = "".join(reversed(case_of(base)))
    if not re.search("退(?:还|回|费|款)?$", part.case) or holds(case, asker) is not Verdict.YES:
        return None
    value = price.value * part.value / _HUNDRED
    text = f"退{money(value)}：{money(price.value)}×{plain(part.value)}%={money(value)}。"
    return _resting(text, part.clause, part.place, policy)
