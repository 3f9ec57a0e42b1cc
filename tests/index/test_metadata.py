"""What the lines above a text say of it: sites and offices print them in their own ways."""

import pytest

from index.metadata import note_issue, read_fields


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("禾政办规〔2026〕4号", "禾政办规〔2026〕4号"),
        ("禾交提复〔2026〕12号          类别:B", "禾交提复〔2026〕12号"),
        ("禾发改函〔2025〕8号     签发人:方一苇", "禾发改函〔2025〕8号"),
        ("按禾政办规〔2026〕4号文件办理  联系人:方一苇", None),
    ],
)
def test_the_number_stands_alone_or_with_one_word_at_the_other_end_of_the_line(line: str, number: str | None) -> None:
    assert note_issue(line).get("document_number") == number


def test_a_sites_bare_time_is_the_day_of_publication() -> None:
    line = "时间:2026-01-23 来源:住房保障科 字号:[大 中 小]"
    assert dict(read_fields(line, line) or [])["published"] == "2026-01-23"


@pytest.mark.parametrize("line", ["时间:每周三上午9点至11点", "日期:以邮戳为准"])
def test_a_time_that_is_no_day_says_nothing_of_the_document(line: str) -> None:
    assert read_fields(line, line) is None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("2026年第7号 | 2026.09.28", {"document_number": "2026年第7号", "signed": "2026.09.28"}),
        ("禾粮规〔2026〕2号  2026-09-28", {"document_number": "禾粮规〔2026〕2号", "signed": "2026-09-28"}),
        ("2026/9/28 10:20", {"published": "2026/9/28 10:20"}),
        ("2026年9月28日", {}),
        ("2026.09.28 | 粮库开门", {}),
    ],
)
def test_a_day_in_digits_stands_alone_or_beside_the_number(line: str, told: dict[str, str]) -> None:
    assert note_issue(line) == told
