"""The inputs of a report: one unit, one year, its validated tables and the reference data they are read with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import pandas as pd

from analysis.reference import Project, Reference, Unit
from analysis.tables.cells import CellReader
from analysis.tables.missing import MissingTable
from analysis.tables.reading import RawTable
from analysis.tables.schemas import SCHEMAS
from analysis.tables.sidecar import Sidecar
from analysis.tables.table import Table
from analysis.tables.validation import validate

VILLAGES = "villages"


class NoTableError(KeyError):
    """A requested table does not exist.

    Attributes
    ----------
    name, year
        Of the table.
    """

    def __init__(self, name: str, year: int) -> None:
        super().__init__(name)
        self.name, self.year = name, year


@dataclass(frozen=True)
class Inputs:
    """All data from which the sections of one edition are computed.

    Attributes
    ----------
    tables
        Validated tables by name.
    project
        Project that they were read from; `None` for tables made by hand.
    handed_in
        Names of all tables that the unit has for the year, also those that were not requested.
    absent
        Reason of each table that does not exist: table → reason.
    missing
        Tables that are still expected.
    draft
        Whether the report is a draft with notices of missing tables.
    previous
        The year before, where it is given; otherwise it is read on demand (`tables.year_before`).
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
        villages = self.tables.get(VILLAGES)
        own = villages_of(self.unit, villages.frame, self.reference) if villages else ()
        return own or self.reference.units.communes(self.unit, self[table].sidecar.as_of)

    @property
    def parts(self) -> tuple[Unit, ...]:
        """The unit's communes at the end of the year, or its villages: what its texts call by kind."""
        villages = self.tables.get(VILLAGES)
        own = villages_of(self.unit, villages.frame, self.reference) if villages else ()
        return own or self.reference.units.communes(self.unit, last_day(self.unit, self.year))


def last_day(unit: Unit, year: int) -> dt.date:
    """Return the last day of a year on which a unit existed."""
    return min(dt.date(year, 12, 31), unit.valid_to)


def villages_of(unit: Unit, frame: pd.DataFrame, reference: Reference) -> tuple[Unit, ...]:
    """Return the villages that a commune lists, as units inside it; they count as urban or rural as it does."""
    kinds = reference.vocabulary["village_kind"]
    return tuple(
        Unit(
            row["code"],
            row["name"],
            kinds[row["kind"]],
            "village",
            unit.code,
            unit.area,
            unit.valid_from,
            unit.valid_to,
        )
        for _, row in frame.sort_values("code").iterrows()
    )


def components_of(reference: Reference, year: int) -> dict[str, dict[str, str]]:
    """Return the components of the programme that was in force at the end of a year, by code."""
    return reference.programme.components_on(dt.date(year, 12, 31))


def with_placeholders(inputs: Inputs, missing: Iterable[MissingTable]) -> Inputs:
    """Return inputs with an empty placeholder for each missing table."""
    return replace(
        inputs, tables={**inputs.tables, **{table.name: placeholder_table(inputs, table) for table in missing}}
    )


def placeholder_table(inputs: Inputs, missing: MissingTable) -> Table:
    """Return a table without rows: a figure read from it has no value and names the missing table."""
    schema = SCHEMAS[missing.name]
    day = last_day(inputs.unit, inputs.year)
    reader = CellReader(inputs.reference, inputs.parts, inputs.components)
    header = tuple(column.name for column in schema.all_columns)
    frame, _ = validate(RawTable(missing.file, "", header, ()), replace(schema, may_be_empty=True), reader)
    sidecar = Sidecar(agency=missing.agency, as_of=day, provenance="published")
    return Table(schema, missing.files, frame, sidecar, "", reader=reader, awaited=str(missing))
