"""Warnings about values of ten times or a tenth of last year's value in the same row: a wrong unit or number of digits.

Rows are matched by the key columns that a new year's form carries over; registers of households are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from analysis.forms.form_identity import Edition
from analysis.forms.headers import FoundTable
from analysis.forms.prefill import text_of, year_later
from analysis.reference import Project, ProjectError
from analysis.tables import SCHEMAS, InputProblems, Table, load_inputs
from analysis.tables.problems import MOST_OF_A_KIND
from analysis.tables.schema import Column, TableSchema
from analysis.tables.spreadsheets import cell_name

Row = TypeVar("Row")

FACTOR = 10
MIN_COUNT, MIN_DECIMAL = 100, 10
"""The larger of two values has to reach this. Counts of some dozens and rates of a few per cent grow tenfold without
any error (2 houses, then 25); a digit too many, or 0.65 for 65 %, reaches these limits. Money has no limit: amounts in
đồng are large, and a unit slip (5 for 5.000.000) makes them small. Zeros have no ratio and are not compared."""


def last_years_tables(project: Project, edition: Edition, names: Iterable[str]) -> tuple[dict[str, Table], list[str]]:
    """Read the tables of the year before for the same unit.

    Returns
    -------
    tables : dict of str to Table
        Those that are there and valid.
    unusable : list of str
        Titles of those that are there and are not valid.
    """
    unit, year = edition.unit, edition.year - 1
    tables: dict[str, Table] = {}
    unusable: list[str] = []
    if edition.reference.units.unit_in_year(unit.code, year) != unit or not project.has_tables(unit.code, year):
        return tables, unusable
    for name in dict.fromkeys(names):
        try:
            read = load_inputs(project, unit.code, year, [name]).tables
        except (InputProblems, ProjectError):
            unusable.append(SCHEMAS[name].title)
            continue
        tables |= {name: read[name]} if name in read else {}
    return tables, unusable


def compared_columns(schema: TableSchema) -> list[Column]:
    """Return the columns of numbers whose magnitude is compared: not codes, not years, not parts of the key."""
    if schema.register or not _matched(schema):
        return []
    return [
        column
        for column in schema.columns
        if column.type in ("integer", "decimal")
        and not column.choices
        and column.name not in schema.key
        and not (column.minimum is not None and column.minimum >= 1900)
    ]


def _matched(schema: TableSchema) -> list[str]:
    """Return the key columns that keep their value from year to year, or move on with the years."""
    return [name for name in schema.key if name in schema.carried_columns]


def magnitude_warnings(
    found: FoundTable, rows: Sequence[Mapping[str, str]], numbers: Sequence[int], last: Table, year: int
) -> list[str]:
    """Compare the rows of a table with last year's.

    Parameters
    ----------
    found
        The table in its sheet.
    rows
        Its valid rows, cells by column.
    numbers
        Row of the sheet of each.
    last
        The table of the year before.
    year
        The year of the rows.

    Returns
    -------
    list of str
        In Vietnamese, with file, sheet, cell, value and last year's value.
    """
    schema = found.schema
    columns = [c for c in compared_columns(schema) if c.name in found.columns]
    names = _matched(schema)
    shift = (lambda text: year_later(text, year)) if schema.moves_on else str
    texts = [{name: text_of(value) for name, value in row.items()} for row in last.frame.to_dict("records")]
    last_rows = _by_key([tuple(shift(row[name]) for name in names) for row in texts], texts)
    own_rows = _by_key([tuple(row[name] for name in names) for row in rows], list(zip(rows, numbers, strict=True)))
    warnings = []
    for key, (row, number) in own_rows.items():
        for column in columns if key in last_rows else ():
            now, before = row[column.name], last_rows[key][column.name]
            if now and before and _differs(Decimal(now), Decimal(before), column):
                cell = cell_name(number - 1, found.columns[column.name])
                warnings.append((column, _text(found, cell, column, Decimal(now), Decimal(before), year - 1)))
    return _shortened(found, warnings)


def _by_key(keys: Sequence[tuple[str, ...]], rows: Sequence[Row]) -> dict[tuple[str, ...], Row]:
    """Return rows by key, without those whose key several rows share."""
    counts = Counter(keys)
    return {key: row for key, row in zip(keys, rows, strict=True) if counts[key] == 1}


def _differs(now: Decimal, before: Decimal, column: Column) -> bool:
    small, large = sorted((abs(now), abs(before)))
    limit = 0 if column.name.endswith("_vnd") else MIN_DECIMAL if column.type == "decimal" else MIN_COUNT
    return small > 0 and large >= limit and large >= FACTOR * small


def _place(found: FoundTable) -> str:
    return f'{found.grid.file}, trang tính "{found.grid.sheet}"' if found.grid.sheet else found.grid.file


def _text(found: FoundTable, cell: str, column: Column, now: Decimal, before: Decimal, year: int) -> str:
    ratio = abs(now / before)
    change = f"gấp {_shown(ratio)} lần" if ratio >= 1 else f"chỉ bằng 1/{_shown(1 / ratio)}"
    return (
        f"{_place(found)}, ô {cell}, cột {column.title}: {_shown(now)} {change} số của dòng này năm {year} "
        f"({_shown(before)}); kiểm tra đơn vị tính và số chữ số"
    )


def _shown(number: Decimal) -> str:
    """Write a number the Vietnamese way, fractions of large ones rounded.

    >>> _shown(Decimal("8240000000")), _shown(Decimal("65.1")), _shown(Decimal("123.456"))
    ('8.240.000.000', '65,1', '123')
    """
    rounded = number.quantize(Decimal(1)) if abs(number) >= 100 else number.quantize(Decimal("0.01"))
    text = f"{rounded:,f}".rstrip("0").rstrip(".") if rounded != rounded.to_integral_value() else f"{int(rounded):,}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def _shortened(found: FoundTable, warnings: Sequence[tuple[Column, str]]) -> list[str]:
    """Keep the first warnings of each column and count the others."""
    counts: Counter[str] = Counter()
    kept = []
    for column, text in warnings:
        counts[column.title] += 1
        if counts[column.title] <= MOST_OF_A_KIND:
            kept.append(text)
    kept += [
        f"{_place(found)}, cột {title}: {count - MOST_OF_A_KIND} ô nữa gấp hoặc bằng một phần {FACTOR} lần trở lên"
        for title, count in counts.items()
        if count > MOST_OF_A_KIND
    ]
    return kept
