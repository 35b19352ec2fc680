"""How a figure was computed, in Vietnamese: in words, and with numbers inserted.

Used by `explain`, the HTML page, `figures.csv` and notebooks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.figures.formatting import format_number
from analysis.figures.measures import Measure
from analysis.tables import Table
from analysis.tables.inputs import Rows, cell_words, header

if TYPE_CHECKING:
    from analysis.figures.figure import Bounds, Expression, Figure

OPERATIONS = {"add": ("", " + "), "subtract": ("", " − "), "share": ("", " : "), "max": ("lớn nhất trong: ", "; ")}
"""Prefix and separator of the operands of an operation, for labels and for numbers."""

FILTER_SEPARATOR = ", lấy dòng có "
"""Separator between the title of a table and the filter of its rows."""

_MAX_CELLS = 8
"""Maximum number of cells listed one by one in a formula."""


# Figures read from rows ----------------------------------------------------------------------------------------------


def filter_words(expression: Expression, table: Table) -> tuple[str, ...]:
    """Describe a row filter, one item per criterion: “Loại” là vốn năm trước chuyển sang, “Vốn năm” là 2022."""
    return tuple(
        f"“{header(table, column)}” là {' hoặc '.join(cell_words(table, column, value) for value in values)}"
        for column, values in expression.where
    )


def formula_of_rows(expression: Expression, table: Table) -> str:
    """Describe in words how a figure was read from the rows of a table."""
    column = f"cột “{header(table, expression.column)}”" if expression.column else ""
    what = {
        "sum": f"tổng {column}",
        "count": "số dòng",
        "distinct": f"số giá trị khác nhau ở {column}",
        "value": f"giá trị {column}",
    }[expression.operation]
    where = "; ".join(filter_words(expression, table))
    return f"{what} của bảng “{table.schema.title}”" + (f"{FILTER_SEPARATOR}{where}" if where else "")


def worked_from_rows(expression: Expression, table: Table, rows: Rows, measure: Measure, printed: str) -> str:
    """Write the formula with numbers: "13.164 triệu đồng + 228 triệu đồng = 13.392 triệu đồng".

    Of a register only the number of rows is given, never a cell.
    """
    if not len(rows):
        return f"không có dòng nào = {printed}"
    if expression.operation == "count":
        return f"đếm được {format_number(len(rows), 'integer')} dòng = {printed}"
    if table.schema.register:
        return f"{format_number(len(rows), 'integer')} dòng = {printed}"
    cells = single_cells(rows.values)
    if expression.operation == "distinct":
        cells = [cell_words(table, expression.column, cell) for cell in dict.fromkeys(cells)]
        return f"{'; '.join(cells) if len(cells) <= _MAX_CELLS else f'{len(cells)} giá trị'} = {printed}"
    return f"{_sum_of(cells, measure)} = {printed}"


def single_cells(values: Iterable[Any]) -> list[Any]:
    """Flatten cells that hold lists, and drop blanks."""
    cells: list[Any] = []
    for cell in values:
        cells += cell if isinstance(cell, tuple) else () if pd.isna(cell) or cell == "" else (cell,)
    return cells


def _sum_of(cells: Sequence[Any], measure: Measure) -> str:
    if not cells:
        return "các ô đều trống"
    if len(cells) == 1:
        return f"ô ghi {format_number(cells[0], 'decimal')}"
    if len(cells) > _MAX_CELLS:
        return f"cộng {len(cells)} ô"
    return " + ".join(measure.print(cell) for cell in cells)


# Figures computed from figures ---------------------------------------------------------------------------------------


def formula_of_figures(operation: str, parents: Sequence[Figure], condition: str = "") -> str:
    """Describe in words how a figure was computed from others."""
    if operation == "count_figures":
        return f"số đơn vị có {condition}"
    before, between = OPERATIONS[operation]
    return before + between.join(parent.label for parent in parents)


def worked_from_figures(operation: str, parents: Sequence[Figure], printed: str, bounds: Bounds | None = None) -> str:
    """Write the formula with numbers: "1.644 hộ : 19.820 hộ = 8,29%"."""
    if bounds is None:
        before, between = OPERATIONS[operation]
        return f"{before}{between.join(parent.printed for parent in parents)} = {printed}"
    inside = [parent for parent in parents if bounds.contains(parent.value)]
    named = "; ".join(f"{parent.label} {parent.printed}" for parent in inside)
    return f"{len(inside)} trong {len(parents)} số{f' ({named})' if named else ''} = {printed}"
