"""Parsing against the gold clause structure, and against small texts made for one rule each."""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.parse import parse
from index.policy import Clause, Policy
from index.sources import SourceText
from index.variants import fold
from tests.shared import SHARED, needs_shared

SOURCES = (
    "baoshan-plan-2018",
    "ningxia-opinions-2020",
    "ningxia-plan-2023",
    "shanghai-opinions-2018",
    "yinchuan-reply-2024",
)


def parsed(text: str, name: str = "x.txt") -> Policy:
    return parse(SourceText(name, text))[0]


def real(stem: str) -> tuple[Policy, str]:
    text = (SHARED / "policies" / f"{stem}.txt").read_text(encoding="utf-8")
    policies = parse(SourceText(f"{stem}.txt", text))
    return next(policy for policy in policies if policy.policy_id == stem), text


@needs_shared
@pytest.mark.parametrize("stem", SOURCES)
def test_addresses_and_departments_agree_with_gold(stem: str) -> None:
    policy, _ = real(stem)
    gold = json.loads((SHARED / "gold" / "clauses" / f"{stem}.json").read_text(encoding="utf-8"))["clauses"]
    mine = [list(clause.address) for clause in policy.clauses]
    # one paragraph of one page stands under a heading whose items the page has lost
    assert sum(a != b for a, b in zip(mine, [c["address"] for c in gold], strict=True)) <= 1
    for clause, want in zip(policy.clauses, gold, strict=True):
        assert clause.text[clause.body :].lstrip().startswith(want["starts"]), want["address"]
        if clause.address == tuple(want["address"]):
            assert clause.heading == want["heading"], want["address"]
        assert list(clause.departments.lead) == want["departments"]["lead"], want["address"]
        assert list(clause.departments.supporting) == want["departments"]["with"], want["address"]
        assert list(clause.departments.responsible) == want["departments"]["responsible"], want["address"]


@needs_shared
@pytest.mark.parametrize("stem", SOURCES)
def test_metadata_agrees_with_gold(stem: str) -> None:
    policy, _ = real(stem)
    gold = json.loads((SHARED / "gold" / "clauses" / f"{stem}.json").read_text(encoding="utf-8"))
    for key in (
        "issuer",
        "publisher",
        "document_number",
        "index_number",
        "published",
        "effective",
        "expires",
        "region",
    ):
        assert getattr(policy, key) == gold[key], key
    assert policy.title_printed == (gold["title"] is not None)
    if policy.title_printed:
        assert policy.title == gold["title"]
    for clause, want in zip(policy.clauses, gold["clauses"], strict=True):
        dates = [{"date": fact.date, "text": fact.text, "kind": fact.kind} for fact in clause.dates]
        assert dates == want["dates"], want["address"]


@needs_shared
@pytest.mark.parametrize("stem", SOURCES)
def test_every_character_leads_back_to_the_source(stem: str) -> None:
    policy, text = real(stem)
    for clause in policy.clauses:
        for place, character in enumerate(clause.text):
            if character != "\n":
                start, end = clause.raw_span(place, place + 1)
                assert text[start:end] == character


@needs_shared
def test_unrelated_documents_of_a_page_are_told_apart() -> None:
    text = (SHARED / "policies" / "shanghai-opinions-2018.txt").read_text(encoding="utf-8")
    policies = parse(SourceText("shanghai-opinions-2018.txt", text))
    assert [policy.form for policy in policies] == ["other", "other", "other", "policy"]
    assert policies[2].clauses[0].text.startswith("7月24日")


# A blank inside the number, which a count of lines that begin with 第…条 misses; a line of history it takes for one.
ARTICLES_BESIDE_THE_COUNT = {
    "刑事诉讼法(2018-10-26).md": 1,
    "最高人民法院关于适用《刑事诉讼法》的解释(2021-01-26).md": 4,
    "文物保护法(2017-11-04).md": -1,
}


@needs_shared
@pytest.mark.timeout(300)
def test_every_article_of_every_statute_is_found_with_its_number() -> None:
    differing: dict[str, int] = {}
    with tarfile.open(SHARED / "benchmarks" / "statutes" / "laws.tar.xz") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is None:
                continue
            name, text = Path(member.name).name, file.read().decode("utf-8")
            lines = re.findall(r"(?m)^第[零〇一二三四五六七八九十百千]+条", text)
            found = [clause for policy in parse(SourceText(name, text)) for clause in policy.clauses]
            articles = [clause for clause in found if re.search("第.*条", clause.address[-1])]
            labels = [match[0] for clause in articles if (match := re.match(r"第[^条]{1,9}条", clause.text))]
            if name in ARTICLES_BESIDE_THE_COUNT:
                differing[name] = len(labels) - len(lines)
            else:
                assert labels == lines, name
                assert all(re.sub(r"\s", "", label) in clause.address[-1] for clause, label in named(found)), name
    assert differing == ARTICLES_BESIDE_THE_COUNT


def named(clauses: list[Clause]) -> Iterator[tuple[Clause, str]]:
    """The clauses that begin with an article's number, with it."""
    for clause in clauses:
        match = re.match(r"第[^条]{1,9}条(?:之[一二三四五六七八九十]+)?", clause.text)
        if match:
            yield clause, match[0]


MEASURES = """某市促进实体经济若干办法
第一章 总则
第一条 为促进发展,制定本办法。
第二条 企业应当具备下列条件:
(一)依法登记;
(二)按时纳税。
前款所称企业,不含金融企业。
第二章 附则
第三条 违反第二条第一款的,按照
第八条办理。
第四条 本办法自2025年3月1日起施行,有效期3年。
"""


