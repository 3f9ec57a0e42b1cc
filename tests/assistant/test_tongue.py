"""Answers in the asker's tongue: which it is, what code says put into it, quotes left as printed."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant import english, tongue
from assistant.outcome import STATUS_TEXT, AnswerStatus
from assistant.statements.departments import departments
from assistant.statements.validity import validity
from assistant.tongue import Tongue, tongue_of
from tests.assistant.pieces import TAX, evidence, policy

TODAY = date(2026, 11, 22)
HAN = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("小微企业能领多少补贴?", Tongue.SIMPLIFIED),
        ("CAR-T和GMP认证有没有补贴", Tongue.SIMPLIFIED),
        ("lead department 是谁?", Tongue.SIMPLIFIED),
        ("乾隆年间的房子算历史建筑吗", Tongue.SIMPLIFIED),
        ("2025", Tongue.SIMPLIFIED),
        ("", Tongue.SIMPLIFIED),
        ("哪個部門牽頭?", Tongue.TRADITIONAL),
        ("申請補貼要什麼條件", Tongue.TRADITIONAL),
        ("Which department leads?", Tongue.ENGLISH),
        ("What is the deadline of the 若干措施 notice?", Tongue.ENGLISH),
        ("Jizhou?", Tongue.ENGLISH),
        ("補助金はいくらですか", Tongue.ENGLISH),
        ("보조금은 얼마입니까?", Tongue.ENGLISH),
        ("Trợ cấp là bao nhiêu?", Tongue.ENGLISH),
        ("Какая субсидия?", Tongue.ENGLISH),
    ],
)
def test_the_tongue_of_a_question(question: str, expected: Tongue) -> None:
    assert tongue_of(question) is expected


def test_what_code_says_of_validity_in_english() -> None:
    said = validity(policy().header(), TODAY, None, when=date(2027, 3, 1))
    assert tongue.statement(said.part, said.text, None, Tongue.ENGLISH) == (
        "Dates: 《某省人民政府关于促进产业发展的意见》 applies from 1 January 2024, is valid until 31 December 2026, "
        "and on 22 November 2026 is in force, with 39 days left. By March 2027 it will have expired; whether it goes "
        "on depends on a new document."
    )


@pytest.mark.parametrize("day", [date(2023, 5, 1), date(2026, 11, 22), date(2027, 5, 1)])
@pytest.mark.parametrize("dated", [True, False])
def test_every_state_of_a_policy_has_its_english(day: date, dated: bool) -> None:
    header = policy().header()
    header = header if dated else header.model_copy(update={"effective": None, "expires": None})
    said = validity(header, day, None)
    put = tongue.statement(said.part, said.text, None, Tongue.ENGLISH)
    assert not HAN.search(put.replace(header.title, "")), put


def test_departments_keep_their_names() -> None:
    said = departments(evidence(TAX)[0])
    assert said is not None
    put = tongue.statement(said.part, said.text, said.evidence, Tongue.ENGLISH)
    assert put == "Departments: lead: 省财政厅; supporting: 省税务局, 科技厅."


def test_the_clause_s_own_words_are_quoted_with_their_sums() -> None:
    words = "研发投入增长的,按增长部分的10%补助,最高50万元。"
    put = english.statement("结论", words, f"(二)研发补助。{words}")
    assert put == f"Conclusion: the text says: “{words}” (50万元 = RMB 500,000)"


def test_what_has_no_english_is_said_to_be_chinese() -> None:
    assert english.statement("结论", "这句话没有对应的说法。", "") == "Conclusion: in Chinese: 这句话没有对应的说法。"


def test_a_reckoning_has_its_sums_in_figures() -> None:
    put = english.statement("结论", "按8人计算：2000元×8人=1.6万元，没有超过20万元的上限。", "")
    assert put == ("Conclusion: Worked out for 8人: RMB 2,000×8人=RMB 16,000, not above the ceiling of RMB 200,000.")


def test_the_role_before_a_task_is_put_over_and_the_task_is_not() -> None:
    assert english.item("配合：第三条 对增长部分,按12%给予补助") == "supporting: 第三条 对增长部分,按12%给予补助"


def test_a_message_that_is_not_known_gives_way_to_its_status() -> None:
    put = tongue.message("今天不办公。", AnswerStatus.DECLINED, Tongue.ENGLISH)
    assert put == english.STATUS_TEXT[AnswerStatus.DECLINED].explanation


def test_every_status_has_its_english() -> None:
    assert english.STATUS_TEXT.keys() == STATUS_TEXT.keys()


def test_every_pair_of_phrases_can_be_read() -> None:
    """A slot that does not exist, or stands on one side only, raises here and not before an asker."""
    for pattern, english_words in english.pairs():
        english_words.format(**dict.fromkeys(pattern.groupindex, ""))


def test_fixed_words_in_traditional_characters_leave_quotes_alone() -> None:
    said = "《关于补贴的办法》第八条没有列出市县政府，但写明“各县应当落实”。"
    put = tongue.statement("结论", said, None, Tongue.TRADITIONAL)
    assert put == "結論：《关于补贴的办法》第八條沒有列出市縣政府，但寫明“各县应当落实”。"


def test_a_clause_s_own_sentence_stays_simplified_in_a_traditional_answer() -> None:
    words = "研发投入增长的,按增长部分的10%补助,最高50万元。"
    resting = evidence(("一、", "(二)"))[0]
    assert tongue.statement("结论", words, resting, Tongue.TRADITIONAL) == f"結論：{words}"


def test_chinese_is_left_as_it_is() -> None:
    assert tongue.statement("部门", "牵头：省财政厅。", None, Tongue.SIMPLIFIED) == "部门：牵头：省财政厅。"
