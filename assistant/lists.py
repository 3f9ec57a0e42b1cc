"""The lists of a policy, and the one a question asks for: lead-in, items and what the article says after them.

A list is counted off in clauses of its own (应当具备下列条件:(一)…(二)…), below a heading alone (四、申报材料), or
within one clause (有下列情形之一的,不予补助:(一)…;(二)…).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from assistant.evidence import Evidence, entire, whole
from assistant.question import Facet
from assistant.section_lists import items_below, section_asked
from index.parts import parts
from index.policy import Clause, Policy
from index.stated.moments import number
from index.variants import fold

if TYPE_CHECKING:
    from assistant.question import Question
    from index.policy import Hit
    from index.search import Searcher

_LEAST_ITEMS = 2
_NUMBERED = re.compile(r"\s*(?P<n>[一二三四五六七八九十]{1,3})[是要]")
_LONGEST_ITEM = 160
_ITEM_LABEL = re.compile(r"[(（①-⑳]|\d+\.$")
_POLICIES = 2
"""In so many policies, those of the nearest clauses, the list is looked for."""
_SURE = 0.9
"""A list that no word of the question names is taken when a clause of it scores this share of the best."""
_BY_KIND, _BY_WORDS, _ELSEWHERE = 0.5, 0.6, 0.4


class ListKind(StrEnum):
    """What a list is a list of."""

    MATERIALS = "materials"
    BARS = "bars"
    CONDITIONS = "conditions"
    STEPS = "steps"
    DUTIES = "duties"
    PLANS = "plans"


_LISTED = re.compile(
    r"哪些|哪几|列全|列出|列一下|列举|逐[项条一]|都有(?:谁|啥|什么)|清单|几[条项样类种](?!钱)|几点(?:要求|规定|意见|建议|内容|措施|条件)|下列|[一二三四五六七八九十几\d]个条件"
    r"|(?:列|分|提|讲|说|写|干|做)(?:了|到|出|成)?几|包[括含](?:些|了)?(?:什么|啥)|几(?:个?方面|大块|块内容|件事)"
    r"|(?:什么样的?|哪种|哪类)[^,，。?？]{1,8}(?:不|没|会被)"
    r"|(?:什么|啥)(?:样的)?(?:材料|条件|情形|情况|手续|资料|要求|门槛|证件|资格)"
    r"|(?:材料|条件|要求|流程|步骤)(?:是|有|都?要)?(?:什么(?!时|地|部门)|啥(?!时|地)|哪(?![天日年月里儿个边一]))|(?:不能|不得|不可以|不准|禁止)(?:做|干|有)(?:什么|啥|哪)"
    r"|(?:[要需得]|都|应该?)[^,，。?？]{0,4}(?:交|备|准备|带|提供|提交|上传|递)(?:些|点|上)?(?:什么|啥)|一样一样|样样(?:说|列|讲)"
    r"|[Ll]ist\b|[Ww]h(?:ich|at) (?:are )?(?:the )?(?:\w+ )?(?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b"
    r"|(?:[Ww]h(?:ich|at) (?:are )?(?:the )?|[Aa]ll (?:the )?)(?:things|conditions|requirements|materials|documents"
    r"|papers|steps|duties)\b"
)
"""How a question says that it wants every item of a list."""
_LOST = re.compile(r"(?:取消|撤销|丧失|失去)[^,，。;；]{0,10}资格")
_WHICH = "哪(?:些|几?[个类样种家项条处大档]?)"
_THING = re.compile(rf"{_WHICH}(?P<name>[\u4e00-\u9fff]{{2,8}})")
_THING_BEFORE = re.compile(
    rf"(?P<name>[\u4e00-\u9fff]{{2}})(?:都|分别)?(?:有|是|包括|指|是指){_WHICH}(?![\u4e00-\u9fff])"
)
_ASKED: tuple[tuple[ListKind, re.Pattern[str]], ...] = (
    (
        ListKind.MATERIALS,
        re.compile(
            r"材料|证件|手续|(?:[要需备带交递]|提供|准备|出具)[^,，。;；?？]{0,4}(?:哪些|什么|啥|哪几|几)[^,，。;；?？]{0,4}"
            r"(?:文件|资料|证明|证|纸|表|东西|单子)"
            r"|(?:交|备|带|提供|提交|上传|递)(?:齐|上)?(?:些|点)?(?:哪些|什么|啥|哪几[样件份]|几[样件份])(?=[?？,，。]|东西|$)|[Dd]ocuments?\b|[Pp]aperwork|[Pp]apers\b|[Mm]aterials\b"
        ),
    ),
    (
        ListKind.BARS,
        re.compile(
            r"(?<!能)不能|不得|(?<!可)不可以|不准|不许|不予|不给|禁止|严禁|红线|(?:[拿领报享申评]|享受|申请)不(?:到|了|上|着)|泡汤|没份|没戏|黄了|卡(?:住|掉)|刷(?:掉|下)|被拒|没资格"
            r"|排除|取消|撤销|退回|追回|处罚|收回|被(?:收|罚|追|退|撤|拉黑|除名|解除|终止|清)|不让|清退"
            r"|[Nn]ever|(?:[Mm]ust|[Mm]ay|[Cc]an) ?not|[Nn]ot allowed|[Pp]rohibit|[Ff]orbid|[Dd]isqualif|[Bb]anned"
        ),
    ),
    (
        ListKind.CONDITIONS,
        re.compile(
            r"条件|资格|门槛|够格|要求|具备|满足|符合(?:什么|哪)|[Cc]onditions?\b|[Rr]equire|[Qq]ualif|[Ee]ligib"
        ),
    ),
    (
        ListKind.PLANS,
        re.compile(r"下一步|接下来|往后|今后|(?:打算|计划|准备)(?:要|再|重点)?(?:做|干|开展|推进|抓)|[Nn]ext steps?"),
    ),
    (ListKind.STEPS, re.compile(r"流程|步骤|程序|几步|[Ss]teps\b|[Pp]rocedure")),
    (ListKind.DUTIES, re.compile(r"职责|义务|任务|应当(?:做|履行)|[Dd]uties|[Oo]bligations")),
)
_NAMED: dict[ListKind, re.Pattern[str]] = {
    ListKind.MATERIALS: re.compile(
        r"材料|(?:文件|资料|证明|证件|表格)[:：]?$|(?:提交|提供|附|报送)(?:以下|下列|如下)"
        r"|[,，](?:并|同时|一并)?(?:提[交供]|报送|递交|携带|出具|附上)[:：]?$"
        r"|(?:需要?|须|应当?|还要)(?:同时|一并|向[^,，。;；:：]{2,12})?(?:提[交供]|报送|递交|携带|准备|出具|附上?)的?[:：]?$"
    ),
    ListKind.BARS: re.compile(
        r"不得|不予|禁止|严禁|取消|撤销|责令|罚款|处罚|追回|退回|收回|解除|不能|不可|除外|不(?:再)?(?:享受|奖励|补助|补贴|给予|安排|列入|扶持)|不(?:适用|纳入|支持|受理)|限制"
    ),
    ListKind.CONDITIONS: re.compile(r"条件|资格|(?:符合|具备|满足)(?:以下|下列|如下)|要求"),
    ListKind.PLANS: re.compile(r"下一步|下步|今后|打算|工作(?:安排|计划|重点)|将(?:重点|着力|着重|继续)"),
    ListKind.STEPS: re.compile(r"程序|流程|步骤"),
    ListKind.DUTIES: re.compile(r"职责|义务|任务|履行"),
}


@dataclass(frozen=True)
class Item:
    """One item of a list, in the words of the text with its number, and the clause it stands in."""

    text: str
    clause: Clause


@dataclass(frozen=True)
class Listing:
    """A list of a policy: its heading and lead-in as they stand, its items in order, what the article says after."""

    place: tuple[str, ...]
    heading: str
    lead: Clause | None
    lead_text: str
    items: tuple[Item, ...]
    closing: tuple[Clause, ...]

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """Its clauses in the order of the text, each once."""
        all_of_them = (*((self.lead,) if self.lead else ()), *(item.clause for item in self.items), *self.closing)
        return tuple({clause.clause_id: clause for clause in all_of_them}.values())

    @property
    def inline(self) -> bool:
        """Whether one clause holds the whole list."""
        return self.lead is not None and self.items[0].clause is self.lead

    def holds(self, things: frozenset[str]) -> bool:
        """Whether its heading, its lead-in or half of its items name one of ``things``."""
        above = fold(f"{self.heading}{self.lead_text}")
        texts = [fold(item.text) for item in self.items]
        return any(one in above or sum(one in text for text in texts) * 2 >= len(texts) for one in things)

    @property
    def kinds(self) -> frozenset[ListKind]:
        """What its lead-in and heading call it a list of; one may be of several kinds."""
        found = _kinds(self.lead_text)
        return found if ListKind.BARS in found else found | _kinds(self.heading)


def _kinds(words: str) -> frozenset[ListKind]:
    text = _LOST.sub("取消", fold(words))
    return frozenset(kind for kind, pattern in _NAMED.items() if pattern.search(text))


def asks(question: Question) -> bool:
    """Whether the items of a list may be wanted: by the question's own words, or as conditions to be held against."""
    return bool(question.facets & {Facet.LIST, Facet.ELIGIBILITY, Facet.PROCEDURE}) or asks_items(question)


