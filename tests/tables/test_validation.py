"""Faulty tables: each fault is one message naming file, row, column, value and what is expected."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from analysis.reference import Project, Reference, Unit, load_reference
from analysis.tables import SCHEMAS, InputProblems, Problem, load_inputs
from analysis.tables.inputs import components_of
from analysis.tables.schema import Column
from analysis.tables.validation import CellError, CellReader

COMMUNE = Column("commune", "Xã", "Xã.", type="commune")
AMOUNT = "amount_vnd (Kinh phí (đồng))"


# Columns ------------------------------------------------------------------------------------------------------------


def test_missing_column_says_what_it_holds(data) -> None:
    data.write("electricity_support.csv", "period,households\n2023,1640\n")
    problem = data.problem("electricity_support")
    assert (problem.row, problem.column, problem.message) == (1, AMOUNT, "thiếu cột")
    assert problem.expected == f"cột {AMOUNT}: Kinh phí, đồng"


def test_unknown_column_lists_the_known_ones(data) -> None:
    data.write("electricity_support.csv", "period,households,amount_vnd,tiền\n2023,1640,1102080000,1\n")
    problem = data.problem("electricity_support")
    assert (problem.row, problem.column, problem.message) == (1, "tiền", "cột không có trong mẫu")
    assert AMOUNT in problem.expected


def test_column_without_a_header_is_named_by_its_place(data) -> None:
    data.write("electricity_support.csv", "period,households,amount_vnd,\n2023,1640,1102080000,1\n")
    problem = data.problem("electricity_support")
    assert problem.column == "thứ 4 (không có tiêu đề)"


def test_empty_column_without_a_header_is_forgiven(data) -> None:
    """Spreadsheets leave them behind."""
    data.write("electricity_support.csv", "period,households,amount_vnd,\n2023,1640,1102080000,\n")
    assert len(data.load("electricity_support")["electricity_support"].frame) == 1


@pytest.mark.parametrize("again", ["households", "Số hộ", "số  HỘ"])
def test_repeated_column_is_a_fault_by_name_or_header(data, again: str) -> None:
    data.write("electricity_support.csv", f"period,households,amount_vnd,{again}\n2023,1640,1102080000,1640\n")
    problem = data.problem("electricity_support")
    assert (problem.row, problem.column, problem.message) == (1, again, "cột bị lặp")


def test_columns_may_stand_in_any_order(data, inputs) -> None:
    data.write("electricity_support.csv", "amount_vnd,period,households\n1102080000,2023,1640\n")
    assert data.load("electricity_support")["electricity_support"].frame.equals(inputs["electricity_support"].frame)


# Numbers ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "message", "remedy"),
    [
        ("7.531", "không phải số nguyên", "viết liền: 7531"),
        ("1 250", "không phải số nguyên", "viết liền: 1250"),
        ("1\u00a0250", "không phải số nguyên", "viết liền: 1250"),
        ("1,102,080,000", "không phải số nguyên", "viết liền: 1102080000"),
        ("abc", "không phải số nguyên", "chỉ ghi chữ số, không kèm chữ hay đơn vị"),
        ("200 triệu", "không phải số nguyên", "chỉ ghi chữ số, không kèm chữ hay đơn vị"),
        ("12,5", "không phải số nguyên", "chỉ ghi chữ số, không kèm chữ hay đơn vị"),
        ("-1102080000", "là số âm", "kiểm tra lại số liệu gốc và ghi đúng số"),
        ("9" * 20, "lớn hơn mức cho phép", "kiểm tra lại số liệu gốc và đơn vị tính"),
    ],
)
def test_what_is_no_amount_is_a_fault(data, cell: str, message: str, remedy: str) -> None:
    data.write("electricity_support.csv", f'period,households,amount_vnd\n2023,1640,"{cell}"\n')
    problem = data.problem("electricity_support")
    assert (problem.file, problem.row, problem.column) == (
        "data/183-cao-loc/2023/electricity_support.csv",
        2,
        AMOUNT,
    )
    assert (problem.value, problem.message, problem.remedy) == (cell, message, remedy)


def test_the_whole_message_reads_as_one_sentence_after_another(data) -> None:
    data.write("electricity_support.csv", "period,households,amount_vnd\n2023,1640,-5\n")
    assert str(data.problem("electricity_support")) == (
        "data/183-cao-loc/2023/electricity_support.csv, dòng 2, cột amount_vnd (Kinh phí (đồng)): "
        '"-5" là số âm. Cần: số từ 0 trở lên. Cách sửa: kiểm tra lại số liệu gốc và ghi đúng số.'
    )


@pytest.mark.parametrize("cell", ["65.1", "65,1"])
def test_decimals_take_a_point_or_a_comma(data, cell: str) -> None:
    data.write("labour_indicators.csv", f'indicator,value_pct,as_of_date\ntrained_labour_share,"{cell}",15/11/2023\n')
    assert data.load("labour_indicators")["labour_indicators"].frame["value_pct"].tolist() == [Decimal("65.1")]


@pytest.mark.parametrize(
    ("cell", "message"),
    [("65,1%", "không phải số"), ("101", "lớn hơn mức cho phép"), ("-1", "là số âm"), ("1.2.3", "không phải số")],
)
def test_percentages_have_bounds(data, cell: str, message: str) -> None:
    data.write("labour_indicators.csv", f'indicator,value_pct,as_of_date\ntrained_labour_share,"{cell}",2023-11-15\n')
    problem = data.problem("labour_indicators")
    assert (problem.row, problem.value, problem.message) == (2, cell, message)
    assert "từ 0 đến 100" in problem.expected


# Communes -----------------------------------------------------------------------------------------------------------


def _housing(commune: str) -> str:
    return f"funding,commune,households,amount_vnd\nsocial_mobilisation,{commune},9,320000000\n"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Thanh Loà", "06193"),
        ("Thanh Lòa", "06193"),
        ("Hoà Cư", "06223"),
        ("xã Bảo Lâm", "06190"),
        ("BẢO  LÂM", "06190"),
        ("thị trấn Cao Lộc", "06187"),
        ("06190", "06190"),
        ("6190", "06190"),
    ],
)
def test_spellings_of_a_commune_that_are_accepted(data, cell: str, code: str) -> None:
    """Old tone placement, the kind before the name, a code whose leading zero a spreadsheet dropped."""
    data.write("housing_support.csv", _housing(cell))
    assert data.load("housing_support")["housing_support"].frame["commune"].tolist() == [code]


@pytest.mark.parametrize(
    ("cell", "suggested"),
    [("Thạch Đan", "xã Thạch Đạn"), ("Bảo Lậm", "xã Bảo Lâm"), ("Cao Lâu Xã", "xã Cao Lâu")],
)
def test_misspelt_commune_gets_a_suggestion(data, cell: str, suggested: str) -> None:
    data.write("housing_support.csv", _housing(cell))
    problem = data.problem("housing_support")
    assert (problem.row, problem.column, problem.value) == (2, "commune (Xã, thị trấn)", cell)
    assert problem.message == "không phải xã, thị trấn của đơn vị"
    assert f'có phải "{suggested}"' in problem.remedy
    assert problem.expected.startswith("mã hoặc tên một trong 22 xã, thị trấn: Đồng Đăng, Cao Lộc")


@pytest.mark.parametrize("cell", ["00001", "Hà Nội", "183"])
def test_foreign_commune_gets_the_list_only(data, cell: str) -> None:
    data.write("housing_support.csv", _housing(cell))
    problem = data.problem("housing_support")
    assert (problem.value, problem.remedy) == (cell, "sửa theo danh mục")


def test_a_list_of_communes_names_each_once(data) -> None:
    data.replace("livelihood_projects.csv", "buffalo_cattle,Thạch Đạn,16", "buffalo_cattle,Thạch Đạn; Lộc Yên;06199,16")
    problem = data.problem("livelihood_projects")
    assert (problem.row, problem.message) == (2, "một xã được ghi hai lần")


def test_a_list_of_communes_tells_the_unknown_one(data) -> None:
    data.replace("livelihood_projects.csv", "buffalo_cattle,Thạch Đạn,16", "buffalo_cattle,Thạch Đạn;Lộc Yến,16")
    assert 'có phải "xã Lộc Yên"' in data.problem("livelihood_projects").remedy


def test_communes_of_another_time_are_unknown(data) -> None:
    """Which communes there are depends on the table's as-of date: these ended in the middle of 2025."""
    data.replace("housing_support.meta.yml", "2023-11-15", "2025-11-15")
    data.folder.rename(data.folder.parent / "2025")
    with pytest.raises(InputProblems) as caught:
        load_inputs(data.project, "183", 2025, ["housing_support"])
    assert [p.message for p in caught.value.problems] == ["không phải xã, thị trấn của đơn vị"]


