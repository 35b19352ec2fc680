"""A sheet before anybody writes it: a title, notes, named columns, rows of cells, and where each of them stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from analysis.figures.provenance import PUBLISHED
from analysis.publish.workbook.references import column_letters, on_sheet

WORDS = ".words"
"""Ends the name of the column that gives the words of a code."""


@dataclass(frozen=True)
class Formula:
    """A live formula.

    Attributes
    ----------
    text
        As the formula bar shows it, in English function names, with "=".
    value
        What it gives, for programs that show a file without computing.
    form
        A key of `styles.NUMBER_FORMATS`; empty for the column's own.
    """

    text: str
    value: int | float | str
    form: str = ""


@dataclass(frozen=True)
class Link:
    """Words that lead to a place in the workbook.

    Attributes
    ----------
    text
        What the cell shows.
    target
        Sheet and cell (`'Kế hoạch vốn'!A1`).
    """

    text: str
    target: str


@dataclass(frozen=True)
class Number:
    """A number that is not computed, with a format of its own (a key of `styles.NUMBER_FORMATS`)."""

    value: int | Decimal | float
    form: str


Cell = str | int | Decimal | dt.date | Number | Formula | Link | None


@dataclass(frozen=True)
class Column:
    """A column of a sheet.

    Attributes
    ----------
    name
        Name in code, by which formulas in words call it; also printed, small, above the header.
    header
        Vietnamese header.
    width
        In characters.
    form
        A key of `styles.NUMBER_FORMATS`.
    wrap
        Whether long texts run over several lines.
    given
        Whether its cells are inputs, which formulas start from.
    """

    name: str
    header: str
    width: float = 16
    form: str = "text"
    wrap: bool = False
    given: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a sheet; `grade` is one of `provenance.GRADES`, `failed` marks what does not hold."""

    cells: tuple[Cell, ...]
    grade: str = PUBLISHED
    failed: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet: title in row 1, a way back in row 2, notes, names of columns, headers, rows.

    Attributes
    ----------
    name
        On its tab.
    title
        In its first row.
    columns, rows
        What it holds; every row has a cell for every column.
    notes
        Sentences under the title.
    kind
        `guide`, `result`, `table` or `helper`: the colour of its tab.
    printed
        How many columns are printed, from the left; nought for all.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    kind: str = "table"
    printed: int = 0

    @property
    def header_row(self) -> int:
        """Number of the row of headers, from one."""
        return 4 + len(self.notes)

    @property
    def first_row(self) -> int:
        """Number of the first row of cells."""
        return self.header_row + 1

    def letters(self, column: str) -> str:
        """Return the letters of a column."""
        return column_letters([c.name for c in self.columns].index(column))

    def has(self, column: str) -> bool:
        """Whether there is such a column."""
        return any(c.name == column for c in self.columns)

    def here(self, column: str, row: int) -> str:
        """Name a cell of the row (counted from nought) within this sheet: `$C7`."""
        return f"${self.letters(column)}{self.first_row + row}"

    def cell(self, column: str, row: int) -> str:
        """Name a cell from anywhere in the workbook: `'Kế hoạch vốn'!$C$7`."""
        return on_sheet(self.name, f"${self.letters(column)}${self.first_row + row}")

    def cells(self, column: str, first: int = 0, count: int | None = None) -> str:
        """Name the cells of a column, or some of them; a sheet without rows has one blank row."""
        count = len(self.rows) if count is None else count
        start = self.first_row + first
        letters = self.letters(column)
        return on_sheet(self.name, f"${letters}${start}:${letters}${start + max(count, 1) - 1}")

    def with_columns(self, columns: Sequence[Column], cells: Sequence[Sequence[Cell]]) -> Sheet:
        """Return the sheet with columns added on the right; `cells` has one sequence a row."""
        rows = tuple(replace(row, cells=(*row.cells, *more)) for row, more in zip(self.rows, cells, strict=True))
        return replace(self, columns=(*self.columns, *columns), rows=rows)