def asks_items(question: Question) -> bool:
    """Whether the question says that it wants every item of a list."""
    return bool(_LISTED.search(question.standalone))


def asked_kind(question: Question) -> ListKind | None:
    """What kind of list the question asks for, by its own words."""
    return next((kind for kind, pattern in _ASKED if pattern.search(question.standalone)), None)


def asked_things(question: Question) -> frozenset[str]:
    """Pairs of characters of the words for what is asked for: 哪几个园区, 原则有哪些."""
    text = fold(question.standalone)
    phrases = [match["name"] for match in _THING.finditer(text)]
    before = {match["name"] for match in _THING_BEFORE.finditer(text)}
    return frozenset(before | {one[place : place + 2] for one in phrases for place in range(len(one) - 1)})


def listings(policy: Policy) -> Iterator[Listing]:
    """Every list of a policy, those of several clauses first."""
    groups: dict[tuple[str, ...], list[Clause]] = {}
    for clause in policy.clauses:
        if (place := _parent(clause)) is not None:
            groups.setdefault(place, []).append(clause)
    taken: set[str] = set()
    for place, items in ((place, run) for place, group in groups.items() for run in _runs(group)):
        if found := _of_clauses(place, items, policy):
            taken |= {clause.clause_id for clause in found.clauses}
            yield found
    for clause in policy.clauses:
        if clause.clause_id not in taken and (inline := _inline(clause, policy)):
            yield inline


