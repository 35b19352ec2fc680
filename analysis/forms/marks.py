"""What a form says about itself: in its hidden sheet, and in the lines above a table."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analysis.forms.content import VERSION
from analysis.forms.headers import FoundTable, plain
from analysis.forms.meaning import is_blank, plain_cell
from analysis.forms.wording import AS_OF, DOCUMENT, MARKS, NOTHING
from analysis.tables.cells import CellReader
from analysis.tables.problems import Problem
from analysis.tables.schema import Column
from analysis.tables.spreadsheets import Grid, Value, cell_name, cell_problem, text_of_value

_YEAR = re.compile(r"\b(?:nam bao cao|bao cao nam|so lieu nam|nam):? ?((?:19|20)\d{2})\b")
_IN_THOUSANDS = re.compile(r"\b(?:don vi tinh|dvt|don vi)\b.{0,3}\b((?:nghin|ngan|trieu|ty)\b(?: dong)?|1000 ?d\w*)")


@dataclass(frozen=True)
class FormMarks:
    """What the hidden sheet of a form says.

    Attributes
    ----------
    unit, year
        What the form is for.
    agency
        Who was to fill it in.
    tables
        Title of the sheet of each table.
    filled
        How many cells of each table held something when the form was made.
    """

    unit: str
    year: int
    agency: str
    tables: Mapping[str, str] = field(default_factory=dict)
    filled: Mapping[str, int] = field(default_factory=dict)


def read_marks(grids: Sequence[Grid]) -> FormMarks | Problem | None:
    """Read a form's hidden sheet; `None` where there is none, or it was damaged: headers tell the rest."""
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


def year_told(found: FoundTable) -> int | None:
    """Return the year that the lines above a table name, when they name one only."""
    years = {int(year) for text in _above(found) for year in _YEAR.findall(plain(text))}
    return years.pop() if len(years) == 1 else None


def told_in_thousands(found: FoundTable) -> Problem | None:
    """Tell whether the lines above a table of money say that its unit is not đồng."""
    if not any(name.endswith("_vnd") for name in found.columns):
        return None
    for row, cells in enumerate(found.grid.rows[: found.first]):
        for place, cell in enumerate(cells):
            unit = _IN_THOUSANDS.search(plain(cell)) if isinstance(cell, str) else None
            if unit:
                return Problem(
                    found.grid.file,
                    "đơn vị tính không phải đồng",
                    "số tiền bằng đồng",
                    "đổi các số ra đồng và sửa dòng ghi đơn vị tính",
                    value=str(cell),
                    sheet=found.grid.sheet,
                    cell=cell_name(row, place),
                )
    return None


def _above(found: FoundTable) -> list[str]:
    rows = found.grid.rows[: found.first]
    return [cell for row in rows for cell in row if isinstance(cell, str)]


@dataclass(frozen=True)
class SheetInfo:
    """What the lines above a table say.

    Attributes
    ----------
    as_of
        Day on which the numbers were closed; `None` when it is not told.
    document
        Number of the document that the form came with.
    nothing
        Whether it is marked that there was nothing this year.
    problems
        What cannot be read of it.
    """

    as_of: dt.date | None
    document: str
    nothing: bool
    problems: tuple[Problem, ...] = ()


_DAY = Column("as_of", AS_OF, "Ngày mà số liệu được chốt.", "date")


def sheet_info(found: FoundTable, reader: CellReader) -> SheetInfo:
    """Read the lines above a table."""
    place, day = _beside(found, AS_OF)
    text = plain_cell(day, _DAY, reader, epoch_1904=found.grid.epoch_1904)
    problems = []
    as_of = None
    fault = found.grid.faults.get((place[0], place[1]))
    if fault:
        problems.append(cell_problem(found.grid, *place, fault))
    elif text:
        try:
            as_of = dt.date.fromisoformat(text)
        except ValueError:
            problems.append(
                Problem(
                    found.grid.file,
                    "không phải ngày",
                    "ngày dạng 15/11/2024",
                    f"ghi lại ô “{AS_OF}”",
                    value=text,
                    sheet=found.grid.sheet,
                    cell=cell_name(*place),
                )
            )
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
