"""Any open model behind one interface, an OpenAI-compatible endpoint: the only importer of langchain."""

from __future__ import annotations

import importlib
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from assistant.bundled import prepare_bundled
from assistant.gguf import Endpoint, GgufServer
from assistant.reply import without_reasoning
from index.errors import ModelError

if TYPE_CHECKING:
    from langchain_core.messages import AIMessageChunk
    from langchain_openai import ChatOpenAI

    from assistant.settings import Settings

MAX_TOKENS = 300
_CONNECT_SECONDS = 5.0
_SENTENCE_ENDS = tuple("。!！?？]】］)）.\n")
_TOO_LONG = re.compile(
    r"context.{0,24}(?:length|size|window|limit)|exceed.{0,30}(?:context|tokens)|maximum.{0,20}tokens"
    r"|too (?:long|many tokens)|上下文",
    re.IGNORECASE,
)
_DATA = re.compile(rb"^data:", re.MULTILINE)
_QUIET = {"LANGSMITH_TRACING": "false", "LANGCHAIN_TRACING_V2": "false", "LANGCHAIN_TRACING": "false"}


@dataclass
class Spent:
    """Tokens a model read and wrote, as its server counted them; not ``known`` when it did not say of every call."""

    prompt: int = 0
    completion: int = 0
    known: bool = True


_SPENT: ContextVar[Spent | None] = ContextVar("spent", default=None)


@contextmanager
def counting_tokens() -> Iterator[Spent]:
    """Have the calls of this thread within the block counted; a reply that is broken off by its reader is not known."""
    spent = Spent()
    before = _SPENT.set(spent)
    try:
        yield spent
    finally:
        _SPENT.reset(before)


class ContextError(ModelError):
    """The model's context window does not hold the prompt."""


class BrokenOffError(ModelError):
    """The reply ended in the middle of a sentence: mostly it had no more room."""


class ChatModel(Protocol):
    """A language model that continues a system and a user message."""

    @property
    def name(self) -> str:
        """The model's name, shown with every answer."""

    def stream(self, system: str, user: str) -> Iterator[str]:
        """Yield pieces of the reply; raise ModelError when the model does not answer or answers nonsense.

        Of these, ContextError says that a shorter prompt may be answered, BrokenOffError that the last sentence is
        cut. An error after the first words says that what follows them is missing.
        """


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
        heard = ""
        with _one_clear_line(self._name, endpoint.base_url, self._timeout):
            for piece in without_reasoning(self._words(endpoint, system, user)):
                heard += piece
                yield piece
        if not heard.strip():
            raise ModelError(f"The language model {self._name} gave an empty reply.")

    def _words(self, endpoint: Endpoint, system: str, user: str) -> Iterator[str]:
        """The words of the reply, reasoning included; raises when they break off or there are none for too long."""
        text, ended, spoke = "", False, time.monotonic()
        for chunk in self._chunks(endpoint, system, user):
            words = str(chunk.text)
            ended = ended or chunk.response_metadata.get("finish_reason", "length") not in (None, "length")
            if words:
                text, spoke = text + words, time.monotonic()
                yield words
            elif time.monotonic() - spoke > self._timeout:
                raise ModelError(_silent(self._name, endpoint.base_url, self._timeout))
        if text and not ended and not text.rstrip(" ").endswith(_SENTENCE_ENDS):
            raise BrokenOffError(f"The reply of the language model {self._name} broke off.")

    def _chunks(self, endpoint: Endpoint, system: str, user: str) -> Iterator[AIMessageChunk]:
        """The pieces of the reply; their tokens are asked for, at the end, only where they are counted."""
        spent, told = _SPENT.get(), False
        asked: dict[str, Any] = {"stream_usage": True} if spent else {}
        try:
            for chunk in self._connect(endpoint).stream([("system", system), ("human", user)], **asked):
                if spent and (usage := chunk.usage_metadata):
                    spent.prompt += usage["input_tokens"]
                    spent.completion += usage["output_tokens"]
                    told = True
                yield chunk
        finally:
            if spent and not told:
                spent.known = False

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

    silent = _silent(name, endpoint.base_url, timeout)
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
            trust_env=not local,
            follow_redirects=False,
            timeout=openai.Timeout(timeout, connect=_CONNECT_SECONDS),
            event_hooks={"response": [lambda response: _watch(response, silent, timeout)]},
        ),
        # llama.cpp closes connections it promised to keep, and a stream is not tried twice.
        default_headers={"Connection": "close"},
        timeout=openai.Timeout(timeout, connect=_CONNECT_SECONDS),
        stream_chunk_timeout=None,
    )


def _watch(response: Any, silent: str, timeout: float) -> None:  # noqa: ANN401 - of the client's own httpx
    """Give up a stream that only keeps the connection alive: blank lines and comments are no words."""
    # The client may come with an httpx under another name.
    httpx = importlib.import_module(type(response).__module__.partition(".")[0])
    inner = response.stream

    class Watched(httpx.SyncByteStream):  # type: ignore[misc, name-defined]
        def __iter__(self) -> Iterator[bytes]:
            heard = time.monotonic()
            for piece in inner:
                if _DATA.search(piece):
                    heard = time.monotonic()
                elif time.monotonic() - heard > timeout:
                    raise ModelError(silent)
                yield piece

        def close(self) -> None:
            inner.close()

    response.stream = Watched()


def _silent(name: str, url: str, timeout: float) -> str:
    return f"The language model {name} at {url} said nothing for {timeout:g} seconds."


@contextmanager
def _one_clear_line(name: str, url: str, timeout: float) -> Iterator[None]:
    """Turn whatever the client raises into a ModelError of one line."""
    import openai

    try:
        yield
    except openai.APITimeoutError as error:
        raise ModelError(_silent(name, url, timeout)) from error
    except openai.APIConnectionError as error:
        raise ModelError(f"The language model {name} at {url} cannot be reached: check that it runs.") from error
    except openai.APIStatusError as error:
        kind = ContextError if _TOO_LONG.search(error.message) else ModelError
        raise kind(
            f"The language model server at {url} refused: {error.status_code} {_line(error.message)}."
        ) from error
    except openai.APIError as error:
        raise _kind(error.message)(f"The language model {name} at {url} failed: {_line(error.message)}.") from error
    except (openai.OpenAIError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        # What a client makes of a web page, of broken JSON or of JSON of another shape.
        raise ModelError(f"{url} does not answer as a language model server: check LLM_BASE_URL.") from error


def _kind(message: str) -> type[ModelError]:
    return ContextError if _TOO_LONG.search(message) else ModelError


def _line(text: str) -> str:
    return " ".join(text.split())[:160].rstrip(".")
