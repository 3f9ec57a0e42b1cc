"""When and within how long, by every sentence of the nearest policy that sets a time, where it speaks of the matter.

The time often stands in another clause than its subject (冷藏车购置补助自车辆登记之日起90日内申报, under 申报程序), or
names the clause of the subject by number (第(九)项按半年申报). The act asked about and its object must both fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.closeness import key_tokens
from assistant.evidence import Evidence, Sentence
from assistant.statements import acts
from assistant.statements.acts import Act
from assistant.statements.matter import Matter, Statement
from assistant.statements.performers import begin
from assistant.statements.reckoning import reckoned
from index.known import clause_facts
from index.lexical import tokens
from index.policy import Clause, Policy
from index.variants import fold

_DAY = re.compile(r"(?:[0-9]{1,2}|每|当|次|上|下)月(?:[0-9]{1,2}|底|末|初)|[0-9]{1,2}月|随时|常年|全年|[季年月]度?末")
_LENGTH = re.compile(
    r"(?<![近第])(?:[0-9]+|[一二三四五六七八九十两半]+)个?(?:工作日|自然日|小时|季度|学期|(?<!月[0-9])(?<!月[0-9]{2})日|天|周(?!岁|年|边)|个月|年(?!级|龄|终))(?!度|末|底|初|[0-9]|的?(?:租金|工资))"
    r"|当日|当天"
)
_WHEN = re.compile(rf"{_DAY.pattern}|(?:{_LENGTH.pattern})(?:之?[内前]|后|起)|20[0-9]{{2}}年")
_DATE = re.compile(r"(?:19|20)[0-9]{2}年(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?")
_ASKS_LENGTH = re.compile(
    r"多久|多长|多少[天日年]|几个?[天年]|几个?月(?!份)|几个?(?:工作日|星期|周|小时)|多少个?(?:工作日|月|小时)"
)
_SENTENCE = re.compile(r"[^。;；\n]+")
_PIECE = re.compile(r"[^,，。;；\n]+")
_BARE_TIME = re.compile(r"^\s*(?:应当?|须|于|在|自|从|其中)?(?:[0-9]|收到|接到|每年|次年|当年|该)")
_EACH = re.compile(r"各|分别|相比|差|比[^较例赛]|还是|和[^,，。?？]{1,12}(?:谁|哪个)")
_CALLED: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(spoken), written)
    for spoken, written in (
        (r"住", ("租期", "租住", "入住", "居住")),
        (r"放|过期|能用|用得|管用|作废|有效", ("有效", "失效", "使用")),
        (r"免", ("免收", "免费", "免征", "免缴")),
        (r"留|存|保管", ("保存", "留存")),
        (r"补(?:充)?(?:报|录|申|交)|忘|错过|没赶上", ("补充", "补报", "补申", "延长")),
        (r"上[完好了]*牌|牌照", ("登记",)),
        (r"利息|贴息", ("贴息",)),
        (r"搬|腾", ("腾退", "搬离")),
        (r"续", ("续租", "续签", "续期", "延续")),
        (r"开(?:着|下去|满)|经营|运营|营业", ("运营", "经营", "营业")),
        (r"干满|服务期|待满", ("服务", "工作")),
        (r"交(?:了|上)?社保|社保", ("社会保险",)),
        (r"(?<!清)退(?!租|房|休|出)", ("退还", "退回")),
        (r"投诉", ("投诉",)),
        (r"保(?:几|多)|质保|保修|包修|坏了", ("质量保证", "质保", "保修")),
        (r"维护|保养|检修|检查|年检|体检", ("维护", "保养", "清洁", "检查", "检修", "检验")),
        (r"(?:多久|多长时间|多少天|几天|几个月|几年)[^,，。?？]{0,12}[一几][次回趟]", ("每", "一次")),
        (r"总共|一共|最多|最长|加起来", ("累计", "不超过", "最长", "合计")),
    )
)
"""What people say, and the words of policies for it; one of them must be there where the question says so."""
_BARS = re.compile(r"不得(?!少于|低于|超过|晚于|迟于|早于|多于)|不再|不予|取消")
_ASKS_BARRED = re.compile(r"不[能得让许准可]|禁|取消|拉黑|再(?:申|报)|限制|处罚|后果")
_AROUND, _ALIKE, _NEAR, _BY_NUMBER = 0.5, 0.4, 0.15, 1.0
_LEAST, _CLEAR, _AS_NEAR = 0.45, 0.1, 0.9
_LONGEST = 140


@dataclass(frozen=True)
class Timed:
    """The words of one clause that set a time: a piece between two commas, in its sentence."""

    clause: Clause
    start: int
    end: int
    whole: tuple[int, int]

    @property
    def words(self) -> str:
        """The words as written; a piece that leaves out what it is of takes its sentence along."""
        start = self.whole[0] if _BARE_TIME.match(fold(self.clause.readable[self.start : self.end])) else self.start
        return self.clause.readable[start : self.end].strip(" ,，;；。:：\n\u3000")

    @property
    def sentence(self) -> str:
        """The sentence the words stand in."""
        return self.clause.readable[slice(*self.whole)].strip(" ,，;；。:：\n\u3000")

    @cached_property
    def own(self) -> frozenset[str]:
        """The tokens of the words."""
        return frozenset(tokens(self.words))

    @cached_property
    def around(self) -> frozenset[str]:
        """The tokens of the sentence and of the clause's heading."""
        return frozenset(tokens(f"{self.clause.heading or ''} {self.sentence}"))

    @property
    def place(self) -> tuple[str, tuple[int, int]]:
        """The place of its sentence in its policy."""
        return self.clause.clause_id, self.whole

    def holds(self, token: str) -> float:
        """How far it speaks of a word: half where only its sentence does."""
        return 1.0 if token in self.own else _AROUND * (token in self.around)


