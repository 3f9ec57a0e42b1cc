"""Facts put right are what is answered, searched and listed; policies are taken out and put back; all of it logged."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant.answer import answer
from assistant.records import applied, audit
from assistant.records.accounts import Account
from assistant.records.errors import RecordsError
from assistant.records.fact_edits import edit_fact, fact_edits
from assistant.records.removed import removed_policies
from assistant.ui.policies import changes, show, show_forms, show_policy
from assistant.ui.policies.facts import clause_of_form, header_of
from assistant.ui.policies.reasons import reason
from assistant.ui.policies.show import Filter, Listed
from assistant.ui.policies.words import EN, ZH
from assistant.ui.policies.work import Library
from index import corrections
from index.policy import Clause, Policy
from tests.assistant.fake_answers import EVIL
from tests.assistant.policies.conftest import send, text

DAY = date(2026, 11, 22)


def uploaded(library: Library, **facts: str) -> Policy:
    (line,) = send(library, {"a.txt": text(**facts)}).lines
    return changes.shown_policy(library, line.policies[0])


def clause_with(policy: Policy, words: str) -> Clause:
    return next(each for each in policy.clauses if words in each.text)


def form_of(clause: Clause, policy: Policy, **fields: str) -> dict[str, str]:
    """What the form of a clause sends when ``fields`` are typed over."""
    from bs4 import BeautifulSoup

    page = BeautifulSoup(show_forms.clause_form(clause, policy, ZH), "html.parser")
    sent = {str(each["name"]): str(each.get("value", "")) for each in page.find_all("input")}
    for each in page.find_all("select"):
        chosen = each.find("option", selected=True) or each.find("option")
        sent[str(each["name"])] = str(chosen["value"]) if chosen else ""
    return {**sent, **fields}


def edit(library: Library, clause: Clause, policy: Policy, account: Account, **fields: str) -> int:
    wanted = clause_of_form(form_of(clause, policy, **fields), clause, policy)
    return changes.edit_clause(library, policy.policy_id, clause.clause_id, wanted, account)


def test_a_form_sent_as_it_is_changes_nothing(library: Library, admin: Account) -> None:
    policy = uploaded(library)
    for clause in policy.clauses:
        assert edit(library, clause, policy, admin) == 0
    assert fact_edits(library.records) == ()
    assert corrections.stamp(library.settings.index_folder) is None


def test_an_edited_department_is_answered_searched_and_marked(library: Library, admin: Account) -> None:
    policy = uploaded(library)
    clause = clause_with(policy, "5000元")
    assert clause.departments.lead == ("市财政局",)
    assert edit(library, clause, policy, admin, lead="市档案馆", supporting="市科技局、市财政局") == 1
    said = answer("霁州市对符合条件的企业给予一次性补贴，由哪个部门牵头？", library.resources, as_of=DAY)
    assert "市档案馆" in said.answer
    hits = library.searcher.search("补贴", 10, departments=["市档案馆"], as_of=DAY)
    assert [hit.clause.clause_id for hit in hits] == [clause.clause_id]
    shown = changes.shown_policy(library, policy.policy_id)
    edits, lost = changes.edits_of(library, shown)
    page = show_policy.opened(show_policy.Opened(shown, "", edits, lost, None, DAY), ZH)
    assert "已改 · boss" in page
    assert "原读：市财政局；市科技局" in page
    (entry,) = audit.entries(library.records, what="policy.fact_edited")
    assert entry.who == "boss"
    assert "第二条" in entry.on_what
    changes.revert(library, policy.policy_id, clause.clause_id, admin)
    assert library.searcher.clause(clause.clause_id) == clause
    assert fact_edits(library.records) == ()


def test_edited_dates_and_amounts_are_answered(library: Library, admin: Account) -> None:
    policy = uploaded(library)
    window, paid = clause_with(policy, "申报截止"), clause_with(policy, "5000元")
    (fact,) = window.dates
    assert (fact.kind, fact.date) == ("window_end", "2026-12-20")
    assert edit(library, window, policy, admin, **{"date-0-date": "2026-12-25"}) == 1
    found = library.searcher.clause(window.clause_id)
    assert found is not None
    assert found.dates[0].date == "2026-12-25"
    assert edit(library, paid, policy, admin, **{"amount-0-values": "5500"}) == 1
    said = answer("霁州市创新券一次性补贴多少钱？申报截止到什么时候？", library.resources, as_of=DAY).answer
    assert "12月25日" in said or "2026-12-25" in said
    edits = {each.field: each.new for each in fact_edits(library.records)}
    assert set(edits) == {"dates", "amounts"}


def test_an_edited_validity_is_answered_and_listed(library: Library, admin: Account) -> None:
    policy = uploaded(library)
    wanted = header_of({"title": policy.title, "expires": "2026-12-10", "region": "霁州市"})
    changes.edit_policy(library, policy.policy_id, wanted, admin)
    said = answer("霁州市给予一次性补贴的创新券办法有效期至什么时候？", library.resources, as_of=DAY).answer
    assert "2026年12月10日" in said or "2026-12-10" in said
    headers = library.searcher.policies()
    listed = Listed(headers, {}, {policy.policy_id: 1}, (), DAY)
    page = show.policies(listed, Filter(state="soon"), ZH)
    assert "18天后到期" in page
    assert "已改 1 处" in page


def test_a_policy_is_found_by_its_edited_title(library: Library, admin: Account) -> None:
    policy, title = uploaded(library), "鹭屿镇榫卯工坊扶持办法"
    others = [each.policy_id for each in library.searcher.policies() if each.policy_id != policy.policy_id]

    def found() -> str:
        return library.searcher.search(title, 3, as_of=DAY)[0].policy.policy_id

    changes.edit_policy(library, others[0], {"title": title}, admin)
    assert library.titles.wait(30)
    assert found() == others[0]
    changes.edit_policy(library, policy.policy_id, {"title": title}, admin)
    changes.revert(library, others[0], None, admin)
    assert library.titles.wait(30)
    assert found() == policy.policy_id
    said = answer(f"《{title}》给予一次性补贴多少元？", library.resources, as_of=DAY)
    assert {one.policy_id for one in said.citations} == {policy.policy_id}
    assert {one.policy for one in said.citations} == {title}


def test_an_edit_back_to_what_was_read_is_no_edit(library: Library, admin: Account) -> None:
    policy = uploaded(library)
    for expires in ("2026-12-10", "2026-12-11", policy.expires):
        changes.edit_policy(library, policy.policy_id, {"expires": expires}, admin)
    assert fact_edits(library.records, policy.policy_id) == ()
    assert changes.shown_policy(library, policy.policy_id) == policy


def test_an_edit_ends_with_the_text_it_was_made_for_and_that_is_said(library: Library, admin: Account) -> None:
    policy = uploaded(library)
    edit(library, clause_with(policy, "5000元"), policy, admin, lead="市档案馆")
    (line,) = send(library, {"a.txt": text(sum="6000")}).lines
    assert line.outcome == "changed"
    shown = changes.shown_policy(library, policy.policy_id)
    assert clause_with(shown, "6000元").departments.lead == ("市财政局",)
    edits, lost = changes.edits_of(library, shown)
    assert len(lost) == 1
    assert "1 处修改不再适用" in show_policy.opened(show_policy.Opened(shown, "", edits, lost, None, DAY), ZH)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"date-0-date": "明天"}, "不是日期"),
        ({"date-0-date": "2026-02-30"}, "不是日期"),
        ({"date-0-text": "原文没有的话"}, "没有“原文没有的话”"),
        ({"date-0-kind": "birthday"}, "没有这种日期"),
        ({"date-1-kind": "deadline", "date-1-date": "2026-01-01"}, "没有“”"),
        ({"amount-0-values": "很多", "amount-0-unit": "元", "amount-0-words": "申报"}, "不是数额"),
        ({"amount-0-values": "1~2", "amount-0-unit": "元", "amount-0-words": "申报"}, "两个数"),
        ({"amount-0-values": "1", "amount-0-unit": "", "amount-0-words": "申报"}, "单位"),
    ],
)
def test_what_makes_no_fact_is_refused(library: Library, fields: dict[str, str], said: str) -> None:
    policy = uploaded(library)
    clause = clause_with(policy, "申报截止")
    with pytest.raises(RecordsError, match=said):
        clause_of_form(form_of(clause, policy, **fields), clause, policy)


def test_a_row_added_and_a_row_emptied(library: Library, admin: Account) -> None:
    policy = uploaded(library)
    clause = clause_with(policy, "5000元")
    added = {
        "amount-1-words": "一次性补贴",
        "amount-1-values": "100~200",
        "amount-1-unit": "元",
        "amount-1-bound": "range",
        "amount-1-role": "ceiling",
    }
    edit(library, clause, policy, admin, **{"amount-0-values": "", **added})
    found = library.searcher.clause(clause.clause_id)
    assert found is not None
    assert found.by_hand is not None
    (amount,) = found.by_hand.amounts or ()
    assert (amount.words, amount.values, clause.text[amount.start : amount.end]) == (
        "一次性补贴",
        ("100", "200"),
        "一次性补贴",
    )


@pytest.mark.parametrize("form", [{"title": " "}, {"expires": "2026-13-01"}, {"replaced_by": "x", "replaced_on": ""}])
def test_facts_of_a_policy_that_cannot_be_are_refused(form: dict[str, str]) -> None:
    with pytest.raises(RecordsError):
        header_of(form)


def test_removed_is_nowhere_and_the_removal_is_undone(library: Library, admin: Account) -> None:
    policy = uploaded(library)
    removed = changes.remove(library, policy.policy_id, admin)
    assert library.searcher.policy(policy.policy_id) is None
    assert all(hit.policy.policy_id != policy.policy_id for hit in library.searcher.search("创新券补贴", 50))
    assert policy.policy_id not in {one.policy_id for one in answer("创新券补贴多少", library.resources).citations}
    listed = Listed(library.searcher.policies(), {}, {}, removed_policies(library.records), DAY)
    assert "已移除（1）" in show.policies(listed, Filter(), ZH)
    with pytest.raises(RecordsError):
        changes.remove(library, policy.policy_id, admin)
    changes.restore(library, removed.id, admin)
    assert library.searcher.policy(policy.policy_id) == policy
    with pytest.raises(RecordsError):
        changes.restore(library, removed.id, admin)
    said = [each.what for each in audit.entries(library.records)]
    assert said[:2] == ["policy.restored", "policy.removed"]


def test_the_index_follows_the_records_at_the_start(library: Library, admin: Account) -> None:
    policy = uploaded(library)
    changes.edit_policy(library, policy.policy_id, {"region": "丙市"}, admin)
    (library.settings.index_folder / "corrections.json").unlink()
    assert changes.shown_policy(library, policy.policy_id).region != "丙市"
    library.apply()
    assert changes.shown_policy(library, policy.policy_id).region == "丙市"


def test_an_edit_that_makes_no_sense_is_passed_over(library: Library) -> None:
    edit_fact(
        library.records,
        policy_id="p",
        clause_id="p/1",
        clause_digest="0" * 64,
        field="departments",
        old=None,
        new=7,
        by="boss",
    )
    edit_fact(library.records, policy_id="p", clause_id=None, field="policy_id", old="p", new="q", by="boss")
    assert applied.corrections_of(library.records).policies == {}


def test_the_list_is_searched_and_filtered(library: Library) -> None:
    uploaded(library)
    listed = Listed(library.searcher.policies(), {}, {}, (), DAY)
    assert [each.title for each in show.matching(listed, Filter("创新券 2025"))] == [
        each.title for each in listed.headers if "创新券" in each.title
    ]
    assert show.matching(listed, Filter(region="乌有市")) == []
    assert len(show.matching(listed, Filter(state="in_force"))) == 2
    assert "没有符合条件" in show.policies(listed, Filter("乌有"), ZH)


def test_markup_of_files_and_policies_is_text(library: Library, admin: Account) -> None:
    policy = uploaded(library, name=f"创新券{EVIL}", number=EVIL)
    clause = policy.clauses[0]
    edited = {"title": f"{EVIL}", "region": EVIL, "issuer": EVIL}
    changes.edit_policy(library, policy.policy_id, header_of(edited), admin)
    shown = changes.shown_policy(library, policy.policy_id)
    removed = changes.remove(library, library.searcher.policies()[0].policy_id, admin)
    edits, lost = changes.edits_of(library, shown)
    pages = (
        show_policy.opened(show_policy.Opened(shown, EVIL, edits, lost, EVIL, DAY), ZH),
        show_forms.policy_form(shown, [shown], ZH),
        show_forms.clause_form(clause, shown, ZH),
        show.policies(Listed([shown], {}, {}, [removed], DAY), Filter(), ZH),
        show.find([shown], ZH),
        show.index(1, 1, 1, [EVIL], ZH),
        show.told(EVIL),
        show.upload(EVIL, ZH),
    )
    for page in pages:
        assert "<script>" not in page
        assert "<img" not in page
    assert "&lt;script&gt;" in pages[0]


def test_both_tongues_say_the_same_things() -> None:

    for name, said in ZH.items():
        assert set(re.findall(r"\{\w+\}", said)) == set(re.findall(r"\{\w+\}", EN[name])), name


def test_what_the_reader_says_is_told_in_chinese(library: Library) -> None:
    job = send(library, {"a.zip": b"no zip", "b.exe": b"x", "c.txt": b" ", "d.doc": b"x", "e.txt": b"\x00\x01" * 99})
    said = [reason(line.detail, ZH) for line in job.lines]
    assert not [each for each in said if re.search("[a-z]{4}", each)]
    assert [reason(line.detail, EN) for line in job.lines] == [line.detail for line in job.lines]
