"""What holds for a case begun before a policy came into force (施行前已经受理的,按照原办法执行), in its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.evidence import Evidence, Sentence, address_text, sentences, title_text
from assistant.gate.wording import bigrams
from assistant.question import Facet
from assistant.statements.matter import Matter, Said, Statement
from assistant.statements.rules import plainly
from index.policy import Clause, Policy
from index.variants import fold

_RULE = re.compile(
    r"(?:(?:施行|实施|执行|印发|发布|生效)(?:之?日)?(?:之|以)?前|此前|(?:20\d\d年)(?:\d{1,2}月)?(?:\d{1,2}日)?(?:之|以)?前)"
    r"[^。\n]{0,60}?(?:按照?|依照?|适用|执行|沿用|继续)[^。\n]{0,30}"
)
_GOES_ON = re.compile(r"原|旧|老|本(?:办法|措施|意见|细则|规定|方案|政策|通知)|继续|不溯及|当时|前款")
_BEGUN = re.compile(
    r"受理|申[请报领]|认定|立项|备案|签[订约]|开工|完工|兑现|发放|享受|核定|审[核批]|办理|参保|购[买置]"
)
_WHICH = re.compile(
    r"(?:新|老|旧|原)[^,，。;；?？]{0,8}(?:还是|或者?|跟|和)[^,，。;；?？]{0,6}(?:新|老|旧|原)|(?:按|照|依|适用|算|执行)[^,，。;；?？]{0,4}"
    r"(?:哪个|哪份|哪一?版|哪年|什么)[^,，。;；?？]{0,4}(?:标准|办法|文件|规定|政策|版|算|给|执行)|还按(?:老|旧|原)|按(?:老|旧|原)"
)
_PENDING = re.compile(
    r"(?:还没|没有?|未|尚未|一直没|迟迟)[^,，。;；?？]{0,6}(?:下来|兑现|发|给|到账|到位|拨|办完|批|领)"
)


def said(matter: Matter) -> Said:
    """The rule for cases begun before, where the asker has such a case or asks which text counts."""
    asked = plainly(matter.question.standalone)
    if not matter.evidence or not _WHICH.search(asked):
        return Said()
    found = sorted(_rules(matter), key=lambda rule: -len(bigrams(rule[2]) & bigrams(asked)))
    begun = set(_BEGUN.findall(asked))
    fitting = [rule for rule in found if begun & set(_BEGUN.findall(rule[2])) or _PENDING.search(asked)]
    if not fitting:
        return Said()
    policy, clause, words, place = fitting[0]
    header = policy.header()
    text = f"{title_text(header)}{address_text(clause)}写明：“{words}”。"
    rests_on = Evidence(0, clause, header, 1.0, (Sentence(*place, clause.readable[slice(*place)], 1.0),))
    return Said((Statement("结论", text, rests_on),), frozenset(Facet), in_full=True)


def _rules(matter: Matter) -> Iterator[tuple[Policy, Clause, str, tuple[int, int]]]:
    """The sentences of the nearest policies on what began before them, nearest policy first."""
    for policy in matter.policies.values():
        for clause in policy.clauses:
            for start, end in sentences(clause):
                text = fold(clause.readable[start:end])
                rule = _RULE.search(text)
                if rule and _BEGUN.search(text) and _GOES_ON.search(rule[0]):
                    yield policy, clause, clause.readable[start:end].strip("；;。 "), (start, end)
