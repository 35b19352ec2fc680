"""Where the things stand that formulas speak of: columns of tables, cells of figures, helper columns."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from analysis.publish.printed_text import ExportError
from analysis.publish.workbook.conditions import Condition, Value, is_plain
from analysis.publish.workbook.grid import Sheet

Where = tuple[tuple[str, tuple[object, ...]], ...]

POSITION = "row"
"""The column that says in which row of the file a row of a table stands."""


class NoFormulaError(ExportError):
    """A figure was computed in a way that no formula of the workbook expresses."""


@dataclass(frozen=True)
class TablePlace:
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
class BoundedPlace:
    """What a count of figures counts: the cells of the figures, and those of the bounds where there are any."""

    values: str
    above: str = ""
    at_most: str = ""


@dataclass(frozen=True)
class Places:
    """Everything that formulas of figures refer to.

    Attributes
    ----------
    tables
        Tables by name.
    figures
        Cells of figures by id.
    counted_once
        By id of a figure that counts different values: the column that marks each value once.
    bounded
        By id of a figure that counts figures: what it counts.
    registers
        Names of the tables that stand as counts: by them, a row is a count of rows.
    """

    tables: Mapping[str, TablePlace]
    figures: Mapping[str, str]
    counted_once: Mapping[str, str] = field(default_factory=dict)
    bounded: Mapping[str, BoundedPlace] = field(default_factory=dict)
    registers: frozenset[str] = frozenset()
