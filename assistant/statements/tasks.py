"""Every task of a department, from the facts of all policies: 市科技局负责哪些任务, 财政厅牵头哪几项.

The department is given and its tasks are asked for; who is in charge of a given task is in ``departments``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from assistant.evidence import Evidence, Sentence, address_text, title_text, whole
from assistant.statements.brackets import departments_of
from assistant.statements.corpus import state_words
from assistant.statements.matter import Statement
from assistant.statements.put_right import in_right_words
from assistant.statements.task_rows import task_rows
from index.assigned import assignments
from index.known import mentions_of
from index.policy import Clause, Departments, Policy, Validity
from index.regions import covers
from index.scope import is_asked
from index.stated.fact import Organ
from index.stated.organs import find, names_of, resolve, resolve_all
from index.variants import fold

if TYPE_CHECKING:
    from datetime import date

    from assistant.question import Question
    from index.search import Searcher

TaskRole = Literal["lead", "supporting", "responsible", "stated"]
_LABELS: dict[TaskRole, str] = {
    "lead": "牵头",
    "supporting": "配合",
    "responsible": "责任单位",
    "stated": "正文写明职责",
}
_BODY_ROLES = frozenset({"lead", "supporting", "responsible", "approves", "receives", "penalises"})
_LONGEST_LINE = 70
_TIERS = ({"局", "厅"}, {"局", "部"}, {"厅", "部"})
"""Endings of names of one line of duty at different levels."""
_LOCAL = frozenset("市县区乡镇")
_RANKS = ("自治区", "省", "市", "县")
_MANY = 16
"""A list of more tasks is read aloud no further than its first dozen; the others follow, none left out."""
_FIRST = 12
_STANDING = (Validity.IN_FORCE, Validity.NOT_YET, Validity.UNKNOWN, Validity.EXPIRED)
_UNLISTED = re.compile(
    r"(?:^|请问|[,，。？?、的由]|是)(?P<name>[\u4e00-\u9fff]{1,14}?(?:公司|大学|学院|中心|协会|银行|政府|管委会|园区|研究院|局|委|办|处|科))"
)
"""A name that the data on organs do not list: a company, a university, the governments of counties."""

_DOES = "牵头|负责|配合|协助|参与|承担|落实|主管|分管|主办|管理?|做|干|抓"
_HOW_MANY = r"(?:哪些|哪几|什么(?!时候|时间|条件|材料|标准)|啥|多少|几)(?:个|项|条|件|类|块|样|方面)?"
_TASK = r"(?:任务|工作|事项|事情|事|活儿?|职责|分工|条款|内容|方面|领域|政策)"
_PADDING = r"(?:都|还|也|又|要|需要|得|应该|应当|主要|具体|一共|总共|到底|究竟|分别|平时|各自|被|现在|目前|今年)*"
_WITHIN = r"(?:在[^,，。;；?？]{0,30}?(?:中|里|里面|上|方面|内))?"
_END = r"(?=$|[,，。;；?？!！呢啊吗])"
_AFTER = re.compile(
    rf"^{_WITHIN}{_PADDING}(?:"
    rf"(?P<does>{_DOES})(?:了|着|的)?(?:是|有)?{_HOW_MANY}(?:的)?{_TASK}?{_END}"
    rf"|(?:有|分到|领到|涉及)了?{_HOW_MANY}(?P<of>牵头|负责|配合)?的?{_TASK}{_END}"
    rf"|(?P<with>{_DOES})?的(?:所有|全部|各项|具体|主要)?{_TASK}(?:都|一共|总共|具体)?(?:有|是|包括)?(?:{_HOW_MANY}|清单)?{_END}"
    rf"|(?P<ends>{_DOES})(?:的)?(?:哪些|哪几项|几项)?{_END}"
    r")"
)
_BEFORE = re.compile(rf"{_HOW_MANY}{_TASK}?(?:是|由|归|要|需要|该|应由|得)*$")
_THEN = re.compile(rf"^(?:来|去)?(?P<does>{_DOES}){_END}")
_COARSE = re.compile(rf"(?:{_DOES}|有|{_TASK})")
_ASKS = re.compile(r"哪|什么|啥|多少|几|列|清单|全部|所有")
_WHO = re.compile(r"哪(?:个|家|些|几个|几家)(?:部门|单位|局|厅|委)|谁|什么部门|哪里|找")


@dataclass(frozen=True)
class _Task:
    """A clause that gives the department something to do: in which role, by which name, in which line of words."""

    policy: Policy
    clause: Clause
    role: TaskRole
    name: str
    former: bool
    line: str
    start: int
    end: int
    given: Evidence | None = None
    """What it rests on where another clause gives it to the department by its number."""


def said(question: Question, searcher: Searcher) -> tuple[Statement, ...]:
    """The tasks of the department the question names, by policy and role; () when it asks for anything else."""
    asked = asked_department(question.standalone)
    if asked is None:
        return ()
    name, wanted = asked
    looked_through = list(_policies(question, searcher))
    every = [task for policy in looked_through for task in tasks_of(name, policy)]
    tasks = [task for task in every if wanted is None or task.role == wanted]
    if not every:
        return ()
    lack = f"没有{name}{_LABELS[wanted]}的任务。" if wanted and not tasks else ""
    return (_counted(name, tasks or every, len(looked_through), lack), *_listed(tasks or every, question.as_of))


def asked_department(question: str) -> tuple[str, TaskRole | None] | None:
    """The department whose tasks are asked for and the role asked for; None when the question asks something else."""
    text = fold(question).strip()
    if not _ASKS.search(text) or _WHO.search(text):
        return None
    spans = [(mention.start, mention.end) for mention in find(text)]
    spans += [match.span("name") for match in _UNLISTED.finditer(text)]
    for start, end in spans:
        before, after = text[:start], text[end:]
        match = _AFTER.match(after)
        if match and (_ASKS.search(match[0]) or _ASKS.search(before)):
            return text[start:end], _role(match)
        if _BEFORE.search(before) and (then := _THEN.match(after)):
            return text[start:end], _role(then)
    return None


def _role(match: re.Match[str]) -> TaskRole | None:
    said = " ".join(value for value in match.groupdict().values() if value)
    if re.search("牵头|主办", said):
        return "lead"
    return "supporting" if re.search("配合|协助", said) else None


def _policies(question: Question, searcher: Searcher) -> Iterator[Policy]:
    """The policies that concern the regions asked about, every one of them."""
    for header in searcher.policies():
        near = not question.regions or any(covers(header.region, region) for region in question.regions)
        if header.form == "policy" and near and (policy := searcher.policy(header.policy_id)):
            yield policy


def tasks_of(name: str, policy: Policy) -> Iterator[_Task]:
    """What a policy gives the department to do: by the brackets of its clauses, else by their own words."""
    asked = resolve(name, None)
    known = names_of(asked.kind) if asked.kind else (name[-2:],)
    for clause in policy.clauses:
        if not any(one in _naming(clause) for one in known):
            continue
        given = list(_by_number(asked, clause, policy)) or list(_by_row(asked, clause, policy))
        found = given or list(_by_role(asked, departments_of(clause, policy), clause, policy))
        yield from found or _in_body(asked, clause, policy)


def _naming(clause: Clause) -> str:
    """The words in which a clause may name a department: its text, and what was put right by hand."""
    put_right = clause.by_hand.mentions or () if clause.by_hand else ()
    by_hand = (*clause.departments.all(), *(each.name for each in put_right)) if clause.by_hand else ()
    return fold("\n".join((clause.readable, *by_hand)))


def _by_number(asked: Organ, rule: Clause, policy: Policy) -> Iterator[_Task]:
    """The clauses that ``rule`` gives to the department by their numbers."""
    given = (one for one in assignments(policy) if one.rule.clause_id == rule.clause_id)
    for one, address in ((each, address) for each in given for address in each.addresses):
        clause = next((each for each in policy.clauses if each.address[: len(address)] == address), None)
        tasks = _by_role(asked, one.departments, clause, policy) if clause else ()
        yield from (replace(task, given=whole(rule, policy.header(), one.words)) for task in tasks)


def _by_row(asked: Organ, clause: Clause, policy: Policy) -> Iterator[_Task]:
    """The rows of a table of tasks that name the department, each by its task."""
    for row in task_rows(clause):
        for task in _by_role(asked, row.departments, clause, policy):
            yield replace(task, line=row.task[:_LONGEST_LINE], start=row.start, end=row.end)


def _by_role(asked: Organ, found: Departments, clause: Clause, policy: Policy) -> Iterator[_Task]:
    """The clause once for each role in which ``found`` names the department."""
    by_role: tuple[tuple[TaskRole, tuple[str, ...]], ...] = (
        ("lead", found.lead),
        ("supporting", found.supporting),
        ("responsible", found.responsible),
    )
    roles = [role for role, names in by_role for _ in names]
    named: dict[TaskRole, Organ] = {}
    for role, organ in zip(roles, resolve_all(found.all(), policy.region, policy.issuer), strict=True):
        if _meant(organ, asked):
            named.setdefault(role, organ)
    for role, organ in named.items():
        yield _Task(policy, clause, role, organ.name, organ.successor is not None, *_heading_line(clause, policy))


def _meant(organ: Organ, asked: Organ) -> bool:
    """Whether it is the department asked for, or the one it took over from; 财政局 is no 财政厅."""
    if {organ.name[-1], asked.name[-1]} in _TIERS:
        return False
    if asked.name.endswith("政府"):
        return organ.name.endswith("政府") and bool(set(organ.name) & set(asked.name) & _LOCAL)
    if not _of_rank(organ, asked):
        return False
    if organ.successor is not None and organ.successor == asked.kind:
        return not asked.scope or organ.scope == asked.scope
    if asked.name.startswith("市") and (organ.scope or "").endswith("市"):  # 市科委 of 上海市 is of a province's rank
        return organ.kind is not None and organ.kind == asked.kind
    return is_asked(organ, asked)


def _of_rank(organ: Organ, asked: Organ) -> bool:
    """Whether an organ may be of the rank that 自治区, 省, 市 or 县 before the name asked for tells."""
    rank = next((rank for rank in _RANKS if asked.name.startswith(rank)), None)
    if rank is None or asked.scope or asked.level == "unknown":  # 市场监管局 tells no rank
        return True
    return (
        organ.scope.endswith(rank)
        if organ.scope
        else "unknown" in (organ.level, asked.level)
        or (organ.level == asked.level and not organ.name.startswith(tuple(set(_RANKS) - {rank})))
    )


def _in_body(asked: Organ, clause: Clause, policy: Policy) -> Iterator[_Task]:
    """The first sentence in which the clause's own words give the department a duty."""
    text = fold(clause.readable)
    for mention in mentions_of(clause):
        if mention.role in _BODY_ROLES and _meant(resolve(mention.name, policy.region, policy.issuer), asked):
            start = max(*(text.rfind(mark, 0, mention.start) + 1 for mark in "。;\n"), clause.body)
            end = min((at for mark in "。;\n" if (at := text.find(mark, mention.end)) >= 0), default=len(text))
            yield _Task(policy, clause, "stated", mention.words, False, clause.readable[start:end].strip(), start, end)
            return


