"""Records every attempt of a process, and of its Python children, to reach anything but loopback.

Python tells an audit hook of each connection, look-up and datagram before it happens, whichever library asks.
Native code asks nobody; its connections are read from the kernel's tables while they are open.
"""

from __future__ import annotations

import ipaddress
import os
import sys
import threading
import time
import traceback
from pathlib import Path

_EVENTS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_LOOKUPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
_TABLES = ("tcp", "tcp6", "udp", "udp6")


def watch(record: Path) -> None:
    """Append a line to ``record`` for each attempt from now on; the attempt itself is refused where it can be."""
    own = threading.local()

    def note(line: str) -> None:
        own.writing = True
        try:
            with record.open("a", encoding="utf-8") as file:
                file.write(f"{os.getpid()} {line}\n")
        finally:
            own.writing = False

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if getattr(own, "writing", False) or event not in _EVENTS | _LOOKUPS:
            return
        target = arguments[0] if event in _LOOKUPS else arguments[1]
        if not allowed(target):
            note(f"{event} {target!r} from {_caller()}")
            raise ConnectionRefusedError(f"offline guard: {event} {target!r}")

    def look() -> None:
        seen: set[str] = set()
        while True:
            for remote in _open_remotes() - seen:
                seen.add(remote)
                note(f"kernel {remote}")
            time.sleep(0.05)

    sys.addaudithook(hook)
    threading.Thread(target=look, name="offline-guard", daemon=True).start()


def allowed(target: object) -> bool:
    """Whether a host, an address tuple or a path of a local socket stays on this machine."""
    if target is None or (isinstance(target, bytes | bytearray) and target.startswith((b"/", b"\0"))):
        return True
    host = target[0] if isinstance(target, tuple) and target else target
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if not isinstance(host, str):
        return False
    if host in ("", "localhost") or host.startswith(("/", "\0")):
        return True
    return _stays(host.split("%")[0])


def _stays(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_loopback or address.is_unspecified


def _open_remotes() -> set[str]:
    """The far ends of this process's own open sockets that are not on this machine."""
    inodes = set()
    for entry in os.scandir("/proc/self/fd"):
        try:
            name = os.readlink(entry.path)
        except OSError:
            continue  # closed meanwhile
        if name.startswith("socket:["):
            inodes.add(name[8:-1])
    remotes = set()
    for table in _TABLES:
        path = Path("/proc/self/net") / table
        for line in path.read_text().splitlines()[1:] if path.exists() else ():
            fields = line.split()
            if fields[9] in inodes and not _stays(host := _host(fields[2].split(":")[0])):
                remotes.add(f"{table} {host} port {int(fields[2].split(':')[1], 16)}")
    return remotes


def _host(packed: str) -> str:
    """Turn the kernel's notation, words of four bytes in the machine's order, into an address."""
    raw = bytes.fromhex(packed)
    words = b"".join(raw[place : place + 4][::-1] for place in range(0, len(raw), 4))
    return str(ipaddress.ip_address(words))


def _caller() -> str:
    frames = [frame for frame in traceback.extract_stack() if frame.filename != __file__]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-6:]))
