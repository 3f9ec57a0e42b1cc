"""Who asks: the account of a browser's session cookie, the key of a program, or anybody from an address."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Scope

from assistant.records.accounts import Account, Role
from assistant.records.api_keys import PREFIX, ApiKey, key_of
from assistant.records.opened import Records
from assistant.records.sessions import LONGEST, session_account

_COOKIE = "policy_session"
_IPV6_OF_ONE_LINE = 64


@dataclass(frozen=True)
class Caller:
    """Who asks; ``token`` is the session's, ``unknown_key`` says that a key was sent which is none."""

    address: str
    account: Account | None = None
    key: ApiKey | None = None
    token: str | None = None
    unknown_key: bool = False

    @property
    def identity(self) -> str:
        """By what this caller's requests are counted: account, key or address, in this order."""
        if self.account:
            return f"account:{self.account.id}"
        if self.key:
            return f"key:{self.key.id}"
        return f"address:{_counted(self.address)}"

    @property
    def name(self) -> str:
        """What the log calls this caller: the account's or key's name, or nothing."""
        return self.account.name if self.account else self.key.name if self.key else ""


def caller_of(connection: HTTPConnection, records: Records | None) -> Caller:
    """Find out who asks, in the records; without records it is anybody."""
    address = connection.client.host if connection.client else ""
    if records is None:
        return Caller(address)
    if text := _key_sent(connection.headers):
        key = key_of(records, text)
        return Caller(address, key=key, unknown_key=key is None)
    token = session_cookie(connection)
    account = session_account(records, token) if token else None
    return Caller(address, account=account, token=token if account else None)


def role_of(caller: Caller) -> Role:
    """What ``caller`` may do: anybody may do what the public may."""
    if caller.account:
        return caller.account.role
    return caller.key.role if caller.key else Role.PUBLIC


def is_secure(scope: Scope) -> bool:
    """Whether the request came over https, as far as this program can tell."""
    return bool(scope.get("scheme") == "https" or scope.get("state", {}).get("served_over_https"))


def cookie_name(name: str, secure: bool) -> str:
    """Name a cookie so that, over https, the browser lets no neighbouring host set it."""
    return f"__Host-{name}" if secure else name


def session_cookie(connection: HTTPConnection) -> str | None:
    """Return the session's token as the browser sent it, good or not."""
    return connection.cookies.get(cookie_name(_COOKIE, is_secure(connection.scope)))


def give_session(response: Response, scope: Scope, token: str) -> None:
    """Set the cookie that holds a session's token."""
    put_cookie(response, scope, _COOKIE, token, int(LONGEST.total_seconds()))


def take_session(response: Response, scope: Scope) -> None:
    """Clear that cookie."""
    put_cookie(response, scope, _COOKIE, "", 0)


def put_cookie(response: Response, scope: Scope, name: str, value: str, seconds: int) -> None:
    """Set a cookie that no script reads and no other site sends."""
    secure = is_secure(scope)
    response.set_cookie(
        cookie_name(name, secure), value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="strict"
    )


def _key_sent(headers: Mapping[str, str]) -> str | None:
    # Clients of other servers send a placeholder as key; only what looks like one of ours is looked up.
    scheme, _, text = headers.get("authorization", "").partition(" ")
    sent = text.strip() if scheme.lower() == "bearer" else headers.get("x-api-key", "").strip()
    return sent if sent.startswith(PREFIX) else None


def _counted(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    # One line of a provider has all addresses of such a network.
    return str(ipaddress.ip_network((parsed, _IPV6_OF_ONE_LINE), strict=False))