def test_a_table_of_another_year_is_a_fault(data) -> None:
    """A file left over from the copied folder of another year."""
    data.replace("housing_support.meta.yml", "2023-11-15", "2003-11-15")
    problem = data.problem("housing_support")
    assert (problem.column, problem.value) == ("as_of", "2003-11-15")
    assert "không phải của báo cáo năm 2023" in problem.message


def test_a_table_without_rows_is_a_fault_unless_it_may_be_empty(data) -> None:
    """An agency's forgotten table would otherwise be published as zero."""
    data.write("credit.csv", data.read("credit.csv").splitlines()[0] + "\n")
    assert data.problem("credit").message == "bảng không có dòng số liệu nào"
    data.write("housing_support.csv", data.read("housing_support.csv").splitlines()[0] + "\n")
    assert data.load("housing_support")["housing_support"].frame.empty


# Other cells --------------------------------------------------------------------------------------------------------


def test_blank_required_cell_says_what_belongs_there(data) -> None:
    data.write("electricity_support.csv", "period,households,amount_vnd\n2023,,1102080000\n")
    problem = data.problem("electricity_support")
    assert (problem.row, problem.column, problem.message) == (2, "households (Số hộ)", "ô bỏ trống")
    assert problem.expected == "Số hộ nghèo được hỗ trợ"
    assert problem.value is None


