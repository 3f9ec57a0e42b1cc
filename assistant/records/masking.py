"""What any text goes through before it is kept."""

from __future__ import annotations

from assistant.refusal import masked


def kept_text(text: str) -> str:
    """``text`` as it may be kept: personal data masked, and nothing a database cannot hold."""
    return masked(text).replace("\0", "").encode("utf-8", "replace").decode()
