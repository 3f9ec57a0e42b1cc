"""Failures in the shape that OpenAI's clients read."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from assistant.api.openai_shapes import OpenAIError, OpenAIErrorBody
from index.errors import ModelError, PolicyAssistantError, QuestionError, StoreError

_TYPES = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
}
_STATUS: dict[type[PolicyAssistantError], int] = {QuestionError: 400, StoreError: 503, ModelError: 503}


class RequestError(PolicyAssistantError):
    """A request that cannot be answered: which part of it (``param``), and a word for programs (``code``)."""

    def __init__(self, message: str, param: str | None, code: str | None = None, status: int = 400) -> None:
        super().__init__(message)
        self.param = param
        self.code = code
        self.status = status


class OpenAIRoute(APIRoute):
    """A route whose failures have OpenAI's shape, those of its dependencies too."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the route's own handler."""
        handler = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handler(request)
            except RequestError as error:
                return error_response(error.status, str(error), param=error.param, code=error.code)
            except RequestValidationError as error:
                return _wrong_shape(error)
            except HTTPException as error:
                return error_response(error.status_code, str(error.detail), headers=error.headers)
            except PolicyAssistantError as error:
                status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
                return error_response(status, str(error))

        return handled


def error_response(
    status: int,
    message: str,
    *,
    param: str | None = None,
    code: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Make the response that says ``message``, on one line."""
    return JSONResponse(error_body(status, message, param, code).model_dump(), status, headers)


def error_body(status: int, message: str, param: str | None = None, code: str | None = None) -> OpenAIErrorBody:
    """Make what such a response holds; ``status`` is the HTTP status."""
    kind = _TYPES.get(status, "server_error" if status >= 500 else "invalid_request_error")
    code = code or ("invalid_api_key" if status == 401 else "rate_limit_exceeded" if status == 429 else None)
    return OpenAIErrorBody(error=OpenAIError(message=" ".join(message.split()), type=kind, param=param, code=code))


def _wrong_shape(error: RequestValidationError) -> Response:
    details = error.errors()
    first = details[0] if details else {}
    place = [str(part) for part in first.get("loc", ())]
    param = ".".join(place[1:]) or None
    message = str(first.get("msg", "The request cannot be read."))
    return error_response(400, f"{param}: {message}" if param else message, param=param)
