"""Reading files: valid files are read, others are faults, and the file is never changed."""

from __future__ import annotations

import csv
import datetime as dt
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from analysis.tables import SCHEMAS
from analysis.tables.schema import Problem
from analysis.tables.spreadsheets import RawTable, read_cells


def rows_of(path: Path) -> list[list[str]]:
    """Cells of a CSV file, its header first."""
    return list(csv.reader(path.read_text(encoding="utf-8").splitlines()))


def workbook(rows: list[list[Any]]) -> Workbook:
    """A workbook whose only sheet holds these rows."""
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    return book


def test_xlsx_with_vietnamese_headers_and_native_cells_reads_as_the_csv_does(data, inputs) -> None:
    """Numbers, dates and decimals of a workbook are cells, not text."""
    for name in ("capital", "labour_indicators", "housing_support"):
        header, *rows = rows_of(data.folder / f"{name}.csv")
        titles = {c.name: c.header for c in SCHEMAS[name].all_columns}
        native = [[_native(cell, column) for cell, column in zip(row, header, strict=True)] for row in rows]
        (data.folder / f"{name}.csv").unlink()
        workbook([[titles[c] for c in header], *native]).save(data.folder / f"{name}.xlsx")
        read = data.load(name)[name]
        assert read.file.endswith(f"/{name}.xlsx")
        assert read.frame.reset_index(drop=True).equals(inputs[name].frame.reset_index(drop=True))


def _native(cell: str, column: str) -> Any:
    if not cell:
        return None
    if column.endswith("_date"):
        return dt.datetime.fromisoformat(cell)
    if column.endswith(("_vnd", "_pct", "households")):
        return float(cell)
    return int(cell) if cell.isdigit() else cell


def test_xlsx_faults_name_the_sheet_row_and_column(data) -> None:
    (data.folder / "electricity_support.csv").unlink()
    book = workbook([["period", "households", "amount_vnd"], ["2023", 1640, -5]])
    book.worksheets[0].title = "Tiền điện"
    book.save(data.folder / "electricity_support.xlsx")
    problem = data.problem("electricity_support")
    assert (problem.sheet, problem.row, problem.value) == ("Tiền điện", 2, "-5")
    assert 'electricity_support.xlsx, trang tính "Tiền điện", dòng 2, cột amount_vnd' in str(problem)


def test_xlsx_whose_stated_size_is_wrong_loses_no_cell(tmp_path: Path) -> None:
    """Some programs write A1 as the size of every sheet."""
    workbook([["a", "b"], ["1", "2"]]).save(tmp_path / "right.xlsx")
    with ZipFile(tmp_path / "right.xlsx") as right, ZipFile(tmp_path / "wrong.xlsx", "w") as wrong:
        for name in right.namelist():
            wrong.writestr(name, right.read(name).replace(b'ref="A1:B2"', b'ref="A1"'))
    read = read_cells(tmp_path / "wrong.xlsx", "wrong.xlsx")
    assert isinstance(read, RawTable)
    assert (read.header, read.rows) == (("a", "b"), ((2, ("1", "2")),))


def test_semicolons_with_a_byte_order_mark_are_read(data, inputs) -> None:
    """Excel with Vietnamese settings writes this, and its headers hold commas."""
    header, *rows = rows_of(data.folder / "housing_support.csv")
    titles = {c.name: c.header for c in SCHEMAS["housing_support"].all_columns}
    lines = [";".join(row) for row in ([titles[c] for c in header], *rows)]
    data.write("housing_support.csv", "\ufeff" + "\r\n".join(lines) + "\r\n")
    assert data.load("housing_support")["housing_support"].frame.equals(inputs["housing_support"].frame)


def test_decomposed_letters_become_composed(data, inputs) -> None:
    """Files from a Mac hold NFD; names and words still match, and text comes out in NFC."""
    for name in ("housing_support", "vocational_training"):
        text = (data.folder / f"{name}.csv").read_text(encoding="utf-8")
        assert unicodedata.normalize("NFD", text) != text
        data.write(f"{name}.csv", unicodedata.normalize("NFD", text))
        assert data.load(name)[name].frame.equals(inputs[name].frame)


