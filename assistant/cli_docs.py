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


def _sections(group: click.Group, name: str) -> Iterator[str]:
    parent = click.Context(group, info_name=name, terminal_width=_WIDTH)
    yield _section(name, group.get_help(parent))
    for title in group.list_commands(parent):
        command = group.commands[title]
        context = click.Context(command, info_name=title, parent=parent, terminal_width=_WIDTH)
        yield _section(f"{name} {title}", command.get_help(context))


def _section(title: str, text: str) -> str:
    return f"## {title}\n\n```text\n{text.rstrip()}\n```\n"


if __name__ == "__main__":
    click.echo(markdown(), nl=False)
