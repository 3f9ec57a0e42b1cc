"""The evaluation's command line: ``python -m eval`` and a command, such as ``predict``, ``score`` or ``calibrate``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.cli import run
from eval.finished_commands import gate, judge_run, put_load, write_report
from eval.run_commands import compare_runs, run_questions

if TYPE_CHECKING:
    from assistant.answer import Resources

INPUT = click.Path(dir_okay=False, path_type=Path)
OUTPUT = click.Path(dir_okay=False, path_type=Path)
questions_option = click.option("--questions", required=True, type=INPUT, help="Questions, one JSON object a line.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")


sets_option = click.option(
    "--set",
    "sets",
    nargs=2,
    multiple=True,
    required=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="POLICY_HOME QUESTIONS",
    help="Questions and the home whose index they are put to; may be given several times.",
)


@click.group()
def evaluation() -> None:
    """Questions in, figures out: runs the assistant as the faces do, in this process."""
    from assistant.logs import keep_log
    from assistant.settings import Settings

    keep_log(Settings.from_environment().home)


evaluation.add_command(run_questions)
evaluation.add_command(compare_runs)
evaluation.add_command(gate)
evaluation.add_command(put_load)
evaluation.add_command(judge_run)
evaluation.add_command(write_report)


@evaluation.command()
@questions_option
@click.option("--out", required=True, type=OUTPUT, help="Answers, one JSON object a line.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the first N questions.")
@click.option("--fresh", is_flag=True, help="Answer all again, even those already in the file.")
def predict(questions: Path, out: Path, limit: int | None, fresh: bool) -> None:
    """Answer every question; goes on where an earlier run with the same settings stopped."""
    from eval.predict import predict as predict_all
    from eval.questions import read_questions
    from eval.stamps import stamps
    from eval.variants import ours

    asked, resources = read_questions(questions)[:limit], _resources(with_model=True)
    answerer = ours(resources)
    progress = predict_all(asked, answerer, out, stamps(answerer, resources.settings).digest, fresh=fresh)
    click.echo(f"{out}: {progress.answered} answered, {progress.kept} kept, {progress.failed} failed", err=True)


@evaluation.command()
@questions_option
@click.option("--out", required=True, type=OUTPUT, help="Hits, one JSON object a line.")
@click.option("-k", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many hits a question.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the first N questions.")
def retrieve(questions: Path, out: Path, k: int, limit: int | None) -> None:
    """Search for every question."""
    from eval.questions import read_questions
    from eval.retrieve import write_hits

    asked = read_questions(questions)[:limit]
    count = write_hits(asked, _resources(with_model=False).searcher, out, k)
    click.echo(f"{out}: {count} questions searched", err=True)


@evaluation.command()
@questions_option
@click.option("--predictions", required=True, type=INPUT, help="What predict wrote.")
@click.option("--hits", type=INPUT, help="What retrieve wrote: scored beside the answers.")
@click.option(
    "--policies", type=click.Path(exists=True, path_type=Path), help="The files asked about, to check quotes."
)
@click.option("--per-question", type=OUTPUT, help="Write how each question went, one JSON object a line.")
@json_option
def score(
    questions: Path,
    predictions: Path,
    hits: Path | None,
    policies: Path | None,
    per_question: Path | None,
    as_json: bool,
) -> None:
    """Print how right, how well cited and how fast the answers are, each figure with its interval."""
    from eval.figures.citations import read_sources
    from eval.figures.summary import as_table as summary_table
    from eval.figures.summary import summary
    from eval.questions import read_questions
    from eval.score import as_table, read_predictions, report, score_all
    from eval.score_retrieval import read_hits

    made, asked = read_predictions(predictions), read_questions(questions)
    sources = read_sources(policies) if policies else None
    scores = score_all(asked, made, sources)
    if per_question:
        per_question.write_text("".join(line.model_dump_json() + "\n" for line in scores), encoding="utf-8")
    figures = report(scores, made)
    every = summary(asked, made, read_hits(hits) if hits else None, sources=sources, scores=scores)
    if as_json:
        click.echo(json.dumps({**figures.model_dump(), "summary": every.model_dump()}, ensure_ascii=False, indent=2))
    else:
        click.echo(f"{as_table(figures)}\n\n{summary_table(every)}")


@evaluation.command()
@questions_option
@click.option("--hits", required=True, type=INPUT, help="What retrieve wrote.")
@json_option
def score_retrieval(questions: Path, hits: Path, as_json: bool) -> None:
    """Print how often, and how far up, the clauses that answer were found."""
    from eval.questions import read_questions
    from eval.score_retrieval import as_table, read_hits
    from eval.score_retrieval import score_retrieval as figures_of

    figures = figures_of(read_questions(questions), read_hits(hits))
    click.echo(figures.model_dump_json(indent=2) if as_json else as_table(figures))


@evaluation.command()
@click.option("--policies", required=True, type=click.Path(exists=True, path_type=Path), help="The files to index.")
@questions_option
@click.option("--out", type=OUTPUT, help="Write the figures as JSON.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the first N questions.")
@click.option("--bfloat16", is_flag=True, help="Give the peers' model the number format that ours uses by itself.")
def peers(policies: Path, questions: Path, out: Path | None, limit: int | None, bfloat16: bool) -> None:
    """Index and search with LangChain, LlamaIndex, Haystack and ours, each in a process of its own."""
    from assistant.settings import Settings
    from eval.peers.compare import as_table, compare
    from eval.questions import read_questions
    from index.e5 import FOLDER_NAME

    settings = Settings.from_environment()
    model = Path(settings.embedding_model or settings.models_folder / FOLDER_NAME)
    asked = read_questions(questions)[:limit]
    figures = compare(policies, asked, model, settings.threads, dtype="bfloat16" if bfloat16 else "float32")
    if out:
        out.write_text(figures.model_dump_json(indent=2) + "\n", encoding="utf-8")
    click.echo(as_table(figures))


@evaluation.command()
@sets_option
def weights(sets: tuple[tuple[Path, Path], ...]) -> None:
    """Score the weights of the ranking, crosswise: chosen on some policies, scored on others."""
    from dataclasses import replace

    from assistant.resources import open_resources
    from assistant.settings import Settings
    from eval.questions import read_questions
    from eval.weights import as_text, asked, choose

    for home, questions in sets:
        resources = open_resources(replace(Settings.from_environment(), home=home), with_model=False)
        click.echo(as_text(questions, choose(list(asked(read_questions(questions), resources.searcher)))))


@evaluation.command()
@sets_option
@click.option(
    "--wrongly", default=0.02, show_default=True, type=click.FloatRange(0, 0.5), help="May be refused wrongly."
)
def calibrate(sets: tuple[tuple[Path, Path], ...], wrongly: float) -> None:
    """Choose when not to answer: weights and threshold, crosswise over the policies."""
    from dataclasses import replace

    from assistant.resources import open_resources
    from assistant.settings import Settings
    from eval.calibrate import Asked, as_it_is, as_text, cases, choose
    from eval.questions import read_lines

    found = []
    for home, questions in sets:
        resources = open_resources(replace(Settings.from_environment(), home=home), with_model=False)
        of_set = list(cases(list(read_lines(questions, Asked)), resources.searcher))
        click.echo(as_it_is(questions.name, of_set))
        found += of_set
    click.echo(as_text(found, choose(found, wrongly)))


@evaluation.command("make")
@click.option("--policies", type=click.Path(path_type=Path), help="Policy files; without it those in POLICY_HOME.")
@click.option("--out", required=True, type=OUTPUT, help="Questions, one JSON object a line.")
@click.option("--count", default=60, show_default=True, type=click.IntRange(min=1), help="How many questions.")
@click.option("--kinds", help="Only these, parted by commas; all of them unless given.")
@click.option("--paraphrase", is_flag=True, help="Let the language model reword; checked against the facts.")
@click.option("--seed", default=0, show_default=True, type=int, help="The same seed makes the same questions.")
@click.option("--leave-out", multiple=True, help="A policy that will not be in the index: nothing answers of it.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day asked for; today unless given.")
def make_questions(**options: Any) -> None:  # noqa: ANN401 - as click gives them
    """Write questions with gold answers from what the policies state."""
    from eval.making.command import make_command

    click.echo(make_command(**options), err=True)


@evaluation.command("from-feedback")
@click.argument("file", type=INPUT)
@click.option("--out", required=True, type=OUTPUT, help="Questions, one JSON object a line.")
@click.option("--policies", type=click.Path(path_type=Path), help="Policy files; without it those in POLICY_HOME.")
def from_feedback(file: Path, out: Path, policies: Path | None) -> None:
    """Turn feedback and corrected answers from the desk into questions."""
    from eval.from_desk import from_feedback_command

    click.echo(from_feedback_command(file, out, policies), err=True)


def _resources(*, with_model: bool) -> Resources:
    from assistant.resources import open_resources
    from assistant.settings import Settings

    return open_resources(Settings.from_environment(), with_model=with_model)


def main() -> None:
    """Run the command line and end the process with its exit code."""
    sys.exit(run(evaluation, sys.argv[1:], "python -m eval"))


if __name__ == "__main__":
    main()
