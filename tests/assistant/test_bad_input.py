"""What is put in wrongly, from the command line to the answer: nothing lost, one line, and never a false answer."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import AnswerStatus, Resources, answer
from assistant.chat_model import open_chat_model
from assistant.settings import Settings
from assistant.ui.handlers import Chat, asking_event
from index.build import ingest
from index.search import Searcher
from tests.assistant import fake_answers
from tests.assistant.test_chat_model import Respond, Server, events, sends
from tests.assistant.test_cli import NOTICE, Invoke, assert_one_line, folder, invoke
from tests.fakes import FakeEmbedder

__all__ = ["folder", "invoke"]

QUESTION = "补助标准:企业研发投入怎样给予补助?"
QUOTE = "按研发投入的5%给予补助"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_another_encoding_is_read_listed_and_quoted(invoke: Invoke, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "办法 ①—“引号”.txt").write_bytes(NOTICE.encode(encoding))
    assert invoke("ingest", tmp_path / "办法 ①—“引号”.txt").code == 0
    (listed,) = invoke("list", "--json").json
    assert (listed["document_number"], listed["source_file"]) == ("云科发〔2025〕3号", "办法 ①—“引号”.txt")
    assert invoke("show", listed["policy_id"], "--json").json["region"] == "云溪市"
    given = invoke("ask", QUESTION, "--json").json
    assert given["status"] == "quotes_only"
    cited = given["citations"][0]
    assert QUOTE in cited["quote"]
    assert NOTICE[cited["start"] : cited["end"]] == cited["quote"]


def test_an_index_without_policies_gives_empty_json(invoke: Invoke, folder: Path) -> None:
    invoke("ingest", folder)
    for each in invoke("list", "--json").json:
        assert invoke("remove", each["policy_id"], "--json").json["policy_id"] == each["policy_id"]
    assert invoke("list", "--json").json == []
    assert invoke("search", "补助", "--json").json == []
    given = invoke("ask", QUESTION, "--json")
    assert (given.code, given.json["status"], given.json["citations"]) == (0, "not_found", [])
    assert_one_line(invoke("show", "rd", "--json"), "'rd'")


def test_a_region_nobody_knows_gets_nothing_of_another_region(invoke: Invoke, folder: Path) -> None:
    invoke("ingest", folder)
    assert invoke("search", "补助", "--region", "火星市", "--json").json == []
    given = invoke("ask", QUESTION, "--region", "火星市", "--json").json
    assert given["status"] == "not_found"
    assert "火星市" in given["answer"]


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    home = tmp_path_factory.mktemp("home")
    (home / "rd.txt").write_text(NOTICE, encoding="utf-8")
    ingest([home / "rd.txt"], home / "index", FakeEmbedder(), progress=False)
    return Searcher.open(home / "index", FakeEmbedder())


def falls_silent(handler: BaseHTTPRequestHandler) -> None:
    time.sleep(3)


def breaks_off(handler: BaseHTTPRequestHandler) -> None:
    sends(events("按研发", end=False), content_length="100000")(handler)


GIBBERISH = (
    "zxcv qwer asdf lorem ipsum.",
    "天空海阔鸟儿飞翔苹果香蕉。",
    "[1][2][9]",
    "\x00\x01%%$#",
    "1 2 3 4 5 6",
    '{"a":"zxcv"}',
)


@pytest.mark.parametrize(
    "respond",
    [
        sends(b"<!doctype html><p>It works!", kind="text/html"),
        sends(b'data: {"choices": [{"del\n\n'),
        sends(b"boom", 500),
        sends(events()),
        falls_silent,
        breaks_off,
        *(sends(events(*text)) for text in GIBBERISH),
    ],
)
def test_a_model_server_that_misbehaves_leaves_quotes(searcher: Searcher, tmp_path: Path, respond: Respond) -> None:
    with Server(respond).running() as server:
        assert_quotes_only(searcher, tmp_path, server.url)


def test_a_model_server_that_is_down_leaves_the_clauses(searcher: Searcher, tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
    assert_quotes_only(searcher, tmp_path, url)


def assert_quotes_only(searcher: Searcher, home: Path, url: str) -> None:
    settings = Settings(home=home, llm_base_url=url, llm_model="m", llm_timeout=0.5)
    given = answer(QUESTION, Resources(searcher, open_chat_model(settings), settings))
    assert given.status == AnswerStatus.QUOTES_ONLY, given.answer
    assert QUOTE in given.answer
    assert QUOTE in given.citations[0].quote


@pytest.mark.parametrize(
    ("question", "words"), [("", "空"), (" \n\u3000", "空"), ("长" * 10_000, "10000"), (None, "空")]
)
def test_the_page_refuses_what_its_field_would_not_send(question: Any, words: str) -> None:
    asking: Callable[..., Any] = asking_event(Chat(fake_answers.resources()))
    (update,) = asking(question, None, None, None, None)
    (line,) = [part for part in update if isinstance(part, str)]
    assert words in line
