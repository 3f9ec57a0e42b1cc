"""Citations checked against the texts themselves, independently of the gate that let the sentences through.

- quotes: whether a citation's quote stands in its source, character for character, at the offsets it names. Without
  the sources, whether the cited clause holds it, blanks and written variants aside;
- what a quoting line gives between its quotation marks: whether every part of it stands in a cited clause;
- numbers and departments: whether each one that a sentence states stands in a clause that the sentence's markers cite.
  Also known are what the asker said, the day asked for, the policy's own name, number and address, and the days between
  the day asked for and a date of the clause, since an answer may say how long something has left. Anything else an
  answer works out (a sum of two clauses) counts as not in the clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath

from eval.figures.sentences import quoted, said, sentences
from eval.figures.slots import departments_listed
from eval.figures.values import Value, values
from eval.measures import normalised
from eval.predictions import CitedClause, Prediction
from eval.questions import EvaluationError, Question
from index.errors import SourceError
from index.reading.archive import Archive, members
from index.sources import as_archive, find_sources, read_bytes, to_text
from index.stated.organs import find
from index.variants import fold

Sources = Mapping[str, str]
"""The text of each source as it was read, by the name citations give it."""

_LEFT_OUT = re.compile(r"…+|\.{3,}")
_NAMES = re.compile(
    r"《[^《》]*》|「[^「」]*」|[\u4e00-\u9fff]*〔\d{4}〕\s?\d+号|[（(]原文[^（）()]*[)）]"
    r"|(?:[一二三四五六七八九十]+、)?\([一二三四五六七八九十]+\)(?:\d+\.)?"
)
"""Names of policies, their numbers and addresses, and notes on the text: their numbers state nothing."""
_ALIKE = 0.95
_SEED = 8
_BODY = re.compile(
    r"^[^、]*(?:局|厅|委|办|部|院|会|府|处|科|署|社|大学|学院|中心|公司|银行|机构|单位|部门)(?:〔[^〕]*〕)?$"
)
_PLACE_BEFORE = re.compile(r"^(?:本|我)?(?:国家|自治区|[省市区县州盟旗])(?:党委|委)?")


@dataclass(frozen=True)
class SentenceCheck:
    """What a sentence with markers states that none of the clauses it cites holds."""

    text: str
    numbers: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    stated_numbers: int = 0
    stated_departments: int = 0


@dataclass(frozen=True)
class CitationCheck:
    """How the citations of one answer stand: quotes right and in all, and its sentences one by one."""

    quotes: tuple[bool, ...] = ()
    against_source: bool = False
    lines: tuple[bool, ...] = ()
    sentences: tuple[SentenceCheck, ...] = field(default=())

    @property
    def unsupported(self) -> tuple[str, ...]:
        """The numbers and departments that stand in no clause cited for them."""
        return tuple(item for one in self.sentences for item in (*one.numbers, *one.departments))


def check(question: Question, prediction: Prediction, sources: Sources | None = None) -> CitationCheck:
    """Check the citations of ``prediction``; without ``sources`` quotes are looked for in the cited clauses."""
    cited = prediction.cited()
    day = prediction.as_of or question.as_of
    known = _said_by_asker(question, day)
    return CitationCheck(
        tuple(verbatim(citation, sources) for citation in cited),
        bool(sources) and all(_source_of(citation, sources) is not None for citation in cited),
        tuple(_in_clauses(words, cited) for line in prediction.answer.split("\n") if (words := quoted(line))),
        tuple(
            _checked(sentence.text, [one for one in cited if one.marker in sentence.markers], known, day)
            for sentence in sentences(said(prediction.answer))
            if sentence.markers
        ),
    )


def beyond(sentence: str, question: Question, prediction: Prediction) -> SentenceCheck:
    """What a sentence without markers states that none of the clauses cited anywhere in the answer holds."""
    day = prediction.as_of or question.as_of
    return _checked(sentence, prediction.cited(), _said_by_asker(question, day), day)


def verbatim(citation: CitedClause, sources: Sources | None = None) -> bool:
    """Whether the quote stands word for word where the citation says; an empty quote does not."""
    if not citation.quote:
        return False
    text = _source_of(citation, sources)
    if text is None:
        return _bare(citation.quote) in _bare(citation.text)
    if citation.start is None or citation.end is None:
        return False
    return text[citation.start : citation.end] == citation.quote


def read_sources(folder: Path) -> dict[str, str]:
    """The text of every policy file under ``folder`` by its name, zips included; unreadable files are left out.

    Raises EvaluationError when the folder does not exist or holds no policy files.
    """
    try:
        found = find_sources([folder])
    except SourceError as error:
        raise EvaluationError(str(error)) from None
    texts: dict[str, str] = {}
    for path, name in found:
        try:
            data = read_bytes(path, name)
            archive = as_archive(data, name)
            texts |= dict(_unpacked(archive, name)) if archive else {name: to_text(data, name).text}
        except SourceError:
            continue  # such a file was not indexed either, so that no citation names it
    return texts


def _unpacked(archive: Archive, name: str) -> Iterator[tuple[str, str]]:
    for member in members(archive):
        whole = f"{name}/{member.path}"
        try:
            if not member.refused:
                yield whole, to_text(member.data, whole).text
        except SourceError:
            continue


def _source_of(citation: CitedClause, sources: Sources | None) -> str | None:
    """The text of a citation's source: by its whole name, else by its last part when only one has it."""
    if not sources:
        return None
    if citation.source_file in sources:
        return sources[citation.source_file]
    own = PurePosixPath(citation.source_file).name
    alike = [text for name, text in sources.items() if PurePosixPath(name).name == own]
    return alike[0] if len(alike) == 1 else None


