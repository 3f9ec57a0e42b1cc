"""Any open model behind one interface, an OpenAI-compatible endpoint: the only importer of langchain."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from assistant.bundled import prepare_bundled
from assistant.gguf import Endpoint, GgufServer
from index.errors import ModelError

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

    from assistant.settings import Settings

MAX_TOKENS = 300
_CONNECT_SECONDS = 5.0
_OPEN, _CLOSE = "<think>", "</think>"
_QUIET = {"LANGSMITH_TRACING": "false", "LANGCHAIN_TRACING_V2": "false", "LANGCHAIN_TRACING": "false"}


class ChatModel(Protocol):
    """A language model that continues a system and a user message."""

    @property
    def name(self) -> str:
        """The model's name, shown with every answer."""

    def stream(self, system: str, user: str) -> Iterator[str]:
        """Yield pieces of the reply; raise ModelError when the model does not answer or answers nonsense."""


class _Chat:
    """A model behind an endpoint, which is asked for at the first question: it may still be loading."""

    def __init__(self, name: str, endpoint: Callable[[], Endpoint], timeout: float) -> None:
        self._name = name
        self._endpoint = endpoint
        self._timeout = timeout
        self._client: tuple[Endpoint, ChatOpenAI] | None = None

    @property
    def name(self) -> str:
        return self._name

    def stream(self, system: str, user: str) -> Iterator[str]:
        """Yield the reply's words without its reasoning. Closing the generator stops the model."""
        endpoint = self._endpoint()
        said = False
        with _one_clear_line(self._name, endpoint.base_url, self._timeout):
            chunks = self._connect(endpoint).stream([("system", system), ("human", user)])
            for piece in without_reasoning(str(chunk.text) for chunk in chunks):
                said = said or bool(piece.strip())
                yield piece
        if not said:
            raise ModelError(f"The language model {self._name} gave an empty reply.")

    def _connect(self, endpoint: Endpoint) -> ChatOpenAI:
        if self._client is None or self._client[0] != endpoint:
            self._client = (endpoint, _client(self._name, endpoint, self._timeout))
        return self._client[1]


def open_chat_model(settings: Settings) -> ChatModel | None:
    """Open the model the settings name, in the order server, GGUF file, bundled default; None when switched off.

    A model file is loaded in the background: the first question waits for it. Raises ModelError when the file
    is missing, not a GGUF file, or not the published one.
    """
    if not settings.llm_enabled:
        return None
    if settings.llm_base_url and settings.llm_model:
        server = Endpoint(settings.llm_base_url, settings.llm_api_key or "none")
        return _Chat(settings.llm_model, lambda: server, settings.llm_timeout)
    path = settings.llm_gguf or prepare_bundled(settings.models_folder, progress=False)
    return _Chat(path.stem, GgufServer(path, settings.threads).endpoint, settings.llm_timeout)


def _client(name: str, endpoint: Endpoint, timeout: float) -> ChatOpenAI:
    os.environ.update(_QUIET)
    import openai
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    local = urlsplit(endpoint.base_url).hostname in {"127.0.0.1", "localhost", "::1"}
    return ChatOpenAI(
        model=name,
        base_url=endpoint.base_url,
        api_key=SecretStr(endpoint.key),
        temperature=0,
        # Not max_tokens: that is sent under a name which few local servers know.
        extra_body={"max_tokens": MAX_TOKENS},
        max_retries=0,
        use_responses_api=False,
        # A proxy or a redirect would take a question meant for this machine to another.
        http_client=openai.DefaultHttpxClient(
            trust_env=not local, follow_redirects=False, timeout=openai.Timeout(timeout, connect=_CONNECT_SECONDS)
        ),
        # llama.cpp closes connections it promised to keep, and a stream is not tried twice.
        default_headers={"Connection": "close"},
        timeout=openai.Timeout(timeout, connect=_CONNECT_SECONDS),
        stream_chunk_timeout=None,
    )


@contextmanager
def _one_clear_line(name: str, url: str, timeout: float) -> Iterator[None]:
    """Turn whatever the client raises into a ModelError of one line."""
    import openai

    try:
        yield
    except openai.APITimeoutError as error:
        raise ModelError(f"The language model {name} at {url} said nothing for {timeout:g} seconds.") from error
    except openai.APIConnectionError as error:
        raise ModelError(f"The language model {name} at {url} cannot be reached: check that it runs.") from error
    except openai.APIStatusError as error:
        raise ModelError(
            f"The language model server at {url} refused: {error.status_code} {_line(error.message)}."
        ) from error
    except openai.APIError as error:
        raise ModelError(f"The language model {name} at {url} failed: {_line(error.message)}.") from error
    except (openai.OpenAIError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        # What a client makes of a web page, of broken JSON or of JSON of another shape.
        raise ModelError(f"{url} does not answer as a language model server: check LLM_BASE_URL.") from error


def _line(text: str) -> str:
    return " ".join(text.split())[:160].rstrip(".")


def without_reasoning(pieces: Iterable[str]) -> Iterator[str]:
    """Yield the pieces without what stands between <think> and </think>, which may be cut anywhere."""
    kept, thinking = "", False
    for piece in pieces:
        kept += piece
        while kept:
            tag = _CLOSE if thinking else _OPEN
            before, found, after = kept.partition(tag)
            hold = 0 if found else _beginning_of(tag, kept)
            if not found:
                before, after = kept[: len(kept) - hold], kept[len(kept) - hold :]
            if before and not thinking:
                yield before
            kept = after
            if not found:
                break
            thinking = not thinking
    if kept and not thinking:
        yield kept


def _beginning_of(tag: str, text: str) -> int:
    """Return how many of the last characters of ``text`` could be the beginning of ``tag``."""
    return next((size for size in range(len(tag) - 1, 0, -1) if text.endswith(tag[:size])), 0)
