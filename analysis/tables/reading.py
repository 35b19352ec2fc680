"""Reading a CSV or XLSX file into text cells; nothing is interpreted here, and the file is never changed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from analysis.tables.problems import Problem

SUFFIXES = (".csv", ".xlsx")


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
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [tuple(cell.strip() for cell in row) for row in reader]


def _read_xlsx(path: Path) -> tuple[str, list[tuple[str, ...]]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to import, and most tables are CSV

    workbook = load_workbook(path, read_only=True, data_only=True)
    try:
        sheet = workbook.worksheets[0]
        sheet.reset_dimensions()  # some programs write a wrong size, and cells beyond it would be lost
        return sheet.title, [tuple(map(_cell_text, row)) for row in sheet.iter_rows(values_only=True)]
    finally:
        workbook.close()


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return unicodedata.normalize("NFC", str(value)).strip()
