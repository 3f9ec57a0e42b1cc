"""Every variant opens what its name says, and a run over real policies keeps what they were made with."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import assistant.resources
from assistant.answer import Resources
from assistant.cli import run as command
from assistant.settings import Settings
from assistant.switches import Switches
from eval.__main__ import evaluation
from eval.questions import EvaluationError, Question
from eval.run_folder import predictions_of, read_record, scores_of
from eval.stamps import files_hash, stamps
from eval.variants import OURS_PROMPTS, VARIANTS, index_hash, open_variant, ours
from index.build import ingest
from tests.assistant.fake_answers import POLICIES, FakeSearcher, resources
from tests.fakes import FakeEmbedder

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples" / "policies"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with the index of the samples, made without a model, that the commands open."""
    made = tmp_path / "home"
    ingest([SAMPLES], made / "index", FakeEmbedder(), progress=False)
    monkeypatch.setattr(assistant.resources, "open_embedding_model", lambda _settings: FakeEmbedder())
    monkeypatch.setenv("POLICY_HOME", str(made))
    monkeypatch.setenv("LLM", "none")
    return made


@pytest.mark.parametrize(
    ("name", "off"), [("ours", ()), ("no-gate", ("gate",)), ("no-facts", ("facts",)), ("no-hybrid", ("hybrid",))]
)
def test_an_ablation_is_the_assistant_with_one_part_off(
    home: Path, name: str, off: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Switches] = []
    opening = assistant.resources.open_resources

    def noted(settings: Settings, *, switches: Switches) -> Resources:
        opened.append(switches)
        return opening(settings, switches=switches)

    monkeypatch.setattr(assistant.resources, "open_resources", noted)
    answerer = open_variant(name, Settings(home=home, llm_enabled=False))
    assert [switches.off for switches in opened] == [off]
    assert (answerer.model, answerer.policies) == (None, 12)
    asked = Question(id="q", question="澜江省建立中小企业数字化改造名录由哪些部门负责?", as_of=date(2026, 11, 22))
    given = answerer.answer(asked)
    assert given.citations
    assert (given.status == "quotes_only") is (name == "no-facts"), "code names the departments unless facts are off"
    assert answerer.search is not None
    assert len(answerer.search(asked, 2)) == 2
    assert answerer.confidence is not None
    assert answerer.confidence(asked) is not None


def test_an_unknown_name_is_told_with_those_there_are() -> None:
    with pytest.raises(EvaluationError, match="choose one of ours, no-gate, no-facts, no-hybrid, langchain"):
        open_variant("theirs", Settings(home=Path("unused")))


def test_the_prompts_stamped_are_those_the_assistant_loads() -> None:
    used = {
        name
        for path in (ROOT / "assistant").rglob("*.py")
        for name in re.findall(r"\bload\(\"(\w+)\"\)", path.read_text(encoding="utf-8"))
    }
    assert used == set(OURS_PROMPTS)
    assert set(ours(resources()).prompts) == used


def test_a_policy_or_a_clause_changed_is_another_index() -> None:
    clause = POLICIES[0].clauses[0]
    changed = POLICIES[0].model_copy(
        update={"clauses": (clause.model_copy(update={"text": clause.text + "。"}), *POLICIES[0].clauses[1:])}
    )
    whole = index_hash(FakeSearcher())
    assert index_hash(FakeSearcher(POLICIES[::-1])) == whole, "the order is no matter"
    assert index_hash(FakeSearcher([changed, *POLICIES[1:]])) != whole
    assert index_hash(FakeSearcher(POLICIES[1:])) != whole


def test_a_changed_file_or_name_is_other_code(tmp_path: Path) -> None:
    first, second = tmp_path / "a.py", tmp_path / "b.py"
    first.write_text("x = 1\n", encoding="utf-8")
    second.write_text("y = 1\n", encoding="utf-8")
    before = files_hash(tmp_path, [first, second])
    assert files_hash(tmp_path, [second, first]) == before
    second.write_text("y = 2\n", encoding="utf-8")
    assert files_hash(tmp_path, [first, second]) != before
    renamed = second.rename(tmp_path / "c.py")
    renamed.write_text("y = 1\n", encoding="utf-8")
    assert files_hash(tmp_path, [first, renamed]) != before


