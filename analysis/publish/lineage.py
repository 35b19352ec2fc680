"""Where the figures of an edition come from: the content of its record `lineage.json`."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, TypedDict

from analysis.checks import CheckResult
from analysis.figures.lineage import FigureRecord, TableRecord, figure_record, table_record
from analysis.narrative.computed import ComputedReport, compute_report
from analysis.reference import Project
from analysis.tables import load_inputs
from analysis.tables.year_before import tables_behind


class Place(TypedDict):
    """A numbered part of the report: "II.3.1", its title, and the figures in it, each once, in reading order."""

    number: str
    title: str
    figures: list[str]


class EditionLineage(TypedDict):
    """Content of `lineage.json`."""

    figures: dict[str, FigureRecord]
    tables: dict[str, TableRecord]
    checks: list[dict[str, Any]]
    places: list[Place]


def edition_lineage(report: ComputedReport, places: list[Place]) -> EditionLineage:
    """Return the lineage of every figure of a report.

    Parameters
    ----------
    places
        Where its figures are printed.
    """
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
    return {**asdict(result), "figures": list(result.figures)}


def lineage_json(lineage: EditionLineage) -> bytes:
    """Return `lineage.json`: one line a figure, so that two editions can be compared line by line."""
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
