"""Calls, approved answers, feedback, keys, edits and removals, on both databases; personal data is never kept."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from assistant.answer import Turn
from assistant.records import audit
from assistant.records.accounts import Account, Role, add_account
from assistant.records.api_keys import api_keys, key_of, make_key, revoke_key
from assistant.records.approved import (
    SetAside,
    approve,
    approved_answer,
    approved_answers,
    forget_approved,
    put_aside,
    review,
)
from assistant.records.calls import Outcome, add_exchange, begin_call, call, calls_between, change_call, open_call
from assistant.records.errors import RecordsError
from assistant.records.fact_edits import edit_fact, fact_edits, undo_edit
from assistant.records.feedback import add_feedback, correct, feedback, feedback_lines
from assistant.records.opened import Records
from assistant.records.removed import keep_removed, mark_restored, removed_policies
from index.policy import Clause
from tests.assistant.fake_answers import POLICIES
from tests.assistant.records.conftest import Clock

IDENTITY, PHONE, CARD = "11010519491231002X", "13912345678", "6222021234567890123"
PERSONAL = f"我是张三,身份证{IDENTITY},手机{PHONE},卡号{CARD}"


@pytest.fixture
def wang(records: Records) -> Account:
    return add_account(records, "王敏", Role.STAFF)


def everything_kept(records: Records) -> str:
    """Every value of every table, as text."""
    with records.reading() as session:
        names = [
            "accounts", "sessions", "one_time_links", "audit", "calls", "approved_answers", "approved_clauses",
            "feedback", "api_keys", "fact_edits", "removed_policies",
        ]  # fmt: skip
        rows = [tuple(row) for name in names for row in session.execute(text(f"SELECT * FROM {name}"))]  # noqa: S608
    return json.dumps(rows, default=str, ensure_ascii=False)


def test_a_call_from_beginning_to_end(records: Records, wang: Account, clock: Clock) -> None:
    talk = begin_call(records, wang)
    assert open_call(records, wang) == talk
    add_exchange(
        records,
        wang,
        talk.id,
        question="奖励多少?",
        standalone="专精特新奖励多少?",
        status="answered",
        answer="20万元",
        clauses=["p1-0"],
    )
    clock.pass_by(minutes=3)
    add_exchange(records, wang, talk.id, question="养老呢?", status="not_found")
    ended = change_call(
        records, wang, talk.id, note="要回电", department="市工信局", outcome=Outcome.TRANSFERRED, end=True
    )
    assert [each.status for each in ended.exchanges] == ["answered", "not_found"]
    assert ended.exchanges[1].at - ended.exchanges[0].at == timedelta(minutes=3)
    assert ended.ended == clock.time
    assert ended.outcome is not None
    assert ended.outcome.label == "转办"
    assert open_call(records, wang) is None
    clock.pass_by(minutes=1)
    assert change_call(records, wang, talk.id, note="已回电", end=True).ended == ended.ended, "it ended once"
    assert call(records, wang, talk.id).note == "已回电"


def test_todays_calls_are_todays(records: Records, wang: Account, clock: Clock) -> None:
    other = add_account(records, "李娜", Role.STAFF)
    start = clock.time
    first, second = begin_call(records, wang), begin_call(records, other)
    clock.pass_by(days=1)
    begin_call(records, wang)
    assert [each.id for each in calls_between(records, start, clock.time)] == [second.id, first.id]
    assert [each.id for each in calls_between(records, start, clock.time, account_id=wang.id)] == [first.id]


def test_a_call_is_its_own_staffs_and_the_admins(records: Records, wang: Account) -> None:
    other, boss = add_account(records, "李娜", Role.STAFF), add_account(records, "主管", Role.ADMIN)
    talk = begin_call(records, wang)
    with pytest.raises(RecordsError):
        change_call(records, other, talk.id, note="x")
    with pytest.raises(RecordsError):
        add_exchange(records, other, talk.id, question="x", status="answered")
    with pytest.raises(RecordsError):
        call(records, other, talk.id)
    with pytest.raises(RecordsError):
        call(records, wang, talk.id + 99)
    assert change_call(records, boss, talk.id, note="看过").note == "看过"


def test_no_personal_data_is_kept_anywhere(records: Records, wang: Account) -> None:
    talk = begin_call(records, wang)
    add_exchange(records, wang, talk.id, question=PERSONAL, standalone=PERSONAL, status="declined", answer=PERSONAL)
    change_call(records, wang, talk.id, note=PERSONAL, department=PERSONAL)
    approve(records, question=PERSONAL, text=PERSONAL, clauses=POLICIES[0].clauses, by="王敏")
    kept = add_feedback(
        records, question=PERSONAL, answer=PERSONAL, helpful=False, reason=PERSONAL, corrected=PERSONAL,
        history=[Turn(role="user", content=PERSONAL)], region=PERSONAL,
    )  # fmt: skip
    correct(records, kept.id, PERSONAL, ["p1-0"], "王敏")
    audit.note(records, "account.sign_in_failed", who=PHONE, on=PERSONAL)
    make_key(records, PHONE, by="王敏")
    found = everything_kept(records)
    assert "个人信息已略去" in found
    assert "张三" in found, "the rest is kept"
    for secret in (IDENTITY, PHONE, CARD):
        assert secret not in found


def test_what_no_database_can_hold_does_no_harm(records: Records, wang: Account) -> None:
    talk = begin_call(records, wang)
    assert change_call(records, wang, talk.id, note="a\0b\ud800c").note == "ab?c"


def clause(clause_id: str) -> Clause:
    return next(each for policy in POLICIES for each in policy.clauses if each.clause_id == clause_id)


TEXTS = {each.clause_id: each.text for policy in POLICIES for each in policy.clauses}


def test_an_approved_answer_is_offered_until_a_clause_changes(records: Records, clock: Clock) -> None:
    one = approve(
        records, question="问一", text="答一", clauses=[clause("p1-0"), clause("p2-0"), clause("p1-0")], by="王敏"
    )
    two = approve(records, question="问二", text="答二", clauses=[clause("p3-0")], by="王敏")
    assert [each.clause_id for each in one.clauses] == ["p1-0", "p2-0"]
    assert [each.id for each in approved_answers(records)] == [two.id, one.id]
    assert review(records, TEXTS.get, lambda _: False) == ()
    clock.pass_by(days=1)
    changed = {**TEXTS, "p2-0": TEXTS["p2-0"] + "。"}
    (aside,) = review(records, changed.get, lambda _: False)
    assert (aside.id, aside.set_aside, aside.set_aside_at) == (one.id, SetAside.CLAUSE_CHANGED, clock.time)
    assert [each.id for each in approved_answers(records)] == [two.id]
    assert [each.id for each in approved_answers(records, set_aside=True)] == [one.id]
    assert review(records, changed.get, lambda _: False) == (), "once"
    again = approve(records, question="问一", text="新答", clauses=[clause("p1-0")], by="李娜", instead_of=one.id)
    assert {each.id for each in approved_answers(records)} == {two.id, again.id}
    assert approved_answers(records, set_aside=True) == ()
    with pytest.raises(RecordsError):
        approved_answer(records, one.id)


def test_it_is_set_aside_when_a_clause_goes_or_its_policy_expires(records: Records) -> None:
    one = approve(records, question="问", text="答", clauses=[clause("p1-0")], by="王敏")
    two = approve(records, question="问", text="答", clauses=[clause("p2-0")], by="王敏")
    gone = {key: value for key, value in TEXTS.items() if key != "p1-0"}
    aside = review(records, gone.get, lambda policy_id: policy_id == "p2")
    assert {each.id: each.set_aside for each in aside} == {
        one.id: SetAside.CLAUSE_GONE,
        two.id: SetAside.POLICY_EXPIRED,
    }
    assert all(each.set_aside and each.set_aside.label for each in aside)


def test_an_answer_is_set_aside_and_forgotten_by_hand(records: Records) -> None:
    one = approve(records, question="问", text="答", clauses=[clause("p1-0")], by="王敏")
    assert put_aside(records, one.id).set_aside is SetAside.BY_HAND
    forget_approved(records, one.id)
    with pytest.raises(RecordsError):
        forget_approved(records, one.id)
    with records.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM approved_clauses")) == 0


@pytest.mark.parametrize(("question", "answer", "count"), [("问", "答", 0), (" ", "答", 1), ("问", "\n", 1)])
def test_an_answer_that_rests_on_nothing_is_not_approved(
    records: Records, question: str, answer: str, count: int
) -> None:
    with pytest.raises(RecordsError):
        approve(records, question=question, text=answer, clauses=[clause("p1-0")][:count], by="王敏")


def test_feedback_becomes_lines_that_the_evaluation_reads(records: Records) -> None:
    from eval.from_desk import Feedback as Read

    kept = add_feedback(
        records, question="奖励多少?", answer="10万元", helpful=False, reason="数字不对", clauses=["p1-1"],
        history=[Turn(role="user", content="你好")], as_of=date(2026, 11, 22), region="云岭省",
    )  # fmt: skip
    add_feedback(records, question="找谁?", answer="工信局", helpful=True)
    correct(records, kept.id, "20万元", ["p1-0"], "王敏")
    first, second = [Read.model_validate_json(line) for line in feedback_lines(records)]
    assert (first.right_answer, first.clauses, first.reviewer, first.as_of) == (
        "20万元",
        ("p1-0",),
        "王敏",
        date(2026, 11, 22),
    )
    assert [turn.content for turn in first.history] == ["你好"]
    assert second.right_answer == "工信局"
    assert [each.id for each in feedback(records, helpful=False)] == [kept.id]
    assert [each.id for each in feedback(records, before=kept.id + 1)] == [kept.id]
    with pytest.raises(RecordsError):
        correct(records, 999, "x", [], "王敏")


def test_a_key_is_told_once_used_and_revoked(records: Records, clock: Clock) -> None:
    key, secret = make_key(records, "门户网站", by="admin")
    assert secret.startswith("pk_")
    assert secret not in everything_kept(records)
    assert secret.startswith(key.begins)
    assert len(key.begins) < len(secret) / 2
    clock.pass_by(hours=1)
    assert key_of(records, secret) is not None
    assert api_keys(records)[0].last_used == clock.time
    assert key_of(records, secret + "x") is None
    assert revoke_key(records, key.id).revoked == clock.time
    assert key_of(records, secret) is None
    with pytest.raises(RecordsError):
        revoke_key(records, 999)
    with pytest.raises(RecordsError):
        make_key(records, " ", by="admin")


def test_the_last_edit_of_a_fact_counts_until_it_is_taken_back(records: Records) -> None:
    def edit(new: object, clause_id: str | None = "p1-0", field: str = "departments.lead") -> int:
        return edit_fact(
            records, policy_id="p1", clause_id=clause_id, field=field, old=["甲局"], new=new, by="admin"
        ).id  # type: ignore[arg-type]

    first, second, of_policy = edit(["乙局"]), edit(["丙局"]), edit("2030-01-01", None, "expires")
    assert [(each.id, each.new) for each in fact_edits(records, "p1")] == [
        (second, ["丙局"]),
        (of_policy, "2030-01-01"),
    ]
    undo_edit(records, second)
    assert [each.id for each in fact_edits(records)] == [first, of_policy]
    undo_edit(records, first)
    assert [each.id for each in fact_edits(records)] == [of_policy]
    assert edit(None) in {each.id for each in fact_edits(records)}, "None is a value too"
    assert fact_edits(records, "p2") == ()
    with pytest.raises(RecordsError):
        undo_edit(records, 999)


def test_a_removal_is_undone_once(records: Records) -> None:
    one = keep_removed(
        records, policy_id="p1", title="办法", source_file="a.txt", by="admin", kept_file="removed/a.txt"
    )
    assert removed_policies(records) == (one,)
    assert mark_restored(records, one.id).restored_at is not None
    assert removed_policies(records) == ()
    with pytest.raises(RecordsError):
        mark_restored(records, one.id)


def test_the_audit_log_is_read_newest_first_and_in_parts(records: Records, clock: Clock) -> None:
    for number in range(5):
        audit.note(
            records, f"account.{number}", who="王敏" if number % 2 else "admin", on=f"第{number}", address="10.0.0.9"
        )
        clock.pass_by(seconds=1)
    newest, second, *_ = audit.entries(records)
    assert (newest.what, newest.on_what, newest.address) == ("account.4", "第4", "10.0.0.9")
    assert newest.at - second.at == timedelta(seconds=1)
    assert [each.what for each in audit.entries(records, 2, before=newest.id)] == ["account.3", "account.2"]
    assert len(audit.entries(records, who="王敏")) == 2
    assert audit.entries(records, what="account_") == ()


@pytest.mark.parametrize("change", ["UPDATE audit SET who = 'nobody'", "DELETE FROM audit", "TRUNCATE audit"])
def test_the_database_itself_refuses_to_change_the_audit_log(records: Records, change: str) -> None:
    if records.engine.dialect.name == "sqlite" and change.startswith("TRUNCATE"):
        pytest.skip("SQLite has no TRUNCATE")
    audit.note(records, "account.added", who="admin")
    with pytest.raises(Exception, match="only added to"), records.writing() as session:
        session.execute(text(change))
    assert [each.who for each in audit.entries(records)] == ["admin"]
