"""Finding the project and its settings, or saying in Vietnamese why not."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.reference import ProjectError, find_project
from analysis.reference.project import PROJECT_VARIABLE


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
def test_broken_settings_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | bytes) -> None:
    (tmp_path / "baocao.toml").write_bytes(content.encode() if isinstance(content, str) else content)
    monkeypatch.setenv(PROJECT_VARIABLE, str(tmp_path))
    with pytest.raises(ProjectError, match="không đọc được"):
        find_project()