def _heading_line(clause: Clause, policy: Policy) -> tuple[str, int, int]:
    """What the task is called: its heading, else the first sentence of its article; and its own first sentence."""
    head = next(one for one in policy.clauses if one.address == clause.address)
    start, end = _first_sentence(clause)
    first = slice(*_first_sentence(head))
    return clause.heading or head.readable[first].strip().rstrip(":：")[:_LONGEST_LINE], start, end


def _first_sentence(clause: Clause) -> tuple[int, int]:
    ends = [place for mark in "。;；\n" if (place := clause.text.find(mark, clause.body + 1)) >= 0]
    return clause.body, min(ends, default=len(clause.text))


def _counted(name: str, tasks: Sequence[_Task], policies: int, lack: str) -> Statement:
    """How many tasks there are by role, and that these are all; ``lack`` says that there are none of the role asked."""
    counts = {role: sum(1 for task in tasks if task.role == role) for role in _LABELS}
    by_role = "、".join(f"{_LABELS[role]}{count}项" for role, count in counts.items() if count)
    in_policies = len({task.policy.policy_id for task in tasks})
    lead = f"{lack}已收录政策中{name}共{len(tasks)}项，在{in_policies}份政策里：{by_role}。"
    how = f"先列{_FIRST}项，其余{len(tasks) - _FIRST}项接着列出，没有省略。" if len(tasks) > _MANY else "下面完整列出。"
    return Statement("结论", f"{lead}已收录的相关政策{policies}份都查过，{how}", None)


