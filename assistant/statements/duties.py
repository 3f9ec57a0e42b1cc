"""Who has to do with a matter by the running words of a policy: who receives, decides, punishes; where the window is.

Also bodies for coordination (联席会议, 专班, 领导小组), which two policies may name differently for one matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.evidence import Evidence, Sentence, day_text, sentences, title_text
from assistant.question import Question
from assistant.statements.corpus import state_words
from assistant.statements.matter import Matter, Statement
from index.known import mentions_of
from index.policy import Clause, Policy, PolicyHeader
from index.variants import fold

_RECEIVES = re.compile(
    r"[找问]谁|找哪|向谁|向哪|[到去上在]哪|哪里|哪儿|交给谁|报给谁|交到|递到|受理|窗口|电话|咨询"
    r"|[Ww]here|[Ww]hom? (?:do|should|to)"
)
_APPROVES = re.compile(r"谁来?(?:批|审|认定|评|定)|(?:审批|审核|批准|认定|评审)的?(?:是|归|由)?(?:哪|谁)|[Aa]pprove")
_PENALISES = re.compile(r"谁来?(?:罚|处罚|查处|监督|追)|处罚|责令|[Pp]unish|[Ff]ine")
_OTHER_ACTS = re.compile(r"解释|验收|审计|抽查|拨[付款]|打款|发钱|备案")
_BODY = re.compile(r"联席会议|专班|领导小组|指挥部|协调小组|工作组|推进组|专项小组|委员会办公室")
_SETS_UP = re.compile(r"牵头|设在|组长|成立|建立|组建|召集人|主任|由")
_ASKS_WHO = re.compile(
    r"谁来?(?:罚|处罚|查|建|管|监督|审|批|拨|发|解释|受理|评|验收|牵头|负责|组织)|(?:归|由|找|向|是)谁(?:[,，。?？呢啊]|$)"
)
_NEAR_BEST = 0.75
_NEAR_BY_ROLE = 0.5
_TWO = 2


def asks_who(question: Question) -> bool:
    """Whether it is asked who does something, in words that name no department: 谁来罚, 打款是谁."""
    return bool(_ASKS_WHO.search(question.standalone))


def asks_act(question: Question) -> bool:
    """Whether it is asked who does a certain act, such as 审核 or 解释, which a bracket for the task does not tell."""
    text = question.standalone
    return len(_WHO.findall(text)) > 1 or any(one.search(text) for one in (_APPROVES, _PENALISES, _OTHER_ACTS))


def in_words(matter: Matter, near: Sequence[Evidence]) -> list[Statement]:
    """The sentence of the nearest policy that says who has to do with the matter, in the way that is asked.

    When several are asked for (谁受理,谁拨付), every sentence of its clause that names one.
    """
    policy = matter.policies.get(near[0].policy.policy_id) if near else None
    if policy is None:
        return []
    text = matter.question.standalone
    roles, acts = _roles(matter.question), [meant for asked, meant in _ACTS if asked.search(text)]
    told = list(dict.fromkeys((clause.clause_id, at) for clause, at, role in _duties(policy) if role in roles))
    if not told:
        return []
    clauses = {clause.clause_id: clause for clause in policy.clauses}
    texts = [clauses[key].readable[start:end] for key, (start, end) in told]
    near_words = matter.searcher.sentence_scores(text, texts)
    scores = [
        near + _ACT * sum(1 for act in acts if act.search(words)) for near, words in zip(near_words, texts, strict=True)
    ]
    best = max(range(len(told)), key=lambda place: scores[place])
    nearest = max((sentence.score for item in near for sentence in item.sentences), default=0.0)
    if scores[best] < (_NEAR_BEST if roles == _DEFAULT else _NEAR_BY_ROLE) * nearest:
        return []
    clause = clauses[told[best][0]]
    together = [at for key, at in told if key == clause.clause_id] if len(_WHO.findall(text)) > 1 else [told[best][1]]
    start, end = together[0][0], together[-1][1]
    return [Statement("部门", clause.readable[start:end].rstrip("；;。") + "。", _evidence(clause, policy, start, end))]


_ACT = 0.3
"""What a sentence gains that names the act the question asks about."""
_WHO = re.compile(r"谁|哪[个家]")
_ACTS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (re.compile("解释"), re.compile("解释")),
    (re.compile("备案"), re.compile("备案")),
    (re.compile("申请|申报|受理|收材料|交材料|办理"), re.compile("受理|提出申请|申报|提交")),
    (re.compile("审|批"), re.compile("审核|审批|批准|评审|初审")),
    (re.compile("认定|评审|评定"), re.compile("认定|评审|评价")),
    (re.compile("打款|发钱|拨|发放|给钱|付"), re.compile("拨付|发放|支付|安排")),
    (re.compile("查账|审计|检查|监督|抽查"), re.compile("审计|检查|监督|抽查")),
    (re.compile("验收"), re.compile("验收")),
    (re.compile("罚|处理|追回"), re.compile("责令|罚|追回|取消")),
)
"""Acts as they are asked about, and as policies write them."""
_DEFAULT = frozenset({"lead", "responsible"})


def _roles(question: Question) -> frozenset[str]:
    """The ways to have to do with a matter that the question asks for."""
    text = question.standalone
    if _PENALISES.search(text):
        return frozenset({"penalises"})
    if _APPROVES.search(text):
        return frozenset({"approves", "responsible"})
    return frozenset({"receives", "responsible"}) if _RECEIVES.search(text) else _DEFAULT


def _duties(policy: Policy) -> Iterator[tuple[Clause, tuple[int, int], str]]:
    """Each sentence of a policy that gives an organ something to do, with the organ's role."""
    for clause in policy.clauses:
        found = mentions_of(clause)
        for start, end in sentences(clause) if found else ():
            for mention in found:
                if start <= mention.start < end:
                    yield clause, (start, end), mention.role


def bodies(matter: Matter) -> list[Statement]:
    """What each of several policies says of the bodies for coordination the question names, with date and validity."""
    if not _BODY.search(matter.question.standalone):
        return []
    told: dict[str, tuple[Evidence, list[Sentence]]] = {}
    for item in matter.evidence:
        naming = [one for one in item.sentences if _BODY.search(fold(one.text)) and _SETS_UP.search(one.text)]
        if naming:
            told.setdefault(item.policy.policy_id, (item, naming))
    if len(told) < _TWO:
        return []
    lines = [
        Statement("部门", _of_policy(item.policy, matter) + "".join(one.text for one in naming), item)
        for item, naming in told.values()
    ]
    return [Statement("结论", _verdict([item.policy for item, _ in told.values()]), None), *lines]


def _verdict(policies: Sequence[PolicyHeader]) -> str:
    replaced = [one for one in policies if one.replaced_by]
    if replaced:
        return f"《{replaced[0].title}》已被新文件取代，以新文件为准。"
    return f"{len(policies)}份文件各有规定，原文没有写谁取代谁，分别列出，请向发文机关确认以哪个为准。"


def _of_policy(policy: PolicyHeader, matter: Matter) -> str:
    title = title_text(policy)
    day = policy.signed or policy.effective or policy.published
    known = [day_text(day)] if day else []
    return f"{title}（{'，'.join([*known, state_words(policy, matter.question.as_of)])}）："


def _evidence(clause: Clause, policy: Policy, start: int, end: int) -> Evidence:
    return Evidence(0, clause, policy.header(), 1.0, (Sentence(start, end, clause.readable[start:end], 1.0),))
