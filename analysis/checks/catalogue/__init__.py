"""The catalogue of checks, by subject. To add a check, add an entry to the module of its subject.

What lives here: the entries, each a kind of `statements` with its figures, tables and Vietnamese text, and the small
functions that list exceptions where no kind suffices. What does not: how a kind is evaluated.
"""

from __future__ import annotations

from dataclasses import dataclass

from analysis.checks.catalogue.capital import CAPITAL
from analysis.checks.catalogue.documents import DOCUMENTS, PLACE_NAMES, TABLES
from analysis.checks.catalogue.over_time import FORECASTS, YEAR_BEFORE
from analysis.checks.catalogue.policies import NORMS, POLICIES
from analysis.checks.catalogue.projects import POVERTY, PROJECTS
from analysis.checks.statements import Check


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

__all__ = ["CHECKS", "GROUPS", "NORMS", "Group"]
