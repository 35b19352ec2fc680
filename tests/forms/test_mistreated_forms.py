"""Changed forms are imported completely: moved, merged, retyped, saved by other programs; changes are noted."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from form_project import UNIT, YEAR, FormProject, rows_of
from legacy_fonts import to_tcvn3, to_vni
from libreoffice import recalculate
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from returned_forms import DAY, OWN, ReturnedForms, as_text, headed

from analysis.forms.content import MARKS
from analysis.forms.importing import Imported
from analysis.tables import load_inputs
from analysis.tables.schemas import SCHEMAS

CREDIT = rows_of("credit")
GROUPS = ["hộ nghèo", "hộ cận nghèo", "hộ mới thoát nghèo", "người vay vốn giải quyết việc làm"]


@pytest.fixture
def returned(form_project: FormProject) -> ReturnedForms:
    return ReturnedForms(form_project)


def assert_is_credit(form_project: FormProject, done: Imported) -> None:
    """The table that came in is last year's, number by number."""
    assert [t.schema.name for t in done.tables] == ["credit"]
    load_inputs(form_project.project, UNIT, YEAR, ["credit"])
    names = [column.name for column in SCHEMAS["credit"].columns]
    assert [[row[n] for n in names] for row in done.tables[0].rows] == [[row[n] for n in names] for row in CREDIT]


def vietnamese(rows: list[list[object]]) -> list[list[object]]:
    """Put the words of the form in the place of codes."""
    return [rows[0], *([group, *row[1:]] for group, row in zip(GROUPS, rows[1:], strict=True))]


def noted(done: Imported, *fragments: str) -> bool:
    return any(all(fragment in note for fragment in fragments) for note in done.notes)


def test_rows_above_and_columns_moved(returned: ReturnedForms) -> None:
    path = returned.filled("credit")
    with returned.opened("credit", path) as sheet:
        sheet.insert_rows(1, 3)
        sheet.move_range(f"I1:I{sheet.max_row}", cols=8)
        for letter in "CDEFGHQ":  # a spreadsheet moves what formulas refer to; openpyxl does not
            sheet[f"{letter}13"] = f"=SUM({letter}14:{letter}47)"
    assert_is_credit(returned.form_project, returned.form_project.import_files(path))


@pytest.mark.parametrize("lost", ["row", "sheet", "both"])
def test_hidden_marks_are_never_depended_on(returned: ReturnedForms, lost: str) -> None:
    path = returned.filled("credit")
    book = load_workbook(path)
    if lost != "sheet":
        for cell in book["Tín dụng ưu đãi"][8]:
            cell.value = None
    if lost != "row":
        del book[MARKS]
    book.save(path)
    options = {} if lost == "row" else {"unit": UNIT}
    assert_is_credit(returned.form_project, returned.form_project.import_files(path, **options))


def test_the_year_is_read_from_the_lines_above(returned: ReturnedForms) -> None:
    path = returned.filled("credit")
    book = load_workbook(path)
    del book[MARKS]
    book.save(path)
    assert returned.form_project.import_files(path, unit=UNIT).folder.name == str(YEAR)


def test_merged_headers_on_two_rows(returned: ReturnedForms) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["BIỂU TÍN DỤNG NĂM 2024"])
    sheet.append(["TT", "Nhóm vay", "Tiền cho vay (đồng)", "Còn nợ", ""])
    sheet.append(["", "", "", "Hộ còn dư nợ", "Dư nợ (đồng)"])
    sheet.append(["(1)", "(2)", "(3)", "(4)", "(5)"])
    sheet.merge_cells("D2:E2")
    for merged in ("A2:A3", "B2:B3", "C2:C3"):
        sheet.merge_cells(merged)
    for number, row in enumerate(CREDIT, 1):
        sheet.append([number, GROUPS[number - 1], int(row["amount_lent_vnd"]), int(row["borrowers_outstanding"] or 0),
                      int(row["outstanding_balance_vnd"])])  # fmt: skip
    path = returned.form_project.incoming / "a.xlsx"
    book.save(path)
    done = returned.form_project.import_files(path, **OWN)
    assert len(done.tables[0].rows) == 4
    assert [row["outstanding_balance_vnd"] for row in done.tables[0].rows] == [
        r["outstanding_balance_vnd"] for r in CREDIT
    ]
    assert noted(done, 'không có cột "Lượt vay"')