def _listed(tasks: Sequence[_Task], as_of: date) -> Iterator[Statement]:
    """The tasks by policy and role; of many the first dozen, then the others under a line that says how many."""
    many = len(tasks) > _MANY
    ordered = _in_order(tasks, as_of, by_section=many)
    first = ordered[:_FIRST] if many else ordered
    yield from _by_policy(first, ordered, as_of, by_section=many)
    if rest := ordered[len(first) :]:
        yield Statement("部门", f"其余{len(rest)}项：", None)
        yield from _by_policy(rest, ordered, as_of, by_section=many)


def _in_order(tasks: Sequence[_Task], as_of: date, *, by_section: bool) -> list[_Task]:
    """Tasks by policy, those in force first and those expired last; within one by section, if so wanted, and role."""
    policies = list({task.policy.policy_id: task.policy for task in tasks}.values())
    policies.sort(key=lambda one: _STANDING.index(one.validity(as_of)))
    places = {policy.policy_id: place for place, policy in enumerate(policies)}
    sections = list(dict.fromkeys((task.policy.policy_id, _section(task)) for task in tasks))
    roles = list(_LABELS)

    def place(task: _Task) -> tuple[int, int, int]:
        section = sections.index((task.policy.policy_id, _section(task))) if by_section else 0
        return places[task.policy.policy_id], section, roles.index(task.role)

    return sorted(tasks, key=place)


