"""Many people at one server: searches as people type and questions put at the same time, and how long each takes.

Every searcher and every asker is a connection of its own that puts its next question when the last is answered, after a
pause. A server that counts requests has to be told not to: RATE_LIMIT=0 RATE_LIMIT_ASK=0.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import TYPE_CHECKING

from eval.questions import EvaluationError

if TYPE_CHECKING:
    import httpx

_LONGEST_SECONDS = 300.0
_SHOWN = 3
_TYPED = 6


@dataclass
class Load:
    """What was measured: seconds of each search and each answer, and how far each asker came."""

    searches: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    clauses: list[float] = field(default_factory=list)
    """Seconds from a question to its clauses."""
    errors: list[str] = field(default_factory=list)
    waited: int = 0
    """How many askers were told that others are before them."""
    by_asker: list[int] = field(default_factory=list)
    """Whole answers of each asker: with a fair line they are nearly as many for each."""

    def lines(self) -> list[str]:
        """Return the figures as lines of text."""
        told = f"answers of each asker: {', '.join(map(str, self.by_asker))}; told to wait: {self.waited}"
        return [
            _spread("search", self.searches),
            _spread("clauses of a question", self.clauses),
            _spread("whole answer", self.answers),
            told,
            f"errors: {len(self.errors)}",
            *self.errors[:_SHOWN],
        ]


def put(url: str, questions: Sequence[str], *, searching: int, asking: int, seconds: float, pause: float = 1.0) -> Load:
    """Put ``questions`` to the server at ``url`` for so many ``seconds``, with ``pause`` between a person's searches.

    Raises EvaluationError when the server does not answer at all.
    """
    return asyncio.run(_put(url.rstrip("/"), questions, searching, asking, seconds, pause))


async def _put(url: str, questions: Sequence[str], searching: int, asking: int, seconds: float, pause: float) -> Load:
    import httpx

    load = Load(by_asker=[0] * asking)
    limits = httpx.Limits(max_connections=searching + asking)
    async with httpx.AsyncClient(base_url=url, timeout=_LONGEST_SECONDS, limits=limits, trust_env=False) as client:
        try:
            (await client.get("/readyz")).raise_for_status()
        except httpx.HTTPError as error:
            raise EvaluationError(f"{url} is not ready ({error}): start it with `policy serve`.") from None
        until = time.perf_counter() + seconds

        async def person(texts: Iterable[str], act: Callable[[str], Awaitable[None]], wait: float) -> None:
            for text in texts:
                if time.perf_counter() >= until:
                    return
                await _noting(act(text), load)
                await asyncio.sleep(wait)

        async def search(text: str) -> None:
            await _search(client, text, load)

        orders = [
            islice(cycle(questions), number * len(questions) // max(1, searching), None) for number in range(searching)
        ]
        searchers = [
            person(_typed(order), search, pause * (0.8 + 0.4 * number / searching))
            for number, order in enumerate(orders)
        ]
        askers = [
            person(islice(cycle(questions), number, None, asking), _asker(client, number, load), 0.0)
            for number in range(asking)
        ]
        await asyncio.gather(*searchers, *askers)
    return load


def _typed(questions: Iterable[str]) -> Iterator[str]:
    """What stands in the box while each question is typed: a search every few characters, hardly one twice."""
    for question in questions:
        yield from (question[:end] for end in range(_TYPED, len(question) + _TYPED, _TYPED))


async def _noting(act: Awaitable[None], load: Load) -> None:
    import httpx

    try:
        await act
    except (httpx.HTTPError, ValueError) as error:
        load.errors.append(f"{type(error).__name__}: {error}")


async def _search(client: httpx.AsyncClient, question: str, load: Load) -> None:
    began = time.perf_counter()
    reply = await client.get("/api/search", params={"q": question, "k": 8})
    reply.raise_for_status()
    load.searches.append(time.perf_counter() - began)


def _asker(client: httpx.AsyncClient, number: int, load: Load) -> Callable[[str], Awaitable[None]]:
    async def ask(question: str) -> None:
        began, kind, told = time.perf_counter(), "", False
        async with client.stream("POST", "/api/ask", json={"question": question, "stream": True}) as reply:
            reply.raise_for_status()
            async for line in reply.aiter_lines():
                name, _, value = line.partition(": ")
                kind = value if name == "event" else kind
                if name == "event" and value == "clauses":
                    load.clauses.append(time.perf_counter() - began)
                told = told or (name == "event" and value == "waiting")
                if name == "data" and kind == "answer" and json.loads(value)["status"] == "failed":
                    raise ValueError(f"no answer to {question!r}")
        if kind != "answer":
            raise ValueError(f"the answer to {question!r} broke off")
        load.answers.append(time.perf_counter() - began)
        load.waited += told
        load.by_asker[number] += 1

    return ask


def _spread(name: str, seconds: Sequence[float]) -> str:
    """Count, median, 95th percentile (nearest rank) and greatest, in milliseconds."""
    if not seconds:
        return f"{name}: none"
    ranked = sorted(seconds)
    p95 = ranked[min(len(ranked) - 1, -(-95 * len(ranked) // 100) - 1)]
    middle = ranked[(len(ranked) - 1) // 2]
    in_ms = (f"{value * 1000:.0f} ms" for value in (middle, p95, ranked[-1]))
    return f"{name}: {len(ranked)}, median {next(in_ms)}, p95 {next(in_ms)}, longest {next(in_ms)}"
