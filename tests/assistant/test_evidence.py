"""Which sentences decide, and which clauses belong together."""

from __future__ import annotations

from assistant.evidence import family, sentences
from tests.assistant.pieces import PLAN, TAX, evidence, policy

LISTED = """某市孵化器办法
第一条 为扶持孵化器,制定本办法。
第二条 申请认定应当具备下列条件:
(一)在本市注册;
(二)场地不少于3000平方米;
(三)在孵企业不少于20家。
第三条 本办法自2025年1月1日起施行。
"""


def test_sentences_leave_out_heading_and_the_bracket_of_departments() -> None:
    clause = evidence(TAX)[0].clause
    texts = [clause.text[a:b] for a, b in sentences(clause)]
    assert texts == ["对来省设立的科技企业,减按15%税率征收企业所得税,第1年至第3年免征地方分享部分。", "不得重复享受。"]


def test_a_bracket_of_several_sentences_is_left_out_whole() -> None:
    text = PLAN.replace("(省财政厅牵头;省税务局、科技厅配合)", "(省财政厅牵头。以下任务均需各市人民政府落实,不再列出)")
    clause = evidence(TAX, text=text)[0].clause
    assert "落实" not in "".join(clause.text[a:b] for a, b in sentences(clause))


def test_an_item_brings_its_lead_in_and_the_other_items() -> None:
    found = policy(LISTED)
    item = next(clause for clause in found.clauses if clause.address[-1] == "(二)")
    assert [one.address[-1] for one in family(item, found)] == ["第二条", "(一)", "(二)", "(三)"]
    lead = next(clause for clause in found.clauses if clause.address[-1] == "第二条")
    assert family(lead, found) == family(item, found)


def test_tasks_with_headings_of_their_own_are_no_list() -> None:
    found = policy()
    assert family(next(clause for clause in found.clauses if clause.address == TAX), found) == []