def test_group_headers_over_the_indicators(returned: ReturnedForms) -> None:
    """The review form merges "Thiếu hụt" over its twelve indicators."""
    row = {
        "household_id": "H1", "commune": "Bảo Lâm", "area": "nông thôn", "members": 4, "ethnic_minority": "x",
        "score_b1": 120, "score_b2": 10, "status_last_year": "hộ nghèo",
    }  # fmt: skip
    group = "Thiếu hụt"
    names, flat = headed("households", [row])
    is_indicator = [str(name).startswith(group) for name in names]
    first = is_indicator.index(True)
    upper = [group * (place == first) if d else n for place, (n, d) in enumerate(zip(names, is_indicator, strict=True))]
    lower = [str(n).removeprefix(f"{group}: ") * d for n, d in zip(names, is_indicator, strict=True)]
    cells = [int("Nguồn nước" in str(n)) if d else v for n, d, v in zip(names, is_indicator, flat, strict=True)]
    (path,) = returned.workbook("ho.xlsx", [upper, lower, cells])
    stored = returned.form_project.import_files(path, **OWN).tables[0].rows[0]
    assert (stored["deprived_water"], stored["deprived_employment"], stored["ethnic_minority"]) == ("1", "0", "1")
    assert stored["commune"] == "06199" or stored["commune"].isdigit()


def test_a_total_and_signatures_below(returned: ReturnedForms) -> None:
    rows = vietnamese(headed("credit"))
    total = ["Tổng cộng", 564, "51.972.000.000", 2559, "201.784.000.000"]
    footer = [[], ["", "", "Lạng Sơn, ngày 15 tháng 11 năm 2024"], ["NGƯỜI LẬP BIỂU", "", "GIÁM ĐỐC"]]
    (path,) = returned.workbook("a.xlsx", [*rows, total, *footer])
    assert_is_credit(returned.form_project, returned.form_project.import_files(path, **OWN))


@pytest.mark.parametrize("write", [
    lambda n: f"{int(n):,}".replace(",", "."),
    lambda n: f"{int(n):,}".replace(",", " "),
    lambda n: f"{int(n):,}".replace(",", "\u00a0"),
    lambda n: f" {int(n):,} ",
    lambda n: f"{int(n)},0",
    lambda n: f"{int(n):,}".replace(",", ".") + ",00",
], ids=["points", "blanks", "hard blanks", "commas", "decimal zero", "both"])  # fmt: skip
def test_numbers_as_text(returned: ReturnedForms, write: Callable[[str], str]) -> None:
    path = returned.filled("credit")
    with returned.opened("credit", path) as sheet:
        for row in range(11, 15):
            for place in (3, 5, 7, 9):
                value = sheet.cell(row, place).value
                sheet.cell(row, place).value = None if value is None else write(str(value))
    done = returned.form_project.import_files(path)
    assert_is_credit(returned.form_project, done)
    assert noted(done, "công thức tổng bỏ qua các ô số ghi dưới dạng chữ")


@pytest.mark.parametrize("blank", ["-", "–", "…", "...", " ", "\u00a0"])
def test_blanks_and_dashes_where_nothing_is_known(returned: ReturnedForms, blank: str) -> None:
    path = returned.filled("credit")
    with returned.opened("credit", path) as sheet:
        sheet["C14"], sheet["G14"] = blank, blank
    assert_is_credit(returned.form_project, returned.form_project.import_files(path))


@pytest.mark.parametrize(
    "written", ["27/02/2023", "27-2-2023", "27.02.2023", "ngày 27 tháng 02 năm 2023", 44984, "44984 "]
)
def test_dates_as_text_and_serials(returned: ReturnedForms, written: object) -> None:
    path = returned.filled("documents")
    with returned.opened("documents", path) as sheet:
        sheet["G10"] = written
        sheet["G10"].number_format = "General"
    assert returned.form_project.import_files(path).tables[0].rows[0]["issue_date"] == "2023-02-27"


