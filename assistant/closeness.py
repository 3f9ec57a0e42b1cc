"""How close what was found is to a question: what decides between an answer and 未检索到, as three figures."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.everyday import in_policy_words
from index.lexical import tokens
from index.regions import find_regions
from index.variants import fold, simplified

if TYPE_CHECKING:
    from assistant.evidence import Evidence
    from assistant.question import Question
    from index.policy import Hit
    from index.search import Searcher

# Words any question may use, whatever it is about; what is left names its matter.
_COMMON = re.compile(
    r"我们|咱们|你们|他们|请问|想问|听说|今天|现在|目前|如今|今年|去年|明年|后来|能不能|可不可以|可以|能否|是不是|有没有|要不要|行不行"
    r"|算不算|给不给|让不让|管不管|支不支持|是否|什么时候|什么样|什么|怎么样|怎么|怎样|如何|为什么|哪些|哪几|哪个|哪家|哪天|哪年|哪里|谁来"
    r"|多少|几个|几家|几年|几天|几号|几月|多久|多长时间|多大|还有|还要|还能|的话|或者|按照|里面|里头|这个|那个|这份|那份|一下|一个"
    r"|规定|政策|文件|意见|办法|方案|措施|通知|说"
    r"|[我你他她它哪谁几还都也就的了吗呢吧啊么和与及在是有要会能被把给按对从到里上下这那个条份一不没得着过为以之其由去来]|\d+年|[0-9.]+"
)
_WORD = re.compile(r"[\u4e00-\u9fffa-zA-Z]{2,}")
_NOWHERE = "\u0000"
_TERM = 4
"""Characters of the shortest run that is hardly shared by chance."""
_RARE = 0.4
"""What the words of such a run weigh on the average at least, in words that no text holds."""


@dataclass(frozen=True)
class Closeness:
    """How near the best clause is, and how much of the question's own words its policy holds.

    ``nearness`` is the best hit's score. ``held`` is the weight of the question's words that the policy of the best
    clause holds, in words that no text holds, and ``asked`` how many words there are; of both the logarithm of one
    more. Of a long everyday question few words stand in a policy, of a short one on another matter none that weigh.
    """

    nearness: float
    held: float
    asked: float

    def figures(self) -> tuple[float, float, float]:
        """The three, in this order: nearness, held, asked."""
        return self.nearness, self.held, self.asked


def closeness(question: Question, hits: Sequence[Hit], evidence: Sequence[Evidence], searcher: Searcher) -> Closeness:
    """The figures for ``question`` and what was found for it; ``evidence`` is not empty."""
    best = evidence[0]
    policy = searcher.policy(best.policy.policy_id)
    texts = [clause.readable for clause in policy.clauses] if policy else [best.clause.readable]
    present = set(tokens(simplified("\n".join((best.policy.title, *texts)))))
    spoken = fold(simplified(question.standalone))
    words = " ".join((question.standalone, *in_policy_words(spoken)))  # 台式机 is held by a policy that says 电脑
    asked = key_tokens(words, searcher.regions())
    *weights, most = searcher.word_weights([*asked, _NOWHERE])
    held = sum(weight for token, weight in zip(asked, weights, strict=True) if token in present) / (most or 1.0)
    return Closeness(max(hit.score for hit in hits), math.log1p(held), math.log1p(len(asked)))


def key_tokens(question: str, places: Iterable[str]) -> list[str]:
    """The tokens of a question that name its matter: without places, and without words that any question may use."""
    return sorted({token for word in _key_words(question, places) for token in tokens(word)})


def _key_words(question: str, places: Iterable[str]) -> list[str]:
    text = fold(simplified(question))
    for region in reversed(find_regions(text, places)):
        text = f"{text[: region.start]}|{text[region.end :]}"
    return _WORD.findall(_COMMON.sub("|", text))


def names_its_matter(question: Question, best: Evidence, searcher: Searcher) -> bool:
    """Whether the best clause has a term of the question letter for letter, one that few clauses have (数据安全).

    Around it a short question may say nothing that a policy would, and so come near to none.
    """
    said = fold(simplified(best.clause.readable))
    terms = [term for word in _key_words(question.standalone, searcher.regions()) for term in _common_runs(word, said)]
    for term in terms:
        *weights, most = searcher.word_weights([*tokens(term), _NOWHERE])
        if sum(weights) >= _RARE * len(weights) * (most or 1.0):
            return True
    return False


def _common_runs(word: str, text: str) -> list[str]:
    """The parts of ``word`` of a term's length that ``text`` holds as they are."""
    return [part for start in range(len(word) - _TERM + 1) if (part := word[start : start + _TERM]) in text]
