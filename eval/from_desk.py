"""Feedback and corrected answers from the desk to questions: only what the cited clauses themselves state becomes gold.

The desk's file is JSONL, one answer that somebody judged a line (times are ISO 8601; unknown keys are ignored):

    {"question": "…", "history": [{"role": "user", "content": "…"}], "as_of": "2026-11-22", "region": null,
     "answer": "what the assistant said", "helpful": false, "corrected_answer": "what it should have said",
     "clauses": ["<clause id>", …], "reviewer": "…", "time": "2026-11-22T09:30:00"}

``question`` and ``helpful`` are needed. An answer found helpful counts as right as it stands; one that was not needs
``corrected_answer``. ``clauses`` are those that the right answer rests on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.answer import Turn
from assistant.facets import kind_of
from assistant.settings import Settings
from eval.figures.sentences import without_markers
from eval.figures.slots import ROLES, departments_named, same_department
from eval.figures.values import Value, same, values
from eval.making.draft import Group, How, Made, identity
from eval.making.held import Held, Stated, from_folder, from_index
from eval.making.pieces import evidence, sentence_at
from eval.questions import EvaluationError, Line, read_lines
from index.policy import Departments

_NOT_STATED = ("未规定", "没有规定", "未作规定", "没有写", "未提及", "没有提到", "未检索到", "查不到", "not stated")
_LEAST_DIGITS = 2
_ROLE_KEYS = {"lead": "lead", "supporting": "with", "responsible": "responsible"}


class Feedback(Line):
    """A judged answer of the desk; ``id`` is not needed."""

    id: str = ""
    question: str
    helpful: bool
    history: tuple[Turn, ...] = ()
    as_of: date | None = None
    region: str | None = None
    answer: str = ""
    corrected_answer: str | None = None
    clauses: tuple[str, ...] = ()
    reviewer: str | None = None
    time: str | None = None

    @property
    def right_answer(self) -> str | None:
        """What the answer should have been; None when nobody said."""
        return self.corrected_answer or (self.answer if self.helpful else None) or None


@dataclass(frozen=True)
class Taken:
    """What became of a file of feedback: the questions, and by line number what a person has to settle."""

    questions: tuple[Made, ...]
    for_a_person: tuple[tuple[int, str], ...]


def from_feedback_command(file: Path, out: Path, policies: Path | None = None) -> str:
    """Write the questions of ``file`` to ``out`` and return what was done, in lines to read.

    The clauses are those of the index in POLICY_HOME, or of the files under ``policies``. Raises EvaluationError for a
    line that is wrong or a file that cannot be written.
    """
    held = Held(from_folder(policies) if policies else from_index(Settings.from_environment()))
    taken = from_feedback(list(read_lines(file, Feedback)), held)
    try:
        out.write_text("".join(one.line() + "\n" for one in taken.questions), encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{out} cannot be written ({error.strerror}).") from error
    left = [f"{file}, line {number}: {what}" for number, what in taken.for_a_person]
    return "\n".join((f"{out}: {len(taken.questions)} questions; {len(left)} for a person to settle", *left))


def from_feedback(lines: Sequence[Feedback], held: Held) -> Taken:
    """Make a question of each judged answer; of several for one question and day the last counts."""
    made: dict[str, Made] = {}
    open_points: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        question, missing = _question(line, held)
        if question:
            made.pop(question.id, None)
            made[question.id] = question
        open_points += [(number, what) for what in missing]
    return Taken(tuple(made.values()), tuple(open_points))


def _question(line: Feedback, held: Held) -> tuple[Made | None, list[str]]:
    """The question of a judged answer, and what of it no clause bears out."""
    right = line.right_answer
    if right is None:
        return None, ["the answer was not helpful and nobody wrote the right one"]
    if any(words in right for words in _NOT_STATED) and not line.clauses:
        return _made(line, held, answerable=False), []
    cited = [held.by_id[clause_id] for clause_id in line.clauses if clause_id in held.by_id]
    missing = [f"the clause {one!r} is not in the index" for one in line.clauses if one not in held.by_id]
    if not cited:
        return None, [*missing, "it cites no clause, so nothing bears the answer out"]
    facts, lacking = _facts(right, cited, line.as_of)
    roles, unnamed = _departments(right, cited)
    missing += [f"{words!r} stands in no clause cited" for words in (*lacking, *unnamed)]
    if not facts and not roles:
        return None, [*missing, "the answer states no date, amount or department: its facts are to be written by hand"]
    pieces = _evidence(facts, roles, cited, held)
    made = _made(line, held, cited=cited, facts=facts, departments=roles, evidence=pieces)
    return made.model_copy(update={"note": "; ".join((made.note, *missing)) if missing else made.note}), missing


def _facts(right: str, cited: Sequence[Stated], as_of: date | None) -> tuple[tuple[Group, ...], list[str]]:
    """The dates and amounts of an answer that a cited clause states, in its words and the answer's; and the others."""
    groups: list[Group] = []
    lacking: list[str] = []
    for value in values(without_markers(right), as_of):
        words = without_markers(right)[value.start : value.end]
        bare = value.kind == "number" and not value.unit
        if bare and len(words) < _LEAST_DIGITS:
            continue  # the number of a list
        stated = next((found for one in cited for found in _said(value, one, as_of)), None)
        if stated is None:
            lacking += [] if bare else [words]
        elif not any(stated in group for group in groups):
            groups.append(tuple(dict.fromkeys((stated, words))))
    return tuple(groups), lacking


