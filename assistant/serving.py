"""One address, taken before anything slow is done, and said when it answers."""

from __future__ import annotations

import errno
import socket
from collections.abc import Sequence

import click
import uvicorn
from fastapi import FastAPI

from index.errors import SettingError


def listen(host: str, port: int) -> socket.socket:
    """Take the address; raise SettingError, with what to do, when it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)  # two may bind an address, only one may listen at it
    except (OSError, OverflowError) as error:
        listener.close()
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise SettingError(
                f"Port {port} on {host} is in use; stop what uses it or choose another: --port {port + 1}"
            ) from None
        raise SettingError(f"Cannot listen on {host}:{port}: {error}") from None
    return listener


def address_of(listener: socket.socket, host: str) -> str:
    """Say where ``listener`` is reached, as one writes it in a browser."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listener.getsockname()[1]}"


def run(app: FastAPI, listener: socket.socket, host: str, lines: Sequence[str] = ()) -> None:
    """Serve ``app`` until interrupted, printing its address and then ``lines`` when it is ready."""
    # Its own log would print tracebacks to the terminal: without one, what it says goes where the rest goes. Whether a
    # proxy is believed is a setting of ours; the server by itself would believe any on this machine.
    config = uvicorn.Config(
        app, log_level="warning", log_config=None, timeout_graceful_shutdown=3, proxy_headers=False, server_header=False
    )
    _AnnouncingServer(config, (address_of(listener, host), *lines)).run(sockets=[listener])


class _AnnouncingServer(uvicorn.Server):
    """A server that says its address when it is ready, not before."""

    def __init__(self, config: uvicorn.Config, lines: Sequence[str]) -> None:
        super().__init__(config)
        self._lines = lines

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.should_exit:
            click.echo("\n".join(self._lines))
