"""Who does a certain act (谁核实, 谁维修, 谁打钱), by every statement of duty of the nearest policy.

A statement of duty names who (an organ, a company, a centre), what is done and of what: 甲局负责A、B的核实. The one
that fits the act and the words of the question is said where it is clear of the others; else nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.closeness import key_tokens
from assistant.evidence import Evidence, Sentence
from assistant.facets import parts
from assistant.question import Question
from assistant.statements.matter import Matter, Statement
from index.lexical import tokens
from index.policy import Clause, Policy
from index.variants import fold

_CALLED: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(asked), re.compile(written))
    for asked, written in (
        ("初审|先审|第一道审", "初审|初核|审核"),
        ("复核|复审|二审|再审", "复核|复审|终审"),
        ("验收|验房", "验收|查验"),
        ("审计|查账", "审计"),
        ("评审|打分|专家评", "评审|评价|评定"),
        ("绩效", "绩效"),
        ("核定|算出来|抄表", "核定|核算|测算"),
        ("核[实查对验]|查证|比对|真不真|真假|是真是假", "核[实查对验]|查验|比对|查证"),
        ("维修|(?<!退)修|坏了|漏|堵了|跳闸|停水|断电", "维修|修缮|维护|养护|报修"),
        ("认定|(?:来|给|去)认(?!为)", "认定"),
        ("评定|鉴定|评估", "评定|鉴定|评估"),
        ("退房|退租|搬走", "退租|退房|退出|腾退"),
        (
            "打[钱款]|打(?:给|到|进)(?![^,，。?？]{0,8}(?:哪|谁|部门|电话|热线))|发钱|给钱|付钱|放款|转账|拨[付款钱]|[谁局门]来?拨|把钱|到账",
            "拨付|发放|支付|拨款|划拨|兑付|代发",
        ),
        ("发放|发[证券卡牌]", "发放|颁发|核发|制发"),
        ("收[租钱费]|交租|租金", "收取|代收|征收|收缴"),
        ("签约|签[订合]", "签订|签约|签署"),
        ("倒卖|黄牛|贩子", "倒卖"),
        ("涨价|乱收费|宰客|价格", "价格|收费"),
        ("查处|(?:谁|部门|局|单位)来?[抓查罚]", "查处|打击|处罚|责令|查验"),
        ("督查|督导", "督查|督导|督促"),
        ("经办|承办", "经办|承办|办理"),
        ("培训|教", "培训"),
        ("摇号|抽签", "摇号|抽签"),
        ("追回|要回|收回", "追回|收回"),
        ("公布|公示", "公布|公示"),
        ("备案", "备案"),
        ("审[核批查]?|(?<![一两几这那首头每各大三二])批(?![发次量评])", "审[核批查定]|批准|核准"),
    )
)
"""Acts as people ask about them, and as policies write them; an earlier row takes its words from the later ones."""
_ENDS = (
    r"局|委|厅|署|办|部门|政府|委员会|管委会|办公室|中心|公司|机构|单位|银行|分行|支行|院|所|[车驿服]站|总站|联合会|协会|商会|学会|联合社"
    r"|街道|办事处|[^城市]镇|乡镇|村委会|平台|学校|专班|小组|大队|支队|[商民][务政]科|联盟|基金会|妇联|残联"
)
_DOES = (
    r"(?:负责|承担|牵头|受[^,，。;；]{2,24}委托|会同|联合|在[^,，。;；]{1,20}[内前]|自[^,，。;；]{2,24}之日起|收到|于|对|按照?|组织|应当|要(?!求)|每"
    r"|配合|协助|委托|统筹|统一|具体|依法|定期|共同|完成|开展|进行|实施|做好|给予|拨付|发放|审核|核[实查验定]|公[示布]|指导|监督|受理"
    r"|形成|出具|确认)"
)
_SUBJECT = re.compile(
    rf"^\s*(?:[(（][^()（）]{{1,4}}[)）]|[0-9]+[.、])?(?:其中|同时|并|经审核后)?"
    rf"(?P<who>[^,，。;；:：“”]{{1,50}}?(?:{_ENDS})(?:[(（][^()（）]{{2,24}}[)）])?)(?={_DOES})"
)
_BY = re.compile(
    rf"(?<![自理缘因来])由(?P<who>[^,，。;；:：“”]{{1,40}}?(?:{_ENDS}))"
    rf"(?=[^,，。;；局委厅]{{2,}}|(?:会同|、|和)[^,，。;；]{{4,}})(?![局委厅])"
)
_NO_SUBJECT = re.compile(
    r"^[(（]|^(?:申报|申请|项目|受益|获[得奖]|承租|参与|参保)[^局委]{0,8}(?:单位|机构|公司)$|^(?:经|报|向|对|被|在|于|由|[^,]{1,8}以|单个|每个|多家|首次)|企业所$"
)
_PIECE = re.compile(r"[^,，。;；\n]+")
_SENTENCE = re.compile(r"[^。;；\n]+")
_ASKS_WHO = re.compile(
    r"谁|(?:哪|什么|啥)(?:一?[个家些]|一)?(?:部门|单位|机构|局|委|厅|公司|地方|科室?|口子|银行)|哪家|哪个局|哪里管"
    r"|(?:打|拨)(?:电话)?给(?:谁|哪)"
)
_NOT_OURS = re.compile(r"牵头|配合|投诉|举报|异议|不服|复议|申诉|解释|电话(?:是|多少|号)|号码|热线")
_LEADS_UP = re.compile(r"有没有|是不是|是否|([^,，])不\1|没[^,，]{0,3}这些")
_JOINS = re.compile(r"[、和跟与及]|还有")
_BREAK = re.compile(r"[,，。?？;；!！、]")
_AROUND, _NEAR, _ALIKE = 0.5, 0.1, 0.4
_LEAST, _CLEAR, _SAME_WORD = 0.2, 0.08, 0.2
_HELPS = re.compile("配合|协助|参与")
_LONGEST = 160


@dataclass(frozen=True)
class Duty:
    """What one clause gives someone to do: who, and the words from there on."""

    clause: Clause
    start: int
    end: int
    who: str
    whole: int
    """Where its sentence starts."""

    @property
    def words(self) -> str:
        """The words as written; one that goes on with 由 takes what it speaks of from the sentence before it."""
        start = self.whole if fold(self.clause.readable)[self.start : self.end].startswith("由") else self.start
        return self.clause.readable[start : self.end].strip(" ,，;；。、\n\u3000")

    @cached_property
    def own(self) -> frozenset[str]:
        """The tokens of its words without who."""
        return frozenset(tokens(fold(self.words).replace(self.who, "", 1)))

    @cached_property
    def around(self) -> frozenset[str]:
        """The tokens of its sentence and of its clause's heading."""
        return frozenset(tokens(f"{self.clause.heading or ''} {self.clause.readable[self.whole : self.end]}"))

    def holds(self, token: str) -> float:
        """How far it speaks of a word: half where only its sentence does."""
        return 1.0 if token in self.own else _AROUND * (token in self.around)


