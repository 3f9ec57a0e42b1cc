"""Facts put right by hand count wherever the index is read, outlive a new reading, and end with the clause's text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index import corrections
from index.build import ingest
from index.corrections import ClauseCorrection, Corrections, PolicyCorrection, text_digest
from index.errors import StoreError
from index.known import clause_facts
from index.policy import Clause, DateFact, Departments, PolicyHeader, Validity
from index.search import Searcher
from index.stated.fact import Amount
from tests.fakes import FakeEmbedder

DAY = date(2026, 11, 22)


def put(home: Path, policy_id: str, **facts: object) -> None:
    corrections.save(home, Corrections(policies={policy_id: PolicyCorrection(**facts)}))


def put_clause(home: Path, clause: Clause, **facts: object) -> None:
    put(home, clause.policy_id, clauses={text_digest(clause.text): ClauseCorrection(**facts)})


def header(searcher: Searcher, policy_id: str) -> PolicyHeader:
    return next(each for each in searcher.policies() if each.policy_id == policy_id)


def some_clause(searcher: Searcher, words: str) -> Clause:
    return next(hit.clause for hit in searcher.search(words, 500, as_of=DAY) if words in hit.clause.text)


def test_a_policys_facts_are_put_right_and_back(home: Path, searcher: Searcher) -> None:
    before = searcher.policies()[0]
    put(home, before.policy_id, facts={"expires": "2026-01-01", "region": "丙市"})
    for found in (header(searcher, before.policy_id), searcher.policy(before.policy_id)):
        assert found is not None
        assert (found.expires, found.region) == ("2026-01-01", "丙市")
        assert found.validity(DAY) is Validity.EXPIRED
    assert "丙市" in searcher.regions()
    hits = searcher.search(before.title, 50, policies=[before.policy_id], as_of=DAY)
    assert hits
    assert {hit.validity for hit in hits} == {Validity.EXPIRED}
    assert not searcher.search(before.title, 50, policies=[before.policy_id], as_of=DAY, in_force=True)
    corrections.save(home, corrections.NONE)
    assert header(searcher, before.policy_id) == before


def test_departments_put_right_are_searched_by(home: Path, searcher: Searcher) -> None:
    clause = some_clause(searcher, "8000元")
    named = clause.departments.all()
    assert named
    put_clause(home, clause, departments=Departments(lead=("市档案馆",)))
    found = searcher.clause(clause.clause_id)
    assert found is not None
    assert found.departments.lead == ("市档案馆",)
    assert [hit.clause.clause_id for hit in searcher.search("补贴", 50, departments=["市档案馆"], as_of=DAY)] == [
        clause.clause_id
    ]
    by_old = searcher.search("补贴", 100, departments=[named[0]], as_of=DAY)
    assert by_old
    assert clause.clause_id not in {hit.clause.clause_id for hit in by_old}


def test_dates_and_amounts_put_right_are_the_facts_of_the_clause(home: Path, searcher: Searcher) -> None:
    clause = some_clause(searcher, "8000元")
    policy = searcher.policy(clause.policy_id)
    assert policy is not None
    start = clause.text.index("8000元")
    amount = Amount(start, start + 5, "8000元", ("9000",), "元", "at_most", "benefit")
    day = DateFact(date="2027-03-04", text="8000元", kind="deadline")
    put_clause(home, clause, dates=(day,), amounts=(amount,))
    found = searcher.clause(clause.clause_id)
    assert found is not None
    facts = clause_facts(found, policy)
    assert facts.amounts == (amount,)
    assert [(one.date, one.kind, one.start) for one in facts.times if one.date] == [("2027-03-04", "deadline", start)]
    assert found.dates == (day,)
    assert found.text == clause.text


def test_a_removed_policy_is_nowhere_until_it_is_put_back(home: Path, searcher: Searcher) -> None:
    clause = some_clause(searcher, "8000元")
    put(home, clause.policy_id, removed=True)
    assert searcher.policy(clause.policy_id) is None
    assert searcher.clause(clause.clause_id) is None
    assert clause.policy_id not in {each.policy_id for each in searcher.policies()}
    for options in ({}, {"departments": list(clause.departments.all())}):
        hits = searcher.search("8000元", 100, as_of=DAY, **options)  # type: ignore[arg-type]
        assert clause.policy_id not in {hit.policy.policy_id for hit in hits}
    put(home, clause.policy_id)
    assert searcher.clause(clause.clause_id) == clause


def test_a_policy_is_marked_as_replaced_by_hand_and_what_its_text_says_undone(home: Path, searcher: Searcher) -> None:
    first, second = searcher.policies()[:2]
    put(home, first.policy_id, facts={"replaced_by": second.policy_id, "replaced_on": "2026-02-01"})
    found = header(searcher, first.policy_id)
    assert (found.replaced_by, found.validity(DAY)) == (second.policy_id, Validity.EXPIRED)
    replaced = next((each for each in searcher.policies() if each.replaced_by and each is not found), None)
    if replaced is not None:
        put(home, replaced.policy_id, facts={"replaced_by": None, "replaced_on": None})
        assert header(searcher, replaced.policy_id).replaced_by is None


def test_what_was_put_right_outlives_a_new_reading_and_ends_with_the_text(
    home: Path, folder: Path, searcher: Searcher
) -> None:
    clause = some_clause(searcher, "8000元")
    put_clause(home, clause, departments=Departments(lead=("市档案馆",)))
    file = folder / header(searcher, clause.policy_id).source_file
    text = file.read_text(encoding="utf-8")
    other = next(one for one in searcher.policy(clause.policy_id).clauses if one.text not in clause.text)  # type: ignore[union-attr]
    file.write_text(text.replace(other.text[-12:], f"{other.text[-12:]}另有规定的除外。"), encoding="utf-8")
    assert ingest([folder], home, FakeEmbedder(), progress=False).changed
    assert some_clause(searcher, "8000元").departments.lead == ("市档案馆",)
    assert ingest([folder], home, FakeEmbedder(), rebuild=True, progress=False).added
    assert some_clause(searcher, "8000元").departments.lead == ("市档案馆",)
    file.write_text(text.replace("8000", "8001"), encoding="utf-8")
    ingest([folder], home, FakeEmbedder(), progress=False)
    assert some_clause(searcher, "8001元").departments == clause.departments


def test_the_index_itself_holds_no_corrections(home: Path, folder: Path, searcher: Searcher) -> None:
    clause = some_clause(searcher, "8000元")
    put_clause(home, clause, departments=Departments(lead=("市档案馆",)))
    ingest([folder], home, FakeEmbedder(), rebuild=True, progress=False)
    corrections.save(home, corrections.NONE)
    found = searcher.clause(clause.clause_id)
    assert found == clause
    assert "by_hand" not in clause.model_dump_json()


def test_corrections_that_cannot_be_read_are_named(home: Path) -> None:
    (home / "corrections.json").write_text('{"policies": 3}')
    with pytest.raises(StoreError, match=r"corrections\.json cannot be read"):
        Searcher.open(home, FakeEmbedder())
