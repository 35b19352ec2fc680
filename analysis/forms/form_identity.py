"""For which unit and year a file is: its hidden sheet, the lines above its tables, the options of the command."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analysis.forms.content import AS_OF, DOCUMENT, MARKS, NOTHING, VERSION
from analysis.forms.headers import FoundTable, plain
from analysis.forms.meaning import is_blank, plain_cell
from analysis.forms.storing import put_back
from analysis.reference import Project, ProjectError, Reference, Unit, load_reference
from analysis.tables.schema import Column, Problem
from analysis.tables.spreadsheets import Grid, Value, text_of_value
from analysis.tables.validation import CellReader

_YEAR = re.compile(r"\b(?:nam bao cao|bao cao nam|so lieu nam|nam):? ?((?:19|20)\d{2})\b")
_IN_THOUSANDS = re.compile(r"\b(?:don vi tinh|dvt|don vi)\b.{0,3}\b((?:nghin|ngan|trieu|ty)\b(?: dong)?|1000 ?d\w*)")


@dataclass(frozen=True)
class FormMarks:
    """Contents of the hidden sheet of a form.

    Attributes
    ----------
    agency
        Agency that the form was made for.
    tables
        Title of the sheet of each table.
    filled
        Number of cells of each table that were not blank when the form was made.
    """

    unit: str
    year: int
    agency: str
    tables: Mapping[str, str] = field(default_factory=dict)
    filled: Mapping[str, int] = field(default_factory=dict)


def read_marks(grids: Sequence[Grid]) -> FormMarks | Problem | None:
    """Read a form's hidden sheet; `None` where there is none or it is damaged; headers suffice then."""
    for grid in grids:
        text = text_of_value(grid.at(0, 0)) if grid.sheet == MARKS else ""
        if not text:
            continue
        try:
            marks = json.loads(text)
            if int(marks["version"]) > VERSION:
                return Problem(
                    grid.file,
                    f"biểu mẫu của phiên bản mới hơn ({marks['version']})",
                    f"biểu mẫu phiên bản {VERSION} trở về trước",
                    "cập nhật chương trình, hoặc dùng biểu mẫu do chương trình này lập",
                )
            return FormMarks(
                str(marks["unit"]), int(marks["year"]), str(marks["agency"]), marks["tables"], marks.get("filled", {})
            )
        except (ValueError, KeyError, TypeError):
            return None
    return None


def stated_year(found: FoundTable) -> int | None:
    """Return the year in the lines above a table, when there is exactly one."""
    above = [cell for row in found.grid.rows[: found.first] for cell in row if isinstance(cell, str)]
    years = {int(year) for text in above for year in _YEAR.findall(plain(text))}
    return years.pop() if len(years) == 1 else None


def other_unit_of_money(found: FoundTable) -> Problem | None:
    """Return a problem where the lines above a table of money give another unit than đồng."""
    if not any(name.endswith("_vnd") for name in found.columns):
        return None
    for row, cells in enumerate(found.grid.rows[: found.first]):
        for place, cell in enumerate(cells):
            unit = _IN_THOUSANDS.search(plain(cell)) if isinstance(cell, str) else None
            if unit:
                remedy = "đổi các số ra đồng và sửa dòng ghi đơn vị tính"
                return found.grid.problem(
                    "đơn vị tính không phải đồng", "số tiền bằng đồng", remedy, (row, place), value=str(cell)
                )
    return None


@dataclass(frozen=True)
class SheetInfo:
    """Information in the lines above a table: day of the numbers, accompanying document, "nothing this year"."""

    as_of: dt.date | None
    document: str
    nothing: bool
    problems: tuple[Problem, ...] = ()


_DAY = Column("as_of", AS_OF, "Ngày mà số liệu được chốt.", "date")


