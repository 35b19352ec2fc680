"""The tables of the same unit for the year before: read when something is compared with them, each at most once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from analysis.tables.inputs import VILLAGES, Inputs
from analysis.tables.loading import load_inputs
from analysis.tables.schemas import SCHEMAS
from analysis.tables.table import Table

PREVIOUS = "previous."
"""Prefix of last year's tables and ids of figures in this year's report."""


def year_before(inputs: Inputs, names: Iterable[str] | None = None) -> Inputs | None:
    """Return what the same unit handed in for the year before, where the project has it.

    A unit that had another name, level or area then, or whose code was another unit's, is not the same. The result has
    no project, so no year before itself.

    Parameters
    ----------
    inputs
        Of this year; what was once read is kept with it.
    names
        Names of the tables; all of them when `None`. Those that do not exist are left out.

    Raises
    ------
    InputProblems
        When a table is there but cannot be used.
    ProjectError
        When there was no unit of its code.
    """
    wanted = tuple(SCHEMAS if names is None else names)
    if inputs.previous is not None:
        return _only(inputs.previous, wanted)
    project, code, year = inputs.project, inputs.unit.code, inputs.year - 1
    if project is None or not project.has_tables(code, year):
        return None
    if inputs.reference.units.unit_in_year(code, year) not in (inputs.unit, None):
        return None
    known = inputs.earlier[0] if inputs.earlier else None
    missing = [n for n in wanted if known is None or (n in known.handed_in and n not in known.tables)]
    if missing or known is None:
        read = load_inputs(project, code, year, missing)
        tables = {**read.tables, **(known.tables if known else {})}
        known = replace(read, tables=tables, project=None)
        inputs.earlier[:] = [known]
    return _only(known, wanted)


def _only(inputs: Inputs, names: Iterable[str]) -> Inputs:
    chosen = {*names, VILLAGES}
    return replace(inputs, tables={name: table for name, table in inputs.tables.items() if name in chosen})


def as_previous(before: Inputs) -> Inputs:
    """Return last year's inputs with their tables under the names that they have in this year's report."""
    return replace(before, tables={name: _renamed(table) for name, table in before.tables.items()})


def tables_behind(inputs: Inputs, names: Iterable[str]) -> dict[str, Table]:
    """Return a report's tables, and those of the year before that are named (`previous.capital`).

    Parameters
    ----------
    inputs
        Of the report.
    names
        What figures were read from: names of tables, of either year.

    Raises
    ------
    KeyError
        When the year before has no such table.
    """
    wanted = [name.removeprefix(PREVIOUS) for name in dict.fromkeys(names) if name.startswith(PREVIOUS)]
    before = year_before(inputs, wanted) if wanted else None
    if before is None:
        return dict(inputs.tables)
    return {**inputs.tables, **{PREVIOUS + name: _renamed(before.tables[name]) for name in wanted}}


def owner_of(inputs: Inputs, name: str) -> Inputs:
    """Return whose a table is that figures of a report were read from: the report's, or the year before's."""
    if not name.startswith(PREVIOUS):
        return inputs
    return year_before(inputs, [name.removeprefix(PREVIOUS)]) or inputs


def _renamed(table: Table) -> Table:
    return replace(table, alias=PREVIOUS + table.schema.name)
