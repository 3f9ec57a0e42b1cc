"""The messages of a completion's request -> the question and the turns before it."""

from __future__ import annotations

from pydantic import ValidationError

from assistant.answer import Turn
from assistant.api.openai_errors import RequestError
from assistant.api.openai_shapes import MODEL, ChatRequest, Message
from assistant.http_shapes import AskRequest

# What they say would steer a language model; here the texts alone decide.
_NOT_OBEYED = ("system", "developer")


def question_of(request: ChatRequest) -> AskRequest:
    """Return the last user message as the question, with those before it; raises RequestError saying what is wrong."""
    _refuse_what_cannot_be_done(request)
    turns = [_turn(place, each) for place, each in enumerate(request.messages) if each.role not in _NOT_OBEYED]
    if not turns or turns[-1].role != "user":
        raise RequestError("The last message must be the user's, with the question.", "messages", "no_user_message")
    if not turns[-1].content.strip():
        raise RequestError("The question is empty.", "messages", "empty_message")
    try:
        return AskRequest(
            question=turns[-1].content,
            history=tuple(turn for turn in turns[:-1] if turn.content.strip()),
            region=request.policy.region or None,
            as_of=request.policy.as_of,
        )
    except ValidationError:
        raise RequestError("Half a character (a lone surrogate) is no text.", "messages") from None


def _refuse_what_cannot_be_done(request: ChatRequest) -> None:
    if request.model != MODEL:
        raise RequestError(f"There is one model here: {MODEL}.", "model", "model_not_found", 404)
    if not request.messages:
        raise RequestError("There are no messages.", "messages", "empty_array")
    if request.n is not None and request.n != 1:
        raise RequestError("There is one answer to a question: n must be 1.", "n", "unsupported_value")
    if request.tools or request.functions:
        raise RequestError("Tools of the caller are not called.", "tools", "unsupported_parameter")
    if request.logprobs:
        raise RequestError("There are no token probabilities.", "logprobs", "unsupported_parameter")
    if request.modalities and request.modalities != ["text"]:
        raise RequestError("Answers are text.", "modalities", "unsupported_value")
    if request.response_format and request.response_format.type != "text":
        raise RequestError(
            "Answers are text; what a program needs is in the field policy.", "response_format", "unsupported_value"
        )


def _turn(place: int, message: Message) -> Turn:
    where = f"messages.{place}"
    if message.role in ("tool", "function"):
        raise RequestError("Results of tools are not read.", f"{where}.role", "unsupported_value")
    role = "user" if message.role == "user" else "assistant"
    if message.content is None or isinstance(message.content, str):
        return Turn(role=role, content=message.content or "")
    for number, part in enumerate(message.content):
        if part.type != "text":
            raise RequestError("Only text is read: no images, audio or files.", f"{where}.content.{number}", "no_text")
    return Turn(role=role, content="\n".join(part.text or "" for part in message.content))
