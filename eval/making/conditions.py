"""Questions about who may and who may not: refusals, thresholds missed, conditions to meet, what a group can expect."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.making.draft import NO, Draft, Group
from eval.making.held import Held, Stated
from eval.making.naming import in_region
from eval.making.pieces import (
    bracketed,
    evidence,
    segments,
    sentence_at,
    stands_alone,
    unit_of,
    unlabelled,
    ways_to_write,
)
from index.policy import Policy
from index.stated.fact import Amount, Benefit

_ENDS = re.compile(r"[,:;、\s]+$")
_BARRED = re.compile(
    r"^(?:的)?(?:但|则|一律|均|都)?(?P<no>不得|不予|不再|不能|不给予|不重复|不享受|不适用)(?P<act>.{1,18})$"
)
_ACTS = {
    "不得": "能{act}",
    "不能": "能{act}",
    "不予": "给{act}",
    "不给予": "给{act}",
    "不再": "会{act}",
    "不重复": "能再{act}",
    "不享受": "能享受{act}",
    "不适用": "能适用{act}",
}
# A threshold that is one of several ways in, or one of several grades, turns nobody away by itself.
_EITHER = re.compile("或者?|除外|给予|奖励|补助|补贴|上述|分别")
_RELAXED = re.compile("放宽|放宽到|不受.{0,12}限制")
_RULE = re.compile("但|不得|应当|须|不低于|不少于|每年|由")
_WORDY = re.compile(r"上述|前款|本条|第.{1,4}条|下列|以下|有关规定$|其他")
_PERIOD = re.compile(r"\d+(?:年|个月|日|个工作日)内")
_WHO_ENDS = re.compile(
    r"(?:企业|机构|人才|项目|单位|团队|个人|医师|组织|平台|园区|主体|人员|医院|公司|银行|高校|院所|持有人|基地|中心)$"
)
_GROUP = re.compile(rf"(?:的|{_WHO_ENDS.pattern})$")
_WHO_STARTS = re.compile("^(?:鼓励|支持|引导|不断|用|按|将|把|对|由|在|为|向|以|推动|加强|建立|我们|如|若)")
_GETS = re.compile(r"(?:^(?:可以?|经认定后可以?|并)?|,|、)(?:给予|享受|获得|纳入|享有|优先|落实)")
_SUPPORTED = re.compile(r"(?:(?<=[。;])|^)(?P<verb>允许|支持|鼓励)(?P<act>[^。;,:()|\n]{10,40})(?=[。;])", re.MULTILINE)
_TERM = re.compile(r"^(?:符合|满足|具有|具备|取得|完成|通过|属于|在)")
_SHORTEST, _LONGEST = 7, 70
_MOST_GETS = 45
_GENERAL_TERM = re.compile(
    r"^(?:在)?(?:符合|满足)?(?:相关|有关|规定|政策规定|条件|准入标准)?(?:的)?(?:条件|规定|政策|要求)?(?:下)?$"
)


def drafts(policy: Policy, held: Held) -> Iterator[Draft]:
    """The questions about who may and who may not that a policy's clauses answer."""
    for one in held.of(policy):
        for benefit in one.facts.benefits:
            if benefit.kind == "prohibition":
                yield from _barred(one, benefit, held)
            else:
                yield from _terms(one, benefit, held)
                yield from _content(one, benefit, held)
        for amount in one.facts.amounts:
            yield from _below(one, amount, held)
        yield from _supported(one, held)


def _before(one: Stated, benefit: Benefit) -> str | None:
    """The words of the sentence before what is granted or refused, where they say by themselves who is meant."""
    first, _ = sentence_at(one.text, benefit.gets.start)
    first = max(first, one.clause.body)
    parts = segments(one.text, first, benefit.gets.start)
    named = [start for start, end in parts if one.text.startswith("对", start) and _GROUP.search(one.text[start:end])]
    words = unlabelled(_ENDS.sub("", one.text[max([first, *named]) : benefit.gets.start]))
    words = in_region(words.removeprefix("对"), one.policy)
    clear = (
        not words.startswith("任何")
        and _SHORTEST <= len(words) <= _LONGEST
        and stands_alone(words)
        and "\n" not in words
    )
    return words if clear and not _WORDY.search(words) and not bracketed(one.text, benefit.gets.start) else None


