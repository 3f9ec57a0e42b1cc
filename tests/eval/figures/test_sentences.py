"""An answer taken apart: what is said, what is quoted, which markers a sentence carries."""

from __future__ import annotations

from eval.figures.sentences import quoted, said, sentences, without_markers

ANSWER = """结论：补助20万元。每年一次。[1]
期限：有效期至2026年。[2][3]
依据：《关于“互联网+”的意见》三、(一)：“补助“专精特新”企业20万元。每年一次。”[1]"""


def test_lines_that_only_quote_are_no_statements() -> None:
    assert "依据" not in said(ANSWER)
    assert said("依據：《办法》：“甲”[1]\nSource: 《办法》: “乙”[1]") == ""


def test_what_a_line_quotes_stands_between_its_outermost_marks() -> None:
    assert quoted(ANSWER.splitlines()[2]) == "补助“专精特新”企业20万元。每年一次。"
    assert quoted("Source: 《关于“互联网+”的意见》: “甲乙” (= RMB 2)") == "甲乙"
    assert quoted("结论：他说“甲”。") is None
    assert quoted("依据：没有引号") is None


def test_a_sentence_takes_the_markers_behind_it() -> None:
    found = sentences(said(ANSWER))
    assert [(one.text, one.markers) for one in found] == [
        ("结论：补助20万元", (1,)),
        ("每年一次", (1,)),
        ("期限：有效期至2026年", (2, 3)),
    ]
    assert sentences("没有标记。") == sentences("没有标记。")
    assert sentences("没有标记。")[0].markers == ()


def test_quotation_marks_and_titles_are_not_cut() -> None:
    assert len(sentences("写明“甲。乙。”，见《丙；丁》。[1]")) == 1


def test_markers_are_taken_out() -> None:
    assert without_markers("甲[1][12]乙[2026号]") == "甲乙[2026号]"
