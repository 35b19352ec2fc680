"""A sheet as it was read: its cells by row and column, whatever kind of file they came from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

Value = str | int | float | Decimal | dt.date | bool | None
"""A cell: text, a number, a date; `None` when it is empty. Percentages are numbers a hundred times as large."""


@dataclass
class Grid:
    """The cells of one sheet.

    Attributes
    ----------
    file
        How messages name the file.
    sheet
        Name of the sheet; empty for a text file.
    rows
        Cells; the first row is row 1.
    hidden
        Whether the sheet is hidden.
    epoch_1904
        Whether dates are counted from 1904, as old programs of Apple's did.
    faults
        Why a cell could not be read, by row and column counted from nought.
    """

    file: str
    sheet: str
    rows: list[list[Value]]
    hidden: bool = False
    epoch_1904: bool = False
    faults: dict[tuple[int, int], str] = field(default_factory=dict)

    def at(self, row: int, column: int) -> Value:
        """Return a cell, counted from nought; `None` beyond the sheet's end."""
        cells = self.rows[row] if row < len(self.rows) else []
        return cells[column] if column < len(cells) else None


def cell_name(row: int, column: int) -> str:
    """Name a cell, counted from nought, as a spreadsheet does.

    >>> cell_name(0, 0), cell_name(11, 27)
    ('A1', 'AB12')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def text_of_value(value: Value) -> str:
    """Write a cell as plain text: whole numbers without a point, dates as 2024-11-15.

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
        # What a sum of fractions misses of a whole number is not data.
        return str(near) if abs(value - near) < 1e-6 * max(1.0, abs(value) * 1e-9) else f"{Decimal(repr(value)):f}"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)
