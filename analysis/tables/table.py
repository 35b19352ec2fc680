"""One validated raw table: its typed rows, where they stand, and who handed them in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from analysis.tables.cells import CellReader
from analysis.tables.corrections import Correction
from analysis.tables.schema import AddedColumn, DerivedColumn, TableSchema
from analysis.tables.sidecar import Sidecar


@dataclass(frozen=True)
class Table:
    """A validated raw table.

    Attributes
    ----------
    schema
        Its schema.
    file
        Path of its file, relative to the project, with forward slashes.
    frame
        Typed rows; the index is "file:row". The column `provenance` is filled in from the sidecar.
    sidecar
        Who handed it in, as of when, how firm it is.
    sha256
        Digest of the file as it stands now.
    corrections
        Known errors of the file that were mended on reading.
    derived
        Columns of the frame that were computed from others of the same row.
    added
        What further columns of the frame hold that are not the file's.
    sheet
        Sheet of the workbook that was read; empty for CSV.
    reader
        What its cells were read with; knows the words of codes.
    awaited
        Of an empty table that stands in for one still to come: which, and who owes it.
    alias
        Its name in a report that has another table of its schema; empty where it has none.
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

    @cached_property
    def _passing(self) -> dict[tuple[str, tuple[object, ...]], pd.Series]:
        return {}

    def passing(self, column: str, values: tuple[object, ...]) -> pd.Series:
        """Tell of each row whether it has one of the values; remembered, as hundreds of figures ask for the same."""
        key = (column, values)
        if key not in self._passing:
            self._passing[key] = self.frame[column].isin(values)
        return self._passing[key]

    def with_columns(self, *described: AddedColumn, **columns: Any) -> Table:
        """Return the table with derived columns added, and what they hold; positions and provenance stay."""
        return replace(self, frame=self.frame.assign(**columns), added=(*self.added, *described))

    def with_year(self, name: str, header: str, of: str) -> Table:
        """Return the table with the year of a column of dates as a column of its own, which says how it was made."""
        column = DerivedColumn(name, header, "year", of)
        more = self.with_columns(**{name: [date.year for date in self.frame[of]]})
        return replace(more, derived=(*self.derived, column))
