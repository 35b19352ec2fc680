"""Converting text cells to a typed frame, with every fault."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any

import pandas as pd

from analysis.reference.place_names import fold
from analysis.tables.cells import CellError, CellReader
from analysis.tables.problems import Problem
from analysis.tables.reading import RawTable
from analysis.tables.schema import Column, TableSchema


def validate(raw: RawTable, schema: TableSchema, reader: CellReader) -> tuple[pd.DataFrame, list[Problem]]:
    """Type the cells of a table and collect every fault.

    Parameters
    ----------
    raw
        Cells as text.
    schema
        What the table must look like.
    reader
        Reads cells, knowing the unit's communes and the vocabulary.

    Returns
    -------
    frame : pandas.DataFrame
        Columns of the schema, typed; the index is "file:row". Only meaningful when there are no problems.
    problems : list of Problem
        All faults, row by row, in a row in the order of the schema.
    """
    positions, problems = find_columns(raw, schema)
    problems += _overlong_rows(raw)
    if not raw.rows and not schema.may_be_empty:
        expected = f"ít nhất một dòng ({schema.row_is})"
        problems.append(_problem(raw, "bảng không có dòng số liệu nào", expected, "điền số liệu vào bảng", 2))
    data: dict[str, Any] = {}
    columns = _columns(raw)
    for column in schema.all_columns:
        position = positions.get(column.name)
        cells = [""] * len(raw.rows) if position is None or not raw.rows else columns[position]
        values, faults = _read_column(raw, column, cells, reader, position)
        data[column.name] = _series(values, column)
        problems += faults
    name = raw.file.rsplit("/", 1)[-1]
    frame = pd.DataFrame(data)
    frame.index = pd.Index([f"{name}:{n}" for n, _ in raw.rows], name="row", dtype=object)
    if not problems:
        problems += _duplicates(raw, schema, frame)
    return frame, sorted(problems, key=lambda p: p.row or 0)


def only_columns(raw: RawTable, schema: TableSchema, names: Collection[str]) -> tuple[RawTable, TableSchema]:
    """Drop columns of the table that are not needed; its key and its provenance are kept.

    Columns that are not in the schema are kept too, so that they are reported.
    """
    wanted = {*names, *schema.key}
    columns = tuple(column for column in schema.columns if column.name in wanted)
    left_out = {fold(key) for c in schema.columns if c.name not in wanted for key in (c.name, c.header)}
    kept = [position for position, header in enumerate(raw.header) if fold(header) not in left_out]
    if not kept or any(len(row) != len(raw.header) for _, row in raw.rows):  # validation reports the faults
        return raw, schema
    pick = itemgetter(*kept) if len(kept) > 1 else (lambda row: (row[kept[0]],))
    rows = tuple((number, pick(row)) for number, row in raw.rows)
    unusable = {(row, kept.index(place)): fault for (row, place), fault in raw.faults.items() if place in kept}
    return replace(raw, header=pick(raw.header), rows=rows, faults=unusable), replace(schema, columns=columns)


def _columns(raw: RawTable) -> list[Sequence[str]]:
    """Return the cells column by column, as many as the header has; rows that are too short end in blanks."""
    width = len(raw.header)
    whole = (row if len(row) == width else [*row[:width], *[""] * (width - len(row))] for _, row in raw.rows)
    return list(zip(*whole, strict=True))


def _cell(row: Sequence[str], position: int | None) -> str:
    return row[position] if position is not None and position < len(row) else ""


def find_columns(raw: RawTable, schema: TableSchema) -> tuple[dict[str, int], list[Problem]]:
    """Find each column of the schema by its name or its Vietnamese header."""
    known = {fold(key): c.name for c in schema.all_columns for key in (c.name, c.header)}
    positions: dict[str, int] = {}
    problems = []
    for position, header in enumerate(raw.header):
        name = known.get(fold(header))
        listed = ", ".join(c.title for c in schema.columns)
        if name is None:
            if header or any(_cell(row, position) for _, row in raw.rows):
                shown = header or f"thứ {position + 1} (không có tiêu đề)"
                problems.append(
                    _problem(raw, "cột không có trong mẫu", f"các cột: {listed}", "bỏ hoặc đổi tên cột", 1, shown)
                )
        elif name in positions:
            problems.append(_problem(raw, "cột bị lặp", "mỗi cột một lần", "bỏ bớt một cột", 1, header))
        else:
            positions[name] = position
    for column in schema.columns:
        if column.name not in positions and not column.optional:
            problems.append(
                _problem(
                    raw,
                    "thiếu cột",
                    f"cột {column.title}: {column.meaning.rstrip('.')}",
                    "thêm cột này vào tệp",
                    1,
                    column.title,
                )
            )
    return positions, problems


def _overlong_rows(raw: RawTable) -> list[Problem]:
    width = len(raw.header)
    return [
        _problem(
            raw,
            "dòng có nhiều ô hơn tiêu đề",
            f"{width} ô",
            'đặt nội dung có dấu phẩy trong dấu nháy kép (")',
            number,
            value=row[width],
        )
        for number, row in raw.rows
        if any(row[width:])
    ]


def _read_column(
    raw: RawTable, column: Column, cells: Sequence[str], reader: CellReader, position: int | None
) -> tuple[list[Any], list[Problem]]:
    """Read one column; equal texts are read once, which keeps registers of many rows quick."""
    convert = reader.converter(column)
    values: dict[str, Any] = {}
    faults: dict[str, CellError] = {}
    for text in dict.fromkeys(cells):
        try:
            values[text] = convert(text) if text else None
        except CellError as error:
            faults[text] = error
    problems = []
    unusable = {row: fault for (row, column_), fault in raw.faults.items() if column_ == position}
    if faults or unusable or (position is not None and column.required and "" in values):
        for (number, _), text in zip(raw.rows, cells, strict=True):
            if number in unusable:
                cell = unusable[number]
                problems.append(
                    _problem(raw, cell.message, cell.expected, cell.remedy, number, column.title, cell.value)
                )
            elif text in faults:
                fault = faults[text]
                problems.append(_problem(raw, fault.message, fault.expected, fault.remedy, number, column.title, text))
            elif not text and column.required:
                problems.append(
                    _problem(raw, "ô bỏ trống", column.meaning.rstrip("."), "điền ô này", number, column.title)
                )
    return list(map(values.get, cells)), problems


def _series(values: list[Any], column: Column) -> pd.Series[Any]:
    if column.type == "integer" and not column.choices:
        return pd.Series(values, dtype="Int64")
    if column.type == "flag":
        return pd.Series(values, dtype="boolean")
    if column.type in ("text", "commune") or column.choices:
        return pd.Series([value or "" for value in values], dtype=object)
    return pd.Series(values, dtype=object)


def _duplicates(raw: RawTable, schema: TableSchema, frame: pd.DataFrame) -> list[Problem]:
    """Find rows that share a key, and entirely repeated rows of a table without one."""
    key = list(schema.key) or [c.name for c in schema.columns]
    titles = [c.title for c in schema.columns if c.name in key]
    first: dict[tuple[str, ...], int] = {}
    problems = []
    values = zip(*(map(str, frame[name]) for name in key), strict=True)
    for (number, _), value in zip(raw.rows, values, strict=True):
        if value not in first:
            first[value] = number
            continue
        problems.append(
            _problem(
                raw,
                f"dòng trùng với dòng {first[value]}",
                f"mỗi dòng là {schema.row_is}, không lặp lại",
                "bỏ dòng thừa, hoặc sửa ô bị ghi nhầm",
                number,
                " + ".join(titles),
                ", ".join(value),
            )
        )
    return problems


def _problem(
    raw: RawTable,
    message: str,
    expected: str,
    remedy: str,
    row: int,
    column: str = "",
    value: str | None = None,
) -> Problem:
    return Problem(raw.file, message, expected, remedy, row, column, value, raw.sheet)
