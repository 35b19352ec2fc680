"""Reading what offices send: XLSX, XLS, and text with any separator and encoding, into grids of cells."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from analysis.forms.legacy_text import encoding_of, reads_well
from analysis.tables.formulas import FormulaError, FormulaEvaluator
from analysis.tables.problems import Problem
from analysis.tables.reading import is_percent
from analysis.tables.spreadsheets import Grid, Value

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_SEPARATORS = ";\t,|"
KINDS = (".xlsx", ".xlsm", ".xls", ".csv", ".txt", ".tsv")
"""What is read; which it is, its first bytes tell, not its name."""


def read_grids(path: Path, shown: str) -> list[Grid] | Problem:
    """Read every sheet of a file.

    Parameters
    ----------
    path
        The file.
    shown
        How messages name it.

    Returns
    -------
    list of Grid or Problem
        A problem when nothing of the file can be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        return Problem(shown, f"không đọc được tệp ({error.strerror})", "một tệp biểu mẫu", "kiểm tra đường dẫn")
    if not content.strip(b"\x00 \r\n\t"):
        return Problem(shown, "tệp trống", "biểu mẫu đã điền", "xin gửi lại tệp")
    try:
        if content.startswith(_ZIP):
            return list(_read_xlsx(content, shown))
        if content.startswith(_OLE):
            return _read_xls(content, shown)
    except Exception as error:  # whatever a broken file made the library stumble on
        return _broken(shown, error)
    head = content[:512].lstrip().lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"%pdf", b"{\\rtf")):
        return Problem(
            shown,
            "tên tệp là bảng tính nhưng nội dung không phải (trang web, PDF hoặc văn bản)",
            "tệp .xlsx, .xls hoặc .csv",
            "mở bằng Excel, chọn Lưu thành .xlsx rồi nộp lại",
        )
    return _read_text(content, shown)


def _broken(shown: str, error: Exception) -> Problem:
    return Problem(
        shown,
        f"không mở được tệp ({type(error).__name__})",
        "một tệp bảng tính còn nguyên vẹn, không đặt mật khẩu",
        "mở tệp bằng Excel, bỏ mật khẩu nếu có, lưu lại rồi chạy lại",
    )


# XLSX ---------------------------------------------------------------------------------------------------------------


def _read_xlsx(content: bytes, shown: str) -> Iterator[Grid]:
    from openpyxl import load_workbook  # noqa: PLC0415 - slow to import
    from openpyxl.utils.datetime import CALENDAR_MAC_1904  # noqa: PLC0415

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    formulas: set[tuple[str, int, int]] = set()
    sheets: dict[str, list[list[Value]]] = {}
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # some programs write a wrong size
        rows: list[list[Value]] = []
        for number, row in enumerate(sheet.iter_rows()):
            cells = [_xlsx_value(cell) for cell in row]
            formulas |= {(sheet.title, number, place) for place, cell in enumerate(row) if cell.data_type == "f"}
            rows.append(cells)
        sheets[sheet.title] = rows
    faults = _compute(content, sheets, formulas)
    for sheet in book.worksheets:
        own = {(row, column): fault for (title, row, column), fault in faults.items() if title == sheet.title}
        hidden = sheet.sheet_state != "visible"
        yield Grid(shown, sheet.title, sheets[sheet.title], hidden, book.epoch == CALENDAR_MAC_1904, own)
    book.close()


def _xlsx_value(cell: Any) -> Value:
    value = cell.value
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, int | float) and not isinstance(value, bool) and is_percent(cell.number_format):
        return Decimal(str(value)) * 100
    if value is None or isinstance(value, str | int | float | bool | dt.date):
        return value
    return str(getattr(value, "text", value))


