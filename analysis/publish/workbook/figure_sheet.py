"""The sheet of figures: every number of the report as a live formula, with what a reader needs beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.figures import Figure
from analysis.figures.figure import AWAITED
from analysis.figures.provenance import VIETNAMESE
from analysis.publish.printed_text import DAGGER
from analysis.publish.workbook.formulas import formula_of
from analysis.publish.workbook.grid import Cell, Column, Formula, Link, Row, Sheet
from analysis.publish.workbook.places import Places
from analysis.publish.workbook.references import on_sheet
from analysis.publish.workbook.values import stored, unit_and_form
from analysis.publish.workbook.wording import FIGURES, SECTIONS

VALUE = "value"
_COLUMNS = (
    Column("id", "Mã số liệu", 38),
    Column("label", "Chỉ tiêu", 46, wrap=True),
    Column(VALUE, "Giá trị", 20, "general"),
    Column("unit", "Đơn vị", 12),
    Column("mark", "Mô phỏng", 9),
    Column("printed", "In trong báo cáo", 22),
    Column("section", "Mục", 26),
    Column("formula", "Cách tính", 70, wrap=True),
    Column("from", "Tính từ", 46, wrap=True),
    Column("provenance", "Nguồn gốc", 30),
    Column("lineage", "Dòng số liệu gốc", 100),
)
_MOST_NAMED = 2
_PRINTED = 7
_NOTES = (
    "Mỗi ô ở cột Giá trị là một công thức sống: tính từ các trang bảng số liệu, hoặc từ ô của số liệu khác ở "
    "trang này.",
    "Số tiền ghi bằng đồng; tỷ lệ giữ nguyên độ chính xác, chỉ làm tròn khi hiển thị. Dấu – nghĩa là không có số liệu.",
)


def blank_sheet() -> Sheet:
    """Return the sheet without its rows, to know where cells will stand."""
    return Sheet(FIGURES, "Số liệu của báo cáo", _COLUMNS, (), _NOTES, "result", _PRINTED)


def figure_sheet(figures: Sequence[tuple[str, Figure]], places: Places) -> Sheet:
    """Lay the figures out.

    Parameters
    ----------
    figures
        Section and figure, in the order of the report, which is that of `places.figures`.
    places
        Where everything stands that they are computed from.
    """
    blank = blank_sheet()
    here = {figure.id: blank.here(VALUE, row) for row, (_, figure) in enumerate(figures)}
    local = Places(places.tables, here, places.counted_once, places.bounded, places.registers)
    rows = tuple(_row(section, figure, local) for section, figure in figures)
    return replace(blank, rows=rows)


def cells_of(figures: Sequence[tuple[str, Figure]]) -> dict[str, str]:
    """Return where the value of each figure stands, by id, as the whole workbook names it."""
    blank = blank_sheet()
    return {figure.id: blank.cell(VALUE, row) for row, (_, figure) in enumerate(figures)}


def _row(section: str, figure: Figure, places: Places) -> Row:
    unit, form = unit_and_form(figure)
    cells: tuple[Cell, ...] = (
        figure.id,
        figure.label,
        AWAITED if figure.awaits else Formula(formula_of(figure, places), stored(figure.value), form),
        unit,
        DAGGER if figure.simulated else "",
        figure.printed,
        SECTIONS.get(section, section),
        figure.formula,
        _origin(figure, places),
        VIETNAMESE[figure.provenance],
        "; ".join(map(str, figure.sources)),
    )
    return Row(cells, figure.provenance)


def _origin(figure: Figure, places: Places) -> Link | None:
    """Lead to the sheet of the table, or to the first of the figures it is computed from; no table, nowhere to lead."""
    if not figure.sources and not figure.parents:
        return None
    if figure.sources:
        sheet = places.tables[figure.sources[0].table].sheet
        return Link(sheet.name, on_sheet(sheet.name, f"A{sheet.first_row}"))
    more = len(figure.parents) - _MOST_NAMED
    named = "; ".join(figure.parents[:_MOST_NAMED]) + (f"; … (thêm {more} số liệu)" if more > 0 else "")
    return Link(named, on_sheet(FIGURES, places.figures[figure.parents[0]].replace("$", "")))
