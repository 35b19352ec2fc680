"""`baocao compare`: text and JSON output, exit codes; also without a data folder."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from small_notebooks import baocao

from analysis.comparison.findings import KINDS, SEVERITIES
from analysis.reference import Project

WRONG = "Kế hoạch vốn 520 triệu đồng.\nĐã giải ngân 320 triệu đồng, đạt 64,54% kế hoạch.\n"
RIGHT = WRONG.replace("64,54", "61,54")


def _written(folder: Path, text: str) -> str:
    path = folder / "bao-cao.txt"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_certain_contradiction_exits_with_one(tmp_path: Path) -> None:
    result = baocao(None, "compare", _written(tmp_path, WRONG))
    assert result.returncode == 1, result.stderr
    assert "CHẮC CHẮN MÂU THUẪN (1)" in result.stdout
    assert "Dòng 2 [tỷ lệ]: 64,54% → 61,54%" in result.stdout


def test_a_consistent_report_exits_with_zero(tmp_path: Path) -> None:
    result = baocao(None, "compare", _written(tmp_path, RIGHT))
    assert (result.returncode, "0 phát hiện" in result.stdout) == (0, True)


def test_json_keys(tmp_path: Path) -> None:
    result = baocao(None, "compare", "--json", _written(tmp_path, WRONG))
    (finding,) = json.loads(result.stdout)["findings"]
    assert set(finding) == {"kind", "severity", "quote", "line", "printed", "recomputed", "message"}
    assert (finding["kind"] in KINDS, finding["severity"] in SEVERITIES, finding["line"]) == (True, True, 2)


def test_it_works_without_a_project(tmp_path: Path) -> None:
    result = baocao(Project(tmp_path, "183", 2023), "compare", _written(tmp_path, WRONG))
    assert result.returncode == 1, result.stderr


def test_numbers_are_compared_with_the_data_on_request(project: Project, tmp_path: Path) -> None:
    path = _written(tmp_path, "Kế hoạch vốn năm 2023 là 13.932 triệu đồng.\n")
    assert baocao(project, "compare", path).returncode == 0
    result = baocao(project, "compare", path, "--unit", "183", "--year", "2023")
    assert "13.392 triệu đồng" in result.stdout


@pytest.mark.parametrize(("name", "message"), [("none.txt", "không mở được tệp"), ("a.xyz", "không đọc được loại tệp")])
def test_an_unreadable_file_is_refused(tmp_path: Path, name: str, message: str) -> None:
    result = baocao(None, "compare", str(tmp_path / name))
    assert result.returncode == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_project_without_data_reads_reports(tmp_path: Path, project: Project) -> None:
    (tmp_path / "baocao.toml").write_bytes((project.root / "baocao.toml").read_bytes())
    result = baocao(replace(project, root=tmp_path), "compare", _written(tmp_path, WRONG))
    assert result.returncode == 1, result.stderr
    assert "CHẮC CHẮN MÂU THUẪN (1)" in result.stdout
