"""Of several sentences of a clause that name an office, the one that shares more words with what is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.evidence import Evidence, Sentence, sentences
from assistant.gate.wording import bigrams
from assistant.statements.matter import Matter, Statement
from index.stated.organs import find
from index.variants import fold, simplified

_OFFICE = re.compile("部门|机关|[局厅](?!部|限)|委员会|支队|大队|服务中心|法院|检察院|人民政府|街道办|窗口")
_ACTS = re.compile(
    "负责|受理|办理|办结|转[给由交]?|审[核批查]|登记|备案|处理|查处|监[管督]|组织|牵头|承担|核[定发实]|发放|认定|指导|管理"
    "|协调|裁决|调解"
)
_COMMON = re.compile(
    "部门|哪个|哪家|哪里|什么|单位|负责|找谁|请问|我们|你们|这种|应该|具体|一下|怎么|热线|坐席|12345|最后|处理|办理|到底|可以"
    "|是谁|的|了|吗|呢"
)
_MORE = 2


def better(matter: Matter, said: Sequence[Statement], near: Sequence[Evidence]) -> list[Statement]:
    """The statements, or in the place of their first that of a sentence which fits the question plainly better."""
    if len(said) == 0 or said[0].evidence is None or said[0].evidence.clause.departments:
        return list(said)
    asked = bigrams(_COMMON.sub(" ", fold(simplified(matter.question.asked or matter.question.standalone))))
    told = _shared(said[0].text, asked)
    own = [item for item in near if item.clause.clause_id == said[0].evidence.clause.clause_id]
    found = sorted(
        ((_shared(words, asked), item, place) for item, place, words in _naming(own)), key=lambda one: -one[0]
    )
    if not found or found[0][0] < told + _MORE or (len(found) > 1 and found[1][0] == found[0][0]):
        return list(said)
    _, item, (start, end) = found[0]
    words = item.clause.readable[start:end].strip().rstrip("。；; ")
    sentence = Sentence(start, end, item.clause.readable[start:end], 1.0)
    evidence = Evidence(item.marker, item.clause, item.policy, item.score, (sentence,))
    return [Statement("部门", f"{words}。", evidence)]


def _naming(near: Sequence[Evidence]) -> Iterator[tuple[Evidence, tuple[int, int], str]]:
    """The sentences of the clauses found that name an office and what it does."""
    for item in near:
        for start, end in sentences(item.clause):
            words = fold(item.clause.readable[start:end])
            if _ACTS.search(words) and (_OFFICE.search(words) or list(find(words))):
                yield item, (start, end), words


def _shared(words: str, asked: frozenset[str]) -> int:
    return len(bigrams(fold(words)) & asked)
