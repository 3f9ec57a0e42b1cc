"""Hits to numbered evidence: the clauses an answer may use and the sentences in them that decide."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from assistant import apart
from assistant.suited import DEPTH, known_first, suited
from index.facts import bracket_start
from index.known import clause_facts
from index.policy import Clause, Hit, PolicyHeader
from index.ranking import unrelated
from index.regions import covers
from index.tables import row_at, row_in_words
from index.variants import fold

if TYPE_CHECKING:
    from assistant.question import Question
    from index.search import Searcher

MOST_CLAUSES = 3
LOOKED_AT = 6
"""Of so many clauses the sentences are compared with the question."""
BY_SENTENCE = 0.25
"""What the nearest sentence counts beside the clause as a whole; 0.1 to 0.8 do the same to within a question."""
NEAR_BEST = 0.72
TIED = 0.98
MOST_SENTENCES = 3
LONGEST_QUOTE = 320
_SENTENCE = re.compile(r"[^。!！?？;；\n]+(?:[。!！?？;；]+[”’」』)）]*|\n|$)")
_SHORTEST = 4
_QUOTED = re.compile(r"[(][^()]*[)]|[“《\"][^”》\"]*[”》\"]")
_STATES = re.compile(r"\d|不(?:限|得|予|能|可|超过|少于|低于)|应当|可以|负责|必须|由[^,，]{2,16}(?:解释|批准|认定)")
_CHANGES = re.compile(r"(?:上浮|下浮|提高|降低|增加|减半|\d%)")
_OF_RULE = re.compile(r"(?:所?规定|确定|所列)?的?[^,，。;；]{0,6}(?:标准|金额|额度|补贴|补助|奖励)")
_BLANKS = " \n\u3000\u00a0"


@dataclass(frozen=True)
class Sentence:
    """A sentence of a clause: its place in ``clause.text`` and how near it is to the question, 0 to 1.

    ``text`` is what it says, substituted characters repaired; the row of a table names the head before each value.
    """

    start: int
    end: int
    text: str
    score: float
    in_table: bool = False


@dataclass(frozen=True)
class Evidence:
    """A clause an answer may cite, with its deciding sentences in the order of the text.

    ``marker`` is the number the model knows it by; the answer's own markers follow the order of citing.
    """

    marker: int
    clause: Clause
    policy: PolicyHeader
    score: float
    sentences: tuple[Sentence, ...]

    @property
    def deciding(self) -> str:
        """The deciding sentences; what is left out between two is shown as ……."""
        parts: list[str] = []
        for before, sentence in zip((None, *self.sentences), self.sentences, strict=False):
            if before is not None and self.clause.text[before.end : sentence.start].strip():
                parts.append("……")
            parts.append(sentence.text)
        return "".join(parts)

    @property
    def nearest(self) -> Sentence:
        """The deciding sentence nearest to the question."""
        return max(self.sentences, key=lambda sentence: sentence.score)

    def as_hit(self, rank: int, as_of: date) -> Hit:
        """The clause as one found, for a face that shows what was found."""
        validity = self.policy.validity(as_of)
        return Hit(rank=rank, score=self.score, clause=self.clause, policy=self.policy, validity=validity)

    @property
    def in_table(self) -> bool:
        """Whether a deciding sentence is a row of a table, told with its heads and so not word for word."""
        return any(sentence.in_table for sentence in self.sentences)

    @property
    def span(self) -> tuple[int, int]:
        """The place in ``clause.text`` of the quote: all deciding sentences, or the best of them when far apart."""
        start, end = self.sentences[0].start, self.sentences[-1].end
        if end - start <= LONGEST_QUOTE:
            return start, end
        return self.nearest.start, self.nearest.end


def sentences(clause: Clause) -> list[tuple[int, int]]:
    """Places of a clause's sentences; number, heading and the closing bracket of departments are left out."""
    places: list[tuple[int, int]] = []
    line_start, body = 0, _begins(clause)
    for line in clause.text.split("\n"):
        line_end = line_start + len(line)
        bracket = bracket_start(fold(line)) if clause.departments else None
        end = line_start + bracket if bracket is not None else line_end
        matches = _SENTENCE.finditer(clause.text, max(line_start, body), max(end, body))
        places += [place for match in matches if (place := _trimmed(clause.text, *match.span()))]
        line_start = line_end + 1
    return places


