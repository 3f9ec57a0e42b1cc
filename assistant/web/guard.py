"""What a route, a page or an event asks before it does anything: who is there, and may they.

The caller of a request is found once, before any route, by ``protecting.py``; the functions here only look.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import HTTPException, Request

from assistant.records.accounts import Account, Role
from assistant.web.callers import Caller, role_of

SIGN_IN_FIRST = "请先登录。/ Sign in first: /sign-in"
NOT_YOURS = "您的账号没有这项权限。/ Your account may not do this."
KEY_NEEDED = "需要有效的 API 密钥。/ A valid API key is needed: Authorization: Bearer pk_…"


def caller(request: Request) -> Caller:
    """Return who sent ``request``; anybody when the application is not protected at all."""
    found = getattr(request.state, "caller", None)
    return found if isinstance(found, Caller) else Caller(request.client.host if request.client else "")


def signed_in(request: Request) -> Account | None:
    """Return the account whose browser sent ``request``, None when nobody is signed in there."""
    return caller(request).account


def needs(role: Role, *, keys: bool = False) -> Callable[[Request], Account | None]:
    """Make a dependency that lets accounts of ``role`` and above in: ``staff: Annotated[Account, Depends(needs(…))]``.

    With ``keys`` programs with a key of that role are let in too, and get None for an account; so does anybody where
    the role is public. Others get 401, or 403 when they are known but may not.
    """

    def checked(request: Request) -> Account | None:
        who = caller(request)
        if role is Role.PUBLIC:
            return who.account
        if who.account is None and not (keys and who.key):
            raise HTTPException(401, SIGN_IN_FIRST, headers={"WWW-Authenticate": "Bearer"} if keys else None)
        if not role_of(who).covers(role):
            raise HTTPException(403, NOT_YOURS)
        return who.account

    return checked


def needs_key(role: Role = Role.PUBLIC) -> Callable[[Request], Caller]:
    """Make a dependency that lets in keys of ``role`` and above, and such accounts; others get 401, or 403."""

    def checked(request: Request) -> Caller:
        who = caller(request)
        if who.account is None and who.key is None:
            raise HTTPException(401, KEY_NEEDED, headers={"WWW-Authenticate": "Bearer"})
        if not role_of(who).covers(role):
            raise HTTPException(403, NOT_YOURS)
        return who

    return checked


def auth_dependency(role: Role) -> Callable[[Request], str | None]:
    """Make what ``gr.mount_gradio_app(..., auth_dependency=…)`` takes: the account's name, None for who may not in.

    In an event of that page ``request.username`` is this name, and ``account_of_event(request)`` the account.
    """

    def name(request: Request) -> str | None:
        account = signed_in(request)
        return account.name if account and account.role.covers(role) else None

    return name


def account_of_event(request: object) -> Account | None:
    """Return the account behind a Gradio event's ``gr.Request``, None when nobody is signed in there."""
    inner = getattr(request, "request", None)
    return signed_in(inner) if isinstance(inner, Request) else None