@pytest.mark.parametrize("typed", [True, False], ids=["date", "serial"])
def test_dates_counted_from_1904(returned: ReturnedForms, typed: bool) -> None:
    rows = headed("documents")
    rows[1][5] = dt.date(2023, 2, 27) if typed else 44984 - 1462
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in rows:
        book.active.append(row)
    path = returned.form_project.incoming / "mac.xlsx"
    book.save(path)
    assert returned.form_project.import_files(path, **OWN).tables[0].rows[0]["issue_date"] == "2023-02-27"


def test_formulas_without_results_are_computed(returned: ReturnedForms) -> None:
    path = returned.filled("credit")
    with returned.opened("credit", path) as sheet:
        sheet["M11"], sheet["M12"] = 30_000_000_000, 9.656
        sheet["I11"] = "=M11+ROUND(M12*1000,0)*10^6"
        sheet["C11"] = "=SUM(N11:N12, 30)+IF(M11>0,2,0)"
        sheet["N11"], sheet["N12"] = 99, 1
    done = returned.form_project.import_files(path)
    assert_is_credit(returned.form_project, done)
    assert noted(done, "M11", "không có tiêu đề, bỏ qua")


def test_decomposed_unicode_is_composed_and_noted(returned: ReturnedForms) -> None:
    rows = vietnamese(headed("credit"))
    (path,) = returned.workbook("a.xlsx", [[unicodedata.normalize("NFD", str(c)) for c in row] for row in rows])
    done = returned.form_project.import_files(path, **OWN)
    assert_is_credit(returned.form_project, done)
    assert noted(done, "ô viết bằng Unicode tổ hợp đã được chuyển")


@pytest.mark.parametrize(("encode", "name"), [(to_tcvn3, "TCVN3"), (to_vni, "VNI")], ids=["tcvn3", "vni"])
def test_legacy_fonts_are_converted_and_noted(returned: ReturnedForms, encode: Callable[[str], str], name: str) -> None:
    rows = vietnamese(headed("credit"))
    (path,) = returned.workbook("a.xlsx", [[encode(str(c)) for c in row] for row in rows])
    done = returned.form_project.import_files(path, **OWN)
    assert_is_credit(returned.form_project, done)
    assert noted(done, f"phông {name}")


@pytest.mark.parametrize("encode", [to_tcvn3, to_vni], ids=["tcvn3", "vni"])
def test_a_legacy_word_in_a_form_of_ours(returned: ReturnedForms, encode: Callable[[str], str]) -> None:
    path = returned.filled("credit", "credit")
    with returned.opened("credit", path) as sheet:
        for row, group in enumerate(GROUPS, 11):
            sheet.cell(row, 2).value = encode(group)
    assert_is_credit(returned.form_project, returned.form_project.import_files(path))


def test_an_extra_column_is_noted_and_left_out(returned: ReturnedForms) -> None:
    rows = [[*row, "Cột khác" if i == 0 else i] for i, row in enumerate(vietnamese(headed("credit")))]
    done = returned.form_project.import_files(*returned.workbook("a.xlsx", rows), **OWN)
    assert_is_credit(returned.form_project, done)
    assert noted(done, "F1", 'cột "Cột khác" không có trong biểu mẫu, bỏ qua')


def test_a_slip_in_a_header_is_understood_and_noted(returned: ReturnedForms) -> None:
    rows = vietnamese(headed("credit"))
    rows[0] = ["Tiền cho vayy (đồng)" if h == "Tiền cho vay (đồng)" else h for h in rows[0]]
    done = returned.form_project.import_files(*returned.workbook("a.xlsx", rows), **OWN)
    assert_is_credit(returned.form_project, done)
    assert noted(done, "C1", "được hiểu là")


