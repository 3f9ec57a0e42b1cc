"""Whether a made question is right by its clauses: checked from the text alone, apart from how it was made."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.making.draft import NO, Made
from eval.making.held import Held
from eval.measures import holds, normalised
from index.variants import fold

_DAY = re.compile(r"(?:(?P<y>20\d\d)年)?(?:(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日)?)?")
_HOLE = re.compile(r"\$|None|，，|,,|？？|《》")
_LONGEST = 220
_OVER = ("失效", "过期")


def problems(made: Made, held: Held) -> Iterator[str]:
    """Say what is wrong with a question, in words; nothing when it is right.

    The evidence stands verbatim in one clause and no other; each fact and department stands in the clauses named;
    nothing in the question gives the answer away; an unanswerable question claims nothing.
    """
    if _HOLE.search(made.question) or len(made.question) > _LONGEST:
        yield "the question has a hole in it, or is too long"
    if not made.answerable:
        if made.facts or made.departments or made.evidence:
            yield "an unanswerable question has a gold answer"
        return
    clauses = [held.by_id[clause_id] for clause_id in made.made.clauses if clause_id in held.by_id]
    if not clauses or len(clauses) != len(made.made.clauses):
        yield "the clauses that answer it are not in the index"
        return
    texts = "\n".join(one.text for one in clauses)
    if not (made.facts or made.departments):
        yield "it states no fact"
    yield from _evidence(made, held)
    yield from (f"no clause named states {group[0]!r}" for group in made.facts if not _is_stated(group, texts))
    yield from _departments(made, texts)
    yield from _given_away(made)


def _evidence(made: Made, held: Held) -> Iterator[str]:
    for piece in made.evidence:
        places = [key for key, text in held.compared.items() if normalised(piece) in text]
        if not places or places[0] not in made.made.clauses:
            yield f"the evidence {piece[:30]!r} does not stand in its clause"
        elif len(places) > 1:
            yield f"the evidence {piece[:30]!r} stands in several clauses"


def _is_stated(group: tuple[str, ...], texts: str) -> bool:
    """Whether one wording of a fact stands in the text; a refusal and an end of validity are derived."""
    if set(NO) <= set(group):
        return bool(
            re.search(
                "不得|不予|不再|不能|不给|不重复|不享受|不适用|不低于|不少于|以上|以下|至少|达到|有效期|超过|满", texts
            )
        )
    if set(_OVER) <= set(group):
        return bool(re.search("有效期|执行期|施行期|起施行|试行", texts))
    return any(_stands(wording, texts) for wording in group)


def _stands(wording: str, texts: str) -> bool:
    """Whether a wording stands in the text, not as the end of a longer number: 2万元 does not stand in 12万元."""
    bare, folded = normalised(fold(wording)), normalised(texts)
    if not bare[:1].isdigit():
        return bare in folded
    number = re.match("[0-9]+", bare)
    in_table = "|" in texts and number and re.search(rf"(?<![0-9]){number[0]}(?![0-9])", folded)
    return bool(in_table) or re.search(rf"(?<![0-9]){re.escape(bare)}", folded) is not None


def _departments(made: Made, texts: str) -> Iterator[str]:
    signs = {
        "lead": "牵头|主办|会同|主责|第一",
        "with": "配合|协助|会同|参与|参加",
        "responsible": "负责|落实|责任|职责|分工|主办",
    }
    for role, names in made.departments.items():
        yield from (f"no clause named names {name!r}" for name in names if not holds(texts, fold(name)))
        if not re.search(signs.get(role, "^$"), texts):
            yield f"no clause named says who is {role!r}"


def _given_away(made: Made) -> Iterator[str]:
    """A question that holds its own answer asks nothing; a date asked for by 哪天 is no number to hide."""
    for group in made.facts:
        first = group[0]
        if set(NO) <= set(group) or made.kind in ("list", "eligibility"):
            continue
        if _stands(first, made.question):
            yield f"the question holds its answer {first!r}"
    for names in made.departments.values():
        yield from (f"the question holds its answer {name!r}" for name in names if holds(made.question, name))
