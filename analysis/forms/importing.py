"""Importing forms as tables, all or none: the table of contents.

files → grids → tables found in them → rows → validated by the schemas → tables and sidecars in the year's folder.
Every problem of every file is collected before anything is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from analysis.forms.content import AS_OF, GUIDE, LISTS, MARKS, NOTHING, reader_for
from analysis.forms.form_identity import (
    Edition,
    FormMarks,
    SheetInfo,
    edition_of,
    other_unit_of_money,
    read_marks,
    sheet_info,
)
from analysis.forms.headers import FoundTable, find_table
from analysis.forms.incoming import read_grids, repair_text
from analysis.forms.prefill import text_rows
from analysis.forms.rows import ReadRows, compared_columns, magnitude_warnings, read_rows
from analysis.forms.storing import Part, StoredTable, join_parts, store
from analysis.reference import Project, ProjectError
from analysis.tables import SCHEMAS, InputProblems, Problem, Table, load_inputs
from analysis.tables.inputs import last_day
from analysis.tables.schema import MOST_OF_A_KIND
from analysis.tables.spreadsheets import Grid, cell_name
from analysis.tables.validation import validate


@dataclass
class Imported:
    """Result of an import.

    Attributes
    ----------
    replaced
        Names of tables that existed before.
    notes
        Cells read differently from their text, or left out, file by file.
    warnings
        Values of another magnitude than last year's.
    """

    folder: Path
    tables: list[StoredTable]
    replaced: list[str]
    notes: list[str]
    warnings: list[str]


@dataclass
class _File:
    """A file, and the tables found in it."""

    shown: str
    marks: FormMarks | None
    found: list[FoundTable]


@dataclass
class _Findings:
    """Problems, notes and warnings collected from all files."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    untouched: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def note(self, grid: Grid, text: str) -> None:
        """Add a note with its file and sheet."""
        self.notes.append(f"{grid.place}: {text}")


def import_forms(
    project: Project,
    paths: Sequence[Path],
    unit: str | None = None,
    year: int | None = None,
    as_of: dt.date | None = None,
    provenance: str = "published",
) -> Imported:
    """Import forms: all of them, or none.

    Parameters
    ----------
    paths
        Files, in any order; several may contain parts of one table.
    unit, year
        Unit and year; forms name them, other files may not.
    as_of
        Day of the numbers, for files that do not give it.

    Raises
    ------
    InputProblems
        With every fault of every file.
    ProjectError
        When unit or year are unknown, or nothing of the year is there yet.
    """
    findings = _Findings()
    files = [_read_file(path, findings) for path in paths]
    found = [table for file in files for table in file.found]
    if findings.problems and not found:  # no table whose unit and year could be found
        raise InputProblems(findings.problems)
    edition = edition_of(project, [(file.marks, file.shown) for file in files], found, unit, year)
    findings.problems += edition.problems
    last = _last_year(project, edition, found, findings)
    parts: list[Part] = []
    for file in files:
        for table in file.found:
            part = _read_table(table, file, edition, as_of, findings)
            if part is None:
                continue
            parts.append(part)
            if table.schema.name in last:
                findings.warnings += magnitude_warnings(
                    table, part.rows, part.numbers, last[table.schema.name], edition.year
                )
    agencies = edition.reference.agencies.by_table(edition.unit, last_day(edition.unit, edition.year))
    tables, faults = join_parts(parts, agencies, provenance)
    findings.problems += faults
    if findings.problems:
        raise InputProblems(findings.problems)
    if not tables:
        shown = ", ".join(file.shown for file in files)
        raise ProjectError(f"Chưa có bảng nào được điền trong: {shown}. Không có gì để nhập.")
    replaced = store(edition.folder, tables)
    findings.notes += [f"chưa điền, để nguyên: {text}" for text in findings.untouched]
    return Imported(edition.folder, tables, replaced, findings.notes, findings.warnings)


def _last_year(
    project: Project, edition: Edition, found: Sequence[FoundTable], findings: _Findings
) -> dict[str, Table]:
    """Read last year's tables with which magnitudes are compared."""
    unit, year = edition.unit, edition.year - 1
    tables: dict[str, Table] = {}
    if edition.reference.units.unit_in_year(unit.code, year) != unit or not project.has_tables(unit.code, year):
        return tables
    for schema in {table.schema.name: table.schema for table in found if compared_columns(table.schema)}.values():
        try:
            read = load_inputs(project, unit.code, year, [schema.name]).tables
        except (InputProblems, ProjectError):
            findings.notes.append(f"không so được độ lớn với năm {year}: bảng “{schema.title}” của năm đó có lỗi")
            continue
        tables |= {schema.name: read[schema.name]} if schema.name in read else {}
    return tables


def _read_file(path: Path, findings: _Findings) -> _File:
    shown = path.name
    grids = read_grids(path, shown)
    if isinstance(grids, Problem):
        findings.problems.append(grids)
        return _File(shown, None, [])
    marks = read_marks(grids)
    if isinstance(marks, Problem):
        findings.problems.append(marks)
        return _File(shown, None, [])
    found = []
    for grid in grids:
        if grid.sheet in (GUIDE, LISTS, MARKS) or not any(any(row) for row in grid.rows):
            continue
        for text in repair_text(grid):
            findings.note(grid, text)
        titles = {title: name for name, title in marks.tables.items()} if marks else {}
        table = find_table(grid, titles.get(grid.sheet, path.stem if path.stem in SCHEMAS else ""))
        if table is not None:
            found.append(table)
        elif not grid.hidden:
            findings.note(grid, "không nhận ra bảng số liệu nào, bỏ qua")
    if not found:
        findings.problems.append(
            Problem(
                shown,
                "không nhận ra bảng số liệu nào trong tệp",
                "biểu mẫu có tiêu đề cột như khi được phát (xem docs/terminology.md)",
                "dùng biểu mẫu trong thư mục forms của năm báo cáo, hoặc ghi lại tiêu đề cột",
            )
        )
    return _File(shown, marks, found)


