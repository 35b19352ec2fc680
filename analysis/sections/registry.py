"""The sections of the report, in its order, with the tables that each reads."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import ModuleType

from analysis.figures import Figure, FigureBook
from analysis.reference import ProjectError
from analysis.sections import (
    assessment,
    capacity,
    capital,
    communication,
    credit,
    directives,
    education,
    electricity,
    employment,
    health_insurance,
    housing,
    livelihood,
    movement,
    opening,
    poverty,
    production,
    vocational_education,
)
from analysis.sections.changes import Compared, add_changes
from analysis.sections.context import in_use
from analysis.tables import InputProblems, Inputs, Problem
from analysis.tables.draft_placeholders import with_stand_ins
from analysis.tables.missing import MissingTable
from analysis.tables.year_before import year_before

PLAN = "capital"
"""The table of what each component was assigned, which says how its other money is to be read."""


@dataclass(frozen=True)
class Section:
    """A part of the report.

    Attributes
    ----------
    id
        Permanent name; also the prefix of its figures' ids.
    needs
        The raw tables without any of which it is left out.
    uses
        Further tables, which it tells of where the unit has them.
    components
        The components of the programme of which it tells; it is left out where the unit has none of them.
    build
        Computes it: a pure function of the inputs.
    compared
        What it holds against the year before; `None` where it compares nothing.
    """

    id: str
    needs: tuple[str, ...]
    uses: tuple[str, ...]
    components: tuple[str, ...]
    build: Callable[[Inputs], FigureBook]
    compared: Compared | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """Every raw table it may read."""
        return (*self.needs, *self.uses)

    def compute(self, inputs: Inputs) -> FigureBook:
        """Compute it, and how it changed since the year before where there is one to compare with.

        In a draft, figures that wait for a table have no value and say so; they are compared with nothing.
        """
        awaited = missing_among(inputs, self.needs)
        book = self.build(with_stand_ins(inputs, awaited) if awaited else inputs)
        before = self.before(inputs)
        if self.compared is not None and before is not None:
            add_changes(book, inputs, before, self.compared)
        return book

    def before(self, inputs: Inputs) -> Inputs | None:
        """Return last year's tables that it compares with; nothing where they are missing or cannot be used.

        Tables that cannot be used are told of by the checks of the two years, which then cannot be made.
        """
        if self.compared is None:
            return None
        try:
            before = year_before(inputs, self.compared.tables)
        except (InputProblems, ProjectError):
            return None
        return before if before is not None and set(self.needs) <= set(before.tables) else None

    def told(self, inputs: Inputs) -> bool:
        """Whether a unit has what the section tells of; in a draft, whether it has some of it."""
        if not all(name in inputs.tables for name in self.needs) and not self._told_in_part(inputs):
            return False
        return not self.components or any(in_use(inputs, component) for component in self.components)

    def _told_in_part(self, inputs: Inputs) -> bool:
        """Whether a draft has a table that the section needs, and only waits for others.

        Without the plan of a component nothing of its money can be told.
        """
        awaited = {table.name for table in missing_among(inputs, self.needs)}
        there = [name for name in self.needs if name in inputs.tables]
        return bool(there) and len(there) + len(awaited) == len(self.needs) and PLAN not in awaited

    def awaits(self, inputs: Inputs) -> tuple[MissingTable, ...]:
        """Return the tables that a draft cannot be told without in this section, and that are still to come.

        A section of components that the programme of the year does not have awaits nothing.
        """
        if self.components and not any(component in inputs.components for component in self.components):
            return ()
        return missing_among(inputs, self.needs)

    def lacks(self, inputs: Inputs) -> tuple[MissingTable, ...]:
        """Return the tables without which a draft tells only a part of this section."""
        return missing_among(inputs, self.uses)


def missing_among(inputs: Inputs, names: Collection[str]) -> tuple[MissingTable, ...]:
    """Return which of several tables a draft still waits for; a report that is no draft waits for none."""
    return tuple(table for table in inputs.missing if inputs.draft and table.name in names)


def _section(module: ModuleType) -> Section:
    id, uses = module.__name__.rpartition(".")[2], getattr(module, "USES", ())
    compared = getattr(module, "COMPARED", None)
    return Section(id, module.NEEDS, uses, getattr(module, "COMPONENTS", ()), module.build, compared)


SECTIONS: dict[str, Section] = {
    section.id: section
    for section in map(
        _section,
        (
            opening,
            directives,
            livelihood,
            production,
            vocational_education,
            communication,
            capacity,
            capital,
            poverty,
            movement,
            credit,
            health_insurance,
            electricity,
            education,
            employment,
            housing,
            assessment,
        ),
    )
}


def build_section(id: str, inputs: Inputs) -> FigureBook:
    """Compute one section.

    Raises
    ------
    KeyError
        When there is no such section.
    InputProblems
        When a row that the section needs is missing.
    """
    return SECTIONS[id].compute(inputs)


def build_all(inputs: Inputs, known: Mapping[str, FigureBook] | None = None) -> dict[str, FigureBook]:
    """Compute every section that is told, collecting what is missing from all of them before saying so.

    Parameters
    ----------
    inputs
        All tables of a report.
    known
        Sections that were computed from the same tables before.

    Raises
    ------
    InputProblems
        With every row that any section misses.
    """
    books: dict[str, FigureBook] = {}
    problems: list[Problem] = []
    for id, section in SECTIONS.items():
        if not section.told(inputs):
            continue
        try:
            books[id] = known[id] if known and id in known else build_section(id, inputs)
        except InputProblems as missing:
            problems += missing.problems
    if problems:
        raise InputProblems(list(dict.fromkeys(problems)))
    return books


def all_figures(books: dict[str, FigureBook]) -> dict[str, Figure]:
    """Return the figures of several sections by id, in the order of the report."""
    return {id: figure for book in books.values() for id, figure in book.figures.items()}
