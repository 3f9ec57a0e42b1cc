"""Where to go: the office, counter or platform that takes an application, and the telephone or address stated.

That is another matter than who leads a task or is responsible for it. The sentence of the policy is said word for
word: the one that fits what is to be done there (apply, notify, object, complain) and what it is done for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.evidence import Evidence, Sentence, sentences
from assistant.question import Question
from assistant.statements.matter import Matter, Statement
from index.known import clause_facts
from index.policy import Clause, Policy
from index.variants import fold

Act = Literal["apply", "notify", "object", "complain", "contact"]

_DO = r"交|递|送|寄|报|申请|申报|申领|报名|领|办|登记|备案|投诉|举报|反映|咨询|提|受理"
_WHERE = (
    r"(?:[到去上在往][^,，。?？]{0,2}哪(?:里|儿|个|一?家)?|哪里|哪儿|向谁|找谁|跟谁|给谁|向哪[个家]?|找哪[个家]?"
    r"|哪个(?:窗口|平台|网站|地方|单位|部门|局))"
)
_ASKS_WHERE = re.compile(
    rf"{_WHERE}[^,，。?？]{{0,4}}(?:{_DO})|(?:{_DO})[^,，。?？]{{0,8}}{_WHERE}"
    r"|(?:网上|线上)[^,，。?？]{0,4}(?:哪|报|办|申)|(?:哪个|什么|几号)(?:窗口|平台|网站)"
)
_ASKS_CONTACT = re.compile(r"电话|热线|号码|联系方式|怎么联系|地址|联系人")
_ASKS_HELP = re.compile(
    r"(?:平台|系统|网站|网页|网上)[^,，。?？]{0,10}(?:不上|不了|不进|失败|打不开|出错|报错|故障|有问题|卡)"
)
_LABELS = ("咨询", "监督", "投诉", "举报", "技术", "报名", "平台", "服务", "传真", "地址")

# What is done: as it is asked about, and as policies put it.
_ASKED: tuple[tuple[Act, re.Pattern[str]], ...] = (
    ("complain", re.compile(r"投诉|举报|告状|检举|疑问")),
    ("object", re.compile(r"异议|不服|复议|复核|申诉|不认可|不同意")),
    ("notify", re.compile(r"备案|变更|换了|迁|改了|变了|注销|报告|处置|转让|卖[了掉]|要卖")),
)
_STATED: tuple[tuple[Act, re.Pattern[str]], ...] = (
    ("complain", re.compile(r"投诉|举报|检举|监督电话|疑问")),
    ("object", re.compile(r"异议|不服|复议|复核申请|申诉")),
    (
        "notify",
        re.compile(r"变更|备案(?!证明|表|号)|注销|事先报|(?:及时|书面|事先|内)报告|向[^,，。;；]{2,24}报告|迁移|变化"),
    ),
)
_ORGAN = (
    r"(?:局|委|厅|中心|政府|办事处|部门|机构|窗口|大厅|委员会|办公室|残联|银行|法院|机关|(?:商务|民政|[^医学])科|处"
    r"|(?<!院)所|站)"
)
_NAME = r"[^,，。;；:：]"
_BETWEEN = r"(?:以?书面(?:形式)?|当面|网上|在线|统一|集中|直接|及时|如实|[、和或与]" + _NAME + r"{2,16})?"
_TAKES = re.compile(
    rf"(?<!方)向{_NAME}{{1,50}}?{_ORGAN}(?:\([^()]*\))?{_BETWEEN}(?:申请|申报|提出|提交|报送|递交|备案|报告|登记|举报|投诉|反映|报名|咨询|领取|办理|申领)"
    rf"|(?:通过|登录|登陆|进入|在(?=[“\"])){_NAME}{{0,24}}?(?:平台|系统|服务网|官网|网站|小程序|公众号|APP|窗口)[”\"」》]?{_NAME}{{0,12}}?"
    r"(?:申请|申报|提出|提交|填报|上传|报名|领取|办理|登记|备案|注册|预约|申领)"
    rf"|(?:(?<![达收得受直遇碰])到|前往){_NAME}{{2,40}}?{_ORGAN}(?:\([^()]*\))?{_NAME}{{0,6}}?(?:申请|申报|办理|提交|登记|领取|报名|递交|备案|咨询)"
    rf"|(?:送达|送至|寄至|寄送至?|报送至?|递交至?|交至|提交至|(?<![上申填呈])报|(?<![提递])交){_NAME}{{1,24}}?{_ORGAN}(?=$|[,，。;；(])"
    rf"|{_ORGAN}(?:统一|集中|负责)*受理(?!{_NAME}{{0,16}}?(?:后|之日|的(?!申请)))"
    r"|(?:受理|办理|收件)(?:窗口|地点|地址)[^,，。;；]{2,}"
    r"|拨打[^,，。;；]{0,8}\d{3,}"
)
_TELEPHONE = re.compile(r"\d{3,4}-\d{6,8}|(?<!\d)\d{7,8}(?!\d)|(?<!\d)1\d{10}(?!\d)|\d{5}热线")
_ADDRESS = re.compile(r"地址|[路街道]\d+号|\d+号楼|\d+室")
_OF_ARTICLE = re.compile(r"(?<!本办法)(?<!细则)(第[一二三四五六七八九十百]+条|第?\([一二三四五六七八九十]+\)项)")
_NEAR, _OF_IT = 0.2, 0.4
"""What a sentence gains that stands in a clause found, and one that names such a clause as what it is for."""
_CLEARLY = 0.85
"""A sentence less near than this share of the best is not meant."""
_OWN_STEP = re.compile(r"[初复]审|审核|汇总|核实")
_GRANTS = frozenset({"grant", "relief"})
_OF_POLICY = re.compile(
    r"补助|补贴|贴息|资助|扶持|奖励|奖补|资金|申报|材料|提出申请|提交申请|书面申请|认定|受理|送达|送至|寄"
)
_LICENCE = re.compile(r"许可|执照|审批|资质")
_GOES = re.compile(
    r"交|递|送|寄|申请|申报|申领|报名|领|登记|备案|投诉|举报|网上|线上|窗口|平台|网站|电话|热线|地址|报哪|报到|报给"
)
_MOST = 2
_FEW, _AS_NEAR = 6, 0.7
"""A policy that says where to go more often than ``_FEW`` times speaks of many matters."""
_ACT = re.compile(r"申请|申报|领|登记|备案|报告|举报|投诉|反映|提交|报名|注册|缴|复议|异议")
_VERB = 10
_OTHER_CASE = re.compile(r"转让|变更|注销|续展|补[办发]|延期|延续|撤[销回]|恢复|重新|转移")
"""What befalls a thing once it was granted: a sentence on that is not meant unless it is asked about."""


@dataclass(frozen=True)
class _Place:
    """A sentence that says where something is done."""

    clause: Clause
    start: int
    end: int
    act: Act

    @property
    def words(self) -> str:
        return self.clause.readable[self.start : self.end]


def asks(question: Question) -> bool:
    """Whether it is asked where to go with something, or for a telephone number or address."""
    text = fold(question.standalone)
    if any(pattern.search(text) for pattern in (_ASKS_WHERE, _ASKS_CONTACT, _ASKS_HELP)):
        return True
    return _act(text, _ASKED) in ("object", "complain") and re.search(_WHERE, text) is not None


def of_appeal(question: Question) -> bool:
    """Whether it is asked where to object or complain: 对处罚不服 asks for nobody who punishes."""
    return _act(fold(question.standalone), _ASKED) in ("object", "complain")


def asks_only(question: Question) -> bool:
    """Whether where to go is all that is asked: 找谁办 may as well mean who is in charge."""
    text = fold(question.standalone)
    return _GOES.search(text) is not None or _act(text, _ASKED) != "apply"


def said(matter: Matter, near: Sequence[Evidence]) -> list[Statement]:
    """Where to go by the nearest policy, and its telephone where that is asked for; [] when it does not say."""
    policy = matter.policies.get(near[0].policy.policy_id) if near else None
    if policy is None:
        return []
    text = fold(matter.question.standalone)
    places = list(_places(policy))
    found: list[_Place] = []
    if not _ASKS_HELP.search(text) and (not _ASKS_CONTACT.search(text) or _ASKS_WHERE.search(text)):
        found = _taking(places, matter, near, policy)
    if (_ASKS_CONTACT.search(text) or _ASKS_HELP.search(text)) and not any(_contact_of(one, text) for one in found):
        found += _contacts(places, near, text)
    return [Statement("部门", one.words.strip().rstrip("；;。") + "。", _evidence(one, policy)) for one in found]


def crowded(policy: Policy) -> bool:
    """Whether a policy says for many matters where to go, as a law does."""
    return sum(1 for _ in _places(policy)) > _FEW


def _places(policy: Policy) -> Iterator[_Place]:
    for clause in policy.clauses:
        text = fold(clause.readable)
        for start, end in sentences(clause):
            words = text[start:end]
            takes = _TAKES.search(words)
            if takes and not (takes[0][0] in "报交" and _OWN_STEP.search(words)):
                yield _Place(clause, start, end, _act(words, _STATED))
            elif _TELEPHONE.search(words) or (_ADDRESS.search(words) and re.search(r"\d", words)):
                yield _Place(clause, start, end, "contact")


def _act(words: str, known: Sequence[tuple[Act, re.Pattern[str]]]) -> Act:
    return next((act for act, pattern in known if pattern.search(words)), "apply")


# -- who takes it --------------------------------------------------------------------------------------------------


def _taking(places: Sequence[_Place], matter: Matter, near: Sequence[Evidence], policy: Policy) -> list[_Place]:
    """The sentences that say where what is asked about is done: the nearest, and those beside it as near.

    Where a policy has many, as a law has, only one nearly as near as what was found is meant.
    """
    text = fold(matter.question.standalone)
    asked, many = _act(text, _ASKED), len(places) > _FEW
    fitting = [
        one
        for one in places
        if one.act == asked
        and not (asked == "apply" and _other_case(one, text))
        and (not many or _does(one, text))
        and (_of(one, near) or (_of(one, near) is None and (many or _near_or_general(one, near, policy))))
    ]
    if not fitting or len(fitting) == 1 == sum(1 for one in places if one.act == asked):
        return fitting
    told = [f"{one.clause.heading or ''} {one.words}" for one in fitting]
    bare = matter.searcher.sentence_scores(matter.question.standalone, told)
    scores = [
        score
        + _NEAR * (one.clause.clause_id in {item.clause.clause_id for item in near})
        + _OF_IT * bool(_of(one, near))
        for score, one in zip(bare, fitting, strict=True)
    ]
    nearest = max(sentence.score for item in near for sentence in item.sentences)
    best = max(range(len(fitting)), key=lambda place: scores[place])
    if many and bare[best] < _AS_NEAR * nearest:
        return []
    meant = [one for one, score in zip(fitting, scores, strict=True) if score >= _CLEARLY * scores[best]]
    return meant if len(meant) <= _MOST else []


def _other_case(place: _Place, asked: str) -> bool:
    return bool(set(_OTHER_CASE.findall(fold(place.words))) - set(_OTHER_CASE.findall(asked)))


def _does(place: _Place, asked: str) -> bool:
    """Whether what is done there is called what the question calls it: 领, 申请, 登记."""
    words = fold(place.words)
    takes = _TAKES.search(words)
    return takes is not None and any(verb in takes[0] + words[takes.end() :][:_VERB] for verb in _ACT.findall(asked))


def _near_or_general(place: _Place, near: Sequence[Evidence], policy: Policy) -> bool:
    """Whether a sentence stands in the nearest clause, or speaks of applying as such and not of another grant."""
    if _in(near[0], place):
        return True
    if place.act == "apply" and (not _OF_POLICY.search(place.words) or _LICENCE.search(place.words)):
        return False
    return not any(one.kind in _GRANTS for one in clause_facts(place.clause, policy).benefits)


def _of(place: _Place, near: Sequence[Evidence]) -> bool | None:
    """Whether the clause a sentence names as what it is for is one of those found; None where it names none."""
    named = {label.removesuffix("项").removeprefix("第") for label in _OF_ARTICLE.findall(fold(place.words))}
    if not named:
        return None
    best = [item for item in near if item.score >= _CLEARLY * near[0].score]
    labels = {fold(label).removeprefix("第") for item in best for label in item.clause.address}
    return bool(named & labels) or any(item.clause.clause_id == place.clause.clause_id for item in best[:1])


def _in(item: Evidence, place: _Place) -> bool:
    """Whether a sentence stands in the clause found, or in another paragraph of its article."""
    clause = item.clause
    return place.clause.clause_id == clause.clause_id or (
        clause.article is not None and place.clause.article == clause.article
    )


# -- telephones ----------------------------------------------------------------------------------------------------


def _contacts(places: Sequence[_Place], near: Sequence[Evidence], asked: str) -> list[_Place]:
    """The telephones or addresses of one clause: those of the label asked for (监督电话), else all."""
    found = {item.clause.clause_id for item in near}
    of_kind = [
        one
        for one in places
        if _contact_of(one, asked) and (one.act in ("contact", "complain") or one.clause.clause_id in found)
    ]
    labels = [label for label in _LABELS if label in asked]
    labels += ["技术", "系统"] if _ASKS_HELP.search(asked) else []
    labelled = [one for one in of_kind if any(label in one.words for label in labels)]
    chosen = labelled or of_kind
    return [one for one in chosen if one.clause.clause_id == chosen[0].clause.clause_id][: _MOST + 1]


def _contact_of(place: _Place, asked: str) -> bool:
    """Whether a sentence holds what is asked for: a telephone number, or an address."""
    only_address = "地址" in asked and not re.search("电话|热线|号码|联系", asked)
    return bool((_ADDRESS if only_address else _TELEPHONE).search(fold(place.words)))


def _evidence(place: _Place, policy: Policy) -> Evidence:
    sentence = Sentence(place.start, place.end, place.words, 1.0)
    return Evidence(0, place.clause, policy.header(), 1.0, (sentence,))
