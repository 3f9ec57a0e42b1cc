"""References within a text and to others, and the clauses they lead to."""

from __future__ import annotations

import pytest

from index.stated.references import references
from index.stated.targets import resolve


@pytest.mark.parametrize(
    ("text", "target", "paragraph", "document"),
    [
        ("依照第三条第二款办理。", ("第三条",), 2, None),
        ("依照本办法第八条第(三)项办理。", ("第八条", "(三)"), None, None),
        ("依照《企业登记办法》第十条办理。", ("第十条",), None, "企业登记办法"),
        ("依照《企业登记办法》(某政发〔2020〕3号)第十条办理。", ("第十条",), None, "企业登记办法"),
        ("违反刑法第二百条的规定。", ("第二百条",), None, "刑法"),
        ("详见附件1。", ("附件1",), None, None),
        ("依照第二章的程序办理。", ("第二章",), None, None),
        ("依照第十三条之一第一款办理。", ("第十三条之一",), 1, None),
        ("依照某部2001年令第三条办理。", ("第三条",), None, "依照某部2001年令"),
    ],
)
def test_target_paragraph_and_document(
    text: str, target: tuple[str, ...], paragraph: int | None, document: str | None
) -> None:
    (one,) = references(text)
    assert text[one.start : one.end] == one.words
    assert (one.target, one.paragraph) == (target, paragraph)
    assert one.document == document or (one.document or "").endswith("令")


@pytest.mark.parametrize(
    ("text", "relative", "count", "target", "paragraph"),
    [
        ("前款所称企业。", "前款", 1, (), None),
        ("前两款规定。", "前两款", 2, (), None),
        ("本条第二款规定。", "本条", 1, (), 2),
        ("前款第一项规定。", "前款", 1, ("(一)",), None),
        ("前条规定。", "前条", 1, (), None),
        ("本章规定。", "本章", 1, (), None),
    ],
)
def test_relative_references(
    text: str, relative: str, count: int, target: tuple[str, ...], paragraph: int | None
) -> None:
    (one,) = references(text)
    assert (one.relative, one.count, one.target, one.paragraph) == (relative, count, target, paragraph)


def test_a_list_inherits_what_it_leaves_out() -> None:
    found = references("违反本法第九条第一款第二项、第三项和第十条的。")
    assert [(one.target, one.paragraph) for one in found] == [
        (("第九条", "(二)"), 1),
        (("第九条", "(三)"), 1),
        (("第十条",), None),
    ]
    found = references("依照《甲条例》第五条、第六条和本办法第七条。")
    assert [(one.target[0], one.document) for one in found] == [
        ("第五条", "甲条例"),
        ("第六条", "甲条例"),
        ("第七条", None),
    ]


def test_ranges() -> None:
    (articles,) = references("依照第五条至第八条办理。")
    assert (articles.target, articles.until) == (("第五条",), ("第八条",))
    (paragraphs,) = references("依照第五条第一款至第三款办理。")
    assert (paragraphs.target, paragraphs.paragraph, paragraphs.until_paragraph) == (("第五条",), 1, 3)


def test_that_law_is_the_one_named_before() -> None:
    first, second = references("依照公司法第十条和该法第十二条办理。")
    assert (first.document, second.document) == ("公司法", "公司法")


@pytest.mark.parametrize(
    "text",
    [
        "第三条 企业应当登记。",
        "第二章 附则",
        "附件1 申请表",
        "本条例自发布之日起施行。",
        "前期款项",
        "根据《甲条例》的规定。",
        "本项目第三方。",
    ],
)
def test_numbers_of_the_clause_itself_are_no_references(text: str) -> None:
    assert not references(text)


PLACES = {
    ("第一章", "第一条"): 1,
    ("第一章", "第二条"): 3,
    ("第一章", "第二条", "(一)"): 1,
    ("第一章", "第二条", "(二)"): 1,
    ("第二章", "第三条"): 2,
    ("第二章", "第四条"): 1,
}
SECOND, THIRD, FOURTH = ("第一章", "第二条"), ("第二章", "第三条"), ("第二章", "第四条")


@pytest.mark.parametrize(
    ("text", "own", "paragraph", "found"),
    [
        ("依照前款办理。", THIRD, None, [(THIRD, 1)]),
        ("依照前款办理。", SECOND, 2, [(SECOND, 1)]),
        ("依照前款办理。", SECOND, None, [(SECOND, None)]),
        ("依照前款办理。", THIRD, 1, []),
        ("依照前两款办理。", SECOND, 3, [(SECOND, 1), (SECOND, 2)]),
        ("依照第二条第(二)项办理。", FOURTH, None, [((*SECOND, "(二)"), None)]),
        ("依照第二条至第四条办理。", FOURTH, None, [(SECOND, None), (THIRD, None), (FOURTH, None)]),
        ("依照前条办理。", THIRD, None, [(SECOND, None)]),
        ("依照本章办理。", THIRD, None, [(("第二章",), None)]),
        ("依照第九条办理。", THIRD, None, []),
        ("依照第二条第五款办理。", THIRD, None, []),
        ("依照第二条第二款至第三款办理。", THIRD, None, [(SECOND, 2), (SECOND, 3)]),
        ("依照前款第二项办理。", SECOND, 2, [((*SECOND, "(二)"), None)]),
        ("依照《甲条例》第二条办理。", THIRD, None, []),
        ("依照第一项办理。", (*SECOND, "(二)"), None, [((*SECOND, "(一)"), None)]),
    ],
)
def test_the_clauses_a_reference_leads_to(
    text: str, own: tuple[str, ...], paragraph: int | None, found: list[tuple[tuple[str, ...], int | None]]
) -> None:
    (one,) = references(text)
    assert list(resolve(one, own, PLACES, paragraph)) == found


def test_the_third_article_of_a_notice_is_its_third_heading() -> None:
    places = {("三、", "(一)"): 1, ("三、", "(二)"): 1, ("四、",): 1}
    (one,) = references("依照本通知第三条第(二)项办理。")
    assert resolve(one, ("四、",), places) == ((("三、", "(二)"), None),)
