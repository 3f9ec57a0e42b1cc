"""Whether what was paid for once may be claimed again (能不能再报一遍): the sentence that says no."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.evidence import Evidence, Sentence, address_text, sentences, title_text
from assistant.gate.wording import bigrams
from assistant.statements.given import figures
from assistant.statements.matter import Matter, Said, Statement
from assistant.statements.rules import plainly
from index.known import clause_facts
from index.policy import Clause, Policy, Validity
from index.stated.decimals import plain
from index.variants import fold

NEAR = 0.62
_AGAIN = (
    r"(?:再|又|还能?|接着|重新)[^,，。;；?？]{0,16}(?:报(?!告)|申请|申领|领|拿|享受|补(?!充)|列支|算进|计入|要)"
    r"|重复(?:报|申|领|享|补|计)|两(?:遍|次|头|份|边)(?:都)?(?:报|申|领|拿|补)|(?:报|领|拿|申请|享受|补)(?:两|第二)(?:遍|次|份|回)"
    r"|还(?:行|能|可以|算)(?:吗|不|么)"
)
_HAD = re.compile(
    r"(?:已经?|都|刚|才|之前|先前|去年|今年|上个月)[^。;；?？]{0,24}(?:补|奖|领|拿|报|享受|获得|申请|到手|给)|(?:补|奖|领|拿|报|享受|获得|申请|给)(?:过|了|到)"
)
_ASKS = re.compile(_AGAIN)
_HAD_NOT = re.compile(r"(?:没有?|未|还没)[^,，。;；]{0,6}(?:补|领|拿|报|享受|获得|申请)(?:过|到)?")
_RULE = re.compile(
    r"(?P<had>(?:已经?|曾经?)(?:按照?|在|由|从|通过|列入)?[^。;；]{0,60}?(?:获得|享受|领取|取得|申领|申请|得到|支持|补助|补贴|奖励)[^。;；,，]{0,24}?的?[,，]?"
    r"[^。;；,，]{0,24}?[,，]?)(?P<no>(?:不再|不得|不能|不予|不可)[^。;；,，]{0,10}"
    r"(?:享受|申报|申请|申领|领取|计入|补助|补贴|奖励|重复|支持|资助|列支|纳入|安排))"
)
_ANOTHER = re.compile(r"(?:按照?|依据|根据|享受|获得)(?P<name>[^,，。;；]{4,24}?(?:政策|办法|措施|方案|细则|意见))")
_COMMON = re.compile(
    r"已经?|获得|享受|领取|申请|政策|补助|补贴|奖励|资金|支持|同一|不再|不得|不能|不予|能不能|多少|企业|我们"
)
_LEAST = 2
_LIKE = 0.6


@dataclass(frozen=True)
class _Ban:
    """A sentence that refuses what was had before."""

    clause: Clause
    policy: Policy
    start: int
    end: int
    no: str
    shared: int


def said(matter: Matter) -> Said:
    """No, with the sentence that says so, when the asker had one benefit and asks for it again or for another."""
    asked = plainly(matter.question.standalone)
    last = asked.rpartition(";")[2]
    if not matter.evidence or not _ASKS.search(last) or not _HAD.search(asked) or _HAD_NOT.search(last):
        return Said()
    bans = sorted(_bans(matter, asked), key=lambda ban: -ban.shared)
    if not bans or (len(bans) > 1 and bans[0].shared == bans[1].shared):
        return Said()
    ban = bans[0]
    words = ban.clause.readable[ban.start : ban.end].strip("；;。 ")
    header = ban.policy.header()
    place = Sentence(ban.start, ban.end, ban.clause.readable[ban.start : ban.end], 1.0)
    text = f"不能：{title_text(header)}{address_text(ban.clause)}规定“{words}”。"
    statement = Statement("结论", text, Evidence(0, ban.clause, header, 1.0, (place,)), _other(ban, matter, asked))
    return Said((statement,), matter.question.facets, in_full=True)


def _bans(matter: Matter, asked: str) -> Iterator[_Ban]:
    """The refusals in the nearest clauses that speak of what the asker speaks of."""
    pairs = bigrams(_COMMON.sub(" ", asked))
    for item in matter.evidence:
        policy = matter.policies.get(item.policy.policy_id)
        if policy is None or item.score < NEAR * matter.evidence[0].score:
            continue
        if item.policy.validity(matter.question.as_of) == Validity.EXPIRED:
            continue
        for start, end in sentences(item.clause):
            text = fold(item.clause.readable[start:end])
            match = _RULE.search(text)
            shared = len(bigrams(_COMMON.sub(" ", text)) & pairs)
            if match and shared >= _LEAST:
                yield _Ban(item.clause, policy, start, end, match["no"], shared)


# -- the rate of the policy it was had by --------------------------------------------------------------------------


def _other(ban: _Ban, matter: Matter, asked: str) -> tuple[tuple[str, Evidence], ...]:
    """What the policy that the refusal names grants, where the asker tells its rate: the clause with that rate."""
    name = _ANOTHER.search(fold(ban.clause.readable[ban.start : ban.end]))
    rates = [plain(one.value) for one in figures(asked) if one.unit == "%"]
    if name is None or len(rates) != 1:
        return ()
    policy = _named(re.sub("政策$", "", name["name"]), matter)
    found = list(_with_rate(policy, rates[0], asked)) if policy else []
    if policy is None or not found:
        return ()
    best = max(found, key=lambda one: one[2])
    if [one[2] for one in found].count(best[2]) > 1:
        return ()
    clause, (start, end), _ = best
    words = clause.readable[start:end].strip()
    header = policy.header()
    place = Sentence(start, end, clause.readable[start:end], 1.0)
    return ((f"已得的一份：{title_text(header)}“{words}”", Evidence(0, clause, header, 1.0, (place,))),)


def _named(name: str, matter: Matter) -> Policy | None:
    """The one policy in the index whose title holds most of a name."""
    pairs = bigrams(name)
    likes = [
        (len(pairs & bigrams(fold((header.region or "") + header.title))) / (len(pairs) or 1), header)
        for header in matter.searcher.policies()
    ]
    fitting = [header for like, header in likes if like >= _LIKE]
    return matter.searcher.policy(fitting[0].policy_id) if len(fitting) == 1 else None


def _with_rate(policy: Policy, rate: str, asked: str) -> Iterator[tuple[Clause, tuple[int, int], int]]:
    """The sentences of a policy that grant ``rate`` percent, with how many pairs they share with the question."""
    for clause in policy.clauses:
        if rate not in clause.readable:
            continue
        amounts = [one for one in clause_facts(clause, policy).amounts if one.unit == "%" and one.values == (rate,)]
        for start, end in sentences(clause):
            if any(start <= one.start < end for one in amounts):
                words = _COMMON.sub(" ", fold(clause.readable[start:end]))
                yield clause, (start, end), len(bigrams(words) & bigrams(asked))
