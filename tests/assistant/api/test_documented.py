"""The examples of docs/programs.md run as they stand, against the real program."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.assistant.api.conftest import CHECKOUT, environment

PAGE = (CHECKOUT / "docs" / "programs.md").read_text(encoding="utf-8")
HERE = "http://127.0.0.1:7860"
QUOTED = "2000元"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def example(language: str, word: str) -> str:
    (found,) = [block for block in blocks(language) if word in block]
    return found


def ran(command: list[str], home: Path, key: str) -> str:
    env = environment(home, POLICY_KEY=key, NO_PROXY="127.0.0.1")
    done = subprocess.run(command, env=env, cwd=home, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("from openai import", (QUOTED, "answered [")),
        ("from mcp import", (QUOTED, "澜江省")),
        ("PolicyRetriever.open", (QUOTED, "霁州市", "招用高校毕业生，每人补贴多少？")),
    ],
)
def test_an_example_in_python(word: str, said: tuple[str, ...], served: str, home: Path, home_key: str) -> None:
    code = example("python", word).replace(HERE, served)
    out = ran([sys.executable, "-c", code], home, home_key)
    assert all(each in out for each in said), out


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl")
def test_the_examples_with_curl(served: str, home: Path, home_key: str) -> None:
    out = ran(["sh", "-ec", example("sh", "curl ").replace(HERE, served)], home, home_key)
    assert QUOTED in out
    assert "event: clauses" in out
    assert "event: answer" in out
    assert '"hits":' in out


def test_every_setting_named_there_is_one() -> None:
    from assistant.settings import Settings

    table = PAGE.split("## Settings")[1]
    names = re.findall(r"^\| `([A-Z_]+)`", table, re.MULTILINE)
    assert len(names) == 6
    for name in names:
        assert name.lower() in Settings.__dataclass_fields__