def _barred(one: Stated, benefit: Benefit, held: Held) -> Iterator[Draft]:
    """What is refused, asked for by those to whom it is refused."""
    match, context = _BARRED.match(benefit.gets.words), _before(one, benefit)
    if not match or not context or _PERIOD.search(benefit.gets.words) or not (benefit.conditions or benefit.who):
        return
    if _WORDY.search(match["act"]) or re.search("[,并]", match["act"]) or _RULE.search(context):
        return
    act = in_region(_ACTS[match["no"]].format(act=match["act"]), one.policy)
    act = act.replace("本办法", "这个办法").replace("本措施", "这些措施").replace("本细则", "这个细则")
    yield from _draft(one, held, benefit, "eligibility.not", (NO,), {"context": context.removesuffix("的"), "act": act})


def _terms(one: Stated, benefit: Benefit, held: Held) -> Iterator[Draft]:
    """What must be met to get what is granted, where the conditions are more than 符合条件."""
    who, gets = benefit.who, benefit.gets.words
    terms = [term.words for term in benefit.conditions if not _GENERAL_TERM.match(term.words)]
    if not who or not terms or not _is_who(one, benefit) or not _GETS.match(gets) or len(gets) > _MOST_GETS:
        return
    if any(unit_of(term) for term in terms) or any("、" in term or "且" in term for term in terms):
        return
    said = re.sub("^(?:可以?|并)", "", gets).split(",")[0]
    facts = tuple(_ways_to_say(term) for term in terms)
    values = {"who": in_region(who.words, one.policy), "gets": in_region(said, one.policy)}
    yield from _draft(one, held, benefit, "eligibility.terms", facts, values)


def _content(one: Stated, benefit: Benefit, held: Held) -> Iterator[Draft]:
    """What a group can expect, where no amount is stated."""
    gets, context = benefit.gets.words, _before(one, benefit)
    has_amount = any(benefit.gets.start <= each.start < benefit.gets.end for each in one.facts.amounts)
    if has_amount or not context or not _is_who(one, benefit) or not _GETS.search(gets) or len(gets) > _MOST_GETS:
        return
    receives = "的" in context or one.text[: benefit.gets.start].rstrip(",").endswith(f"对{context}")
    if not receives or _RULE.search(context) or not _is_granted_once(one, benefit, held):
        return
    yield from _draft(
        one, held, benefit, "content.gets", (_ways_to_say(gets),), {"context": context.removesuffix("的")}
    )


def _is_granted_once(one: Stated, benefit: Benefit, held: Held) -> bool:
    """Whether the policy grants this group, or one named much like it, nothing else."""
    pairs = _pairs(benefit.who.words) if benefit.who else set()
    for other in held.of(one.policy):
        text = other.text.replace(benefit.words, "") if other is one else other.text
        if any(len(pairs & _pairs(part)) * 3 >= len(pairs) * 2 for part in re.split("[。;,]", text)):
            return False
    return True


def _pairs(words: str) -> set[str]:
    bare = words.removeprefix("符合条件的")
    return {bare[place : place + 2] for place in range(len(bare) - 1)}


def _is_who(one: Stated, benefit: Benefit) -> bool:
    """Whether the group is read whole: from the beginning of its part of the sentence to a noun for who can be one."""
    if benefit.who is None:
        return False
    first, last = sentence_at(one.text, benefit.gets.start)
    begins = [unlabelled(one.text[start:end]).removeprefix("对") for start, end in segments(one.text, first, last)]
    words = benefit.who.words
    whole = any(part.startswith(words) for part in begins)
    return whole and bool(_WHO_ENDS.search(words)) and not _WHO_STARTS.match(words)


