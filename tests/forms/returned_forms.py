"""Files as offices return them: correctly filled in, for tests to break or change."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fill_forms import fill, table_sheets
from form_project import FormProject, rows_of
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from analysis.forms.content import MARKS
from analysis.tables import SCHEMAS

DAY = dt.date(2024, 11, 15)


@dataclass(frozen=True)
class ReturnedForms:
    """Makes files to import."""

    form_project: FormProject

    def filled(self, *tables: str, name: str = "") -> Path:
        """Return a form with the rows of last year in these tables, the others untouched."""
        path = self.form_project.sent(tables[0])
        target = path.with_name(name) if name else path
        return fill(path, {table: rows_of(table) for table in tables}, DAY, target)

    @contextmanager
    def opened(self, table: str, path: Path | None = None) -> Iterator[Worksheet]:
        """Open the sheet of a filled form; it is saved afterwards."""
        path = path or self.filled(table)
        book = load_workbook(path)
        yield table_sheets(book)[table]
        book.save(path)

    def with_cells(self, table: str, **cells: Any) -> list[Path]:
        """Return a filled form with cells written over."""
        path = self.filled(table)
        with self.opened(table, path) as sheet:
            for cell, value in cells.items():
                sheet[cell] = value
        return [path]

    def with_marks(self, table: str, name: str = "", **marks: Any) -> list[Path]:
        """Return a filled form whose hidden sheet says something else."""
        path = self.filled(table, name=name)
        book = load_workbook(path)
        cell = book[MARKS]["A1"]
        cell.value = json.dumps(json.loads(str(cell.value)) | marks)
        book.save(path)
        return [path]

    def text(self, name: str, content: str | bytes) -> list[Path]:
        """Return a text file."""
        path = self.form_project.incoming / name
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return [path]

    def workbook(self, name: str, rows: Sequence[Sequence[Any]], sheet: str = "Sheet1") -> list[Path]:
        """Return a workbook of one sheet that is none of our forms."""
        book = Workbook()
        book.active.title = sheet
        for row in rows:
            book.active.append(list(row))
        path = self.form_project.incoming / name
        book.save(path)
        return [path]


def headed(table: str, rows: Sequence[Mapping[str, Any]] | None = None) -> list[list[Any]]:
    """Return a table that is not on a form: Vietnamese headers, then the rows."""
    columns = [c for c in SCHEMAS[table].columns if not c.optional]
    given = rows_of(table) if rows is None else rows
    return [[c.header for c in columns], *([row.get(c.name, "") for c in columns] for row in given)]


def as_text(rows: Sequence[Sequence[Any]], separator: str = ",") -> str:
    """Write rows as text."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


OWN = {"unit": "183", "year": 2024, "as_of": DAY}
"""Options of the command for a file that is not one of our forms."""
