"""A call from the first question to the work order, and the life of an approved answer, on a real index and records."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from openpyxl import load_workbook

from assistant.answer import Answer, AnswerStatus
from assistant.records.accounts import Account
from assistant.records.approved import SetAside, approved_answers
from assistant.records.calls import add_exchange, begin_call
from assistant.records.errors import RecordsError
from assistant.records.feedback import feedback, feedback_lines
from assistant.ui.desk import events, lists, show
from assistant.ui.desk.events import Desk, Put, Shown
from assistant.ui.desk.exporting import as_csv, as_xlsx, plain_cell
from assistant.ui.desk.script import Due, department_text, lasting, script_of
from assistant.ui.desk.topics import Open, open_questions, topics
from assistant.ui.desk.words import EN, ZH
from assistant.ui.desk.work_order import work_order
from eval.from_desk import Feedback
from index.policy import Clause
from tests.assistant.fake_answers import EVIL

QUESTION = "霁州市一次性创业补贴多少钱，要什么条件，找谁办"


def asked(question: str, staff: Account, desk: Desk, call_id: int | None = None, **put: object) -> Shown:
    wanted = Put(question, call_id, None, None, **put)  # type: ignore[arg-type]
    return list(events.ask(wanted, staff, desk, ZH))[-1]


def number(shown: Shown) -> int:
    assert shown.call is not None
    return shown.call.id


def test_an_answer_is_read_by_part_with_its_department_and_days_left(staff: Account, desk: Desk) -> None:
    shown = asked(QUESTION, staff, desk)
    assert shown.department == "市人力资源社会保障局"
    for words in ("结论", "8000元", "转办部门", "还剩", "配合：市财政局"):
        assert words in shown.script
    assert shown.call is not None
    (exchange,) = shown.call.exchanges
    assert exchange.status == "answered"
    assert "2028-04-30" in exchange.deadline


def test_a_call_goes_on_and_its_work_order_says_everything(staff: Account, desk: Desk) -> None:
    first = number(asked(QUESTION, staff, desk))
    second = asked("澜江省稳岗返还找哪个部门", staff, desk, first)
    assert number(second) == first
    done = events.end(first, "来电人电话13812345678", "市人社局", "transferred", staff, desk, ZH)
    order = work_order(done, desk.searcher, ZH)
    clause = ("《霁州市促进就业创业若干措施》", "霁政办规〔2025〕2号", "二、(三)")
    for words in (QUESTION, *clause, "市人社局", "转办", "王敏", "备注："):
        assert words in order
    assert "13812345678" not in order
    assert done.ended is not None
    assert number(asked(QUESTION, staff, desk, first)) != first, "after the end another call begins"


def test_a_call_is_not_saved_without_an_outcome_or_anything_in_it(staff: Account, desk: Desk) -> None:
    with pytest.raises(RecordsError, match="处理结果"):
        events.end(number(asked(QUESTION, staff, desk)), "", "", None, staff, desk, ZH)
    with pytest.raises(RecordsError, match="还没有提问"):
        events.end(None, " ", "", "answered", staff, desk, ZH)


def test_nobody_writes_into_the_call_of_another(staff: Account, admin: Account, desk: Desk) -> None:
    of_admin = number(asked(QUESTION, admin, desk))
    with pytest.raises(RecordsError):
        asked(QUESTION, staff, desk, of_admin)


def test_personal_data_is_masked_before_it_is_kept(staff: Account, desk: Desk) -> None:
    shown = asked("我的身份证11010519900307123X能领补贴吗", staff, desk)
    assert shown.call is not None
    kept = shown.call.model_dump_json()
    assert "11010519900307123X" not in kept
    events.keep(shown.call.id, "手机13812345678", "", None, staff, desk)
    assert "13812345678" not in lists.calls(lists.calls_today(desk.records, staff), ZH)


def test_an_approved_answer_is_offered_first_and_can_be_passed_over(staff: Account, admin: Account, desk: Desk) -> None:
    first = asked(QUESTION, staff, desk)
    events.approve_last(number(first), first.text, admin, desk, ZH)
    again = asked(QUESTION, staff, desk)
    assert "已审核" in again.script
    assert "boss" in again.script
    assert again.call is not None
    assert again.call.exchanges[-1].approved_id is not None
    fresh = asked(QUESTION, staff, desk, fresh=True)
    assert "已审核" not in fresh.script
    assert "已审核" not in asked("霁州市一次性创业补贴找谁配合", staff, desk).script


def test_an_approved_answer_is_not_offered_for_another_day_or_region(staff: Account, desk: Desk) -> None:
    first = asked(QUESTION, staff, desk)
    events.approve_last(number(first), first.text, staff, desk, ZH)
    for region, day in (("澜江省", None), (None, date(2025, 12, 1))):
        question = QUESTION if day else "一次性创业补贴多少钱，要什么条件，找谁办"
        shown = list(events.ask(Put(question, None, region, day), staff, desk, ZH))[-1]
        assert "已审核" not in shown.script


def test_a_changed_clause_sets_the_answer_aside(staff: Account, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first = asked(QUESTION, staff, desk)
    events.approve_last(number(first), first.text, staff, desk, ZH)
    clause_of = desk.searcher.clause

    def changed(clause_id: str) -> Clause | None:
        found = clause_of(clause_id)
        return found.model_copy(update={"text": found.text + "另有规定的除外。"}) if found else None

    monkeypatch.setattr(desk.searcher, "clause", changed)
    assert events._offered(Put(QUESTION, None, None, None), QUESTION, begin_call(desk.records, staff), desk) is None
    monkeypatch.undo()
    (aside,) = approved_answers(desk.records, set_aside=True)
    assert aside.set_aside is SetAside.CLAUSE_CHANGED
    page = events.review_page(desk, ZH)
    assert "待复核（1）" in page
    assert "所依据的条款已变更" in page
    events.act("again", aside.id, staff, desk)
    assert "待复核（0）" in events.review_page(desk, ZH)


def test_a_gone_clause_and_an_expired_policy_set_the_answer_aside(
    staff: Account, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asked(QUESTION, staff, desk)
    events.approve_last(number(first), first.text, staff, desk, ZH)
    headers = [each.model_copy(update={"expires": "2020-01-01"}) for each in desk.searcher.policies()]
    monkeypatch.setattr(desk.searcher, "policies", lambda: headers)
    assert "所依据的政策已失效" in events.review_page(desk, ZH)
    monkeypatch.undo()
    (aside,) = approved_answers(desk.records, set_aside=True)
    events.act("again", aside.id, staff, desk)
    monkeypatch.setattr(desk.searcher, "clause", lambda _: None)
    assert "所依据的条款已不在库中" in events.review_page(desk, ZH)


def test_an_answer_can_be_put_aside_and_removed_by_hand(staff: Account, desk: Desk) -> None:
    first = asked(QUESTION, staff, desk)
    made = events.approve_last(number(first), first.text, staff, desk, ZH)
    events.act("aside", made.id, staff, desk)
    assert "已人工搁置" in events.review_page(desk, ZH)
    events.act("remove", made.id, staff, desk)
    with pytest.raises(RecordsError):
        events.act("again", made.id, staff, desk)


def test_an_edited_answer_becomes_feedback_that_the_evaluation_reads(staff: Account, desk: Desk) -> None:
    first = asked(QUESTION, staff, desk)
    events.approve_last(number(first), "结论：给予8000元。[1]", staff, desk, ZH)
    (judged,) = feedback(desk.records)
    assert not judged.helpful
    (line,) = feedback_lines(desk.records)
    read = Feedback.model_validate(json.loads(line))
    assert read.right_answer == "结论：给予8000元。[1]"
    assert read.clauses
    assert read.reviewer == "王敏"


def test_only_an_answer_with_clauses_can_be_approved(staff: Account, desk: Desk) -> None:
    shown = asked("今天天气怎么样", staff, desk)
    with pytest.raises(RecordsError, match="先作答"):
        events.approve_last(number(shown), "晴", staff, desk, ZH)
    with pytest.raises(RecordsError, match="先作答"):
        events.approve_last(None, "晴", staff, desk, ZH)


def test_days_left_are_not_kept_in_an_approved_text() -> None:
    text = "期限：《甲办法》有效期至2026年12月31日，到2026年11月23日仍有效，还剩38天。[1]"
    assert lasting(text) == "期限：《甲办法》有效期至2026年12月31日。[1]"


def test_days_left_run_to_the_end_of_a_month_or_year() -> None:
    assert show.left(Due("expires", "2026-12-31", 38, 1), ZH) == "还剩 38 天"
    assert show.left(Due("expires", "2026-11-23", 0, 1), ZH) == "就是今天"
    assert show.left(Due("expires", "2026-11-20", -3, 1), EN) == "3 days ago"


def test_nobody_is_transferred_to_without_a_clause(desk: Desk) -> None:
    nothing = Answer(status=AnswerStatus.NOT_FOUND, answer="没有。", question="问", as_of=date(2026, 11, 23))
    made = script_of(nothing, desk.searcher)
    assert department_text(made) == ""
    assert made.dues == ()
    assert "条款没有写明部门" in show.script("问", nothing, made, desk.resources, ZH)


def test_markup_is_shown_and_not_run(staff: Account, desk: Desk) -> None:
    shown = asked(f"{EVIL} 创业补贴多少", staff, desk)
    assert "<script>" not in shown.script
    assert "<img" not in shown.script
    events.keep(number(shown), EVIL, EVIL, None, staff, desk)
    pages = (
        lists.calls(lists.calls_today(desk.records, staff), ZH),
        lists.unanswered(topics([Open(EVIL, EVIL, "not_found", datetime.now(UTC), EVIL)], desk.searcher), ZH),
        show.call(shown.call, ZH),
        show.highlighted(EVIL, "script hacked"),
        show.told(EVIL),
    )
    for page in pages:
        assert "<script>" not in page
        assert "<img" not in page


def test_the_words_of_the_query_are_marked() -> None:
    assert show.highlighted("给予创业补贴8000元", "创业补贴") == "给予<mark>创业补贴</mark>8000元"
    assert show.highlighted("a<b", "无关") == "a&lt;b"


def test_unanswered_questions_are_grouped_and_named(staff: Account, desk: Desk) -> None:
    call = begin_call(desk.records, staff)
    taxis = ("网约车驾驶证怎么考", "网约车驾驶证怎么换")
    for question in (*taxis, "老旧小区电梯加装补助多少", "老旧小区加装电梯补助给多少"):
        add_exchange(desk.records, staff, call.id, question=question, status="not_found")
    add_exchange(desk.records, staff, call.id, question="已经答了", status="answered")
    groups = lists.open_topics(desk.records, desk.searcher)
    assert sorted(len(each.questions) for each in groups) == [2, 2]
    names = " ".join(each.name for each in groups)
    assert "网约车" in names
    assert "电梯" in names or "老旧小区" in names
    assert len(open_questions(lists.calls_today(desk.records, staff))) == 4


def test_staff_see_their_own_calls_and_admins_all(staff: Account, admin: Account, desk: Desk) -> None:
    asked(QUESTION, staff, desk)
    assert len(lists.calls_today(desk.records, staff)) == len(lists.calls_today(desk.records, admin)) == 1
    asked(QUESTION, admin, desk)
    assert [each.staff for each in lists.calls_today(desk.records, staff)] == ["王敏"]
    yesterday = desk.records.with_clock(lambda: datetime.now(UTC) - timedelta(days=1))
    begin_call(yesterday, staff)
    assert len(lists.calls_today(desk.records, staff)) == 1


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "%0a=1", "|calc"])
def test_no_cell_begins_like_a_formula(text: str) -> None:
    cell = plain_cell(text)
    assert isinstance(cell, str)
    assert cell.startswith("'")
    assert cell.endswith(text.replace("\x00", ""))


def test_tables_are_read_back_as_text() -> None:
    head, rows = ["问题", "次数"], [['=HYPERLINK("http://x")', 2], ["多行\n文字", 1]]
    read = list(csv.reader(io.StringIO(as_csv(head, rows).decode("utf-8-sig"))))
    assert read == [head, ['\'=HYPERLINK("http://x")', "2"], ["多行\n文字", "1"]]
    sheet = load_workbook(io.BytesIO(as_xlsx("未答问题", head, rows))).active
    assert sheet is not None
    cell = sheet["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'=")
    assert sheet["B2"].value == 2


def test_both_tongues_say_the_same_things() -> None:
    assert ZH.keys() == EN.keys()
    assert "{count}" in EN["set_aside"]
