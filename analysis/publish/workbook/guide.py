"""The first sheet: what the workbook is, how to trace a number in it, what is simulated, and a list of its sheets."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.figures.provenance import EXPLANATION, GRADES, PUBLISHED, PUBLISHED_TOTAL, SIMULATED, VIETNAMESE, weakest
from analysis.narrative.draft_notices import draft_notice, draft_words
from analysis.publish.printed_text import DAGGER
from analysis.publish.workbook.grid import Column, Link, Row, Sheet
from analysis.publish.workbook.references import on_sheet
from analysis.publish.workbook.register import is_register
from analysis.publish.workbook.wording import GUIDE, mark
from analysis.reference.units import main_kind
from analysis.tables import Inputs, Table

_COLUMNS = (
    Column("sheet", "Trang", 28),
    Column("what", "Nội dung", 46, wrap=True),
    Column("rows", "Số dòng", 10, "integer"),
    Column("agency", "Cơ quan cung cấp", 24, wrap=True),
    Column("as_of", "Chốt đến ngày", 14, "date"),
    Column("provenance", "Nguồn gốc", 22, wrap=True),
    Column("note", "Ghi chú", 64, wrap=True),
)

_NOTES = (
    "Sổ này để kiểm chứng báo cáo: mọi số liệu của báo cáo được tính lại bằng công thức sống trên chính các bảng "
    "số liệu gốc. Sửa một ô đầu vào, các số liệu phụ thuộc thay đổi theo.",
    'Lần theo một con số: chọn ô ở cột Giá trị của trang "Số liệu", rồi dùng Công thức → Dò tìm ô nguồn (Formulas → '
    "Trace Precedents) của Excel, hoặc Công cụ → Dò tìm → Dò ô nguồn (Shift+F9) của LibreOffice; nhấn Ctrl+[ để đi "
    'đến ô nguồn. Cột "Tính từ" dẫn đến bảng hoặc số liệu cấp dưới.',
    "Chữ xanh là ô đầu vào; chữ đen là công thức và lời giải thích; chữ gạch chân là liên kết. Tên cột nhỏ, "
    'màu xám là tên dùng trong cột "Cách tính".',
    f"Nền cam và dấu {DAGGER}: {VIETNAMESE[SIMULATED]}. Nền vàng: {VIETNAMESE[PUBLISHED_TOTAL]}; ở trang bảng, từng "
    f"dòng như vậy cũng mang dấu {DAGGER}. Không có nền: {VIETNAMESE[PUBLISHED]}. Chữ đỏ: không khớp, không đạt.",
    "Mỗi số liệu có tên riêng theo mã của nó (gõ mã vào Hộp tên của bảng tính để đến ô đó).",
)


def guide_sheet(inputs: Inputs, title: str, others: Sequence[tuple[Sheet, Table | None]]) -> Sheet:
    """Lay out the guide.

    Parameters
    ----------
    inputs
        Whose workbook it is.
    title
        Of the report.
    others
        The other sheets in order, each with the raw table it shows, if it shows one.
    """
    rows = tuple(_row(sheet, table, main_kind(inputs.parts)) for sheet, table in others) + tuple(map(_legend, GRADES))
    awaited = draft_notice(inputs)
    mark = f"{draft_words(inputs)} – " if awaited else ""
    notes = (*awaited.lines, *_NOTES) if awaited else _NOTES
    head = f"{mark}Sổ số liệu kiểm chứng: {title} ({inputs.unit.full_name}, năm {inputs.year})"
    return Sheet(GUIDE, head, _COLUMNS, rows, notes, "guide")


def _legend(grade: str) -> Row:
    """Show what the background of a row means."""
    words = EXPLANATION.get(grade, "Số liệu như đã công bố.")
    return Row((f"Nền này: {mark(grade)}".rstrip(": "), words, None, None, None, VIETNAMESE[grade], None), grade)


def _row(sheet: Sheet, table: Table | None, part: str) -> Row:
    link = Link(sheet.name, on_sheet(sheet.name, "A1"))
    if table is None:
        return Row((link, sheet.title, len(sheet.rows), None, None, None, " ".join(sheet.notes)))
    sidecar = table.sidecar
    grade = weakest(row.grade for row in sheet.rows) if sheet.rows else sidecar.provenance
    register = f"số đếm theo {part} trên {len(table.frame)} dòng, không có dòng nào của danh sách"
    each = register if is_register(table.name) else f"mỗi dòng là {table.schema.row_is}"
    return Row(
        (
            link,
            f"{table.schema.title}; {each}",
            len(sheet.rows),
            sidecar.agency,
            sidecar.as_of,
            VIETNAMESE[grade],
            sidecar.note,
        ),
        grade,
    )
