"""The commands for programs: ``policy mcp``, the tools over standard input and output, and ``policy key``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pydantic import BaseModel

    from assistant.records.api_keys import ApiKey
    from assistant.records.opened import Records

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.command()
@click.option("--json", "_as_json", is_flag=True, help="Changes nothing: what is said is JSON anyway.")
def mcp(_as_json: bool) -> None:
    """Serve search_clauses, ask_policy and get_clause over MCP to the program that starts this one.

    It speaks on standard input and output, needs no key and ends when that program closes them.
    """
    import threading

    import anyio

    from assistant import compose
    from assistant.api.mcp_server import serve_stdio
    from assistant.resources import open_resources
    from assistant.settings import Settings

    resources = open_resources(Settings.from_environment())
    if resources.model is not None:
        threading.Thread(target=compose.warm, args=(resources.model,), daemon=True).start()
    anyio.run(serve_stdio, resources)


@click.group("key")
def key() -> None:
    """Make, list and revoke the keys with which programs ask."""


@key.command()
@click.argument("name")
@json_option
def add(name: str, as_json: bool) -> None:
    """Make a key for the program NAME and print it, this once: nobody can be told it again."""
    from assistant.records import audit
    from assistant.records.api_keys import make_key

    with _records() as records:
        made, text = make_key(records, name, by="console")
        audit.note(records, "key.made", who="console", on=f"{made.name} ({made.begins}…)")
    if as_json:
        click.echo(json.dumps({"id": made.id, "name": made.name, "key": text}, ensure_ascii=False))
    else:
        click.echo(f"key {made.id} for {made.name}; keep it, it is not shown again:", err=True)
        click.echo(text)


@key.command("list")
@json_option
def list_keys(as_json: bool) -> None:
    """List the keys by their first characters: what for, when made and last used, whether revoked."""
    from assistant.records.api_keys import api_keys

    with _records() as records:
        found = api_keys(records)
    _print(found, as_json, [_line(each) for each in found] or ["no key yet"])


@key.command()
@click.argument("key_id", metavar="ID", type=click.IntRange(min=1))
@json_option
def revoke(key_id: int, as_json: bool) -> None:
    """Revoke the key ID for good; whoever has it is refused from now on."""
    from assistant.records import audit
    from assistant.records.api_keys import revoke_key

    with _records() as records:
        revoked = revoke_key(records, key_id)
        audit.note(records, "key.revoked", who="console", on=f"{revoked.name} ({revoked.begins}…)")
    _print(revoked, as_json, [_line(revoked)])


@contextmanager
def _records() -> Iterator[Records]:
    from assistant.records.opened import open_records
    from assistant.settings import Settings

    records = open_records(Settings.from_environment())
    try:
        yield records
    finally:
        records.close()


def _print(value: BaseModel | Sequence[BaseModel], as_json: bool, lines: Sequence[str]) -> None:
    if as_json:
        from pydantic_core import to_json

        lines = [to_json(value, indent=2).decode()]
    for line in lines:
        click.echo(line)


def _line(one: ApiKey) -> str:
    used = f"last used {one.last_used:%Y-%m-%d}" if one.last_used else "never used"
    state = f"revoked {one.revoked:%Y-%m-%d}" if one.revoked else used
    return f"{one.id}  {one.begins}…  {one.name}  made {one.created:%Y-%m-%d}, {state}"
