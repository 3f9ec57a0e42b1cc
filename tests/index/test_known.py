"""Everything a clause states, gathered from a parsed policy."""

from __future__ import annotations

from index.known import clause_facts, facts_of
from index.parse import parse
from index.sources import SourceText

TEXT = """澜城市科技局关于支持企业研发的办法
第一条 为支持企业研发,制定本办法。
第二条 申请补助的企业应当符合下列条件:
(一)在本市登记;
(二)研发费用占营业收入的4%以上。
前款第(一)项所称登记,不含分支机构。
第三条 对符合第二条第二款规定的企业,按下列标准给予补助:一是首次认定的奖励20万元;二是重新认定的奖励10万元。
档次 | 奖励金额(万元)
一档 | 50
二档 | 30
第四条 违反第三条的,三年内不得申请。(责任单位:市科技局、财政局)
第五条 本办法自印发之日起施行,有效期3年。
澜城市科技局
2025年3月1日
"""


def test_references_name_clauses_and_paragraphs() -> None:
    (policy,) = parse(SourceText("a.txt", TEXT))
    stated = {clause.address: clause_facts(clause, policy) for clause in policy.clauses}
    (reference,) = stated["第三条",].references
    assert reference.names == ((("第二条",), 2),)
    (reference,) = stated["第四条",].references
    assert reference.names == ((("第三条",), None),)


def test_parts_tables_amounts_and_organs() -> None:
    (policy,) = parse(SourceText("a.txt", TEXT))
    stated = {clause.address: found for clause, found in facts_of(policy)}
    third = stated["第三条",]
    assert [part.label for part in third.parts] == ["一是", "二是"]
    assert [row[1].row_head for row in third.tables[0].rows] == ["一档", "二档"]
    assert {("200000",), ("100000",), ("500000",), ("300000",)} <= {amount.values for amount in third.amounts}
    assert [organ.full for organ in stated["第四条",].organs] == ["澜城市科学技术局", "澜城市财政局"]


def test_reckoned_days_of_validity_are_dates_of_their_clause() -> None:
    (policy,) = parse(SourceText("a.txt", TEXT))
    assert (policy.effective, policy.expires) == ("2025-03-01", "2028-02-29")
    assert [(fact.kind, fact.date) for fact in policy.clauses[-1].dates] == [
        ("effective", "2025-03-01"),
        ("expires", "2028-02-29"),
    ]
