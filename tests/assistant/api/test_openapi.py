"""Requests made up from the OpenAPI of the whole application: whatever is sent, nothing answers with a 500."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from unittest import SkipTest

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode

from assistant.answer import Resources
from assistant.http import web_app
from assistant.records.api_keys import make_key
from assistant.records.opened import open_records
from assistant.settings import Settings
from index.search import Searcher

EXAMPLES = 30


@pytest.fixture(scope="module")
def whole(searcher: Searcher, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, str]]:
    """The whole application over the samples with its doors, and a key to them."""
    chosen = Settings(home=tmp_path_factory.mktemp("home"), rate_limit=0, rate_limit_ask=0)
    records = open_records(chosen)
    app = web_app(Resources(searcher, None, chosen), records)
    yield app, make_key(records, "test", by="test")[1]
    records.close()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_request_is_answered_with_a_500(whole: tuple[FastAPI, str], mode: GenerationMode) -> None:
    app, key = whole
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app)
    called: dict[str, set[int]] = {}
    for found in schema.get_all_operations():
        operation = found.ok()

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def call(case: Case) -> None:
            if mode is GenerationMode.POSITIVE:
                _ask_what_can_be_answered(case)
            response = case.call(headers={"Authorization": f"Bearer {key}"})
            called.setdefault(case.operation.label, set()).add(response.status_code)
            case.validate_response(response, checks=[not_a_server_error])

        # What takes no input, or any, cannot be asked wrongly.
        with suppress(*(() if mode is GenerationMode.POSITIVE else (Unsatisfiable, SkipTest))):
            call()
    known = {f"{method.upper()} {path}" for path, methods in app.openapi()["paths"].items() for method in methods}
    assert set(called) <= known
    if mode is GenerationMode.POSITIVE:
        assert set(called) == known
        assert 200 in called["POST /api/ask"]
        assert 200 in called["GET /api/search"]
        assert 200 in called["POST /v1/chat/completions"]
    else:
        assert {"POST /api/ask", "POST /v1/chat/completions", "GET /api/search"} <= set(called)


def _ask_what_can_be_answered(case: Case) -> None:
    """Take out of a request for a completion what is refused by design: made up, nearly all would have some of it."""
    if case.operation.label == "POST /v1/chat/completions" and isinstance(case.body, dict):
        for refused in ("n", "tools", "functions", "logprobs", "modalities", "response_format"):
            case.body.pop(refused, None)
        case.body["messages"] = [
            each for each in case.body["messages"] if each["role"] in ("system", "user", "assistant")
        ] + [{"role": "user", "content": "补助标准是多少?"}]
