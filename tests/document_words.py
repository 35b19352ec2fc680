"""The stored notebooks evaluated in this process, cell by cell: quick enough for many inputs."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

import analysis.narrative
from analysis.checks import build_reconciliation
from analysis.figures import FigureBook
from analysis.narrative import Report
from analysis.narrative.computed import ComputedReport
from analysis.pipeline.series import series_files
from analysis.publish.document import Document
from analysis.publish.edition_steps import edition_document
from analysis.publish.outline import numbered
from analysis.reference import find_project
from analysis.sections import SECTIONS
from analysis.sections.registry import all_figures
from analysis.tables import Inputs

_MAGIC = "%%narrative"
_SKIPPED_TAGS = {"parameters", "remove_cell"}


def evaluated_document(inputs: Inputs, books: Mapping[str, FigureBook], monkeypatch: pytest.MonkeyPatch) -> Document:
    """Evaluate every stored notebook of a report and return the document that exporters would render.

    Parameters
    ----------
    inputs, books
        Tables and sections of the report, the latter as `build_all` returns them.
    monkeypatch
        Replaces `open_sections`, so that the notebooks use these instead of reading files.
    """
    texts = {name: nbformat.writes(each) for name, each in evaluated_notebooks(inputs, books, monkeypatch).items()}
    report = ComputedReport(inputs, dict(books), _reconciliation(inputs, books), ())
    return numbered(edition_document(report, texts))


def _reconciliation(inputs: Inputs, books: Mapping[str, FigureBook]) -> FigureBook | None:
    return build_reconciliation(inputs, all_figures(dict(books))) if "published" in inputs.tables else None


def evaluated_notebooks(
    inputs: Inputs, books: Mapping[str, FigureBook], monkeypatch: pytest.MonkeyPatch
) -> dict[str, NotebookNode]:
    """Evaluate every stored notebook of a report; by name."""
    opened: list[Report] = []

    def open_sections(*sections: str, **_: Any) -> Report:
        wanted = sections or tuple(SECTIONS)
        present = {id: books[id] for id in wanted if id in books}
        left_out = [id for id in wanted if id not in present]
        report = Report(inputs, present, left_out)
        if not sections and (reconciliation := _reconciliation(inputs, books)):
            report.add(reconciliation)
        opened.append(report)
        return report

    monkeypatch.setattr(analysis.narrative, "open_sections", open_sections)
    return {path.stem: _evaluated_notebook(path, opened) for path in series_files(find_project().notebooks)}


def _evaluated_notebook(path: Path, opened: list[Report]) -> NotebookNode:
    names: dict[str, Any] = {"unit": None, "year": None, "draft": False}
    cells = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if _SKIPPED_TAGS.intersection(cell["metadata"].get("tags", [])):
            continue
        if cell["cell_type"] == "markdown":
            cells.append(nbformat.v4.new_markdown_cell(source))
            continue
        shown = _narrated(source, opened[-1]) if source.startswith(_MAGIC) else _evaluated(source, names)
        data = shown._repr_mimebundle_() if shown is not None and not isinstance(shown, Report) else None
        outputs = [nbformat.v4.new_output("display_data", data)] if data else []
        cells.append(nbformat.v4.new_code_cell(source, outputs=outputs))
    return nbformat.v4.new_notebook(cells=cells)


def _narrated(source: str, report: Report) -> Any:
    line, _, text = source.removeprefix(_MAGIC).partition("\n")
    return report.narrate(text) if not line.split() or report.has(*line.split()) else None


def _evaluated(source: str, names: dict[str, Any]) -> Any:
    """Execute a cell as a notebook does, and return the value of its last expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last is not None else None  # type: ignore[attr-defined]