def test_blank_optional_cell_is_no_number(data) -> None:
    frame = data.load("credit")["credit"].frame
    assert frame["loans_granted"].isna().tolist() == [False, False, False, True]


@pytest.mark.parametrize("cell", ["31/02/2023", "15-11-2023", "2023", "hôm nay"])
def test_bad_date_is_a_fault(data, cell: str) -> None:
    data.write("labour_indicators.csv", f"indicator,value_pct,as_of_date\ntrained_labour_share,65.1,{cell}\n")
    problem = data.problem("labour_indicators")
    assert (problem.row, problem.column, problem.value) == (2, "as_of_date (Tính đến ngày)", cell)
    assert problem.expected == "ngày dạng 2024-11-15 hoặc 15/11/2024"


def test_unknown_code_suggests_the_nearest_with_its_words(data) -> None:
    data.replace("credit.csv", "newly_escaped", "newly_escape")
    problem = data.problem("credit")
    assert (problem.row, problem.column, problem.value) == (4, "borrower_group (Nhóm vay)", "newly_escape")
    assert problem.message == "không có trong danh mục"
    assert problem.remedy == 'có phải "newly_escaped" (hộ mới thoát nghèo)? Sửa theo danh mục'
    assert "near_poor (hộ cận nghèo)" in problem.expected


def test_misspelt_words_of_a_code_suggest_the_code(data) -> None:
    data.replace("credit.csv", "newly_escaped", "hộ mới thoát ngèo")
    assert data.problem("credit").remedy.startswith('có phải "newly_escaped" (hộ mới thoát nghèo)?')


def test_code_like_nothing_known_suggests_nothing(data) -> None:
    data.replace("credit.csv", "newly_escaped", "zzz")
    assert data.problem("credit").remedy == "chọn một mã trong danh mục"


def test_vietnamese_words_are_read_as_their_code(data, inputs) -> None:
    data.replace("credit.csv", "newly_escaped", "Hộ mới thoát nghèo")
    assert data.load("credit")["credit"].frame.equals(inputs["credit"].frame)


@pytest.mark.parametrize("cell", ["có", "2", "TRUE", "x"])
def test_flag_is_one_or_zero(data, cell: str) -> None:
    data.add_household_register()
    data.replace("households.csv", "00003,06184,urban,4,0,", f"00003,06184,urban,4,{cell},")
    problem = data.problem("households")
    assert (problem.row, problem.column, problem.value) == (4, "ethnic_minority (Dân tộc thiểu số)", cell)
    assert problem.expected == "1 (có) hoặc 0 (không)"


@pytest.mark.parametrize("cell", ["1.2.3", "1.38.216", "08 xã", ",5"])
def test_printed_numbers_must_be_numbers(data, cell: str) -> None:
    """A number that cannot be parsed would otherwise stop the comparison with a stack trace."""
    data.write("published.csv", f'section,label,printed,unit,figure,reason\nII.2,x,"{cell}",,capital.plan_current,\n')
    problem = data.problem("published")
    assert (problem.row, problem.value, problem.message) == (2, cell, "không đúng dạng")


# Rows ---------------------------------------------------------------------------------------------------------------


def test_duplicate_row_names_the_first_and_the_key(data) -> None:
    data.write("housing_support.csv", _housing("Bảo Lâm") + "social_mobilisation,xã Bảo Lâm,1,5\n")
    problem = data.problem("housing_support")
    assert (problem.row, problem.message) == (3, "dòng trùng với dòng 2")
    assert problem.column == "funding (Nguồn) + commune (Xã, thị trấn)"
    assert problem.value == "social_mobilisation, 06190"


def test_duplicate_household_is_found_in_the_register(data) -> None:
    data.add_household_register()
    data.replace("households.csv", "\n00003,06184", "\n00001,06184")
    problem = data.problem("households")
    assert (problem.row, problem.message, problem.value) == (4, "dòng trùng với dòng 2", "00001")


