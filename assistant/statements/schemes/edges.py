"""Whether a figure that is just a bound lies within it (刚好500万, 500万以下), by what the policy says of 以下."""

from __future__ import annotations

import re

from assistant.evidence import Evidence, sentences
from assistant.question import Facet
from assistant.statements.intervals import Interval, intervals
from assistant.statements.matter import Matter, Said, Statement
from assistant.statements.schemes.holds import Asker, asker_of
from assistant.statements.schemes.speaking import NEAR, is_over, quoted
from index.policy import Clause, Policy
from index.variants import fold

_JUST = re.compile(r"(?:刚好|刚刚|正好|恰好|不多不少|整整)[^,，。;；]{0,6}$")
_REFUSES = re.compile("不予|不得|不再(?:补|奖|给|享受|纳入|支持)|不享受|不适用|除外|罚")
_DEFINES = re.compile(
    r"[“\"](?P<word>以上|以下|以内)[”\"](?P<more>(?:[、和及,][“\"][^”\"]{1,4}[”\"])*)[,，]?(?:都|均)?(?P<no>不)?(?:包含|包括|含)本数"
)


def said(matter: Matter) -> Said:
    """That a figure told as just a bound is in it or not, with the bound's sentence and the one that defines it."""
    if not matter.evidence or not matter.question.facets & {Facet.ELIGIBILITY, Facet.AMOUNT}:
        return Said()
    asker = asker_of(matter.question)
    if not any(_JUST.search(one.before) for one in asker.given):
        return Said()
    for item in matter.evidence:
        policy = matter.policies.get(item.policy.policy_id)
        if policy is None or item.score < NEAR * matter.evidence[0].score or is_over(item, matter, asker):
            continue
        found = [one for place in sentences(item.clause) if (one := _edge(item.clause, place, policy, asker))]
        if len(found) == 1:
            return Said((found[0],), frozenset({Facet.ELIGIBILITY}))
    return Said()


def _edge(clause: Clause, place: tuple[int, int], policy: Policy, asker: Asker) -> Statement | None:
    """What the policy's definition says of the one bound of a sentence that the asker's figure is equal to."""
    text = fold(clause.readable[slice(*place)])
    figures = [one for one in asker.given if _JUST.search(one.before)]
    bounds = [(one, word) for one in intervals(text) if (word := _word(text, one)) and _is_at(one, figures[0].value)]
    bounds = [(one, word) for one, word in bounds if one.unit == figures[0].unit]
    if len(bounds) != 1 or len(figures) != 1:
        return None
    bound, word = bounds[0]
    definition = _definition(policy, word)
    if definition is None or _REFUSES.search(text):
        return None
    other, where, excludes = definition
    words = clause.readable[place[0] + bound.start : place[0] + bound.end]
    header = policy.header()
    lines = (
        (
            f"{clause.readable[slice(*place)].strip('；;。 ')}；",
            Evidence(0, clause, header, 1.0, (quoted(clause, place),)),
        ),
        (f"“{word}”{'不' if excludes else ''}包含本数。", Evidence(0, other, header, 1.0, (quoted(other, where),))),
    )
    verdict = "不能：刚好" if excludes else "刚好"
    text = f"{verdict}{figures[0].words}{'不在' if excludes else '在'}“{words}”之内："
    return Statement("结论", text, None, lines)


def _is_at(bound: Interval, value: object) -> bool:
    return value in (bound.low, bound.high) and (bound.low is None or bound.high is None)


def _word(text: str, bound: Interval) -> str:
    """The word that makes a figure a bound, where the text beside it does not itself say whether it is within."""
    words = text[bound.start : bound.end]
    found = re.findall("以上|以下|以内", words)
    return found[0] if len(found) == 1 and "含" not in words else ""


def _definition(policy: Policy, word: str) -> tuple[Clause, tuple[int, int], bool] | None:
    """The one sentence of the policy that says whether ``word`` takes in the number itself."""
    found = []
    for clause in policy.clauses:
        text = fold(clause.readable)
        matches = [one for one in _DEFINES.finditer(text) if word in one["word"] + one["more"]]
        found += [(clause, _around(text, one), bool(one["no"])) for one in matches]
    return found[0] if len(found) == 1 else None


def _around(text: str, match: re.Match[str]) -> tuple[int, int]:
    """The sentence that a match stands in; the one behind a clause's number may be taken for its heading."""
    start = max(text.rfind(mark, 0, match.start()) for mark in "。;\n)") + 1
    end = text.find("。", match.end()) + 1
    return start, end or len(text)
