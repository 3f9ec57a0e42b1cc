"""Commands on a finished run (``gate``, ``judge``, ``report``) and on a running server (``load``)."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Literal

import click

from eval.questions import EvaluationError

_INPUT = click.Path(dir_okay=False, path_type=Path)
_RUNS = click.Path(file_okay=False, path_type=Path)


@click.command("gate")
@click.argument("name", required=False)
@click.option("--questions", type=_INPUT, help="Make the run now, of these; without NAME it is not kept.")
@click.option(
    "--policies", type=click.Path(exists=True, path_type=Path), help="The files asked about, to check quotes."
)
@click.option("--variant", default="ours", show_default=True, help="What answers, as in `run`.")
@click.option("--bars", type=_INPUT, help="The bars by figure, TOML or JSON; eval/sets/gate.toml unless given.")
@click.option("--runs", type=_RUNS, help="The folder of the runs; eval/runs unless given.")
def gate(
    name: str | None, questions: Path | None, policies: Path | None, variant: str, bars: Path | None, runs: Path | None
) -> None:
    """End with an error when the run NAME, or one made of --questions now, misses a bar; a line for each missed."""
    from eval.gate_bars import BARS, count, missed, read_bars
    from eval.run_folder import RUNS, folder_of, scores_of, summary_of

    wanted = read_bars(bars or BARS)  # before a run of minutes
    if not name and not questions:
        raise EvaluationError("Name a stored run, or give --questions to make one.")
    with tempfile.TemporaryDirectory() as passing:
        kept = (runs or RUNS) if name else Path(passing)
        if questions:
            _made(name or "gate", questions, policies, variant, kept)
        folder = folder_of(name or "gate", kept)
        scores_of(folder)  # a run that was begun again and not finished has old figures
        figures = summary_of(folder)
    below = missed(figures, wanted)
    for miss in below:
        click.echo(f"below the bar: {miss}")
    if below:
        raise EvaluationError(
            f"{len(below)} of {count(wanted)} bars missed over {figures.overall.questions} questions."
        )
    click.echo(f"All {count(wanted)} bars are met over {figures.overall.questions} questions.")


def _made(name: str, questions: Path, policies: Path | None, variant: str, runs: Path) -> None:
    from assistant.settings import Settings
    from eval.run import Plan, run

    run(Plan(name, questions, variant, policies, runs=runs), Settings.from_environment())


@click.command("judge")
@click.argument("name")
@click.option("--limit", type=click.IntRange(min=1), help="Only the first N answers.")
@click.option("--runs", type=_RUNS, help="The folder of the runs; eval/runs unless given.")
def judge_run(name: str, limit: int | None, runs: Path | None) -> None:
    """Ask a language model's opinion of the answers of the run NAME; it counts in no figure.

    The judge is the model that LLM_BASE_URL and LLM_MODEL, or LLM_GGUF, name: take another than the one that answered.
    """
    from eval.judge import as_text, judge_with_settings
    from eval.run_folder import RUNS, folder_of

    click.echo(as_text(judge_with_settings(folder_of(name, runs or RUNS), limit)))


@click.command("report")
@click.argument("names", nargs=-1, metavar="[RUN ...]")
@click.option("--runs", type=_RUNS, help="The folder of the runs; eval/runs unless given.")
@click.option("--out", type=_INPUT, help="The page to write; unless given, report.html in the folder of the first run.")
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Shown first.")
def write_report(names: tuple[str, ...], runs: Path | None, out: Path | None, language: Literal["zh", "en"]) -> None:
    """Write one HTML page on stored runs: the newest and its rivals, or those named, the first being reported.

    The page of quality (/quality) links to the one in a run's folder.
    """
    from eval.report.page import write_report as write_page
    from eval.run_folder import RUNS

    path, told = write_page(names, out, runs or RUNS, language)
    click.echo(f"{path}: a report on {', '.join(told)}", err=True)


@click.command("load")
@click.argument("url")
@click.option("--questions", required=True, type=_INPUT, help="What is asked and searched for, one JSON object a line.")
@click.option("--searching", default=30, show_default=True, help="How many people search while they type.")
@click.option("--asking", default=3, show_default=True, help="How many people ask.")
@click.option("--seconds", default=120.0, show_default=True, help="For how long.")
def put_load(url: str, questions: Path, searching: int, asking: int, seconds: float) -> None:
    """Let many people search and ask at the server at URL at once, and say how long they wait.

    Start that server with RATE_LIMIT=0 and RATE_LIMIT_ASK=0: all of them come from one address.
    """
    from eval.load import put
    from eval.questions import read_questions

    asked = [question.question for question in read_questions(questions)]
    load = put(url, asked, searching=searching, asking=asking, seconds=seconds)
    click.echo("\n".join(load.lines()))
    if load.errors:
        raise EvaluationError(f"{len(load.errors)} requests failed.")
