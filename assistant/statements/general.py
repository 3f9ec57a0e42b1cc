"""The conditions a policy sets for whatever it gives, and whom it leaves out, wherever in it they stand.

They are often in the last section or the first (享受本措施的企业,应当…), far from the clause a question is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.evidence import address_text, sentences, title_text, whole
from assistant.lists import listing
from assistant.statements.lists import statement as list_statement
from assistant.statements.matter import Matter, Statement
from assistant.statements.outsiders import Exclusion, exclusions
from assistant.statements.requirements import Rule, lead_of, rules
from index.policy import PREFACE, Clause, Policy
from index.variants import fold

_TEXT = "本(?:办法|意见|方案|措施|通知|细则|规定|条例|政策|指南|规则|实施细则)"
_NAMES_IT = re.compile(f"{_TEXT}|适用(?:于|范围|对象)|(?:支持|扶持|申报|补贴|补助|奖补|奖励)(?:对象|范围)")
_SUBJECT = re.compile("[^,，]{0,40}?[,，]?(?:应当?|须|必须|需要?|同时|要(?=[具符满在]))")
# What is left of a subject without these words limits it to one thing of the policy (市级孵化器, 首店).
_ANYBODY = re.compile(
    f"{_TEXT}|享受|申请|申报|申领|领取|获得|奖补|补助|补贴|奖励|资金|扶持|支持|专项|政策|企业|单位|项目|机构|个人|人员|对象|主体|组织|商户|人|者"
    "|规定|各项|所列|上述|以上|和|及|或|、|的|凡是?|对于?|均|都|各|年度|[,，:：]|[0-9]{4}年度?"
)
_NUMBER = re.compile(r"^\s*(?:第[^条]{1,5}条|\([^()]{1,3}\)|[一二三四五六七八九十]{1,3}、|[0-9]{1,2}[.、])?\s*")
_FRAME = re.compile("其中|应当?|必须|须|需要?|同时|适用于?|要$")
_HOLDS_RULE = re.compile("适用于|(?:享受|申请|申报|申领|领取|获得)[^。]{0,40}(?:应|须|需|要)")
_ASKS_CONDITIONS = re.compile(
    "(?:具备|满足|达到|符合|得有|要有|需要)[^,。?]{0,6}(?:什么|啥|哪些|哪几)|(?:什么|哪些|啥|怎样的)(?:前提|基本|共同)?(?:条件|要求|门槛|前提)"
    "|(?:条件|门槛|前提|要求)(?:都|各)?(?:是|有)?(?:什么|哪些|啥)|(?:什么样|哪种|哪类)的?(?:企业|公司|单位|人|厂)?(?:才|可以|能)"
)
_ASKS_LEFT_OUT = re.compile(
    "(?:哪|什么|啥|谁)[^,。?]{0,10}(?:不算|不能|不行|不给|不管|不适用|不在|不符合|不可以|不予|排除|没份|轮不到|拿不到|领不到|报不了|不包括|除外)"
    "|(?:不能|不得|不给|不算|排除|不适用于?|不包括|挡在)[^,。?]{0,8}(?:哪|谁|什么|啥)"
)
_OF_ALL = re.compile(
    f"那些|这些|各项|所有|本身|自己|自身|主体|先(?:得|要|具备|有)|基本|共同|通用|文件|{_TEXT}|这(?:个|份|套)(?:办法|政策|措施|意见|方案)|整个|任何"
)
_SPENDING = re.compile("支出|费用|花费|开销|花的钱|哪些钱|什么钱|投资|投入|成本|经费|票")
_ABOUT_WHOM = re.compile("对象|范围|条件|总则|附则|要求|申报|申请")
_MOST_LEFT_OUT = 3


def general_rules(policy: Policy) -> list[Rule]:
    """The rules that hold for all a policy gives; nothing where several lists might be meant."""
    found = [(rule, _head(rule, policy)) for clause in _may_rule(policy) for rule in rules(clause, policy)]
    for_all = [(rule, head) for rule, head in found if head and not _ANYBODY.sub("", _bare(head))]
    by_name = [rule for rule, head in for_all if _NAMES_IT.search(head)]
    others = [rule for rule, head in for_all if not _NAMES_IT.search(head)]
    places = {_place(rule.clause, policy) for rule in others}
    return [*by_name, *(others if len(places) == 1 else ())]


def _may_rule(policy: Policy) -> Iterator[Clause]:
    """The clauses in which a general rule may stand; what a clause states takes long to read in a law."""
    leads = {one.address for one in policy.clauses if one.text.rstrip().endswith((":", "：")) and "条件" in one.text}
    leads |= {
        one.address for one in policy.clauses if one.text.rstrip().endswith(("满足：", "要求：", "满足:", "要求:"))
    }
    for clause in policy.clauses:
        if _HOLDS_RULE.search(clause.text) or clause.address[:-1] in leads or (*clause.address[:-1], PREFACE) in leads:
            yield clause


def _place(clause: Clause, policy: Policy) -> tuple[str, ...]:
    lead = lead_of(clause, policy)
    return lead.address if lead else clause.address


def _head(rule: Rule, policy: Policy) -> str:
    """Whom a rule is for: the words that lead in its list or begin its sentence; nothing when it does not say."""
    if rule.words.endswith(":") or not rule.pieces:
        return ""
    lead = lead_of(rule.clause, policy)
    words = _last_sentence(lead) if lead else rule.words
    if not lead and (at := re.search("适用于", words)):
        return words[: at.end()]
    match = _SUBJECT.match(words) if lead or rule.pieces[0] not in words[:4] else None
    return match[0] if match else ""


def _last_sentence(lead: Clause) -> str:
    places = sentences(lead)
    return fold(lead.readable[slice(*places[-1])]).strip() if places else ""


def _bare(head: str) -> str:
    return _FRAME.sub("", _NUMBER.sub("", head))


def left_out(policy: Policy) -> Iterator[Exclusion]:
    """Whom and what a policy leaves out of all it gives."""
    for one in exclusions(policy):
        headed = _ABOUT_WHOM.search(f"{one.clause.heading or ''}{''.join(_headings(one.clause, policy))}")
        spending = _SPENDING.search(one.words)
        if not one.of and not one.lead and (one.whole_policy or (one.kinds and (headed or spending))):
            yield one


def _headings(clause: Clause, policy: Policy) -> list[str]:
    return [one.heading or "" for one in policy.sections if one.address == clause.address[: len(one.address)]]


def asked(matter: Matter, policy: Policy) -> list[Statement]:
    """What a policy requires of everybody and whom it leaves out, when that is what is asked for."""
    text = fold(matter.question.asked or matter.question.standalone)
    excluded = _ASKS_LEFT_OUT.search(text)
    required = _ASKS_CONDITIONS.search(text) and (_OF_ALL.search(text) or excluded)
    said = _required(policy) if required else []
    return [*said, *(_excluded(policy, of_spending=bool(_SPENDING.search(text))) if excluded else [])]


def _required(policy: Policy) -> list[Statement]:
    found = general_rules(policy)
    lists = [rule for rule in found if lead_of(rule.clause, policy)]
    if lists and (one := listing(lists[0].clause, policy)):
        return [list_statement(one, policy)]
    header = policy.header()
    lines = {rule.words: rule for rule in found if not lead_of(rule.clause, policy)}
    return [
        Statement(
            "结论",
            f"{title_text(header)}{address_text(rule.clause)}：“{evidence.deciding.rstrip('。；;')}”。",
            evidence,
        )
        for words, rule in lines.items()
        if (evidence := whole(rule.clause, header, words))
    ]


def _excluded(policy: Policy, *, of_spending: bool) -> list[Statement]:
    header = policy.header()
    found = [one for one in left_out(policy) if bool(_SPENDING.search(one.words)) == of_spending]
    bars = next((one for one in exclusions(policy) if one.lead and one.for_anybody), None)
    barred = listing(bars.clause, policy) if bars and not of_spending else None
    lists = [list_statement(barred, policy)] if barred else []
    return lists + [
        Statement("结论", f"不在范围内的：“{evidence.deciding.rstrip('。；;')}”。", evidence)
        for one in found[:_MOST_LEFT_OUT]
        if (evidence := whole(one.clause, header, one.words))
    ]
