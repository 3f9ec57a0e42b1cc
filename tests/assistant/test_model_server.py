"""One suite over every kind of model: the fake, the bundled one, and a llama.cpp server in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from assistant.bundled import prepare_bundled
from assistant.chat_model import ChatModel, ContextError, open_chat_model
from assistant.compose import prose, warm
from assistant.question import understand
from assistant.settings import Settings
from tests.assistant.pieces import RESEARCH, TAX, evidence
from tests.assistant.test_compose import NEAR
from tests.fakes import FakeChatModel

if TYPE_CHECKING:
    from assistant.compose import Sentence

ANSWER = "研发投入增长的,按增长部分的10%补助,最高50万元。[1]"
SYSTEM, ASKED = "只根据条款回答,一句话。", "条款:\n[1] 对首次认定的企业一次性奖补二十万元。\n问题:首次认定奖补多少?"
SERVER = """
import sys
import xllamacpp
parameters = xllamacpp.CommonParams()
parameters.model.path = sys.argv[1]
parameters.n_ctx = int(sys.argv[2])
parameters.n_parallel = 1
parameters.cpuparams.n_threads = 2
parameters.hostnames = ["127.0.0.1"]
parameters.port = 0
parameters.verbosity = -1
parameters.ui = False
server = xllamacpp.Server(parameters)
print(server.listening_address, flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def gguf() -> Path:
    return prepare_bundled(Settings.from_environment().models_folder, progress=False)


def server(gguf: Path, context: int) -> Iterator[str]:
    """The address of a llama.cpp server that knows nothing of this program."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(gguf), str(context)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as child:
        assert child.stdout is not None
        yield child.stdout.readline().strip() + "/v1"
        child.kill()


@pytest.fixture(scope="module")
def served(gguf: Path) -> Iterator[str]:
    yield from server(gguf, 4096)


@pytest.fixture(scope="module")
def served_small(gguf: Path) -> Iterator[str]:
    yield from server(gguf, 256)


def at(url: str) -> ChatModel:
    model = open_chat_model(
        Settings.from_environment({"LLM_BASE_URL": url, "LLM_MODEL": "any", "POLICY_HOME": "unused"})
    )
    assert model is not None
    return model


@pytest.fixture(
    params=[
        "fake",
        pytest.param("bundled", marks=pytest.mark.model),
        pytest.param("server", marks=pytest.mark.model),
    ]
)
def model(request: pytest.FixtureRequest) -> ChatModel:
    if request.param == "fake":
        return FakeChatModel(*["二十万元。"] * 1, *[ANSWER] * 4)
    if request.param == "server":
        return at(request.getfixturevalue("served"))
    opened = open_chat_model(Settings(home=Path("unused"), llm_gguf=request.getfixturevalue("gguf")))
    assert opened is not None
    return opened


def sentences(model: ChatModel) -> list[Sentence]:
    question = understand("研发投入增长了,能补助多少?", [], region=None, as_of=date(2026, 11, 22))
    return list(prose(question, evidence(RESEARCH, TAX), model, NEAR))


def test_every_model_keeps_to_the_interface(model: ChatModel) -> None:
    assert model.name
    assert "二十万" in "".join(model.stream(SYSTEM, ASKED))
    stream = model.stream(SYSTEM, "请从一数到一百。")
    with closing(stream):  # type: ignore[type-var]
        assert next(stream)
    warm(model)
    written = sentences(model)
    assert written
    said = [one.verdict for one in written if one.good]
    assert all(verdict.markers for verdict in said)
    # A small model may write anything: what is said is of the clause.
    assert all("10%" in verdict.text or "50万元" in verdict.text for verdict in said)


@pytest.mark.model
def test_a_server_with_a_small_window_is_asked_again_in_short(served_small: str) -> None:
    model = at(served_small)
    with pytest.raises(ContextError):
        list(model.stream("规定" * 300, "问题"))
    assert sentences(model)


def test_the_fake_stands_for_a_chat_model() -> None:
    assert cast("ChatModel", FakeChatModel("x")).name == "fake-chat"
