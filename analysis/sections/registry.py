"""The sections of the report, in its order, with the tables that each reads."""

from __future__ import annotations

import builtins
from collections.abc import Callable
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
    opening,
    poverty,
    production,
    vocational_education,
)
from analysis.sections.changes import Compared, add_changes
from analysis.sections.context import in_use
from analysis.tables import InputProblems, Inputs, Problem
from analysis.tables.inputs import VILLAGES
from analysis.tables.prepared import take
from analysis.tables.year_before import year_before


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
        """Compute it, and how it changed since the year before where there is one to compare with."""
        book = self.build(inputs)
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
        """Whether a unit has what the section tells of."""
        if not all(name in inputs.tables for name in self.needs):
            return False
        return not self.components or any(in_use(inputs, component) for component in self.components)


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
    ahead = take(section_key(id, inputs))
    return ahead if ahead is not None else SECTIONS[id].compute(inputs)


def section_key(id: str, inputs: Inputs) -> tuple[object, ...]:
    """Return what a section depends on: its tables of both years, the very ones that were read, unit and year."""
    section = SECTIONS[id]
    tables = [builtins.id(inputs.tables.get(name)) for name in (VILLAGES, *section.tables)]
    before = section.before(inputs)
    tables += [builtins.id(table) for table in before.tables.values()] if before else []
    return ("section", id, inputs.unit, inputs.year, builtins.id(inputs.reference), *tables)


def build_all(inputs: Inputs) -> dict[str, FigureBook]:
    """Compute every section that is told, collecting what is missing from all of them before saying so.

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
            books[id] = build_section(id, inputs)
        except InputProblems as missing:
            problems += missing.problems
    if problems:
        raise InputProblems(list(dict.fromkeys(problems)))
    return books


def all_figures(books: dict[str, FigureBook]) -> dict[str, Figure]:
    """Return the figures of several sections by id, in the order of the report."""
    return {id: figure for book in books.values() for id, figure in book.figures.items()}
