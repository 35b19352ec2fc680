"""Validated tables, and the inputs of a report: one unit, one year, its tables and the reference data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

from analysis.reference import Project, Reference, Unit
from analysis.tables.metadata import Correction, MissingTable, Sidecar
from analysis.tables.schema import AddedColumn, Column, DerivedColumn, TableSchema
from analysis.tables.schemas import SCHEMAS
from analysis.tables.spreadsheets import RawTable
from analysis.tables.validation import CellReader, validate

# Tables ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rows:
    """Some rows of a table: their labels ("file:row") and grades of provenance, and the cells of one column.

    `cells` is `None` where no column was asked for.
    """

    labels: NDArray[np.object_]
    grades: NDArray[np.object_]
    cells: ExtensionArray | None = None

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def values(self) -> list[Any]:
        """The cells as plain values, blanks among them."""
        return [] if self.cells is None else np.asarray(self.cells, dtype=object).tolist()

    @property
    def filled(self) -> Rows:
        """The rows whose cell is not blank."""
        if self.cells is None:
            return self
        known = ~np.asarray(self.cells.isna())
        return Rows(self.labels[known], self.grades[known], self.cells[known])


@dataclass(frozen=True)
class Table:
    """A validated raw table.

    Attributes
    ----------
    file
        Path of its file, relative to the project, with forward slashes.
    frame
        Typed rows; the index is "file:row". The column `provenance` is filled in from the sidecar.
    derived
        Columns of the frame that were computed from others of the same row.
    added
        Further columns of the frame that are not in the file.
    sheet
        Sheet of the workbook that was read; empty for CSV.
    reader
        Reader of its cells, for the words of codes; `None` for tables made by hand.
    awaited
        For an empty placeholder: the missing table and its agency.
    alias
        Its name in a report that has another table of its schema; usually empty.
    """

    schema: TableSchema
    file: str
    frame: pd.DataFrame
    sidecar: Sidecar
    sha256: str
    corrections: tuple[Correction, ...] = ()
    derived: tuple[DerivedColumn, ...] = ()
    added: tuple[AddedColumn, ...] = ()
    sheet: str = ""
    reader: CellReader | None = None
    awaited: str = ""
    alias: str = ""

    @property
    def name(self) -> str:
        """Name of the table."""
        return self.alias or self.schema.name

    @property
    def title(self) -> str:
        """Vietnamese title."""
        return self.schema.title

    def rows(self, column: str = "", criteria: Sequence[tuple[str, tuple[object, ...]]] = ()) -> Rows:
        """Return the cells of a column in the rows that meet all criteria; without a column, only the rows.

        Each criterion is a column with the values that are accepted.
        """
        passing = [self._passing(name, values) for name, values in criteria]
        chosen = np.flatnonzero(np.logical_and.reduce(passing)) if passing else slice(None)
        cells = self.frame[column].array[chosen] if column else None
        return Rows(self._labels[chosen], self._grades[chosen], cells)

    # Cached, because hundreds of figures read the same.

    @cached_property
    def _labels(self) -> NDArray[np.object_]:
        return self.frame.index.to_numpy(dtype=object)

    @cached_property
    def _grades(self) -> NDArray[np.object_]:
        return self.frame["provenance"].to_numpy(dtype=object)

    @cached_property
    def _known(self) -> dict[tuple[str, tuple[object, ...]], NDArray[np.bool_]]:
        return {}

    def _passing(self, column: str, values: tuple[object, ...]) -> NDArray[np.bool_]:
        """Return a mask of the rows that have one of the values."""
        key = (column, values)
        if key not in self._known:
            self._known[key] = self.frame[column].isin(values).to_numpy(dtype=bool)
        return self._known[key]

    def with_columns(self, *described: AddedColumn, **columns: Any) -> Table:
        """Return the table with derived columns and their descriptions; index and provenance are kept."""
        return replace(self, frame=self.frame.assign(**columns), added=(*self.added, *described))

    def with_year(self, name: str, header: str, of: str) -> Table:
        """Return the table with the year of a column of dates as a described column."""
        column = DerivedColumn(name, header, "year", of)
        more = self.with_columns(**{name: [date.year for date in self.frame[of]]})
        return replace(more, derived=(*self.derived, column))


BLANK = "(để trống)"


def described(table: Table, column: str) -> Column | DerivedColumn | None:
    """Return the description of a column, also of a derived one; `None` without one."""
    columns: tuple[Column | DerivedColumn, ...] = (*table.schema.all_columns, *table.added, *table.derived)
    return next((c for c in columns if c.name == column), None)


def header(table: Table, column: str) -> str:
    """Return the Vietnamese header of a column; its name when it has none."""
    known = described(table, column)
    return known.header if known else column


def meaning(table: Table, column: str) -> str:
    """Describe how a derived column is computed; empty for a column of the file."""
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
    """Return a cell, or one value of a list, in words: of a code, the name of a commune, a date as in documents.

    A table without a reader gives codes unchanged.
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
        component = table.reader.components.get(code)
        if component is None:
            return code
        kind = component["kind_vi"].lower()
        return f"{kind} {code}" if component["parent_code"] else f"toàn {kind}"  # the whole programme has no parent
    return table.reader.reference.vocabulary.get(column.choices, {}).get(code, code)


