"""`baocao check`, `baocao lab` and common behaviour of all commands."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from small_notebooks import baocao

from analysis.reference import Project


def test_the_example_has_its_known_contradictions(project: Project) -> None:
    result = baocao(project, "check", str(project.table_folder("183", 2023)))
    assert result.returncode == 1, result.stderr
    assert result.stdout.index("LỖI (") < result.stdout.index("CẢNH BÁO (")
    for id in ("capital.disbursed_against_components", "published.education.tuition_pupils", "disbursements.expected"):
        assert f"[{id}]" in result.stdout
    assert "Giải ngân vốn năm 2023: 3.168 triệu đồng" in result.stdout


def test_unit_and_year_can_be_given_or_left_to_the_project(project: Project) -> None:
    given = baocao(project, "check", "--unit", "183", "--year", "2023")
    left = baocao(project, "check")
    assert (given.returncode, given.stdout) == (left.returncode, left.stdout)


def test_tables_outside_the_project_are_checked_with_its_reference_data(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "nhận từ huyện" / "183-cao-loc" / "2023"
    shutil.copytree(project.table_folder("183", 2023), folder, ignore=shutil.ignore_patterns("simulation"))
    assert baocao(None, "check", str(folder)).returncode == 1
    (folder / "credit.csv").unlink()
    result = baocao(None, "check", str(folder))
    assert result.returncode == 2
    assert "183-cao-loc/2023/credit.csv: thiếu bảng" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("{data}",), "CODE-SLUG/YEAR"),
        (("{data}/reference", "--year", "2023"), "either FOLDER"),
        (("{data}/183-nowhere/2023",), "does not exist"),
        (("--unit", "184"), '"184"'),
    ],
)
def test_a_wrong_folder_or_unit_is_refused(project: Project, arguments: tuple[str, ...], message: str) -> None:
    result = baocao(project, "check", *(a.format(data=project.data) for a in arguments))
    assert result.returncode == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_folder_outside_a_project_is_refused(tmp_path: Path) -> None:
    result = baocao(Project(tmp_path, "183", 2023), "check")
    assert result.returncode == 2
    assert "baocao.toml" in result.stderr


def test_lab_starts_jupyterlab_on_the_notebooks(project: Project) -> None:
    result = baocao(project, "lab", "--print-command", "--no-browser", "--port", "8899")
    assert result.returncode == 0
    assert "-m jupyterlab --LabApp.default_url=/lab/tree/trends.ipynb " in result.stdout
    assert result.stdout.rstrip().endswith("notebooks --no-browser --port 8899")


@pytest.mark.parametrize("command", [(), ("run",), ("check",), ("explain",), ("compare",), ("lab",)])
def test_every_command_has_help(command: tuple[str, ...]) -> None:
    result = baocao(None, *command, "--help")
    assert result.returncode == 0
    assert "Usage: baocao" in result.stdout


def test_help_imports_nothing_heavy() -> None:
    code = """import sys, analysis.cli
print([m for m in ("pandas", "papermill", "nbconvert", "IPython") if m in sys.modules])"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", timeout=60, check=True)
    assert found.stdout.strip() == "[]"


def test_unexpected_errors_show_a_traceback_only_with_debug(project: Project, tmp_path: Path) -> None:
    shutil.copytree(project.data, tmp_path / "data", ignore=shutil.ignore_patterns("simulation"))
    shutil.copy(project.root / "baocao.toml", tmp_path)
    (tmp_path / "data/reference/units.csv").write_bytes(b"\xff\xfe\x00")
    broken = Project(tmp_path, "183", 2023)
    assert "Traceback" not in baocao(broken, "check").stderr
    assert "Traceback" in baocao(broken, "--debug", "check").stderr