def listing(clause: Clause, policy: Policy) -> Listing | None:
    """The list a clause introduces, is an item of, closes or holds; None for any other clause."""
    return next((one for one in listings(policy) if clause.clause_id in {c.clause_id for c in one.clauses}), None)


def headed(question: Question, policy: Policy) -> Listing | None:
    """What stands below the section the question asks for: 主要任务有哪些 wants the headings of 二、主要任务."""
    section = section_asked(fold(question.standalone), policy)
    if section is None:
        return None
    items = tuple(Item(text, clause) for text, clause in items_below(section.address, policy))
    return Listing(section.address, section.heading or "", None, "", items, ()) if len(items) >= _LEAST_ITEMS else None


def family(clause: Clause, policy: Policy) -> list[Clause]:
    """The lead-in and items a clause is one of, in order: 应当具备下列条件:(一)…(二)…; empty for any other clause."""
    found = listing(clause, policy)
    members = found.clauses if found else ()
    return list(members) if len(members) >= _LEAST_ITEMS else []


def with_list(
    question: Question, evidence: Sequence[Evidence], hits: Sequence[Hit], searcher: Searcher
) -> list[Evidence]:
    """The evidence with the whole list that the question asks for in front, when there is one."""
    found = chosen(question, evidence, hits, searcher) if evidence else None
    if found is None:
        return list(evidence)
    policy, wanted = found
    known = {clause.clause_id for clause in wanted.clauses}
    header = policy.header()
    front = [
        whole(clause, header, clause.text) if asks_items(question) else entire(clause, header)
        for clause in wanted.clauses
    ]
    if len(front) == 1:
        front = [item for item in evidence if item.clause.clause_id in known] or front
    rest = [item for item in evidence if item.clause.clause_id not in known]
    joined = [replace(item, score=evidence[0].score) for item in front] + rest
    return [replace(item, marker=number) for number, item in enumerate(joined, 1)]


def chosen(
    question: Question, evidence: Sequence[Evidence], hits: Sequence[Hit], searcher: Searcher
) -> tuple[Policy, Listing] | None:
    """The list asked for with its policy: near the question by its clauses, of the kind it names, alike in words.

    When the question names a kind of list, only one of that kind is taken, wherever it stands in the policies of the
    nearest clauses; when it names none, only a list that holds a clause as near as the nearest.
    """
    if not asks_items(question):
        policy = searcher.policy(evidence[0].policy.policy_id)
        own = listing(evidence[0].clause, policy) if policy else None
        return (policy, own) if policy and own else None
    kind = asked_kind(question)
    scores = {hit.clause.clause_id: hit.score / (hits[0].score or 1.0) for hit in hits}
    best: tuple[float, Policy, Listing] | None = None
    for policy_id in list(dict.fromkeys(item.policy.policy_id for item in evidence))[:_POLICIES]:
        policy = searcher.policy(policy_id)
        nearest = max((item.score for item in evidence if item.policy.policy_id == policy_id), default=0.0)
        for one in listings(policy) if policy else ():
            near = max(scores.get(clause.clause_id, 0.0) for clause in one.clauses)
            mark = _mark(question, kind, one, near, nearest / (evidence[0].score or 1.0))
            if policy and mark and (best is None or mark > best[0]):
                best = mark, policy, one
    return (best[1], best[2]) if best else None


