"""Tables and figures of one unit in all years of the project, read on first use."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.figures import FigureBook
from analysis.reference import Project
from analysis.sections.poverty import INCIDENCE_COLUMNS
from analysis.sections.registry import build_section
from analysis.sections.trends.indicators import WHOLE, Indicator
from analysis.tables import Inputs, load_inputs
from analysis.tables.loading import year_before


class Years:
    """The years of a unit.

    Parameters
    ----------
    unit
        Code of the unit.
    until
        Last year to include; `None` for all.
    own
        Inputs of one year that have been read already, and the sections computed from them.
    """

    def __init__(
        self,
        project: Project,
        unit: str,
        until: int | None = None,
        own: tuple[Inputs, Mapping[str, FigureBook]] | None = None,
    ) -> None:
        self.project, self.unit = project, unit
        self.numbers = tuple(year for year in project.years_of(unit) if until is None or year <= until)
        self._read: dict[tuple[int, tuple[str, ...], bool], Inputs] = {}
        self._books: dict[tuple[int, str, str], FigureBook] = {}
        self._own = own

    def inputs(self, year: int, indicator: Indicator, grouping: str) -> Inputs:
        """Return the tables of a year that an indicator needs.

        Raises
        ------
        ProjectError, InputProblems
            When they exist but are invalid, or the unit did not exist.
        """
        near = self._near(year, indicator)
        if near is not None:
            return near
        key = (year, indicator.tables, is_incidence(indicator, grouping))
        if key not in self._read:
            self._read[key] = load_for(self.project, self.unit, year, indicator, grouping)
        return self._read[key]

    def book(self, year: int, indicator: Indicator, grouping: str) -> FigureBook:
        """Return the figures of a year that contain those of an indicator.

        Raises
        ------
        ProjectError, InputProblems
            As `inputs`, and when rows that the figures need are missing from the tables.
        """
        source = indicator.source(grouping)
        if self._own and self._own[0].year == year and source in self._own[1]:
            return self._own[1][source]
        kind = (year, f"{source or indicator.build}", grouping if not source else WHOLE)
        if kind not in self._books:
            near = self._near(year, indicator)
            if near is not None and source:
                self._books[kind] = build_section(source, near)
                return self._books[kind]
            inputs = self.inputs(year, indicator, grouping)
            self._books[kind] = indicator.build(inputs, grouping)
        return self._books[kind]

    def _near(self, year: int, indicator: Indicator) -> Inputs | None:
        """Return the inputs of the report or of the year before it if they cover a year; else `None`."""
        if self._own is None or not self._own[0].year - 1 <= year <= self._own[0].year:
            return None
        own = self._own[0]
        found = own if year == own.year else year_before(own, indicator.tables)
        return found if found is not None and set(indicator.tables) <= set(found.tables) else None


def is_incidence(indicator: Indicator, grouping: str) -> bool:
    """Whether an indicator reads only a few columns of the register."""
    return indicator.source(grouping) == "poverty"


def load_for(project: Project, unit: str, year: int, indicator: Indicator, grouping: str) -> Inputs:
    """Read the tables of a year that an indicator needs; of the register only the columns it needs.

    Raises
    ------
    ProjectError, InputProblems
        As `load_inputs`.
    """
    return load_inputs(project, unit, year, indicator.tables, _columns(indicator, grouping))


def _columns(indicator: Indicator, grouping: str) -> dict[str, tuple[str, ...]]:
    return {"households": INCIDENCE_COLUMNS} if is_incidence(indicator, grouping) else {}
