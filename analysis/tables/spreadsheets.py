"""Cells of a sheet, of any kind of file, and reading the file of a table into text cells; the file is never changed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from analysis.tables.formula_functions import ErrorValue
from analysis.tables.schema import Problem

# Cells of a sheet -----------------------------------------------------------------------------------------------------


Value = str | int | float | Decimal | dt.date | bool | None
"""A cell as its format shows it: text, a number, a date; `None` when it is empty. A cell that shows 50 % is 50."""

_LITERAL = re.compile(r'"[^"]*"|[\\_*].')
"""Literal text of a number format: a percent sign in it does not scale the value."""


@dataclass(frozen=True)
class CellFault:
    """Why a cell's value cannot be used: parts of a `Problem`; `unknown` for a formula without any result."""

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
    sheet
        Name of the sheet; empty for a text file.
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

    @property
    def place(self) -> str:
        """File and sheet, as notes and warnings name them."""
        return f'{self.file}, trang tính "{self.sheet}"' if self.sheet else self.file

    def problem(
        self,
        message: str,
        expected: str,
        remedy: str,
        at: tuple[int, int] | None = None,
        *,
        column: str = "",
        value: str | None = None,
    ) -> Problem:
        """Return a problem of the sheet, or of the cell at a row and column counted from zero."""
        cell = cell_name(*at) if at else ""
        return Problem(self.file, message, expected, remedy, column=column, value=value, sheet=self.sheet, cell=cell)

    def fault_at(self, row: int, column: int, title: str = "") -> list[Problem]:
        """Return the problem of a faulty cell, if it is one; `title` names its column."""
        fault = self.faults.get((row, column))
        if fault is None:
            return []
        return [
            self.problem(fault.message, fault.expected, fault.remedy, (row, column), column=title, value=fault.value)
        ]


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


# Files of tables ------------------------------------------------------------------------------------------------------


SUFFIXES = (".csv", ".xlsx")


def table_files(folder: Path, name: str, suffixes: Iterable[str] = SUFFIXES) -> list[Path]:
    """Return the files of a table that a folder has."""
    return [path for suffix in suffixes if (path := folder / f"{name}{suffix}").is_file()]


class _QuoteError(ValueError):
    """An unpaired quotation mark in a row that begins at a line of the file; later rows would become part of a cell."""

    def __init__(self, row: int, line: int) -> None:
        super().__init__(row, line)
        self.row, self.line = row, line


@dataclass(frozen=True)
class RawTable:
    """The cells of a file as text, not interpreted.

    Attributes
    ----------
    sheet
        Sheet of a workbook; empty for CSV.
    rows
        Rows below the header that are not empty, each with its number in a spreadsheet.
    faults
        Cells of a workbook that cannot be used, by number of the row and position from zero.
    """

    file: str
    sheet: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    faults: Mapping[tuple[int, int], CellFault] = field(default_factory=dict)


def read_cells(path: Path, shown: str) -> RawTable | Problem:
    """Read a file into text cells, in NFC and without surrounding blanks; return a problem when it cannot be read."""
    try:
        sheet, cells, faults = _read_xlsx(path, shown) if path.suffix == ".xlsx" else ("", _read_csv(path), {})
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return Problem(
            shown,
            "không phải văn bản mã hóa UTF-8",
            "tệp CSV lưu bằng UTF-8",
            'trong Excel chọn Lưu thành "CSV UTF-8", rồi chạy lại',
            row=line,
        )
    except _QuoteError as error:
        return Problem(
            shown,
            'có dấu nháy kép (") không đóng, hoặc đóng sai chỗ; các dòng sau bị nuốt vào một ô',
            'dấu nháy kép mở và đóng quanh cả ô; dấu nháy trong ô viết hai lần ("")',
            f"mở tệp bằng Notepad, xem từ dòng {error.line}, bỏ hoặc đóng dấu nháy kép, rồi chạy lại",
            row=error.row,
        )
    except Exception as error:  # openpyxl raises any exception on a broken archive
        return Problem(
            shown,
            f"không mở được tệp ({type(error).__name__})",
            "một tệp CSV UTF-8 hoặc XLSX còn nguyên vẹn",
            "mở tệp bằng Excel, lưu lại rồi chạy lại",
        )
    if not any(any(row) for row in cells):
        return Problem(shown, "tệp trống", "dòng tiêu đề cột ở dòng 1", "điền lại biểu mẫu của bảng này")
    faulty = {row for row, _ in faults}
    rows = tuple((n, row) for n, row in enumerate(cells[1:], 2) if any(row) or n in faulty)
    return RawTable(shown, sheet, tuple(cells[0]), rows, faults)


def _read_csv(path: Path) -> list[tuple[str, ...]]:
    text = unicodedata.normalize("NFC", path.read_bytes().decode("utf-8-sig"))
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[str, ...]] = []
    line = 1
    try:
        for row in reader:
            several_lines = reader.line_num > line
            if rows and several_lines and any(_holds_a_row(cell, delimiter, len(rows[0])) for cell in row):
                raise _QuoteError(len(rows) + 1, line)
            rows.append(tuple(map(str.strip, row)))
            line = reader.line_num + 1
    except csv.Error as error:
        raise _QuoteError(len(rows) + 1, line) from error
    return rows


def _holds_a_row(cell: str, delimiter: str, width: int) -> bool:
    """Whether a line within a cell looks like a row of the table, as between two stray quotation marks.

    A sentence has blanks after its commas, a row of a table has none.
    """
    if width < 3 or "\n" not in cell:
        return False
    pieces = (line.split(delimiter) for line in cell.splitlines()[1:])
    return any(len(row) == width and not any(piece.startswith(" ") for piece in row) for row in pieces)


def _read_xlsx(path: Path, shown: str) -> tuple[str, list[tuple[str, ...]], dict[tuple[int, int], CellFault]]:
    """Return name, cells and faults of the first sheet."""
    from analysis.tables.workbook_files import read_xlsx  # noqa: PLC0415 - openpyxl is slow, and most files are CSV

    grid = read_xlsx(path.read_bytes(), shown)[0]
    cells = [tuple(map(_cell_text, row)) for row in grid.rows]
    return grid.sheet, cells, {(row + 1, column): fault for (row, column), fault in grid.faults.items()}


def _cell_text(value: Value) -> str:
    if isinstance(value, bool):
        return str(value)  # a word, so that no column of numbers accepts it
    return unicodedata.normalize("NFC", text_of_value(value)).strip()
