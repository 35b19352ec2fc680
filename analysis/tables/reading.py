"""Reading a CSV or XLSX file into text cells, without interpreting them; the file is never changed."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from analysis.tables.problems import Problem
from analysis.tables.spreadsheets import CellFault, Value, text_of_value
from analysis.tables.workbook_files import read_xlsx

SUFFIXES = (".csv", ".xlsx")


class _QuoteError(ValueError):
    """An unpaired quotation mark: rows after it would become part of a cell.

    Attributes
    ----------
    row, line
        Where the row with the mark begins, counted as in a spreadsheet and as in a text editor.
    """

    def __init__(self, row: int, line: int) -> None:
        super().__init__(row, line)
        self.row, self.line = row, line


@dataclass(frozen=True)
class RawTable:
    """The cells of a file as text, not interpreted.

    Attributes
    ----------
    file
        Path of the file in messages.
    sheet
        Sheet of a workbook; empty for CSV.
    header
        Cells of the first row.
    rows
        The other rows that are not empty, each with its number in a spreadsheet.
    faults
        Cells of a workbook that cannot be used, by number of the row and position from zero.
    """

    file: str
    sheet: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    faults: Mapping[tuple[int, int], CellFault] = field(default_factory=dict)


def read_cells(path: Path, shown: str) -> RawTable | Problem:
    """Read a file into text cells, in NFC and without surrounding blanks.

    Parameters
    ----------
    path
        The file.
    shown
        Name of the file in messages.

    Returns
    -------
    RawTable or Problem
        A problem when the file cannot be read at all.
    """
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
    grid = read_xlsx(path.read_bytes(), shown)[0]
    cells = [tuple(map(_cell_text, row)) for row in grid.rows]
    return grid.sheet, cells, {(row + 1, column): fault for (row, column), fault in grid.faults.items()}


def _cell_text(value: Value) -> str:
    if isinstance(value, bool):
        return str(value)  # a word, so that no column of numbers accepts it
    return unicodedata.normalize("NFC", text_of_value(value)).strip()