def _begins(clause: Clause) -> int:
    """Where what a clause says begins: after its heading, unless that is a sentence of its own (领取后10日内有效)."""
    heading = clause.heading or ""
    stated = _STATES.search(_QUOTED.sub("", fold(heading))) if heading else None
    place = clause.text.find(heading) if stated else -1
    return place if 0 <= place < clause.body else clause.body


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A sentence's place without the blanks at its edges; None when too little is left to be one."""
    while start < end and text[start] in _BLANKS:
        start += 1
    while end > start and text[end - 1] in _BLANKS:
        end -= 1
    return (start, end) if end - start >= _SHORTEST else None


def find(
    question: Question,
    searcher: Searcher,
    k: int,
    regions: Sequence[str],
    *,
    by_article: bool = False,
    policies: Sequence[str] = (),
) -> list[Hit]:
    """The ``k`` clauses nearest to the question among the policies that concern ``regions`` (none: all).

    Of clauses nearly as near those come first that hold what is asked for (``suited``). An answer may need several
    items of an article; a list of hits shows each article once (``by_article``).
    Where the words before the last sentence of a long question drown it, it is searched alone.
    """
    regions = (*regions, *apart.provinces(question, searcher.regions())) if regions else regions

    def search(text: str, where: Sequence[str] = regions) -> list[Hit]:
        hits = searcher.search(
            text,
            max(k, DEPTH),
            regions=where,
            policies=policies,
            as_of=question.as_of,
            expired_too=question.of_validity,
            by_article=by_article,
        )
        return suited(question, hits)

    hits = _merged([search(text) for text in question.readings])
    if apart.compares(question.standalone, question.regions):
        return apart.sides(question, hits, lambda where: search(question.matter, where))[:k]
    hits = hits[:k]
    last = question.last_sentence
    if last and (not hits or hits[0].score < unrelated(question.standalone)):
        closer = search(last)[:k]
        if closer and closer[0].score >= unrelated(last):
            return closer
    return hits


def _merged(searches: Sequence[Sequence[Hit]]) -> list[Hit]:
    """The hits of several readings of a question in one order, each clause by its best score."""
    if len(searches) == 1:
        return list(searches[0])
    best: dict[str, Hit] = {}
    for hit in (hit for hits in searches for hit in hits):
        if hit.clause.clause_id not in best or best[hit.clause.clause_id].score < hit.score:
            best[hit.clause.clause_id] = hit
    ordered = sorted(best.values(), key=lambda hit: -hit.score)
    return [hit.model_copy(update={"rank": rank}) for rank, hit in enumerate(ordered, 1)]


def gather(question: str, hits: Sequence[Hit], searcher: Searcher, *, most: int = MOST_CLAUSES) -> list[Evidence]:
    """The best clauses among ``hits``, numbered from 1, each with the sentences nearest to the question.

    A long clause of several matters is as near as its nearest sentence: that decides between clauses nearly as good.
    """
    if not hits:
        return []
    beside = apart.leading(question, hits)
    chosen = [
        hit
        for hit in hits
        if hit.clause.clause_id in beside or (hit.score >= NEAR_BEST * hits[0].score and _together(hit, hits[0]))
    ][: max(most, LOOKED_AT)]
    places = [sentences(hit.clause) for hit in chosen]
    told = [[_sentence(hit.clause, a, b) for a, b in spans] for hit, spans in zip(chosen, places, strict=True)]
    scores = iter(searcher.sentence_scores(question, [sentence.text for one in told for sentence in one]))
    gathered: list[Evidence] = []
    for hit, all_told in zip(chosen, told, strict=True):
        scored = [replace(sentence, score=next(scores)) for sentence in all_told]
        if scored:
            ranked = sorted(scored, key=lambda one: -one.score)
            picked = _with_dates(ranked[:MOST_SENTENCES], scored, hit.clause)
            ordered = tuple(sorted(picked, key=lambda one: one.start))
            gathered.append(Evidence(0, hit.clause, hit.policy, hit.score, ordered))
    standing = known_first(question, gathered, hits, [item.nearest.text for item in gathered])
    gathered = [replace(item, score=score) for item, score in zip(gathered, standing, strict=True)]
    nearest = sorted(gathered, key=lambda item: -item.score - BY_SENTENCE * hits[0].score * item.nearest.score)[:most]
    with_base = _with_base(nearest, searcher)
    return [replace(item, marker=number) for number, item in enumerate(with_base, 1)]


