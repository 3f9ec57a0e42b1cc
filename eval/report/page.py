"""The page: what the runs tell, put into ``page.html`` with ``page.css`` inside; it needs nothing but itself.

The language is switched by two radio buttons and CSS, so that the page holds no script at all; a content security
policy inside it forbids any, whatever an answer may hold. Every text goes through Jinja's escaping.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from markupsafe import Markup

from eval.figures.sampling import Estimate
from eval.figures.summary import Summary
from eval.questions import EvaluationError
from eval.report.content import content, run_words
from eval.report.failures import REASONS
from eval.report.gathered import Opened, choose, history
from eval.report.headlines import percent, seconds, still_possible
from eval.report.words import Form, decision_words, kind_words, status_words, variant_words
from eval.run_folder import REPORT, RUNS, Run, folder_of

Language = Literal["zh", "en"]
_FOLDER = Path(__file__).resolve().parent
_NONE = "–"


def write_report(
    names: Sequence[str], out: Path | None = None, runs: Path = RUNS, language: Language = "zh"
) -> tuple[Path, list[str]]:
    """Write the report on the runs called ``names`` (none: see ``gathered.choose``); return its path and those runs.

    Without ``out`` it is ``report.html`` in the folder of the run that is reported, the first.

    Raises EvaluationError when a run cannot be read, ``out`` cannot be written or Jinja is not installed.
    """
    opened = choose(names, runs)
    page = render(opened, history(opened[0].record, runs), language)
    out = out or folder_of(opened[0].name, runs) / REPORT
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(page, encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{out} cannot be written ({error.strerror}).") from None
    return out, [run.name for run in opened]


def render(opened: Sequence[Opened], before: Sequence[tuple[Run, Summary]], language: Language) -> str:
    """The page on ``opened``, the first of which is the one reported; ``before`` are the runs of its history."""
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ImportError:
        raise EvaluationError("The report needs Jinja: install it with `pip install '.[eval]'`.") from None
    style = (_FOLDER / "page.css").read_text(encoding="utf-8").strip()
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"kind": kind_words, "variant": variant_words, "status": status_words, "run": run_words}
    environment.filters["decision"] = decision_words
    environment.globals |= {"figure": figure, "interval": interval, "reasons": REASONS}
    return environment.get_template("page.html").render(
        page=content(opened, before),
        language=language,
        style=Markup(style),  # noqa: S704 - our own file
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        made=datetime.now(UTC),
    )


def figure(one: Estimate, form: Form) -> str:
    """The figure as it is written in a table."""
    return _NONE if one.value is None else _written(one.value, form)


def interval(one: Estimate, form: Form) -> str:
    """The ends of the interval as they are written in a table; empty without one.

    A share of all or of none has an interval of no width, from which nothing can be read: what ``n`` questions
    without an exception leave open is written instead.
    """
    if one.low is None or one.high is None:
        return ""
    if one.low == one.high:
        if form != "share" or one.value not in (0.0, 1.0):
            return ""
        open_ = still_possible(one.n)
        return f"≤ {percent(open_)}" if one.value == 0.0 else f"≥ {percent(1 - open_)}"
    low, high = _written(one.low, form), _written(one.high, form)
    unit = high.lstrip("-0123456789.,")
    return f"{low.removesuffix(unit)}–{high}"


def _written(value: float, form: Form) -> str:
    if form == "share":
        return percent(value)
    if form == "points":
        return f"{value * 100:.0f}%"
    if form == "score":
        return f"{value:.3f}"
    if form == "seconds":
        return f"{seconds(value)} s"
    return f"{value:,.0f}"
