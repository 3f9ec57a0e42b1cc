"""Pages written apart from the parser, in many forms, against the structure a careful reader finds in them.

What they were first read with, before any rule was changed for their sake, stands in docs/experiments.md. The bars here
keep what has been reached since.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from index.parse import parse
from index.parts import parts
from index.policy import Clause, Policy
from index.sources import read_source
from index.tables import tables
from index.variants import fold

PAGES = sorted((Path(__file__).parent / "pages").glob("[01][0-9]-*.json"))
LATER = sorted((Path(__file__).parent / "pages").glob("[23][0-9]-*.json"))
METADATA = ("title", "issuer", "document_number", "index_number", "signed", "published", "effective", "expires")


def bare(text: str | None) -> str | None:
    return re.sub(r"\s", "", fold(text)) if text else text


def read(expected: Path) -> tuple[list[tuple[dict[str, Any], Policy]], list[Policy]]:
    """Each expected policy of a page with the parsed one that is most like it, and all that were parsed."""
    page = next(path for path in expected.parent.glob(f"{expected.stem}.*") if path.suffix != ".json")
    found = parse(read_source(page, page.name))
    wanted = json.loads(expected.read_text(encoding="utf-8"))
    pairs = []
    for each in (wanted, *wanted.get("more_policies", ())):
        gold = {tuple(clause["address"]) for clause in each["clauses"]}
        best = max(
            found, key=lambda p: (bare(p.title) == bare(each["title"])) * 5 + len({c.address for c in p.clauses} & gold)
        )
        pairs.append((each, best))
    return pairs, found


def address_of(clause: dict[str, Any] | Clause) -> tuple[str, ...]:
    labels = clause.address if isinstance(clause, Clause) else clause["address"]
    return tuple(fold(label) for label in labels)


def matched(wanted: dict[str, Any], policy: Policy) -> list[tuple[dict[str, Any], Clause]]:
    """Expected clauses with the parsed ones at their addresses, in order."""
    waiting = list(policy.clauses)
    pairs = []
    for clause in wanted["clauses"]:
        same = [one for one in waiting if address_of(one) == address_of(clause)]
        if same:
            starts = bare(clause["starts"]) or ""
            one = max(same, key=lambda c: (bare(c.text[c.body :]) or "").startswith(starts))
            waiting.remove(one)
            pairs.append((clause, one))
    return pairs


@pytest.mark.parametrize(("pages", "least", "least_begun"), [(PAGES, 0.98, 0.99), (LATER, 0.94, 0.91)])
def test_addresses_and_beginnings(pages: list[Path], least: float, least_begun: float) -> None:
    right = mine = gold = begun = 0
    for expected in pages:
        for wanted, policy in read(expected)[0]:
            have, want = Counter(map(address_of, policy.clauses)), Counter(map(address_of, wanted["clauses"]))
            right, mine, gold = right + (have & want).total(), mine + have.total(), gold + want.total()
            for clause, one in matched(wanted, policy):
                begun += (bare(one.text[one.body :]) or "").startswith(bare(clause["starts"]) or "")
    assert 2 * right / (mine + gold) >= least
    assert begun / gold >= least_begun


@pytest.mark.parametrize("expected", PAGES, ids=lambda path: path.stem)
def test_headings_and_sections(expected: Path) -> None:
    for wanted, policy in read(expected)[0]:
        for clause, one in matched(wanted, policy):
            assert bare(one.heading) == bare(clause["heading"]), clause["address"]
        have = [
            (address_of(clause), bare(section.heading))
            for section in policy.sections
            for clause in [{"address": section.address}]
        ]
        assert have == [(address_of(one), bare(one["heading"])) for one in wanted["sections"] if one["heading"]]


def test_metadata() -> None:
    right = wrong = 0
    for expected in PAGES:
        for wanted, policy in read(expected)[0]:
            for key in METADATA:
                have = None if key == "title" and not policy.title_printed else getattr(policy, key)
                same = bare(have) == bare(wanted.get(key))
                right, wrong = right + same, wrong + (not same)
    assert right / (right + wrong) >= 0.95


def test_other_documents_of_a_page_are_told_apart() -> None:
    for expected in PAGES:
        wanted = json.loads(expected.read_text(encoding="utf-8"))
        others = [policy for policy in read(expected)[1] if policy.form == "other"]
        assert len(others) == len(wanted.get("other_documents", ())), expected.stem


@pytest.mark.parametrize("expected", PAGES, ids=lambda path: path.stem)
def test_parts_and_tables(expected: Path) -> None:
    for wanted, policy in read(expected)[0]:
        for clause, one in matched(wanted, policy):
            if clause.get("parts"):
                assert [part.label for part in parts(fold(one.text))] == [fold(label) for label in clause["parts"]]
            if clause.get("table"):
                (table,) = tables(one.text)
                assert [bare(head) for head in table.columns] == [bare(head) for head in clause["table"]["columns"]]
                assert len(table.rows) == clause["table"]["rows"]