@pytest.mark.parametrize(("name", "separator", "encoding"), [
    ("credit.csv", ",", "utf-8"), ("credit.csv", ";", "utf-8-sig"), ("credit.tsv", "\t", "utf-8"),
    ("credit.txt", "\t", "utf-16"), ("tin dung.csv", ";", "cp1258"), ("credit.csv", ",", "utf-16-le"),
])  # fmt: skip
def test_text_of_any_separator_and_encoding(returned: ReturnedForms, name: str, separator: str, encoding: str) -> None:
    text = as_text(vietnamese(headed("credit")), separator)
    if encoding == "cp1258":  # Vietnamese Windows keeps tone marks apart from some letters
        text = "".join(_for_1258(c) for c in unicodedata.normalize("NFC", text))
    assert_is_credit(
        returned.form_project, returned.form_project.import_files(*returned.text(name, text.encode(encoding)), **OWN)
    )


def _for_1258(letter: str) -> str:
    spread = unicodedata.normalize("NFD", letter)
    tone = next((c for c in spread if c in "\u0300\u0301\u0303\u0309\u0323"), "")
    whole = unicodedata.normalize("NFC", spread.replace(tone, "")) + tone if tone else letter
    return letter if letter.encode("cp1258", "ignore") else whole


def test_text_typed_in_a_legacy_font(returned: ReturnedForms) -> None:
    text = to_tcvn3(as_text(vietnamese(headed("credit")))).encode("latin-1")
    assert_is_credit(
        returned.form_project, returned.form_project.import_files(*returned.text("credit.csv", text), **OWN)
    )


@pytest.mark.parametrize("kind", ["xls", "xlsx"])
def test_saved_by_another_program(returned: ReturnedForms, kind: str, tmp_path: Path) -> None:
    """LibreOffice saves the form as an old workbook, or anew, with results of its own."""
    path = returned.filled("credit", name="form.xlsx")
    saved = recalculate([path], tmp_path, kind)["form"]
    done = returned.form_project.import_files(saved)
    assert_is_credit(returned.form_project, done)
    if kind == "xlsx":
        sheet = load_workbook(saved, data_only=True)["Tín dụng ưu đãi"]
        sums = [sum(int(row[c] or 0) for row in CREDIT) for c in SCHEMAS["credit"].totals]
        assert [sheet.cell(10, place).value for place in (3, 5, 7, 9)] == sums


def test_sheets_that_are_not_filled_in_are_noted_and_left_out(returned: ReturnedForms) -> None:
    done = returned.form_project.import_files(returned.filled("electricity_support"))
    assert [t.schema.name for t in done.tables] == ["electricity_support"]
    assert noted(done, "chưa điền, để nguyên", "Giải quyết việc làm")


def test_blank_rows_are_noted(returned: ReturnedForms) -> None:
    path = returned.form_project.sent("credit")
    with returned.opened("credit", path) as sheet:
        sheet["C5"] = DAY
        sheet["E11"], sheet["I11"] = 1, 2
    done = returned.form_project.import_files(path)
    assert len(done.tables[0].rows) == 1
    assert noted(done, "3 dòng có sẵn của năm trước không được điền, không nhập: dòng 12, 13, 14")


def test_a_form_marked_as_empty_gives_an_empty_table(returned: ReturnedForms) -> None:
    path = returned.form_project.sent("housing_support")
    with returned.opened("housing_support", path) as sheet:
        sheet["C5"], sheet["C7"] = DAY, "x"
    done = returned.form_project.import_files(path)
    assert (done.tables[0].schema.name, done.tables[0].rows) == ("housing_support", [])
    assert load_inputs(returned.form_project.project, UNIT, YEAR, ["housing_support"])["housing_support"].frame.empty


def test_communes_send_a_register_each(returned: ReturnedForms) -> None:
    base = {"area": "nông thôn", "members": 4, "ethnic_minority": 1, "score_b1": 120, "score_b2": 0,
            "status_last_year": "hộ nghèo"}  # fmt: skip
    deprived = {c.name: 0 for c in SCHEMAS["households"].columns if c.name.startswith("deprived_")}
    paths = []
    for number, commune in enumerate(("Bảo Lâm", "xã Thạch Đạn")):
        row = base | deprived | {"household_id": f"H{number}", "commune": commune}
        paths += returned.workbook(f"{number}.xlsx", headed("households", [row]))
    done = returned.form_project.import_files(*paths, **OWN)
    assert len(done.tables[0].rows) == 2
    assert all(row["commune"].isdigit() for row in done.tables[0].rows)
