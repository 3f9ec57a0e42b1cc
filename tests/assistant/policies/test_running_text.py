"""Departments in running text, put right: answered by `policy ask`, listed by their tasks, kept over re-ingest."""

from __future__ import annotations

from datetime import date

import pytest

import assistant.resources
from assistant.answer import answer
from assistant.cli import policy as command
from assistant.cli import run
from assistant.records.accounts import Account
from assistant.records.errors import RecordsError
from assistant.records.fact_edits import fact_edits
from assistant.ui.policies import changes, keeping, show_policy
from assistant.ui.policies.facts import clause_of_form
from assistant.ui.policies.words import ZH
from assistant.ui.policies.work import Library
from index.build import ingest
from index.known import clause_facts, mentions_of
from index.policy import Clause, Policy
from tests.assistant.policies.conftest import send, text
from tests.assistant.policies.test_changes import clause_with, edit, form_of
from tests.fakes import FakeEmbedder

DAY = date(2026, 11, 22)
WINDOW = "2026年12月20日，由市科技局会同市税务局负责受理创新券申请"
BRACKET = "（市财政局牵头，市科技局配合）"
QUESTION = "霁州市的创新券申请，由谁负责受理？"
CHECKED = "2026年12月20日。市科技局负责创新券申请材料的审核。市税务局负责创新券的发放"


def without_bracket(**facts: str) -> bytes:
    """The policy of these tests: only its running text names departments."""
    return text(**facts).decode().replace(BRACKET, "").encode()


@pytest.fixture
def taken(library: Library) -> Policy:
    """A policy one of whose clauses names two departments in its running text."""
    (line,) = send(library, {"a.txt": without_bracket(window=WINDOW)}).lines
    return changes.shown_policy(library, line.policies[0])


def naming(policy: Policy) -> Clause:
    return clause_with(policy, "负责受理")


def asked(library: Library, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What `policy ask` prints with LLM=none over the library's own home."""
    monkeypatch.setenv("POLICY_HOME", str(library.settings.home))
    monkeypatch.setenv("LLM", "none")
    monkeypatch.setattr(assistant.resources, "open_embedding_model", lambda _: FakeEmbedder())
    assert run(command, ["ask", *words, "--as-of", DAY.isoformat()], "policy") == 0
    return capsys.readouterr().out


def put_right(library: Library, policy: Policy, account: Account) -> None:
    clause = naming(policy)
    assert [(one.words, one.role) for one in mentions_of(clause)] == [
        ("市科技局", "lead"),
        ("市税务局", "supporting"),
    ]
    assert edit(library, clause, policy, account, **{"mention-0-name": "市商务局"}) == 1


def test_ask_names_the_department_put_right_also_after_a_re_ingest(
    library: Library,
    admin: Account,
    taken: Policy,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = asked(library, monkeypatch, capsys, QUESTION)
    assert "市科技局" in before
    assert "市商务局" not in before
    put_right(library, taken, admin)
    said = asked(library, monkeypatch, capsys, QUESTION)
    assert "部门：牵头：市商务局（原文写作“市科技局”，已由管理员更正）" in said
    assert "由市科技局会同市税务局负责受理" in said, "the quote stays as it is printed"
    folders = [library.settings.home / "elsewhere", keeping.uploads_folder(library.settings)]
    report = ingest(folders, library.settings.index_folder, FakeEmbedder(), rebuild=True, progress=False)
    assert report.policies == 2
    assert asked(library, monkeypatch, capsys, QUESTION) == said
    changes.revert(library, taken.policy_id, naming(taken).clause_id, admin)
    assert asked(library, monkeypatch, capsys, QUESTION) == before


def test_a_sentence_said_word_for_word_names_it_in_its_place(library: Library, admin: Account) -> None:
    (line,) = send(library, {"a.txt": without_bracket(window=CHECKED)}).lines
    policy = changes.shown_policy(library, line.policies[0])
    clause = clause_with(policy, "材料的审核")
    edit(library, clause, policy, admin, **{"mention-0-name": "市商务局"})
    said = answer("霁州市创新券申请材料由谁审核？", library.resources, as_of=DAY).answer
    assert "部门：市商务局（原文写作“市科技局”，已由管理员更正）负责创新券申请材料的审核。" in said
    assert said.count("已由管理员更正") == 1


def test_it_is_marked_and_can_be_taken_back(library: Library, admin: Account, taken: Policy) -> None:
    put_right(library, taken, admin)
    shown = changes.shown_policy(library, taken.policy_id)
    edits, lost = changes.edits_of(library, shown)
    page = show_policy.opened(show_policy.Opened(shown, "", edits, lost, None, DAY), ZH)
    assert "已改 · boss" in page
    assert "<i>牵头</i>市商务局 <small>市科技局</small>" in page
    assert "原读：市科技局；市税务局" in page
    clause = naming(shown)
    assert edit(library, clause, shown, admin, **{"mention-0-name": "市科技局"}) == 1
    assert fact_edits(library.records) == ()
    assert library.searcher.clause(clause.clause_id) == naming(taken)


def test_its_tasks_are_those_of_the_department_put_right(library: Library, admin: Account, taken: Policy) -> None:
    question = "市商务局负责哪些任务？"
    assert "第三条" not in answer(question, library.resources, as_of=DAY).answer
    put_right(library, taken, admin)
    said = answer(question, library.resources, as_of=DAY).answer
    assert "第三条" in said
    assert "市商务局（原文写作“市科技局”" in said


def test_one_the_parser_missed_is_added_and_one_that_is_none_dropped(
    library: Library, admin: Account, taken: Policy
) -> None:
    clause = naming(taken)
    row = {"mention-2-words": "创新券申请", "mention-2-name": "市创新券中心", "mention-2-role": "receives"}
    edit(library, clause, taken, admin, **{"mention-1-name": ""}, **row)
    found = library.searcher.clause(clause.clause_id)
    assert found is not None
    assert [(one.words, one.name, one.role) for one in mentions_of(found)] == [
        ("市科技局", "市科技局", "lead"),
        ("创新券申请", "市创新券中心", "receives"),
    ]


def test_words_that_are_not_there_and_acts_that_are_none_are_refused(taken: Policy) -> None:
    clause = naming(taken)
    for fields in ({"mention-0-words": "市水利局"}, {"mention-0-role": "dances"}):
        with pytest.raises(RecordsError):
            clause_of_form(form_of(clause, taken, **fields), clause, taken)


def test_what_was_put_right_stays_at_its_words_when_only_blanks_of_the_text_change(
    library: Library, admin: Account, taken: Policy
) -> None:
    row = {"amount-0-words": "12月20日", "amount-0-values": "20", "amount-0-unit": "日"}
    assert edit(library, naming(taken), taken, admin, **{"mention-0-name": "市商务局"}, **row) == 2
    send(library, {"a.txt": without_bracket(window=WINDOW.replace("12月", "12 月").replace("，", "， "))})
    shown = changes.shown_policy(library, taken.policy_id)
    found = naming(shown)
    (one, _) = mentions_of(found)
    assert one.name == "市商务局"
    assert found.text[one.start : one.end] == "市科技局"
    (amount,) = clause_facts(found, shown).amounts
    assert amount.values == ("20",)
    assert found.text[amount.start : amount.end].replace(" ", "") == "12月20日"
