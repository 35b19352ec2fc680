"""Forms that cannot be imported, with the fault and its expected message.

Adding one is adding one entry. Cells are those of the form of the example: headers in row 9, rows from 10 or, below a
row of totals, 11.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fill_forms import fill
from form_project import rows_of
from legacy_fonts import to_tcvn3
from openpyxl import load_workbook
from returned_forms import DAY, OWN, ReturnedForms, as_text, headed

CREDIT, CAPITAL, TRAINING = "Tín dụng ưu đãi", "Kế hoạch vốn", "Đào tạo nghề"


@dataclass(frozen=True)
class BrokenForm:
    """A form that cannot be imported.

    Attributes
    ----------
    what
        What is broken.
    make
        Makes the files.
    fragments
        What one message says.
    options
        Options of the command.
    """

    what: str
    make: Callable[[ReturnedForms], list[Path]]
    fragments: tuple[str, ...]
    options: Mapping[str, Any] = field(default_factory=dict)


def _cells(table: str, **cells: Any) -> Callable[[ReturnedForms], list[Path]]:
    return lambda returned: returned.with_cells(table, **cells)


def _sheet(title: str, cell: str = "") -> str:
    return f'trang tính "{title}"' + (f", ô {cell}, cột" if cell else "")


def _blanked(returned: ReturnedForms) -> list[Path]:
    path = returned.filled("credit")
    return [fill(path, {"credit": [{"borrower_group": "hộ nghèo"}]}, DAY)]


def _without(returned: ReturnedForms, *columns: str) -> list[Path]:
    rows = headed("credit")
    kept = [i for i, header in enumerate(rows[0]) if header not in columns]
    return returned.workbook("tin-dung.xlsx", [[row[i] for i in kept] for row in rows])


def _renamed(header: str, to: str) -> Callable[[ReturnedForms], list[Path]]:
    def make(returned: ReturnedForms) -> list[Path]:
        rows = headed("credit")
        rows[0] = [to if text == header else text for text in rows[0]]
        return returned.workbook("tin-dung.xlsx", rows)

    return make


def _above(line: str) -> Callable[[ReturnedForms], list[Path]]:
    return lambda returned: returned.workbook("tin-dung.xlsx", [["Biểu tín dụng"], [line], *headed("credit")])


def _below(*cells: Any) -> Callable[[ReturnedForms], list[Path]]:
    return lambda returned: returned.workbook("tin-dung.xlsx", [*headed("credit"), list(cells)])


def _cut(returned: ReturnedForms) -> list[Path]:
    path = returned.filled("credit")
    path.write_bytes(path.read_bytes()[:3000])
    return [path]


def _two_days(returned: ReturnedForms) -> list[Path]:
    first = returned.filled("credit", name="mot.xlsx")
    second = returned.filled("credit", name="hai.xlsx")
    fill(second, {"credit": [rows_of("credit")[0]]}, DAY + dt.timedelta(days=1))
    fill(first, {"credit": rows_of("credit")[1:]}, DAY)
    return [first, second]


def _copied_sheet(returned: ReturnedForms) -> list[Path]:
    path = returned.filled("credit")
    book = load_workbook(path)
    book.copy_worksheet(book[CREDIT]).title = "Tín dụng (2)"
    book.save(path)
    return [path]


def _last_years(returned: ReturnedForms) -> list[Path]:
    return returned.workbook("tin-dung.xlsx", [["TÍN DỤNG ƯU ĐÃI"], ["Năm báo cáo: 2023"], *headed("credit")])


def _households(column: str, value: str) -> Callable[[ReturnedForms], list[Path]]:
    row = {
        "household_id": "H1", "commune": "Bảo Lâm", "area": "nông thôn", "members": "4", "ethnic_minority": "1",
        "score_b1": "120", "score_b2": "30", "status_last_year": "hộ nghèo",
    }  # fmt: skip

    def make(returned: ReturnedForms) -> list[Path]:
        rows = headed("households", [row | {column: value}])
        rows[1] = [cell if cell != "" or "Thiếu hụt" not in head else "0" for head, cell in zip(*rows, strict=True)]
        return returned.workbook("ho.xlsx", rows)

    return make


def _two_registers(returned: ReturnedForms) -> list[Path]:
    make = _households("members", "3")
    first = make(returned)[0].rename(returned.form_project.incoming / "xa-mot.xlsx")
    return [first, make(returned)[0].rename(returned.form_project.incoming / "xa-hai.xlsx")]


BROKEN_FORMS: dict[str, BrokenForm] = {
    # Numbers
    "words_for_a_number": BrokenForm(
        "words where a number belongs", _cells("credit", C11="nhiều"),
        (_sheet(CREDIT, "C11"), '"nhiều"', "không phải số nguyên", "số nguyên từ 0 trở lên", "chỉ ghi chữ số")),
    "negative": BrokenForm(
        "a negative amount", _cells("credit", E11=-5),
        (_sheet(CREDIT, "E11"), '"-5"', "là số âm", "số từ 0 trở lên")),
    "half_a_household": BrokenForm(
        "a fraction where things are counted", _cells("credit", G12=12.5),
        (_sheet(CREDIT, "G12"), '"12.5"', "không phải số nguyên")),
    "fraction_as_text": BrokenForm(
        "a fraction typed as text", _cells("credit", G12="7.531,5"),
        (_sheet(CREDIT, "G12"), '"7531.5"', "không phải số nguyên")),
    "number_with_unit": BrokenForm(
        "a unit of measure in the cell", _cells("credit", C11="132 lượt"),
        (_sheet(CREDIT, "C11"), '"132 lượt"', "không kèm chữ hay đơn vị")),
    "scattered_points": BrokenForm(
        "points that separate nothing", _cells("credit", E11="8.24.0000.000"),
        (_sheet(CREDIT, "E11"), '"8.24.0000.000"', "không phải số nguyên")),
    "thousand_or_one": BrokenForm(
        "a number that may be a thousand or one", _cells("forecasts", D10="1.000"),
        (_sheet("Dự kiến giải ngân cả năm", "D10"), "1.000 (1 nghìn hay số lẻ?)", "không phải số")),
    "too_large": BrokenForm(
        "a number beyond any count", _cells("credit", I11=10**16),
        (_sheet(CREDIT, "I11"), "lớn hơn mức cho phép", "đơn vị tính")),
    "share_above_hundred": BrokenForm(
        "a percentage above a hundred", _cells("labour_indicators", C10=651),
        (_sheet("Chỉ tiêu lao động", "C10"), '"651"', "lớn hơn mức cho phép", "từ 0 đến 100")),
    "yes_for_a_number": BrokenForm(
        "an x where a number belongs", _cells("vocational_training", C11="x"),
        (_sheet(TRAINING, "C11"), '"x"', "không phải số nguyên")),
    # Choices and names
    "unknown_choice": BrokenForm(
        "a group that is in no list", _cells("credit", B11="doanh nghiệp"),
        (_sheet(CREDIT, "B11"), '"doanh nghiệp"', "không có trong danh mục", "poor (hộ nghèo)")),
    "nearly_a_choice": BrokenForm(
        "a slip in a word of the list", _cells("credit", B12="hộ cân nghéo vay"),
        (_sheet(CREDIT, "B12"), "không có trong danh mục", 'có phải "near_poor"')),
    "unknown_component": BrokenForm(
        "a project the programme does not have", _cells("capital", B12="9.9 – Dự án khác"),
        (_sheet(CAPITAL, "B12"), '"9.9 – Dự án khác"', "không có trong danh mục")),
    "legacy_choice_unknown": BrokenForm(
        "legacy text that names nothing", _cells("credit", B11=to_tcvn3("nhóm người khác")),
        (_sheet(CREDIT, "B11"), '"nhóm người khác"', "không có trong danh mục")),
    "unknown_commune": BrokenForm(
        "a commune of elsewhere", _cells("housing_support", C12="Tân Thanh"),
        (_sheet("Hỗ trợ nhà ở", "C12"), '"Tân Thanh"', "không phải xã, thị trấn của đơn vị")),
    "misspelt_commune": BrokenForm(
        "a slip in the name of a commune", _cells("housing_support", C12="xã Bảo Lầm"),
        (_sheet("Hỗ trợ nhà ở", "C12"), 'có phải "xã Bảo Lâm"')),
    "commune_twice": BrokenForm(
        "a commune named twice in one list", _cells("livelihood_projects", F11="Thạch Đạn, Thạch Đạn"),
        (_sheet("Dự án, mô hình hỗ trợ sản xuất", "F11"), "một xã được ghi hai lần")),
    "not_the_pattern": BrokenForm(
        "a year with words around it", _cells("electricity_support", B11="cả năm nay"),
        (_sheet("Hỗ trợ tiền điện", "B11"), '"cả năm nay"', "không đúng dạng")),
    "number_of_a_document": BrokenForm(
        "the symbol in the cell of the number", _cells("documents", D10="89/KH-UBND"),
        (_sheet("Văn bản chỉ đạo, điều hành", "D10"), '"89/KH-UBND"', "không kèm ký hiệu")),
    # Dates
    "no_such_day": BrokenForm(
        "a day that does not exist", _cells("documents", G10="31/02/2024"),
        (_sheet("Văn bản chỉ đạo, điều hành", "G10"), '"31/02/2024"', "không phải ngày")),
    "two_digit_year": BrokenForm(
        "a year of two digits", _cells("documents", G10="15/11/24"),
        (_sheet("Văn bản chỉ đạo, điều hành", "G10"), '"15/11/24"', "không phải ngày")),
    "number_for_a_day": BrokenForm(
        "a number that is no date", _cells("documents", G10=1523),
        (_sheet("Văn bản chỉ đạo, điều hành", "G10"), '"1904-03-02 (năm không thể có)"', "không phải ngày")),
    # Rows
    "blank_cell": BrokenForm(
        "a cell left blank that has to be filled in", _cells("credit", I13=None),
        (_sheet(CREDIT, "I13"), "ô bỏ trống", "điền ô này")),
    "dash_for_zero": BrokenForm(
        "a dash where a number is needed", _cells("credit", I13="–"),
        (_sheet(CREDIT, "I13"), "ô bỏ trống")),
    "same_row_twice": BrokenForm(
        "a group listed twice", _cells("credit", B12="hộ nghèo"),
        (_sheet(CREDIT, "B12"), "dòng trùng với dòng 11")),
    "not_filled_in": BrokenForm(
        "a dated form without numbers", _blanked,
        (_sheet(CREDIT), "bảng không có dòng số liệu nào", "ít nhất một dòng")),
    "nothing_and_something": BrokenForm(
        "marked as empty, with rows", _cells("housing_support", C7="x"),
        (_sheet("Hỗ trợ nhà ở"), "ghi không phát sinh nhưng bảng có số liệu (2 dòng, dòng đầu là dòng 11)")),
    "nothing_where_there_must_be": BrokenForm(
        "marked as empty, though it cannot be", lambda returned: [fill(returned.filled("credit"), {"credit": []}, DAY)],
        (_sheet(CREDIT), "bảng không có dòng số liệu nào")),
    # Totals
    "total_written_over": BrokenForm(
        "a total that is not the sum", _cells("credit", C10=999),
        (_sheet(CREDIT, "C10"), '"999"', "dòng tổng cộng khác tổng của các dòng (564; chênh 435)")),
    "total_at_the_end": BrokenForm(
        "a total at the end that misses a row", _below("Tổng cộng", 564, "", "2.559", "157.474.000.000"),
        ('trang tính "Sheet1", ô E6', '"157.474.000.000"', "khác tổng của các dòng (201.784.000.000"), OWN),
    "total_of_no_kind_of_row": BrokenForm(
        "a total of rows that overlap, equal to no part of them", _cells("capital", B24="Tổng cộng", F24=1),
        (_sheet(CAPITAL, "F24"), "khác tổng của các dòng")),
    # Columns
    "missing_column": BrokenForm(
        "a column that is not there", lambda returned: _without(returned, "Dư nợ (đồng)"),
        ('trang tính "Sheet1"', 'thiếu cột "Dư nợ (đồng)"', "thêm cột này (tiêu đề ở dòng 1)"), OWN),
    "column_twice": BrokenForm(
        "two columns of one name", _renamed("Lượt vay", "Dư nợ (đồng)"),
        ('trang tính "Sheet1", ô E1', "cột bị lặp (đã có ở B1)"), OWN),
    "headers_swapped": BrokenForm(
        "a header written over, against the hidden name", _cells("credit", E9="Dư nợ (đồng)"),
        (_sheet(CREDIT), "ô E9", "tiêu đề nói là", "cùng một lúc", "như biểu mẫu gốc")),
    "millions_in_the_header": BrokenForm(
        "millions of đồng by the header", _renamed("Dư nợ (đồng)", "Dư nợ (triệu đồng)"),
        ('trang tính "Sheet1", ô E1', "đơn vị tính là trieu dong, không phải đồng", "đổi các số ra đồng"), OWN),
    "millions_above_the_table": BrokenForm(
        "millions of đồng by a line above", _above("Đơn vị tính: triệu đồng"),
        ('trang tính "Sheet1", ô A2', "đơn vị tính không phải đồng"), OWN),
    "a_comma_too_many": BrokenForm(
        "a comma that is no separator",
        lambda returned: returned.text(
            "credit.csv", as_text(headed("credit")[:2]) + "hộ cận nghèo,109,7,805,525,1\r\n"),
        ("credit.csv, ô F3", '"1"', "dòng có nhiều ô hơn tiêu đề"), OWN),
    # Formulas
    "formula_unknown": BrokenForm(
        "a function that is not computed, without its result", _cells("credit", I11="=VLOOKUP(B11,Q1:R9,2,FALSE)"),
        (_sheet(CREDIT, "I11"), "không tính được hàm VLOOKUP", "mở tệp bằng Excel và lưu lại")),
    "formula_circle": BrokenForm(
        "formulas that lead back to themselves", _cells("credit", I11="=I12+1", I12="=I11+1"),
        (_sheet(CREDIT, "I11"), "tham chiếu vòng tròn")),
    "formula_by_zero": BrokenForm(
        "a division by zero", _cells("credit", I11="=1/0"),
        (_sheet(CREDIT, "I11"), "chia cho 0")),
    "formula_elsewhere": BrokenForm(
        "a number from another file", _cells("credit", I11="='[so lieu.xlsx]Sheet1'!A1"),
        (_sheet(CREDIT, "I11"), "trang tính hoặc tệp không có ở đây")),
    "formula_over_words": BrokenForm(
        "arithmetic with words", _cells("credit", I11="=B11*2"),
        (_sheet(CREDIT, "I11"), 'công thức tính với ô chữ "poor"')),
    "error_value": BrokenForm(
        "an error instead of a number", _cells("credit", I11="#REF!"),
        (_sheet(CREDIT, "I11"), "#REF!", "không phải số nguyên")),
    # Registers
    "flag_of_three": BrokenForm(
        "a yes-or-no cell with neither", _households("deprived_water", "2"),
        ('trang tính "Sheet1", ô O2', '"2"', "không phải 0 hay 1"), OWN),
    "score_beyond_the_form": BrokenForm(
        "a score the review form cannot give", _households("score_b1", "700"),
        ('trang tính "Sheet1", ô F2', '"700"', "lớn hơn mức cho phép"), OWN),
    "no_member_in_the_household": BrokenForm(
        "a household without members", _households("members", "0"),
        ('trang tính "Sheet1", ô D2', '"0"', "nhỏ hơn mức cho phép"), OWN),
    "household_in_two_files": BrokenForm(
        "a household in two communes' files", _two_registers,
        ("xa-hai.xlsx", "dòng 2", "dòng trùng với dòng 2 của xa-mot.xlsx", "H1"), OWN),
    # Days, years, units
    "no_closing_day": BrokenForm(
        "no day of the numbers", _cells("credit", C5=None),
        (_sheet(CREDIT), "không biết số liệu chốt đến ngày nào", "--as-of")),
    "closing_day_in_words": BrokenForm(
        "a closing day in words", _cells("credit", C5="giữa tháng 11"),
        (_sheet(CREDIT), "ô C5", '"giữa tháng 11"', "không phải ngày")),
    "closing_day_of_another_year": BrokenForm(
        "numbers of years ago", _cells("credit", C5=dt.date(2021, 11, 15)),
        (_sheet(CREDIT), '"2021-11-15"', "không phải của báo cáo năm 2024")),
    "two_closing_days": BrokenForm(
        "parts of a table closed on different days", _two_days,
        ("hai.xlsx", _sheet(CREDIT), "chốt ngày 16/11/2024, phần ở mot.xlsx chốt ngày 15/11/2024")),
    "two_units": BrokenForm(
        "forms of two units at once",
        lambda returned: [returned.filled("credit"), *returned.with_marks("health_insurance", unit="184")],
        ("bao-hiem-xa-hoi.xlsx", "biểu mẫu của đơn vị 184, năm 2024", "đơn vị 183, năm 2024")),
    "year_above_the_table": BrokenForm(
        "last year's sheet sent again", _last_years,
        ("tin-dung.xlsx", 'trang tính "Sheet1"', "đầu trang tính ghi năm 2023", "số liệu năm 2024"), OWN),
    "form_of_the_future": BrokenForm(
        "a form made by a later program", lambda returned: returned.with_marks("credit", version=99),
        ("phiên bản mới hơn (99)", "cập nhật chương trình"), OWN),
    "table_twice_in_a_file": BrokenForm(
        "a sheet copied within the file", _copied_sheet,
        ('trang tính "Tín dụng (2)"', "dòng 11", "dòng trùng với dòng 11")),
    # Files
    "no_table_in_it": BrokenForm(
        "a file without any table",
        lambda returned: returned.workbook("thu.xlsx", [["Kính gửi"], ["Nội dung công văn"]]),
        ("thu.xlsx", "không nhận ra bảng số liệu nào trong tệp", "thư mục forms"), OWN),
    "cut_off": BrokenForm(
        "a file cut off on the way", _cut, ("không mở được tệp", "còn nguyên vẹn"), OWN),
    "web_page": BrokenForm(
        "a web page with the name of a workbook",
        lambda returned: returned.text("tin-dung.xls", "<html><table></table></html>"),
        ("tin-dung.xls", "nội dung không phải", "Lưu thành .xlsx"), OWN),
    "printed": BrokenForm(
        "a PDF with the name of a workbook", lambda returned: returned.text("tin-dung.xlsx", b"%PDF-1.7 ..."),
        ("tin-dung.xlsx", "nội dung không phải (trang web, PDF hoặc văn bản)"), OWN),
    "damaged_xls": BrokenForm(
        "an old workbook that cannot be read",
        lambda returned: returned.text("cu.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99),
        ("cu.xls", "không mở được tệp", "mật khẩu"), OWN),
    "empty_file": BrokenForm(
        "an empty file", lambda returned: returned.text("trong.csv", b""), ("trong.csv", "tệp trống"), OWN),
    "not_there": BrokenForm(
        "a file that is not there", lambda returned: [returned.form_project.incoming / "khong-co.xlsx"],
        ("khong-co.xlsx", "không đọc được tệp"), OWN),
    "open_quotation_mark": BrokenForm(
        "a quotation mark that is not closed",
        lambda returned: returned.text("credit.csv", as_text(headed("credit")) + '"hộ khác,1,2,3,4\r\n'),
        ("credit.csv, dòng 6", "dấu nháy kép", "Notepad"), OWN),
}  # fmt: skip
