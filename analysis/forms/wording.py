"""The Vietnamese words of the forms: titles, instructions, messages of the cells."""

from __future__ import annotations

from analysis.forms.content import Form, FormTable
from analysis.tables.schema import Column

GUIDE = "Hướng dẫn"
LISTS = "Danh mục"
MARKS = "_baocao"
"""Names of the sheets that are no tables; the last one is hidden."""

NUMBER_HEADER = "STT"
TOTAL = "Tổng cộng"
AS_OF = "Số liệu chốt đến ngày"
DOCUMENT = "Kèm theo văn bản số"
NOTHING = "Không phát sinh trong năm (ghi x)"

LONGEST_INPUT_TITLE, LONGEST_MESSAGE, LONGEST_SHEET_NAME = 32, 255, 31


def sheet_title(table: FormTable) -> str:
    """Name the sheet of a table: its title without what spreadsheets forbid, cut at a word."""
    name = "".join(c for c in table.schema.title if c not in "[]:*?/\\'")
    if len(name) <= LONGEST_SHEET_NAME:
        return name
    return name[:LONGEST_SHEET_NAME].rpartition(" ")[0].rstrip(" ,-")


def last_year_header(column: Column, year: int) -> str:
    """Head the column that shows last year's value."""
    return f"{column.header} – năm {year - 1}"


def heading(form: Form, table: FormTable) -> tuple[str, str, str]:
    """Return the lines above a table: its title, for whom and from whom, what a row is."""
    must = "" if table.schema.may_be_empty else " Cần ít nhất một dòng."
    return (
        table.schema.title.upper(),
        f"Đơn vị báo cáo: {form.unit.full_name} · Năm báo cáo: {form.year} · Cơ quan cung cấp: {form.agency.name}",
        f"Mỗi dòng là {table.schema.row_is}.{must} Tiền ghi bằng đồng; ô màu vàng là ô cần điền, ô màu xám đã khóa, "
        "ô màu xanh được tính sẵn từ số liệu năm trước, đề nghị kiểm tra và sửa nếu khác.",
    )


def expected(column: Column) -> str:
    """Say in a few words what a cell of a column takes."""
    if column.choices:
        return "chọn trong danh sách"
    bounds = ""
    if column.minimum is not None and column.maximum is not None:
        bounds = f", từ {column.minimum} đến {column.maximum}"
    elif column.minimum is not None:
        bounds = f", từ {column.minimum} trở lên"
    return {
        "text": "chữ",
        "integer": f"số nguyên{bounds}",
        "decimal": f"số{bounds}",
        "date": "ngày/tháng/năm",
        "flag": "1 (có) hoặc 0 (không)",
        "commune": "chọn trong danh sách",
        "communes": "tên các xã, cách nhau bằng dấu chấm phẩy",
    }[column.type]


def input_message(column: Column) -> str:
    """Say what to fill in, when a cell is selected."""
    end = "" if column.required else " Được để trống."
    return _cut(f"{column.meaning} Cách ghi: {expected(column)}.{end}")


def error_message(column: Column) -> str:
    """Say what is wrong, when a cell refuses what was typed."""
    return _cut(f"Ô này cần {expected(column)}. {column.meaning}")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_MESSAGE else text[: LONGEST_MESSAGE - 1] + "…"


def instructions(form: Form) -> list[tuple[str, str]]:
    """Return the sheet of instructions: a style (`title`, `head`, `text`) and a line each."""
    lines = [
        ("title", f"BIỂU MẪU SỐ LIỆU NĂM {form.year}"),
        ("text", f"Đơn vị báo cáo: {form.unit.full_name} (mã {form.unit.code}). Cơ quan điền: {form.agency.name}."),
        ("head", "Cách điền"),
        ("text", f"1. Mỗi trang tính là một bảng. Ở đầu trang, ghi “{AS_OF}” và, nếu có, “{DOCUMENT}”."),
        ("text", "2. Điền các ô màu vàng. Cột màu xám bên cạnh là số của năm trước để đối chiếu; dòng tổng tự tính."),
        (
            "text",
            "3. Ô có mũi tên: chọn trong danh sách (cũng nằm ở trang “Danh mục”). Di chuột vào ô để xem cách ghi.",
        ),
        ("text", "4. Ô màu xanh được tính sẵn từ số liệu năm trước: kiểm tra, sửa nếu khác."),
        (
            "text",
            "5. Thiếu dòng thì điền tiếp vào các dòng trống bên dưới. Dòng có sẵn mà năm nay không còn: để trống.",
        ),
        ("text", f"6. Bảng không có gì phát sinh: ghi x vào ô “{NOTHING}” ở đầu trang."),
        ("text", "7. Số không có thì để trống; bằng không thì ghi 0. Không ghi kèm đơn vị tính trong ô số."),
        ("text", "8. Không cần giữ đúng vị trí dòng, cột; giữ nguyên tiêu đề cột để số liệu được nhận ra."),
        ("text", "9. Điền xong gửi lại tệp này (.xlsx, .xls hoặc .csv) cho cơ quan lập báo cáo."),
    ]
    for table in form.tables:
        sheet, title = sheet_title(table), table.schema.title
        lines += [("head", f"Trang “{sheet}”" + ("" if sheet == title else f": {title}"))]
        lines += [("text", f"Mỗi dòng là {table.schema.row_is}.")]
        for column in table.columns:
            mark = "bắt buộc" if column.required and not column.optional else "được để trống"
            lines.append(("text", f"• {column.header} ({expected(column)}; {mark}): {column.meaning}"))
    return lines
