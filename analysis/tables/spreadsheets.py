"""Cells of a sheet, whatever kind of file they come from: values, formats, addresses, faults."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from analysis.tables.formula_functions import ErrorValue
from analysis.tables.problems import Problem

Value = str | int | float | Decimal | dt.date | bool | None
"""A cell as its format shows it: text, a number, a date; `None` when it is empty. A cell that shows 50 % is 50."""

_LITERAL = re.compile(r'"[^"]*"|[\\_*].')
"""Literal text of a number format: a percent sign in it does not scale the value."""


@dataclass(frozen=True)
class CellFault:
    """Why a cell's value cannot be used, as a `Problem` says it.

    Attributes
    ----------
    unknown
        Whether the cell is a formula that has no result at all.
    """

    message: str
    expected: str
    remedy: str
    value: str | None = None
    unknown: bool = False


@dataclass
class Grid:
    """The cells of one sheet.

    Attributes
    ----------
    file
        Name of the file in messages.
    sheet
        Name of the sheet; empty for a text file.
    rows
        Cells; the first row is row 1.
    epoch_1904
        Whether serial numbers of dates count from 1904, as in old files of Apple programs.
    faults
        Cells that cannot be used, by row and column counted from zero.
    """

    file: str
    sheet: str
    rows: list[list[Value]]
    hidden: bool = False
    epoch_1904: bool = False
    faults: dict[tuple[int, int], CellFault] = field(default_factory=dict)

    def at(self, row: int, column: int) -> Value:
        """Return a cell, counted from zero; `None` beyond the end of the sheet."""
        cells = self.rows[row] if row < len(self.rows) else []
        return cells[column] if column < len(cells) else None


def column_letters(column: int) -> str:
    """Return the letters of a column, counted from zero.

    >>> column_letters(0), column_letters(25), column_letters(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """Return the address of a cell, counted from zero.

    >>> cell_name(0, 0), cell_name(11, 27)
    ('A1', 'AB12')
    """
    return f"{column_letters(column)}{row + 1}"


def text_of_value(value: Value) -> str:
    """Return a cell as plain text: whole numbers without a point, dates as 2024-11-15.

    >>> text_of_value(1644.0), text_of_value(0.1), text_of_value(dt.date(2024, 3, 1)), text_of_value(None)
    ('1644', '0.1', '2024-03-01', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float):
        near = round(value)
        # A sum of fractions may miss a whole number by rounding errors.
        return str(near) if abs(value - near) < 1e-6 * max(1.0, abs(value) * 1e-9) else f"{_decimal(value):f}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def _decimal(number: float) -> Decimal:
    """Return a number with the 15 digits that spreadsheets show of a double."""
    return Decimal(number) if isinstance(number, int) else Decimal(f"{number:.15g}")


@lru_cache(maxsize=256)
def is_percent(number_format: str) -> bool:
    """Whether a number format shows a hundred times the stored number."""
    return "%" in _LITERAL.sub("", number_format)


def shown_value(raw: Any, number_format: str) -> Value:
    """Return the value that a cell shows: the only place where a format changes a number."""
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, int | float) and not isinstance(raw, bool) and is_percent(number_format):
        return _decimal(raw) * 100
    if raw is None or isinstance(raw, str | int | float | bool | dt.date):
        return raw
    return raw.code if isinstance(raw, ErrorValue) else str(raw)


def cell_problem(grid: Grid, row: int, column: int, fault: CellFault, title: str = "") -> Problem:
    """Return the problem of a faulty cell; `title` names its column."""
    return Problem(
        grid.file,
        fault.message,
        fault.expected,
        fault.remedy,
        column=title,
        value=fault.value,
        sheet=grid.sheet,
        cell=cell_name(row, column),
    )