def _mark(question: Question, kind: ListKind | None, one: Listing, near: float, policy_near: float) -> float:
    """How well a list fits the question; 0 when it does not."""
    fits = kind is not None and kind in one.kinds
    if not fits and (near < _SURE or one.kinds or not one.holds(asked_things(question))):
        return 0.0
    words = _pairs(question.standalone)
    named = _pairs(f"{one.heading}{one.lead_text}")
    alike = len(words & named) / (len(named) or 1)
    return max(near, _ELSEWHERE * policy_near) + _BY_KIND * fits + _BY_WORDS * alike


def _pairs(text: str) -> set[str]:
    bare = re.sub(r"[\W_]+", "", fold(text))
    return {bare[place : place + 2] for place in range(len(bare) - 1)}


def _of_clauses(place: tuple[str, ...], items: Sequence[Clause], policy: Policy) -> Listing | None:
    """The list whose items stand below ``place``; tasks with headings of their own are no list."""
    if len(items) < _LEAST_ITEMS or any(len(one.text) > _LONGEST_ITEM for one in items):
        return None
    leads, closing = _beside(place, items, policy)
    headed = sum(1 for one in items if one.heading or one.departments)
    if not leads and headed > len(items) // _LEAST_ITEMS:
        return None
    lead = leads[-1] if leads else None
    heading = next((one.heading or "" for one in policy.sections if one.address == place), "")
    return Listing(
        place,
        heading or (lead.heading or "" if lead else items[0].path[-1] if len(items[0].path) == len(place) else ""),
        lead,
        lead_in(lead.readable[lead.body :]) if lead else "",
        tuple(Item(one.readable, one) for one in items),
        tuple(closing),
    )


def _beside(place: tuple[str, ...], items: Sequence[Clause], policy: Policy) -> tuple[list[Clause], list[Clause]]:
    """The clauses that lead into a run of items, and those that close it, up to the lead of the next run."""
    first, last = policy.clauses.index(items[0]), policy.clauses.index(items[-1])
    at_place = [(n, one) for n, one in enumerate(policy.clauses) if one.address in (place, (*place, "前言"))]
    leads = [one for n, one in at_place if n < first and _leads(one)]
    closing: list[Clause] = []
    for n, one in at_place:
        if n > last:
            if _leads(one):
                break
            closing.append(one)
    return leads, closing


def _leads(clause: Clause) -> bool:
    return clause.text.rstrip().endswith((":", "："))


def _runs(items: Sequence[Clause]) -> list[list[Clause]]:
    """Items numbered 1, 2, 3 and again 1, 2 below one heading are of two lists."""
    runs: list[list[Clause]] = []
    seen: set[str] = set()
    for item in items:
        if not runs or item.address[-1] in seen:
            runs.append([])
            seen = set()
        runs[-1].append(item)
        seen.add(item.address[-1])
    return runs


def _inline(clause: Clause, policy: Policy) -> Listing | None:
    """The list a clause counts off within itself, the sentence before its first item leading in.

    One that begins with its first item (①…;②…, below 申报材料) has the heading above it.
    """
    text = clause.readable
    found = parts(fold(text))
    opens = bool(found) and found[0].start < clause.body and clause.address[-1] == found[0].label
    if not found or (found[0].start < clause.body and not opens):
        return None
    place = clause.address[:-1] if opens else clause.address
    above = next((one.heading or "" for one in policy.sections if one.address == place), "") if opens else ""
    places = [(part.start, part.end) for part in found]
    places += _goes_on(text, places[-1][1], len(places), found[0].label)
    items = tuple(Item(text[start:end].strip(), clause) for start, end in places)
    lead = "" if opens else lead_in(text[clause.body : found[0].start])
    return Listing(place, above or clause.heading or "", clause, lead, items, ())


def _goes_on(text: str, end: int, count: int, label: str) -> Iterator[tuple[int, int]]:
    """The places of further items in paragraphs of their own: 五是 below 一是…四是."""
    if label[-1:] not in "是要":
        return
    for line in re.finditer(r"[^\n]+", text[end:]):
        match = _NUMBERED.match(line[0])
        if match is None or number(match["n"]) != count + 1:
            return
        count += 1
        yield end + line.start(), end + line.end()


def lead_in(text: str) -> str:
    """The last sentence of what stands before a list, without the colon."""
    sentences = [one.strip() for one in re.split(r"[。;；!！\n]", text.strip().rstrip(":：")) if one.strip()]
    return sentences[-1] if sentences else ""


def _parent(clause: Clause) -> tuple[str, ...] | None:
    """The address above an item of a list; None for clauses that are no items."""
    return clause.address[:-1] if len(clause.address) > 1 and _ITEM_LABEL.match(clause.address[-1]) else None
