"""Citations against texts of a few lines: quotes at their offsets, and what sentences state in their clauses."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.figures.citations import check, read_sources, verbatim
from eval.figures.question import measure
from eval.predictions import CitedClause, Prediction
from eval.questions import EvaluationError, Question

SOURCE = "第一条 本办法自2026年1月1日起施行，有效期至2026年12月31日。\n第二条 由市科技局牵头，奖励20万元。\n"
QUOTE = "由市科技局牵头，奖励20万元。"
START = SOURCE.index(QUOTE)
QUESTION = Question(id="q", question="我们有12个人，能拿多少？", as_of=date(2026, 11, 22))


def _clause(marker: int = 1, **changes: Any) -> CitedClause:
    fields = {
        "marker": marker,
        "text": f"第二条 {QUOTE}",
        "quote": QUOTE,
        "source_file": "办法.txt",
        "start": START,
        "end": START + len(QUOTE),
    }
    return CitedClause.model_validate(fields | changes)


FIRST = _clause(2, text=SOURCE.split("\n")[0], quote="本办法自2026年1月1日起施行", start=4, end=19)


def _figures(answer: str, *cited: CitedClause, sources: dict[str, str] | None = None) -> dict[str, float]:
    return measure(QUESTION, Prediction(id="q", status="answered", answer=answer, citations=cited), sources).figures


def test_a_quote_stands_at_its_offsets_in_the_source() -> None:
    assert verbatim(_clause(), {"办法.txt": SOURCE})
    assert verbatim(_clause(source_file="政策/办法.txt"), {"办法.txt": SOURCE})
    assert _figures("[1]", _clause(), sources={"办法.txt": SOURCE})["quotes_verbatim"] == 1.0


@pytest.mark.parametrize(
    "change", [{"start": START + 1}, {"quote": "由市科技局牵头，奖励30万元。"}, {"quote": ""}, {"end": None}]
)
def test_a_quote_that_is_off_by_anything_is_not_verbatim(change: dict[str, Any]) -> None:
    assert not verbatim(_clause(**change), {"办法.txt": SOURCE})
    assert _figures("[1]", _clause(**change), sources={"办法.txt": SOURCE})["quotes_verbatim"] == 0.0


def test_without_the_source_the_clause_serves_blanks_aside() -> None:
    assert verbatim(_clause(quote="由市科技局\n牵头， 奖励20万元。"))
    assert not verbatim(_clause(quote="由市财政局牵头"))
    assert not check(QUESTION, Prediction(id="q", status="answered", citations=(_clause(),))).against_source


def test_what_a_line_quotes_stands_in_a_cited_clause_part_by_part() -> None:
    good = "依据：《办法》第二条：“由市科技局牵头……奖励20万元。”[1]"
    bad = "依据：《办法》第二条：“由市科技局牵头……奖励30万元。”[1]"
    assert _figures(good, _clause())["lines_verbatim"] == 1.0
    assert _figures(f"{good}\n{bad}", _clause())["lines_verbatim"] == 0.5
    assert _figures(bad, _clause())["lines_verbatim"] == 0.0


def test_a_misprinted_character_read_as_meant_is_the_same_words_and_a_shorter_line_is_not() -> None:
    long = "支持企业建设公共技术平台并向中小企业开放共享仪器设备"
    line = f"依据：《办法》：“{long.replace('台', '臺')}”[1]"
    assert _figures(line.replace("臺", "抬"), _clause(text=long))["lines_verbatim"] == 1.0
    assert _figures("依据：《办法》：“支持企业建设”[1]", _clause(text="支持企业建没"))["lines_verbatim"] == 0.0


def test_numbers_and_departments_stand_in_the_clause_their_marker_cites() -> None:
    figures = _figures("结论：由市科技局牵头，奖励二十万元。[1]\n期限：有效期至2026年12月31日。[2]", _clause(), FIRST)
    assert (figures["numbers_cited"], figures["departments_cited"], figures["sentences_supported"]) == (1.0, 1.0, 1.0)


def test_the_right_number_under_the_wrong_marker_does_not_count() -> None:
    figures = _figures("结论：由市科技局牵头，奖励20万元。[2]", _clause(), FIRST)
    assert (figures["numbers_cited"], figures["departments_cited"], figures["sentences_supported"]) == (0.0, 0.0, 0.0)


def test_a_wrong_number_of_two_is_a_half_and_is_named() -> None:
    given = Prediction(
        id="q", status="answered", answer="奖励20万元。[1]部门：牵头：市民政局，奖励21万元。[1]", citations=(_clause(),)
    )
    made = measure(QUESTION, given)
    assert (made.figures["numbers_cited"], made.figures["sentences_supported"]) == (0.5, 0.5)
    assert made.unsupported == ("21万元", "市民政局")


def test_what_the_asker_said_the_day_and_the_days_left_are_known() -> None:
    answer = "期限：您有12个人，到2026年11月22日还剩39天。[2]"
    assert _figures(answer, FIRST)["numbers_cited"] == 1.0
    assert _figures(answer.replace("39", "40"), FIRST)["numbers_cited"] < 1.0


def test_names_of_policies_and_addresses_state_no_number() -> None:
    answer = "见《2019年度计划》(政办发〔2019〕77号)三、(一)2.，奖励20万元。[1]"
    assert _figures(answer, _clause())["numbers_cited"] == 1.0


def test_sentences_without_markers_have_nothing_to_check() -> None:
    figures = _figures("奖励30万元。", _clause())
    assert "numbers_cited" not in figures
    assert "sentences_supported" not in figures


def test_sources_are_read_by_name_zips_included_and_what_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "a.txt").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("c.txt", SOURCE)
    assert read_sources(tmp_path) == {"inner/a.txt": SOURCE, "b.zip/c.txt": SOURCE}
    with pytest.raises(EvaluationError, match="no such file"):
        read_sources(tmp_path / "nowhere")
