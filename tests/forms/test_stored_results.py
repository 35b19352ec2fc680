"""Formulas in forms and in table files: the stored result is imported, in the unit that its format shows."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
from form_project import UNIT, YEAR, FormProject, copy_of
from libreoffice import recalculate, with_result
from openpyxl import Workbook, load_workbook
from returned_forms import ReturnedForms

from analysis.tables import InputProblems, load_inputs

FORMULAS: dict[str, dict[str, Any]] = {
    "labour_indicators": {"M10": 8, "M11": 10, "M12": 0.5, "C10": "=M10/M11*M12"},
    "credit": {"M11": 1_000_000_000, "M12": 0.5, "I11": "=M11*M12", "E11": "=IF(N11=0,E12,M11/N11)"},
}
PERCENT_CELLS = {"labour_indicators": ("C10", "M12"), "credit": ("M12",)}


@pytest.fixture(scope="session")
def saved(form_project_template: FormProject, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Forms and a table file with formulas, as LibreOffice saves them: "credit.xlsx", "credit.xls" and so on."""
    folder = tmp_path_factory.mktemp("stored")
    returned = ReturnedForms(copy_of(form_project_template, folder))
    sources = []
    for table, cells in FORMULAS.items():
        path = returned.filled(table, name=f"{table}.xlsx")
        with returned.opened(table, path) as sheet:
            for address, content in cells.items():
                sheet[address] = content
            for address in PERCENT_CELLS[table]:
                sheet[address].number_format = "0.00%"
        sources.append(path)
    book = Workbook()
    book.worksheets[0].append(["indicator", "value_pct", "as_of_date"])
    book.worksheets[0].append(["trained_labour_share", "='Tính'!A1", dt.date(2023, 11, 15)])
    book.worksheets[0]["B2"].number_format = "0.0%"
    book.create_sheet("Tính")["A1"] = 0.651
    book.save(folder / "table.xlsx")
    sources.append(folder / "table.xlsx")
    saved = {path.name: path for path in recalculate(sources, folder).values()}
    return saved | {path.name: path for path in recalculate(sources[:2], folder, "xls").values()}


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_a_percentage_that_a_formula_gives(form_project: FormProject, saved: dict[str, Path], kind: str) -> None:
    stored = form_project.import_files(saved[f"labour_indicators.{kind}"]).tables[0].rows
    assert [row["value_pct"] for row in stored] == ["40"]


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_an_amount_computed_with_a_percentage(form_project: FormProject, saved: dict[str, Path], kind: str) -> None:
    done = form_project.import_files(saved[f"credit.{kind}"])
    rows = done.tables[0].rows
    assert any("ô I11" in warning and "chỉ bằng 1/" in warning for warning in done.warnings), "last year: 39 billion"
    assert rows[0]["outstanding_balance_vnd"] == "500000000"
    assert rows[0]["amount_lent_vnd"] == rows[1]["amount_lent_vnd"], "the branch not taken divides by zero"


def test_the_same_without_stored_results(form_project: FormProject, saved: dict[str, Path], tmp_path: Path) -> None:
    load_workbook(saved["credit.xlsx"]).save(tmp_path / "credit.xlsx")
    assert (
        form_project.import_files(tmp_path / "credit.xlsx").tables[0].rows[0]["outstanding_balance_vnd"] == "500000000"
    )


def test_a_stored_result_that_contradicts_its_formula_is_a_problem(
    form_project: FormProject, saved: dict[str, Path], tmp_path: Path
) -> None:
    part = _part_with(saved["credit.xlsx"], "I11")
    path = with_result(saved["credit.xlsx"], tmp_path / "credit.xlsx", "I11", "50000000000", part)
    said = [str(problem) for problem in form_project.problems(path)]
    assert any(
        "ô I11" in text
        and '"50000000000" là kết quả lưu trong tệp, khác kết quả tính lại từ công thức (500000000)' in text
        and "Ctrl+Alt+F9" in text
        for text in said
    ), said


def test_a_stored_total_that_contradicts_its_formula_is_a_problem(
    form_project: FormProject, saved: dict[str, Path], tmp_path: Path
) -> None:
    part = _part_with(saved["credit.xlsx"], "I11")
    path = with_result(saved["credit.xlsx"], tmp_path / "credit.xlsx", "C10", "999", part)
    said = [str(problem) for problem in form_project.problems(path)]
    assert len(said) == 1 and 'ô C10, cột loans_granted (Lượt vay): "999" là kết quả lưu trong tệp' in said[0], said


def _part_with(path: Path, address: str) -> str:
    """Return the part of a workbook whose sheet has a formula in a cell."""
    sheets = load_workbook(path).worksheets
    return f"sheet{next(n for n, sheet in enumerate(sheets, 1) if sheet[address].data_type == 'f')}"


def test_a_table_file_is_read_in_the_same_way(
    form_project: FormProject, saved: dict[str, Path], tmp_path: Path
) -> None:
    folder = form_project.folder.parent / str(YEAR - 1)
    (folder / "labour_indicators.csv").unlink()
    shutil.copy(saved["table.xlsx"], folder / "labour_indicators.xlsx")
    read = load_inputs(form_project.project, UNIT, YEAR - 1, ["labour_indicators"])["labour_indicators"]
    assert {str(value) for value in read.frame["value_pct"]} == {"65.1"}
    with_result(saved["table.xlsx"], folder / "labour_indicators.xlsx", "B2", "65.1")
    with pytest.raises(InputProblems) as caught:
        load_inputs(form_project.project, UNIT, YEAR - 1, ["labour_indicators"])
    (problem,) = caught.value.problems
    assert (problem.row, problem.value, problem.column[:9]) == (2, "6510", "value_pct")
    assert "khác kết quả tính lại từ công thức (65.1)" in problem.message
