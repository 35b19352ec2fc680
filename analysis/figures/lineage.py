"""Lineage as plain JSON values: records of figures and of the raw tables they were read from.

Records name the parents of a figure; `explain` and the HTML page show the resulting graph as a tree.
Registers of people appear only as table, filter, count and digest.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import TypedDict, cast

from analysis.figures.figure import VIETNAMESE, Figure, Source
from analysis.tables import Table
from analysis.tables.metadata import Correction


class SourceRecord(TypedDict):
    """A `Source`, field by field; `extent` describes the number and positions of the rows in words."""

    table: str
    file: str
    sheet: str
    column: str
    header: str
    condition: str
    filter: list[str]
    meanings: list[str]
    rows: int
    first_row: int
    last_row: int
    extent: str
    digest: str


class FigureRecord(TypedDict):
    """A `Figure`: its exact value as text, its unit, how it was computed and from what; `grade` words `provenance`."""

    id: str
    label: str
    value: str
    unit: str
    printed: str
    operation: str
    formula: str
    worked: str
    parents: list[str]
    sources: list[SourceRecord]
    provenance: str
    grade: str
    corrections: list[str]
    section: str


class TableRecord(TypedDict):
    """A raw table and the metadata of its sidecar."""

    name: str
    title: str
    row_is: str
    file: str
    sheet: str
    register: bool
    agency: str
    document: str
    as_of: str
    provenance: str
    grade: str


def figure_record(figure: Figure, section: str, tables: Mapping[str, Table]) -> FigureRecord:
    """Return the record of a figure."""
    made = [words for s in figure.sources if s.table in tables for words in _corrections(figure, tables[s.table])]
    return {
        "id": figure.id,
        "label": figure.label,
        "value": figure.exact,
        "unit": figure.measure.exact_unit,
        "printed": figure.printed,
        "operation": figure.expression.operation,
        "formula": figure.formula,
        "worked": figure.worked,
        "parents": list(figure.parents),
        "sources": [_source_record(source) for source in figure.sources],
        "provenance": figure.provenance,
        "grade": VIETNAMESE[figure.provenance],
        "corrections": made,
        "section": section,
    }


def _source_record(source: Source) -> SourceRecord:
    values = {name: getattr(source, name) for name in SourceRecord.__annotations__}
    return cast(SourceRecord, {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()})


def table_record(table: Table) -> TableRecord:
    """Return the record of a raw table."""
    return {
        "name": table.name,
        "title": table.schema.title,
        "row_is": table.schema.row_is,
        "file": table.file,
        "sheet": table.sheet,
        "register": table.schema.register,
        "agency": table.sidecar.agency,
        "document": table.sidecar.document,
        "as_of": f"{table.sidecar.as_of:%d/%m/%Y}",
        "provenance": table.sidecar.provenance,
        "grade": VIETNAMESE[table.sidecar.provenance],
    }


def _corrections(figure: Figure, table: Table) -> list[str]:
    """List the corrections that affect a figure; of a register only their number, because its cells describe people."""
    found = [str(correction) for correction in table.corrections if _affects(correction, figure, table)]
    return [f"{table.name}: {len(found)} đính chính"] if found and table.schema.register else found


def _affects(correction: Correction, figure: Figure, table: Table) -> bool:
    """Whether a correction changed a cell that the figure reads, or may have moved a row into its filter or out."""
    source = next(s for s in figure.sources if s.table == table.name)
    if correction.column in source.filtered_by:
        return True
    position = f"{PurePosixPath(table.file).name}:{correction.row}"
    return correction.column in source.read_from and position in figure.rows
