"""Filters as formulas: the rows whose cells equal given values, counted or added up.

COUNTIFS and SUMIFS read a criterion before they compare: "2" also finds "02", "3.1" may be a date, "a*" is a pattern,
and letters of either case are the same. They are used where a criterion can only mean itself; everywhere else
SUMPRODUCT compares cell by cell, texts with EXACT.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from analysis.publish.workbook.references import text_literal

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
