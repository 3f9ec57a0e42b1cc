"""A PostgreSQL of the tests' own: in a temporary folder, on a socket there, run by somebody who is not root."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MISSING = "PostgreSQL is not installed: make postgres, or apt-get install postgresql"


def programs() -> Path | None:
    """Where ``initdb`` and ``postgres`` are; Debian keeps them off the path."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: float(each.parts[-3]))
    return versions[-1].parent if versions else None


def _runner() -> str | None:
    """Who runs it: PostgreSQL refuses to be run by root."""
    if os.geteuid() != 0:
        return None
    names = {each.pw_name for each in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


@contextmanager
def cluster() -> Iterator[str]:
    """Start a server; yields the address of its databases without their name, to be put after the last stroke."""
    where, user = programs(), _runner()
    assert where is not None, MISSING
    folder = Path(tempfile.mkdtemp(prefix="records-pg-"))
    try:
        if user:
            shutil.chown(folder, user)
        data = folder / "data"
        made = subprocess.run(
            [where / "initdb", "-D", data, "-U", "tester", "--auth=trust", "--encoding=UTF8", "--no-sync"],
            user=user, cwd=folder, env={"LC_ALL": "C.UTF-8"}, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [where / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"],
                user=user, cwd=folder, env={"LC_ALL": "C.UTF-8"}, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            _wait_for(where, folder, server)
            yield f"postgresql://tester@/{{name}}?host={folder}"
        finally:
            server.send_signal(signal.SIGINT)  # at once: SIGTERM waits for every connection
            server.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(address: str, name: str, template: str | None = None) -> str:
    """Make the database ``name`` on the server at ``address`` and return its own address.

    It is empty, or a copy of ``template``, which nobody may have open.
    """
    where = programs()
    assert where is not None
    copied = ["-T", template] if template else []
    folder = address.partition("host=")[2]
    subprocess.run([where / "createdb", "-h", folder, "-U", "tester", *copied, name], check=True, timeout=60)
    return address.format(name=name)


def _wait_for(where: Path, folder: Path, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        ready = subprocess.run([where / "pg_isready", "-q", "-h", folder], timeout=20).returncode == 0
        if ready:
            return
        assert server.poll() is None, (folder / "log").read_text(errors="replace")
        time.sleep(0.1)
    raise TimeoutError("PostgreSQL does not answer")
