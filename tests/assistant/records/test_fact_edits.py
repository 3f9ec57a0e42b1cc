"""Facts put right, on both databases: the newest revision over older edits, each kind read back, what is answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pydantic import JsonValue
from sqlalchemy import create_engine, text

from assistant.answer import Resources, answer
from assistant.records import applied, migrating
from assistant.records.accounts import Role, add_account
from assistant.records.fact_edits import edit_fact, fact_edits, undo_edit
from assistant.records.opened import FILE_NAME, Records, open_records
from assistant.settings import Settings
from assistant.ui.policies import changes
from assistant.ui.policies.facts import facts_json
from assistant.ui.policies.work import Library
from index import corrections
from index.build import ingest
from index.corrections import ClauseCorrection
from index.known import clause_facts, mentions_of
from index.policy import DateFact, Departments
from index.search import Searcher
from index.stated.fact import Amount, Mention
from tests.assistant.policies.conftest import text as policy_text
from tests.fakes import FakeEmbedder

DAY = date(2026, 11, 22)
DIGEST = "ab" * 32
MENTION = Mention(3, 7, "市科技局", "receives", "受理", "市商务局")
CORRECTION = ClauseCorrection(
    departments=Departments(lead=("市档案馆",), supporting=("𠮷野局", "A&B")),
    dates=(DateFact(date="2026-12-25", text="12月25日", kind="window_end"),),
    amounts=(Amount(0, 5, "8000元", ("9000",), "元", "at_most", "benefit", per=("每人",), of="企业"),),
    mentions=(MENTION,),
)


def put(records: Records, field: str, new: JsonValue, old: JsonValue = None, *, digest: str | None = DIGEST) -> int:
    """Keep an edit of a clause, of the policy without ``digest``."""
    return edit_fact(
        records,
        policy_id="p",
        clause_id="p/1" if digest else None,
        clause_digest=digest,
        field=field,
        old=old,
        new=new,
        by="boss",
    ).id


def test_edits_from_before_clauses_were_known_by_their_text_stay(settings: Settings) -> None:
    url = (settings.records_url or f"sqlite:///{settings.home / FILE_NAME}").replace(
        "postgresql:", "postgresql+psycopg:"
    )
    engine = create_engine(url)
    with engine.begin() as connection:
        migrating.upgrade(connection, "here", "0004")
        insert = text(
            "INSERT INTO fact_edits (policy_id, clause_id, field, old, new, edited_by, edited_at) "
            "VALUES ('p', :clause, :field, 'null', :new, 'boss', '2026-01-02 03:04:05')"
        )
        for clause, field, new in ((None, "title", '"新题"'), ("p/1", "departments", '{"lead": ["市档案馆"]}')):
            connection.execute(insert, {"clause": clause, "field": field, "new": new})
    engine.dispose()
    records = open_records(settings)
    of_policy, of_clause = fact_edits(records)
    assert (of_policy.field, of_policy.new, of_policy.clause_digest) == ("title", "新题", None)
    assert (of_clause.clause_id, of_clause.new, of_clause.clause_digest) == ("p/1", {"lead": ["市档案馆"]}, None)
    found = applied.corrections_of(records).policies["p"]
    assert found.facts == {"title": "新题"}
    assert found.clauses == {}, "nobody knows what text it was made for"
    put(records, "departments", {"lead": ["市财政局"]})
    with records.engine.begin() as connection:
        migrating.check(connection)
    records.close()


def test_the_newest_revision_is_taken_back_and_made_again_with_its_edits(settings: Settings) -> None:
    from alembic import command

    records = open_records(settings)
    put(records, "title", "新题", digest=None)
    put(records, "mentions", facts_json(CORRECTION)["mentions"])
    with records.engine.begin() as connection:
        command.downgrade(migrating._config(connection), "0004")
    records.close()
    records = open_records(settings)
    assert [(each.field, each.clause_digest) for each in fact_edits(records)] == [("title", None), ("mentions", None)]
    records.close()


def test_every_kind_of_fact_is_read_back_as_it_was_put(records: Records, tmp_path: Path) -> None:
    for name, value in facts_json(CORRECTION).items():
        put(records, name, value)
    put(records, "title", "关于“新题”的通知", "旧题", digest=None)
    put(records, "withdrawn", True, False, digest=None)
    put(records, "expires", None, "2026-12-31", digest=None)
    found = applied.corrections_of(records).policies["p"]
    assert found.clauses == {DIGEST: CORRECTION}
    assert found.facts == {"title": "关于“新题”的通知", "withdrawn": True, "expires": None}
    applied.apply(records, tmp_path / "index")
    assert corrections.load(tmp_path / "index").policies["p"] == found


def test_the_last_edit_of_a_clauses_text_counts_until_it_is_taken_back(records: Records) -> None:
    other = "cd" * 32
    first = put(records, "mentions", facts_json(CORRECTION)["mentions"])
    last = put(records, "mentions", [])
    of_other = put(records, "mentions", [], digest=other)
    assert {each.id for each in fact_edits(records, "p")} == {last, of_other}
    undo_edit(records, last)
    assert {each.id for each in fact_edits(records, "p")} == {first, of_other}
    found = applied.corrections_of(records).policies["p"].clauses
    assert (found[DIGEST].mentions, found[other].mentions) == ((MENTION,), ())


@pytest.fixture
def library(records: Records, settings: Settings) -> Iterator[Library]:
    """A library of one policy over records in each of the databases."""
    folder = settings.home / "elsewhere"
    folder.mkdir()
    window = "2026年12月20日，由市科技局负责受理创新券申请"
    (folder / "one.txt").write_bytes(policy_text(window=window))
    ingest([folder], settings.index_folder, FakeEmbedder(), progress=False)
    searcher = Searcher.open(settings.index_folder, FakeEmbedder())
    made = Library(Resources(searcher, None, settings), records)
    yield made
    assert made.titles.wait(60)
    searcher.close()


def test_departments_and_title_put_right_are_answered_and_found_over_a_new_index(library: Library) -> None:
    account = add_account(library.records, "boss", Role.ADMIN)
    (header,) = library.searcher.policies()
    policy = changes.shown_policy(library, header.policy_id)
    clause = next(each for each in policy.clauses if "受理" in each.text)
    (named,) = clause_facts(clause, policy).mentions
    wanted = ClauseCorrection(
        departments=clause.departments,
        dates=clause.dates,
        amounts=clause_facts(clause, policy).amounts,
        mentions=(Mention(named.start, named.end, named.words, named.role, named.verb, "市商务局"),),
    )
    assert changes.edit_clause(library, policy.policy_id, clause.clause_id, wanted, account) == 1
    changes.edit_policy(library, policy.policy_id, {"title": "鹭屿镇榫卯工坊扶持办法"}, account)
    assert library.titles.wait(60)
    folder = library.settings.home / "elsewhere"
    for rebuild in (False, True):
        ingest([folder], library.settings.index_folder, FakeEmbedder(), rebuild=rebuild, progress=False)
        found = library.searcher.clause(clause.clause_id)
        assert found is not None
        assert [one.name for one in mentions_of(found)] == ["市商务局"]
        said = answer("鹭屿镇榫卯工坊扶持办法，申报截止，由谁负责受理创新券申请？", library.resources, as_of=DAY)
        assert "市商务局（原文写作“市科技局”，已由管理员更正）" in said.answer
        assert {one.policy for one in said.citations} == {"鹭屿镇榫卯工坊扶持办法"}
