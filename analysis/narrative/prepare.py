"""Reading the tables and computing the sections once, in the process that notebooks are forked from."""

from __future__ import annotations

from analysis.reference import Project, ProjectError
from analysis.sections import build_all
from analysis.sections.registry import section_key
from analysis.sections.trends import INDICATORS
from analysis.sections.trends.years import book_key, load_for, table_keys
from analysis.tables import InputProblems, Inputs, load_inputs
from analysis.tables.fork_handoff import keep
from analysis.tables.loading import table_key
from analysis.tables.year_before import year_before

FOLLOWED = (("poor_rate", "commune"), ("disbursement_rate", "whole"))
"""Indicators that notebooks of the report draw over years, with their groupings."""


def prepare(project: Project, unit: str, year: int, draft: bool = False) -> None:
    """Keep what the notebooks of a unit and year will open.

    Parameters
    ----------
    project
        The project.
    unit, year, draft
        The edition, and whether it is a draft.

    Raises
    ------
    ProjectError, InputProblems
        When the inputs cannot be used; nothing is kept.
    """
    inputs = load_inputs(project, unit, year, draft=draft)
    books = build_all(inputs)
    folder = project.table_folder(unit, year)
    for name, table in inputs.tables.items():
        keep(table_key(folder, name, inputs.unit, inputs.reference), table)
    for id, book in books.items():
        keep(section_key(id, inputs), book)
    _prepare_year_before(project, inputs)
    for earlier in project.years_of(unit):
        if earlier < year - 1:
            _prepare_earlier(project, unit, earlier)


def _prepare_earlier(project: Project, unit: str, year: int) -> None:
    """Keep what is followed over years of one of them; what cannot be used is told by the chart that wants it."""
    for code, grouping in FOLLOWED:
        indicator = INDICATORS[code]
        try:
            inputs = load_for(project, unit, year, indicator, grouping)
            book = indicator.build(inputs, grouping) if set(indicator.tables) <= set(inputs.tables) else None
        except (InputProblems, ProjectError):
            continue
        for name, key in table_keys(inputs, indicator, grouping).items():
            keep(key, inputs.tables[name])
        if book is not None:
            keep(book_key(inputs, indicator, grouping), book)


def _prepare_year_before(project: Project, inputs: Inputs) -> None:
    """Keep the year before, as far as it can be used: sections compare with it, and checks with all of it."""
    try:
        before = year_before(inputs)
        books = build_all(before) if before is not None else {}
    except (InputProblems, ProjectError):
        return
    if before is None:
        return
    folder = project.table_folder(before.unit.code, before.year)
    for name, table in before.tables.items():
        keep(table_key(folder, name, before.unit, before.reference), table)
    for id, book in books.items():
        keep(section_key(id, before), book)
