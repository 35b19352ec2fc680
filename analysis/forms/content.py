"""Content of a form: the tables of one agency by column and row, and the Vietnamese text around them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.reference import Reference, Unit
from analysis.reference.catalogue import Agency
from analysis.reference.place_names import fold
from analysis.tables.inputs import components_of
from analysis.tables.schema import NOTE_COLUMN, Column, TableSchema
from analysis.tables.validation import CellReader

VERSION = 1
"""Version of the hidden sheet; a form of a later version is refused."""

SEPARATOR = " – "
"""Between the code and the name of a project of the programme in drop-downs ("3.1 – Hỗ trợ phát triển …")."""


@dataclass(frozen=True)
class FormRow:
    """A row that a form contains when it is made.

    Attributes
    ----------
    cells
        Cells by column, as the file of the table has them.
    last
        Last year's cells by column, shown beside cells to fill in.
    computed
        Columns whose cell was computed from last year's tables; the agency confirms it.
    """

    cells: Mapping[str, str]
    last: Mapping[str, str] = field(default_factory=dict)
    computed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class FormTable:
    """One table of a form."""

    schema: TableSchema
    rows: tuple[FormRow, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns to fill in: the table's own, and a note."""
        return (*self.schema.columns, NOTE_COLUMN)

    @property
    def filled_cells(self) -> int:
        """Number of cells that are not blank when the form is made."""
        return sum(bool(text) for row in self.rows for text in row.cells.values())

    @property
    def compared(self) -> tuple[Column, ...]:
        """Columns beside which last year's value is shown: those to fill in, where rows come from last year.

        In a register only counts and scores: its yes-or-no columns are decided anew in every review.
        """
        if not any(row.last for row in self.rows):
            return ()
        asked = (c for c in self.schema.columns if c.name not in self.schema.carried_columns)
        return tuple(c for c in asked if not self.schema.register or c.type in ("integer", "decimal"))


@dataclass(frozen=True)
class Form:
    """The form of one agency for one unit and year; `reader` gives the choices of drop-downs."""

    agency: Agency
    unit: Unit
    year: int
    tables: tuple[FormTable, ...]
    reader: CellReader

    @property
    def domains(self) -> dict[str, tuple[str, ...]]:
        """Lists of the drop-downs by name: what is shown, in order."""
        lists: dict[str, tuple[str, ...]] = {}
        for table in self.tables:
            for column in table.columns:
                domain = domain_of(column)
                if domain:
                    lists.setdefault(domain, tuple(shown_choices(self.reader, column).values()))
        return lists


def reader_for(reference: Reference, unit: Unit, day: dt.date) -> CellReader:
    """Return what reads the cells of a unit's tables that were closed on a day: the only place that makes it."""
    return CellReader(reference, reference.units.communes(unit, day), components_of(reference, day.year))


def domain_of(column: Column) -> str:
    """Name the drop-down of a column; empty when it has none."""
    if column.choices:
        return column.choices
    return {"commune": "commune", "flag": "flag"}.get(column.type, "")


def shown_choices(reader: CellReader, column: Column) -> dict[str, str]:
    """Return what the drop-down of a column shows for each code; nothing for a column without a drop-down."""
    if column.choices == "component":
        words = reader.choices("component")
        return {code: f"{code}{SEPARATOR}{name}" if code[:1].isdigit() else name for code, name in words.items()}
    if column.choices:
        return dict(reader.choices(column.choices))
    if column.type == "commune":
        return {unit.code: unit.full_name for unit in reader.communes}
    return {"1": "1", "0": "0"} if column.type == "flag" else {}


def code_of(reader: CellReader, column: Column, text: str) -> str:
    """Return the code of a drop-down's text; the text itself when it is not one of them.

    The name of a project may have been cut or typed: its code in front is enough.
    """
    wanted = fold(text)
    shown = shown_choices(reader, column)
    for code, words in shown.items():
        if wanted == fold(words):
            return code
    first = text.split(maxsplit=1)[0].rstrip(":.–-") if text else ""
    return first if column.choices == "component" and first in shown else text


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
    """Return the header of a column of last year's values."""
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
    """Return a short description of the content of a column."""
    if column.choices:
        return "chọn trong danh sách"
    bounds = f", {column.bounds}" if column.bounds else ""
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
    """Return the message of a selected cell."""
    end = "" if column.required else " Được để trống."
    return _cut(f"{column.meaning} Cách ghi: {expected(column)}.{end}")


def error_message(column: Column) -> str:
    """Return the message after an invalid entry."""
    return _cut(f"Ô này cần {expected(column)}. {column.meaning}")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_MESSAGE else text[: LONGEST_MESSAGE - 1] + "…"


_STEPS = (
    f"Mỗi trang tính là một bảng. Ở đầu trang, ghi “{AS_OF}” và, nếu có, “{DOCUMENT}”.",
    "Điền các ô màu vàng. Cột màu xám bên cạnh là số của năm trước để đối chiếu; dòng tổng tự tính.",
    "Ô có mũi tên: chọn trong danh sách (cũng nằm ở trang “Danh mục”). Di chuột vào ô để xem cách ghi.",
    "Ô màu xanh được tính sẵn từ số liệu năm trước: kiểm tra, sửa nếu khác.",
    "Thiếu dòng thì điền tiếp vào các dòng trống bên dưới. Dòng có sẵn mà năm nay không còn: để trống.",
    f"Bảng không có gì phát sinh: ghi x vào ô “{NOTHING}” ở đầu trang.",
    "Số không có thì để trống; bằng không thì ghi 0. Không ghi kèm đơn vị tính trong ô số.",
    "Không cần giữ đúng vị trí dòng, cột; giữ nguyên tiêu đề cột để số liệu được nhận ra.",
    "Điền xong gửi lại tệp này (.xlsx, .xls hoặc .csv) cho cơ quan lập báo cáo.",
)


def instructions(form: Form) -> list[tuple[str, str]]:
    """Return the sheet of instructions: a style (`title`, `head`, `text`) and a line each."""
    lines = [
        ("title", f"BIỂU MẪU SỐ LIỆU NĂM {form.year}"),
        ("text", f"Đơn vị báo cáo: {form.unit.full_name} (mã {form.unit.code}). Cơ quan điền: {form.agency.name}."),
        ("head", "Cách điền"),
        *(("text", f"{number}. {step}") for number, step in enumerate(_STEPS, 1)),
    ]
    for table in form.tables:
        sheet, title = sheet_title(table), table.schema.title
        lines += [("head", f"Trang “{sheet}”" + ("" if sheet == title else f": {title}"))]
        lines += [("text", f"Mỗi dòng là {table.schema.row_is}.")]
        for column in table.columns:
            mark = "bắt buộc" if column.required and not column.optional else "được để trống"
            lines.append(("text", f"• {column.header} ({expected(column)}; {mark}): {column.meaning}"))
    return lines
