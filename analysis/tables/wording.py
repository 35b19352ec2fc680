"""Columns and cells of a table in Vietnamese words: what a reader of the report is told instead of codes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from analysis.tables.schema import Column, DerivedColumn
from analysis.tables.table import Table

BLANK = "(để trống)"


def described(table: Table, column: str) -> Column | DerivedColumn | None:
    """Return what is known of a column of a table, also of a derived one; `None` when nothing is."""
    columns: tuple[Column | DerivedColumn, ...] = (*table.schema.all_columns, *table.added, *table.derived)
    return next((c for c in columns if c.name == column), None)


def header(table: Table, column: str) -> str:
    """Return the Vietnamese header of a column; its name when it has none."""
    known = described(table, column)
    return known.header if known else column


def meaning(table: Table, column: str) -> str:
    """Say how a derived column came to be; empty for a column of the file."""
    added = next((c for c in table.added if c.name == column), None)
    if added:
        return f"“{added.header}”: {added.meaning}"
    derived = next((c for c in table.derived if c.name == column), None)
    return f"“{derived.header}”: năm của cột “{header(table, derived.of)}”." if derived else ""


def columns_of_file(table: Table, column: str) -> tuple[str, ...]:
    """Return the columns of the file that a column is read or computed from: itself, unless it is derived."""
    added = next((c for c in table.added if c.name == column), None)
    if added:
        return added.of
    derived = next((c for c in table.derived if c.name == column), None)
    return (derived.of,) if derived else (column,)


def cell_words(table: Table, column: str, value: object) -> str:
    """Say what a cell holds: the words of a code, the name of a commune, a date as documents write it.

    Parameters
    ----------
    table
        The table; one without a reader knows no words of codes.
    column
        Name of the column.
    value
        A typed cell, or one value of a cell that is a list.
    """
    if value is None or value == "":
        return BLANK
    if isinstance(value, tuple):
        return ", ".join(cell_words(table, column, each) for each in value)
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
    return _code_words(table, described(table, column), str(value))


def _code_words(table: Table, column: Column | DerivedColumn | None, code: str) -> str:
    if table.reader is None or not isinstance(column, Column):
        return code
    if column.type in ("commune", "communes"):
        return next((u.full_name for u in table.reader.communes if u.code == code), code)
    if column.choices == "component":
        return _component_words(table.reader.components.get(code), code)
    return table.reader.reference.vocabulary.get(column.choices, {}).get(code, code)


def _component_words(component: dict[str, str] | None, code: str) -> str:
    """Name a component: "tiểu dự án 3.1"; the whole programme, which has no parent, by its kind alone."""
    if component is None:
        return code
    kind = component["kind_vi"].lower()
    return f"{kind} {code}" if component["parent_code"] else f"toàn {kind}"