@dataclass(frozen=True)
class _Act:
    """An act as a question calls it, and as policies write it."""

    spoken: str
    written: re.Pattern[str]

    def done_in(self, duty: Duty) -> bool:
        """Whether a statement of duty names it."""
        return self.written.search(fold(duty.words)) is not None

    def fit(self, duty: Duty) -> float:
        """How well the duty's word for it fits: more for the question's own or the usual one, less for a helper's."""
        words = fold(duty.words)
        match = self.written.search(words)
        helps = match is not None and _HELPS.search(words[: match.start()]) is not None
        usual = self.written.pattern.split("|")[0]
        return _SAME_WORD * (self.spoken in words or usual in words) - _SAME_WORD * helps


@dataclass(frozen=True)
class _Scores:
    """How near each duty is to the question.

    ``known`` are the words of the question that some duty holds, each with its weight: the fewer hold it, the more.
    ``objects`` are those of them that name neither the policy nor an act.
    """

    alike: Mapping[Duty, float]
    known: Mapping[str, float]
    objects: frozenset[str]
    near: frozenset[str]

    def of(self, one: Duty, acts: Sequence[_Act]) -> float:
        """How near a duty is to the question, asked of ``acts``."""
        total = sum(self.known.values()) or 1.0
        held = sum(weight * one.holds(token) for token, weight in self.known.items()) / total
        fit = sum(act.fit(one) for act in acts) / len(acts)
        return held + fit + _ALIKE * self.alike[one] + _NEAR * (one.clause.clause_id in self.near)

    def clearest(self, every: Sequence[Duty], acts: Sequence[_Act]) -> Duty | None:
        """The duty with all these acts that is clear of those of others; of several, one that speaks of the matter."""
        points = {one: self.of(one, acts) for one in every if all(act.done_in(one) for act in acts)}
        if not points:
            return None
        ranked = sorted(points, key=lambda one: -points[one])
        best = ranked[0]
        others = [one for one in ranked[1:] if one.who != best.who]
        if not others:
            return best
        if self.objects and not any(one in best.own or one in best.around for one in self.objects):
            return None
        rivals = [one for one in others if points[best] - points[one] < _CLEAR]
        if not rivals:
            return best if points[best] >= _LEAST else None
        together = all((one.clause, one.whole) == (best.clause, best.whole) for one in rivals)
        return replace(best, start=best.whole, end=max(best.end, *(one.end for one in rivals))) if together else None


def asks(question: Question) -> bool:
    """Whether it is asked who does an act that is named."""
    text = fold(question.standalone)
    return bool(_ASKS_WHO.search(text)) and not _NOT_OURS.search(text) and bool(_topics(text))


