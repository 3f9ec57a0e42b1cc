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


def wording(policy_id: str, worded: str | None, effective: str | None, published: str | None = None) -> PolicyHeader:
    """A wording of one ordinance, each of which repeals the one before by the title that all have."""
    return PolicyHeader(
        policy_id=policy_id,
        title="停车条例",
        source_file=f"{policy_id}.txt",
        worded=worded,
        effective=effective,
        published=published,
        repeals=("停车条例",),
    )


def test_an_earlier_wording_does_not_repeal_a_later_one_of_the_same_title() -> None:
    old, new = with_repeals([wording("old", "2019-03-02", "2004-10-01"), wording("new", "2024-08-05", "2024-10-01")])
    assert (old.replaced_by, old.replaced_on) == ("new", "2024-10-01")
    assert new.replaced_by is None


def test_an_amended_wording_replaces_from_its_own_day() -> None:
    old, new = with_repeals([wording("old", "2010-01-09", "2001-07-01"), wording("new", "2023-12-11", "2001-07-01")])
    assert (old.replaced_by, old.replaced_on) == ("new", "2023-12-11")
    assert new.replaced_by is None


def test_of_wordings_without_a_day_none_is_repealed() -> None:
    assert not any(header.replaced_by for header in with_repeals([wording("a", None, None), wording("b", None, None)]))


def test_a_text_posted_again_later_stays_repealed() -> None:
    posted = OLD.model_copy(update={"published": "2026-01-01"})
    assert with_repeals([posted, NEW])[0].replaced_by == "new"


def test_the_first_of_two_repeals_counts() -> None:
    later = NEW.model_copy(update={"policy_id": "later", "effective": "2026-01-01"})
    assert with_repeals([later, OLD, NEW])[1].replaced_on == "2025-02-01"
