"""Rows of a table from a sheet, without headings, totals, blank rows and signatures; totals are checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from analysis.forms.headers import FoundTable, plain
from analysis.forms.meaning import is_blank, parse_number, plain_cell
from analysis.tables.cells import CellReader
from analysis.tables.problems import Problem
from analysis.tables.reading import RawTable
from analysis.tables.schema import Column
from analysis.tables.spreadsheets import Value, cell_name, cell_problem, text_of_value

_TOTAL = re.compile(r"(?:tong cong|tong so|tong|cong|cong chung|tong cong chung)(?: cot)?")
_SIGNATURE = re.compile(
    r"(?:nguoi lap|nguoi lap bieu|lap bieu|thu truong|thu truong don vi|ke toan truong|giam doc|truong phong|"
    r"tm uy ban|chu tich|ky ten|xac nhan|noi nhan).*|.*ngay \d* ?thang \d* ?nam.*"
)
_NUMBERED = re.compile(r"\(?\s*(?:\d{1,2}|[A-Z])\s*\)?")


@dataclass
class ReadRows:
    """The rows of a table as text of its file.

    Attributes
    ----------
    raw
        Cells by the columns that were found, in their order, with the rows of the sheet.
    places
        Position in the sheet of each column, by name.
    notes, problems
        Cells left out or read differently, and faults.
    unfilled
        Rows carried over from last year that were not filled in.
    filled_cells
        Number of cells that are not blank, prefilled ones included.
    """

    raw: RawTable
    places: dict[str, int]
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unfilled: list[int] = field(default_factory=list)
    filled_cells: int = 0


def read_rows(found: FoundTable, reader: CellReader) -> ReadRows:
    """Read the rows below a header.

    Parameters
    ----------
    reader
        Reads cells; gives the choices of drop-downs and the communes.
    """
    columns = [c for c in found.schema.all_columns if c.name in found.columns]
    rows: list[tuple[int, tuple[str, ...]]] = []
    totals: list[int] = []
    read = ReadRows(RawTable(found.grid.file, found.grid.sheet, (), ()), dict(found.columns))
    memory: dict[tuple[str, type, Value], str] = {}
    for number in _data_rows(found):
        if _is_total(found, number):
            totals.append(number)
            continue
        cells = tuple(_cell(found, number, column, reader, read, memory) for column in columns)
        read.filled_cells += sum(map(bool, cells))
        if not any(cells):
            continue
        if _is_unfilled(found, columns, cells):
            read.unfilled.append(number + 1)
        else:
            rows.append((number + 1, cells))
    read.raw = RawTable(found.grid.file, found.grid.sheet, tuple(c.name for c in columns), tuple(rows))
    for number in totals:
        _check_total(found, number, columns, read)
    return read


def _data_rows(found: FoundTable) -> Iterator[int]:
    """Yield the rows below the header up to the signatures, without the row that numbers the columns."""
    grid = found.grid
    for number in range(found.last + 1, len(grid.rows)):
        texts = [text_of_value(cell).strip() for cell in grid.rows[number] if not is_blank(cell)]
        if not texts:
            continue
        if number == found.last + 1 and _numbers_columns(texts):
            continue
        if len(texts) <= 3 and all(_SIGNATURE.fullmatch(plain(text)) for text in texts):
            return
        yield number


def _numbers_columns(texts: list[str]) -> bool:
    """Whether a row numbers the columns: "(1) (2) (3)"."""
    if len(texts) < 3 or not all(_NUMBERED.fullmatch(text) for text in texts):
        return False
    digits = [int(d) for text in texts if (d := re.sub(r"\D", "", text))]
    return bool(digits) and digits == list(range(digits[0], digits[0] + len(digits)))


def _is_total(found: FoundTable, number: int) -> bool:
    """Whether a row is a total, by its first text."""
    cells = [cell for cell in found.grid.rows[number] if isinstance(cell, str) and not is_blank(cell)]
    return bool(cells) and bool(_TOTAL.fullmatch(plain(cells[0])))


def _cell(
    found: FoundTable,
    number: int,
    column: Column,
    reader: CellReader,
    read: ReadRows,
    memory: dict[tuple[str, type, Value], str],
) -> str:
    """Return the text of a cell; equal cells of a column are interpreted once, for the speed of registers."""
    place = found.columns[column.name]
    fault = found.grid.faults.get((number, place))
    if fault:
        read.problems.append(cell_problem(found.grid, number, place, fault, column.title))
    value = found.grid.at(number, place)
    key = (column.name, type(value), value)
    if key not in memory:
        memory[key] = plain_cell(value, column, reader, epoch_1904=found.grid.epoch_1904)
    return memory[key]


def _is_unfilled(found: FoundTable, columns: list[Column], cells: tuple[str, ...]) -> bool:
    """Whether a row has only prefilled cells: offices leave a row blank that no longer exists.

    True when every cell that is not carried over from last year is blank.
    """
    carried = {*found.schema.carried_columns}
    asked = [cell for column, cell in zip(columns, cells, strict=True) if column.name not in carried]
    must = [c for c in found.schema.columns if c.required and c.name not in carried]
    return bool(must) and bool(carried) and not any(asked)


# Totals -------------------------------------------------------------------------------------------------------------


def _check_total(found: FoundTable, number: int, columns: list[Column], read: ReadRows) -> None:
    """Compare a row of totals with the sums of the rows."""
    summed = {c.name for c in columns if c.type == "integer" and c.minimum == 0 and c.maximum is None}
    summed |= {*found.schema.totals}
    for column in columns:
        place = found.columns[column.name]
        stated = _number_at(found.grid.at(number, place))
        fault = found.grid.faults.get((number, place))
        if column.name in summed and fault and not fault.unknown:  # a total without a result is not needed
            read.problems.append(cell_problem(found.grid, number, place, fault, column.title))
            continue
        if column.name not in summed or stated is None:
            continue
        sums = _sums(read.raw, column.name, found.schema.totals, columns)
        if stated in sums.values():
            continue
        if stated == _sum_of_numbers(found, column, read):
            read.notes.append(
                f"{cell_name(number, place)}: công thức tổng bỏ qua các ô số ghi dưới dạng chữ; các ô đó vẫn được đọc"
            )
            continue
        whole = sums[""]
        read.problems.append(
            Problem(
                found.grid.file,
                f"dòng tổng cộng khác tổng của các dòng ({_dotted(whole)}; chênh {_dotted(stated - whole)})",
                "tổng bằng tổng của các dòng",
                "kiểm tra dòng thiếu, dòng thừa hoặc số ghi nhầm, rồi tính lại tổng",
                column=column.title,
                value=_dotted(stated),
                sheet=found.grid.sheet,
                cell=cell_name(number, place),
            )
        )


def _sum_of_numbers(found: FoundTable, column: Column, read: ReadRows) -> Decimal | None:
    """Sum the cells that are numbers, as a spreadsheet does, without numbers typed as text."""
    cells = [found.grid.at(number - 1, found.columns[column.name]) for number, _ in read.raw.rows]
    if not any(isinstance(cell, str) and not is_blank(cell) for cell in cells):
        return None
    return sum((_number_at(cell) or Decimal() for cell in cells if not isinstance(cell, str)), Decimal())


def _dotted(number: Decimal) -> str:
    return f"{number:,f}".replace(",", ".") if number == int(number) else f"{number:f}"


def _number_at(value: Value) -> Decimal | None:
    if isinstance(value, bool) or is_blank(value):
        return None
    if isinstance(value, str):
        number = parse_number(value)
        return Decimal(re.sub(r"\D", "", value)) if number is None and re.fullmatch(r"\d{1,3},\d{3}", value) else number
    return Decimal(text_of_value(value)) if isinstance(value, int | float | Decimal) else None


def _sums(raw: RawTable, name: str, totals: tuple[str, ...], columns: list[Column]) -> Mapping[str, Decimal]:
    """Return the possible totals: the sum of all rows; where rows are totals of others, the sum of one kind of rows."""
    at = raw.header.index(name)
    numbers = [(cells, _number_at(cells[at]) or Decimal()) for _, cells in raw.rows]
    sums = {"": sum((n for _, n in numbers), Decimal())}
    if name in totals:
        return sums
    for column in columns:
        place = raw.header.index(column.name)
        for kind in {cells[place] for cells, _ in numbers} if column.choices else ():
            own = sum((n for cells, n in numbers if cells[place] == kind), Decimal())
            sums[f"{column.name}={kind}"] = own
            sums[f"{column.name}≠{kind}"] = sums[""] - own
    return sums
