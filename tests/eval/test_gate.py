"""The small set with the bundled model: it passes as it is, and each of three ways to break the assistant is caught."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from assistant import prompts
from assistant.answer import Resources
from assistant.chat_model import ChatModel
from assistant.resources import open_embedding_model, open_resources
from assistant.settings import Settings
from assistant.switches import Switches
from eval.__main__ import evaluation
from eval.figures.citations import read_sources
from eval.measures import holds
from eval.questions import read_questions
from eval.run import Plan, run
from eval.variants import ours
from index.build import ingest
from index.columns import Columns
from tests.fakes import FakeChatModel

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples" / "policies"
QUESTIONS = ROOT / "eval" / "sets" / "gate.jsonl"


def test_the_set_is_small_of_every_kind_and_true_to_the_samples() -> None:
    asked = read_questions(QUESTIONS)
    assert 20 <= len(asked) <= 30
    kinds = {question.kind for question in asked}
    assert kinds >= {"eligibility", "department", "deadline", "amount", "list", "content", "multiturn", "unanswerable"}
    assert sum(not question.answerable for question in asked) >= 4
    texts = read_sources(SAMPLES).values()
    for question in asked:
        assert question.as_of
        for piece in question.evidence:
            assert any(holds(text, piece) for text in texts), question.id


class Remembering:
    """A model that is asked the same only once: at temperature 0 it would write the same again, and takes minutes."""

    def __init__(self, model: ChatModel) -> None:
        self.name = model.name
        self._model = model
        self._replies: dict[tuple[str, str], tuple[str, ...]] = {}

    def stream(self, system: str, user: str) -> Iterator[str]:
        """The reply, of the model or from memory; one that was not heard to its end is not remembered."""
        if (system, user) not in self._replies:
            pieces = []
            for piece in self._model.stream(system, user):
                pieces.append(piece)
                yield piece
            self._replies[system, user] = tuple(pieces)
            return
        yield from self._replies[system, user]


def test_a_reply_is_remembered_only_when_it_was_heard_to_its_end() -> None:
    fake = FakeChatModel("甲乙丙丁戊己", "甲乙丙丁戊己", "庚")
    model = Remembering(fake)
    with closing(model.stream("系统", "问题")) as begun:  # type: ignore[type-var]
        assert next(begun) == "甲乙丙丁"
    assert [*model.stream("系统", "问题")] == [*model.stream("系统", "问题")] == ["甲乙丙丁", "戊己"]
    assert [*model.stream("系统", "别的")] == ["庚"]
    assert len(fake.calls) == 3


@pytest.fixture(scope="module")
def resources(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Resources]:
    prepared = Settings.from_environment()
    home = tmp_path_factory.mktemp("home")
    (home / "models").symlink_to(prepared.models_folder)
    settings = replace(prepared, home=home, llm_enabled=True, llm_base_url=None, llm_model=None, llm_timeout=300)
    ingest([SAMPLES], settings.index_folder, open_embedding_model(settings), progress=False)
    opened = open_resources(settings)
    assert opened.model
    yield replace(opened, model=Remembering(opened.model))
    opened.searcher.close()


def gated(made_with: Resources, runs: Path) -> tuple[int, str]:
    """What ``gate`` says of the set answered with these resources."""
    plan = Plan("set", QUESTIONS, sources=SAMPLES, runs=runs)
    run(plan, made_with.settings, lambda _name, _settings: ours(made_with))
    done = CliRunner().invoke(evaluation, ["gate", "set", "--runs", str(runs)])
    return done.exit_code, f"{done.output}{done.exception or ''}"


@pytest.mark.model
def test_unbroken_it_passes(resources: Resources, tmp_path: Path) -> None:
    code, said = gated(resources, tmp_path)
    assert code == 0, said
    assert "bars are met over 24 questions" in said


@pytest.mark.model
def test_a_broken_prompt_is_caught(resources: Resources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The task is gone from the prompt, as after a careless edit; all else of the file is as it was."""
    broken = tmp_path / "prompts"
    shutil.copytree(prompts.FOLDER, broken)
    text = (broken / "answer.txt").read_text(encoding="utf-8")
    header, rest = text.split("[system]\n", 1)
    user = rest.split("[user]\n", 1)[1]
    (broken / "answer.txt").write_text(f"{header}[system]\n写一首押韵的短诗。\n[user]\n{user}", encoding="utf-8")
    sound = prompts.load
    monkeypatch.setattr(prompts, "load", lambda name: sound(name, broken))
    code, said = gated(resources, tmp_path)
    assert code != 0
    assert "below the bar: prose_said" in said


@pytest.mark.model
def test_the_gate_switched_off_is_caught(resources: Resources, tmp_path: Path) -> None:
    code, said = gated(replace(resources, switches=Switches(gate=False)), tmp_path)
    assert code != 0
    assert "below the bar: prose_borne_out" in said
    assert "below the bar: no_contradiction" in said, "what it lets through is not only unproven but wrong"


def test_a_shuffled_index_is_caught(resources: Resources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words and vectors lead to the passage of another clause, as when rows and ids are not in the same order.

    Without the model: its sentences need not be waited for to see that the wrong clauses are found.
    """
    sound = Columns.load

    def shuffled(folder: Path, known: object = None) -> Columns:
        columns = sound(folder, known)  # type: ignore[arg-type]
        order = np.random.default_rng(0).permutation(len(columns))
        return replace(columns, clauses=columns.clauses[order], policies=columns.policies[order])

    monkeypatch.setattr(Columns, "load", shuffled)
    broken = open_resources(resources.settings, with_model=False)
    try:
        code, said = gated(broken, tmp_path)
    finally:
        broken.searcher.close()
    assert code != 0
    assert "below the bar: right:" in said
    assert "below the bar: recall@5" in said
