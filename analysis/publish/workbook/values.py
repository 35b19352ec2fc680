"""Values as spreadsheets store them, and how figures are shown."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from analysis.figures import Figure

NOTHING = "–"
"""What a figure without a value shows; functions that add or count cells pass over it."""

_DAY_NOUGHT = dt.date(1899, 12, 30)
_FORMS = {"padded": "integer", "million": "integer", "integer": "integer", "plain": "plain", "decimal": "general"}
_POINTS = "điểm %"
"""Unit of a difference of percentages: its cell is shown as a percentage."""


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
            return (value - _DAY_NOUGHT).days
    return int(value) if value == int(value) else float(value)


def unit_and_form(figure: Figure) -> tuple[str, str]:
    """Return the unit of a figure's cell, and its number format: amounts stand in đồng, shares as percentages."""
    form = figure.measure.form
    if form.startswith("percent"):
        return "%", form
    if form.startswith("points"):
        return _POINTS, form.replace("points", "percent")
    return figure.measure.printed_unit("integer"), _FORMS[form]