def _said(value: Value, one: Stated, as_of: date | None) -> Iterable[str]:
    """The words in which a clause states a value."""
    return (one.text[found.start : found.end] for found in values(one.text, as_of) if same(value, found))


def _departments(right: str, cited: Sequence[Stated]) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """The departments of an answer in the roles that the cited clauses give them; and names in a role they do not."""
    roles: dict[str, list[str]] = {}
    unnamed: list[str] = []
    for named in departments_named(right):
        role = _ROLE_KEYS[named.role]
        own = [name for one in cited for name in _of_role(one.clause.departments, role)]
        anywhere = [name for one in cited for name in one.clause.departments.all()]
        found = next((name for name in own if _is_same(name, named.name)), None)
        if found and found not in roles.setdefault(role, []):
            roles[role].append(found)
        elif not found and any(_is_same(name, named.name) for name in anywhere):
            unnamed.append(f"{named.name} as {named.role}")
    return {role: tuple(names) for role, names in roles.items() if names}, unnamed


def _is_same(name: str, said: str) -> bool:
    return same_department(name, said) or same_department(said, name)


def _of_role(departments: Departments, role: str) -> tuple[str, ...]:
    by_role = {"lead": departments.lead, "with": departments.supporting, "responsible": departments.responsible}
    return by_role[role] if role in ROLES else ()


def _evidence(
    facts: Sequence[Group], roles: Mapping[str, Sequence[str]], cited: Sequence[Stated], held: Held
) -> tuple[str, ...]:
    """A verbatim piece of each cited clause that states a fact of the answer."""
    wanted = [*(group[0] for group in facts), *(name for names in roles.values() for name in names)]
    pieces: list[str] = []
    for one in cited:
        place = next((at for words in wanted if (at := one.text.find(words)) >= 0), None)
        piece = evidence(held, one, *sentence_at(one.text, place)) if place is not None else None
        pieces += [piece] if piece else []
    return tuple(pieces)


def _made(
    line: Feedback,
    held: Held,
    *,
    answerable: bool = True,
    cited: Sequence[Stated] = (),
    facts: tuple[Group, ...] = (),
    departments: Mapping[str, tuple[str, ...]] | None = None,
    evidence: tuple[str, ...] = (),
) -> Made:
    policy = cited[0].policy.policy_id if cited else None
    kind = "multiturn" if line.history else "unanswerable" if not answerable else kind_of(line.question)
    said = ", ".join(filter(None, (line.reviewer, line.time)))
    return Made(
        id=identity("desk", line.question, line.history, line.as_of),
        kind=kind,
        question=line.question,
        history=line.history,
        as_of=line.as_of,
        region=line.region,
        answerable=answerable,
        source=held.headers[policy].source_file if policy else None,
        evidence=evidence,
        facts=facts,
        departments=dict(departments or {}),
        note=f"from the desk{f' ({said})' if said else ''}",
        made=How(by="feedback", policy=policy, clauses=tuple(one.clause.clause_id for one in cited)),
    )
