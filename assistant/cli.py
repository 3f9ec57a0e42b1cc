"""The ``policy`` command: a thin face on answer(), search and the index."""

from __future__ import annotations

import json
import logging
import secrets
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.cli_accounts import account
from assistant.cli_programs import key, mcp

# Only what is light: torch, chromadb and gradio take seconds to import, and `policy --help` needs none of them.
from index.errors import PolicyAssistantError, SettingError, SourceError, StoreError

if TYPE_CHECKING:
    from pydantic import BaseModel

    from assistant.answer import Resources
    from assistant.settings import Settings
    from index.build import IngestReport

INTERRUPTED = 130
log = logging.getLogger(__name__)


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401
        """Return the day; fail with one line when it is none."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2026-11-22", param, ctx)


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
region_option = click.option("--region", help="The asker's region, such as 银川市.")
as_of_option = click.option("--as-of", type=Day(), help="The day to answer for, as YYYY-MM-DD; today unless given.")


@click.group()
def policy() -> None:
    """Answer questions about government policies, each statement tied to the clause it rests on."""
    from assistant.logs import keep_log

    keep_log(_settings().home)


@policy.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH…")
@click.option("--rebuild", is_flag=True, help="Make the index anew, dropping what is in it.")
@json_option
def ingest(paths: tuple[Path, ...], rebuild: bool, as_json: bool) -> None:
    """Index policy files or folders; what has not changed since is left alone."""
    from assistant.ingest import report_lines
    from assistant.resources import open_embedding_model
    from index.build import ingest as ingest_paths

    settings = _writable()
    report = ingest_paths(paths, settings.index_folder, open_embedding_model(settings), rebuild=rebuild)
    _print(report, as_json, report_lines(report))
    if report.failed:
        raise SourceError(f"{len(report.failed)} of the files could not be indexed; all others are.")


@policy.command()
@click.argument("query")
@click.option("-k", default=10, show_default=True, type=click.IntRange(1, 100), help="How many clauses.")
@region_option
@as_of_option
@click.option("--policy", "policies", multiple=True, metavar="ID", help="Only this policy; may be given several times.")
@click.option(
    "--department",
    "departments",
    multiple=True,
    metavar="NAME",
    help="Only clauses that name this department as lead, supporting or responsible, by any of its names: 卫健委 "
    "finds 卫生健康委员会 too. With a place or level before it, such as 银川市 or 省, only that one. May be given "
    "several times, for clauses that name any of them.",
)
@click.option(
    "--in-force",
    is_flag=True,
    help="Only policies known to be in force on that day: they state from when and until when. One that states no end "
    "is unknown, and left out.",
)
@json_option
def search(query: str, k: int, as_of: date | None, as_json: bool, **filters: Any) -> None:  # noqa: ANN401
    """Print the clauses nearest to QUERY, best first."""
    from assistant.question import check
    from assistant.shapes import HitShape
    from assistant.terminal import hit_lines

    check(query, _settings().question_limit)
    hits = _resources(with_model=False).searcher.search(query, k, as_of=as_of, **filters)
    _print([HitShape.of(hit) for hit in hits], as_json, hit_lines(hits, as_of or date.today()))


@policy.command()
@click.argument("question")
@region_option
@as_of_option
@click.option("--explain", is_flag=True, help="Print how the answer came about: hits, evidence, drafts, seconds.")
@json_option
def ask(question: str, region: str | None, as_of: date | None, explain: bool, as_json: bool) -> None:
    """Answer QUESTION, then name the sources."""
    from assistant.logs import LOG_NAME
    from assistant.question import check
    from assistant.terminal import ask_once
    from assistant.trace import Explained, trace_lines

    # Before the models are opened, which takes seconds.
    check(question, _settings().question_limit)
    done = ask_once(question, _resources(), region=region, as_of=as_of, quiet=as_json)
    given = done.answer
    _print(Explained.of(done) if explain else given, as_json, trace_lines(done.trace) if explain and done.trace else ())
    if given.status == "failed":
        log = _settings().home / LOG_NAME
        raise PolicyAssistantError(f"The question could not be answered; reference {given.reference} in {log}.")


@policy.command()
@json_option
def chat(as_json: bool) -> None:
    """Ask one question after another, each understood in the light of those before.

    Ctrl-D ends it.
    """
    from assistant.terminal import chat_loop

    chat_loop(_resources(), as_json=as_json)


@policy.command("list")
@json_option
def list_policies(as_json: bool) -> None:
    """List the policies in the index, with their validity today."""
    from assistant.resources import open_catalog
    from assistant.shapes import PolicyListed
    from assistant.terminal import list_lines

    with open_catalog(_settings()) as catalog:
        policies = catalog.headers()
    today = date.today()
    _print([PolicyListed.of(each, today) for each in policies], as_json, list_lines(policies, today))


@policy.command()
@click.argument("policy_id")
@click.option("--report", is_flag=True, help="What reading the file removed and repaired, instead of the clauses.")
@json_option
def show(policy_id: str, report: bool, as_json: bool) -> None:
    """Print a policy: what is known of it, and every clause with its address, departments and other facts."""
    from assistant.report import report_lines
    from assistant.resources import open_catalog
    from assistant.shapes import PolicyShape
    from assistant.terminal import policy_lines

    with open_catalog(_settings()) as catalog:
        found, source = catalog.policy(policy_id), catalog.source_text(policy_id) or ""
    if found is None:
        raise StoreError(f"There is no policy {policy_id!r} in the index: `policy list` names those there are.")
    lines = report_lines(found, source) if report else policy_lines(found, date.today())
    _print(PolicyShape.of(found), as_json, lines)


@policy.command()
@click.argument("policy_id")
@json_option
def remove(policy_id: str, as_json: bool) -> None:
    """Remove a policy from the index; its file stays where it is."""
    from assistant.shapes import PolicyListed
    from index.build import remove as remove_policy

    removed = PolicyListed.of(remove_policy(_settings().index_folder, policy_id), date.today())
    _print(removed, as_json, [f"removed {removed.title} ({policy_id})"])


@policy.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=7860, show_default=True, type=click.IntRange(1, 65535), help="The port to listen at.")
@click.option("--policies", type=click.Path(path_type=Path), metavar="FOLDER", help="Index this folder first.")
@click.option("--json", "as_json", is_flag=True, help="Print what is done as JSON, one object a line.")
def serve(host: str, port: int, policies: Path | None, as_json: bool) -> None:
    """Serve the web chat and the HTTP API; without policies of your own, over the samples."""
    from assistant.ingest import prepare_index
    from assistant.resources import open_embedding_model, open_resources
    from assistant.serving import listen

    def say(line: str) -> None:
        click.echo(json.dumps({"message": line}, ensure_ascii=False) if as_json else line, err=not as_json)

    settings = _writable()
    # A port in use should be said before the indexing, which takes minutes.
    listen(host, port).close()
    embedder = open_embedding_model(settings)
    prepare_index(settings.index_folder, embedder, policies, say, uploads=settings.home / "policies")
    resources = open_resources(settings, embedder=embedder)

    from assistant.http import serve as serve_http

    serve_http(resources, host, port)


@policy.command()
@json_option
def prepare(as_json: bool) -> None:
    """Make both models ready, once, from what is installed; goes on where it was interrupted."""
    from assistant.bundled import prepare_bundled
    from assistant.shapes import PreparedModels
    from index.e5 import FOLDER_NAME, prepare_e5

    models = _writable().models_folder
    embedding, language = prepare_e5(models / FOLDER_NAME), prepare_bundled(models)
    done = PreparedModels(embedding_model=str(embedding), language_model=str(language))
    _print(done, as_json, [f"embedding model: {done.embedding_model}", f"language model:  {done.language_model}"])


@policy.command()
@click.option("--questions", "count", default=6000, show_default=True, type=click.IntRange(min=1), help="How many.")
@click.option("--discard", is_flag=True, help="Go back to the embedding model as it is.")
@json_option
def tune(count: int, discard: bool, as_json: bool) -> None:
    """Teach the encoder of queries the words of the indexed policies; kept only if it places unseen questions better.

    No labels are needed and the index stays as it is. Takes minutes to half an hour; goes on where it was interrupted.
    """
    from assistant.resources import embedding_folder
    from index.tuning import tune as tuning

    settings = _writable()
    if discard:
        there = tuning.discard(settings.tuned_folder)
        click.echo("The model is used as it is." if there else "Nothing was tuned.", err=True)
        return
    model = embedding_folder(settings)
    outcome = tuning.tune(settings.index_folder, settings.tuned_folder, model, count=count, progress=not as_json)
    made = outcome.tuned
    figures = f"mean reciprocal rank of {made.held_back} questions held back: {made.before:.3f} before"
    kept = f"{made.after:.3f} after: kept" if outcome.kept else f"{made.after:.3f} after: not surely better, discarded"
    _print(outcome, as_json, [f"{figures}, {kept}", f"learned from {made.questions} questions"])


@policy.command()
@json_option
def doctor(as_json: bool) -> None:
    """Check everything the assistant needs, and name the command that mends what is wrong."""
    from assistant.doctor import Check, examine

    checks: list[Check] = []
    for check in examine(_settings()):
        checks.append(check)
        if not as_json:
            click.echo(check.line())
    if as_json:
        _print(checks, as_json, [])
    if problems := sum(not check.ok for check in checks):
        raise PolicyAssistantError(f"{problems} of {len(checks)} checks found a problem.")


policy.add_command(account)
policy.add_command(key)
policy.add_command(mcp)


def run(group: click.Group, arguments: Sequence[str], name: str) -> int:
    """Run a command line and return its exit code; every failure becomes one line on standard error."""
    if any("\ud800" <= character <= "\udfff" for character in "".join(arguments)):
        return _fail("the command line is not in UTF-8", click.UsageError.exit_code)
    try:
        code = group.main(list(arguments), prog_name=name, standalone_mode=False)
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else name
        return _fail(f"{error.format_message()} (see `{path} --help`)", error.exit_code)
    except click.ClickException as error:
        return _fail(error.format_message(), error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        return _fail("interrupted", INTERRUPTED)
    except PolicyAssistantError as error:
        return _fail(str(error))
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        return _fail(f"{place}{error.strerror or error}")
    except Exception as error:  # noqa: BLE001 (it goes to the log)
        return _fail(_unexpected(error))
    return code if isinstance(code, int) else 0


def main() -> None:
    """Run ``policy`` and end the process with its exit code."""
    sys.exit(run(policy, sys.argv[1:], "policy"))


def _fail(message: str, code: int = 1) -> int:
    click.echo(f"Error: {' '.join(message.split())}", err=True)
    return code


def _unexpected(error: Exception) -> str:
    """Put ``error`` in the log, and say where it is."""
    from assistant.logs import keep_log

    place, reference = keep_log(_settings().home), secrets.token_hex(4)
    log.error("command failed, reference %s", reference, exc_info=error)
    return f"An error of the program; its reference {reference} is in {place}."


def _print(value: BaseModel | IngestReport | Sequence[BaseModel], as_json: bool, lines: Iterable[str]) -> None:
    """Print ``value`` as JSON, or the lines that say the same to a person."""
    if as_json:
        from pydantic_core import to_json

        lines = [to_json(value, by_alias=True, indent=2).decode()]
    for line in lines:
        click.echo(line)


def _settings() -> Settings:
    from assistant.settings import Settings

    return Settings.from_environment()


def _writable() -> Settings:
    """Read the settings; raise SettingError when nothing can be kept in POLICY_HOME."""
    from assistant.doctor import home_writable

    settings = _settings()
    if not (check := home_writable(settings.home)).ok:
        raise SettingError(f"{check.found}: {check.mend}.")
    return settings


def _resources(*, with_model: bool = True) -> Resources:
    from assistant.resources import open_resources

    return open_resources(_settings(), with_model=with_model)


if __name__ == "__main__":
    main()
