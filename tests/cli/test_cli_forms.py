"""`baocao new-year` and `baocao import`: output and exit codes; `check` on imported tables."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from analysis.cli import main
from analysis.reference.project import PROJECT_VARIABLE

sys.path.insert(0, str(Path(__file__).parents[1] / "forms"))

from fill_forms import fill, table_sheets
from form_project import LAST, SLUG, UNIT, YEAR, make_project, rows_of
from openpyxl import load_workbook


def call(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    return int(left.value.code or 0)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    project = make_project(tmp_path / "project", register=False)
    monkeypatch.setenv(PROJECT_VARIABLE, str(project.root))
    return project.root


def test_a_new_year_is_created_once(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("new-year", YEAR, "--unit", UNIT) == 0
    printed = capsys.readouterr().out
    assert (
        "phong-tai-chinh-ke-hoach.xlsx: Phòng Tài chính - Kế hoạch (Kế hoạch vốn; Dự kiến giải ngân cả năm)" in printed
    )
    assert "Số dư đầu kỳ tính từ năm 2023" in printed
    assert call("new-year", YEAR, "--unit", UNIT) == 2
    assert "không ghi đè năm đã có" in capsys.readouterr().err
    assert call("check", "--unit", UNIT, "--year", YEAR) == 2
    assert "xin bảng này từ Văn phòng HĐND và UBND" in capsys.readouterr().err


def test_faulty_forms_exit_with_two_and_change_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call("new-year", YEAR, "--unit", UNIT)
    forms = next(root.glob("data/183-*/2024/forms"))
    form = fill(forms / "kho-bac-nha-nuoc.xlsx", {"disbursements": [{"component": "9.9", "amount_vnd": 5}]})
    assert call("import", form) == 2
    printed = capsys.readouterr().err
    assert 'trang tính "Giải ngân", ô B10' in printed
    assert "Traceback" not in printed
    assert not list(forms.parent.glob("*.meta.yml"))
    assert call("import", root / "khong-co.xlsx", "--unit", UNIT, "--year", YEAR) == 2


def test_unreadable_files_are_reported_before_missing_unit_and_year(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "trong.xlsx").touch()
    assert call("import", root / "trong.xlsx", root / "khong-co.xlsx", root / "data") == 2
    printed = capsys.readouterr().err
    for message in (
        "có 3 lỗi",
        "trong.xlsx: tệp trống",
        "khong-co.xlsx: không đọc được tệp",
        "data: không đọc được tệp",
    ):
        assert message in printed
    assert "--unit" not in printed


def test_completed_forms_are_imported_and_checked(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The steps of a new user: new-year, fill in, import, check. The register is last year's file."""
    source = Path(__file__).parents[2] / "data" / SLUG / str(LAST)
    for name in ("households.csv", "households.meta.yml"):
        shutil.copy(source / name, root / "data" / source.parent.name / "2023")
    call("new-year", YEAR, "--unit", UNIT)
    forms = sorted((root / "data" / source.parent.name / str(YEAR) / "forms").glob("*.xlsx"))
    for form in forms:
        fill(form, {table: rows_of(table) for table in table_sheets(load_workbook(form))})
    assert call("import", *forms, "--simulated") == 0
    printed = capsys.readouterr().out
    assert "Đã nhập 18 bảng" in printed
    assert "households: 19820 dòng, Phòng Lao động - Thương binh và Xã hội" in printed
    sidecar = (forms[0].parents[1] / "credit.meta.yml").read_text(encoding="utf-8")
    assert 'provenance: "simulated"' in sidecar
    code = call("check", "--unit", UNIT, "--year", YEAR)
    printed = capsys.readouterr()
    assert code == 2, printed
    # The numbers are of 2023: the check runs, and reports what is missing for 2024.
    assert "2024" in printed.err
    assert "Lỗi ngoài dự kiến" not in printed.err


def test_an_import_prints_warnings_about_magnitudes(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call("new-year", YEAR, "--unit", UNIT)
    forms = next(root.glob("data/183-*/2024/forms"))
    form = next(path for path in sorted(forms.glob("*.xlsx")) if "credit" in table_sheets(load_workbook(path)))
    first, *others = rows_of("credit")
    fill(form, {"credit": [first | {"amount_lent_vnd": first["amount_lent_vnd"] + "0"}, *others]})
    assert call("import", form) == 0
    printed = capsys.readouterr().out
    assert "CẢNH BÁO (1):" in printed
    assert 'trang tính "Tín dụng ưu đãi", ô E11' in printed
    assert "82.400.000.000 gấp 10 lần số của dòng này năm 2023 (8.240.000.000)" in printed
