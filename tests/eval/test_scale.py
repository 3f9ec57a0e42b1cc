"""Measuring an index of made-up passages: a small one, whole."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from eval.scale import main

FIGURES = {"start_seconds", "first_search_ms", "median_ms", "p95_ms", "memory_mb", "of_it_mapped_files_mb"}
LIMITS = {"one_region", "one_policy", "one_department", "in_force"}


def test_an_index_is_built_measured_and_measured_again(tmp_path: Path) -> None:
    arguments = ["--passages", "300", "--queries", "5", "--home", str(tmp_path)]
    built = json.loads(CliRunner().invoke(main, arguments, catch_exceptions=False).output)
    assert built["passages"] == 300
    wanted = FIGURES | {f"{limit}_{figure}_ms" for limit in LIMITS for figure in ("median", "p95")}
    assert wanted <= built.keys()
    assert built["write_seconds"] > 0
    assert all(built[name] > 0 for name in wanted if name.endswith("_ms"))
    again = json.loads(CliRunner().invoke(main, arguments, catch_exceptions=False).output)
    assert wanted <= again.keys()
    assert "write_seconds" not in again
