"""The records of an edition: figures and checks as CSV, and the lineage of its figures."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import pandas as pd

from analysis.checks import CheckResult
from analysis.checks.statements.check import CHECK_COLUMNS
from analysis.figures import Figure, FigureBook
from analysis.figures.figure import Source
from analysis.figures.lineage import FigureRecord, TableRecord, figure_record, table_record
from analysis.narrative.computed import ComputedReport, compute_report
from analysis.publish.outline import Place
from analysis.reference import Project
from analysis.sections import SECTIONS, build_section
from analysis.tables import Inputs, Table, load_inputs
from analysis.tables.inputs import cell_words, header
from analysis.tables.loading import tables_behind

FIGURE_COLUMNS = (
    "id", "label", "value", "unit", "printed", "formula", "parents", "sources", "provenance", "section",
)  # fmt: skip
"""Columns of `figures.csv`; several parents or sources are separated by "; "."""

_FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,/]\d+)*\s?%?")


def figures_csv(records: Iterable[Mapping[str, Any]]) -> bytes:
    """Return `figures.csv` from the records of figures (`figures.lineage.FigureRecord`)."""
    return csv_bytes(FIGURE_COLUMNS, map(_as_row, records))


def _as_row(record: Mapping[str, Any]) -> dict[str, Any]:
    sources = "; ".join(str(_source(source)) for source in record["sources"])
    return {**record, "parents": "; ".join(record["parents"]), "sources": sources}


def _source(record: Mapping[str, Any]) -> Source:
    names = {field.name for field in dataclasses.fields(Source)}
    return Source(**{name: value for name, value in record.items() if name in names})


def checks_csv(results: Iterable[CheckResult]) -> bytes:
    """Return `checks.csv`."""
    return csv_bytes(CHECK_COLUMNS, (result.as_record() for result in results))


def csv_bytes(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return a table as CSV with a byte order mark, for Excel, and without cells that would become formulas."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({column: inert(row[column]) for column in columns})
    return text.getvalue().encode("utf-8-sig")


def inert(value: object) -> str:
    """Return a value as text that a spreadsheet does not evaluate as a formula.

    Examples
    --------
    >>> inert("=1+1"), inert(" @SUM(A1)"), inert("-12,5%"), inert(None)
    ("'=1+1", "' @SUM(A1)", '-12,5%', '')
    """
    text = "" if value is None else str(value)
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


# Lineage --------------------------------------------------------------------------------------------------------------


class EditionLineage(TypedDict):
    """Content of `lineage.json`."""

    figures: dict[str, FigureRecord]
    tables: dict[str, TableRecord]
    checks: list[dict[str, Any]]
    places: list[Place]


def edition_lineage(report: ComputedReport, places: list[Place]) -> EditionLineage:
    """Return the lineage of every figure of a report; `places` are the parts that print its figures."""
    tables = tables_behind(report.inputs, (s.table for figure in report.figures.values() for s in figure.sources))
    figures = {
        id: figure_record(figure, section, tables)
        for section, book in report.all_books.items()
        for id, figure in book.figures.items()
    }
    read = {source["table"] for record in figures.values() for source in record["sources"]}
    return {
        "figures": figures,
        "tables": {name: table_record(table) for name, table in tables.items() if name in read},
        "checks": [check_record(result) for result in report.checks],
        "places": places,
    }


def check_record(result: CheckResult) -> dict[str, Any]:
    """Return a check's result as JSON values."""
    return {**result.as_record(), "figures": list(result.figures)}


def lineage_json(lineage: EditionLineage) -> bytes:
    """Return `lineage.json`, one line for each figure, so that two editions can be compared line by line."""
    parts = []
    for name, content in lineage.items():
        items = content.items() if isinstance(content, dict) else ((None, item) for item in content)  # type: ignore[attr-defined]
        lines = [_line(key, item) for key, item in items]
        opening, closing = "{}" if isinstance(content, dict) else "[]"
        parts.append(f'"{name}": {opening}\n' + ",\n".join(lines) + f"\n{closing}")
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode("utf-8")


def _line(key: str | None, item: Any) -> str:
    text = json.dumps(item, ensure_ascii=False)
    return text if key is None else f"{json.dumps(key, ensure_ascii=False)}: {text}"


def compute_lineage(project: Project, unit: str, year: int, *, draft: bool = False) -> EditionLineage:
    """Compute the lineage of every figure anew, without where figures are printed.

    Raises
    ------
    ProjectError, InputProblems
        When the inputs cannot be used.
    """
    return edition_lineage(compute_report(load_inputs(project, unit, year, draft=draft)), [])


# Source rows ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RowRead:
    """A source row: its position ("file:row"), and in words the cells that were read, the filter's included."""

    position: str
    cells: str


def source_rows(
    project: Project, unit: str, year: int, figures: Mapping[str, str], *, draft: bool = False
) -> dict[str, list[RowRead]]:
    """List the rows that figures were read from.

    `figures` maps ids to sections; only what those sections need is read. In a draft, tables may be missing.
    """
    inputs, books = _opened(project, unit, year, set(figures.values()), draft)
    known = {id: figure for book in books.values() for id, figure in book.figures.items()}
    return {id: list(_rows(known[id], inputs)) for id in figures}


def _opened(
    project: Project, unit: str, year: int, sections: set[str], draft: bool
) -> tuple[Inputs, Mapping[str, FigureBook]]:
    if sections <= SECTIONS.keys():
        tables = dict.fromkeys(name for id in SECTIONS if id in sections for name in SECTIONS[id].tables)
        inputs = load_inputs(project, unit, year, tables, draft=draft)
        return inputs, {id: build_section(id, inputs) for id in sections}
    inputs = load_inputs(project, unit, year, draft=draft)  # the comparison with what was printed needs every section
    return inputs, compute_report(inputs).all_books


def _rows(figure: Figure, inputs: Inputs) -> Iterable[RowRead]:
    tables = tables_behind(inputs, (source.table for source in figure.sources))
    for source in figure.sources:
        table = tables[source.table]
        criteria = dict(zip((column for column, _ in figure.expression.where), source.filter, strict=True))
        columns = [name for name in dict.fromkeys((*source.read_from, *criteria)) if name in table.frame]
        # A derived criterion is described by its accepted value: the cells it was derived from may be personal data.
        derived = [words for name, words in criteria.items() if name not in table.frame]
        for position, *cells in table.frame.loc[list(figure.rows), columns].itertuples(name=None):
            read = (_cell(table, name, cell) for name, cell in zip(columns, cells, strict=True))
            yield RowRead(position, "; ".join([*read, *derived]))


def _cell(table: Table, column: str, cell: object) -> str:
    return f"“{header(table, column)}” là {cell_words(table, column, None if cell is pd.NA else cell)}"
