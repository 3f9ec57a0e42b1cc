"""Which sentences decide, and which clauses belong together."""

from __future__ import annotations

from assistant.evidence import sentences
from tests.assistant.pieces import PLAN, TAX, evidence


def test_sentences_leave_out_heading_and_the_bracket_of_departments() -> None:
    clause = evidence(TAX)[0].clause
    texts = [clause.text[a:b] for a, b in sentences(clause)]
    assert texts == ["对来省设立的科技企业,减按15%税率征收企业所得税,第1年至第3年免征地方分享部分。", "不得重复享受。"]


def test_a_bracket_of_several_sentences_is_left_out_whole() -> None:
    text = PLAN.replace("(省财政厅牵头;省税务局、科技厅配合)", "(省财政厅牵头。以下任务均需各市人民政府落实,不再列出)")
    clause = evidence(TAX, text=text)[0].clause
    assert "落实" not in "".join(clause.text[a:b] for a, b in sentences(clause))