def test_a_tuned_query_encoder_is_stamped(tmp_path: Path) -> None:
    settings, answerer = Settings(home=tmp_path), ours(resources())
    before = stamps(answerer, settings)
    assert "tuned" not in before.settings
    settings.tuned_folder.mkdir()
    (settings.tuned_folder / "tensors").write_bytes(b"1")
    after = stamps(answerer, settings)
    assert after.settings["tuned"] != "none"
    assert before.digest != after.digest


def test_the_help_names_every_variant(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(evaluation, ["run", "--help"], "python -m eval") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert all(re.search(rf"(?<![\w-]){name}(?![\w-])", told) for name in VARIANTS)


def call(*arguments: str | Path) -> int:
    return command(evaluation, [str(each) for each in arguments], "python -m eval")


def test_the_commands_make_two_runs_and_compare_them(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = tmp_path / "runs"
    common: tuple[Any, ...] = ("--questions", ROOT / "samples" / "questions.jsonl", "--limit", "12", "--runs", runs)
    assert call("run", "ours", *common, "--policies", SAMPLES, "--workers", "2") == 0
    seen = capsys.readouterr()
    assert "right_and_cited" in seen.out
    assert f"{runs / 'ours'}: 12 answered, 0 kept, 0 failed" in seen.err
    assert call("run", "vectors", *common, "--policies", SAMPLES, "--variant", "no-hybrid") == 0
    assert read_record(runs / "vectors").variant == "no-hybrid"
    capsys.readouterr()
    assert call("compare", "ours", "vectors", "--runs", runs, "--json") == 0
    compared = json.loads(capsys.readouterr().out)
    assert compared["questions"] == 12
    assert "variant (was ours, is no-hybrid)" in compared["made_otherwise"]
    assert call("compare", "ours", "vectors", "--runs", runs) == 0
    assert "vectors against ours, 12 questions" in capsys.readouterr().out
    assert call("run", "ours", *common, "--variant", "no-gate") != 0
    told = capsys.readouterr().err.strip()
    assert "--fresh" in told
    assert "\n" not in told.partition("Error")[2]


@pytest.mark.model
def test_a_run_with_the_bundled_model_keeps_its_name_and_answers_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = Settings.from_environment().models_folder
    made = tmp_path / "home"
    made.mkdir()
    (made / "models").symlink_to(models)
    monkeypatch.setenv("POLICY_HOME", str(made))
    monkeypatch.delenv("LLM", raising=False)
    embedder = assistant.resources.open_embedding_model(Settings.from_environment())
    ingest([SAMPLES / "lanjiang-digital-plan-2025.txt"], made / "index", embedder, progress=False)
    lines = [
        {
            "id": "a",
            "question": "澜江省怎样给中小企业做数字化诊断?",
            "as_of": "2026-11-22",
            "facts": [["上门诊断", "诊断"]],
        },
        {"id": "b", "question": "澜江省建立中小企业数字化改造名录由哪些部门负责?", "as_of": "2026-11-22"},
        {"id": "c", "question": "海南省的离岛免税额度是多少?", "as_of": "2026-11-22", "answerable": False},
    ]
    questions = tmp_path / "q.jsonl"
    questions.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    common: tuple[Any, ...] = ("--questions", questions, "--runs", tmp_path)
    assert call("run", "ours", *common) == 0
    assert call("run", "facts-off", *common, "--variant", "no-facts") == 0
    record = read_record(tmp_path / "ours")
    assert record.model is not None
    assert "qwen2.5" in record.model.lower()
    assert (record.peak_mb or 0) > 1000, "the child with the model is counted"
    written = {name: predictions_of(tmp_path / name) for name in ("ours", "facts-off")}
    for made_by in written.values():
        assert {key: one.status for key, one in made_by.items()}["c"] == "not_found"
        assert "诊断" in made_by["a"].answer
    models_asked = {
        name: [
            json.loads(line)["model"]
            for line in (tmp_path / name / "predictions.jsonl").read_text("utf-8").splitlines()
        ]
        for name in written
    }
    assert models_asked["ours"][1] is None, "code says which departments"
    assert models_asked["facts-off"][1] == record.model, "without facts the model writes"
    assert scores_of(tmp_path / "ours")["a"].right
