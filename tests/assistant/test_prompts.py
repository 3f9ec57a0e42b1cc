"""Prompt files are complete, and filled completely or not at all."""

from __future__ import annotations

import pytest

from assistant import prompts
from index.errors import SettingError

NAMES = sorted(path.stem for path in prompts.FOLDER.glob("*.txt"))


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_names_the_variables_it_takes(name: str) -> None:
    prompt = prompts.load(name)
    filled = prompt.fill(**dict.fromkeys(prompt.variables, "某值"))
    assert "$" not in filled
    assert len(prompt.sha256) == 64


def test_a_missing_and_an_unknown_variable_raise() -> None:
    prompt = prompts.load("answer")
    with pytest.raises(SettingError, match="missing variables"):
        prompt.fill(question="x")
    with pytest.raises(SettingError, match="unknown variables"):
        prompt.fill(**dict.fromkeys(prompt.variables, "x"), more="y")


def test_a_prompt_that_is_not_there_raises() -> None:
    with pytest.raises(SettingError, match="missing or lacks"):
        prompts.load("no-such-prompt")