def _bare(text: str) -> str:
    return "".join(fold(text).split())


def _in_clauses(words: str, cited: Sequence[CitedClause]) -> bool:
    """Whether each part of the quoted words, cut where something was left out, stands in a cited clause."""
    texts = [_bare(clause.text) for clause in cited]
    parts = [part for part in (_bare(part) for part in _LEFT_OUT.split(words)) if part]
    return bool(parts) and all(any(_stands_in(part, text) for text in texts) for part in parts)


def _stands_in(part: str, text: str) -> bool:
    """Whether ``text`` holds ``part``, a misprinted character in twenty read as it was meant allowed."""
    if part in text:
        return True
    for seed in range(0, len(part) - _SEED + 1, _SEED):
        place = text.find(part[seed : seed + _SEED]) - seed
        stretch = text[place : place + len(part)] if place >= 0 else ""
        if len(stretch) == len(part):
            return sum(map(str.__eq__, part, stretch)) >= _ALIKE * len(part)
    return False


def _said_by_asker(question: Question, day: date | None) -> list[Value]:
    asked = "\n".join((*(turn.content for turn in question.history if turn.role == "user"), question.question))
    return values(asked, day)


def _checked(sentence: str, cited: Sequence[CitedClause], known: Sequence[Value], day: date | None) -> SentenceCheck:
    sentence = _NAMES.sub("", fold(sentence))
    held = _held(cited, day)
    stated = values(sentence, day)
    missing = [one for one in stated if not _known(one, held, known, day)]
    names = _departments(sentence)
    texts = [_department_text(clause) for clause in cited]
    return SentenceCheck(
        sentence,
        tuple(sentence[one.start : one.end] for one in missing),
        tuple(name for name in names if not any(_bare_name(name) in text for text in texts)),
        len(stated),
        len(names),
    )


def _held(cited: Sequence[CitedClause], day: date | None) -> list[Value]:
    found: list[Value] = []
    for clause in cited:
        named = "\n".join((clause.text, clause.policy, clause.document_number or "", "".join(clause.address)))
        found += values(named, day)
    return found


def _known(stated: Value, held: Sequence[Value], asked: Sequence[Value], day: date | None) -> bool:
    if stated.kind == "date" and day and day.isoformat().startswith(stated.low.lstrip("-")):
        return True
    if any(_holds(one, stated) for one in (*held, *asked)):
        return True
    return stated.kind == "period" and stated.unit == "日" and stated.low in _days_to(held, day)


def _holds(held: Value, stated: Value) -> bool:
    """Whether a clause that states ``held`` lets ``stated`` be said: the same number, or a date said less exactly."""
    if stated.kind == "date" or held.kind == "date":
        return held.kind == stated.kind and (held.low == stated.low or held.low.startswith(f"{stated.low}-"))
    if (held.kind, held.unit) == (stated.kind, stated.unit) or not held.unit or not stated.unit:
        return stated.low in (held.low, held.high) and stated.high in (None, held.high)
    return False


def _days_to(held: Iterable[Value], day: date | None) -> set[str]:
    if day is None:
        return set()
    days = set()
    for value in held:
        if value.kind == "date" and len(value.low) == len("2026-12-31") and not value.low.startswith("-"):
            try:
                days.add(str(abs((date.fromisoformat(value.low) - day).days)))
            except ValueError:  # 2月30日 is printed somewhere, and is no day
                continue
    return days


def _departments(sentence: str) -> list[str]:
    """The departments of a sentence: every organ known by name, and what it lists behind the label of a role."""
    listed = [one.name for one in departments_listed(sentence) if one.name in sentence and _BODY.search(one.name)]
    return list(dict.fromkeys((*(mention.words for mention in find(sentence)), *listed)))


def _bare_name(name: str) -> str:
    """A department's name without the level before it, which a clause of that place's own policy leaves out."""
    return normalised(_PLACE_BEFORE.sub("", fold(name)))


def _department_text(clause: CitedClause) -> str:
    return normalised(fold("\n".join((clause.text, clause.policy))))
