"""Who has a task by the row of a table of tasks, and the attachment such a table stands in."""

from __future__ import annotations

from assistant.statements.task_rows import in_words, task_rows
from assistant.statements.tasks import tasks_of
from index.parse import parse
from index.policy import Policy
from index.sources import SourceText

TEXT = """松屿市人民政府办公室关于加强渔港管理工作的通知
各区人民政府,市有关部门:
一、总体要求
渔港管理由市农业农村局统筹,任务分工见附件。
二、组织实施
各区于2026年8月前报送方案。
本通知自2026年7月1日起施行。
松屿市人民政府办公室
2026年6月18日
附件：渔港管理重点任务分工表
| 序号 | 重点任务 | 牵头单位 | 配合单位 | 完成时限 |
| --- | --- | --- | --- | --- |
| 1 | 修订泊位收费目录 | 市发展和改革委员会 | 市农业农村局、市财政局 | 2026年9月底前 |
| 2 | 建设渔获交易平台 | 市农业农村局 | 市商务局 | 2027年6月底前 |
"""


def _policy() -> Policy:
    return parse(SourceText("harbour.md", TEXT))[0]


def test_a_table_behind_the_signature_is_the_attachment() -> None:
    clause = next(one for one in _policy().clauses if "泊位收费" in one.readable)
    assert clause.address == ("附件",)
    assert "渔获交易平台" in clause.readable


def test_a_row_tells_who_leads_who_helps_and_until_when() -> None:
    rows = [row for clause in _policy().clauses for row in task_rows(clause)]
    assert [row.task for row in rows] == ["修订泊位收费目录", "建设渔获交易平台"]
    assert in_words(rows[0].departments) == "牵头：市发展和改革委员会；配合：市农业农村局、市财政局"
    assert rows[1].until == "2027年6月底前"


def test_the_tasks_of_a_department_include_those_of_the_table() -> None:
    found = [(task.role, task.line) for task in tasks_of("市农业农村局", _policy())]
    assert ("supporting", "修订泊位收费目录") in found
    assert ("lead", "建设渔获交易平台") in found


def test_a_list_of_enclosures_is_no_attachment() -> None:
    text = TEXT.partition("附件：")[0] + "附件：1.渔港名录\n2.泊位图\n"
    addresses = {clause.address for clause in parse(SourceText("harbour.md", text))[0].clauses}
    assert ("附件",) not in addresses
