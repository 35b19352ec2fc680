"""Helper sheets for figures that count distinct values, and for figures that count figures within bounds.

Distinct values: a cell that lists several values (the communes of a project) is split into rows by a formula. For each
figure a column holds 1 in the first row that passes its filter with a value not met before, and 0 elsewhere; the figure
is the sum of that column.

Figures within bounds: the bounds of each figure on one sheet, the figures it counts in adjacent cells on another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import pandas as pd

from analysis.figures import Figure
from analysis.publish.workbook.addresses import POSITION, Condition, RangeCountCells, TableSheet
from analysis.publish.workbook.formulas import stored, unit_and_form
from analysis.publish.workbook.raw_sheets import COMMUNES, CodeList, text_of
from analysis.publish.workbook.sheets import (
    BOUNDS_SHEET,
    GROUPS_SHEET,
    WORDS,
    Cell,
    Column,
    Formula,
    Link,
    Number,
    Row,
    Sheet,
    sheet_name,
    shown_text,
)
from analysis.tables import Table

PART, VALUE = "part", "value"
_NOTES = (
    "Mỗi dòng là một giá trị của cột này; ô có nhiều giá trị được tách bằng công thức.",
    "Mỗi cột bên phải thuộc một số liệu: 1 ở dòng đầu tiên thỏa điều kiện và có giá trị chưa gặp, 0 ở dòng khác. "
    "Số liệu bằng tổng của cột.",
)


@dataclass(frozen=True)
class _Element:
    """One value of a cell: row of the table, counted from 0, and position within the cell, counted from 1."""

    row: int
    part: int
    value: str


def distinct_count_sheet(
    table: Table, place: TableSheet, figures: Sequence[Figure], codes: CodeList, taken: Sequence[str]
) -> Sheet:
    """Return a sheet with the values of a column, and a column of marks for each figure that counts them.

    Parameters
    ----------
    table, place
        The table with the derived columns that the figures filter by, and its sheet.
    figures
        Figures that count distinct values of the same column; the columns of marks are named after their ids.
    taken
        Names of existing sheets.
    """
    column = figures[0].expression.column
    described = next(c for c in table.schema.all_columns if c.name == column)
    listed = described.type == "communes"
    domain = COMMUNES if described.type in ("commune", "communes") else described.choices
    filters = list(dict.fromkeys(c for f in figures for c, _ in f.expression.where))
    sheet = Sheet(
        sheet_name(f"{described.header}: đếm một lần", taken),
        f"{described.header} ({table.schema.title}): mỗi giá trị đếm một lần",
        (
            Column(POSITION, "Dòng", 7, "plain"),
            *([Column(PART, "Thứ tự", 7, "plain")] if listed else []),
            *(Column(c, _header(place.sheet, c), 16, "words") for c in filters),
            Column(VALUE, _header(place.sheet, column), 14, "words"),
            *([Column(VALUE + WORDS, described.header, 26, "words")] if domain else []),
            *(Column(f.id, f.label, 18, "plain", wrap=True) for f in figures),
        ),
        (),
        _NOTES,
        "helper",
    )
    elements = _elements(table.frame[column], place, column, listed)
    places = max((element.part for element in elements), default=0)
    marks = [_marks(figure, elements, table.frame) for figure in figures]
    rows = []
    for n, element in enumerate(elements):
        cells: list[Cell] = [_position(place, table, element)]
        cells += [element.part] if listed else []
        cells += [_copied(place, table, c, element.row) for c in filters]
        cells.append(_value(place, column, element, sheet.here(PART, n) if listed else "", places))
        cells += [codes.look_up(domain, element.value or None, sheet.here(VALUE, n))] if domain else []
        cells += [_mark(figure, place, sheet, n, met[n]) for figure, met in zip(figures, marks, strict=True)]
        rows.append(Row(tuple(cells)))
    return replace(sheet, rows=tuple(rows))


def _header(sheet: Sheet, column: str) -> str:
    return next(c.header for c in sheet.columns if c.name == column)


def _elements(cells: pd.Series[Any], place: TableSheet, column: str, listed: bool) -> list[_Element]:
    """List the values; every row has one place more than the longest list needs, so that a list may grow."""
    if not listed:
        return [_Element(row, 1, _as_text(place, column, cell)) for row, cell in enumerate(cells)]
    places = max(map(len, cells), default=0) + 1
    return [
        _Element(row, part + 1, shown_text(codes[part]) if part < len(codes) else "")
        for row, codes in enumerate(cells)
        for part in range(places)
    ]


def _as_text(place: TableSheet, column: str, cell: Any) -> str:
    return "" if pd.isna(cell) else str(stored(place.value(column, cell)))


def _position(place: TableSheet, table: Table, element: _Element) -> Formula:
    number = int(str(table.frame.index[element.row]).rpartition(":")[2])
    return Formula("=" + place.sheet.cell(POSITION, element.row), number)


def _copied(place: TableSheet, table: Table, column: str, row: int) -> Formula:
    """Return a reference to the cell that a figure filters by."""
    cell, value = place.sheet.cell(column, row), table.frame[column].iloc[row]
    if isinstance(value, str):
        return Formula("=" + text_of(cell), str(place.value(column, value)))
    blank = f'=IF({cell}="","",{cell})'
    return Formula(blank, "" if pd.isna(value) else stored(place.value(column, value)))


def _value(place: TableSheet, column: str, element: _Element, part: str, places: int) -> Formula:
    cell = place.sheet.cell(column, element.row)
    if not part:
        return Formula("=" + text_of(cell), element.value)
    # Separators become blanks as wide as the whole cell, so that each value is alone in a window of that width.
    width = f"(LEN({cell})+1)"
    spread = f'SUBSTITUTE({cell},";",REPT(" ",{width}))'
    found = f"TRIM(MID({spread},({part}-1)*{width}+1,{width}))"
    # A list longer than its places gives #N/A instead of a count that is too low.
    separators = f'LEN({cell})-LEN(SUBSTITUTE({cell},";",""))'
    return Formula(f"=IF({separators}>={places},NA(),{found})", element.value)


def _marks(figure: Figure, elements: Sequence[_Element], frame: pd.DataFrame) -> list[int]:
    passing = pd.Series(True, index=frame.index)
    for column, values in figure.expression.where:
        passing &= frame[column].isin(values)
    met: set[str] = set()
    marks = []
    for element in elements:
        first = bool(passing.iloc[element.row]) and element.value != "" and element.value not in met
        met |= {element.value} if first else set()
        marks.append(int(first))
    return marks


def _mark(figure: Figure, place: TableSheet, sheet: Sheet, row: int, value: int) -> Formula:
    own = sheet.here(VALUE, row)
    tests = [f'{own}<>""']
    for column, values in figure.expression.where:
        cell = sheet.here(column, row)
        same = [Condition(cell, place.value(column, v), plain=False).compared for v in values]
        tests.append(same[0] if len(same) == 1 else f"OR({','.join(same)})")
    letters, marks = sheet.letters(VALUE), sheet.letters(figure.id)
    top, last = sheet.header_row, sheet.first_row + row - 1
    earlier = f"EXACT(${letters}${top}:${letters}{last},{own})*(${marks}${top}:${marks}{last}=1)"
    return Formula(f"=IF(AND({','.join(tests)}),IF(SUMPRODUCT({earlier})=0,1,0),0)", value)


_BOUNDS = (
    Column("id", "Mã số liệu", 34),
    Column("label", "Chỉ tiêu", 60, wrap=True),
    Column("above", "Trên (không kể)", 16, "general", given=True),
    Column("at_most", "Đến (kể cả)", 16, "general", given=True),
    Column("source", "Nguồn", 40),
)
_GROUPS = (
    Column("group", "Nhóm", 8, "plain"),
    Column("id", "Mã số liệu", 40),
    Column("label", "Chỉ tiêu", 60, wrap=True),
    Column("value", "Giá trị", 16, "general"),
)


def range_count_sheets(
    counting: Sequence[Figure], figures: Mapping[str, Figure], cells: Mapping[str, str]
) -> tuple[tuple[Sheet, Sheet], dict[str, RangeCountCells]]:
    """Return the sheets of bounds and of counted figures, and the cells that each figure refers to.

    `counting` are the figures that count figures; `cells` are references to the cells of all figures by id.
    """
    bounds = Sheet(
        BOUNDS_SHEET,
        "Ngưỡng của các số liệu đếm theo mức",
        _BOUNDS,
        tuple(_bound(figure, figures) for figure in counting),
        ("Số liệu đếm những đơn vị có giá trị lớn hơn ngưỡng dưới và không quá ngưỡng trên.",),
        "helper",
    )
    spans: dict[tuple[str, ...], tuple[int, int]] = {}
    rows: list[Row] = []
    for figure in counting:
        if figure.parents not in spans:
            spans[figure.parents] = (len(rows), len(figure.parents))
            rows += [_member(len(spans), figures[id], cells[id]) for id in figure.parents]
    note = "Các số liệu được đếm, xếp liền nhau; mỗi giá trị trỏ đến ô của số liệu đó."
    groups = Sheet(GROUPS_SHEET, "Các số liệu được đếm theo ngưỡng", _GROUPS, tuple(rows), (note,), "helper")
    places = {}
    for n, figure in enumerate(counting):
        limits = figure.expression.bounds
        places[figure.id] = RangeCountCells(
            groups.cells("value", *spans[figure.parents]),
            bounds.cell("above", n) if limits and limits.above is not None else "",
            bounds.cell("at_most", n) if limits and limits.at_most is not None else "",
        )
    return (bounds, groups), places


def _bound(figure: Figure, figures: Mapping[str, Figure]) -> Row:
    limits = figure.expression.bounds
    form = unit_and_form(figures[figure.parents[0]])[1] if figure.parents else "general"
    above, at_most = (limits.above, limits.at_most) if limits else (None, None)
    cells = (_input(above, form), _input(at_most, form))
    return Row((figure.id, figure.label, *cells, limits.source if limits else ""))


def _input(bound: Fraction | None, form: str) -> Number | None:
    return Number(float(bound), form) if bound is not None else None


def _member(group: int, figure: Figure, cell: str) -> Row:
    value = Formula(f"={cell}", stored(figure.value), unit_and_form(figure)[1])
    return Row((group, Link(figure.id, cell), figure.label, value), figure.provenance)
