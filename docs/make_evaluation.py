"""Runs the evaluation over all that can answer, and fills docs/evaluation.md with its figures and pictures.

Run it from the checkout: make evaluation QUESTIONS=F.jsonl POLICIES=FOLDER, or python docs/make_evaluation.py --help.
Everything it makes is kept in eval/runs (the index, the runs, report.html), so that it goes on where it was stopped.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(CHECKOUT))

from PIL import Image  # noqa: E402 - after the path of the checkout

from assistant.settings import Settings  # noqa: E402
from eval.figures.sampling import Estimate, difference  # noqa: E402
from eval.report.content import Row, content  # noqa: E402
from eval.report.gathered import Opened, choose, history  # noqa: E402
from eval.report.page import figure, interval, write_report  # noqa: E402
from eval.report.words import Form, kind_words, variant_words  # noqa: E402
from eval.run_folder import RUNS  # noqa: E402
from eval.variants import VARIANTS  # noqa: E402
from tests.assistant.served import browser  # noqa: E402

PAGE = CHECKOUT / "docs" / "evaluation.md"
IMAGES = CHECKOUT / "docs" / "images"
BEGINS, ENDS = "<!-- figures: written by docs/make_evaluation.py -->", "<!-- end of figures -->"
PICTURES = {"summary": "#summary", "beside": "#beside", "kinds": "#kinds", "refusals": "#refusals", "time": "#time"}
WIDTH = 1180
COLOURS = 128
_PATH = click.Path(exists=True, path_type=Path)


@click.command()
@click.option("--questions", type=_PATH, default=CHECKOUT / "samples" / "questions.jsonl", help="Gold questions.")
@click.option("--policies", type=_PATH, default=CHECKOUT / "samples" / "policies", help="The files they ask about.")
@click.option("--variants", default=",".join(VARIANTS), show_default=True, help="What answers, parted by commas.")
@click.option("--name", default="gold", show_default=True, help="The runs are called NAME-VARIANT.")
@click.option("--runs", type=click.Path(path_type=Path), default=RUNS, help="Where the runs are kept.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the first N questions, to try it.")
@click.option("--write/--no-write", default=True, help="Fill docs/evaluation.md and make the pictures.")
def main(questions: Path, policies: Path, variants: str, name: str, runs: Path, limit: int | None, write: bool) -> None:
    """Index, run every variant, write the report, and fill docs/evaluation.md."""
    home = runs / f"home-{name}"
    home.mkdir(parents=True, exist_ok=True)
    if not (home / "models").exists():
        (home / "models").symlink_to(Settings.from_environment().models_folder)
    environment = {**os.environ, "POLICY_HOME": str(home)}
    policy = [sys.executable, "-c", "from assistant.cli import main; main()"]
    call([*policy, "ingest", str(policies)], environment)
    names = [f"{name}-{variant}" for variant in variants.split(",")]
    for run, variant in zip(names, variants.split(","), strict=True):
        put = [sys.executable, "-m", "eval", "run", run, "--variant", variant, "--questions", str(questions)]
        given = ["--policies", str(policies), "--runs", str(runs), *(["--limit", str(limit)] if limit else [])]
        call([*put, *given], environment)
    page = runs / "report.html"
    write_report(names, page, runs, "en")
    sys.stdout.write(f"{page}\n")
    if write:
        opened = choose(names, runs)
        fill(PAGE, "\n".join(lines(opened, runs)))
        take(page)


def call(command: Sequence[str], environment: dict[str, str]) -> None:
    """Run a command of the project; ends this one when it fails."""
    done = subprocess.run(command, cwd=CHECKOUT, env=environment)  # noqa: S603 - own command
    if done.returncode:
        raise SystemExit(done.returncode)


def fill(page: Path, text: str) -> None:
    """Put ``text`` between the marks of a page; raises SystemExit when they are not there."""
    before, begins, rest = page.read_text(encoding="utf-8").partition(BEGINS)
    _, ends, after = rest.partition(ENDS)
    if not begins or not ends:
        raise SystemExit(f"{page} has no place for the figures.")
    page.write_text(f"{before}{BEGINS}\n\n{text}\n\n{ENDS}{after}", encoding="utf-8")


def lines(opened: Sequence[Opened], runs: Path) -> Iterator[str]:
    """The figures as Markdown: what was run, side by side, by kind, and each against the first."""
    first = opened[0].record
    told = content(opened, history(first, runs))
    yield (
        f"{first.questions} questions of `{first.questions_file}` over {first.policies} policies, "
        f"{first.started:%Y-%m-%d}; language model {first.model or 'none'}, embedding {first.embedding_model}. "
        f"Index `{first.index[:12]}`, code `{first.code[:12]}`. In brackets the 95% interval."
    )
    yield "\n### Side by side\n"
    yield from table([variant_words(run.record.variant).en for run in opened], told.beside)
    yield "\n### Right answers by kind\n"
    yield f"| kind | n |{''.join(f' {variant_words(run.record.variant).en} |' for run in opened)}"
    yield f"| --- | ---: |{' ---: |' * len(opened)}"
    for kind in told.kinds_of_runs:
        cells = "".join(f" {figure(one, 'share')} |" for one in kind.cells)
        yield f"| {kind_words(kind.name).en} | {kind.questions} |{cells}"
    if len(opened) > 1:
        yield f"\n### {variant_words(first.variant).en.capitalize()} against each other one\n"
        yield from against(opened)
    yield "\n### Pictures of the report\n"
    yield from (f"![{name}](images/evaluation-{name}.png)" for name in PICTURES)


def table(heads: Sequence[str], rows: Sequence[Row]) -> Iterator[str]:
    """A table of figures, a column a run."""
    yield f"| figure |{''.join(f' {head} |' for head in heads)}"
    yield f"| --- |{' ---: |' * len(heads)}"
    for row in rows:
        cells = (written(one, row.words.form, strong=place in row.best) for place, one in enumerate(row.cells))
        yield f"| {row.words.name.en} |{''.join(f' {cell} |' for cell in cells)}"


def written(one: Estimate, form: Form, *, strong: bool) -> str:
    """A figure with its interval, in bold where it is the best of its row."""
    value, ends = figure(one, form), interval(one, form)
    value = f"**{value}**" if strong else value
    return f"{value} ({ends})" if ends else value


def against(opened: Sequence[Opened]) -> Iterator[str]:
    """What the first run has over each other in right answers, question by question."""
    yield "| against | points of right answers | 95% interval | better | worse | p |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    first = opened[0]
    for other in opened[1:]:
        shared = [name for name in first.scores if name in other.scores]
        gain = difference(
            [float(other.scores[name].right) for name in shared], [float(first.scores[name].right) for name in shared]
        )
        if gain.value is None or gain.low is None or gain.high is None or gain.p is None:
            continue
        ends = f"{gain.low * 100:+.0f} to {gain.high * 100:+.0f}"
        who = variant_words(other.record.variant).en
        yield f"| {who} | {gain.value * 100:+.0f} | {ends} | {gain.better} | {gain.worse} | {gain.p:.3f} |"


def take(page: Path) -> None:
    """Take the pictures of the report's parts."""
    with browser() as started:
        shown = started.new_page(viewport={"width": WIDTH, "height": 900})
        shown.goto(page.absolute().as_uri())
        for name, part in PICTURES.items():
            if not shown.locator(part).count():
                continue
            path = IMAGES / f"evaluation-{name}.png"
            shown.locator(part).screenshot(path=path)
            Image.open(path).convert("RGB").quantize(COLOURS).save(path, optimize=True)
            sys.stdout.write(f"{path.relative_to(CHECKOUT)}: {path.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
