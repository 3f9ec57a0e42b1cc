"""Load, fill and hash the texts in prompts/; a missing or unknown variable raises."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

from index.errors import SettingError

FOLDER = Path(__file__).resolve().parent.parent / "prompts"


@dataclass(frozen=True)
class Prompt:
    """One prompt file: its fixed part, its variable part, and the variables the latter takes."""

    name: str
    system: str
    user: str
    variables: frozenset[str]
    sha256: str

    def fill(self, **values: str) -> str:
        """The variable part with every variable put in; raises SettingError for a missing or unknown one."""
        missing, unknown = self.variables - values.keys(), values.keys() - self.variables
        if missing or unknown:
            raise SettingError(
                f"Prompt {self.name}: missing variables {sorted(missing)}, unknown variables {sorted(unknown)}."
            )
        return Template(self.user).substitute(values)


@cache
def load(name: str, folder: Path = FOLDER) -> Prompt:
    """The prompt in ``<folder>/<name>.txt``; raises SettingError when the file is not of the prompt form."""
    path = folder / f"{name}.txt"
    try:
        raw = path.read_text(encoding="utf-8")
        header, rest = raw.split("[system]\n", 1)
        system, user = rest.split("[user]\n", 1)
    except (OSError, ValueError) as error:
        raise SettingError(f"Prompt file {path.name} is missing or lacks [system] or [user].") from error
    variables = frozenset(word.strip() for word in header.removeprefix("variables:").split(",") if word.strip())
    used = set(Template(user).get_identifiers())
    if used != variables:
        raise SettingError(f"Prompt file {path.name}: its header names {sorted(variables)}, its text {sorted(used)}.")
    digest = hashlib.sha256(raw.encode()).hexdigest()
    return Prompt(name, system.strip(), user.strip(), variables, digest)