def sheet_info(found: FoundTable, reader: CellReader) -> SheetInfo:
    """Read the lines above a table."""
    place, day = _beside(found, AS_OF)
    text = plain_cell(day, _DAY, reader, epoch_1904=found.grid.epoch_1904)
    problems = found.grid.fault_at(*place)
    as_of = None
    if text and not problems:
        try:
            as_of = dt.date.fromisoformat(text)
        except ValueError:
            remedy = f"ghi lại ô “{AS_OF}”"
            problems = [found.grid.problem("không phải ngày", "ngày dạng 15/11/2024", remedy, place, value=text)]
    document = _beside(found, DOCUMENT)[1]
    nothing = _beside(found, NOTHING)[1]
    return SheetInfo(
        as_of,
        "" if is_blank(document) else text_of_value(document).strip(),
        not is_blank(nothing) and plain(text_of_value(nothing)) not in ("0", "khong"),
        tuple(problems),
    )


def _beside(found: FoundTable, label: str) -> tuple[tuple[int, int], Value]:
    """Return the cell beside a label: the first that is filled in on its right, or what follows its colon."""
    wanted = plain(label)
    for row in range(found.first):
        for place, cell in enumerate(found.grid.rows[row]):
            if not isinstance(cell, str) or not plain(cell).startswith(wanted):
                continue
            after = cell.partition(":")[2].strip()
            if after:
                return (row, place), after
            right = found.grid.rows[row][place + 1 :]
            at = next((at for at, value in enumerate(right, place + 1) if not is_blank(value)), None)
            return ((row, at), found.grid.at(row, at)) if at is not None else ((row, place + 1), None)
    return (-1, -1), None


@dataclass(frozen=True)
class Edition:
    """The unit and year that tables are imported for, the folder of their tables, and files of another unit or year."""

    unit: Unit
    year: int
    folder: Path
    reference: Reference
    problems: tuple[Problem, ...]


def edition_of(
    project: Project,
    files: Sequence[tuple[FormMarks | None, str]],
    found: Sequence[FoundTable],
    unit: str | None,
    year: int | None,
) -> Edition:
    """Return the unit and year of files.

    Parameters
    ----------
    files
        The hidden sheet of each form, and the name of its file.
    unit, year
        Options of the command; they prevail, but a form of another unit or year is a problem.

    Raises
    ------
    ProjectError
        When unit or year are unknown, or there is no folder for them.
    """
    marks = [mark for mark, _ in files if mark is not None]
    code = unit or next((mark.unit for mark in marks), None)
    years = {stated_year(table) for table in found} - {None}
    of_year = year or next((mark.year for mark in marks), None) or (years.pop() if len(years) == 1 else None)
    if code is None or of_year is None:
        what = "đơn vị" if code is None else "năm"
        raise ProjectError(
            f"Không biết số liệu là của {what} nào: tệp không phải biểu mẫu do chương trình lập. "
            "Chạy lại với --unit MÃ --year NĂM."
        )
    reference = load_reference(project.reference)
    known = reference.units.unit_in_year(code, of_year)
    if known is None:
        raise ProjectError(f'Mã đơn vị "{code}" không có trong danh mục năm {of_year} (data/reference/units.csv).')
    for place in project.data.glob(f"{code}-*"):
        put_back(place / str(of_year))
    if not project.has_tables(code, of_year):
        raise ProjectError(
            f"Chưa có thư mục năm {of_year} của đơn vị {code}. Chạy baocao new-year {of_year} --unit {code} trước."
        )
    folder = project.table_folder(code, of_year)
    problems = [
        Problem(
            name,
            f"biểu mẫu của đơn vị {mark.unit}, năm {mark.year}",
            f"biểu mẫu của đơn vị {code}, năm {of_year}",
            "nhập riêng từng đơn vị và từng năm",
        )
        for mark, name in files
        if mark and (mark.unit, mark.year) != (code, of_year)
    ]
    remedy = "kiểm tra lại năm, sửa dòng ghi năm ở đầu trang"
    problems += [
        table.grid.problem(f"đầu trang tính ghi năm {named}", f"số liệu năm {of_year}", remedy)
        for table in found
        if (named := stated_year(table)) not in (None, of_year)
    ]
    return Edition(known, of_year, folder, reference, tuple(problems))
