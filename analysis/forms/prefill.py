"""What last year's tables leave to this year's forms: rows that come back, rows that go on, values to compare with."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.forms.content import FormRow
from analysis.tables import Table
from analysis.tables.schema import Column

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def text_of(value: Any) -> str:
    """Write a typed cell as a table's file has it.

    >>> text_of(dt.date(2024, 3, 1)), text_of(True), text_of(("06184", "06187")), text_of(None)
    ('2024-03-01', '1', '06184;06187', '')
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, tuple):
        return ";".join(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(int(value)) if isinstance(value, bool | np.bool_) else str(value)


def year_later(text: str, year: int) -> str:
    """Move the years named in a text on, those of last year and the years around it.

    Parameters
    ----------
    text
        A cell of last year's table.
    year
        The new year.

    >>> year_later("2022-2023", 2024), year_later("2023-2024-HK1", 2024), year_later("năm 2023", 2024)
    ('2023-2024', '2024-2025-HK1', 'năm 2024')
    >>> year_later("07/2021/NĐ-CP", 2024)
    '07/2021/NĐ-CP'
    """
    return _YEAR.sub(lambda m: str(int(m[0]) + 1) if abs(int(m[0]) - (year - 1)) <= 1 else m[0], text)


def carried_rows(table: Table, year: int) -> tuple[FormRow, ...]:
    """Return the rows that a new year's form holds from last year's table.

    Parameters
    ----------
    table
        Last year's table.
    year
        The new year.
    """
    schema = table.schema
    texts = list(_texts(table, schema.columns))
    carried = [c for c in schema.columns if c.name in schema.carried_columns]
    if not carried:
        return ()
    rows = []
    for row in texts:
        if not schema.moves_on and _is_old(row, carried, year):
            continue
        cells = {c.name: year_later(row[c.name], year) if schema.moves_on else row[c.name] for c in carried}
        last = {name: text for name, text in row.items() if name not in cells and text}
        rows.append(FormRow({name: text for name, text in cells.items() if text}, last))
    return tuple(rows)


def _texts(table: Table, columns: Iterable[Column]) -> Iterable[dict[str, str]]:
    names = [column.name for column in columns]
    for values in zip(*(table.frame[name] for name in names), strict=True):
        yield {name: text_of(value) for name, value in zip(names, values, strict=True)}


def _is_old(row: Mapping[str, str], carried: Iterable[Column], year: int) -> bool:
    """Whether a row is of a year before last year: such rows do not go on."""
    years = [int(row[c.name]) for c in carried if c.minimum is not None and c.minimum > 1900 and row[c.name].isdigit()]
    return any(named < year - 1 for named in years)
