"""Rows of a table from a sheet, without headings, totals and signatures; totals and last year's values are compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from analysis.forms.headers import FoundTable, plain
from analysis.forms.meaning import is_blank, parse_number, plain_cell
from analysis.forms.prefill import text_rows, year_later
from analysis.tables import Table
from analysis.tables.schema import MOST_OF_A_KIND, Column, Problem, TableSchema
from analysis.tables.spreadsheets import RawTable, Value, cell_name, text_of_value
from analysis.tables.validation import CellReader

# Rows -----------------------------------------------------------------------------------------------------------------


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
    """Read the rows below a header."""
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
    if found.grid.faults:
        read.problems += found.grid.fault_at(number, place, column.title)
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
            read.problems += found.grid.fault_at(number, place, column.title)
            continue
        if column.name not in summed or stated is None:
            continue
        sums = _sums(read.raw, column.name, found.schema.totals, columns)
        if stated in sums:
            continue
        if stated == _sum_of_numbers(found, column, read):
            read.notes.append(
                f"{cell_name(number, place)}: công thức tổng bỏ qua các ô số ghi dưới dạng chữ; các ô đó vẫn được đọc"
            )
            continue
        whole = sums[0]
        read.problems.append(
            found.grid.problem(
                f"dòng tổng cộng khác tổng của các dòng ({_dotted(whole)}; chênh {_dotted(stated - whole)})",
                "tổng bằng tổng của các dòng",
                "kiểm tra dòng thiếu, dòng thừa hoặc số ghi nhầm, rồi tính lại tổng",
                (number, place),
                column=column.title,
                value=_dotted(stated),
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


def _sums(raw: RawTable, name: str, totals: tuple[str, ...], columns: list[Column]) -> list[Decimal]:
    """Return the possible totals: the sum of all rows; where rows are totals of others, also that of a kind of rows."""
    at = raw.header.index(name)
    numbers = [(cells, _number_at(cells[at]) or Decimal()) for _, cells in raw.rows]
    sums = [sum((n for _, n in numbers), Decimal())]
    for column in columns if name not in totals else ():
        place = raw.header.index(column.name)
        for kind in {cells[place] for cells, _ in numbers} if column.choices else ():
            own = sum((n for cells, n in numbers if cells[place] == kind), Decimal())
            sums += [own, sums[0] - own]
    return sums


# Magnitudes -----------------------------------------------------------------------------------------------------------


Row = TypeVar("Row")

FACTOR = 10
MIN_COUNT, MIN_DECIMAL = 100, 10
"""The larger of two values has to reach this. Counts of some dozens and rates of a few per cent grow tenfold without
any error (2 houses, then 25); a digit too many, or 0.65 for 65 %, reaches these limits. Money has no limit: amounts in
đồng are large, and a unit slip (5 for 5.000.000) makes them small. Zeros have no ratio and are not compared."""


def compared_columns(schema: TableSchema) -> list[Column]:
    """Return the columns of numbers whose magnitude is compared: not codes, not years, not parts of the key."""
    if schema.register or not _matched(schema):
        return []
    return [
        column
        for column in schema.columns
        if column.type in ("integer", "decimal")
        and not column.choices
        and column.name not in schema.key
        and not (column.minimum is not None and column.minimum >= 1900)
    ]


def _matched(schema: TableSchema) -> list[str]:
    """Return the key columns that keep their value from year to year, or move on with the years."""
    return [name for name in schema.key if name in schema.carried_columns]


def magnitude_warnings(
    found: FoundTable, rows: Sequence[Mapping[str, str]], numbers: Sequence[int], last: Table, year: int
) -> list[str]:
    """Compare the rows of a table with last year's; return warnings in Vietnamese, each with its cell.

    `rows` are the valid ones, `numbers` their rows of the sheet.
    """
    schema = found.schema
    columns = [c for c in compared_columns(schema) if c.name in found.columns]
    names = _matched(schema)
    shift = (lambda text: year_later(text, year)) if schema.moves_on else str
    texts = list(text_rows(last.frame, [column.name for column in schema.columns]))
    last_rows = _by_key([tuple(shift(row[name]) for name in names) for row in texts], texts)
    own_rows = _by_key([tuple(row[name] for name in names) for row in rows], list(zip(rows, numbers, strict=True)))
    warnings = []
    for key, (row, number) in own_rows.items():
        for column in columns if key in last_rows else ():
            now, before = row[column.name], last_rows[key][column.name]
            if now and before and _differs(Decimal(now), Decimal(before), column):
                cell = cell_name(number - 1, found.columns[column.name])
                warnings.append((column, _warning(found, cell, column, Decimal(now), Decimal(before), year - 1)))
    return _shortened(found, warnings)


def _by_key(keys: Sequence[tuple[str, ...]], rows: Sequence[Row]) -> dict[tuple[str, ...], Row]:
    """Return rows by key, without those whose key several rows share."""
    counts = Counter(keys)
    return {key: row for key, row in zip(keys, rows, strict=True) if counts[key] == 1}


def _differs(now: Decimal, before: Decimal, column: Column) -> bool:
    small, large = sorted((abs(now), abs(before)))
    limit = 0 if column.name.endswith("_vnd") else MIN_DECIMAL if column.type == "decimal" else MIN_COUNT
    return small > 0 and large >= limit and large >= FACTOR * small


def _warning(found: FoundTable, cell: str, column: Column, now: Decimal, before: Decimal, year: int) -> str:
    ratio = abs(now / before)
    change = f"gấp {_shown(ratio)} lần" if ratio >= 1 else f"chỉ bằng 1/{_shown(1 / ratio)}"
    return (
        f"{found.grid.place}, ô {cell}, cột {column.title}: {_shown(now)} {change} số của dòng này năm {year} "
        f"({_shown(before)}); kiểm tra đơn vị tính và số chữ số"
    )


def _shown(number: Decimal) -> str:
    """Write a number the Vietnamese way, fractions of large ones rounded.

    >>> _shown(Decimal("8240000000")), _shown(Decimal("65.1")), _shown(Decimal("123.456"))
    ('8.240.000.000', '65,1', '123')
    """
    rounded = number.quantize(Decimal(1)) if abs(number) >= 100 else number.quantize(Decimal("0.01"))
    text = f"{rounded:,f}".rstrip("0").rstrip(".") if rounded != rounded.to_integral_value() else f"{int(rounded):,}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def _shortened(found: FoundTable, warnings: Sequence[tuple[Column, str]]) -> list[str]:
    """Keep the first warnings of each column and count the others."""
    counts: Counter[str] = Counter()
    kept = []
    for column, text in warnings:
        counts[column.title] += 1
        if counts[column.title] <= MOST_OF_A_KIND:
            kept.append(text)
    kept += [
        f"{found.grid.place}, cột {title}: {count - MOST_OF_A_KIND} ô nữa gấp hoặc bằng một phần {FACTOR} lần trở lên"
        for title, count in counts.items()
        if count > MOST_OF_A_KIND
    ]
    return kept