def test_articles_items_and_paragraphs_of_a_regulation() -> None:
    policy = parsed(MEASURES)
    assert [clause.address for clause in policy.clauses] == [
        ("第一章", "第一条"),
        ("第一章", "第二条"),
        ("第一章", "第二条", "(一)"),
        ("第一章", "第二条", "(二)"),
        ("第一章", "第二条"),
        ("第二章", "第三条"),
        ("第二章", "第四条"),
    ]
    assert policy.clauses[4].text.startswith("前款")
    assert (policy.effective, policy.expires) == ("2025-03-01", "2028-02-29")


CLOSED = """某市支持夜间消费若干措施
一、支持首店。给予一次性奖励20万元。
二、加强保障。有关部门应当加强巡查。
附则
1.奖励每年9月1日至9月30日申报。
2.本措施自2026年5月1日起施行，有效期至2027年12月31日。
3.本措施由市商务局负责解释。
材料清单如下。
1.申请表；
2.营业执照；
3.入驻协议；
4.纳税证明；
5.专项审计报告；
6.认定意见书；
7.其他材料。
"""


def test_a_closing_part_without_a_number_is_a_part_of_its_own_and_its_days_are_those_of_the_policy() -> None:
    policy = parsed(CLOSED)
    assert [clause.address for clause in policy.clauses[:5]] == [
        ("一、",),
        ("二、",),
        ("附则", "1."),
        ("附则", "2."),
        ("附则", "3."),
    ]
    assert "奖励" not in policy.clauses[1].text
    assert (policy.effective, policy.expires) == ("2026-05-01", "2027-12-31")


def test_the_source_of_words_that_end_with_a_line() -> None:
    clause = parsed(CLOSED).clauses[4]
    assert clause.text.count("\n") == 1
    end = clause.text.index("\n") + 1
    assert clause.raw_span(0, end) == clause.raw_span(0, end - 1)


def test_a_broken_reference_is_not_a_heading() -> None:
    policy = parsed(MEASURES)
    third = next(clause for clause in policy.clauses if clause.address[-1] == "第三条")
    assert third.text.endswith("第八条办理。")


def test_path_holds_the_headings_above() -> None:
    policy = parsed(
        "关于支持创业的意见\n为支持创业,制定本意见。\n一、目标\n二、任务\n(一)扩大范围。支持青年创业。\n(二)提高标准。每户奖励2万元。\n"
    )
    clause = policy.clauses[-1]
    assert clause.address == ("二、", "(二)")
    assert clause.path == ("任务",)
    assert clause.heading == "提高标准"


def test_a_notice_and_what_it_issues_are_one_policy() -> None:
    policy = parsed(
        "某市人民政府关于印发某市冷链发展方案的通知\n各县人民政府:\n《某市冷链发展方案》已经市政府同意,现印发给你们。\n"
        "某市人民政府\n2025年2月3日\n某市冷链发展方案\n为发展冷链,制定本方案。\n一、目标\n建成5个基地。\n二、措施\n给予补助。\n"
    )
    assert policy.title == "某市冷链发展方案"
    assert policy.issuer == "某市人民政府"
    assert policy.signed == "2025-02-03"
    assert policy.addressee == "各县人民政府:"


def test_a_text_without_numbers_is_one_clause_a_paragraph() -> None:
    policy = parsed("一段没有编号的文字,讲补贴怎么领。\n另一段文字,讲到哪里领。\n")
    assert not policy.numbered
    assert [clause.address for clause in policy.clauses] == [("前言",), ("前言",)]


def test_a_missing_title_is_put_together_and_said_so() -> None:
    policy = parsed(
        "为推动智能制造发展,制定本实施方案。\n一、目标\n到2027年建成。\n二、任务\n建设平台。\n三、保障\n加强领导。\n"
    )
    assert not policy.title_printed
    assert policy.title == "推动智能制造发展实施方案"


@pytest.mark.parametrize("text", ["", "。。。\n}\n", "附件:\n", "第一条", "一、\n(一)\n1.\n", "\ufeff\n\u3000\n"])
def test_scraps_never_crash(text: str) -> None:
    for policy in parse(SourceText("x.txt", text)):
        for clause in policy.clauses:
            assert fold(clause.text)


def test_a_heading_keeps_the_line_below_it_even_when_it_speaks_of_the_document() -> None:
    policy = parsed(
        "关于支持创业的意见\n为支持创业,制定本意见。\n一、目标\n扩大就业。\n二、措施\n给予补助。\n三、有效期\n"
        "本意见自2025年1月1日起施行,有效期2年。\n"
    )
    assert [clause.address for clause in policy.clauses][-1] == ("三、",)
    assert policy.clauses[-1].heading == "有效期"
    assert policy.expires == "2026-12-31"


def test_the_organs_line_below_a_title_is_no_title_and_a_span_of_years_ends_one() -> None:
    text = (
        "# 禾原县2026年粮库改造补助申报指南\n\n**禾原县粮食局 禾原县财政局 公告**\n\n2026年第7号 | 2026.09.28\n\n"
        "为改造粮库,现将有关事项公告如下。\n\n## 一、补助对象\n\n县内粮库。\n\n"
        "本指南自发布之日起施行,至2027年6月30日止。\n"
    )
    policy = parsed(text, "x.md")
    assert policy.title == "禾原县2026年粮库改造补助申报指南"
    assert (policy.issuer, policy.document_number) == ("禾原县粮食局、禾原县财政局", "2026年第7号")
    assert (policy.signed, policy.effective, policy.expires) == ("2026-09-28", "2026-09-28", "2027-06-30")
    plan = parsed("禾原县粮库改造行动计划\n(2023—2025年)\n\n禾政办发〔2023〕3号\n\n一、总体要求\n改造粮库。\n")
    assert (plan.title, plan.document_number) == ("禾原县粮库改造行动计划(2023—2025年)", "禾政办发〔2023〕3号")
