"""The README's comparison by one command: ``python -m eval.peers SHARED --out FOLDER``.

``SHARED`` holds the real policies with their questions and the laws with theirs; the samples are the project's own.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from assistant.settings import Settings
from eval.peers.compare import compare
from eval.peers.figures import Comparison, as_markdown
from eval.peers.statutes import unpack
from eval.questions import read_questions
from index.e5 import FOLDER_NAME
from index.errors import PolicyAssistantError

SAMPLES = Path(__file__).parents[2] / "samples"


def folders(shared: Path, scratch: Path) -> Iterator[tuple[str, Path, Path]]:
    """The name of each comparison, its files and its questions; the laws are unpacked into ``scratch``."""
    yield "five real policies", shared / "policies", shared / "gold" / "questions.jsonl"
    yield "samples", SAMPLES / "policies", SAMPLES / "questions.jsonl"
    laws = shared / "benchmarks" / "statutes"
    unpack(laws / "laws.tar.xz", laws / "queries.jsonl", scratch)
    yield "laws", scratch, laws / "queries.jsonl"


@click.command()
@click.argument("shared", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Where the figures go.")
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(min=1), help="Medians of so many.")
@click.option("--only", multiple=True, help="Only the comparisons of these names.")
@click.option("--float32", is_flag=True, help="Leave the peers their own number format.")
def main(shared: Path, out: Path, rounds: int, only: tuple[str, ...], *, float32: bool) -> None:
    """Compare on all three sets of files; print the tables in English and Chinese and keep the figures in OUT."""
    settings = Settings.from_environment()
    model = Path(settings.embedding_model or settings.models_folder / FOLDER_NAME)
    dtype = "float32" if float32 else "bfloat16"
    done: dict[str, Comparison] = {}
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="laws-") as scratch:
        for name, policies, questions in folders(shared, Path(scratch)):
            if only and name not in only:
                continue
            made = compare(policies, read_questions(questions), model, settings.threads, dtype=dtype, rounds=rounds)
            (out / f"{name.replace(' ', '-')}-{dtype}.json").write_text(made.model_dump_json(indent=2) + "\n", "utf-8")
            done[name] = made
    click.echo(as_markdown(done) + "\n\n" + as_markdown(done, chinese=True))


if __name__ == "__main__":
    try:
        main()
    except PolicyAssistantError as error:
        sys.exit(f"python -m eval.peers: {error}")
