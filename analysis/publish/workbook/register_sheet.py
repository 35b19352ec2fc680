"""The sheet of a register: its counts, and which rows were counted."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.figures.provenance import VIETNAMESE
from analysis.publish.workbook.codes import CodeList
from analysis.publish.workbook.grid import WORDS, Cell, Column, Row, Sheet
from analysis.publish.workbook.places import TableSheet
from analysis.publish.workbook.raw_sheets import notes_of
from analysis.publish.workbook.register import BASE, COUNTED, NUMBER, Count, Counted
from analysis.publish.workbook.wording import mark
from analysis.sections.small_counts import LEAST
from analysis.tables import Table

_KEYS = {"area": "Khu vực", "poverty_class": "Phân loại hộ"}


def register_sheet(table: Table, name: str, counts: Sequence[Count], codes: CodeList, standard: str) -> TableSheet:
    """Lay the counts of a register out.

    Parameters
    ----------
    table
        The register; of its rows only their number and the digest of its file are told.
    name
        Of the sheet.
    counts
        The counts.
    codes
        Where the words of codes stand.
    standard
        The rule by which its rows were classified, in words.
    """
    columns = [Column(COUNTED, "Nội dung đếm (mã)", 26), Column(COUNTED + WORDS, "Nội dung đếm", 44)]
    headers = {column.name: column.header for column in table.schema.columns}
    part = headers["commune"].partition(",")[0].lower()
    for key, header in ({"commune": headers["commune"]} | _KEYS).items():
        columns += [Column(key, f"{header} (mã)", 14), Column(key + WORDS, header, 24)]
    columns += [
        Column(NUMBER, "Số lượng", 12, "integer", given=True),
        Column("together", f"Gộp số {part}", 11, "plain"),
        Column("provenance", "Nguồn gốc", 34),
        Column("mark", "Mô phỏng", 9),
    ]
    notes = (
        f"Danh sách chỉ vào sổ này dưới dạng số đếm theo {part}; không có dòng nào của nó ở đây. Danh sách gốc: "
        + notes_of(table)[0],
        *notes_of(table)[1:],
        standard,
        "Ô ở đây là số đầu vào: đếm trên danh sách gốc, đối chiếu tệp gốc bằng sha256 ở trên. "
        f"Số đếm dưới {LEAST} hộ mà báo cáo không in theo {part} được gộp vào một dòng (cột Gộp số {part}).",
    )
    blank = Sheet(name, table.schema.title, tuple(columns), (), notes)
    rows = tuple(_row(count, headers, codes) for count in counts)
    return TableSheet(Sheet(name, blank.title, blank.columns, rows, notes))


def _row(count: Count, headers: dict[str, str], codes: CodeList) -> Row:
    cells: list[Cell] = [count.counted.code, _words(count.counted, headers)]
    for key, value in zip(BASE, count.keys, strict=True):
        cells += [value or None, codes.words_by_code[key].get(value)]
    cells += [count.number, count.together if count.together > 1 else None]
    cells += [VIETNAMESE[count.grade], mark(count.grade)]
    return Row(tuple(cells), count.grade)


def _words(counted: Counted, headers: dict[str, str]) -> str:
    what = headers.get(counted.column, counted.column) if counted.column else "Số hộ"
    criteria = [
        headers.get(c, c) + ("" if v == (True,) else f" = {' hoặc '.join(map(str, v))}") for c, v in counted.criteria
    ]
    return "; ".join([what, *criteria])
