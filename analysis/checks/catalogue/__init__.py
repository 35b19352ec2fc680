"""Every check of the report, by subject; adding one is adding one entry to the module of its subject.

What lives here: the entries, each a kind of `statements` with its figures, tables and words, and the small functions
that list exceptions where no kind says it all. What does not: how a kind is evaluated.
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.checks.catalogue import (
    capital,
    forecasts,
    names,
    norms,
    office,
    policies,
    poverty,
    projects,
    tables,
    years,
)
from analysis.checks.statements import Check


@dataclass(frozen=True)
class Group:
    """The checks of one subject.

    Attributes
    ----------
    title
        The subject, in Vietnamese, as the annex names it.
    checks
        Its checks, in the order in which the annex lists them.
    """

    title: str
    checks: tuple[Check, ...]


GROUPS: tuple[Group, ...] = tuple(
    Group(module.TITLE, module.CHECKS)
    for module in (capital, forecasts, projects, poverty, policies, norms, years, office, names, tables)
)
"""The subjects, in the order of the annex."""

CHECKS: tuple[Check, ...] = tuple(check for group in GROUPS for check in group.checks)
"""Every check."""
