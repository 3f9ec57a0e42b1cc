"""Any policy made from the grammar parses back to its own tree; no text whatever breaks the parser."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.parse import parse
from index.policy import PREFACE, Clause, Policy
from index.sources import SourceText
from index.variants import fold
from tests.index import policy_words as words
from tests.index.policy_grammar import outlines, plans, regulations, texts
from tests.index.policy_pages import framed, issued, with_attachments
from tests.index.policy_print import Expected, Layout, Page, Printed, Unit

GENERATED = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def parsed(text: str) -> list[Policy]:
    return parse(SourceText("page.txt", text))


def bare(text: str | None) -> str:
    """``text`` without blanks, full-width characters narrowed."""
    return "".join(fold(text or "").split())


def address_of(clause: Clause, expected: Expected | None) -> tuple[str, ...]:
    """The clause's address; a lead-in may stand at the unit's own address as well as under its 前言."""
    address = tuple(bare(label) for label in clause.address)
    return (*address, PREFACE) if expected and expected.lead and address == expected.address[:-1] else address


def places_of(clause: Clause, source: str) -> list[int]:
    """Where the clause's characters stand in the source, blanks left out."""
    places = [segment.raw + n for segment in clause.segments for n in range(segment.length)]
    return [place for place in places if not source[place].isspace()]


def assert_tree(printed: Printed) -> Policy:
    """The page is one policy with exactly the printed clauses, headings and sections."""
    policies = parsed(printed.text)
    assert [bare(policy.title) for policy in policies] == [bare(printed.title)]
    (policy,) = policies
    wanted: Sequence[Expected | None] = printed.clauses
    wanted = [*wanted, *[None] * (len(policy.clauses) - len(wanted))]
    mine = [address_of(clause, want) for clause, want in zip(policy.clauses, wanted, strict=False)]
    assert mine == [clause.address for clause in printed.clauses]
    for clause, want in zip(policy.clauses, printed.clauses, strict=True):
        assert bare(clause.heading) == bare(want.heading), clause.text
        places = [place for place in places_of(clause, printed.text) if place not in want.may]
        assert bare("".join(printed.text[place] for place in places)) == bare(want.text)
        assert places == want.places
    sections = [(tuple(map(bare, section.address)), bare(section.heading)) for section in policy.sections]
    assert sections == [(address, bare(heading)) for address, heading in printed.sections]
    assert {name: getattr(policy, name) for name in printed.facts} == printed.facts
    return policy


def assert_offsets(policies: Sequence[Policy], source: str) -> None:
    """Clauses stand in the order of the page without overlapping, and every character leads back to its own."""
    last = 0
    for clause in (clause for policy in policies for clause in policy.clauses):
        assert last <= clause.start < clause.end <= len(source)
        last = clause.end
        for segment in clause.segments:
            assert clause.start <= segment.raw
            assert segment.raw + segment.length <= clause.end
            piece = clause.text[segment.clean : segment.clean + segment.length]
            assert source[segment.raw : segment.raw + segment.length] == piece
        for place in range(0, len(clause.text), 7):
            if clause.text[place] != "\n":
                start, end = clause.raw_span(place, place + 1)
                assert source[start:end] == clause.text[place]


@GENERATED
@given(texts(outlines()))
def test_an_outline_parses_to_its_tree(printed: Printed) -> None:
    assert_tree(printed)


@GENERATED
@given(texts(regulations(), closings=False))
def test_a_regulation_parses_to_its_tree(printed: Printed) -> None:
    assert_tree(printed)


@GENERATED
@given(texts(plans(), closings=False))
def test_a_plan_in_chapters_parses_to_its_tree(printed: Printed) -> None:
    assert_tree(printed)


def one_page(*units: Unit) -> Printed:
    """A plain page that holds ``units``."""
    page, title = Page(), "临澜市创业孵化管理规定"
    page.plain(title)
    for unit in units:
        page.unit(unit)
    return page.printed(title, Layout(0, "\n", narrow=False))


@pytest.mark.parametrize("start", words.STARTS)
def test_a_paragraph_that_begins_like_a_number_stays_in_its_clause(start: str) -> None:
    first, text = "企业应当按时报送年度台账。", f"{start}企业应当按时报送年度台账。"
    assert_tree(one_page(Unit("outline", "一、", "一、", "组织领导", "line", (text, text))))
    assert_tree(one_page(Unit("outline", "一、", "一、", "组织领导", "stop", (first, text))))
    assert_tree(one_page(Unit("article", "第一条", "第一条 ", None, "line", (first, text))))


