"""`poverty_measures.ipynb`: stored like the others, not part of the report, runs for any unit."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import papermill
import pytest

from analysis.pipeline.series import find_series, read_notebook
from analysis.reference import find_project
from analysis.sections.alkire_foster import alkire_foster
from analysis.tables import load_inputs
from analysis.tables.schemas.households import DEPRIVATION_COLUMNS

NOTEBOOK = find_project().notebooks / "poverty_measures.ipynb"


def test_is_not_part_of_the_report() -> None:
    assert NOTEBOOK.is_file()
    assert NOTEBOOK not in [notebook.path for notebook in find_series(NOTEBOOK.parent)]


def test_is_stored_as_the_others_are() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    assert set(read_notebook(NOTEBOOK).parameters) == {"unit", "year"}
    for cell in notebook.cells:
        assert not cell.get("outputs") and cell.get("execution_count") is None
        if cell.cell_type == "code":
            forbidden = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.Try)
            assert not [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, forbidden)]
    text = "\n".join(cell.source for cell in notebook.cells)
    assert "Cao Lộc" not in text and "2023" not in text


@pytest.mark.parametrize(("unit", "year"), [("183", 2023), ("06196", 2026)])
def test_runs_and_shows_counts_only(tmp_path: Path, unit: str, year: int) -> None:
    target = tmp_path / "executed.ipynb"
    papermill.execute_notebook(
        str(NOTEBOOK),
        str(target),
        parameters={"unit": unit, "year": year},
        cwd=str(find_project().root),
        progress_bar=False,
    )
    executed = nbformat.read(target, as_version=4)
    shown = {cell.id: cell.outputs for cell in executed.cells if cell.cell_type == "code" and cell.outputs}
    assert {"movement-area", "movement-cause", "profile-poor", "measure", "by-indicator", "by-commune"} <= set(shown)
    frame = load_inputs(find_project(), unit, year, ["households"])["households"].frame
    expected = alkire_foster(frame[list(DEPRIVATION_COLUMNS)], 3 / 12, population=frame["members"])
    measured = ast.literal_eval(shown["measure"][0]["data"]["text/plain"])
    assert measured["M0"] == float(expected.adjusted_headcount_ratio or 0) > 0
    assert "households.csv:" not in target.read_text(encoding="utf-8"), "no household stands in what an analyst saves"
