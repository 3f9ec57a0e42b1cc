"""The policy command: what each prints, its JSON, and one line with an exit code for every failure."""

from __future__ import annotations

import io
import json
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click
import pytest

import assistant.ingest
import assistant.resources
import assistant.terminal
from assistant.answer import AnswerStatus, Resources
from assistant.cli import policy, run
from assistant.cli_docs import markdown
from tests.assistant import fake_answers
from tests.assistant.fake_answers import FakeStream
from tests.fakes import FakeEmbedder

CHECKOUT = Path(__file__).resolve().parents[2]
NOTICE = """云溪市科学技术局关于印发《云溪市研发补助办法》的通知
云科发〔2025〕3号
各有关单位:
一、补助对象
在本市登记注册的科技型企业。
二、补助标准
按研发投入的5%给予补助,最高不超过30万元。(市科技局牵头,市财政局配合)
三、有效期
本办法自2025年3月1日起施行,有效期至2030年2月28日。
"""
OTHER = """云溪市商务局关于支持夜间经济的意见
一、延长营业时间
鼓励商场延长营业时间。
二、责任分工
由市商务局负责。
"""


class Result:
    """What a command left: exit code, standard output, standard error."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Invoke = Callable[..., Result]


@pytest.fixture
def invoke(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Invoke:
    """Run a command in a fresh POLICY_HOME, with the fake embedding model and no language model."""
    monkeypatch.setenv("POLICY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LLM", "none")
    for name in ("EMBEDDING_MODEL", "LLM_BASE_URL", "LLM_GGUF", "QUESTION_LIMIT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(assistant.resources, "open_embedding_model", lambda _: FakeEmbedder())

    def call(*arguments: str | Path) -> Result:
        capsys.readouterr()
        code = run(policy, [str(each) for each in arguments], "policy")
        seen = capsys.readouterr()
        return Result(code, seen.out, seen.err)

    return call


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "policies"
    made.mkdir()
    (made / "rd.txt").write_text(NOTICE, encoding="utf-8")
    (made / "night.txt").write_text(OTHER, encoding="utf-8")
    return made


@pytest.fixture
def faked(monkeypatch: pytest.MonkeyPatch) -> FakeStream:
    """A stream of answers without an index or a model."""
    stream = FakeStream()

    def resources(*_: object, **__: object) -> Resources:
        return fake_answers.resources()

    monkeypatch.setattr(assistant.resources, "open_resources", resources)
    monkeypatch.setattr(assistant.terminal, "stream", stream)
    return stream


def assert_one_line(result: Result, *words: str, code: int = 1) -> None:
    lines = [line for line in result.err.splitlines() if line.startswith("Error: ")]
    assert result.code == code
    assert len(lines) == 1, result.err
    assert "Traceback" not in result.err
    for word in words:
        assert word in lines[0]


def test_ingest_then_list_show_and_remove(invoke: Invoke, folder: Path) -> None:
    done = invoke("ingest", folder)
    assert done.code == 0, done.err
    assert "2 added" in done.out
    listed = invoke("list").out
    assert "云科发〔2025〕3号" in listed
    assert "(至2030-02-28)" in listed

    (ours,) = [each for each in invoke("list", "--json").json if each["source_file"] == "rd.txt"]
    assert ours["expires"] == "2030-02-28"
    assert ours["days_left"] == (date(2030, 2, 28) - date.today()).days

    shown = invoke("show", ours["policy_id"]).out
    assert "二、" in shown
    assert "牵头:市科技局" in shown
    assert "配合:市财政局" in shown

    removed = invoke("remove", ours["policy_id"])
    assert removed.code == 0
    assert [each["source_file"] for each in invoke("list", "--json").json] == ["night.txt"]


def test_ingesting_again_does_nothing_and_says_so_as_json(invoke: Invoke, folder: Path) -> None:
    assert invoke("ingest", folder, "--json").json["added"] == ["night.txt", "rd.txt"]
    again = invoke("ingest", folder, "--json").json
    assert again["unchanged"] == ["night.txt", "rd.txt"]
    assert again["policies"] == 2
    assert invoke("ingest", folder, "--rebuild", "--json").json["added"] == ["night.txt", "rd.txt"]


def test_show_json_has_the_shape_others_rely_on(invoke: Invoke, folder: Path) -> None:
    invoke("ingest", folder)
    policy_id = next(each["policy_id"] for each in invoke("list", "--json").json if each["source_file"] == "rd.txt")
    shown = invoke("show", policy_id, "--json").json
    header = {"title", "issuer", "publisher", "document_number", "index_number", "published", "effective", "expires"}
    lines = {"sections", "metadata_lines", "title_lines", "addressee", "signature_lines", "boilerplate", "clauses"}
    assert header | lines | {"region", "policy_id", "source_file", "form"} <= set(shown)
    clause = next(each for each in shown["clauses"] if each["address"] == ["二、"])
    keys = {"address", "heading", "starts", "text", "departments", "dates", "facts", "clause_id", "start", "end"}
    assert keys == set(clause)
    assert clause["departments"] == {"lead": ["市科技局"], "with": ["市财政局"], "responsible": []}
    assert clause["heading"] == "补助标准"
    assert clause["starts"] == "按研发投入的5%给予补助"
    # Offsets lead into the source as it was read.
    assert NOTICE[clause["start"] : clause["end"]].strip().endswith("市财政局配合)")


def test_a_bad_file_is_named_and_the_others_are_indexed(invoke: Invoke, folder: Path) -> None:
    (folder / "empty.txt").write_text("", encoding="utf-8")
    done = invoke("ingest", folder)
    assert_one_line(done, "1 of the files")
    assert "failed   empty.txt: the file is empty" in done.out
    assert len(invoke("list", "--json").json) == 2


@pytest.mark.parametrize(
    ("arguments", "words", "code"),
    [
        (("list",), ("policy ingest",), 1),
        (("show", "none"), ("policy ingest",), 1),
        (("ingest", "/nowhere"), ("/nowhere",), 1),
        (("ask", "  "), (), 1),
        (("ask", "长" * 10_000), ("10000",), 1),
        (("search", ""), (), 1),
        (("search", "补助", "-k", "0"), ("policy search --help",), 2),
        (("ask", "补助?", "--as-of", "tomorrow"), ("'tomorrow' is not a day",), 2),
        (("unknown",), ("No such command",), 2),
        (("show",), ("POLICY_ID",), 2),
        (("ask", "补助\udcff"), ("UTF-8",), 2),
        (("ask", "补助?", "--as-of", "2026-13-45"), ("'2026-13-45' is not a day",), 2),
        (("ask", "", "--json"), ("空",), 1),
    ],
)
def test_a_failure_is_one_line_and_an_exit_code(
    invoke: Invoke, arguments: Sequence[str], words: Sequence[str], code: int
) -> None:
    assert_one_line(invoke(*arguments), *words, code=code)


def test_show_and_remove_of_an_unknown_policy(invoke: Invoke, folder: Path) -> None:
    invoke("ingest", folder)
    assert_one_line(invoke("show", "none"), "'none'", "policy list")
    assert_one_line(invoke("remove", "none"), "'none'", "policy list")


@pytest.mark.parametrize("command", [("ingest", "FOLDER"), ("prepare",), ("serve", "--policies", "FOLDER")])
def test_a_home_that_cannot_be_written_is_one_line(
    invoke: Invoke, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Sequence[str]
) -> None:
    # A file in the place of the folder stops root as well, whom permissions do not.
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("POLICY_HOME", str(tmp_path / "file" / "home"))
    # Said before the models are looked for, which are in that folder too.
    monkeypatch.setattr(assistant.resources, "open_embedding_model", lambda _: pytest.fail("the model was opened"))
    done = invoke(*(folder if word == "FOLDER" else word for word in command))
    assert_one_line(done, "file/home", "not writable", "POLICY_HOME")


def test_a_setting_that_cannot_be_used_is_one_line(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUESTION_LIMIT", "many")
    assert_one_line(invoke("ask", "补助?"), "QUESTION_LIMIT")


def test_an_error_of_the_program_is_one_line_with_its_traceback_in_the_log(
    invoke: Invoke, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoke("ingest", folder)

    def failing(*_: object, **__: object) -> None:
        raise ValueError("what went wrong")

    monkeypatch.setattr("assistant.terminal.list_lines", failing)
    done = invoke("list")
    assert_one_line(done, "error of the program", "policy.log")
    assert "what went wrong" not in done.err
    log = (tmp_path / "home" / "policy.log").read_text(encoding="utf-8")
    assert "ValueError: what went wrong" in log
    assert done.err.partition("reference ")[2][:8] in log


def test_an_interruption_is_130(invoke: Invoke, faked: FakeStream, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> Iterator[Any]:
        raise KeyboardInterrupt

    monkeypatch.setattr(assistant.terminal, "stream", interrupted)
    assert_one_line(invoke("ask", "补助?"), "interrupted", code=130)


def test_search_prints_hits_in_the_shape_of_retrieve(invoke: Invoke, faked: FakeStream) -> None:
    found = invoke("search", "奖励", "-k", "2", "--json").json
    assert [hit["rank"] for hit in found] == [1, 2]
    shape = {"rank", "score", "policy_id", "policy", "source_file", "clause_id", "address", "text", "validity"}
    assert set(found[0]) == shape
    assert "第二章第五条" in invoke("search", "奖励").out


def test_a_search_can_be_limited(invoke: Invoke, folder: Path) -> None:
    assert invoke("ingest", folder).code == 0

    def found(*limits: str) -> set[str]:
        return {hit["clause_id"] for hit in invoke("search", "补助标准", "--json", *limits).json}

    assert {each["policy_id"] for each in invoke("list", "--json").json} == {"rd", "night"}
    notice = {"rd/1", "rd/2", "rd/3"}
    assert found() > found("--policy", "rd") == notice
    assert found("--department", "科学技术局") == found("--department", "云溪市科技局") == {"rd/2"}
    assert found("--department", "税务局") == set()
    assert found("--in-force", "--as-of", "2026-11-22") == notice
    assert found("--in-force", "--as-of", "2031-11-22") == set()
    assert_one_line(invoke("search", "补助", "--policy", "none"), "'none'", "policy list")


def test_ask_prints_the_answer_then_its_sources(invoke: Invoke, faked: FakeStream) -> None:
    done = invoke("ask", "奖励多少?", "--region", "云岭省", "--as-of", "2026-11-22")
    assert done.code == 0, done.err
    answer, _, sources = done.out.partition("[1] 云岭省人民政府办公厅")
    assert answer.strip() == faked.text
    assert "(云政办发〔2025〕18号) 第二章第五条  有效,剩1225天(至2030-03-31)" in sources
    assert "    对新认定的专精特新企业,一次性奖励20万元。" in sources
    assert faked.filters == [("云岭省", date(2026, 11, 22))]


def test_ask_json_is_the_answer(invoke: Invoke, faked: FakeStream) -> None:
    given = invoke("ask", "奖励多少?", "--json").json
    assert given["status"] == "answered"
    assert given["answer"] == faked.text
    assert given["citations"][0]["marker"] == 1
    assert set(given["seconds"]) == {"search", "first_text", "total"}


def test_an_answer_that_failed_exits_with_1_and_its_reference(invoke: Invoke, faked: FakeStream) -> None:
    faked.status = AnswerStatus.FAILED
    assert_one_line(invoke("ask", "奖励多少?"), "ab12cd34")
    as_json = invoke("ask", "奖励多少?", "--json")
    assert_one_line(as_json, "ab12cd34")
    assert as_json.json["status"] == "failed"


def test_a_traceback_goes_to_the_log_and_a_warning_to_the_terminal(
    invoke: Invoke, faked: FakeStream, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(question: str, resources: Resources, **rest: Any) -> Iterator[Any]:
        logging.getLogger("assistant.answer").warning("the model is slow")
        try:
            raise ValueError("what went wrong")
        except ValueError:
            logging.getLogger("assistant.answer").exception("question failed, reference ab12cd34")
        return FakeStream(status=AnswerStatus.FAILED)(question, resources, **rest)

    monkeypatch.setattr(assistant.terminal, "stream", failing)
    (tmp_path / "home").mkdir()
    done = invoke("ask", "奖励多少?")
    assert_one_line(done, "ab12cd34", "policy.log")
    assert done.err.splitlines()[0] == "the model is slow"
    assert "what went wrong" not in done.err
    log = (tmp_path / "home" / "policy.log").read_text(encoding="utf-8")
    assert "ab12cd34" in log
    assert "ValueError: what went wrong" in log


def test_a_question_left_open_says_why(invoke: Invoke, faked: FakeStream) -> None:
    faked.status = AnswerStatus.NOT_STATED
    done = invoke("ask", "奖励多少?")
    assert done.code == 0
    assert "[原文未规定]" in done.out


def test_chat_keeps_the_history(invoke: Invoke, faked: FakeStream, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = iter(["奖励多少?", "", "谁牵头?"])

    def typed(_prompt: str = "") -> str:
        try:
            return next(lines)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", typed)
    done = invoke("chat", "--json")
    assert done.code == 0, done.err
    assert [json.loads(line)["question"] for line in done.out.splitlines()] == ["奖励多少?", "谁牵头?"]
    assert faked.histories[0] == ()
    assert [(turn.role, turn.content) for turn in faked.histories[1]] == [
        ("user", "奖励多少?"),
        ("assistant", faked.text),
    ]


def test_chat_goes_on_after_a_line_that_is_no_question(
    invoke: Invoke, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoke("ingest", folder)
    monkeypatch.setattr("sys.stdin", io.StringIO("补助\udcff\n" + "长" * 10_000 + "\n最高补助多少?\n"))
    done = invoke("chat", "--json")
    assert done.code == 0, done.err
    broken, long, asked = [json.loads(line) for line in done.out.splitlines()]
    assert broken["question"] == "补助?"
    assert long["status"] == "needs_detail"
    assert "10000" in long["answer"]
    assert asked["status"] != "failed"


class Served:
    """Stands in for the web server: remembers what it was asked to serve."""

    def __init__(self) -> None:
        self.sources: list[list[str]] = []


@pytest.fixture
def served(invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Served:
    made = Served()
    samples = tmp_path / "samples"
    samples.mkdir()
    (samples / "sample.txt").write_text(OTHER.replace("云溪市", "望屿市"), encoding="utf-8")
    prepare_with_these = partial(assistant.ingest.prepare_index, samples=samples)

    def serve(resources: Resources, host: str, port: int) -> None:
        made.sources.append([each["source_file"] for each in invoke("list", "--json").json])

    monkeypatch.setattr(assistant.ingest, "prepare_index", prepare_with_these)
    monkeypatch.setattr(assistant.resources, "open_resources", lambda *_, **__: fake_answers.resources())
    monkeypatch.setattr("assistant.http.serve", serve)
    return made


@pytest.fixture
def port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_serve_without_policies_serves_the_samples_each_time(invoke: Invoke, served: Served, port: int) -> None:
    assert invoke("serve", "--port", str(port)).code == 0
    assert invoke("serve", "--port", str(port)).code == 0
    assert served.sources == [["sample.txt"], ["sample.txt"]]


def test_serve_with_policies_takes_the_invented_samples_out(
    invoke: Invoke, served: Served, folder: Path, port: int
) -> None:
    invoke("serve", "--port", str(port))
    assert invoke("serve", "--port", str(port), "--policies", folder).code == 0
    assert invoke("serve", "--port", str(port)).code == 0
    assert [sorted(each) for each in served.sources[1:]] == [["night.txt", "rd.txt"]] * 2


def test_serve_with_a_folder_that_holds_nothing_loses_nothing(
    invoke: Invoke, served: Served, tmp_path: Path, port: int
) -> None:
    invoke("serve", "--port", str(port))
    (tmp_path / "bare").mkdir()
    assert_one_line(invoke("serve", "--port", str(port), "--policies", tmp_path / "bare"), "no policies")
    assert len(invoke("list", "--json").json) == 1


def test_serve_at_a_port_in_use_is_one_line_before_any_work(invoke: Invoke, served: Served) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        assert_one_line(invoke("serve", "--port", str(listener.getsockname()[1])), "in use", "--port")
    assert served.sources == []
    assert_one_line(invoke("list"), "no index")


def test_doctor_names_the_command_that_mends(invoke: Invoke, tmp_path: Path) -> None:
    done = invoke("doctor")
    assert_one_line(done, "found a problem")
    assert any(line.startswith("ok      python") for line in done.out.splitlines())
    assert any(line.startswith("problem index") and "policy ingest" in line for line in done.out.splitlines())
    assert any(
        line.startswith("problem embedding model") and "policy prepare" in line for line in done.out.splitlines()
    )


def test_doctor_as_json(invoke: Invoke) -> None:
    checks = {check["name"]: check for check in invoke("doctor", "--json").json}
    assert checks["python"]["ok"]
    assert checks["POLICY_HOME"]["ok"]
    assert not checks["index"]["ok"]


def test_help_is_light() -> None:
    """Help must not load what takes seconds to import."""
    code = (
        "import sys; from assistant.cli import policy, run; run(policy, ['--help'], 'policy');"
        "heavy = {'torch', 'chromadb', 'gradio', 'langchain_openai', 'pydantic', 'fastapi'} & set(sys.modules);"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "ingest" in done.stdout


def commands(group: click.Group) -> Iterator[click.Command]:
    for command in group.commands.values():
        if isinstance(command, click.Group):
            yield from commands(command)
        else:
            yield command


def test_every_command_takes_json() -> None:
    for command in commands(policy):
        assert any("--json" in parameter.opts for parameter in command.params), command.name


def test_the_documented_help_is_the_help() -> None:
    path = CHECKOUT / "docs" / "cli.md"
    if os.environ.get("WRITE_DOCS"):
        path.write_text(markdown(), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == markdown(), "stale: python -m assistant.cli_docs > docs/cli.md"