def test_commas_quotes_and_line_breaks_within_a_cell_keep_row_numbers_those_of_a_spreadsheet(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('a,b\n"x, ""y""\nz",1\n\n,\n2,3\n', encoding="utf-8")
    read = read_cells(tmp_path / "t.csv", "t.csv")
    assert isinstance(read, RawTable)
    assert read.rows == ((2, ('x, "y"\nz', "1")), (5, ("2", "3")))


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n", b",,\n,,\n"])
def test_empty_csv_is_a_fault(data, content: bytes) -> None:
    data.write("credit.csv", content)
    problem = data.problem("credit")
    assert problem.message == "tệp trống"
    assert problem.file.endswith("2023/credit.csv")


def test_empty_workbook_is_a_fault(data) -> None:
    (data.folder / "credit.csv").unlink()
    Workbook().save(data.folder / "credit.xlsx")
    assert data.problem("credit").message == "tệp trống"


@pytest.mark.parametrize("encoding", ["cp1258", "utf-16", "latin-1"])
def test_other_encodings_name_the_line_and_the_way_out(data, encoding: str) -> None:
    text = "funding,commune,households,amount_vnd\nsocial_mobilisation,Xã À,9,320000000\n"
    data.write("housing_support.csv", text.encode(encoding, errors="replace"))
    problem = data.problem("housing_support")
    assert problem.message == "không phải văn bản mã hóa UTF-8"
    assert problem.row == (1 if encoding == "utf-16" else 2)
    assert "CSV UTF-8" in problem.remedy


def test_broken_workbook_is_a_fault_without_a_stack_trace(data) -> None:
    (data.folder / "credit.csv").unlink()
    data.write("credit.xlsx", b"PK not a workbook")
    assert data.problem("credit").message.startswith("không mở được tệp")


def test_csv_and_xlsx_of_one_table_are_one_too_many(data) -> None:
    workbook([["x"]]).save(data.folder / "credit.xlsx")
    problem = data.problem("credit")
    assert problem.message == "có cả tệp .csv và tệp .xlsx"
    assert problem.file.endswith("2023/credit")


def test_too_many_cells_in_a_row_are_a_fault_with_the_first_of_them(data) -> None:
    """The usual reason is a comma in a text without quotation marks."""
    data.write("housing_support.csv", "funding,commune,households,amount_vnd\nfund_for_the_poor,,4,200000000,thừa\n")
    problem = data.problem("housing_support")
    assert (problem.row, problem.value) == (2, "thừa")
    assert problem.message == "dòng có nhiều ô hơn tiêu đề"
    assert problem.expected == "4 ô"


@pytest.mark.parametrize("faulty", [False, True])
def test_reading_never_changes_a_file(data, faulty: bool, snapshot: Callable[[Path], dict[str, Any]]) -> None:
    if faulty:
        data.replace("credit.csv", "8240000000", "tám tỷ")
    before = snapshot(data.folder)
    if faulty:
        data.problems("credit", "capital")
    else:
        data.load("credit", "capital")
    assert snapshot(data.folder) == before


@pytest.fixture
def snapshot() -> Callable[[Path], dict[str, Any]]:
    """Bytes and time of change of every file of a folder."""
    return lambda folder: {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in sorted(folder.iterdir())}


def test_raw_files_of_the_example_are_utf8_nfc_and_regular(project) -> None:
    """Offices may send anything; files of the repository are UTF-8 and NFC."""
    for path in (project.data).rglob("*.csv"):
        text = path.read_bytes().decode("utf-8")
        assert unicodedata.is_normalized("NFC", text), path
        widths = {len(row) for row in csv.reader(text.splitlines())}
        assert len(widths) == 1, f"{path}: rows of {widths} cells"


# Quotation marks that do not pair off -------------------------------------------------------------------------------


def _with_stray_quotes(data, *rows: int) -> None:
    """Put a quotation mark at the end of rows of `disbursements.csv`, whose last cell is empty."""
    lines = (data.folder / "disbursements.csv").read_text(encoding="utf-8").splitlines()
    for row in rows:
        assert lines[row - 1].endswith(",")
        lines[row - 1] += '"'
    data.write("disbursements.csv", "\n".join(lines) + "\n")


@pytest.mark.parametrize("rows", [(3,), (3, 6)], ids=["left open", "two that pair off by chance"])
def test_a_stray_quote_does_not_swallow_the_rows_that_follow(data, rows: tuple[int, ...]) -> None:
    _with_stray_quotes(data, *rows)
    problem = data.problem("disbursements")
    assert problem.row == 3
    assert "dấu nháy kép" in problem.message
    assert "dòng 3" in problem.remedy


def test_text_after_a_closing_quote_is_a_fault_with_its_row_and_its_line(tmp_path: Path) -> None:
    """A cell of two lines before it: a spreadsheet and a text editor number it differently."""
    (tmp_path / "t.csv").write_text('a,b\n"x\ny",1\n"z"z,2\n3,4\n', encoding="utf-8")
    problem = read_cells(tmp_path / "t.csv", "t.csv")
    assert isinstance(problem, Problem)
    assert problem.row == 3
    assert "dòng 4" in problem.remedy


def test_a_sentence_with_commas_on_a_line_of_its_own_is_no_row(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('a,b,c\n1,2,"Các xã:\nMẫu Sơn, Yên Phúc, Hòa Cư"\n', encoding="utf-8")
    assert isinstance(read_cells(tmp_path / "t.csv", "t.csv"), RawTable)


# Percent cells ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0.651, "0.0%", "65.1"),
        (0.0007, "0.00%", "0.07"),
        (0.57, "0%", "57"),
        (1, "0%", "100"),
        (0, "0%", "0"),
        (-0.5, "[Red]-0.0%", "-50"),
        (65.1, "0.0", "65.1"),
        (65.1, '0.0"%"', "65.1"),
        (65.1, "0.0\\%", "65.1"),
        (True, "0%", "True"),
        ("65.1", "0%", "65.1"),
    ],
)
def test_a_percentage_reads_as_a_spreadsheet_shows_it(
    tmp_path: Path, value: Any, number_format: str, text: str
) -> None:
    book = workbook([["rate"], [value]])
    book.worksheets[0]["A2"].number_format = number_format
    book.save(tmp_path / "t.xlsx")
    read = read_cells(tmp_path / "t.xlsx", "t.xlsx")
    assert isinstance(read, RawTable)
    assert read.rows == ((2, (text,)),)
