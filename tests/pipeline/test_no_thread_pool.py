"""Polars starts a pool of threads: nothing that a run imports, before a fork or after, may load it."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.pipeline.fingerprint import code_files
from analysis.pipeline.preload import PRELOAD
from analysis.pipeline.series import find_series
from analysis.reference import Project, find_project
from analysis.reference.project import PROJECT_VARIABLE

PACKAGE = find_project().root / "analysis"
COUNTING = PACKAGE / "sections" / "register_counts"
ALONE = find_project().notebooks / "national_register.ipynb"

RUN = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
from analysis.narrative.computed import keep_computed
from analysis.reference import find_project
from analysis.reference.project import ReportSource
keep_computed(ReportSource(find_project(), "06196", 2026))
from analysis.cli.main import main
try:
    main(["run", "--unit", "06196", "--year", "2026", "--force"])
finally:
    print("loaded:", sorted({"polars", "_polars_runtime_32", "pyarrow"} & set(sys.modules)))
"""


@pytest.fixture
def commune(project: Project, tmp_path: Path) -> Project:
    """A project that holds the second example, which is small, and two notebooks of the series."""
    root = tmp_path / "project"
    for name in ("reference", "06196-ba-son"):
        shutil.copytree(project.data / name, root / "data" / name)
    shutil.copy(project.root / "baocao.toml", root)
    (root / "notebooks").mkdir()
    for path in sorted(project.notebooks.glob("0[01]_*.ipynb")):
        shutil.copy(path, root / "notebooks")
    return Project(root.resolve(), "06196", 2026)


def test_a_run_and_the_warm_process_never_import_polars(commune: Project) -> None:
    """The imports and computations of the warm process, and the whole command, in one process."""
    said = subprocess.run(
        [sys.executable, "-c", RUN, *PRELOAD],
        env=os.environ | {PROJECT_VARIABLE: str(commune.root)},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert "loaded: []" in said.stdout.splitlines(), said.stdout + said.stderr
    assert (commune.outputs / "06196" / "2026" / "bao-cao.html").is_file()


def test_no_notebook_of_the_series_counts_a_register_in_parquet() -> None:
    series = [notebook.path for notebook in find_series(find_project().notebooks)]
    assert len(series) > 10
    for path in series:
        assert not [file for file in code_files(path) if file.is_relative_to(COUNTING)], path.name
    assert [file for file in code_files(ALONE) if file.is_relative_to(COUNTING)], "the test above must be able to fail"


def test_only_one_package_imports_polars() -> None:
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(name.split(".")[0] == "polars" for name in names):
                found.add(path.parent)
    assert found == {COUNTING}
