"""How many there are of something (多少家, 多少人): the one count of a clause that the question's words settle."""

from __future__ import annotations

import re

from assistant.evidence import Evidence, Sentence, sentences
from assistant.gate.wording import bigrams
from assistant.statements.rules import of_years
from index.stated.quantities import Quantity, quantities
from index.tables import row_at
from index.variants import fold

_ASKS = re.compile(
    r"(?:多少|有几)(?:个)?"
    r"(?P<unit>家|人次|人|名|户|辆|台|套|项|件|张|所|例|亩|吨|平方米|平米|立方米|立方|公里|个)(?!月|点|百分点|工作日|钱|季度)"
)
_UNITS = {"平米": "平方米", "立方": "立方米"}
_PIECE = re.compile(r"[^,，]+[,，]?")
_DATED = re.compile(r"^(?:截至|截止|到|至|自)?[^,，]{0,6}(?:20[0-9]{2}年|十[三四五]五)[^,，]{0,8}$|^(?:截至|到)")
_LEANS = re.compile(r"(?:[^,]*20[0-9]{2}年[^,]{0,3},)?(?:累计|其中|共|达|突破|新增|增)")
_LEAST = 2


def told(item: Evidence, asked: str, last: str) -> tuple[str, Evidence] | None:
    """The words of the count asked for and the evidence they rest on; None when several counts fit as well.

    The thing counted is the one of what was asked ``last``.
    """
    match = _ASKS.search(last)
    if match is None:
        return None
    unit = _UNITS.get(match["unit"], match["unit"])
    found = [place for place in _places(item) if unit in {one.unit for one in place[2]}]
    found = of_years(found, [fold(item.clause.readable[start:end]) for start, end, _ in found], asked)
    texts = [fold(item.clause.readable[start:end]) for start, end, _ in found]
    scores = []
    for text in texts:
        theirs = {pair for other in texts if other != text for pair in bigrams(other)}
        scores.append(len((bigrams(text) - theirs) & bigrams(asked)))
    best = max(scores, default=0)
    if best < _LEAST or scores.count(best) != 1:
        return None
    start, end, counts = found[scores.index(best)]
    if sum(1 for one in counts if one.unit == unit) != 1:
        return None
    words = item.clause.readable[start:end].rstrip("，,；;。 ")
    if _LEANS.match(fold(words)):
        start, end = next(place for place in sentences(item.clause) if place[0] <= start < place[1])
    place = Sentence(start, end, item.clause.readable[start:end], 1.0)
    return re.sub("^其中[,，]?", "", words) + "。", Evidence(
        item.marker, item.clause, item.policy, item.score, (place,)
    )


def _places(item: Evidence) -> list[tuple[int, int, list[Quantity]]]:
    """The pieces between commas that hold counts, each with the piece before it that dates it, and its counts."""
    readable, found = item.clause.readable, []
    for start, end in sentences(item.clause):
        if row_at(readable, start, end):
            continue
        begin = start
        for match in _PIECE.finditer(readable, start, end):
            if _DATED.match(fold(match[0]).rstrip(",")) and not quantities(fold(match[0])):
                continue
            counts = quantities(fold(match[0]))
            if counts:
                found.append((begin, match.end(), counts))
            begin = match.end()
    return found
