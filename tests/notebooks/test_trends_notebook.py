"""`trends.ipynb`: stored like the others, not part of the report; its charts are shown without a kernel."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import papermill
import pytest
from papermill.engines import papermill_engines

from analysis.pipeline.series import find_series, read_notebook
from analysis.pipeline.warm.engine import WarmEngine
from analysis.reference import find_project

NOTEBOOK = find_project().notebooks / "trends.ipynb"


def test_is_stored_without_outputs_functions_or_the_example_and_is_no_part_of_the_report() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    assert NOTEBOOK not in [each.path for each in find_series(NOTEBOOK.parent)]
    assert set(read_notebook(NOTEBOOK).parameters) == {"unit", "year"}
    for cell in notebook.cells:
        assert not cell.get("outputs") and cell.get("execution_count") is None
        if cell.cell_type == "code":
            forbidden = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.Try)
            assert not [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, forbidden)]
    text = "\n".join(cell.source for cell in notebook.cells)
    assert "Cao Lộc" not in text and "2023" not in text


@pytest.mark.parametrize("engine", [None, "warm"])
@pytest.mark.parametrize(("unit", "year", "charts"), [("183", 2024, 3), ("06196", 2026, 2)])
def test_executed_it_shows_charts_to_who_has_no_kernel(
    tmp_path: Path, engine: str | None, unit: str, year: int, charts: int
) -> None:
    papermill_engines.register("warm", WarmEngine)
    target = tmp_path / "executed.ipynb"
    papermill.execute_notebook(
        str(NOTEBOOK),
        str(target),
        parameters={"unit": unit, "year": year},
        engine_name=engine,
        cwd=str(find_project().root),
        progress_bar=False,
    )
    executed = nbformat.read(target, as_version=4)
    data = [output["data"] for cell in executed.cells for output in cell.get("outputs", [])]
    assert sum("image/svg+xml" in each for each in data) == charts
    assert all('alt="' in each["text/html"] for each in data if "image/svg+xml" in each)
    assert any("Dropdown" in each["text/plain"] for each in data)
    assert not [
        output for cell in executed.cells for output in cell.get("outputs", []) if output.output_type == "error"
    ]
    text = target.read_text(encoding="utf-8")
    assert "households.csv:" not in text, "no household stands in what an analyst saves"
    if charts < 3:
        assert "Mới có số liệu một năm" in text
