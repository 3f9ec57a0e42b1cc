"""The facts of a clause, gathered: what other modules import from here is made in the modules beside it.

Every function takes folded text (``variants.fold``) and is pure. ``departments`` and ``dates`` are read while a
policy is parsed; the others when somebody asks.
"""

from __future__ import annotations

from index.stated.dates import dates, times
from index.stated.departments import (
    bracket_start,
    departments,
    policy_wide_rule,
    rule_departments,
    says_first_leads,
    with_first_as_lead,
)
from index.stated.moments import find_day
from index.stated.validity import repeals, states_own_days, validity_dates, wording_day

__all__ = [
    "bracket_start",
    "dates",
    "departments",
    "find_day",
    "policy_wide_rule",
    "repeals",
    "rule_departments",
    "says_first_leads",
    "states_own_days",
    "times",
    "validity_dates",
    "with_first_as_lead",
    "wording_day",
]
