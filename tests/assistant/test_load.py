"""Many people at a real server: what is counted, and what is said when something fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Resources
from assistant.http import create_app
from assistant.settings import Settings
from eval.load import put
from eval.questions import EvaluationError
from index.search import Searcher
from tests.assistant.served import serving

QUESTIONS = ["青岚市仓储补助找哪个部门办理?", "这份办法还有效吗,到什么时候?"]


def resources(searcher: Searcher, **settings: Any) -> Resources:
    return Resources(searcher, None, Settings(home=Path("unused"), **settings))


def test_searches_and_answers_are_counted_by_person(searcher: Searcher) -> None:
    with serving(create_app(resources(searcher))) as address:
        load = put(address, QUESTIONS, searching=3, asking=2, seconds=1.5, pause=0.1)
    assert load.errors == []
    assert len(load.searches) > 3 * 3
    assert len(load.by_asker) == 2
    assert min(load.by_asker) > 0
    assert sum(load.by_asker) == len(load.answers)
    assert load.lines()[0].startswith(f"search: {len(load.searches)}, median ")


def test_what_is_refused_is_an_error(searcher: Searcher) -> None:
    with serving(create_app(resources(searcher, question_limit=3))) as address:
        load = put(address, QUESTIONS, searching=0, asking=1, seconds=0.2)
    assert load.errors
    assert load.by_asker == [0]
    assert "errors: " in "\n".join(load.lines())


def test_no_server_is_one_clear_line() -> None:
    with pytest.raises(EvaluationError, match="is not ready"):
        put("http://127.0.0.1:9", QUESTIONS, searching=1, asking=0, seconds=0.1)
