"""The official MCP client against the tools: over HTTP at the real program, over standard input and output, and cut."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx
import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult, TextContent

from assistant.answer import Answer, AnswerStatus
from assistant.api.mcp_shapes import CitedClause, FoundClauses
from tests.assistant.api.conftest import COMMAND, Protected, environment
from tests.assistant.fake_answers import FakeStream, resources
from tests.assistant.served import serving

QUESTION = "澜江省中小企业做数字化改造，能补助多少？由哪个部门负责？"
ACCEPTED = {"Accept": "application/json, text/event-stream"}


@asynccontextmanager
async def over_http(address: str, key: str, mode: str = "auto") -> AsyncIterator[Client]:
    headers = {"Authorization": f"Bearer {key}"}
    plain = httpx2.AsyncClient(headers=headers, trust_env=False, timeout=60)
    async with plain, Client(streamable_http_client(f"{address}/mcp", http_client=plain), mode=mode) as client:
        yield client


@asynccontextmanager
async def over_stdio(home: Path) -> AsyncIterator[Client]:
    env = environment(home, LLM="none")
    async with Client(StdioServerParameters(command=COMMAND[0], args=[*COMMAND[1:], "mcp"], env=env)) as client:
        yield client


def line(result: CallToolResult) -> str:
    (only,) = result.content
    assert isinstance(only, TextContent)
    return only.text


async def use_every_tool(client: Client) -> None:
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert set(tools) == {"search_clauses", "ask_policy", "get_clause"}
    for tool in tools.values():
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert tool.annotations.open_world_hint is False
        assert tool.description
        assert tool.output_schema is not None
        described = tool.input_schema["properties"].values()
        assert all("description" in each for each in described), tool.name

    found = await client.call_tool("search_clauses", {"query": "数字化改造 补助", "k": 3, "as_of": "2026-11-22"})
    assert not found.is_error
    shape = FoundClauses.model_validate(found.structured_content)
    assert [each.rank for each in shape.clauses] == [1, 2, 3]
    first = shape.clauses[0].clause
    assert "补助" in first.text

    got = await client.call_tool("get_clause", {"clause_id": first.clause_id, "as_of": "2026-11-22"})
    assert CitedClause.model_validate(got.structured_content) == first

    asked = await client.call_tool("ask_policy", {"question": QUESTION, "as_of": "2026-11-22"})
    answer = Answer.model_validate(asked.structured_content)
    assert answer.status in (AnswerStatus.ANSWERED, AnswerStatus.QUOTES_ONLY)
    assert answer.citations
    for each in answer.citations:
        assert f"[{each.marker}]" in answer.answer
        clause = await client.call_tool("get_clause", {"clause_id": each.clause_id})
        assert (clause.structured_content or {})["text"] == each.text

    for name, arguments, told in (
        ("get_clause", {"clause_id": "none"}, "search_clauses finds"),
        ("ask_policy", {"question": " "}, "空"),
        ("search_clauses", {"query": "奖励", "k": 0}, "greater than or equal to 1"),
        ("search_clauses", {"query": "奖励", "as_of": "never"}, "date"),
    ):
        refused = await client.call_tool(name, arguments)
        assert refused.is_error, name
        assert told in line(refused)
        assert "Traceback" not in line(refused)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_every_tool_over_http(served: str, home_key: str, mode: str) -> None:
    async def use() -> None:
        async with over_http(served, home_key, mode) as client:
            await use_every_tool(client)

    anyio.run(use)


def test_every_tool_over_standard_input_and_output(home: Path, served: str) -> None:
    assert served, "the program has indexed the samples"

    async def use() -> None:
        async with over_stdio(home) as client:
            await use_every_tool(client)

    anyio.run(use)


def test_search_keeps_to_its_filters(served: str, home_key: str) -> None:
    async def use() -> None:
        async with over_http(served, home_key) as client:

            async def search(**limits: Any) -> FoundClauses:
                result = await client.call_tool("search_clauses", {"query": "补助标准", "k": 20, **limits})
                return FoundClauses.model_validate(result.structured_content)

            everything = await search()
            one = everything.clauses[0].clause.policy_id
            assert {each.clause.policy_id for each in everything.clauses} > {one}
            assert {each.clause.policy_id for each in (await search(policies=[one])).clauses} == {one}
            in_force = await search(in_force=True, as_of="2026-11-22")
            assert {each.clause.validity for each in in_force.clauses} == {"in_force"}
            assert "霁州市" in {each.clause.region for each in everything.clauses}
            here = {each.clause.region for each in (await search(region="澜江省")).clauses}
            assert "澜江省" in here
            assert "霁州市" not in here

    anyio.run(use)


@pytest.fixture
def address(protected: Protected, told: FakeStream) -> Iterator[str]:
    with serving(protected(resources(public_url="https://policy.example.cn", rate_limit_ask=2))) as at:
        yield at


def test_without_a_key_nothing_is_answered(address: str) -> None:
    with httpx.Client(trust_env=False, headers=ACCEPTED) as client:
        for headers in ({}, {"Authorization": "Bearer none"}, {"Authorization": "Bearer pk_wrong"}):
            assert client.post(f"{address}/mcp", json={}, headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": "evil.example:7860"}, 421),
        ({"Host": "127.0.0.1.evil.example:7860"}, 421),
        ({"Host": "localhost:7860", "Origin": "http://evil.example"}, 403),
        ({"Host": "policy.example.cn", "Origin": "http://policy.example.cn"}, 403),
        ({"Host": "policy.example.cn", "Origin": "https://policy.example.cn"}, 200),
        ({"Host": "localhost:7860"}, 200),
    ],
)
def test_only_its_own_names_lead_to_it(address: str, key: str, headers: dict[str, str], status: int) -> None:
    hello = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
    }
    with httpx.Client(trust_env=False, headers={**ACCEPTED, "Authorization": f"Bearer {key}"}) as client:
        assert client.post(f"{address}/mcp", json=hello, headers=headers).status_code == status


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_who_leaves_stops_the_work(address: str, key: str, told: FakeStream, mode: str) -> None:
    told.pause = 0.3

    async def leave() -> None:
        async with over_http(address, key, mode) as client:
            with anyio.move_on_after(1):
                await client.call_tool("ask_policy", {"question": "奖励多少?"})

    anyio.run(leave)
    until = time.monotonic() + 5
    while not told.closed and time.monotonic() < until:
        time.sleep(0.05)
    assert told.histories == [()]
    assert told.closed == 1


def test_questions_are_counted_as_questions(address: str, key: str) -> None:
    async def ask_often() -> list[CallToolResult]:
        async with over_http(address, key) as client:
            return [await client.call_tool("ask_policy", {"question": "奖励多少?"}) for _ in range(3)]

    first, second, third = anyio.run(ask_often)
    assert not first.is_error
    assert not second.is_error
    assert third.is_error
    assert "Too many questions" in line(third)


def test_a_failed_answer_is_an_error_with_its_reference(address: str, key: str, told: FakeStream) -> None:
    told.status = AnswerStatus.FAILED

    async def ask() -> CallToolResult:
        async with over_http(address, key) as client:
            return await client.call_tool("ask_policy", {"question": "奖励多少?"})

    failed = anyio.run(ask)
    assert failed.is_error
    assert "ab12cd34" in line(failed)
