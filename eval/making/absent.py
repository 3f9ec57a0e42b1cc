"""Questions that nothing answers: a fact that no clause states, and whatever a policy left out of the index states."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from eval.making.departments import topic_is_clear
from eval.making.draft import Draft
from eval.making.held import Held, Stated
from eval.making.naming import kind_of
from eval.measures import normalised
from index.policy import Policy
from index.regions import covers
from index.stated.fact import Amount
from index.variants import fold

_MONEY = re.compile(
    r"[0-9一二三四五六七八九十百千]\s*[百千万亿]*(?:美元|港元|元)|[0-9]\s*(?:%|‰|折)|百分之|减半|免征|全额|免费"
)
_SUPPORT = re.compile(r"(?:给予|享受|提供|加大|安排)[^,。;]{0,20}(?:补助|补贴|奖励|资金支持|资助|经费支持|资金扶持)")

_REFUSED = re.compile("不得|不予|停止|取消|追回|骗取|不再|退回")


@dataclass(frozen=True)
class Fact:
    """A fact to ask for: the wording that asks, and the words one of which any clause that states it would hold."""

    wording: str
    words: re.Pattern[str]
    stated: Literal["money", "window", "expires", ""] = ""
    of_replies: bool = False
    """Whether a reply to a deputy could be asked for it as well: nothing is applied for under one."""


_FACTS = (
    Fact(
        "none.phone",
        re.compile(r"电话|热线|联系方式|(?<!\d)\d{3,4}[-—]\d{7,8}|(?<!\d)\d{7,8}(?!\d)|12345|咨询"),
        of_replies=True,
    ),
    Fact("none.until", re.compile(r"有效期|失效|废止|试行|暂行|执行期|施行|实施期|期限|之日起|届满|终止"), "expires"),
    Fact("none.window", re.compile(r"申报|截止|受理|申请时间|报名|逾期|月底|月末|提交"), "window"),
    Fact("none.materials", re.compile(r"材料|申请表|申请书|复印件|证明|提交|提供以下|附件|报送")),
    Fact("none.days", re.compile(r"工作日|日内|天内|办结|时限|当场|限时|小时内|月内")),
    Fact("none.fine", re.compile(r"罚|违法所得|处以|法律责任|滞纳金")),
    Fact("none.quota", re.compile(r"名额|限额|不超过.{0,6}[个家名]|[0-9][个家名]|指标数")),
    Fact("none.loan", re.compile(r"利率|贴息|LPR|贷款|基点|利息")),
    Fact(
        "none.total", re.compile(r"[0-9][0-9.]*\s*[百千万亿]*元|总额|资金规模|预算|专项资金"), "money", of_replies=True
    ),
)


def drafts(policy: Policy, held: Held) -> Iterator[Draft]:
    """Questions for what neither the policy nor anything else in the index on the same matter states."""
    stated = list(held.of(policy))
    near = [*_near(policy, held), *_news(policy, held)]
    reply = (kind_of(policy) or "").endswith(("答复", "复函"))
    for fact in (fact for fact in _FACTS if fact.of_replies or not reply):
        if not _is_stated(fact, stated) and not any(fact.words.search(text) for text in near):
            yield _draft(fact.wording, policy, f"no clause holds {fact.words.pattern}")
    yield from _amounts(policy, stated, near)


def left_out(made: Sequence[Draft], held: Held) -> Iterator[Draft]:
    """The questions of the policies left out, which nothing may answer any more."""
    for draft in made:
        if draft.policy_id not in held.left_out:
            continue
        note = f"answered only by {held.headers[draft.policy_id].title}, which must not be in the index"
        yield replace(
            draft, kind="unanswerable", answerable=False, facts=(), departments={}, evidence=(), note=note, beside=None
        )


def _is_stated(fact: Fact, stated: Sequence[Stated]) -> bool:
    """Whether the facts of the policy hold it, or its words: the page around the clauses is looked through too."""
    if stated and fact.stated == "expires" and stated[0].policy.expires:
        return True
    if fact.stated == "window" and any(time.kind.startswith("window") for one in stated for time in one.facts.times):
        return True
    if fact.stated == "money" and any("元" in amount.unit for one in stated for amount in one.facts.amounts):
        return True
    around = [line for one in stated[:1] for line in _page(one.policy)]
    return any(fact.words.search(text) for text in (*(one.text for one in stated), *around))


def _page(policy: Policy) -> list[str]:
    """The lines of the page that are no clauses, but might give a telephone number or a day."""
    lines = (*policy.title_lines, *policy.metadata_lines, *policy.signature_lines, *policy.boilerplate)
    return [fold(line) for line in lines]


def _near(policy: Policy, held: Held) -> list[str]:
    """The clauses of other texts that name the policy, or speak of the matter of its title for its place."""
    title = normalised(fold(policy.title))
    pairs = {title[place : place + 4] for place in range(len(title) - 3)}
    found = []
    for one in held.stated:
        if one.policy.policy_id == policy.policy_id or one.policy.policy_id in held.left_out:
            continue
        if policy.region and not covers(one.policy.region, policy.region):
            continue
        text = normalised(one.text)
        if sum(pair in text for pair in pairs) * 3 >= len(pairs):
            found.append(one.text)
    return found


def _news(policy: Policy, held: Held) -> list[str]:
    """The clauses of texts that are no policies and concern the same place: they may report on this one."""
    return [
        one.text
        for one in held.stated
        if one.policy.form != "policy" and (not policy.region or covers(one.policy.region, policy.region))
    ]


def _amounts(policy: Policy, stated: Sequence[Stated], near: Sequence[str]) -> Iterator[Draft]:
    """The sum of a support that a clause promises without one."""
    topics = [one.topic for one in stated]
    for one in stated:
        if not one.topic or topics.count(one.topic) > 1 or not topic_is_clear(one.topic):
            continue
        if not _promises(one.text) or _MONEY.search(one.text) or any(map(_is_money, one.facts.amounts)):
            continue
        others = [other.text for other in stated if other is not one and _speaks_of(one.topic, other.text)]
        if not any(_MONEY.search(text) for text in (*others, *near)):
            note = f"{one.clause.clause_id} promises support and states no sum"
            yield replace(_draft("none.amount", policy, note), values={"topic": one.topic}, keep=(one.topic,))


def _promises(text: str) -> bool:
    """Whether a sentence promises support, and does not refuse or take it back."""
    return any(_SUPPORT.search(part) and not _REFUSED.search(part) for part in re.split("[。;\n]", text))


def _is_money(amount: Amount) -> bool:
    return "元" in amount.unit or amount.unit in ("%", "‰", "折")


def _speaks_of(topic: str, text: str) -> bool:
    """Whether half of the words of a topic stand in a text."""
    bare = normalised(topic)
    pairs = [bare[place : place + 2] for place in range(len(bare) - 1)]
    return sum(pair in text for pair in pairs) * 2 >= len(pairs)


def _draft(wording: str, policy: Policy, note: str) -> Draft:
    return Draft(
        kind="unanswerable", wording=wording, policy_id=policy.policy_id, values={}, answerable=False, note=note
    )