def best(matter: Matter, asking: str, wanted: frozenset[Act]) -> Statement | None:
    """What the nearest policy says of the time the part ``asking`` asks for, of one of the acts ``wanted`` if any.

    None where no sentence speaks clearly more of it than the others do.
    """
    policy = next(iter(matter.policies.values()), None)
    every = _candidates(matter, policy, asking, wanted) if policy else []
    if policy is None or not every:
        return None
    ranked = sorted(zip(_scores(every, matter, policy, asking), range(len(every)), strict=True), reverse=True)
    found = every[ranked[0][1]]
    rivals = [points for points, place in ranked[1:] if every[place].place != found.place]
    clear = ranked[0][0] - max(rivals, default=0.0)
    if ranked[0][0] < _LEAST or clear < _CLEAR:
        return None
    return _stated(found, matter, policy)


def _candidates(matter: Matter, policy: Policy, asking: str, wanted: frozenset[Act]) -> list[Timed]:
    """The pieces that set a time of the kind asked for, of an act asked about."""
    text = fold(matter.question.standalone)
    length, barred = _ASKS_LENGTH.search(asking) is not None, _ASKS_BARRED.search(text) is not None
    called = [word for words in _called(text) for word in words]
    fitting = [one for one in timed(policy) if _fits(one, called, length=length, wanted=wanted)]
    return [one for one in fitting if barred or not _BARS.search(one.words)]


def _called(text: str) -> list[tuple[str, ...]]:
    """The words of policies for what the question says in other words."""
    return [written for spoken, written in _CALLED if spoken.search(text)]


