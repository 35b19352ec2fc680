"""Expressions of figures as formulas, and values as cells store them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from analysis.figures import Figure
from analysis.publish.workbook.addresses import (
    POSITION,
    CellAddresses,
    NoFormulaError,
    TableSheet,
    add_up,
    count_filled,
    count_rows,
)
from analysis.publish.workbook.register import NUMBER, register_conditions
from analysis.publish.workbook.sheets import LONGEST_FORMULA, joined

NOTHING = "–"
"""Text of a figure without a value; SUM and COUNT skip it."""

_DAY_ZERO = dt.date(1899, 12, 30)
_FORMS = {"padded": "integer", "million": "integer", "integer": "integer", "plain": "plain", "decimal": "general"}
_POINTS = "điểm %"
"""Unit of a difference of percentages; its cell has a percentage format."""


def stored(value: int | Decimal | Fraction | dt.date | str | None) -> int | float | str:
    """Return a value as a cell stores it: numbers of 53 bits, dates as days.

    >>> stored(12), stored(Fraction(1, 4)), stored(dt.date(1900, 3, 1)), stored(None)
    (12, 0.25, 61, '–')
    """
    match value:
        case None:
            return NOTHING
        case str():
            return value
        case dt.date():
            return (value - _DAY_ZERO).days
    return int(value) if value == int(value) else float(value)


def unit_and_form(figure: Figure) -> tuple[str, str]:
    """Return the unit and the number format of a figure's cell: amounts are in đồng, shares are percentages."""
    form = figure.measure.form
    if form.startswith("percent"):
        return "%", form
    if form.startswith("points"):
        return _POINTS, form.replace("points", "percent")
    return figure.measure.printed_unit("integer"), _FORMS[form]


def formula_of(figure: Figure, addresses: CellAddresses) -> str:
    """Return the formula of a figure.

    Its result equals the value that `FigureBook` computed. A total without any filled-in cell and a share with
    denominator zero give a dash, which sums skip.

    Raises
    ------
    NoFormulaError
        When its operation has no formula, or the formula is too long.
    """
    text = "=" + (_from_rows(figure, addresses) if figure.sources else _from_figures(figure, addresses))
    if len(text) >= LONGEST_FORMULA:
        raise NoFormulaError(f"Công thức của số liệu {figure.id} dài {len(text)} ký tự, bảng tính không nhận.")
    return text


def _from_rows(figure: Figure, addresses: CellAddresses) -> str:
    expression = figure.expression
    name = figure.sources[0].table
    table = addresses.tables[name]
    if name in addresses.registers:
        return _from_register(figure, table)
    if expression.operation == "distinct":
        return f"SUM({addresses.distinct_marks[figure.id]})"
    alternatives = table.alternatives(expression.where)
    if expression.operation == "count":
        return "+".join(count_rows(conditions, table.cells(POSITION)) for conditions in alternatives)
    cells = table.cells(expression.column)
    filled = "+".join(count_filled(conditions, cells) for conditions in alternatives)
    total = "+".join(add_up(conditions, cells) for conditions in alternatives)
    if expression.operation == "sum":
        return _unless(f"{filled}=0", total)
    if expression.operation == "value":
        # tables hold percentages as 65.1 for 65.1 %, figures as fractions
        hundredths = "/100" if figure.measure.form.startswith("percent") else ""
        return f"IF({filled}=1,({total}){hundredths},NA())"
    raise NoFormulaError(f"Số liệu {figure.id}: không có công thức cho phép tính {expression.operation}.")


def _from_register(figure: Figure, register: TableSheet) -> str:
    """Add up counts: the sheet of a register has no rows of it."""
    alternatives = register_conditions(figure, register)
    cells = register.cells(NUMBER)
    total = "+".join(add_up(conditions, cells) for conditions in alternatives)
    if figure.expression.operation == "count":
        return total
    return _unless("+".join(count_filled(conditions, cells) for conditions in alternatives) + "=0", total)


def _from_figures(figure: Figure, addresses: CellAddresses) -> str:
    cells = [addresses.figures[id] for id in figure.parents]
    first, rest = cells[0], cells[1:]
    match figure.expression.operation:
        case "add":
            return _unless(f"{joined('COUNT', cells)}=0", joined("SUM", cells))
        case "subtract":
            return f'IF(ISNUMBER({first}),{first}-{joined("SUM", rest)},"{NOTHING}")' if rest else first
        case "share":
            (whole,) = rest
            return f'IF(AND(ISNUMBER({first}),N({whole})<>0),{first}/{whole},"{NOTHING}")'
        case "max":
            return _unless(f"{joined('COUNT', cells)}=0", joined("MAX", cells))
        case "count_figures":
            place = addresses.range_counts[figure.id]
            criteria = [f'"{sign}"&{cell}' for sign, cell in ((">", place.above), ("<=", place.at_most)) if cell]
            if not criteria:
                return f"COUNT({place.values})"
            return f"COUNTIFS({','.join(f'{place.values},{criterion}' for criterion in criteria)})"
    raise NoFormulaError(f"Số liệu {figure.id}: không có công thức cho phép tính {figure.expression.operation}.")


def _unless(nothing: str, formula: str) -> str:
    return f'IF({nothing},"{NOTHING}",{formula})'
