"""The source rows of figures, one by one: for the terminal of the office that keeps the tables, never for a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.figures import Figure, FigureBook
from analysis.narrative.computed import compute_report
from analysis.reference import Project
from analysis.sections import SECTIONS, build_section
from analysis.tables import Inputs, Table, load_inputs
from analysis.tables.wording import cell_words, header
from analysis.tables.year_before import tables_behind


@dataclass(frozen=True)
class RowRead:
    """One source row.

    Attributes
    ----------
    position
        "file:row".
    cells
        What was read of it: the value and the criteria of the filter, in words; no other cell.
    """

    position: str
    cells: str


def source_rows(
    project: Project, unit: str, year: int, figures: Mapping[str, str], *, draft: bool = False
) -> dict[str, list[RowRead]]:
    """List the rows that figures were read from.

    Parameters
    ----------
    project, unit, year
        The edition.
    figures
        Ids of the figures, each with its section; only what those sections need is read.
    draft
        Tables may be missing, as `load_inputs` takes it.
    """
    inputs, books = _opened(project, unit, year, set(figures.values()), draft)
    known = {id: figure for book in books.values() for id, figure in book.figures.items()}
    return {id: list(_rows(known[id], inputs)) for id in figures}


def _opened(
    project: Project, unit: str, year: int, sections: set[str], draft: bool
) -> tuple[Inputs, Mapping[str, FigureBook]]:
    if sections <= SECTIONS.keys():
        tables = dict.fromkeys(name for id in SECTIONS if id in sections for name in SECTIONS[id].tables)
        inputs = load_inputs(project, unit, year, tables, draft=draft)
        return inputs, {id: build_section(id, inputs) for id in sections}
    inputs = load_inputs(project, unit, year, draft=draft)  # the comparison with what was printed needs every section
    return inputs, compute_report(inputs).all_books


def _rows(figure: Figure, inputs: Inputs) -> Iterable[RowRead]:
    tables = tables_behind(inputs, (source.table for source in figure.sources))
    for source in figure.sources:
        table = tables[source.table]
        criteria = dict(zip((column for column, _ in figure.expression.where), source.filter, strict=True))
        columns = [name for name in dict.fromkeys((*source.read_from, *criteria)) if name in table.frame]
        # A derived criterion is told by what it had to be: what it was derived from is nobody's business here.
        told = [words for name, words in criteria.items() if name not in table.frame]
        for position, *cells in table.frame.loc[list(figure.rows), columns].itertuples(name=None):
            read = (_cell(table, name, cell) for name, cell in zip(columns, cells, strict=True))
            yield RowRead(position, "; ".join([*read, *told]))


def _cell(table: Table, column: str, cell: object) -> str:
    return f"“{header(table, column)}” là {cell_words(table, column, None if cell is pd.NA else cell)}"
