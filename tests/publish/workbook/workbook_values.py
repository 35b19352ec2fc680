"""Reading the values of figures out of a workbook, also to the last bit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl

from analysis.publish.workbook.result_sheets import blank_sheet
from analysis.publish.workbook.sheets import FIGURES_SHEET

Recalculate = Callable[[Sequence[Path]], list[Path]]
"""Recomputes workbooks and returns their paths."""

_SPLIT, _REST = 2**26, 2**40
LARGE = 2**20
"""Larger numbers cannot be split this way."""


def add_probes(book: Any, ids: Sequence[str]) -> None:
    """Split every value into two integers: LibreOffice writes 15 digits, a share may need 17."""
    sheet, probes = blank_sheet(), book.create_sheet("probes")
    for number, id in enumerate(ids):
        cell = sheet.cell("value", number)
        high = f"INT({cell}*{_SPLIT})"
        whole = f'IF(ISNUMBER({cell}),{high},"")'
        rest = f'IF(ISNUMBER({cell}),({cell}*{_SPLIT}-{high})*{_REST},"")'
        probes.append([id, f"={whole}", f"={rest}"])


def probed(book: Any) -> dict[str, float | None]:
    """Return the exact values that `add_probes` split."""
    values: dict[str, float | None] = {}
    for id, high, rest in book["probes"].iter_rows(values_only=True):
        known = isinstance(high, int | float) and isinstance(rest, int | float)
        values[id] = float(Fraction(high) / _SPLIT + Fraction(rest) / (_SPLIT * _REST)) if known else None
    return values


def column_of(book: Any) -> dict[str, Any]:
    """Return the value or formula of every figure's cell, by id."""
    first = blank_sheet().first_row
    return {row[0]: row[2] for row in book[FIGURES_SHEET].iter_rows(min_row=first, values_only=True) if row[0]}


def values_of(path: Path) -> dict[str, Any]:
    """Return the stored value of every figure by id."""
    return column_of(openpyxl.load_workbook(path, data_only=True))
