"""Where the figures of an edition come from: the content of its record `lineage.json`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypedDict

from analysis.checks import CheckResult, build_reconciliation, run_checks
from analysis.figures import FigureBook
from analysis.figures.lineage import FigureRecord, TableRecord, figure_record, table_record
from analysis.reference import Project
from analysis.sections import build_all
from analysis.sections.registry import all_figures
from analysis.tables import Inputs, load_inputs
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


def edition_lineage(
    inputs: Inputs, books: Mapping[str, FigureBook], results: Iterable[CheckResult], places: list[Place]
) -> EditionLineage:
    """Return the lineage of every figure of a report.

    Parameters
    ----------
    inputs
        Its tables.
    books
        Its sections.
    results
        What came of its checks.
    places
        Where its figures are printed.
    """
    whole = with_reconciliation(inputs, books)
    tables = tables_behind(inputs, (s.table for b in whole.values() for f in b.figures.values() for s in f.sources))
    figures = {
        id: figure_record(figure, section, tables)
        for section, book in whole.items()
        for id, figure in book.figures.items()
    }
    read = {source["table"] for record in figures.values() for source in record["sources"]}
    return {
        "figures": figures,
        "tables": {name: table_record(table) for name, table in tables.items() if name in read},
        "checks": [check_record(result) for result in results],
        "places": places,
    }


def with_reconciliation(inputs: Inputs, books: Mapping[str, FigureBook]) -> dict[str, FigureBook]:
    """Return the sections with that of the closing annex, which compares them with what was printed before."""
    reconciliation = build_reconciliation(inputs, all_figures(dict(books)))
    return {**books, reconciliation.section: reconciliation}


def check_record(result: CheckResult) -> dict[str, Any]:
    """Return a check's result as JSON values."""
    return result.as_record()


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


Places = Callable[[Inputs, Mapping[str, FigureBook]], list[Place]]
"""Tells where the figures of a report are printed."""


def compute_lineage(
    project: Project, unit: str, year: int, places: Places = lambda *_: [], *, draft: bool = False
) -> EditionLineage:
    """Compute the lineage of every figure anew.

    Parameters
    ----------
    project, unit, year
        The edition.
    places
        Tells where figures are printed; that is left open without it.
    draft
        Tables may be missing, as `load_inputs` takes it.

    Raises
    ------
    ProjectError, InputProblems
        When the inputs cannot be used.
    """
    inputs = load_inputs(project, unit, year, draft=draft)
    books = build_all(inputs)
    results = run_checks(inputs, all_figures(books))
    return edition_lineage(inputs, books, results, places(inputs, books))
