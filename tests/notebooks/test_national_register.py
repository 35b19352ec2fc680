"""`national_register.ipynb`: stored like the others, not part of the report, with counts only in its outputs."""

from __future__ import annotations

import ast
import re
from html import unescape
from pathlib import Path

import nbformat
import papermill
import polars as pl
import pytest

from analysis.pipeline.series import find_series, read_notebook
from analysis.reference import find_project
from analysis.sections.register_counts import count_inputs, incidence_table
from analysis.tables import Inputs
from analysis.tables.schemas.households import DEPRIVATION_COLUMNS

NOTEBOOK = find_project().notebooks / "national_register.ipynb"


def execute(tmp_path: Path, **parameters: str) -> dict[str, str]:
    """Execute the notebook; return the output of each cell by cell id, as HTML or plain text."""
    target = tmp_path / "executed.ipynb"
    papermill.execute_notebook(
        str(NOTEBOOK), str(target), parameters=parameters, cwd=str(find_project().root), progress_bar=False
    )
    cells = nbformat.read(target, as_version=4).cells
    shown = {cell.id: cell.outputs[-1]["data"] for cell in cells if cell.get("outputs")}
    return {id: unescape(data.get("text/html", data["text/plain"])) for id, data in shown.items()}


def test_is_not_part_of_the_report_and_is_stored_as_the_others_are() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    assert NOTEBOOK not in [each.path for each in find_series(NOTEBOOK.parent)]
    assert set(read_notebook(NOTEBOOK).parameters) == {"register", "as_of", "level"}
    for cell in notebook.cells:
        assert not cell.get("outputs") and cell.get("execution_count") is None
        if cell.cell_type == "code":
            forbidden = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.Try, ast.With)
            assert not [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, forbidden)]
        else:
            assert not re.search(r"\d", cell.source), "no digit is typed in a sentence"
    text = "\n".join(cell.source for cell in notebook.cells)
    assert "Cao Lộc" not in text


def test_alone_it_counts_the_register_of_the_projects_unit(tmp_path: Path, inputs: Inputs) -> None:
    shown = execute(tmp_path)
    assert {"count", "incidence-table", "deprivation-poor", "deprivation-near-poor", "exact-country"} <= set(shown)
    table = incidence_table(count_inputs(inputs), "province")
    assert list(table.index) == ["tỉnh Lạng Sơn (20)", "Toàn danh sách"]
    assert all(str(cell) in shown["incidence-table"] for cell in table.to_numpy().ravel())


def test_it_counts_a_register_by_commune(tmp_path: Path) -> None:
    row = {"area": "rural", "members": 3, "ethnic_minority": True, "score_b1": 90, "score_b2": 120}
    row |= dict.fromkeys(DEPRIVATION_COLUMNS, True)
    rows = [{"household_id": n, "commune": "06184" if n < 30 else "00001"} | row for n in range(40)]
    pl.DataFrame(rows).write_parquet(tmp_path / "r.parquet")
    shown = execute(tmp_path, register=str(tmp_path / "r.parquet"), as_of="2021-12-31", level="commune")
    assert "qd-59-2015" in shown["count"]
    assert "thị trấn Đồng Đăng (06184)" in shown["incidence-table"]
    assert "100%" in shown["incidence-table"]


def test_a_register_without_a_date_stops_it_with_the_message(tmp_path: Path) -> None:
    with pytest.raises(papermill.PapermillExecutionError, match="chưa biết ngày rà soát"):
        execute(tmp_path, register=str(tmp_path))
