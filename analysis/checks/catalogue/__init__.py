"""The catalogue of checks, by subject, and its evaluation. To add a check, add an entry to the module of its subject.

What lives here: the entries, each a kind of `statements` with its figures, tables and Vietnamese text, and the small
functions that list exceptions where no kind suffices. What does not: how a kind is evaluated.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from analysis.checks.catalogue.capital import CAPITAL
from analysis.checks.catalogue.documents import DOCUMENTS, PLACE_NAMES, TABLES
from analysis.checks.catalogue.over_time import FORECASTS, YEAR_BEFORE
from analysis.checks.catalogue.policies import NORMS, POLICIES
from analysis.checks.catalogue.projects import POVERTY, PROJECTS
from analysis.checks.published import published_results
from analysis.checks.statements.check import Check, CheckResult, Facts, Figures, facts_of_year_before
from analysis.figures.figure import SIMULATED
from analysis.tables import Inputs


@dataclass(frozen=True)
class Group:
    """The checks of one subject, with its Vietnamese title."""

    title: str
    checks: tuple[Check, ...]


GROUPS: tuple[Group, ...] = (
    Group("Vốn và giải ngân", CAPITAL),
    Group("Dự kiến giải ngân", FORECASTS),
    Group("Dự án, mô hình và kết quả các tiểu dự án", PROJECTS),
    Group("Rà soát hộ nghèo", POVERTY),
    Group("Các chính sách", POLICIES),
    Group("Định mức chính sách", NORMS),
    Group("So với năm trước", YEAR_BEFORE),
    Group("Văn bản và số liệu đã in", DOCUMENTS),
    Group("Tên đơn vị hành chính", PLACE_NAMES),
    Group("Tệp số liệu", TABLES),
)
"""The subjects and their checks, in the order of the annex."""

CHECKS: tuple[Check, ...] = tuple(check for group in GROUPS for check in group.checks)
"""Every check."""

AGAINST_LAST_YEAR = "years."
"""Prefix of the ids of checks against the year before."""
SIMULATED_YEAR_BEFORE = "(năm trước là số liệu mô phỏng)"

__all__ = ["CHECKS", "GROUPS", "NORMS", "SIMULATED_YEAR_BEFORE", "Group", "run_checks"]


def run_checks(inputs: Inputs, figures: Figures) -> list[CheckResult]:
    """Evaluate all checks, those of the catalogue first, then one for each published number."""
    facts = Facts(inputs, figures, lambda: facts_of_year_before(inputs))
    return [*(_with_provenance(check.evaluate(facts), facts) for check in CHECKS), *published_results(inputs, figures)]


def _with_provenance(result: CheckResult, facts: Facts) -> CheckResult:
    """Add to the message of a check against last year that last year's tables are simulated, where they are."""
    if not result.id.startswith(AGAINST_LAST_YEAR) or not facts.has_previous:
        return result
    grades = {table.sidecar.provenance for table in facts.previous.inputs.tables.values()}
    return replace(result, message=f"{result.message} {SIMULATED_YEAR_BEFORE}") if grades == {SIMULATED} else result
