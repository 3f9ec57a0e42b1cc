"""Where the log goes: warnings to the terminal as one line each, everything with its traceback to a file."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from logging.handlers import RotatingFileHandler
from pathlib import Path

import click

LOG_NAME = "policy.log"
_BYTES = 2_000_000
_BACKUPS = 2
_FORMAT = "%(asctime)s %(levelname)s %(name)s [%(request_id)s]: %(message)s"
_OURS = "policy-assistant:"


class _Terminal(logging.Handler):
    """One line a warning on standard error; what has a traceback is for the file alone."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print the record's message."""
        if not record.exc_info:
            click.echo(" ".join(record.getMessage().split()), err=True)


request_id: ContextVar[str] = ContextVar("request_id", default="-")
"""The id of the request that is being answered, ``-`` outside of one."""


def keep_log(home: Path) -> Path:
    """Send the log to a file in ``home``, once that folder is there, and return the file's path."""
    path = home / LOG_NAME
    root = logging.getLogger()
    for handler in [each for each in root.handlers if (each.get_name() or "").startswith(_OURS)]:
        root.removeHandler(handler)
        handler.close()
    # A log that cannot be written must not become a traceback in front of the user.
    logging.raiseExceptions = False
    file = RotatingFileHandler(path, maxBytes=_BYTES, backupCount=_BACKUPS, encoding="utf-8", delay=True)
    file.setFormatter(logging.Formatter(_FORMAT))
    file.addFilter(_with_request_id)
    terminal = _Terminal()
    for name, handler in (("file", file), ("terminal", terminal)):
        handler.set_name(_OURS + name)
        handler.setLevel(logging.WARNING)
        root.addHandler(handler)
    return path


def _with_request_id(record: logging.LogRecord) -> bool:
    record.request_id = request_id.get()
    return True
