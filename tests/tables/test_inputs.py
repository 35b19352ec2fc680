"""Inputs of an edition: unit, year and tables are there, or the message says what there is instead."""

from __future__ import annotations

import pickle
import shutil
from dataclasses import replace

import pytest

from analysis.reference import ProjectError
from analysis.tables import SCHEMAS, InputProblems, Problem, load_inputs
from analysis.tables.loading import year_before
from analysis.tables.metadata import file_digest


@pytest.mark.parametrize(
    ("unit", "year", "message"),
    [
        ("6211", 2026, r"Có phải: .*06211 \(xã Cao Lộc\)"),
        ("183", 2026, r"Đó là mã của huyện Cao Lộc, kết thúc hoạt động ngày 30/06/2025"),
        ("cao-loc", 2023, r"Mã tỉnh có 2 chữ số, huyện 3, xã 5"),
        ("", 2023, r"Mã tỉnh có 2 chữ số, huyện 3, xã 5"),
    ],
)
def test_an_unknown_unit_lists_similar_ones(data, unit: str, year: int, message: str) -> None:
    with pytest.raises(ProjectError, match=rf'Mã đơn vị "{unit}" không có trong danh mục năm {year} .* {message}'):
        load_inputs(data.project, unit, year)


def test_known_unit_without_data_lists_the_folders(data) -> None:
    with pytest.raises(ProjectError, match=r'đơn vị "20".*183-cao-loc'):
        load_inputs(data.project, "20", 2023)


def test_year_without_data_lists_the_years(data) -> None:
    with pytest.raises(ProjectError, match=r"Không có số liệu năm 2024.*2023"):
        load_inputs(data.project, "183", 2024)


def test_year_after_the_unit_ended_is_a_fault(data) -> None:
    """Districts ended in the middle of 2025."""
    with pytest.raises(ProjectError, match=r"danh mục năm 2026"):
        load_inputs(data.project, "183", 2026)


def test_missing_table_names_its_columns(data) -> None:
    (data.folder / "credit.csv").unlink()
    problem = data.problem("credit")
    assert problem.file == "data/183-cao-loc/2023/credit.csv"
    assert problem.message == 'thiếu bảng "Tín dụng ưu đãi"'
    assert "credit.csv hoặc credit.xlsx" in problem.expected
    assert "outstanding_balance_vnd (Dư nợ (đồng))" in problem.expected


def test_every_missing_table_is_reported_at_once(data) -> None:
    for path in data.folder.glob("*.csv"):
        path.unlink()
    announced = [f"{name}.csv" for name in SCHEMAS if name != "villages"]
    assert [p.file.rpartition("/")[2] for p in data.problems(*SCHEMAS)] == announced, "a sidecar announces its table"


def test_a_table_without_file_and_sidecar_is_left_out(data) -> None:
    """It was not sent; the sections that need it are left out and a check says so."""
    for path in data.folder.glob("credit.*"):
        path.unlink()
    inputs = data.load("credit", "employment")
    assert set(inputs.tables) == {"employment"}
    assert "credit" not in inputs.handed_in


def test_the_letterhead_is_never_left_out(data) -> None:
    for path in data.folder.glob("letterhead.*"):
        path.unlink()
    assert data.problem("letterhead").message == 'thiếu bảng "Thể thức văn bản"'


@pytest.mark.parametrize("content", ["credit", "credit:", "letterhead: không có", "tin_dung: không có", "credit: [x"])
def test_a_faulty_list_of_absent_tables_is_a_fault(data, content: str) -> None:
    data.write("absent.yml", content)
    assert data.problem("employment").file == "data/183-cao-loc/2023/absent.yml"


def test_only_the_tables_asked_for_are_read(data) -> None:
    data.write("credit.csv", b"")
    assert set(data.load("employment", "capital").tables) == {"employment", "capital"}


def test_example_has_every_table_and_their_digests_hold(project, inputs) -> None:
    assert set(inputs.tables) == set(SCHEMAS) - {"villages"}
    for name, table in inputs.tables.items():
        assert table.sha256 == table.sidecar.sha256 == file_digest(project.root / table.file), name


def test_index_says_file_and_row(inputs) -> None:
    index = inputs["credit"].frame.index
    assert index.tolist() == ["credit.csv:2", "credit.csv:3", "credit.csv:4", "credit.csv:5"]


def test_the_year_before_is_read_where_there_is_one(data) -> None:
    now = data.load("credit")
    assert year_before(now) is None
    assert year_before(replace(now, project=None)) is None
    shutil.copytree(data.folder, data.folder.with_name("2022"))
    before = year_before(now, ["credit"])
    assert before is not None
    assert (before.year, set(before.tables)) == (2022, {"credit"})
    with pytest.raises(InputProblems) as caught:  # the copy has no register
        year_before(now)
    assert [p.file for p in caught.value.problems] == ["data/183-cao-loc/2022/households.csv"]


def test_derived_columns_leave_the_table_as_it_was(inputs) -> None:
    table = inputs["credit"]
    more = table.with_columns(twice=table.frame["amount_lent_vnd"] * 2)
    assert "twice" in more.frame
    assert "twice" not in table.frame
    assert more.sha256 == table.sha256


def test_faults_found_in_a_forked_process_reach_the_one_that_asked() -> None:
    problems = InputProblems([Problem("a.csv", "sai", "số", "sửa", row=3), Problem("b.csv", "thiếu", "đủ", "thêm")])
    received = pickle.loads(pickle.dumps(problems))
    assert received.problems == problems.problems
    assert str(received) == str(problems)
