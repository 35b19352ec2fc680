"""Which cells formulas refer to, and filters over them as formulas.

COUNTIFS and SUMIFS interpret a criterion before they compare: "2" also finds "02", "3.1" may be a date, "a*" is a
pattern, and upper and lower case are equal. They are used where a criterion has only one reading; everywhere else
SUMPRODUCT compares cell by cell, texts with EXACT.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from analysis.publish.printed_text import ExportError
from analysis.publish.workbook.sheets import Sheet, text_literal

Value = str | int | Decimal | dt.date

_WORD = re.compile(r"[A-Za-z_]+")


@dataclass(frozen=True)
class Condition:
    """A filter: the value that a row must have in a column.

    Attributes
    ----------
    plain
        As `is_plain` returns it.
    position
        Reference to a column without blanks: an empty text must not match blank cells below the last row.
    """

    cells: str
    value: Value
    plain: bool
    position: str = ""

    @property
    def literal(self) -> str:
        """The value, as formulas write it."""
        match self.value:
            case str():
                return text_literal(self.value)
            case dt.date():
                return f"DATE({self.value.year},{self.value.month},{self.value.day})"
            case _:
                return str(int(self.value)) if self.value == int(self.value) else str(self.value)

    @property
    def compared(self) -> str:
        """The comparison cell by cell, also for a single cell; a blank cell does not equal zero."""
        if isinstance(self.value, str):
            equal = f"EXACT({self.cells},{self.literal})"
            return f"ISNUMBER({self.position})*{equal}" if self.position and not self.value else equal
        equal = f"({self.cells}={self.literal})"
        return f"ISNUMBER({self.cells})*{equal}" if self.value == 0 else equal


def is_plain(value: Value, others: Sequence[str] = ()) -> bool:
    """Whether COUNTIFS finds exactly the cells that equal `value`; `others` are all texts of the column.

    Examples
    --------
    >>> is_plain("poor"), is_plain("2"), is_plain("a*"), is_plain("poor", ["Poor"]), is_plain(2023)
    (True, False, False, False, True)
    """
    if isinstance(value, str):
        other_case = any(o != value and o.casefold() == value.casefold() for o in others)
        return bool(_WORD.fullmatch(value)) and value.casefold() not in ("true", "false") and not other_case
    return isinstance(value, int)


def count_rows(conditions: Sequence[Condition], position: str) -> str:
    """Return the formula that counts rows meeting all conditions; `position` is a column without blanks."""
    return _filtered(conditions, f"COUNT({position})", "COUNTIFS({pairs})", "SUMPRODUCT({product})")


def count_filled(conditions: Sequence[Condition], cells: str) -> str:
    """Return the formula that counts rows meeting all conditions with a number in `cells`."""
    plain = f'COUNTIFS({{pairs}},{cells},"<>")'
    return _filtered(conditions, f"COUNT({cells})", plain, f"SUMPRODUCT({{product}}*ISNUMBER({cells}))")


def add_up(conditions: Sequence[Condition], cells: str) -> str:
    """Return the formula that adds up `cells` over the rows meeting all conditions."""
    return _filtered(conditions, f"SUM({cells})", f"SUMIFS({cells},{{pairs}})", f"SUMPRODUCT({{product}},{cells})")


def _filtered(conditions: Sequence[Condition], unfiltered: str, plain: str, other: str) -> str:
    if not conditions:
        return unfiltered
    if all(c.plain for c in conditions):
        return plain.replace("{pairs}", ",".join(f"{c.cells},{c.literal}" for c in conditions))
    return other.replace("{product}", "*".join(["1", *(c.compared for c in conditions)]))


Where = tuple[tuple[str, tuple[object, ...]], ...]

POSITION = "row"
"""The column with the line number of each row in its file."""


class NoFormulaError(ExportError):
    """A figure was computed by an operation that the workbook has no formula for."""


@dataclass(frozen=True)
class TableSheet:
    """The sheet of a raw table; `texts` maps, for text columns, each text of the table to the text of its cell."""

    sheet: Sheet
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def cells(self, column: str) -> str:
        """Return the reference to the cells of a column; a derived column needs a declared operation."""
        if not self.sheet.has(column):
            raise NoFormulaError(
                f'Trang "{self.sheet.name}" không có cột {column}: chưa khai báo cột được tính ra sao.'
            )
        return self.sheet.cells(column)

    def alternatives(self, where: Where) -> list[list[Condition]]:
        """Return the filter as alternative lists of conditions, one for each combination of accepted values."""
        by_column = [[self._condition(column, value) for value in dict.fromkeys(values)] for column, values in where]
        return [list(chosen) for chosen in itertools.product(*by_column)]

    def _condition(self, column: str, value: object) -> Condition:
        shown = self.value(column, value)
        others = tuple(self.texts.get(column, {}).values())
        position = self.cells(POSITION) if self.sheet.has(POSITION) else ""
        return Condition(self.cells(column), shown, is_plain(shown, others), position)

    def value(self, column: str, value: object) -> Value:
        """Return a value as its cell stores it, if a cell can store it."""
        if isinstance(value, np.generic):
            value = value.item()
        match value:
            case bool():
                return int(value)
            case str():
                return self.texts.get(column, {}).get(value, value)
            case int() | Decimal() | dt.date():
                return value
        raise NoFormulaError(f"Không viết được điều kiện {column} = {value!r} thành công thức.")


@dataclass(frozen=True)
class RangeCountCells:
    """References of a figure that counts figures: the values counted, and the bounds where there are any."""

    values: str
    above: str = ""
    at_most: str = ""


@dataclass(frozen=True)
class CellAddresses:
    """The cells that formulas of figures refer to.

    Attributes
    ----------
    distinct_marks
        By id of a figure that counts distinct values: the column that marks each value once.
    range_counts
        By id of a figure that counts figures: their cells and bounds.
    registers
        Names of the tables whose sheets have counts of rows instead of rows.
    """

    tables: Mapping[str, TableSheet]
    figures: Mapping[str, str]
    distinct_marks: Mapping[str, str] = field(default_factory=dict)
    range_counts: Mapping[str, RangeCountCells] = field(default_factory=dict)
    registers: frozenset[str] = frozenset()
