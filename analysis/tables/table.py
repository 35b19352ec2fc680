"""One validated raw table: its typed rows, their positions and source, and its cells in Vietnamese words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

from analysis.tables.cells import CellReader
from analysis.tables.corrections import Correction
from analysis.tables.schema import AddedColumn, Column, DerivedColumn, TableSchema
from analysis.tables.sidecar import Sidecar


@dataclass(frozen=True)
class Rows:
    """Some rows of a table, and the cells of one column.

    Attributes
    ----------
    labels
        Index of each: "file:row".
    grades
        Grade of provenance of each.
    cells
        Cells of the column; `None` without a column.
    """

    labels: NDArray[np.object_]
    grades: NDArray[np.object_]
    cells: ExtensionArray | None = None

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def values(self) -> list[Any]:
        """The cells as plain values, blanks among them."""
        return [] if self.cells is None else np.asarray(self.cells, dtype=object).tolist()

    @property
    def filled(self) -> Rows:
        """The rows whose cell is not blank."""
        if self.cells is None:
            return self
        known = ~np.asarray(self.cells.isna())
        return Rows(self.labels[known], self.grades[known], self.cells[known])


@dataclass(frozen=True)
class Table:
    """A validated raw table.

    Attributes
    ----------
    file
        Path of its file, relative to the project, with forward slashes.
    frame
        Typed rows; the index is "file:row". The column `provenance` is filled in from the sidecar.
    corrections
        Known errors of the file, corrected on reading.
    derived
        Columns of the frame that were computed from others of the same row.
    added
        Further columns of the frame that are not in the file.
    sheet
        Sheet of the workbook that was read; empty for CSV.
    reader
        Reader of its cells, for the words of codes; `None` for tables made by hand.
    awaited
        For an empty placeholder: the missing table and its agency.
    alias
        Its name in a report that has another table of its schema; usually empty.
    """

    schema: TableSchema
    file: str
    frame: pd.DataFrame
    sidecar: Sidecar
    sha256: str
    corrections: tuple[Correction, ...] = ()
    derived: tuple[DerivedColumn, ...] = ()
    added: tuple[AddedColumn, ...] = ()
    sheet: str = ""
    reader: CellReader | None = None
    awaited: str = ""
    alias: str = ""

    @property
    def name(self) -> str:
        """Name of the table."""
        return self.alias or self.schema.name

    @property
    def title(self) -> str:
        """Vietnamese title."""
        return self.schema.title

    def rows(self, column: str = "", criteria: Sequence[tuple[str, tuple[object, ...]]] = ()) -> Rows:
        """Return the cells of a column in the rows that meet all criteria.

        Parameters
        ----------
        column
            Column to read; only the index of the rows when empty.
        criteria
            Columns, each with the values that are accepted.
        """
        passing = [self._passing(name, values) for name, values in criteria]
        chosen = np.flatnonzero(np.logical_and.reduce(passing)) if passing else slice(None)
        cells = self.frame[column].array[chosen] if column else None
        return Rows(self._labels[chosen], self._grades[chosen], cells)

    # Cached, because hundreds of figures read the same.

    @cached_property
    def _labels(self) -> NDArray[np.object_]:
        return self.frame.index.to_numpy(dtype=object)

    @cached_property
    def _grades(self) -> NDArray[np.object_]:
        return self.frame["provenance"].to_numpy(dtype=object)

    @cached_property
    def _known(self) -> dict[tuple[str, tuple[object, ...]], NDArray[np.bool_]]:
        return {}

    def _passing(self, column: str, values: tuple[object, ...]) -> NDArray[np.bool_]:
        """Return a mask of the rows that have one of the values."""
        key = (column, values)
        if key not in self._known:
            self._known[key] = self.frame[column].isin(values).to_numpy(dtype=bool)
        return self._known[key]

    def with_columns(self, *described: AddedColumn, **columns: Any) -> Table:
        """Return the table with derived columns and their descriptions; index and provenance are kept."""
        return replace(self, frame=self.frame.assign(**columns), added=(*self.added, *described))

    def with_year(self, name: str, header: str, of: str) -> Table:
        """Return the table with the year of a column of dates as a described column."""
        column = DerivedColumn(name, header, "year", of)
        more = self.with_columns(**{name: [date.year for date in self.frame[of]]})
        return replace(more, derived=(*self.derived, column))


BLANK = "(để trống)"


def described(table: Table, column: str) -> Column | DerivedColumn | None:
    """Return the description of a column, also of a derived one; `None` without one."""
    columns: tuple[Column | DerivedColumn, ...] = (*table.schema.all_columns, *table.added, *table.derived)
    return next((c for c in columns if c.name == column), None)


def header(table: Table, column: str) -> str:
    """Return the Vietnamese header of a column; its name when it has none."""
    known = described(table, column)
    return known.header if known else column


def meaning(table: Table, column: str) -> str:
    """Describe how a derived column is computed; empty for a column of the file."""
    added = next((c for c in table.added if c.name == column), None)
    if added:
        return f"“{added.header}”: {added.meaning}"
    derived = next((c for c in table.derived if c.name == column), None)
    return f"“{derived.header}”: năm của cột “{header(table, derived.of)}”." if derived else ""


def columns_of_file(table: Table, column: str) -> tuple[str, ...]:
    """Return the columns of the file that a column is read or computed from: itself, unless it is derived."""
    added = next((c for c in table.added if c.name == column), None)
    if added:
        return added.of
    derived = next((c for c in table.derived if c.name == column), None)
    return (derived.of,) if derived else (column,)


def cell_words(table: Table, column: str, value: object) -> str:
    """Return a cell in words: of a code, the name of a commune, a date as in documents.

    Parameters
    ----------
    table
        The table; without a reader, codes are returned unchanged.
    column
        Name of the column.
    value
        A typed cell, or one value of a cell that is a list.
    """
    if value is None or value == "":
        return BLANK
    if isinstance(value, tuple):
        return ", ".join(cell_words(table, column, each) for each in value)
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
    return _code_words(table, described(table, column), str(value))


def _code_words(table: Table, column: Column | DerivedColumn | None, code: str) -> str:
    if table.reader is None or not isinstance(column, Column):
        return code
    if column.type in ("commune", "communes"):
        return next((u.full_name for u in table.reader.communes if u.code == code), code)
    if column.choices == "component":
        return _component_words(table.reader.components.get(code), code)
    return table.reader.reference.vocabulary.get(column.choices, {}).get(code, code)


def _component_words(component: dict[str, str] | None, code: str) -> str:
    """Name a component: "tiểu dự án 3.1"; the whole programme, which has no parent, by its kind alone."""
    if component is None:
        return code
    kind = component["kind_vi"].lower()
    return f"{kind} {code}" if component["parent_code"] else f"toàn {kind}"
