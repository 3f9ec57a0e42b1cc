"""Which policies there are, from what the index knows of each: 收录了哪些文件, 银川的有几份, 最新的是哪份, 哪些快到期.

Only questions about the collection itself are taken; 宁夏有哪些优惠 asks what the policies say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from assistant.evidence import Evidence, day_of, day_text, title_text, whole
from assistant.statements.matter import Statement
from assistant.statements.validity import stating
from index.policy import Policy, PolicyHeader, Validity
from index.ranking import unrelated
from index.regions import covers, find_regions, short_name
from index.variants import fold

if TYPE_CHECKING:
    from assistant.question import Question
    from index.search import Searcher

SOON = 180
"""A policy whose validity ends within so many days ends soon."""
MOST = 10
"""So many policies are listed, each with the clause it rests on; of more, the first by date and how many remain."""
_LONGEST_TOPIC = 14
_NEAR_BEST = 0.7
_IN_TITLE = 0.6

_FILES = r"(?:规范性文件|政策文件|文件|法规文件)"
_DOCUMENTS = rf"(?:{_FILES}|政策法规|政策|法规|办法|方案|意见|通知|答复|措施)"
_WHICH = r"(?:哪些|哪几[份个部篇]?|[几多]少?[份个部篇]|多少|什么|啥|哪[份个部篇])"
_PAD = r"(?:都|一共|总共|共|总计|现在|目前|今天|已经|已|还|就|是|要|会|的|了|现行|当前|相关|有关)*"
_STATE = r"(?:(?:快要?|即将|要|临近)?到期|快?过期|失效|作废|废止|有效|(?:没有?|尚?未)?生效|管用|在有效期)"
_HOLDS = r"(?:收录|收集(?![池箱桶罐点站系装设器处])|录入|入库|导入|收进|收着|存着|存有|索引)"
_YOURS = r"(?:你们?(?:这里|这边|这儿|手里|手头|手上)?|库里|库中|知识库里?|数据库里?|系统里?|这里|助手)"
_ABOUT_INDEX = re.compile(
    rf"{_HOLDS}[^。?？,，]{{0,16}}{_WHICH}|{_WHICH}[^。?？]{{0,12}}{_HOLDS}|{_HOLDS}[^。?？]{{0,10}}(?:清单|目录|份数)"
    rf"|{_YOURS}{_PAD}(?:有|知道|掌握|存)[^。?？]{{0,10}}{_WHICH}[^。?？]{{0,12}}{_DOCUMENTS}{_PAD}[。?？]?$"
    rf"|有{_PAD}(?:几|多少|哪几)份|(?:几|多少|哪几)份{_PAD}{_DOCUMENTS}|{_DOCUMENTS}{_PAD}有?{_PAD}(?:几|多少|哪几)份"
    rf"|有{_PAD}(?:哪些|哪几个|多少|什么){_PAD}(?:有效|在用)?的?{_FILES}|{_FILES}{_PAD}有{_PAD}(?:哪些|哪几个|多少|什么)"
    rf"|(?:最新|最近|最早|最老){_PAD}(?:出台|发布|印发|出)?{_PAD}(?:一份)?(?:{_DOCUMENTS})?{_PAD}(?:哪[份个部]|什么文件)"
    rf"|哪[一]?[份个部]{_DOCUMENTS}?{_PAD}(?:最新|最近|最早|最老|最后)"
    rf"|(?:哪些|哪几[份个]|哪份|多少份?|几份){_DOCUMENTS}?{_PAD}{_STATE}了?[呢吗]?[。?？]?$"
    rf"|{_STATE}{_PAD}{_DOCUMENTS}?{_PAD}有?{_PAD}(?:哪些|哪几[份个]|多少份|几份)"
    r"|(?:what|which|how many) (?:policies|documents|files|policy documents)\b.{0,40}"
    r"(?:have|index|there|hold|cover|expire|valid|in force)"
    r"|(?:latest|newest|most recent|oldest) (?:policy|document|file)",
    re.IGNORECASE,
)
_NOT_INDEX = re.compile(
    r"材料|复印|申请表|一式|提交|(?:要|需|需要|交|准备|带|附|报送?|出具)[^,，。?？]{0,6}(?:哪些|什么|几份)|依据|根据|按照?哪|引用|提到"
    r"|支持什么|[怎咋]么|如何"
)
_SOON_WORDS = re.compile(r"快要?到期|即将到期|要到期|临近到期|快过期|expir(?:e|ing) soon", re.IGNORECASE)
_NOT_YET_WORDS = re.compile(r"(?:没有?|未|尚未|不)生效|not yet", re.IGNORECASE)
_EXPIRED_WORDS = re.compile(r"过期|失效|作废|废止|到期|expired", re.IGNORECASE)
_VALID_WORDS = re.compile(r"有效|现行|管用|生效|在用|in force|valid", re.IGNORECASE)
_NEWEST = re.compile(r"最新|最近|最后|latest|newest|most recent", re.IGNORECASE)
_OLDEST = re.compile(r"最早|最老|oldest", re.IGNORECASE)
_WORDS_OF_QUESTION = re.compile(
    rf"{_HOLDS}|{_YOURS}|{_STATE}|{_DOCUMENTS}|{_WHICH}|最新|最近|最早|最老|最后|发布|出台|印发|一共|总共|目前|现在|今天|到今天为止|已经"
    r"|关于|有关|相关|方面|涉及|领域|清单|目录|列出|列一下|列|告诉我?|请问|帮我?|看看|查一?下|一下|我们?|想|知道|到底|哪|几|份|个|部|里"
    r"|都|有|还|是|的|了|吗|呢|啊|请|把|给|以及|和|在|[A-Za-z0-9\s\W_]"
)


def said(question: Question, searcher: Searcher) -> tuple[Statement, ...]:
    """The policies the question asks for, with how many they are; () when it asks for anything else."""
    text = fold(question.standalone).strip()
    if not _ABOUT_INDEX.search(text) or _NOT_INDEX.search(text):
        return ()
    topic = _topic(text, question)
    if len(topic) > _LONGEST_TOPIC:
        return ()
    there = [one for one in searcher.policies() if one.form == "policy" and _near(one, question)]
    if topic and not (there := _about(topic, there, searcher)):
        return ()
    within = [one for one in there if _within(one, question)]
    around, there = [one for one in there if one not in within], within
    words, chosen = _of_state(text, there, question.as_of)
    chosen.sort(key=_day, reverse=not _OLDEST.search(text))
    first = MOST if not (_NEWEST.search(text) or _OLDEST.search(text)) else 1
    scope = "、".join(question.regions) + (f"与“{topic}”有关" if topic else "")
    if first == 1 and chosen:
        which = "日期最早" if _OLDEST.search(text) else "日期最新"
        return (
            Statement("结论", f"已收录的{scope}文件里，{which}的是：", None, _lines(chosen[:1], question, searcher)),
        )
    lead = (
        f"已收录的{scope}文件共{len(there)}份"
        + (f"，其中{words}{len(chosen)}份" if words else "")
        + _unknown(words, there, question)
    )
    rest = f"，按日期列出前{first}份，其余{len(chosen) - first}份可指明地区或主题再问" if len(chosen) > first else ""
    end = "：" if chosen else "。"
    own = Statement("结论", lead + rest + end, None, _lines(chosen[:first], question, searcher))
    above = _of_state(text, around, question.as_of)[1][:MOST]
    if not above:
        return (own,)
    others = f"另有{len(above)}份所属或上级地区的文件也适用："
    return (own, Statement("结论", others, None, _lines(above, question, searcher)))


def _near(policy: PolicyHeader, question: Question) -> bool:
    """Whether a policy is of a region asked about, or of one around or within it."""
    if not question.regions:
        return True
    return policy.region is not None and any(covers(policy.region, region) for region in question.regions)


def _within(policy: PolicyHeader, question: Question) -> bool:
    """Whether a policy is of a region asked about or of a place within it, not of one around it."""
    if not question.regions or policy.region is None:
        return not question.regions
    provinces = {found.province for found in find_regions(policy.region)}
    return any(short_name(one) in policy.region or one in provinces for one in question.regions)


def _topic(text: str, question: Question) -> str:
    """What is left of the question beside the words that ask for policies: what they are to be about."""
    for region in question.regions:
        text = text.replace(region, "").replace(short_name(region), "")
    return re.sub(r"^[省市区县]|[省市区县]$", "", _WORDS_OF_QUESTION.sub("", text))


def _about(topic: str, policies: Sequence[PolicyHeader], searcher: Searcher) -> list[PolicyHeader]:
    """The policies whose titles hold the topic, else those whose clauses are nearest to it."""
    pairs = {topic[place : place + 2] for place in range(len(topic) - 1)} or {topic}
    titled = [one for one in policies if sum(pair in fold(one.title) for pair in pairs) >= _IN_TITLE * len(pairs)]
    if titled:
        return titled
    hits = searcher.search(topic, MOST * 2, expired_too=True)
    near = {hit.policy.policy_id for hit in hits if hit.score >= max(_NEAR_BEST * hits[0].score, unrelated(topic))}
    return [one for one in policies if one.policy_id in near]


def _of_state(text: str, policies: Sequence[PolicyHeader], as_of: date) -> tuple[str, list[PolicyHeader]]:
    """The policies in the state the question asks for, and that state in words; all when it asks for none."""
    states = {one.policy_id: one.validity(as_of) for one in policies}
    if _SOON_WORDS.search(text):
        words = f"到{day_of(as_of)}仍有效、{SOON}天内到期的"
        return words, [
            one for one in policies if states[one.policy_id] == Validity.IN_FORCE and _left(one, as_of) <= SOON
        ]
    for pattern, state, name in (
        (_NOT_YET_WORDS, Validity.NOT_YET, "尚未生效的"),
        (_EXPIRED_WORDS, Validity.EXPIRED, "已失效的"),
        (_VALID_WORDS, Validity.IN_FORCE, "有效的"),
    ):
        if pattern.search(text):
            return f"到{day_of(as_of)}{name}", [one for one in policies if states[one.policy_id] == state]
    return "", list(policies)


def _left(policy: PolicyHeader, as_of: date) -> int:
    left = policy.days_left(as_of)
    return SOON + 1 if left is None else left


def _unknown(words: str, policies: Sequence[PolicyHeader], question: Question) -> str:
    """How many policies do not say how long they are valid, where the question is about that."""
    count = sum(1 for one in policies if one.validity(question.as_of) == Validity.UNKNOWN)
    return f"，另有{count}份原文未写明有效期、无法判断" if words and count else ""


def _day(policy: PolicyHeader) -> str:
    return policy.signed or policy.published or policy.effective or ""


def _lines(
    policies: Sequence[PolicyHeader], question: Question, searcher: Searcher
) -> tuple[tuple[str, Evidence], ...]:
    found = [searcher.policy(one.policy_id) for one in policies]
    return tuple((_line(one, question.as_of), _resting(one)) for one in found if one and one.clauses)


def _line(policy: PolicyHeader, as_of: date) -> str:
    """A policy in one line: title, number, place, date, validity."""
    title = title_text(policy)
    day = _day(policy)
    known = (policy.document_number, policy.region, day and day_text(day), state_words(policy, as_of))
    return f"{title}（{'，'.join(one for one in known if one)}）"


def _resting(policy: Policy) -> Evidence:
    """What a line rests on: the clause that states validity, else the first."""
    return stating(policy) or whole(policy.clauses[0], policy.header(), "")


def state_words(policy: PolicyHeader, as_of: date) -> str:
    """Validity in a few words: 有效至2026年12月31日、剩39天; 已失效; 尚未生效; 原文未写有效期."""
    state = policy.validity(as_of)
    until = f"有效期至{day_text(policy.expires)}" if policy.expires else ""
    if state == Validity.IN_FORCE:
        return f"有效，{until}，剩{policy.days_left(as_of)}天"
    if state == Validity.EXPIRED:
        return "已失效" + ("，已被新文件取代" if policy.replaced_by else f"，{until}" if until else "")
    if state == Validity.NOT_YET:
        return f"尚未生效，{day_text(policy.effective)}起施行" if policy.effective else "尚未生效"
    return "原文未写明有效期"
