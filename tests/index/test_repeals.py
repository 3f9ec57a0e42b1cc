"""A policy that another one repeals is expired from the day that one takes effect."""

from __future__ import annotations

from datetime import date

from index.policy import PolicyHeader, Validity
from index.repeals import with_repeals

OLD = PolicyHeader(
    policy_id="old",
    title="旧办法",
    source_file="old.txt",
    document_number="某政规〔2022〕4号",
    effective="2022-01-01",
    expires="2027-12-31",
)
NEW = PolicyHeader(
    policy_id="new", title="新办法", source_file="new.txt", effective="2025-02-01", repeals=("某政规[2022]4号",)
)


def test_the_repealed_policy_names_the_one_that_replaces_it() -> None:
    old, new = with_repeals([OLD, NEW])
    assert (old.replaced_by, old.replaced_on) == ("new", "2025-02-01")
    assert new.replaced_by is None
    assert old.validity(date(2025, 1, 31)) == Validity.IN_FORCE
    assert old.validity(date(2025, 2, 1)) == Validity.EXPIRED


def test_without_the_new_policy_nothing_is_repealed() -> None:
    assert with_repeals([OLD])[0].replaced_by is None
