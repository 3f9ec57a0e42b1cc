"""The rows of a table of tasks (重点任务分工表): what is to be done, who leads, who helps, until when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.evidence import Evidence, Sentence
from assistant.gate.wording import bigrams
from assistant.question import Facet
from assistant.statements.matter import Matter, Statement
from index.policy import Clause, Departments, Policy
from index.stated.departments import names_in
from index.tables import Cell, tables
from index.variants import fold, simplified

_LEAD = re.compile("牵头|主办(?!方)|主责")
_SUPPORTING = re.compile("配合|协办|协同|协作|参与|参加")
_RESPONSIBLE = re.compile("(?:责任|负责|承办|落实|实施|主管)(?:部门|单位|主体|机构|科室|处室)|责任分工|责任领导")
_UNTIL = re.compile("时限|期限|(?:完成|截止|推进)?时间|进度")
_TASK = re.compile("任务|内容|事项|工作|措施|举措|项目|目标|要求|指标|职责")
_COMMON = re.compile("任务|分工表?|牵头|配合|部门|单位|责任|工作|什么时候|完成|哪个|哪些|谁|负责|推进|落实|开展")
_LEAST, _SHARE = 3, 0.4


@dataclass(frozen=True)
class TaskRow:
    """A row of a table of tasks: what is to be done, by whom, until when ("" where no column says), and its place."""

    clause: Clause
    task: str
    departments: Departments
    until: str
    start: int
    end: int


def task_rows(clause: Clause) -> Iterator[TaskRow]:
    """The rows of the tables in a clause that have a column of departments."""
    if "|" not in clause.readable and "\t" not in clause.readable:
        return
    for table in tables(clause.readable):
        roles = [_role(head) for head in table.columns]
        if any(role in ("lead", "supporting", "responsible") for role in roles):
            for row in table.rows:
                yield _row(clause, row, roles)


def _role(head: str) -> str:
    """What a column holds, by its head: lead, supporting, responsible, until, task, or nothing of these."""
    words = fold(head)
    forms = (
        ("lead", _LEAD),
        ("supporting", _SUPPORTING),
        ("responsible", _RESPONSIBLE),
        ("until", _UNTIL),
        ("task", _TASK),
    )
    return next((role for role, form in forms if form.search(words)), "")


def _row(clause: Clause, row: Sequence[Cell], roles: Sequence[str]) -> TaskRow:
    def of(role: str) -> list[str]:
        return [cell.text for cell, one in zip(row, roles, strict=True) if one == role and cell.text]

    def names(role: str) -> tuple[str, ...]:
        return tuple(name for text in of(role) for name in names_in(text))

    found = Departments(lead=names("lead"), supporting=names("supporting"), responsible=names("responsible"))
    task = max(of("task"), key=len, default=row[0].row_head)
    return TaskRow(clause, task, found, "；".join(of("until")), row[0].start, row[-1].end)


def asked(matter: Matter, near: Sequence[Evidence]) -> list[Statement]:
    """Who has the task of the one row that the question speaks of, and until when where that is asked."""
    words = bigrams(_COMMON.sub(" ", fold(simplified(matter.question.standalone))))
    found = sorted(
        ((_like(row, words), item, row) for item in near for row in task_rows(item.clause) if row.departments),
        key=lambda one: -one[0],
    )
    if not found or not found[0][0] or (len(found) > 1 and found[1][0] == found[0][0]):
        return []
    _, item, row = found[0]
    evidence = Evidence(0, row.clause, item.policy, item.score, (_place(row),))
    said = [Statement("部门", f"{in_words(row.departments)}。", evidence)]
    if Facet.DATE in matter.question.facets and row.until:
        said.append(Statement("期限", f"完成时限：{row.until}。", evidence))
    return said


def in_words(found: Departments) -> str:
    """牵头：…；配合：…；责任单位：…, the roles that a row fills."""
    labels = (("牵头", found.lead), ("配合", found.supporting), ("责任单位", found.responsible))
    return "；".join(f"{label}：{'、'.join(names)}" for label, names in labels if names)


def _like(row: TaskRow, words: frozenset[str]) -> float:
    """How much of a row's task the question names; 0 when too little to mean it."""
    own = bigrams(_COMMON.sub(" ", fold(row.task)))
    shared = len(own & words)
    share = shared / (len(own) or 1)
    return shared + share if shared >= _LEAST or share >= _SHARE else 0.0


def _place(row: TaskRow) -> Sentence:
    return Sentence(row.start, row.end, row.clause.readable[row.start : row.end], 1.0)


def tasks_in(policy: Policy) -> Iterator[TaskRow]:
    """The rows of every table of tasks in a policy."""
    for clause in policy.clauses:
        yield from task_rows(clause)