def _with_base(nearest: list[Evidence], searcher: Searcher) -> list[Evidence]:
    """The evidence with the clause whose rule the nearest one changes (第八条规定的标准上浮20%), as near as that.

    Without it a sum cannot be told.
    """
    first = nearest[0] if nearest else None
    text = fold(first.clause.readable) if first else ""
    policy = searcher.policy(first.policy.policy_id) if first and _CHANGES.search(text) else None
    if first is None or policy is None:
        return nearest
    for reference in clause_facts(first.clause, policy).references:
        addresses = [address for address, _ in reference.names]
        named = next((one for one in policy.clauses if one.address in addresses), None)
        if named and _OF_RULE.match(text[reference.reference.end :]) and named.clause_id != first.clause.clause_id:
            held = next((item for item in nearest if item.clause.clause_id == named.clause_id), None)
            base = replace(held or whole(named, first.policy, first.deciding), score=first.score)
            return [first, base, *(item for item in nearest[1:] if item is not held)]
    return nearest


def _sentence(clause: Clause, start: int, end: int, score: float = 0.0) -> Sentence:
    readable = clause.readable
    row = row_at(readable, start, end)
    text = row_in_words(row) if row else readable[start:end]
    return Sentence(start, end, text, score, in_table=row is not None)


def _together(hit: Hit, best: Hit) -> bool:
    """Whether a clause may stand beside the best one: policies of places that rule apart answer different questions."""
    one, other = hit.policy.region, best.policy.region
    return one is None or other is None or covers(one, other) or covers(other, one) or hit.score >= TIED * best.score


def _with_dates(picked: list[Sentence], in_order: Sequence[Sentence], clause: Clause) -> list[Sentence]:
    """Add, for the nearest sentence, the one before it in its paragraph whose target date governs it (到2027年,…)."""
    best = picked[0]
    years = [fact.text for fact in clause.dates if fact.kind == "target"]
    paragraph = clause.text.rfind("\n", 0, best.start)
    for sentence in reversed([one for one in in_order if paragraph < one.start <= best.start]):
        if any(year in fold(sentence.text) for year in years):
            return picked if sentence in picked else [*picked, sentence]
    return picked


def whole(clause: Clause, policy: PolicyHeader, words: str) -> Evidence:
    """Evidence whose deciding sentence is the one of ``clause`` that shares most characters with ``words``.

    It has no marker: it is not shown to the model, and a draft gives markers as it cites.
    """
    spans = _SENTENCE.finditer(clause.text, clause.body)
    places = [match.span() for match in spans if match[0].strip()] or [(clause.body, len(clause.text))]
    start, end = max(places, key=lambda place: len(set(words) & set(clause.text[place[0] : place[1]])))
    return Evidence(0, clause, policy, 1.0, (_sentence(clause, start, end, 1.0),))


def entire(clause: Clause, policy: PolicyHeader) -> Evidence:
    """Evidence of all a clause says, or of its main sentence where that is too long to be quoted."""
    places = sentences(clause)
    if not places or places[-1][1] - places[0][0] > LONGEST_QUOTE:
        return whole(clause, policy, clause.text)
    return Evidence(0, clause, policy, 1.0, tuple(_sentence(clause, start, end, 1.0) for start, end in places))


def title_text(policy: PolicyHeader) -> str:
    """A policy's title for people: 《…》 where the text prints it, else 「…」 around the name it goes by."""
    return f"《{policy.title}》" if policy.title_printed else f"「{policy.title}」"


def address_text(clause: Clause) -> str:
    """A clause's address for people: 三、(二), 第八条(一); 前言 only where nothing else names it."""
    inner = [label for place, label in enumerate(clause.address) if label != "前言" and (label != "附则" or not place)]
    labels = inner or list(clause.address)
    return "".join(labels)


def day_text(iso: str) -> str:
    """An ISO day as 2026年12月31日; a year or month likewise."""
    parts = iso.split("-")
    return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))


def day_of(as_of: date) -> str:
    """A date as 2026年11月22日."""
    return f"{as_of.year}年{as_of.month}月{as_of.day}日"
