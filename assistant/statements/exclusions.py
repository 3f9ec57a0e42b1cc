"""What a ceiling does not count (第(五)项奖励不计入合计数), for who asks whether a sum is cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from assistant.evidence import Evidence, Sentence, address_text, sentences, title_text, whole
from assistant.gate.wording import bigrams
from assistant.statements.given import figures, money
from assistant.statements.matter import Matter, Said, Statement
from assistant.statements.rules import plainly
from assistant.statements.steps import is_over
from index.known import clause_facts
from index.policy import Clause, Policy
from index.stated.fact import Amount
from index.variants import fold

_ASKS = re.compile(
    r"砍|扣掉|削|压缩|打折扣|(?:超|受)[^,，。?？]{0,8}(?:上限|限额|封顶|限制|总额)|封顶|顶格"
    r"|(?:算|计|占|列|纳)(?:不(?:算|计|占|列|纳))?(?:进|入|在|到|不)?[^,，。?？]{0,8}(?:合计|总数|总额|额度|上限|限额|里面|里头|内)"
    r"|(?:一年|每年|全年)[^,，。?？]{0,4}最多|会不会超|超不超|超没超|超标|超(?:了|过)?(?:吗|没)"
    r"|(?:合计|加起来|总共|一年最多)[^。?？]{0,40}(?:超|会不会|是不是|会)|\bcap(?:ped)?\b|\bcut\b|exceed",
    re.IGNORECASE,
)
_WHETHER_CUT = re.compile(r"会不会|会[^,，。?？]{0,10}吗|是不是|要不要|受不受")
_LEFT_OUT = re.compile(
    r"(?:^|[,，;；。、])(?P<what>[^,，;；。]{2,40}?)(?:也|均|都)?(?P<not>不计入|不纳入|不列入|不占用?|不受[^,，;；。]{0,8}限制?|不在此限|除外|不包括在内|不含在内)"
)
_REFERS = re.compile(r"第?(?P<label>\([一二三四五六七八九十]{1,3}\)|第[一二三四五六七八九十百零0-9]{1,6}条)")
_REST = re.compile(r"别的|其他|其它|其余|另外|剩下|除此|之外|以外")
_KINDS = "补助|奖励|资金|补贴|奖补|项目|企业"
_LIMIT = re.compile("最多|最高|上限|封顶|不超过")
_LEAST = 2


@dataclass(frozen=True)
class _Ceiling:
    """A sentence that caps a total and leaves something out of it."""

    clause: Clause
    start: int
    end: int
    cap: Amount
    what: str
    left_out: str

    @property
    def words(self) -> str:
        return self.clause.readable[self.start : self.end].strip("；;。 ")


def said(matter: Matter) -> Said:
    """Whether the sum the asker speaks of counts towards a ceiling, and whether the rest keeps under it."""
    asked = plainly(matter.question.standalone)
    if not _ASKS.search(asked):
        return Said()
    for policy_id, policy in matter.policies.items():
        item = next(one for one in matter.evidence if one.policy.policy_id == policy_id)
        ceilings = list(_ceilings(policy)) if not is_over(item, matter) else []
        told = [found for one in ceilings if (found := _told(one, policy, item, asked))]
        if len(told) == 1:
            return Said((told[0],), matter.question.facets, in_full=True)
    return Said()


def _ceilings(policy: Policy) -> Iterator[_Ceiling]:
    """The sentences of a policy that cap a total in money and leave something out of it."""
    for clause in policy.clauses:
        if not _LEFT_OUT.search(fold(clause.readable)):
            continue
        facts = clause_facts(clause, policy)
        for start, end in sentences(clause):
            text = fold(clause.readable[start:end])
            caps = [
                one for one in facts.amounts if start <= one.start < end and one.unit == "元" and one.bound == "at_most"
            ]
            match = _LEFT_OUT.search(text, caps[0].end - start) if len(caps) == 1 else None
            if match and not re.search(r"\d", _REFERS.sub("", match["what"])):
                yield _Ceiling(clause, start, end, caps[0], match["what"], match["not"])


def _told(ceiling: _Ceiling, policy: Policy, item: Evidence, asked: str) -> Statement | None:
    meant = _meant(ceiling, policy, asked)
    if meant is None:
        return None
    place = Sentence(ceiling.start, ceiling.end, ceiling.clause.readable[ceiling.start : ceiling.end], 1.0)
    rests_on = Evidence(0, ceiling.clause, item.policy, 1.0, (place,))
    head = "不会：" if _WHETHER_CUT.search(asked) else ""
    text = f"{title_text(item.policy)}{address_text(ceiling.clause)}规定“{ceiling.words}”"
    rest = _rest(ceiling, asked, fold("".join((ceiling.what, *(one.clause.readable for _, one in meant)))))
    if rest is None:
        return Statement("结论", f"{head}{text}。", rests_on, meant)
    value, told = rest
    over = value > Decimal(ceiling.cap.values[0])
    if over:
        head = f"{ceiling.what}不会，其余的会：" if head else ""
    return Statement("结论", f"{head}{text}；{told}。", rests_on, meant)


def _meant(ceiling: _Ceiling, policy: Policy, asked: str) -> tuple[tuple[str, Evidence], ...] | None:
    """What is left out, with its clause, when it is what the asker speaks of; None when it is not."""
    labels = [match["label"] for match in _REFERS.finditer(ceiling.what)]
    if not labels:
        own = bigrams(re.sub(_KINDS, " ", ceiling.what))
        return () if own & bigrams(asked) else None
    found = [one for one in policy.clauses if one.address[-1] in labels]
    if len(found) != len(labels):
        return None
    others = "".join(fold(one.readable) for one in policy.clauses if one not in found and one is not ceiling.clause)
    for clause in found:
        words = fold(clause.readable)
        own = (bigrams(words) - bigrams(others)) & bigrams(asked)
        if len(own) >= _LEAST:
            heading = clause.readable[clause.body :].strip().split("。")[0].rstrip("；; ")
            line = f"{address_text(clause)}是“{heading}”。" if len(heading) <= _LEAST * 60 else ""
            return ((line, whole(clause, policy.header(), heading)),) if line else ()
    return None


def _rest(ceiling: _Ceiling, asked: str, left_out: str) -> tuple[Decimal, str] | None:
    """The sum of what else the asker has, held against the ceiling."""
    cap = Decimal(ceiling.cap.values[0])
    sums = [one for one in figures(asked) if one.unit == "元"]
    own = bigrams(re.sub(_KINDS, " ", left_out))
    other = [
        one for one in sums if not own & bigrams(one.around) and not (one.value == cap and _LIMIT.search(one.around))
    ]
    counted = [one for one in other if _REST.search(one.before)] or other
    if len(counted) != 1:
        return None
    value = counted[0].value
    if value > cap:
        return value, f"其余{money(value)}超过{money(cap)}，按{money(cap)}"
    return value, f"其余{money(value)}没有超过{money(cap)}"
