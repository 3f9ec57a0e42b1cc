"""The verdict in words: the conclusion in one sentence, then what is met and what has yet to be known, each cited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.evidence import Evidence, day_of, whole
from assistant.statements.circumstances import OF_ONESELF, Circumstances
from assistant.statements.compared import Checked, names_several, of_his_grade
from assistant.statements.matter import Statement
from assistant.statements.requirements import Bound, Rule
from assistant.statements.settled import given, groups
from index.policy import Policy

GROWS = OF_ONESELF | {"社会保险"}
"""What lasts longer with every day."""
_JOINED = re.compile("、|并且|并(?!购)|且")
_LITTLE = 4
_LEADS = re.compile("(?:达到|符合)(?:以下|下列|相应|规定的?)?(?:要求|标准)$")
_WHAT_ELSE = re.compile("还差|还缺|光凭|只凭|单凭|就(?:行|够|可以|成)了")
_THESE = re.compile("这[两几三]|过不过|过关|过得去|达标|够得着")
_LEAST_PART = 4
# Conditions counted off within one piece have words of their own: 在本市注册、会计核算健全.
_ALONE = re.compile(
    "^(?:在|具有|取得|已|未|无|有|依法|符合|从事|建|缴|满|首次)|健全|不少于|不低于|良好|完善|规范|正常|齐全"
)
_NOBODY = re.compile("的(?:企业|单位|机构|个人|人员|项目)$")


@dataclass(frozen=True)
class Findings:
    """What was found of a policy's rules on a day: the bounds checked, and what the asker tells beside numbers."""

    checked: Sequence[tuple[Rule, Checked]]
    rules: Sequence[Rule]
    told: Circumstances
    policy: Policy
    day: date

    @property
    def failed(self) -> list[tuple[Rule, Checked]]:
        """The bounds that are not kept to."""
        return [(rule, one) for rule, one in self.checked if not one.met]

    def met_of(self, rule: Rule) -> list[str]:
        """The conditions of a rule that are told to be met without a number."""
        return [condition for group in groups(rule) if not self._by_bound(group) for condition in self._given_of(group)]

    def _given_of(self, group: Sequence[str]) -> list[str]:
        """The first alternative that is given, or of a piece that counts off several those given."""
        for piece in group:
            found = [part for part in parts(piece) if given(part, self.told, self.policy)]
            if found:
                return found
        return []

    def _by_bound(self, group: Sequence[str]) -> bool:
        """Whether a bound settles a condition or one of its alternatives."""
        settled = [_stands(one.bound) for _, one in self.checked]
        return any(_settles(settled, part) for piece in group for part in parts(piece))

    def open_of(self, rule: Rule) -> list[str]:
        """The conditions of a rule that the question says nothing of; with their alternatives."""
        settled = [_stands(one.bound) for _, one in self.checked]
        kept = of_his_grade(rule, self.told)
        others = [bound.piece.strip() for bound in rule.bounds if bound not in kept]
        found = []
        for group in groups(rule):
            if len(group) > 1:
                if not self._by_bound(group) and not self._given_of(group):
                    found.append(",".join(group))
                continue
            if group[0] in others or (settled and _LEADS.search(group[0])):
                continue
            found += [
                part
                for part in _parts(group[0], rule)
                if not _settles(settled, part) and not given(part, self.told, self.policy)
            ]
        return found


def stated(found: Findings) -> list[Statement]:
    """The conclusion, then what is met, and what the question says nothing of unless the verdict stands without it."""
    if found.failed:
        return [_failure(found), *_met(found, by_words=False)]
    return [_conclusion(found), *_met(found, by_words=True), *_open(found)]


def _failure(found: Findings) -> Statement:
    rule, checked = found.failed[0]
    grows = checked.bound.unit == "月" and checked.bound.event in GROWS
    today = f"到{day_of(found.day)}，" if grows else ""
    text = f"{today}不符合：原文要求“{_words(checked.bound)}”，您说的是{checked.told}。"
    return Statement("结论", text, _resting(rule, found.policy))


def _conclusion(found: Findings) -> Statement:
    first = found.checked[0][0] if found.checked else next(rule for rule in found.rules if found.met_of(rule))
    rests_on = _resting(first, found.policy)
    if any(found.open_of(rule) for rule in found.rules):
        said = ",".join(found.told.pieces)
        if _WHAT_ELSE.search(said):
            return Statement("结论", "光凭这些还不够，还要满足下面还需确认的条件。", rests_on)
        if _THESE.search(said):
            return Statement("结论", "您说的这些符合下面的条件；能否享受，还取决于下面还需确认的条件。", rests_on)
        return Statement("结论", "还不能断定，是否符合取决于下面还需确认的条件。", rests_on)
    return Statement("结论", "您说的情况符合下面这个条件；其他情况没有说明，还不能断定。", rests_on)


def _met(found: Findings, *, by_words: bool) -> list[Statement]:
    lines = [
        Statement("条件", f"符合：“{_words(checked.bound)}”，您说的是{checked.told}。", _resting(rule, found.policy))
        for rule, checked in found.checked
        if checked.met
    ]
    for rule in found.rules if by_words else ():
        if conditions := found.met_of(rule):
            told = "；".join(_bare(one) for one in conditions)
            lines.append(Statement("条件", f"按您说的，符合：{told}。", _resting(rule, found.policy)))
    return lines


def _open(found: Findings) -> list[Statement]:
    """The conditions the question says nothing of, a line for each clause."""
    return [
        Statement("条件", f"还需确认：{'；'.join(conditions)}。", _resting(rule, found.policy))
        for rule in found.rules
        if (conditions := found.open_of(rule))
    ]


def _stands(bound: Bound) -> str:
    return bound.subject if isinstance(bound.value, date) else _words(bound)


def _settles(settled: Sequence[str], part: str) -> bool:
    return any(words in part and len(part) - len(words) <= _LITTLE for words in settled)


def parts(piece: str) -> list[str]:
    """The single conditions of a piece that counts off several (在本市注册、会计核算健全的企业); else the piece."""
    found = _NOBODY.sub("", piece).split("、")
    return found if len(found) > 1 and all(len(one) >= _LEAST_PART and _ALONE.search(one) for one in found) else [piece]


def _parts(piece: str, rule: Rule) -> list[str]:
    """The single conditions of a piece in which a bound stands (完工、总投资不低于200万元); any other stays whole."""
    bounded = [bound for bound in rule.bounds if (bound.subject or bound.words) in piece or bound.words in piece]
    if not bounded or names_several(piece):
        return parts(piece)
    return [part for part in _JOINED.split(piece) if part]


def _words(bound: Bound) -> str:
    """The condition a bound stands in, in the words of the text."""
    if isinstance(bound.value, date):
        return bound.words
    part = next((part for part in _JOINED.split(bound.piece) if bound.words in part), bound.words)
    return _bare(re.sub(r"^(?:[一二三四五六七八九]是)?(?:对于?)?", "", part.strip(" ,")).removesuffix("的"))


def _bare(condition: str) -> str:
    return re.sub("^或者?", "", condition)


def _resting(rule: Rule, policy: Policy) -> Evidence:
    return whole(rule.clause, policy.header(), rule.words)
