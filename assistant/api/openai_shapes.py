"""What the OpenAI-compatible doors take and give; unknown keys of a request are ignored."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, Self

from pydantic import BaseModel, Field, SerializerFunctionWrapHandler, model_serializer

from assistant.answer import STATUS_TEXT, Answer, AnswerStatus, Citation, QuestionKind, Seconds
from index.policy import Frozen

MODEL = "policy-assistant"
"""The name by which this assistant goes; there is one."""

Role = Literal["system", "developer", "user", "assistant", "tool", "function"]


class Part(BaseModel):
    """A part of a message; only those of type ``text`` can be read."""

    type: str
    text: str | None = None


class Message(BaseModel):
    """One message of the conversation."""

    role: Role
    content: str | list[Part] | None = None


class StreamOptions(BaseModel):
    """How to stream: with ``include_usage`` one more chunk at the end says the usage."""

    include_usage: bool = False


class ResponseFormat(BaseModel):
    """The form of the reply; only ``text`` can be had."""

    type: str = "text"


class PolicyFilters(BaseModel):
    """What the question is asked for, beside its words: the region and the day."""

    region: str | None = None
    as_of: date | None = None


class ChatRequest(BaseModel):
    """A request for a completion; what steers a language model alone, such as ``temperature``, is ignored."""

    model: str = Field(json_schema_extra={"enum": [MODEL]})
    messages: list[Message]
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: int | None = 1
    tools: list[object] | None = None
    functions: list[object] | None = None
    modalities: list[str] | None = None
    response_format: ResponseFormat | None = None
    logprobs: bool | None = False
    policy: PolicyFilters = PolicyFilters()


class Usage(Frozen):
    """Tokens used. They are not counted here, and zeros say so."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0


class PolicyAnswer(Frozen):
    """What an answer is beside its text, in the extra field ``policy``."""

    status: AnswerStatus
    label: str
    """The status in a word, as a person reads it."""
    explanation: str
    """What the status means and what to do next."""
    citations: tuple[Citation, ...]
    question: str
    """The question as it was understood, by itself."""
    kind: QuestionKind
    as_of: date
    seconds: Seconds
    model: str | None
    """The language model that was asked, None when none was."""
    hotline: str | None
    """The number to ring when the texts give no answer, where one is set."""

    @classmethod
    def of(cls, answer: Answer, hotline: str | None) -> Self:
        """Take it from ``answer``."""
        said = STATUS_TEXT[answer.status]
        return cls(
            status=answer.status,
            label=said.label,
            explanation=said.explanation,
            citations=answer.citations,
            question=answer.question,
            kind=answer.kind,
            as_of=answer.as_of,
            seconds=answer.seconds,
            model=answer.model,
            hotline=hotline,
        )


class Reply(Frozen):
    """The assistant's message."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None


class Choice(Frozen):
    """The one reply there is."""

    index: int = 0
    message: Reply
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class Completion(Frozen):
    """A whole reply."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    choices: tuple[Choice, ...]
    usage: Usage = Usage()
    policy: PolicyAnswer


class Delta(Frozen):
    """What a chunk adds to the message."""

    role: Literal["assistant"] | None = None
    content: str | None = None

    @model_serializer(mode="wrap")
    def _said_alone(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in written(self).items() if value is not None}


class ChunkChoice(Frozen):
    """The one reply there is, as far as this chunk goes."""

    index: int = 0
    delta: Delta
    logprobs: None = None
    finish_reason: Literal["stop"] | None = None


class Chunk(Frozen):
    """A piece of a reply; ``policy`` comes with the last one that has a choice, ``usage`` with the one after it."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str = MODEL
    choices: tuple[ChunkChoice, ...] = ()
    usage: Usage | None = None
    policy: PolicyAnswer | None = None

    @model_serializer(mode="wrap")
    def _said_alone(self, written: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in written(self).items() if value is not None}


class ModelListed(Frozen):
    """A model one may ask; there is one, which is the whole assistant."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int
    owned_by: str = MODEL


class ModelList(Frozen):
    """The models one may ask."""

    object: Literal["list"] = "list"
    data: tuple[ModelListed, ...]


class OpenAIError(Frozen):
    """What went wrong: ``param`` is the part of the request, ``code`` a word for programs."""

    message: str
    type: str
    param: str | None = None
    code: str | None = None


class OpenAIErrorBody(Frozen):
    """What every refused request to these doors gets."""

    error: OpenAIError
