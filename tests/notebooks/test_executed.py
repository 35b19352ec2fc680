"""Every notebook runs alone with papermill and nbconvert, from any folder, with the same outputs each time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from analysis.narrative.blocks import BLOCKS_MIME, FIGURES_MIME
from analysis.reference import find_project

NOTEBOOKS = sorted(find_project().notebooks.glob("[0-9][0-9]_*.ipynb"))
TIMEOUT = 180


def _run(args: list[str], cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *args],
        cwd=cwd,
        env={**os.environ, **env},
        check=False,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
    )


def _papermill(path: Path, folder: Path, *args: str) -> nbformat.NotebookNode:
    folder.mkdir(exist_ok=True)
    out = folder / path.name
    done = _run(["papermill", "--no-progress-bar", *args, str(path), str(out)], folder)
    assert done.returncode == 0, done.stderr[-3000:]
    return nbformat.read(out, as_version=4)


def _data(notebook: nbformat.NotebookNode) -> list[dict[str, object]]:
    return [dict(o.get("data", {})) for c in notebook.cells for o in c.get("outputs", [])]


def _charts(notebook: nbformat.NotebookNode) -> list[tuple[str, int]]:
    """Return, for each cell that draws a chart, the name of the function and the number of its pictures."""
    return [
        (cell.source.partition("(report")[0], sum("image/svg+xml" in o.get("data", {}) for o in cell.outputs))
        for cell in notebook.cells
        if cell.cell_type == "code" and "(report" in cell.source and not cell.source.startswith("%%")
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_runs_under_plain_papermill(path: Path, tmp_path: Path) -> None:
    notebook = _papermill(path, tmp_path)
    outputs = [o for c in notebook.cells for o in c.get("outputs", [])]
    assert all(o.output_type in ("display_data", "execute_result") for o in outputs), "no stream, no error"
    kinds = {kind for data in _data(notebook) for kind in data}
    assert {BLOCKS_MIME, FIGURES_MIME} <= kinds
    undrawn = [name for name, pictures in _charts(notebook) if pictures != 1]
    assert all(name.endswith("_over_years_by_commune") for name in undrawn), "2023 has no year to set communes beside"


@pytest.mark.parametrize(
    "path", [p for p in NOTEBOOKS if "_over_years_by_commune" in p.read_text()], ids=lambda p: p.stem
)
def test_communes_over_the_years_are_drawn_where_two_years_may_be_compared(path: Path, tmp_path: Path) -> None:
    assert {pictures for _, pictures in _charts(_papermill(path, tmp_path, "-p", "year", "2024"))} == {1}


def test_two_runs_in_different_folders_say_the_same(tmp_path: Path) -> None:
    path = next(p for p in NOTEBOOKS if "poverty" in p.name)
    runs = [_papermill(path, tmp_path / seed, "-p", "year", "2023") for seed in ("1", "2")]
    assert _data(runs[0]) == _data(runs[1])
    assert any("image/svg+xml" in d for d in _data(runs[0]))


def test_an_unknown_year_stops_with_a_message_in_vietnamese(tmp_path: Path) -> None:
    done = _run(["papermill", "--no-progress-bar", "-p", "year", "1999", str(NOTEBOOKS[7]), "out.ipynb"], tmp_path)
    assert done.returncode != 0
    assert "Không có số liệu năm 1999" in done.stderr


def test_runs_under_plain_nbconvert(tmp_path: Path) -> None:
    """The standard HTML exporter of nbconvert also shows the sentences and tables."""
    path = next(p for p in NOTEBOOKS if "capital" in p.name)
    args = ["nbconvert", "--to", "html", "--execute", "--no-input", "--output-dir", str(tmp_path), str(path)]
    done = _run(args, tmp_path)
    assert done.returncode == 0, done.stderr[-3000:]
    html = (tmp_path / f"{path.stem}.html").read_text(encoding="utf-8")
    assert 'id="capital.plan_current"' in html
    assert "13.392 triệu đồng" in html


@pytest.mark.parametrize(("exporter", "suffix"), [("baocao-html", "html"), ("baocao-pdf", "pdf")])
def test_one_section_exports_on_its_own(exporter: str, suffix: str, tmp_path: Path) -> None:
    path = next(p for p in NOTEBOOKS if "capital" in p.name)
    args = ["nbconvert", "--to", exporter, "--execute", "--output-dir", str(tmp_path), str(path)]
    done = _run(args, tmp_path)
    assert done.returncode == 0, done.stderr[-3000:]
    assert (tmp_path / f"{path.stem}.{suffix}").stat().st_size > 10_000
