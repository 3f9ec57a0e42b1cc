"""A GGUF file, run by llama.cpp in a child process: the only importer of xllamacpp.

Why a process of its own: while xllamacpp loads a model it holds Python's global lock, 2 to 6 seconds in which
nothing else in the process runs, Ctrl-C included, and a damaged file may end the process it is loaded in.

The child is this module run as a program. It reads the server's key from its standard input, writes one line
(the server's address, or ``error`` and why) and serves on loopback until its input closes, which happens
however the parent ends.
"""

from __future__ import annotations

import atexit
import os
import secrets
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from index.errors import ModelError

CONTEXT_TOKENS = 4096
# Threads that wait by spinning take the processor from those they wait for: on a busy machine of two cores that
# costs four fifths of the speed, on an idle one waiting quietly costs next to nothing.
_BEHIND = 15
"""How far the writing of answers stands behind searches for the processor, on the scale of nice."""
_PATIENT = {"OMP_WAIT_POLICY": "PASSIVE"}
_PREFIX_CACHE_MIB = 256
_LOAD_SECONDS = 300.0


@dataclass(frozen=True)
class Endpoint:
    """Where an OpenAI-compatible server listens, and the key it wants."""

    base_url: str
    key: str


class GgufServer:
    """The child process: started at once, waited for when it is first needed, restarted if it ended."""

    def __init__(self, path: Path, threads: int) -> None:
        """Start loading ``path``; raises ModelError when it is missing or not a GGUF file."""
        _check(path)
        self._path = path
        self._threads = threads
        self._lock = threading.Lock()
        self._child: subprocess.Popen[str] | None = None
        self._endpoint: Endpoint | None = None
        self._key = ""
        self._start()
        atexit.register(self.close)

    def endpoint(self) -> Endpoint:
        """Wait until the model is loaded; raises ModelError when it cannot be."""
        with self._lock:
            if self._child is None or self._child.poll() is not None:
                self._start()
            if self._endpoint is None:
                self._endpoint = Endpoint(self._address(), self._key)
            return self._endpoint

    def close(self) -> None:
        """End the child, if there is one."""
        child, self._child, self._endpoint = self._child, None, None
        if child is None:
            return
        for pipe in (child.stdin, child.stdout):
            _quietly_close(pipe)
        try:
            child.wait(timeout=2)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    def _start(self) -> None:
        self.close()
        self._key = secrets.token_urlsafe(24)
        self._child = subprocess.Popen(  # noqa: S603 - this interpreter, this module
            [sys.executable, "-m", "assistant.gguf", str(self._path), str(self._threads)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=Path(__file__).parents[1],
            env=_PATIENT | os.environ,
        )
        if self._child.stdin is not None:
            self._child.stdin.write(self._key + "\n")
            self._child.stdin.flush()

    def _address(self) -> str:
        """Return the base URL the child writes once it serves."""
        child = self._child
        if child is None or child.stdout is None:
            raise ModelError("The language model was closed.")
        stuck = threading.Timer(_LOAD_SECONDS, child.kill)
        stuck.start()
        try:
            line = child.stdout.readline().strip()
        finally:
            stuck.cancel()
        if line.startswith("http://127.0.0.1:"):
            return f"{line}/v1"
        self.close()
        raise ModelError(f"The language model {self._path} cannot be loaded: it is damaged, or memory is short.")


def _check(path: Path) -> None:
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise ModelError(f"The language model {path} cannot be read: {error.strerror}. Check LLM_GGUF.") from None
    if magic != b"GGUF":
        raise ModelError(f"{path} is not a GGUF file. Check LLM_GGUF.")


def _quietly_close(pipe: IO[str] | None) -> None:
    if pipe is None:
        return
    try:
        pipe.close()
    except OSError:  # the child is gone and the pipe held unwritten text
        return


def _give_way() -> None:
    """Let searches go first: they take a moment and people wait for each, an answer is being read as it is written."""
    if hasattr(os, "nice"):
        os.nice(_BEHIND)


def _serve(path: str, threads: int) -> None:
    """Load the model, serve it, and return when standard input closes."""
    # The terminal's Ctrl-C goes to the whole process group; whether to stop is the parent's choice.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _give_way()
    key = sys.stdin.readline().strip()
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = path
    parameters.n_ctx = CONTEXT_TOKENS
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = threads
    parameters.cpuparams_batch.n_threads = threads
    # Weights are repacked for the processor as they are loaded: mapping the file as well costs 600 MB more.
    parameters.load_mode = xllamacpp.llama_load_mode.LLAMA_LOAD_MODE_NONE
    parameters.cache_prompt = True
    parameters.cache_ram_mib = _PREFIX_CACHE_MIB
    parameters.enable_reasoning = 0
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [key]
    parameters.cors_origins = ""
    parameters.endpoint_slots = False
    parameters.ui = False
    parameters.warmup = True
    parameters.verbosity = -1
    try:
        server = xllamacpp.Server(parameters)
    except RuntimeError as error:
        print(f"error {error}", flush=True)  # noqa: T201 - the line the parent waits for
        return
    print(server.listening_address, flush=True)  # noqa: T201 - the line the parent waits for
    sys.stdin.read()
    # Waiting for a reply under way would keep the child alive after its parent.
    os._exit(0)


if __name__ == "__main__":
    _serve(sys.argv[1], int(sys.argv[2]))
