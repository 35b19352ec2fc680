"""Empty tables that stand in for those still to come, so that a draft tells what the others say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from analysis.tables.cells import CellReader
from analysis.tables.inputs import Inputs, last_day
from analysis.tables.missing import MissingTable
from analysis.tables.reading import RawTable
from analysis.tables.schemas import SCHEMAS
from analysis.tables.sidecar import Sidecar
from analysis.tables.table import Table
from analysis.tables.validation import validate


def with_stand_ins(inputs: Inputs, missing: Iterable[MissingTable]) -> Inputs:
    """Return inputs in which tables still to come are there without rows, and say that they are awaited."""
    return replace(inputs, tables={**inputs.tables, **{table.name: stand_in(inputs, table) for table in missing}})


def stand_in(inputs: Inputs, missing: MissingTable) -> Table:
    """Return a table without rows: a figure read from it has no value and says which table it waits for."""
    schema = SCHEMAS[missing.name]
    day = last_day(inputs.unit, inputs.year)
    reader = CellReader(inputs.reference, inputs.parts, inputs.components)
    header = tuple(column.name for column in schema.all_columns)
    frame, _ = validate(RawTable(missing.file, "", header, ()), replace(schema, may_be_empty=True), reader)
    sidecar = Sidecar(agency=missing.agency, as_of=day, provenance="published")
    return Table(schema, missing.files, frame, sidecar, "", reader=reader, awaited=str(missing))
