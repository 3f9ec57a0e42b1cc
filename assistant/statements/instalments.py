"""Sums paid in parts (验收后拨付60%, 满1年后拨付40%): how much each part is, and that it is not paid at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from assistant.evidence import Evidence, Sentence, sentences
from assistant.statements.given import money
from assistant.statements.matter import Matter, Said, Statement
from assistant.statements.rules import plainly
from index.policy import Clause
from index.stated.decimals import DIGITS, decimal_of, plain
from index.variants import fold

NEAR = 0.75
ASKS_FIRST = re.compile(
    r"先(?:能|可以)?(?:到手|拿|给|发|拨|领|付|到账)|首(?:批|笔|期)|头(?:一)?(?:笔|批|期)|第一(?:笔|批|期)|分(?:几|两|三|多)(?:次|批|笔|期)"
    r"|(?:首|第一|头一)次(?:能|可以|先)?(?:到手|拿|给|发|拨|领|付|到账)"
)
ASKS_WHETHER = re.compile(
    r"(?:一次|一把|一笔|一回|一口气|一下子)(?:性)?(?:就|都|全|能)?(?:给|付|发|到|拨|领|拿|兑)[^,，。;；]{0,6}(?:吗|么|不|还是|$)|是不是一次"
    r"|分(?:几|多少)(?:次|批|笔|期|年)|(?:全款|全额|全部)(?:一次|一起)"
)
_PAID = "(?:拨付|发放|支付|兑付|兑现|预拨|拨给|下达)"
_PART = re.compile(
    rf"(?P<when>[^,，;；。:：]{{0,24}}?)(?:再|先|预先|按)?(?:{_PAID})(?:补助|补贴|奖励|资金|总额|金额|的)*(?P<n>{DIGITS})%"
)
_HUNDRED = Decimal(100)
_LEAST = 2


@dataclass(frozen=True)
class Instalments:
    """The parts a sum is paid in, each with when and what share in percent, and the sentence that says so."""

    clause: Clause
    place: tuple[int, int]
    parts: tuple[tuple[str, Decimal], ...]

    def told(self, value: Decimal) -> str:
        """What each part of a sum comes to, the first one first."""
        ways = [f"{when}{plain(share)}%，{money(value)}×{plain(share)}%={money(value * share / _HUNDRED)}"
                for when, share in self.parts]  # fmt: skip
        return "分次拨付：" + "；".join(ways)


def instalments_of(clause: Clause) -> Instalments | None:
    """How the sum of a clause is paid in parts that make up the whole; None where it does not say."""
    text = fold(clause.readable)
    for start, end in sentences(clause):
        matches = list(_PART.finditer(text, start, end))
        parts = tuple((_when(match), decimal_of(match["n"]) or Decimal(0)) for match in matches)
        if len(parts) >= _LEAST and sum(share for _, share in parts) == _HUNDRED:
            return Instalments(clause, (start, end), parts)
    return None


def _when(match: re.Match[str]) -> str:
    words = re.sub("^(?:其中|其余|并|且)", "", match["when"])
    return f"{words}拨付"


def said(matter: Matter) -> Said:
    """That a sum is paid in parts, where it is asked whether all of it is paid at once."""
    asked = plainly(matter.question.standalone)
    if not matter.evidence or not ASKS_WHETHER.search(asked.rpartition(";")[2]):
        return Said()
    near = [item for item in matter.evidence if item.score >= NEAR * matter.evidence[0].score]
    found = [(item, one) for item in near if (one := instalments_of(item.clause))]
    if len(found) != 1:
        return Said()
    item, parts = found[0]
    start, end = parts.place
    words = item.clause.readable[start:end].strip("；;。 ")
    head = "" if re.search("分(?:几|多少)", asked) else "不是一次给清："
    place = Sentence(start, end, item.clause.readable[start:end], 1.0)
    rests_on = Evidence(0, item.clause, item.policy, item.score, (place,))
    return Said((Statement("结论", f"{head}{words}。", rests_on),), matter.question.facets, in_full=True)