def _ways_to_say(words: str) -> Group:
    bare = _TERM.sub("", re.sub("^(?:可以?|经认定后可以?|并)?(?:给予|享受|获得|享有|在)?", "", words)).strip()
    ways = (words, bare) if len(bare) >= 4 else (words,)
    return tuple(dict.fromkeys(ways))


def _supported(one: Stated, held: Held) -> Iterator[Draft]:
    """What the policy allows, supports or encourages, by a sentence of one part that says nothing else."""
    if one.policy.repairs:
        return
    for match in _SUPPORTED.finditer(one.text, one.clause.body):
        act = match["act"]
        piece = evidence(held, one, match.start("verb"), match.end())
        if piece and stands_alone(act) and not bracketed(one.text, match.start()) and not _WORDY.search(act):
            allowed = match["verb"] == "允许"
            yield Draft(
                kind="eligibility",
                wording="eligibility.allowed" if allowed else "eligibility.supported",
                policy_id=one.policy.policy_id,
                values={"act": in_region(act, one.policy)},
                clauses=(one.clause.clause_id,),
                evidence=(piece,),
                facts=((match["verb"], *(("可以", "能") if allowed else ("鼓励", "支持"))), (act[-8:],)),
            )


def _below(one: Stated, amount: Amount, held: Held) -> Iterator[Draft]:
    """Somebody who misses a threshold: 上一年度营业收入 is 700万元 where 1000万元 is the least."""
    if amount.role != "threshold" or amount.bound != "at_least" or len(amount.values) != 1 or not amount.of:
        return
    first, last = sentence_at(one.text, amount.start)
    part = next(((a, b) for a, b in segments(one.text, first, last) if a <= amount.start < b), None)
    whole = unlabelled(one.text[part[0] : part[1]]).rstrip("的 ") if part else ""
    if whole != f"{amount.of}{amount.words}" or re.search("每年|组织|新建|选取|使用|其中", amount.of):
        return
    if _EITHER.search(one.text[first:last]) or any(_RELAXED.search(other.text) for other in held.of(one.policy)):
        return
    less = _less(amount)
    piece = evidence(held, one, first, last)
    if less and piece and re.search(r"条件|应当|须|具备|要求|标准", " ".join(one.clause.path) + one.text):
        yield Draft(
            kind="eligibility",
            wording="eligibility.below.topic" if one.topic else "eligibility.below",
            policy_id=one.policy.policy_id,
            values={"of": in_region(amount.of, one.policy), "less": less, "topic": one.topic or ""},
            clauses=(one.clause.clause_id,),
            evidence=(piece,),
            facts=(NO, ways_to_write(amount.words)),
            keep=(amount.of,),
            note=f"{less} is made up, below the {amount.words} of the clause",
        )


def _less(amount: Amount) -> str | None:
    """An amount below the threshold, in its unit; None where it is too small to go below."""
    match = re.search(r"(?P<n>[0-9]+)(?P<rest>[万亿]*[^0-9()（）]{1,4}?)(?:以上|$)", amount.words)
    if not match or int(match["n"]) < 2:
        return None
    return f"{max(int(match['n']) * 7 // 10, 1)}{match['rest']}"


def _draft(
    one: Stated, held: Held, benefit: Benefit, wording: str, facts: tuple[Group, ...], values: dict[str, str]
) -> Iterator[Draft]:
    first, last = sentence_at(one.text, benefit.gets.start)
    piece = evidence(held, one, first, last)
    if piece:
        yield Draft(
            kind="content" if wording.startswith("content") else "eligibility",
            wording=wording,
            policy_id=one.policy.policy_id,
            values=values,
            clauses=(one.clause.clause_id,),
            evidence=(piece,),
            facts=facts,
        )
