"""An answer as a member of staff reads it out: its lines by part, the department to transfer to, the days left."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from assistant.answer import Answer, AnswerStatus, Citation
from assistant.records.approved import Approved
from index.policy import Clause, PolicyHeader

if TYPE_CHECKING:
    from index.search import Searcher

Part = Literal["结论", "条件", "部门", "期限", "依据"]
DueKind = Literal["window_end", "deadline", "target", "expires"]

_PARTS: dict[str, Part] = {
    "结论": "结论",
    "条件": "条件",
    "部门": "部门",
    "期限": "期限",
    "依据": "依据",
    "結論": "结论",
    "條件": "条件",
    "部門": "部门",
    "依據": "依据",
    "Conclusion": "结论",
    "Conditions": "条件",
    "Departments": "部门",
    "Dates": "期限",
    "Source": "依据",
}
_LABEL = re.compile(rf"^({'|'.join(_PARTS)})(?:：|: ?)")
_MARKER = re.compile(r"\[(\d{1,3})\]")
_DAYS_LEFT = re.compile(r"[,，;；]?(?:到\d{4}年\d{1,2}月\d{1,2}日)?仍(?:然)?有效[,，]?(?:还剩\d+天)?|[,，]?还剩\d+天")
_DUE_KINDS: tuple[DueKind, ...] = ("window_end", "deadline", "target")
_MOST_OFFICES = 3


@dataclass(frozen=True)
class Line:
    """A line to read: the part it belongs to, and whether it is the first of that part."""

    part: Part
    text: str
    first: bool


@dataclass(frozen=True)
class Office:
    """A department and its role: lead, responsible, supporting or issuer; ``marker`` is the clause that names it."""

    name: str
    role: Literal["lead", "responsible", "supporting", "issuer"]
    marker: int


@dataclass(frozen=True)
class Due:
    """A last day: of what, as ISO (a day, month or year), and the days left to its end, negative when it has passed."""

    kind: DueKind
    day: str
    left: int
    marker: int


@dataclass(frozen=True)
class Script:
    """An answer made ready to be read out."""

    lines: tuple[Line, ...]
    transfer: tuple[Office, ...]
    supporting: tuple[Office, ...]
    dues: tuple[Due, ...]


def script_of(answer: Answer, searcher: Searcher) -> Script:
    """Make the script of ``answer``; departments and days are those of the clauses it cites, nearest part first."""
    lines = tuple(_lines(answer.answer))
    headers = {each.policy_id: each for each in searcher.policies()}
    found = [(each, clause) for each in answer.citations if (clause := searcher.clause(each.clause_id))]
    offices = _offices(_by_part(found, lines, "部门"), headers) if _may_transfer(answer) else ()
    return Script(
        lines,
        tuple(each for each in offices if each.role != "supporting")[:_MOST_OFFICES],
        tuple(each for each in offices if each.role == "supporting"),
        tuple(_dues(_by_part(found, lines, "期限"), headers, answer.as_of)),
    )


def department_text(script: Script) -> str:
    """Name the department to transfer to, as it is written into a work order."""
    return "、".join(each.name for each in script.transfer)


def lasting(text: str) -> str:
    """``text`` without what is true on one day only: how many days are left. The desk reckons that anew each time."""
    return _DAYS_LEFT.sub("", text)


def answer_of(approved: Approved, searcher: Searcher, as_of: date) -> Answer:
    """Show an approved answer in the shape of any other; its clauses are cited whole, in the order they were kept."""
    citations = []
    for marker, each in enumerate(approved.clauses, 1):
        clause, policy = searcher.clause(each.clause_id), searcher.policy(each.policy_id)
        if clause is None or policy is None:
            continue
        quote, start, end = searcher.quote(clause, clause.body or 0, len(clause.text))
        citations.append(
            Citation(
                marker=marker,
                policy_id=policy.policy_id,
                policy=policy.title,
                document_number=policy.document_number,
                source_file=policy.source_file,
                clause_id=clause.clause_id,
                address=clause.address,
                quote=quote,
                text=clause.text,
                start=start,
                end=end,
                validity=policy.validity(as_of),
            )
        )
    return Answer(
        status=AnswerStatus.ANSWERED,
        answer=approved.text,
        citations=tuple(citations),
        question=approved.question,
        as_of=as_of,
    )


def _may_transfer(answer: Answer) -> bool:
    return answer.status not in (AnswerStatus.DECLINED, AnswerStatus.FAILED)


def _lines(text: str) -> Iterator[Line]:
    part: Part = "结论"
    for place, line in enumerate(filter(str.strip, text.splitlines())):
        label = _LABEL.match(line)
        if label:
            part = _PARTS[label[1]]
        yield Line(part, line[label.end() :] if label else line, first=bool(label) or not place)


def _by_part(found: Sequence[tuple[Citation, Clause]], lines: Sequence[Line], part: Part) -> list[tuple[int, Clause]]:
    """The cited clauses, those first that lines of ``part`` cite, then those of the conclusion, then the others."""
    order: dict[int, int] = {}
    for line in lines:
        rank = 0 if line.part == part else 1 if line.part == "结论" else 2
        for marker in map(int, _MARKER.findall(line.text)):
            order[marker] = min(rank, order.get(marker, rank))
    ranked = sorted(found, key=lambda each: (order.get(each[0].marker, 2), each[0].marker))
    return [(citation.marker, clause) for citation, clause in ranked]


def _offices(cited: Sequence[tuple[int, Clause]], headers: dict[str, PolicyHeader]) -> tuple[Office, ...]:
    """The departments of the first clause that names any, else who issued the policy of the first clause."""
    for marker, clause in cited:
        named = clause.departments
        if named.lead or named.responsible:
            leads = [Office(name, "lead", marker) for name in named.lead]
            others = [Office(name, "responsible", marker) for name in named.responsible]
            return (*(leads or others), *(Office(name, "supporting", marker) for name in named.supporting))
    for marker, clause in cited:
        header = headers.get(clause.policy_id)
        if header and header.issuer:
            return (Office(header.issuer, "issuer", marker),)
    return ()


def _dues(cited: Sequence[tuple[int, Clause]], headers: dict[str, PolicyHeader], as_of: date) -> Iterator[Due]:
    """The last days that the cited clauses state, each kind once, then the end of the first policy that states one."""
    for kind in _DUE_KINDS:
        days = [(fact.date, marker) for marker, clause in cited for fact in clause.dates if fact.kind == kind]
        if days:
            day, marker = days[0]
            yield Due(kind, day, _days_left(day, as_of), marker)
    for marker, clause in cited:
        header = headers.get(clause.policy_id)
        if header and header.expires:
            yield Due("expires", header.expires, _days_left(header.expires, as_of), marker)
            return


def _days_left(day: str, as_of: date) -> int:
    """Days from ``as_of`` to the last day of an ISO day, month or year."""
    year, month, number = (*map(int, day.split("-")), 0, 0)[:3]
    month = month or 12
    return (date(year, month, number or calendar.monthrange(year, month)[1]) - as_of).days
