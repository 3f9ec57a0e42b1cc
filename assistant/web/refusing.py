"""A refusal as who asked can read it: JSON for programs and events, a page or the way to the sign-in for people."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Scope

from assistant.api.openai_errors import error_response
from assistant.http_shapes import ErrorBody
from assistant.web.doors import for_programs
from assistant.web.pages import in_tongue, page, tongue_of

_OPENAI = "/v1/"
"""What OpenAI's clients speak to: they read refusals in their own shape alone."""


def refused_response(scope: Scope, refused: HTTPException) -> Response:
    """Make the response that says ``refused``."""
    headers = dict(refused.headers or {})
    if refused.status_code == 307:
        return Response(status_code=307, headers=headers)
    if scope["path"].startswith(_OPENAI):
        return error_response(refused.status_code, str(refused.detail), headers=headers)
    if not _is_a_person(scope):
        return JSONResponse(ErrorBody(error=str(refused.detail)).model_dump(), refused.status_code, headers)
    if refused.status_code == 401:
        query = scope["query_string"].decode("latin-1")
        wanted = scope["path"] + (f"?{query}" if query else "")
        return RedirectResponse(f"/sign-in?{urlencode({'next': wanted})}", 303)
    tongue = tongue_of(scope)
    said = in_tongue(str(refused.detail), tongue)
    return page("refused.html", scope, tongue, refused.status_code, headers, said=said)


def _is_a_person(scope: Scope) -> bool:
    accepts = Headers(scope=scope).get("accept", "")
    return scope["method"] in ("GET", "HEAD") and "text/html" in accepts and not for_programs(scope["path"])
