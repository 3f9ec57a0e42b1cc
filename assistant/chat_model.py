"""Any open model behind one interface: the only importer of langchain and xllamacpp."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from assistant.settings import Settings


class ChatModel(Protocol):
    """A language model that continues a system and a user message."""

    @property
    def name(self) -> str:
        """The model's name, shown with every answer."""

    def stream(self, system: str, user: str) -> Iterator[str]:
        """Yield pieces of the reply; raise ModelError when the model does not answer or answers nonsense."""


def open_chat_model(settings: Settings) -> ChatModel | None:
    """The model the settings name, in the order server, GGUF file, bundled default; None when switched off."""
    raise NotImplementedError
