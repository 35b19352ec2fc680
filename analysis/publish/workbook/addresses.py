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

from analysis.publish.errors import ExportError
from analysis.publish.workbook.sheets import Sheet, text_literal

Value = str | int | Decimal | dt.date

_WORD = re.compile(r"[A-Za-z_]+")


@dataclass(frozen=True)
class Condition:
    """A column of cells, and the value that a row must have there.

    Attributes
    ----------
    cells
        The column, as formulas name it.
    value
        What the cell must be.
    plain
        Whether COUNTIFS understands the value as it is meant.
    position
        A column that is filled in on every row: a blank cell beyond the last row is none of the table's.
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
        """The comparison, cell by cell; also of a single cell. A blank is no nought."""
        if isinstance(self.value, str):
            equal = f"EXACT({self.cells},{self.literal})"
            return f"ISNUMBER({self.position})*{equal}" if self.position and not self.value else equal
        equal = f"({self.cells}={self.literal})"
        return f"ISNUMBER({self.cells})*{equal}" if self.value == 0 else equal


def is_plain(value: Value, others: Sequence[str] = ()) -> bool:
    """Whether COUNTIFS finds exactly the cells that equal `value`.

    Parameters
    ----------
    value
        The criterion.
    others
        The texts of the column.

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
    """Count the rows that meet all conditions; `position` is a column filled in on every row."""
    if not conditions:
        return f"COUNT({position})"
    if all(c.plain for c in conditions):
        return f"COUNTIFS({_pairs(conditions)})"
    return f"SUMPRODUCT({_product(conditions)})"


def count_filled(conditions: Sequence[Condition], cells: str) -> str:
    """Count the rows that meet all conditions and have a number in `cells`."""
    if not conditions:
        return f"COUNT({cells})"
    if all(c.plain for c in conditions):
        return f'COUNTIFS({_pairs(conditions)},{cells},"<>")'
    return f"SUMPRODUCT({_product(conditions)}*ISNUMBER({cells}))"


def add_up(conditions: Sequence[Condition], cells: str) -> str:
    """Add up `cells` over the rows that meet all conditions."""
    if not conditions:
        return f"SUM({cells})"
    if all(c.plain for c in conditions):
        return f"SUMIFS({cells},{_pairs(conditions)})"
    return f"SUMPRODUCT({_product(conditions)},{cells})"


def _pairs(conditions: Sequence[Condition]) -> str:
    return ",".join(f"{c.cells},{c.literal}" for c in conditions)


def _product(conditions: Sequence[Condition]) -> str:
    return "*".join(["1", *(c.compared for c in conditions)])


Where = tuple[tuple[str, tuple[object, ...]], ...]

POSITION = "row"
"""The column that says in which row of the file a row of a table stands."""


class NoFormulaError(ExportError):
    """A figure was computed in a way that no formula of the workbook expresses."""


@dataclass(frozen=True)
class TableSheet:
    """A raw table on its sheet.

    Attributes
    ----------
    sheet
        The sheet.
    texts
        Of columns of texts: every text of the table, and how its cell shows it.
    """

    sheet: Sheet
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def cells(self, column: str) -> str:
        """Name the cells of a column.

        Raises
        ------
        NoFormulaError
            When the sheet has no such column: it was derived and nobody said how.
        """
        if not self.sheet.has(column):
            raise NoFormulaError(
                f'Trang "{self.sheet.name}" không có cột {column}: chưa khai báo cột được tính ra sao.'
            )
        return self.sheet.cells(column)

    def alternatives(self, where: Where) -> list[list[Condition]]:
        """Return the filter as conditions; a column that accepts several values makes a list of conditions for each.

        Raises
        ------
        NoFormulaError
            When a value has no counterpart in a cell.
        """
        by_column = [[self._condition(column, value) for value in dict.fromkeys(values)] for column, values in where]
        return [list(chosen) for chosen in itertools.product(*by_column)]

    def _condition(self, column: str, value: object) -> Condition:
        shown = self.value(column, value)
        others = tuple(self.texts.get(column, {}).values())
        position = self.cells(POSITION) if self.sheet.has(POSITION) else ""
        return Condition(self.cells(column), shown, is_plain(shown, others), position)

    def value(self, column: str, value: object) -> Value:
        """Return a value as its cell holds it.

        Raises
        ------
        NoFormulaError
            When a cell cannot hold it.
        """
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
    """What a count of figures counts: the cells of the figures, and those of the bounds where there are any."""

    values: str
    above: str = ""
    at_most: str = ""


@dataclass(frozen=True)
class CellAddresses:
    """Everything that formulas of figures refer to.

    Attributes
    ----------
    tables
        Tables by name.
    figures
        Cells of figures by id.
    distinct_marks
        By id of a figure that counts different values: the column that marks each value once.
    range_counts
        By id of a figure that counts figures: what it counts.
    registers
        Names of the tables that stand as counts: by them, a row is a count of rows.
    """

    tables: Mapping[str, TableSheet]
    figures: Mapping[str, str]
    distinct_marks: Mapping[str, str] = field(default_factory=dict)
    range_counts: Mapping[str, RangeCountCells] = field(default_factory=dict)
    registers: frozenset[str] = frozenset()
