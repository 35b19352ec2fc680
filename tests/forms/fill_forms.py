"""Filling in forms by script: cells of the columns, found by their hidden names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from analysis.forms.writing import CODES_ROW, HEADER_ROW, LAST, MARK
from analysis.tables import SCHEMAS

AS_OF_CELL, DOCUMENT_CELL, NOTHING_CELL = "C5", "C6", "C7"


def columns_of(sheet: Worksheet) -> dict[str, int]:
    """Return the position of each column to fill in, counted from one."""
    cells = sheet[CODES_ROW + 1]
    return {str(c.value): c.column for c in cells[1:] if c.value and not str(c.value).startswith(LAST)}


def table_sheets(book: Any) -> dict[str, Worksheet]:
    """Return the sheets of a form by table."""
    marks = {sheet: sheet.cell(CODES_ROW + 1, 1).value for sheet in book.worksheets}
    return {str(mark).removeprefix(MARK): sheet for sheet, mark in marks.items() if str(mark).startswith(MARK)}


def first_row(sheet: Worksheet) -> int:
    """Return the first row below the headers and the totals."""
    return HEADER_ROW + (3 if str(sheet.cell(HEADER_ROW + 2, 2).value) == "Tổng cộng" else 2)


def fill(
    path: Path,
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    as_of: dt.date = dt.date(2024, 11, 15),
    target: Path | None = None,
) -> Path:
    """Write rows into a form, over what it holds; an empty table is marked as such."""
    book = load_workbook(path)
    for name, sheet in table_sheets(book).items():
        if name not in tables:
            continue
        columns, top = columns_of(sheet), first_row(sheet)
        for row in range(top, sheet.max_row + 1):
            for column in columns.values():
                sheet.cell(row, column).value = None
        for number, row in enumerate(tables[name], top):
            for column, value in row.items():
                if column not in columns:
                    continue  # provenance is not asked for
                sheet.cell(number, columns[column]).value = _typed(name, column, value)
        sheet[AS_OF_CELL] = as_of
        sheet[NOTHING_CELL] = None if tables[name] else "x"
    target = target or path
    book.save(target)
    return target


def _typed(table: str, column: str, value: Any) -> Any:
    """Turn the text of a table's file into what a person would type."""
    kind = next(c for c in SCHEMAS[table].all_columns if c.name == column)
    if value in ("", None):
        return None
    if kind.type == "date":
        return dt.date.fromisoformat(str(value))
    if kind.type in ("integer", "flag") and not kind.choices:
        return int(value)
    return float(value) if kind.type == "decimal" else value
