"""The commands about runs: ``run`` makes one, ``compare`` says what one got better and worse than another."""

from __future__ import annotations

from pathlib import Path

import click

INPUT = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
runs_option = click.option("--runs", type=FOLDER, help="The folder of the runs; eval/runs unless given.")


@click.command("run")
@click.argument("name")
@click.option("--questions", required=True, type=INPUT, help="Questions, one JSON object a line.")
@click.option(
    "--variant",
    default="ours",
    show_default=True,
    help="What answers: ours, no-gate, no-facts, no-hybrid, langchain, bm25-quotes or model-alone.",
)
@click.option(
    "--policies", type=click.Path(exists=True, path_type=Path), help="The files asked about, to check quotes."
)
@click.option("--limit", type=click.IntRange(min=1), help="Only the first N questions.")
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 256),
    help="So many questions at once: for a model server that answers several at a time.",
)
@click.option("--fresh", is_flag=True, help="Begin anew, even if there is a run of this name.")
@runs_option
def run_questions(
    name: str,
    questions: Path,
    variant: str,
    policies: Path | None,
    limit: int | None,
    workers: int,
    fresh: bool,
    runs: Path | None,
) -> None:
    """Put the questions, search, score, and keep it all in eval/runs/NAME; goes on where it was stopped.

    The index is that of POLICY_HOME. A question that failed counts as wrong, is named at the end and asked again
    when the run is made once more.
    """
    from assistant.settings import Settings
    from eval.figures.summary import as_table
    from eval.run import Plan, run
    from eval.run_folder import RUNS

    plan = Plan(name, questions, variant, policies, limit, workers, runs or RUNS, fresh)
    done = run(plan, Settings.from_environment())
    click.echo(as_table(done.summary))
    progress = done.progress
    click.echo(
        f"{done.folder}: {progress.answered} answered, {progress.kept} kept, {len(done.failed)} failed", err=True
    )
    for question, reason in done.failed:
        click.echo(f"failed: {question} ({reason})", err=True)


@click.command("compare")
@click.argument("first")
@click.argument("second")
@click.option("--common", is_flag=True, help="Compare only the questions that both runs were asked.")
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON.")
@runs_option
def compare_runs(first: str, second: str, common: bool, as_json: bool, runs: Path | None) -> None:
    """Say what the run SECOND got better and worse than FIRST, question by question."""
    from eval.compare_runs import as_text, compare
    from eval.run_folder import RUNS

    compared = compare(first, second, runs or RUNS, common=common)
    click.echo(compared.model_dump_json(indent=2) if as_json else as_text(compared))