def _compute(
    content: bytes, sheets: dict[str, list[list[Value]]], formulas: set[tuple[str, int, int]]
) -> dict[tuple[str, int, int], str]:
    """Put results in the place of formulas: computed here, else as the file keeps them; return what has neither."""
    book = FormulaEvaluator(dict(sheets), formulas)
    results: dict[tuple[str, int, int], Value] = {}
    faults: dict[tuple[str, int, int], str] = {}
    for place in sorted(formulas):
        try:
            value = book.value(*place)
            results[place] = float(value) if isinstance(value, Decimal) and value % 1 else _whole(value)
        except FormulaError as error:
            faults[place] = str(error)
        except Exception:  # the tokenizer stumbles over what no spreadsheet would have accepted
            faults[place] = "không đọc được công thức"
    if faults:
        kept = _kept_results(content, faults)
        results |= kept
        faults = {place: fault for place, fault in faults.items() if place not in kept}
    for (sheet, row, column), result in results.items():
        sheets[sheet][row][column] = result
    for sheet, row, column in faults:
        sheets[sheet][row][column] = None
    return faults


def _whole(value: Any) -> Value:
    return int(value) if isinstance(value, Decimal) else value


def _kept_results(content: bytes, places: dict[tuple[str, int, int], str]) -> dict[tuple[str, int, int], Value]:
    """Read the results that the file keeps of formulas."""
    from openpyxl import load_workbook  # noqa: PLC0415

    book = load_workbook(io.BytesIO(content), data_only=True)
    found: dict[tuple[str, int, int], Value] = {}
    for sheet, row, column in places:
        value = _xlsx_value(book[sheet].cell(row + 1, column + 1))
        if value is not None:
            found[sheet, row, column] = value
    return found


# XLS ----------------------------------------------------------------------------------------------------------------


def _read_xls(content: bytes, shown: str) -> list[Grid] | Problem:
    import xlrd  # noqa: PLC0415

    if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in content:
        return _broken(shown, ValueError())
    book = xlrd.open_workbook(file_contents=content, formatting_info=True)
    return [
        Grid(
            shown,
            sheet.name,
            [[_xls_value(book, cell) for cell in sheet.row(number)] for number in range(sheet.nrows)],
            sheet.visibility != 0,
            book.datemode == 1,
        )
        for sheet in book.sheets()
    ]


def _xls_value(book: Any, cell: Any) -> Value:
    import xlrd  # noqa: PLC0415

    match cell.ctype:
        case xlrd.XL_CELL_EMPTY | xlrd.XL_CELL_BLANK:
            return None
        case xlrd.XL_CELL_DATE:
            try:
                return xlrd.xldate.xldate_as_datetime(cell.value, book.datemode).date()
            except (ValueError, OverflowError):
                return float(cell.value)
        case xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        case xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, "#LỖI"))
        case xlrd.XL_CELL_NUMBER:
            format_ = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
            return Decimal(str(cell.value)) * 100 if is_percent(format_) else float(cell.value)
    return str(cell.value)


# Text ---------------------------------------------------------------------------------------------------------------


def _read_text(content: bytes, shown: str) -> list[Grid] | Problem:
    text = _decoded(content)
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[Value]] = []
    try:
        for row in reader:
            rows.append([cell.strip() or None for cell in row])
    except csv.Error:
        return Problem(
            shown,
            'có dấu nháy kép (") không đóng, hoặc đóng sai chỗ',
            'dấu nháy kép mở và đóng quanh cả ô; dấu nháy trong ô viết hai lần ("")',
            f"mở tệp bằng Notepad, xem từ dòng {len(rows) + 1}, bỏ hoặc đóng dấu nháy kép",
            row=len(rows) + 1,
        )
    return [Grid(shown, "", rows)]


def _decoded(content: bytes) -> str:
    """Read bytes as text: Unicode where they are, else the code page of Vietnamese Windows or of legacy fonts."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if content[1:2] == b"\0" and content[3:4] == b"\0":
        return content.decode("utf-16-le", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    plain, windows = content.decode("latin-1"), content.decode("cp1258", errors="replace")
    if reads_well(re.split(r"[;,\t\n|]", windows)) or not encoding_of(re.split(r"[;,\t\n|]", plain)):
        return unicodedata.normalize("NFC", windows)
    return plain


def _separator(text: str) -> str:
    """Tell what separates cells: what the lines have most evenly, outside quotation marks."""
    lines = [re.sub(r'"[^"]*"', "", line) for line in text.splitlines() if line.strip()][:30]
    counts = {mark: sorted(line.count(mark) for line in lines) for mark in _SEPARATORS}
    return max(_SEPARATORS, key=lambda mark: (counts[mark][len(lines) // 2], counts[mark][-1]))
