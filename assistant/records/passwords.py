"""Passwords and tokens: how they are judged, hashed and compared. The only importer of argon2."""

from __future__ import annotations

import hashlib
import secrets
import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.records.errors import RecordsError

SHORTEST, LONGEST = 10, 200
_FEWEST_DIFFERENT = 5
_COMMON = ("password", "12345678", "qwertyui", "admin123", "iloveyou", "letmein", "11111111", "abcd1234", "woaini")
_HASHER = PasswordHasher()  # argon2id with the parameters of RFC 9106 for little memory
# One hash takes 64 MB: more at once than there are cores only takes memory.
_AT_ONCE = threading.BoundedSemaphore(2)
_NOBODYS = _HASHER.hash(secrets.token_urlsafe(16))


def hashed(password: str, name: str) -> str:
    """Hash ``password`` of the account ``name``; raises RecordsError, saying why, for one that is easily guessed."""
    plain = _plain(password)
    if not SHORTEST <= len(plain) <= LONGEST:
        raise RecordsError(f"密码须为{SHORTEST}至{LONGEST}个字符。/ A password has {SHORTEST} to {LONGEST} characters.")
    low = plain.casefold()
    guessed = len(set(low)) < _FEWEST_DIFFERENT or any(word in low for word in _COMMON)
    if guessed or (len(name) > 1 and name.casefold() in low):
        raise RecordsError("这个密码太容易猜到，请换一个。/ That password is easily guessed; choose another.")
    with _AT_ONCE:
        return _HASHER.hash(plain)


def matches(stored: str | None, password: str) -> bool:
    """Whether ``password`` is the one ``stored`` was made from.

    Takes as long when there is none to compare with, so that the time does not tell which names exist.
    """
    with _AT_ONCE:
        try:
            right = _HASHER.verify(stored or _NOBODYS, _plain(password))
        except (VerificationError, InvalidHashError):
            return False
    return right and stored is not None


def outdated(stored: str) -> bool:
    """Whether ``stored`` was made with weaker parameters than new ones are."""
    return _HASHER.check_needs_rehash(stored)


def rehashed(password: str) -> str:
    """Hash a password that was accepted already."""
    with _AT_ONCE:
        return _HASHER.hash(_plain(password))


def new_token() -> str:
    """Return 256 random bits as text for a cookie or an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Hash a token for keeping: random enough to need no salt and no slow function."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _plain(password: str) -> str:
    # The same keys may come as other code points from another keyboard; an endless text is not hashed at all.
    return unicodedata.normalize("NFKC", password[: LONGEST * 2]).encode("utf-8", "replace").decode()
