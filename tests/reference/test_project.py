"""Finding the project and its settings; messages when they are missing; the version of the program."""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from analysis.reference import ProjectError, find_project
from analysis.reference.project import DISTRIBUTION, PROJECT_VARIABLE, program_version


def test_settings_are_read_from_the_folder_that_the_variable_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "baocao.toml").write_text('unit = "001"\nyear = 2030\n', encoding="utf-8")
    monkeypatch.setenv(PROJECT_VARIABLE, str(tmp_path))
    project = find_project()
    assert (project.root, project.unit, project.year) == (tmp_path.resolve(), "001", 2030)
    assert project.reference == tmp_path.resolve() / "data" / "reference"


def test_without_the_variable_it_is_the_folder_of_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PROJECT_VARIABLE, raising=False)
    assert find_project().root == Path(__file__).resolve().parents[2]


def test_missing_settings_name_the_file_and_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PROJECT_VARIABLE, str(tmp_path))
    with pytest.raises(ProjectError, match=rf"Không tìm thấy .*baocao\.toml.*{PROJECT_VARIABLE}"):
        find_project()


@pytest.mark.parametrize("content", ["unit = ", 'unit = "183"\n', 'unit = "183"\nyear = "x"\n', b"\xff\xfe"])
def test_invalid_settings_are_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | bytes) -> None:
    (tmp_path / "baocao.toml").write_bytes(content.encode() if isinstance(content, str) else content)
    monkeypatch.setenv(PROJECT_VARIABLE, str(tmp_path))
    with pytest.raises(ProjectError, match="không đọc được"):
        find_project()


# Version ------------------------------------------------------------------------------------------------------------


def test_the_version_of_a_checkout_is_that_of_its_pyproject(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where another version is installed, or none."""
    monkeypatch.setattr(metadata, "version", lambda name: "1.0")
    project = tomllib.loads((Path(__file__).resolve().parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert program_version() == project["project"]["version"]
    (tmp_path / "pyproject.toml").write_text(f'[project]\nname = "{DISTRIBUTION}"\nversion = "2.5"\n', encoding="utf-8")
    assert program_version(tmp_path) == "2.5"


@pytest.mark.parametrize("content", [None, '[project]\nname = "other"\nversion = "9"\n', "[tool]\n", "not = = toml"])
def test_without_a_checkout_the_version_is_the_installed_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    """Another project's file may lie beside the package."""
    if content is not None:
        (tmp_path / "pyproject.toml").write_text(content, encoding="utf-8")
    monkeypatch.setattr(metadata, "version", {DISTRIBUTION: "1.2.3"}.__getitem__)
    assert program_version(tmp_path) == "1.2.3"


def test_without_checkout_and_installation_the_version_is_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_installed(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", not_installed)
    assert program_version(tmp_path) == "0+unknown"
