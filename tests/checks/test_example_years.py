"""The simulated years before and after the published one: complete, marked, and consistent with it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.checks import run_checks
from analysis.figures.figure import SIMULATED
from analysis.reference import Project
from analysis.sections import build_all
from analysis.sections.registry import all_figures
from analysis.tables import load_inputs
from analysis.tables.loading import PREVIOUS

UNIT, SIMULATED_YEARS = "183", (2022, 2024)


@pytest.mark.parametrize("year", SIMULATED_YEARS)
def test_every_table_is_there_and_marked_as_simulated(project: Project, year: int) -> None:
    inputs = load_inputs(project, UNIT, year)
    published = load_inputs(project, UNIT, 2023)
    assert set(inputs.tables) == set(published.tables) - {"published"}
    assert set(inputs.absent) == {"published"}
    assert {table.sidecar.provenance for table in inputs.tables.values()} == {SIMULATED}
    own = {id: f for id, f in all_figures(build_all(inputs)).items() if not id.startswith(PREVIOUS)}
    assert {f.provenance for f in own.values()} == {SIMULATED}
    readme = (project.table_folder(UNIT, year) / "README.md").read_text(encoding="utf-8")
    assert "EVERYTHING HERE IS SIMULATED" in readme


@pytest.mark.parametrize("year", SIMULATED_YEARS)
def test_no_check_fails(project: Project, year: int) -> None:
    inputs = load_inputs(project, UNIT, year)
    failed = [r for r in run_checks(inputs, all_figures(build_all(inputs))) if r.status == "failed"]
    assert failed == []


@pytest.mark.parametrize(("year", "untested"), [(2023, {"years.poor_of_communes"}), (2024, set())])
def test_each_year_continues_the_year_before(project: Project, year: int, untested: set[str]) -> None:
    """Every check against the year before passes, except that classes of different standards are not compared."""
    inputs = load_inputs(project, UNIT, year)
    results = [r for r in run_checks(inputs, all_figures(build_all(inputs))) if r.id.startswith("years.")]
    assert len(results) == 12
    assert {r.id for r in results if r.status != "passed"} == untested


def test_scripts_write_the_same_bytes_again(project: Project, tmp_path: Path) -> None:
    district = project.table_folder(UNIT, 2023).parent
    kept = shutil.ignore_patterns("__pycache__")
    shutil.copytree(district / "simulation", tmp_path / "simulation", ignore=kept)
    shutil.copytree(district / "2023", tmp_path / "2023")
    for script in ("households", "tables_2022", "tables_2024"):
        subprocess.run([sys.executable, "-B", tmp_path / "simulation" / f"{script}.py"], check=True, cwd=tmp_path)
    for year in map(str, SIMULATED_YEARS):
        handed_in = {path.name: path.read_bytes() for path in (district / year).iterdir() if path.name != "README.md"}
        assert {path.name: path.read_bytes() for path in (tmp_path / year).iterdir()} == handed_in