def asks_only(question: Question) -> bool:
    """Whether nothing else is asked beside it: a part that leads up to it (有没有乱花,谁来审计) asks nothing."""
    others = [part for part in parts(fold(question.standalone)) if not _ASKS_WHO.search(part.words)]
    return not any((part.facets or part.is_open) and not _LEADS_UP.search(part.words) for part in others)


def said(matter: Matter, near: Sequence[Evidence]) -> list[Statement]:
    """Who does each of the acts asked about by the nearest policy; [] unless it is clear of each of them."""
    text = fold(matter.question.standalone)
    policy = matter.policies.get(near[0].policy.policy_id) if near else None
    every = list(duties(policy)) if policy and asks(matter.question) else []
    if policy is None or not every:
        return []
    topics = _topics(text)
    scores = _scores(text, every, matter, near)
    chosen: list[Duty] = []
    for topic in topics:
        found = _best(topic, every, scores, joined=_JOINS.search(text) is not None)
        if not found:
            return []
        chosen += found
    return [Statement("部门", f"{one.words}。", _evidence(one, policy)) for one in dict.fromkeys(chosen)]


def _scores(text: str, every: Sequence[Duty], matter: Matter, near: Sequence[Evidence]) -> _Scores:
    asked = key_tokens(text, matter.searcher.regions())
    alike = dict(zip(every, matter.searcher.sentence_scores(text, [one.words for one in every]), strict=True))
    counts = {token: sum(one.holds(token) > 0 for one in every) for token in asked}
    called = " ".join(match[0] for spoken, _ in _CALLED for match in spoken.finditer(text))
    general = {*tokens(fold(near[0].policy.title)), *tokens(called)}
    return _Scores(
        alike,
        {token: 1.0 / count for token, count in counts.items() if count},
        frozenset(token for token in asked if counts[token]) - general,
        frozenset(item.clause.clause_id for item in near),
    )


def duties(policy: Policy) -> Iterator[Duty]:
    """Every statement of duty of a policy, in its order."""
    for clause in policy.clauses:
        text = fold(clause.readable)
        for sentence in _SENTENCE.finditer(text, begin(clause)):
            yield from _of_sentence(clause, text, *sentence.span())


def begin(clause: Clause) -> int:
    """Where the words of a clause begin: its first sentence may stand where others have a heading."""
    place = clause.readable.find(clause.heading) if clause.heading else -1
    return place if 0 <= place < clause.body else clause.body


def _of_sentence(clause: Clause, text: str, start: int, end: int) -> Iterator[Duty]:
    """The duties of one sentence: each from its subject to where the next one begins."""
    begun: tuple[int, str] | None = None
    for piece in _PIECE.finditer(text, start, end):
        if subject := _subject(piece[0]):
            if begun:
                yield Duty(clause, begun[0], piece.start(), begun[1], start)
            begun = (piece.start(), subject)
    if begun and end - begun[0] <= _LONGEST:
        yield Duty(clause, begun[0], end, begun[1], start)


def _subject(piece: str) -> str | None:
    for pattern in (_BY, _SUBJECT):
        match = pattern.search(piece)
        if match and not _NO_SUBJECT.search(match["who"]):
            return match["who"]
    return None


def _topics(text: str) -> list[list[_Act]]:
    """The acts asked about: those of each part that asks who, or of the parts before it where it names none."""
    found: list[list[_Act]] = []
    before: list[_Act] = []
    for piece in _BREAK.split(text):
        acts = _acts(piece)
        if not _ASKS_WHO.search(piece):
            before += acts
        elif acts or before:
            found.append(acts or before)
            before = []
    return found


def _acts(piece: str) -> list[_Act]:
    """The acts that a part of a question names, in its order."""
    found: list[tuple[int, _Act]] = []
    for asked, written in _CALLED:
        if match := asked.search(piece):
            found.append((match.start(), _Act(match[0], written)))
            piece = asked.sub(lambda one: "\u3000" * len(one[0]), piece)
    return [act for _, act in sorted(found, key=lambda one: one[0])]


def _best(acts: Sequence[_Act], every: Sequence[Duty], scores: _Scores, *, joined: bool) -> list[Duty]:
    """The duties with these acts: one with all, else one for each joined (维修和退租), else one with the last."""
    for together in (acts, acts[-1:]) if not joined else (acts,):
        if one := scores.clearest(every, together):
            return [one]
    found = [scores.clearest(every, [act]) for act in acts] if joined else []
    return [one for one in found if one] if all(found) else []


def _evidence(duty: Duty, policy: Policy) -> Evidence:
    sentence = Sentence(duty.start, duty.end, duty.clause.readable[duty.start : duty.end], 1.0)
    return Evidence(0, duty.clause, policy.header(), 1.0, (sentence,))
