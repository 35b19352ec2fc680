"""Reading a CSV or XLSX file into text cells; nothing is interpreted here, and the file is never changed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from analysis.tables.problems import Problem

SUFFIXES = (".csv", ".xlsx")

_LITERAL = re.compile(r'"[^"]*"|[\\_*].')
"""What a number format prints as it stands: there, a percent sign changes no value."""


class _QuoteError(ValueError):
    """A quotation mark that does not pair off: rows that follow it would become part of a cell.

    Attributes
    ----------
    row, line
        Where the row with the mark begins, as a spreadsheet counts and as a text editor does.
    """

    def __init__(self, row: int, line: int) -> None:
        super().__init__(row, line)
        self.row, self.line = row, line


@dataclass(frozen=True)
class RawTable:
    """A file's cells as text, before any meaning.

    Attributes
    ----------
    file
        Path of the file as messages name it.
    sheet
        Sheet of a workbook; empty for CSV.
    header
        Cells of the first row.
    rows
        The others that are not empty, each with the number a spreadsheet gives it.
    """

    file: str
    sheet: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_cells(path: Path, shown: str) -> RawTable | Problem:
    """Read a file into text cells, in NFC and without surrounding blanks.

    Parameters
    ----------
    path
        The file.
    shown
        How messages name it.

    Returns
    -------
    RawTable or Problem
        A problem when the file cannot be read at all.
    """
    try:
        sheet, cells = _read_xlsx(path) if path.suffix == ".xlsx" else ("", _read_csv(path))
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
    except Exception as error:  # openpyxl raises whatever the broken archive made it stumble on
        return Problem(
            shown,
            f"không mở được tệp ({type(error).__name__})",
            "một tệp CSV UTF-8 hoặc XLSX còn nguyên vẹn",
            "mở tệp bằng Excel, lưu lại rồi chạy lại",
        )
    if not any(any(row) for row in cells):
        return Problem(shown, "tệp trống", "dòng tiêu đề cột ở dòng 1", "điền lại biểu mẫu của bảng này")
    rows = tuple((n, row) for n, row in enumerate(cells[1:], 2) if any(row))
    return RawTable(shown, sheet, tuple(cells[0]), rows)


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
    """Whether a line within a cell looks like a row of the table: two stray quotation marks pair off by chance.

    A sentence has a blank after its commas, a row of a table has none.
    """
    if width < 3 or "\n" not in cell:
        return False
    pieces = (line.split(delimiter) for line in cell.splitlines()[1:])
    return any(len(row) == width and not any(piece.startswith(" ") for piece in row) for row in pieces)


def _read_xlsx(path: Path) -> tuple[str, list[tuple[str, ...]]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to import, and most tables are CSV

    workbook = load_workbook(path, read_only=True, data_only=True)
    try:
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()  # some programs write a wrong size, and cells beyond it would be lost
        return sheet.title, [tuple(map(_cell_text, row)) for row in sheet.iter_rows()]
    finally:
        workbook.close()


def _cell_text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool) and is_percent(cell.number_format):
        value = Decimal(str(value)) * 100  # 65,1% is stored as 0.651
        return f"{value.normalize():f}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return unicodedata.normalize("NFC", str(value)).strip()


@lru_cache(maxsize=256)
def is_percent(number_format: str) -> bool:
    """Whether a number format shows a hundred times the number that is stored."""
    return "%" in _LITERAL.sub("", number_format)
