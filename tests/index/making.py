"""Small policies for tests, made without the parser."""

from __future__ import annotations

from index.policy import Clause, Policy, Segment
from index.sources import SourceText


def a_policy(policy_id: str = "a", texts: tuple[str, ...] = ("一、补助五十万元。",), **fields: object) -> Policy:
    """A policy whose clauses stand one after the other, a line each, in its source."""
    clauses: list[Clause] = []
    start = 0
    for number, text in enumerate(texts, 1):
        clauses.append(
            Clause(
                clause_id=f"{policy_id}/{number}",
                policy_id=policy_id,
                address=(f"{number}.",),
                text=text,
                start=start,
                end=start + len(text),
                segments=(Segment(clean=0, raw=start, length=len(text)),),
            )
        )
        start += len(text) + 1
    known: dict[str, object] = {"title": f"{policy_id}办法", "source_file": f"{policy_id}.txt", **fields}
    return Policy.model_validate({"policy_id": policy_id, "clauses": tuple(clauses), **known})


def parse_lines(source: SourceText) -> list[Policy]:
    """A stand-in parser: the first line is the title, each further one a clause; a line of === begins another text.

    ``key=value`` lines right after the title set fields of the policy.
    """
    stem = source.name.rsplit(".", 1)[0].replace("/", ".")
    found: list[Policy] = []
    place = 0
    for number, text in enumerate(source.text.split("===\n"), 1):
        policy_id = stem if number == 1 else f"{stem}~{number}"
        found.append(_parse_one(text, place, policy_id, source.name))
        place += len(text) + len("===\n")
    return found


def _parse_one(text: str, place: int, policy_id: str, name: str) -> Policy:
    title = ""
    fields: dict[str, str] = {}
    clauses: list[Clause] = []
    for line in text.splitlines(keepends=True):
        words = line.strip()
        if not title:
            title = words
        elif not clauses and "=" in words:
            key, _, value = words.partition("=")
            fields[key] = value
        elif words:
            number = len(clauses) + 1
            clauses.append(
                Clause(
                    clause_id=f"{policy_id}/{number}",
                    policy_id=policy_id,
                    address=(f"{number}.",),
                    text=words,
                    start=place,
                    end=place + len(words),
                    segments=(Segment(clean=0, raw=place, length=len(words)),),
                )
            )
        place += len(line)
    return Policy.model_validate(
        {"policy_id": policy_id, "title": title, "source_file": name, "clauses": tuple(clauses), **fields}
    )