# Inputs ---------------------------------------------------------------------------------------------------------------


VILLAGES = "villages"


class NoTableError(KeyError):
    """A requested table does not exist."""

    def __init__(self, name: str, year: int) -> None:
        super().__init__(name)
        self.name, self.year = name, year


@dataclass(frozen=True)
class Inputs:
    """All data from which the sections of one edition are computed.

    Attributes
    ----------
    project
        Project that they were read from; `None` for tables made by hand.
    handed_in
        Names of all tables that the unit has for the year, also those that were not requested.
    absent
        Reason of each table that does not exist.
    missing
        Tables that are still expected.
    draft
        Whether the report is a draft with notices of missing tables.
    previous
        The year before, where it is given; otherwise it is read on demand (`year_before`).
    earlier
        Tables of the year before read so far: an empty list, or one of its inputs.
    """

    unit: Unit
    year: int
    reference: Reference
    tables: dict[str, Table] = field(default_factory=dict)
    project: Project | None = field(default=None, repr=False, compare=False)
    handed_in: frozenset[str] = frozenset()
    absent: dict[str, str] = field(default_factory=dict)
    missing: tuple[MissingTable, ...] = ()
    draft: bool = False
    previous: Inputs | None = field(default=None, repr=False, compare=False)
    earlier: list[Inputs] = field(default_factory=list, init=False, repr=False, compare=False)

    def __getitem__(self, name: str) -> Table:
        try:
            return self.tables[name]
        except KeyError:
            raise NoTableError(name, self.year) from None

    @property
    def components(self) -> dict[str, dict[str, str]]:
        """Components of the programme that was in force in the year, by code."""
        return components_of(self.reference, self.year)

    def communes(self, table: str) -> tuple[Unit, ...]:
        """Return the unit's communes as of the date of a table; of a commune its villages, where it lists them."""
        return self._parts(self[table].sidecar.as_of)

    @property
    def parts(self) -> tuple[Unit, ...]:
        """The unit's communes at the end of the year, or its villages: what its texts call by kind."""
        return self._parts(last_day(self.unit, self.year))

    def _parts(self, day: dt.date) -> tuple[Unit, ...]:
        villages = self.tables.get(VILLAGES)
        own = villages_of(self.unit, villages.frame, self.reference) if villages else ()
        return own or self.reference.units.communes(self.unit, day)


def last_day(unit: Unit, year: int) -> dt.date:
    """Return the last day of a year on which a unit existed."""
    return min(dt.date(year, 12, 31), unit.valid_to)


def villages_of(unit: Unit, frame: pd.DataFrame, reference: Reference) -> tuple[Unit, ...]:
    """Return the villages that a commune lists, as units inside it; they count as urban or rural as it does."""
    kinds = reference.vocabulary["village_kind"]
    return tuple(
        replace(unit, code=row["code"], name=row["name"], kind=kinds[row["kind"]], level="village", parent=unit.code)
        for _, row in frame.sort_values("code").iterrows()
    )


def components_of(reference: Reference, year: int) -> dict[str, dict[str, str]]:
    """Return the components of the programme that was in force at the end of a year, by code."""
    return reference.programme.components_on(dt.date(year, 12, 31))


def with_placeholders(inputs: Inputs, missing: Iterable[MissingTable]) -> Inputs:
    """Return inputs with an empty placeholder for each missing table."""
    return replace(inputs, tables=inputs.tables | {table.name: _placeholder_table(inputs, table) for table in missing})


def _placeholder_table(inputs: Inputs, missing: MissingTable) -> Table:
    """Return a table without rows: a figure read from it has no value and names the missing table."""
    schema = SCHEMAS[missing.name]
    day = last_day(inputs.unit, inputs.year)
    reader = CellReader(inputs.reference, inputs.parts, inputs.components)
    header = tuple(column.name for column in schema.all_columns)
    frame, _ = validate(RawTable(missing.file, "", header, ()), replace(schema, may_be_empty=True), reader)
    sidecar = Sidecar(agency=missing.agency, as_of=day, provenance="published")
    return Table(schema, missing.files, frame, sidecar, "", reader=reader, awaited=str(missing))