def test_a_row_may_grade_itself(data) -> None:
    grades = data.load("capital")["capital"].frame["provenance"].value_counts()
    assert grades.to_dict() == {"published": 9, "published total, simulated rows": 5}


# Several at once ----------------------------------------------------------------------------------------------------


def test_all_faults_are_reported_at_once_row_by_row_in_the_order_of_the_columns(data) -> None:
    header = "funding,commune,households,amount_vnd"
    data.write(
        "housing_support.csv",
        f"{header},thêm\nfund_for_the_poor,Bảo Lam,bốn,-1,\nsocial,,9,,\n",
    )
    found = [(p.row, p.column.split()[0], p.value) for p in data.problems("housing_support")]
    assert found == [
        (1, "thêm", None),
        (2, "commune", "Bảo Lam"),
        (2, "households", "bốn"),
        (2, "amount_vnd", "-1"),
        (3, "funding", "social"),
        (3, "amount_vnd", None),
    ]


def test_faults_of_several_tables_come_together_and_are_numbered(data) -> None:
    data.replace("credit.csv", "8240000000", "8.240")
    (data.folder / "capital.csv").unlink()
    with pytest.raises(InputProblems) as caught:
        data.load("credit", "capital", "employment")
    lines = str(caught.value).splitlines()
    assert lines[0] == "Số liệu đầu vào có 2 lỗi:"
    assert lines[1].startswith("  1. data/183-cao-loc/2023/credit.csv, dòng 2, cột amount_lent_vnd")
    assert lines[2].startswith("  2. data/183-cao-loc/2023/capital.csv: thiếu bảng")


def test_thousands_of_faults_of_one_kind_are_summed_up() -> None:
    problems = [Problem("a.csv", "không phải số", "số", "sửa", row=n, column="x", value="?") for n in range(2, 102)]
    lines = str(InputProblems([*problems, Problem("a.csv", "thiếu cột", "cột y", "thêm")])).splitlines()
    assert lines[0] == "Số liệu đầu vào có 101 lỗi:"
    assert len(lines) == 1 + 20 + 1 + 1
    assert "thiếu cột" in lines[-2]
    assert lines[-1] == "  … và 80 lỗi nữa cùng loại: a.csv, cột x: không phải số."


def test_a_wholly_broken_register_is_a_fault_in_one_screen(data) -> None:
    """19.820 households without a class of area: the message must stay readable."""
    data.add_household_register()
    text = (data.folder / "households.csv").read_text(encoding="utf-8")
    data.write("households.csv", text.replace(",rural,", ",?,").replace(",urban,", ",?,"))
    problems = data.problems("households")
    assert len(problems) > 19_000
    assert len(str(InputProblems(problems)).splitlines()) < 60


# Names that several have --------------------------------------------------------------------------------------------


def _reader(*communes: Unit) -> CellReader:
    return CellReader(Reference(Path("nowhere")), communes)


def _commune(code: str, kind: str, name: str = "Bảo Lâm") -> Unit:
    return Unit(code, name, kind, "commune", "1", "rural", dt.date.min, dt.date.max)


def test_a_name_of_two_communes_is_not_guessed() -> None:
    read = _reader(_commune("00001", "xã"), _commune("00002", "thị trấn")).converter(COMMUNE)
    with pytest.raises(CellError) as caught:
        read("Bảo Lâm")
    assert "là tên của 2 đơn vị" in caught.value.message
    assert caught.value.expected == "một trong: xã Bảo Lâm (00001), thị trấn Bảo Lâm (00002)"
    assert [read(text) for text in ("xã Bảo Lâm", "Thị trấn Bảo Lâm", "2")] == ["00001", "00002", "00002"]


def test_two_communes_of_one_full_name_are_distinguished_by_code_only() -> None:
    """In a province two districts may each have one."""
    read = _reader(_commune("00001", "xã"), _commune("00002", "xã")).converter(COMMUNE)
    with pytest.raises(CellError, match="là tên của 2 đơn vị"):
        read("xã Bảo Lâm")
    assert read("00001") == "00001"


@pytest.mark.parametrize(("code", "accepted"), [("programme", True), ("2", True), ("3.1", True), ("3", False)])
def test_a_component_is_one_without_parts_or_the_whole_programme(project: Project, code: str, accepted: bool) -> None:
    """Money of a component and of its parts would be counted twice."""
    reference = load_reference(project.reference)
    read = CellReader(reference, (), components_of(reference, 2023)).converter(SCHEMAS["capital"].columns[0])
    if accepted:
        assert read(code) == code
    else:
        with pytest.raises(CellError, match="không có trong danh mục"):
            read(code)