def _scores(every: Sequence[Timed], matter: Matter, policy: Policy, asking: str) -> list[float]:
    """How much each piece speaks of what the question asks, and of what its part ``asking`` calls it."""
    text = fold(matter.question.standalone)
    called = _called(fold(asking)) or _called(text)
    alike = matter.searcher.sentence_scores(text, [one.words for one in every])
    known = _weights(" ".join((text, *(word for words in called for word in words))), every, matter)
    total = sum(known.values()) or 1.0
    nearest = matter.evidence[0].clause
    top = [item.clause for item in matter.evidence if item.score >= _AS_NEAR * matter.evidence[0].score]
    named = next((found for clause in top if (found := _naming(clause, every, policy))), set())

    def score(one: Timed, same: float) -> float:
        held = sum(weight * one.holds(token) for token, weight in known.items()) / total
        spoken = sum(any(word in one.words for word in words) for words in called) / (len(called) or 1)
        place = _NEAR * (one.clause.clause_id == nearest.clause_id) + _BY_NUMBER * (one.place in named)
        return held + _ALIKE * same + place + _AROUND * spoken

    return [score(one, same) for one, same in zip(every, alike, strict=True)]


def timed(policy: Policy) -> Iterator[Timed]:
    """Every piece of a policy that sets a time, in its order."""
    for clause in policy.clauses:
        text = fold(clause.readable)
        for sentence in _SENTENCE.finditer(text, begin(clause)):
            for piece in _PIECE.finditer(text, *sentence.span()):
                bare = _DATE.sub("", piece[0])
                if _DAY.search(piece[0]) or _LENGTH.search(bare):
                    yield Timed(clause, *piece.span(), sentence.span())


def _fits(one: Timed, called: Sequence[str], *, length: bool, wanted: frozenset[Act]) -> bool:
    """Whether it sets a time of the kind asked for, for one of the acts ``wanted`` or what else it was called."""
    text = fold(one.words)
    if (_LENGTH.search(_DATE.sub("", text)) if length else _WHEN.search(text)) is None:
        return False
    named = acts.told(text) or acts.told(fold(one.sentence))
    if not wanted or named & wanted:
        return True
    return not named and not wanted <= acts.APPLYING and any(word in text for word in called)


def _weights(text: str, every: Sequence[Timed], matter: Matter) -> dict[str, float]:
    """The tokens of the question that some piece holds, each with its weight: the fewer hold it, the more."""
    asked = key_tokens(text, matter.searcher.regions())
    counts = {token: sum(one.holds(token) > 0 for one in every) for token in asked}
    return {token: 1.0 / count for token, count in counts.items() if count}


def _naming(clause: Clause, every: Sequence[Timed], policy: Policy) -> set[tuple[str, tuple[int, int]]]:
    """The sentences among ``every`` that name ``clause`` by its number."""
    found: set[tuple[str, tuple[int, int]]] = set()
    for one in every:
        if one.clause.clause_id == clause.clause_id:
            continue
        for each in clause_facts(one.clause, policy).references:
            here = one.whole[0] <= each.reference.start < one.whole[1]
            if here and any(clause.address[: len(address)] == address for address, _ in each.names):
                found.add(one.place)
    return found


def _stated(found: Timed, matter: Matter, policy: Policy) -> Statement:
    """The words as written, the whole sentence where several are asked about; the day where it can be told."""
    asked = fold(matter.question.standalone)
    whole = _EACH.search(asked) is not None and len(found.sentence) <= _LONGEST
    words = found.sentence if whole else found.words
    start, end = found.whole if whole else (found.start, found.end)
    more = ""
    facts = clause_facts(found.clause, policy)
    within = [one for one in facts.periods if start <= one.period.start < end and one.period.kind == "within"]
    if len(within) == 1:
        more = reckoned(within[0], matter.question, policy.header())
    close = found.whole[1] + (found.clause.readable[found.whole[1] :][:1] in ("。", "；", ";"))
    sentence = Sentence(found.whole[0], close, found.clause.readable[found.whole[0] : close], 1.0)
    evidence = Evidence(0, found.clause, policy.header(), 1.0, (sentence,))
    return Statement("期限", f"原文写的是“{words}”{more}。", evidence)
