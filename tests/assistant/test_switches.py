"""A part switched off is out of the answer, the others are in it, and the trace says which was off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.answer import Finished, Resources, stream
from assistant.resources import open_resources
from assistant.settings import Settings
from assistant.switches import ALL_ON, Switches
from assistant.trace import Trace, trace_lines
from index.build import ingest
from index.ranking import VECTORS_ALONE, WEIGHTS, weighed
from index.search import Searcher
from tests.fakes import FakeChatModel, FakeEmbedder

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "policies"
DIAGNOSIS = "澜江省中小企业数字化改造怎样开展免费诊断,每年组织专业机构为企业上门诊断?"
LEAD = "澜江省建立中小企业数字化改造名录由哪些部门负责?"
CORPUS = "你们收录了哪些政策?"
RIGHT, WRONG = "每年组织专业机构为企业上门诊断并出具报告。[1]", "每年组织专业机构为973家企业上门诊断。[1]"
REFUSAL = "材料没有规定。"


def finished(searcher: Searcher, question: str, *replies: str, switches: Switches = ALL_ON) -> tuple[Finished, Trace]:
    resources = Resources(searcher, FakeChatModel(*replies), Settings(home=Path("unused")), switches)
    *_, last = stream(question, resources, as_of=date(2026, 11, 22))
    assert isinstance(last, Finished)
    assert last.trace is not None
    return last, last.trace


def test_without_the_gate_the_model_says_what_it_likes(searcher: Searcher) -> None:
    done, trace = finished(searcher, DIAGNOSIS, WRONG, switches=Switches(gate=False))
    assert "973" in done.answer.answer
    assert [(draft.decision, draft.attempt) for draft in trace.drafts] == [("said", 1)]
    assert "number" in trace.drafts[0].faults, "what is wrong with it is noted all the same"
    done, trace = finished(searcher, DIAGNOSIS, WRONG, WRONG)
    assert "973" not in done.answer.answer
    assert [draft.decision for draft in trace.drafts] == ["quoted", "quoted"]


def test_without_the_gate_a_refusal_of_the_model_is_said_too(searcher: Searcher) -> None:
    done, _ = finished(searcher, DIAGNOSIS, REFUSAL, switches=Switches(gate=False))
    assert "材料没有规定" in done.answer.answer
    assert "材料没有规定" not in finished(searcher, DIAGNOSIS, REFUSAL)[0].answer.answer


def test_without_facts_the_model_alone_writes_and_clauses_are_quoted(searcher: Searcher) -> None:
    with_facts, trace = finished(searcher, LEAD)
    assert trace.statements
    assert with_facts.answer.model is None, "the facts suffice"
    without, trace = finished(searcher, LEAD, RIGHT, switches=Switches(facts=False))
    assert not trace.statements
    assert without.answer.model == "fake-chat"
    assert without.answer.citations


def test_without_facts_nothing_is_said_of_the_whole_index(searcher: Searcher) -> None:
    assert finished(searcher, CORPUS)[1].statements
    assert not finished(searcher, CORPUS, RIGHT, RIGHT, switches=Switches(facts=False))[1].statements


@pytest.mark.parametrize("name", ["gate", "facts", "hybrid"])
def test_the_trace_names_what_was_off(searcher: Searcher, name: str) -> None:
    switches = Switches(**{name: False})
    assert switches.off == (name,)
    _, trace = finished(searcher, DIAGNOSIS, RIGHT, switches=switches)
    assert trace.off == (name,)
    assert next(iter(trace_lines(trace))) == f"停用: {name}"
    _, trace = finished(searcher, DIAGNOSIS, RIGHT)
    assert trace.off == ()
    assert not any("停用" in line for line in trace_lines(trace))


def test_a_declined_question_names_it_too(searcher: Searcher) -> None:
    assert finished(searcher, "", switches=Switches(gate=False))[1].off == ("gate",)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("home")
    ingest([SAMPLES], folder / "index", FakeEmbedder(), progress=False)
    return folder


def test_without_hybrid_the_words_of_a_query_count_nothing(home: Path) -> None:
    settings = Settings(home=home, llm_enabled=False)
    resources = open_resources(settings, embedder=FakeEmbedder(), switches=Switches(hybrid=False))
    assert resources.switches.off == ("hybrid",)
    hybrid = open_resources(settings, embedder=FakeEmbedder()).searcher
    changed = 0
    for query in (DIAGNOSIS, LEAD, "吸纳就业补贴每人多少钱", "低空经济哪个部门负责"):
        found = resources.searcher.signals(query)
        assert found is not None
        expected = [one.clause_id for one in weighed(found, VECTORS_ALONE)]
        hits = resources.searcher.search(query, 5, by_article=False, expired_too=True)
        assert [hit.clause.clause_id for hit in hits] == expected[:5]
        changed += expected[:5] != [one.clause_id for one in weighed(found, WEIGHTS)][:5]
        ours = hybrid.search(query, 5, by_article=False, expired_too=True)
        assert [hit.clause.clause_id for hit in ours] == [one.clause_id for one in weighed(found, WEIGHTS)][:5]
    assert changed, "else the test shows nothing"
    assert VECTORS_ALONE.lexical == 0


def test_no_setting_switches_a_part_off(home: Path) -> None:
    environment = {"POLICY_HOME": str(home), "LLM": "none"} | dict.fromkeys(("GATE", "FACTS", "HYBRID"), "none")
    opened = open_resources(Settings.from_environment(environment), embedder=FakeEmbedder())
    assert opened.switches == ALL_ON == Switches()
    assert ALL_ON.off == ()