@pytest.mark.parametrize("beginning", words.BEGINNINGS)
@pytest.mark.parametrize("marks", [("一、", "二、"), ("(一)", "(二)"), ("1.", "2."), ("(1)", "(2)"), ("①", "②")])
def test_a_number_is_read_whatever_the_text_behind_it_begins_with(marks: tuple[str, str], beginning: str) -> None:
    text = f"{beginning}企业应当按时报送年度台账，最高补助200万元。"
    lead = Unit("outline", "一、", "一、", "组织领导", "line", ())
    units = tuple(Unit("outline", mark, mark, None, "line", (text,)) for mark in marks)
    assert_tree(one_page(*units) if marks[0] == "一、" else one_page(replace(lead, rest=units)))


@pytest.mark.parametrize("beginning", [beginning for beginning in words.BEGINNINGS if not beginning.startswith("第")])
def test_an_article_is_read_without_a_blank_behind_its_number(beginning: str) -> None:
    text = f"{beginning}企业应当按时报送年度台账。"
    assert_tree(one_page(*(Unit("article", mark, mark, None, "line", (text,)) for mark in ("第一条", "第二条"))))


@GENERATED
@given(framed())
def test_a_page_around_a_policy_adds_nothing_to_its_tree(printed: Printed) -> None:
    assert_tree(printed)


@GENERATED
@given(with_attachments())
def test_attachments_are_parts_of_the_policy(printed: Printed) -> None:
    assert_tree(printed)


@GENERATED
@given(issued())
def test_a_notice_and_what_it_issues_parse_to_one_tree(printed: Printed) -> None:
    assert_tree(printed)


@GENERATED
@given(st.one_of(texts(st.one_of(outlines(), regulations(), plans())), framed(), with_attachments(), issued()))
def test_offsets_of_generated_policies_reproduce_the_source(printed: Printed) -> None:
    policies = parsed(printed.text)
    assert_offsets(policies, printed.text)
    assert parsed(printed.text) == policies


STRUCTURE = (
    "第一二三十百章节条款项编(（)）、.．0129①②附件|\t\n\r:：。；《》【】〔〕 \u3000\u00a0"
    "为本通知办法年月日政府责任单位牵头"
)


@settings(max_examples=300, deadline=2000, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.text(max_size=400), st.text(alphabet=STRUCTURE, max_size=400)), st.sampled_from(("x.txt", "x.md")))
def test_no_text_breaks_the_parser_and_offsets_hold(text: str, name: str) -> None:
    policies = parse(SourceText(name, text))
    assert_offsets(policies, text)
    assert parse(SourceText(name, text)) == policies


LINES = st.sampled_from(
    (
        "第一条 企业应当依法登记：",
        "第三条第二款所称企业，",
        "第二章",
        "第一节 总则",
        "（一）",
        "(二)加强领导。",
        "1.",
        "2025年3月1日",
        "①",
        "附件1",
        "附件：",
        "关于支持创业的通知",
        "《办法》",
        "各有关单位：",
        "某市人民政府",
        "（市科技局牵头）",
        "本办法自2025年3月1日起施行。",
        "索引号：1 发布日期：",
        "市级 | 区级 | 合计",
        "}",
        "",
        "\u3000",
    )
)


@settings(max_examples=300, deadline=2000, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINES, max_size=30), st.sampled_from(("\n", "\r\n", "\r", "\n\n", "\u2028")))
def test_no_order_of_lines_breaks_the_parser(lines: list[str], newline: str) -> None:
    text = newline.join(lines)
    assert_offsets(parsed(text), text)


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "１",
        "(",
        "（",
        "【",
        "《",
        "第",
        "第一",
        "一",
        "附",
        "附件",
        "|",
        "①",
        " ",
        "\u3000",
        "。",
        "：",
        "1.",
        "章",
        "年",
        "\t|",
    ],
)
@pytest.mark.parametrize("ending", ["", "条", "\n第一条 企业应当依法登记。"])
def test_a_hostile_line_ends_soon(unit: str, ending: str) -> None:
    text = unit * (200_000 // len(unit)) + ending
    parsed("第一条 企业。")  # tables are made by the first call
    began = time.process_time()
    policies = parsed(text)
    assert time.process_time() - began < 1
    assert_offsets(policies, text)
