"""What a form asks for: the tables of one agency, column by column and row by row, before any spreadsheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.reference import Reference, Unit
from analysis.reference.agencies import Agency
from analysis.reference.place_names import fold
from analysis.tables.cells import CellReader
from analysis.tables.inputs import components_of
from analysis.tables.schema import NOTE_COLUMN, Column, TableSchema

VERSION = 1
"""Of the hidden marks; a form of a later version than this program knows is refused."""

SEPARATOR = " – "
"""Between the code and the name of a project of the programme in drop-downs ("3.1 – Hỗ trợ phát triển …")."""


@dataclass(frozen=True)
class FormRow:
    """One row that a form already holds.

    Attributes
    ----------
    cells
        What stands in the columns of the table, as its file would have it.
    last
        What stood there last year, by column; beside cells that are to be filled in.
    computed
        Columns whose cell was computed from last year's tables and has to be confirmed.
    """

    cells: Mapping[str, str]
    last: Mapping[str, str] = field(default_factory=dict)
    computed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class FormTable:
    """One table of a form.

    Attributes
    ----------
    schema
        The table.
    rows
        Rows that it already holds.
    """

    schema: TableSchema
    rows: tuple[FormRow, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns that are asked for: the table's own, and a note."""
        return (*self.schema.columns, NOTE_COLUMN)

    @property
    def filled_cells(self) -> int:
        """How many cells hold something before anyone fills the form in."""
        return sum(bool(text) for row in self.rows for text in row.cells.values())

    @property
    def compared(self) -> tuple[Column, ...]:
        """Columns beside which last year's value stands: those to fill in, where rows go back to last year's.

        In a register only counts and scores: its yes-or-no columns are answered anew in every review.
        """
        if not any(row.last for row in self.rows):
            return ()
        asked = (c for c in self.schema.columns if c.name not in self.schema.carried_columns)
        return tuple(c for c in asked if not self.schema.register or c.type in ("integer", "decimal"))


@dataclass(frozen=True)
class Form:
    """The form of one agency for one unit and year.

    Attributes
    ----------
    agency
        Who fills it in.
    unit, year
        What it is for.
    tables
        What it asks for.
    reader
        Knows what drop-downs offer.
    """

    agency: Agency
    unit: Unit
    year: int
    tables: tuple[FormTable, ...]
    reader: CellReader

    @property
    def domains(self) -> dict[str, tuple[str, ...]]:
        """Lists of the drop-downs by name: what is shown, in order."""
        lists: dict[str, tuple[str, ...]] = {}
        for table in self.tables:
            for column in table.columns:
                domain = domain_of(column)
                if domain:
                    lists.setdefault(domain, tuple(shown_choices(self.reader, column).values()))
        return lists


def last_day(unit: Unit, year: int) -> dt.date:
    """Return the last day of a year on which a unit existed."""
    return min(dt.date(year, 12, 31), unit.valid_to)


def reader_for(reference: Reference, unit: Unit, day: dt.date) -> CellReader:
    """Return what reads the cells of a unit's tables that were closed on a day: the only place that makes it."""
    return CellReader(reference, reference.units.communes(unit, day), components_of(reference, day.year))


def domain_of(column: Column) -> str:
    """Name the drop-down of a column; empty when it has none."""
    if column.choices:
        return column.choices
    return {"commune": "commune", "flag": "flag"}.get(column.type, "")


def shown_choices(reader: CellReader, column: Column) -> dict[str, str]:
    """Return what the drop-down of a column shows for each code.

    Parameters
    ----------
    reader
        Knows the vocabulary, the programme and the communes.
    column
        The column; one without a drop-down gives an empty dictionary.
    """
    if column.choices == "component":
        words = reader.choices("component")
        return {code: f"{code}{SEPARATOR}{name}" if code[:1].isdigit() else name for code, name in words.items()}
    if column.choices:
        return dict(reader.choices(column.choices))
    if column.type == "commune":
        return {unit.code: unit.full_name for unit in reader.communes}
    return {"1": "1", "0": "0"} if column.type == "flag" else {}


def code_of(reader: CellReader, column: Column, text: str) -> str:
    """Return the code that a drop-down's text stands for; the text itself when it is none of them.

    The name of a project may have been cut or typed: its code in front is enough.
    """
    wanted = fold(text)
    shown = shown_choices(reader, column)
    for code, words in shown.items():
        if wanted == fold(words):
            return code
    first = text.split(maxsplit=1)[0].rstrip(":.–-") if text else ""
    return first if column.choices == "component" and first in shown else text
