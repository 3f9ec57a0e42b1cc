"""The everyday wordings of ``wordings.json``: chosen by a seeded generator, filled, and never with a hole left."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Template

from eval.questions import EvaluationError

_SPEAKS = ("我们", "想", "今天", "要")
_FILE = Path(__file__).with_name("wordings.json")


def put(key: str, values: Mapping[str, str], chance: random.Random, *, opener: bool = True) -> tuple[str, str]:
    """A wording of ``key`` with ``values`` filled in, and its name (``validity.from#2``).

    Raises EvaluationError when the file has no such key or a wording takes a value that is not given.
    """
    ways = _wordings().get(key)
    if not ways:
        raise EvaluationError(f"{_FILE}: there is no wording {key!r}.")
    number = chance.randrange(len(ways))
    begin = chance.choice(_wordings()["opener"]) if opener else ""
    try:
        said = Template(ways[number]).substitute(values)
        return (said if said.startswith(_SPEAKS) else begin + said), f"{key}#{number + 1}"
    except (KeyError, ValueError) as error:
        raise EvaluationError(f"{_FILE}: wording {number + 1} of {key!r} cannot be filled in ({error}).") from None


@cache
def _wordings() -> dict[str, list[str]]:
    try:
        found: dict[str, list[str]] = json.loads(_FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EvaluationError(f"{_FILE} cannot be read ({error}).") from error
    return found
