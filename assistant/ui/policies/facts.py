"""Facts of policies and clauses as a form sends them, checked, and as they are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, cast, get_args

from pydantic import JsonValue

from assistant.records.errors import RecordsError
from index.corrections import HEADER_FACTS, ClauseCorrection
from index.known import clause_facts
from index.policy import Clause, DateFact, DateKind, Departments, Policy, PolicyHeader
from index.stated.fact import Amount, AmountRole, Bound, Mention, Role
from index.variants import fold

DAYS = ("signed", "published", "effective", "expires", "replaced_on")
DATE_KINDS: tuple[str, ...] = get_args(DateKind)
BOUNDS: tuple[str, ...] = get_args(Bound)
ROLES: tuple[str, ...] = get_args(AmountRole)
ACTS: tuple[str, ...] = get_args(Role)
"""What a department named in running text does."""
_TEXTS = ("title", "document_number", "issuer", "region")
_NAMES = re.compile(r"[、,，;；\n]+")
_DAY = re.compile(r"(?:19|20)\d{2}(?:-\d{2}(?:-\d{2})?)?")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_LONGEST = 300
_MOST_ROWS = 60

Form = Mapping[str, Any]


def header_json(policy: PolicyHeader) -> dict[str, str | bool | None]:
    """Return the facts of a policy that can be put right, by name."""
    return {name: getattr(policy, name) for name in HEADER_FACTS}


def clause_json(clause: Clause, policy: Policy) -> dict[str, JsonValue]:
    """Return the facts of a clause that can be put right, by name, as JSON."""
    facts = clause_facts(clause, policy)
    return facts_json(
        ClauseCorrection(
            departments=clause.departments, dates=clause.dates, amounts=facts.amounts, mentions=facts.mentions
        )
    )


def facts_json(facts: ClauseCorrection) -> dict[str, JsonValue]:
    """Return the facts of a clause as they are kept."""
    return facts.model_dump(mode="json", by_alias=True)


def header_of(form: Form) -> dict[str, str | bool | None]:
    """Read the facts of a policy from a form; raises RecordsError for a day that is none or an empty title."""
    found: dict[str, str | bool | None] = {name: _text(form, name) or None for name in _TEXTS if name in form}
    if "title" in found and not found["title"]:
        raise RecordsError("标题不能为空。/ A policy needs a title.")
    for name in DAYS:
        if name in form:
            day = _text(form, name)
            found[name] = _whole_day(day) if day else None
    if "replaced_by" in form:
        found["replaced_by"] = _text(form, "replaced_by") or None
        if not found["replaced_by"]:
            found["replaced_on"] = None
        elif not found.get("replaced_on"):
            raise RecordsError("请填写从哪一天起被替代。/ From which day is it replaced?")
    if "title" in form:  # a box that is not ticked is not sent
        found["withdrawn"] = bool(form.get("withdrawn"))
    return found


def clause_of_form(form: Form, clause: Clause, policy: Policy) -> ClauseCorrection:
    """Read the facts of a clause from a form; raises RecordsError when one of them cannot be."""
    departments = Departments(
        lead=_names(form, "lead"), supporting=_names(form, "supporting"), responsible=_names(form, "responsible")
    )
    facts = clause_facts(clause, policy)
    known = {each.start: each for each in facts.amounts}
    named = {each.start: each for each in facts.mentions}
    return ClauseCorrection(
        departments=departments,
        dates=tuple(_date(row, clause) for row in _rows(form, "date", "date")),
        amounts=tuple(_amount(row, clause, known) for row in _rows(form, "amount", "values")),
        mentions=tuple(
            sorted((_mention(row, clause, named) for row in _rows(form, "mention", "name")), key=lambda one: one.start)
        ),
    )


def _rows(form: Form, name: str, needed: str) -> Iterator[dict[str, str]]:
    """The rows of a table in a form (``name-0-field``) in which ``needed`` is filled in."""
    for number in range(_MOST_ROWS):
        start = f"{name}-{number}-"
        row = {key.removeprefix(start): _text(form, key) for key in form if str(key).startswith(start)}
        if row.get(needed):
            yield row


def _date(row: Mapping[str, str], clause: Clause) -> DateFact:
    kind, day, words = row.get("kind", ""), row["date"], row.get("text", "")
    if kind not in DATE_KINDS:
        raise RecordsError("没有这种日期。/ There is no such kind of date.")
    if not _DAY.fullmatch(day):
        raise RecordsError(f"“{day}”不是日期，请写成 2026-12-31、2026-12 或 2026。/ Not a day: {day}")
    if len(day) == len("2026-12-31"):
        _whole_day(day)
    _place(words or "", clause)
    return DateFact(date=day, text=words, kind=cast("DateKind", kind))


def _amount(row: Mapping[str, str], clause: Clause, known: Mapping[int, Amount]) -> Amount:
    values = tuple(each for each in re.split(r"[~～—至\-\s]+", row["values"].replace(",", "")) if each)
    if not values or len(values) > 2 or not all(_FIGURE.fullmatch(each) for each in values):
        raise RecordsError(f"“{row['values']}”不是数额；区间写成 1000~2000。/ Not a figure: {row['values']}")
    unit, bound, role = row.get("unit", ""), row.get("bound", ""), row.get("role", "")
    if not unit or bound not in BOUNDS or role not in ROLES or (bound == "range") != (len(values) == 2):
        raise RecordsError("数额要有单位；区间要有两个数。/ An amount needs a unit; a range two figures.")
    words = row.get("words", "")
    before = known.get(int(row["start"])) if row.get("start", "").isdecimal() else None
    if before is None or before.words != words:
        start = _place(words, clause)
        before = Amount(start, start + len(words), words, values, unit, "exact", "stated")
    return replace(
        before,
        values=values,
        unit=unit,
        bound=cast("Bound", bound),
        role=cast("AmountRole", role),
        of=row.get("of") or None,
    )


def _mention(row: Mapping[str, str], clause: Clause, known: Mapping[int, Mention]) -> Mention:
    name, role, words = row["name"], row.get("role", ""), fold(row.get("words", ""))
    if role not in ACTS:
        raise RecordsError("请选择这个部门做什么。/ What does the department do?")
    before = known.get(int(row["start"])) if row.get("start", "").isdecimal() else None
    if before is None or before.words != words:
        start = _place(words, clause)
        before = Mention(start, start + len(words), words, "responsible", "")
    return replace(before, role=cast("Role", role), instead=None if fold(name) == words else name)


def _place(words: str, clause: Clause) -> int:
    """Where ``words`` stand in the clause; raises RecordsError when they do not: every fact has its words there."""
    place = fold(clause.readable).find(fold(words)) if words else -1
    if place < 0:
        raise RecordsError(f"这一条的原文里没有“{words}”。/ The clause has no such words: {words}")
    return place


def _whole_day(day: str) -> str:
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        raise RecordsError(f"“{day}”不是日期。/ Not a day: {day}") from None


def _names(form: Form, name: str) -> tuple[str, ...]:
    found = (each.strip() for each in _NAMES.split(_text(form, name)))
    return tuple(dict.fromkeys(each for each in found if each))


def _text(form: Form, name: str) -> str:
    value = form.get(name)
    text = value.strip() if isinstance(value, str) else ""
    if len(text) > _LONGEST * 4:
        raise RecordsError("这一项太长。/ That is too long.")
    return text