def _read_table(
    found: FoundTable, file: _File, edition: Edition, as_of: dt.date | None, findings: _Findings
) -> Part | None:
    """Read, normalise and validate one table; `None` when it is not filled in or has problems."""
    unit, reference = edition.unit, edition.reference
    names = reader_for(reference, unit, last_day(unit, edition.year))
    info = sheet_info(found, names)
    day = info.as_of or as_of
    reader = reader_for(reference, unit, day) if day else names
    read = read_rows(found, reader)
    if _is_untouched(found, read, info, file.marks):
        findings.untouched.append(f"{file.shown}, {found.schema.title}")
        return None
    for text in (*found.notes, *read.notes):
        findings.note(found.grid, text)
    problems = [*found.problems, *info.problems, *read.problems, *_table_problems(found, read, info, day, edition.year)]
    if read.unfilled:
        shown = ", ".join(map(str, read.unfilled[:MOST_OF_A_KIND]))
        shown += " …" if len(read.unfilled) > MOST_OF_A_KIND else ""
        text = f"{len(read.unfilled)} dòng có sẵn của năm trước không được điền, không nhập: dòng {shown}"
        findings.note(found.grid, text)
    read = _with_day(found, read, day, findings)
    frame, faults = validate(read.raw, replace(found.schema, may_be_empty=True), reader)
    faults = [f for f in faults if not f.message.startswith("thiếu cột")]  # reported by `headers`, with their place
    reported = {problem.cell for problem in problems if problem.cell}
    if not read.raw.rows and not (info.nothing and found.schema.may_be_empty) and not problems:
        expected = f"ít nhất một dòng ({found.schema.row_is})"
        may = f", hoặc ghi x vào ô “{NOTHING}”" if found.schema.may_be_empty else ""
        remedy = f"điền số liệu vào bảng{may}"
        problems.append(found.grid.problem("bảng không có dòng số liệu nào", expected, remedy))
    problems += [fault for fault in (_at_cell(f, found) for f in faults) if fault.cell not in reported]
    findings.problems += problems
    if problems or day is None:
        return None
    rows = list(text_rows(frame, list(frame.columns)))
    numbers = tuple(number for number, _ in read.raw.rows)
    agency = file.marks.agency if file.marks else ""
    return Part(found.schema, file.shown, found.grid.sheet, rows, numbers, agency, info.document, day)


def _is_untouched(found: FoundTable, read: ReadRows, info: SheetInfo, marks: FormMarks | None) -> bool:
    """Whether a sheet of a form was not filled in."""
    if marks is None or info.nothing or info.as_of is not None or info.document:
        return False
    return read.filled_cells == marks.filled.get(found.schema.name, -1)


def _with_day(found: FoundTable, read: ReadRows, day: dt.date | None, findings: _Findings) -> ReadRows:
    """Fill blank dates of rows with the day of the table."""
    header = read.raw.header
    if day is None or "as_of_date" not in header:
        return read
    at = header.index("as_of_date")
    blank = sum(not cells[at] for _, cells in read.raw.rows)
    if not blank:
        return read
    findings.note(found.grid, f"{blank} dòng không ghi ngày được lấy ngày chốt số liệu {day:%d/%m/%Y}")
    rows = tuple((n, (*c[:at], c[at] or day.isoformat(), *c[at + 1 :])) for n, c in read.raw.rows)
    return replace(read, raw=replace(read.raw, rows=rows))


def _at_cell(fault: Problem, found: FoundTable) -> Problem:
    """Name the cell of a fault of the table."""
    column = next((c for c in found.schema.all_columns if c.title == fault.column), None)
    if column is None or fault.row is None or column.name not in found.columns:
        return fault
    return replace(fault, cell=cell_name(fault.row - 1, found.columns[column.name]))


def _table_problems(
    found: FoundTable, read: ReadRows, info: SheetInfo, day: dt.date | None, year: int
) -> Iterator[Problem]:
    """Yield the problems of a table as a whole: its unit of money, its day, data in a table marked as empty."""
    grid = found.grid
    other_unit = other_unit_of_money(found)
    if other_unit:
        yield other_unit
    if day is None and not info.problems:
        expected = f"ô “{AS_OF}” ở đầu trang tính được điền"
        remedy = "điền ô đó, hoặc chạy lại với --as-of NGÀY (ví dụ --as-of 2024-11-15)"
        yield grid.problem("không biết số liệu chốt đến ngày nào", expected, remedy)
    if day is not None and abs(day.year - year) > 1:
        message = f"số liệu không phải của báo cáo năm {year}"
        remedy = f"sửa ô “{AS_OF}”, hoặc gửi biểu mẫu của đúng năm"
        yield grid.problem(message, f"ngày chốt trong các năm {year - 1}–{year + 1}", remedy, value=day.isoformat())
    if info.nothing and read.raw.rows:
        rows = f"{len(read.raw.rows)} dòng, dòng đầu là dòng {read.raw.rows[0][0]}"
        message = f"ghi không phát sinh nhưng bảng có số liệu ({rows})"
        yield grid.problem(message, "một trong hai", f"xóa dấu x ở ô “{NOTHING}”, hoặc xóa số liệu")
