"""Which parts of a rule are for the asker: what changes his sum, and the ceilings that hold it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.evidence import sentences
from assistant.statements.intervals import intervals
from assistant.statements.schemes.holds import Asker, bare_pairs, holds
from assistant.statements.schemes.parts import CEILINGS, Part, parts_of
from assistant.statements.schemes.scheme import Scheme
from assistant.statements.schemes.steps import extra
from assistant.statements.schemes.verdict import Verdict
from index.policy import Clause
from index.variants import fold

_REFUSES = re.compile("不予|不享受|不再|不适用|除外|不计入|不纳入|不作|不给予")
# The piece of a sentence that tells a ceiling or what a rate is of, and the one that sets a ceiling higher.
_OWN_PIECE = re.compile("最高|不(?:得)?超过|上限|限额|封顶|总额|基础上|^补助$|^奖励$|^补贴$")
# What a ceiling is for, where that is no case of its own (单个项目, 同一企业).
_SAYS = re.compile("补助|补贴|奖励|奖补|资助|总额|累计|最高|不(?:得)?超过|上限|限额|封顶|全年|每年|年度|[金数]?额")
_OF_ALL = re.compile("^(?:单|每|同一|该|且|并|其中|各|合计|上浮|在|按|项目|企业|原则)|^.{0,2}$")
_RAISED = re.compile("(?:的?最高[额限]?额?|补[贴助]上限|奖励上限|上限|限额)(?:提高|调整|放宽)[到至为]")


def is_left_out(clauses: Sequence[Clause], asker: Asker, common: str) -> bool:
    """Whether a sentence of the rule that refuses or counts something out speaks of the asker's case."""
    for clause in dict.fromkeys(clauses):
        told = {part.place for part in parts_of(clause)}
        for place in (one for one in sentences(clause) if one not in told):
            text = fold(clause.readable[slice(*place)])
            if _REFUSES.search(text) and holds(_REFUSES.split(text)[0], asker, common) is Verdict.YES:
                return True
    return False


def applies(part: Part, base: Sequence[Part], scheme: Scheme, asker: Asker, common: str) -> Verdict:
    """Whether a part that changes the sum is the asker's; ceilings without a case of their own are for everyone."""
    ceiling = part.kind in CEILINGS
    mine = part.clause is base[0].clause and part.place == base[0].place
    if part.kind == "step":
        return _step_applies(part, base, scheme, asker)
    if ceiling and part.clause is base[0].clause and not mine and _is_of_base(part, scheme):
        return Verdict.OPEN
    if mine and ceiling and not _RAISED.search(part.case):
        return Verdict.YES
    if ceiling and fold(part.clause.readable[slice(*part.place)]).rstrip().endswith(":"):
        return Verdict.YES  # told before the list of sums, it is for all of them
    condition = condition_of(part)
    if not bare_pairs(condition) - bare_pairs(common) and not intervals(condition):
        return Verdict.YES if ceiling else Verdict.UNSURE
    return holds(condition, asker, common)


def condition_of(part: Part) -> str:
    """The words that say whose case a part is: those of its sentence that do not tell what it does."""
    pieces = [*part.head.split(","), *(part.case.split(",") if part.case != part.head else [])]
    if part.kind == "times":
        pieces = part.case.split(",")
    kept = []
    for piece in pieces:
        if _RAISED.search(piece):
            kept.append(_RAISED.sub("", piece))
        elif not _OWN_PIECE.search(piece):
            kept.append(piece)
        elif not _OF_ALL.match(subject := _SAYS.split(piece)[0].strip()):
            kept.append(subject)
    return ",".join(kept).strip(", ")


def _is_of_base(part: Part, scheme: Scheme) -> bool:
    """Whether a ceiling stands in the sentence of another base, and so is for that."""
    return any(part.place == other[0].place and part.clause is other[0].clause for other in scheme.bases)


def _step_applies(part: Part, base: Sequence[Part], scheme: Scheme, asker: Asker) -> Verdict:
    """Whether a step goes on from the base, which is the one told last before it, and the asker's figure reaches it."""
    before = [one for one in scheme.bases if one[0].clause is part.clause and one[0].place <= part.place]
    own = bool(before) and before[-1] is base
    return Verdict.YES if own and extra(part, base, asker) is not None else Verdict.OPEN
