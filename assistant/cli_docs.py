"""The help of every command as Markdown: ``python -m assistant.cli_docs > docs/cli.md``."""

from __future__ import annotations

from collections.abc import Iterator

import click

from assistant.cli import policy

_HEAD = """# Command line

Made from the commands' own help by `python -m assistant.cli_docs > docs/cli.md`; a test fails when it is stale.

Every command takes `--json`. Every failure is one line on standard error and an exit code other than 0:
1 for what went wrong, 2 for a wrong command line, 130 when interrupted.
"""
_WIDTH = 100


def markdown(group: click.Group = policy, name: str = "policy") -> str:
    """Return the help of ``group`` and of each of its commands, in the order they are listed."""
    return "\n".join([_HEAD, *_sections(group, name)])


def _sections(group: click.Group, name: str, above: click.Context | None = None) -> Iterator[str]:
    context = click.Context(group, info_name=name, parent=above, terminal_width=_WIDTH)
    yield _section(context.command_path, group.get_help(context))
    for title in group.list_commands(context):
        command = group.commands[title]
        if isinstance(command, click.Group):
            yield from _sections(command, title, context)
            continue
        inner = click.Context(command, info_name=title, parent=context, terminal_width=_WIDTH)
        yield _section(inner.command_path, command.get_help(inner))


def _section(title: str, text: str) -> str:
    return f"## {title}\n\n```text\n{text.rstrip()}\n```\n"


if __name__ == "__main__":
    click.echo(markdown(), nl=False)
