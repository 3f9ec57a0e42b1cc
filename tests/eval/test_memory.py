"""The peak of memory grows with what is held, here or in a child, and never shrinks."""

from __future__ import annotations

import subprocess
import sys

from eval.memory import peak_mb

HOLDING = "import sys; held = b'x' * int(sys.argv[1]); print(len(held), flush=True); sys.stdin.read()"


def test_a_living_child_is_counted() -> None:
    before = peak_mb()
    command = [sys.executable, "-c", HOLDING, str(150 * 2**20)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        during = peak_mb()
        child.communicate("")
    assert 140 < during - before < 400
    assert peak_mb() < during, "a child that has ended is not"


def test_what_this_process_held_is_kept() -> None:
    before = peak_mb()
    held = b"x" * int((before + 50) * 2**20)
    after = peak_mb()
    assert after - before > 40, len(held)
    del held
    assert peak_mb() >= after
