"""Where the shared data lie beside a checkout, for the tests that read it."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not beside this checkout")

QUESTION_KEYS = {
    "id",
    "kind",
    "question",
    "history",
    "as_of",
    "answerable",
    "source",
    "evidence",
    "facts",
    "departments",
    "forbidden",
    "note",
}
"""The keys of a line of gold questions."""
