"""What is granted, said as conclusion and condition; and the policy known to be in force before one that is not."""

from __future__ import annotations

from datetime import date

from assistant.evidence import Evidence, Sentence, sentences
from assistant.named import is_named
from assistant.question import understand
from assistant.statements import offers
from assistant.statements.matter import Matter
from assistant.suited import known_first
from index.parse import parse
from index.policy import Hit
from index.sources import SourceText
from tests.assistant.pieces import TAX, evidence, policy

AS_OF = date(2026, 11, 22)


def _said(question: str) -> list[tuple[str, str]]:
    asked = understand(question, [], region=None, as_of=AS_OF)
    told = offers.said(Matter(asked, evidence(TAX), _Index()))  # type: ignore[arg-type]
    return [(one.part, one.text) for one in told.statements]


class _Index:
    def sentence_scores(self, _query: str, texts: list[str]) -> list[float]:
        return [1.0 / (place + 1) for place, _ in enumerate(texts)]


def test_the_grant_is_the_conclusion_and_who_it_is_for_the_condition() -> None:
    (part, grant), (other, condition) = _said("我们公司税收上有什么优惠,找谁办,还有效吗?")
    assert (part, other) == ("结论", "条件")
    assert grant == "减按15%税率征收企业所得税,第1年至第3年免征地方分享部分。"
    assert condition == "来省设立的科技企业。"


def test_nothing_is_said_of_another_kind_or_another_question() -> None:
    assert not _said("税收政策是哪个部门牵头?")
    assert not _said("公司税收优惠给多少?")


def test_one_in_force_takes_the_place_of_one_that_says_the_same() -> None:
    text = policy().clauses[1].readable
    page = f"某市人民政府关于扶持产业的意见\n各区人民政府:\n为扶持产业,提出以下意见。\n一、支持\n{text}\n"
    unknown = parse(SourceText("other.txt", page))[0]
    known = policy()
    other = next(clause for clause in unknown.clauses if "15%" in clause.text)
    same = next(clause for clause in known.clauses if "15%" in clause.text)
    hits, items = [], []
    for rank, (clause, header, score) in enumerate(((other, unknown.header(), 0.4), (same, known.header(), 0.3)), 1):
        hits.append(Hit(rank=rank, score=score, clause=clause, policy=header, validity=header.validity(AS_OF)))
        told = tuple(Sentence(a, b, clause.readable[a:b], 0.5) for a, b in sentences(clause))
        items.append(Evidence(rank, clause, header, score, told))
    words = [item.nearest.text for item in items]
    assert known_first("税收上有什么优惠?", items, hits, words) == [0.3, 0.4]
    assert known_first("《某市人民政府关于扶持产业的意见》有什么优惠?", items, hits, words) == [0.4, 0.3]


def test_a_policy_is_named_by_title_number_or_form_and_year() -> None:
    header = policy().header().model_copy(update={"document_number": "某政发〔2024〕3号", "signed": "2024-01-01"})
    assert is_named(header, "《关于促进产业发展的意见》里怎么写?")
    assert is_named(header, "某政发[2024]3号有什么要求?")
    assert is_named(header, "2024年的意见里写了什么?")
    assert not is_named(header, "2020年的意见里写了什么?")
    assert not is_named(header, "有什么办法吗?")