def _section(task: _Task) -> str:
    """The heading a task stands under, with its number."""
    return "".join((task.clause.address[0], *task.clause.path[:1]))


def _by_policy(tasks: Sequence[_Task], every: Sequence[_Task], as_of: date, *, by_section: bool) -> Iterator[Statement]:
    """A list for each policy, or each section of it, each line with the clause it rests on."""
    for policy in {task.policy.policy_id: task.policy for task in tasks}.values():
        own = [task for task in tasks if task.policy.policy_id == policy.policy_id]
        count = sum(1 for task in every if task.policy.policy_id == policy.policy_id)
        many = f"{count}项" if count == len(own) else f"{count}项中的{len(own)}项"
        names = "、".join(dict.fromkeys(task.name for task in own))
        former = "，机构改革前的名称" if any(task.former for task in own) else ""
        text = f"{title_text(policy)}（{state_words(policy, as_of)}）{many}，原文写作{names}{former}："
        if not by_section:
            yield Statement("部门", text, None, _lines(own))
            continue
        yield Statement("部门", text, None)
        for section in dict.fromkeys(map(_section, own)):
            yield Statement("部门", f"{section}：", None, _lines([one for one in own if _section(one) == section]))


def _lines(tasks: Sequence[_Task]) -> tuple[tuple[str, Evidence], ...]:
    return tuple((_line(task), _evidence(task)) for task in tasks)


def _line(task: _Task) -> str:
    line = in_right_words(task.line, _evidence(task)) if task.role == "stated" else task.line
    return f"{_LABELS[task.role]}：{address_text(task.clause)} {line}"


def _evidence(task: _Task) -> Evidence:
    if task.given:
        return task.given
    words = task.clause.readable[task.start : task.end]
    return Evidence(0, task.clause, task.policy.header(), 1.0, (Sentence(task.start, task.end, words, 1.0),))
