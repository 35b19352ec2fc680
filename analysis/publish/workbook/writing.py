"""Writing sheets with XlsxWriter, which only this module imports.

Text is written as text, never read as a formula, a number or an address, and without invisible characters.
"""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analysis.figures.figure import PUBLISHED, PUBLISHED_TOTAL, SIMULATED
from analysis.publish.printed_text import generator
from analysis.publish.workbook.sheets import (
    GUIDE_SHEET,
    WORDS,
    Cell,
    Column,
    Formula,
    Link,
    Number,
    Row,
    Sheet,
    on_sheet,
    shown_text,
)

NUMBER_FORMATS = {
    "general": "General",
    "words": "General",
    "text": "@",
    "plain": "0",
    "flag": "0",
    "integer": "#,##0",
    "decimal": "General",
    "decimals0": "#,##0",
    "decimals1": "#,##0.0",
    "decimals2": "#,##0.00",
    "decimals3": "#,##0.000",
    "percent0": "0%",
    "percent1": "0.0%",
    "percent2": "0.00%",
    "date": "dd/mm/yyyy",
    "agrees": '[=1]"khớp";[=0]"khác";General',
}
"""Separators depend on the settings of the reader's program: "1.338.216.000" where they are Vietnamese."""

FONT = "Times New Roman"
_FILLS = {PUBLISHED: None, PUBLISHED_TOTAL: "#FFF4C2", SIMULATED: "#FBD9B5"}
_TABS = {"guide": "#1F3864", "result": "#2E75B6", "table": "#70AD47", "helper": "#A6A6A6"}
_INPUT, _FAILED, _LINK, _FAINT, _LINE = "#1F3FBF", "#C00000", "#0563C1", "#7F7F7F", "#D9D9D9"


@dataclass(frozen=True)
class Style:
    """What the format of a cell depends on.

    Attributes
    ----------
    form
        A key of `NUMBER_FORMATS`.
    role
        `input`, `link`, or `words` for everything else.
    grade
        Provenance of the row.
    failed
        Whether the row is a failed check or comparison.
    wrap
        Whether long texts are wrapped.
    """

    form: str = "general"
    role: str = "words"
    grade: str = PUBLISHED
    failed: bool = False
    wrap: bool = False

    def properties(self) -> dict[str, Any]:
        """Return the properties of the cell's format, as XlsxWriter names them."""
        colours = {"input": _INPUT, "link": _LINK}
        colour = _FAILED if self.failed and self.role != "link" else colours.get(self.role, "#000000")
        properties: dict[str, Any] = {
            "font_name": FONT,
            "font_size": 11,
            "num_format": NUMBER_FORMATS[self.form],
            "font_color": colour,
            "underline": int(self.role == "link"),
            "text_wrap": self.wrap,
            "valign": "top",
            "border": 1,
            "border_color": _LINE,
        }
        if self.form in ("text", "words"):
            properties |= {"align": "left", "indent": 1}
        else:
            properties["align"] = "right"
        fill = _FILLS[self.grade]
        return properties | ({"bg_color": fill} if fill else {})


TITLE = {"font_name": FONT, "font_size": 14, "bold": True}
NOTE = {"font_name": FONT, "font_size": 11, "italic": True, "text_wrap": True, "valign": "top"}
BACK = {"font_name": FONT, "font_size": 11, "font_color": _LINK, "underline": 1}
NAME = {"font_name": FONT, "font_size": 8, "font_color": _FAINT, "valign": "bottom"}
HEADER = {
    "font_name": FONT,
    "font_size": 11,
    "bold": True,
    "text_wrap": True,
    "align": "center",
    "valign": "vcenter",
    "bg_color": "#D9E2F3",
    "border": 1,
    "border_color": "#8EA9DB",
}


def tab_colour(kind: str) -> str:
    """Return the tab colour of a kind of sheet."""
    return _TABS[kind]


_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_A4 = 9
_NOTE_WIDTH, _USUAL_WIDTH = 110, 8.43
"""Characters."""
_LETTERS = 1.2
"""Average number of letters in the width of one digit."""
_LINE_HEIGHT = 15
"""Points."""
_MOST_LINES = 27
"""Rows are at most 409 points high."""


def write_workbook(sheets: Sequence[Sheet], names: Mapping[str, str], title: str, author: str, date: dt.date) -> bytes:
    """Return the workbook as a file; the same sheets give the same bytes.

    Parameters
    ----------
    sheets
        In order; the first is the active one.
    names
        References to cells by defined name.
    title, author, date
        Properties of the document.
    """
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, _OPTIONS) as book:
        created = dt.datetime(date.year, date.month, date.day)
        properties = {"title": shown_text(title), "author": shown_text(author), "created": created}
        book.set_properties({**properties, "comments": generator()})
        book.set_calc_mode("auto")
        writer = _Writer(book)
        for sheet in sheets:
            writer.write(sheet)
        for name, cell in names.items():
            if book.define_name(name, f"={cell}") != 0:
                raise ValueError(f"not a name that spreadsheets allow: {name}")
    return content.getvalue()


class _Writer:
    """Writes the sheets of one workbook; equal formats are added once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.formats: dict[tuple[str, str, str, bool, bool], Format] = {}
        self.fixed = {name: book.add_format(properties) for name, properties in _FIXED.items()}

    def write(self, sheet: Sheet) -> None:
        """Add a sheet."""
        page = self.book.add_worksheet(sheet.name)
        page.set_tab_color(tab_colour(sheet.kind))
        page.write_string(0, 0, shown_text(sheet.title), self.fixed["title"])
        if sheet.name != GUIDE_SHEET:
            page.write_url(1, 0, "internal:" + on_sheet(GUIDE_SHEET, "A1"), self.fixed["back"], f"← {GUIDE_SHEET}")
        self._write_notes(page, sheet)
        for number, column in enumerate(sheet.columns):
            page.set_column(number, number, column.width)
            name = "" if column.name.endswith(WORDS) else column.name
            page.write_string(sheet.header_row - 2, number, shown_text(name), self.fixed["name"])
            page.write_string(sheet.header_row - 1, number, shown_text(column.header), self.fixed["header"])
        headers = max(_lines(column.header, column.width) for column in sheet.columns)
        page.set_row(sheet.header_row - 1, _LINE_HEIGHT * headers)
        for number, row in enumerate(sheet.rows, sheet.header_row):
            page.set_row(number, _LINE_HEIGHT * _height(row, sheet.columns))
            for place, (cell, column) in enumerate(zip(row.cells, sheet.columns, strict=True)):
                self._write_cell(page, number, place, cell, column, row)
        _set_view_and_print(page, sheet)

    def _write_notes(self, page: Worksheet, sheet: Sheet) -> None:
        """Write notes, merged over the columns of a printed page, with the height they need."""
        width, last = 0.0, -1
        while width < _NOTE_WIDTH:
            last += 1
            width += sheet.columns[last].width if last < len(sheet.columns) else _USUAL_WIDTH
        for number, note in enumerate(sheet.notes, 2):
            page.set_row(number, _LINE_HEIGHT * _lines(note, width))
            if last:
                page.merge_range(number, 0, number, last, "", self.fixed["note"])
            page.write_string(number, 0, shown_text(note), self.fixed["note"])

    def _write_cell(self, page: Worksheet, row: int, place: int, cell: Cell, column: Column, of: Row) -> None:
        style = _form(cell, column), _role(cell, column), of.grade, of.failed, column.wrap
        cell_format = self.formats.get(style)
        if cell_format is None:
            cell_format = self.formats[style] = self.book.add_format(Style(*style).properties())
        match cell:
            case str() if cell:
                page.write_string(row, place, shown_text(cell), cell_format)
            case Formula(text, value):
                page.write_formula(row, place, text, cell_format, value)
            case Link(text, target):
                page.write_url(row, place, f"internal:{target}", cell_format, shown_text(text))
            case Number(value):
                page.write_number(row, place, value, cell_format)
            case dt.date():
                page.write_datetime(row, place, dt.datetime(cell.year, cell.month, cell.day), cell_format)
            case int() | Decimal():
                page.write_number(row, place, cell, cell_format)
            case _:
                page.write_blank(row, place, None, cell_format)


_FIXED = {"title": TITLE, "note": NOTE, "back": BACK, "name": NAME, "header": HEADER}


def _lines(text: str, width: float) -> int:
    """Estimate the number of lines of a wrapped text; not every program adjusts row heights on opening."""
    return sum(max(1, math.ceil(len(line) / (_LETTERS * width))) for line in text.split("\n"))


def _height(row: Row, columns: Sequence[Column]) -> int:
    texts = ((_text(cell), column.width) for cell, column in zip(row.cells, columns, strict=True) if column.wrap)
    lines = max((_lines(text, width) for text, width in texts), default=1)
    return min(lines, _MOST_LINES)


def _text(cell: Cell) -> str:
    match cell:
        case Formula(_, str(value)) | Link(str(value), _) | str(value):
            return value
    return ""


def _form(cell: Cell, column: Column) -> str:
    own = cell.form if isinstance(cell, Formula | Number) else ""
    if isinstance(cell, Formula) and not own and column.form == "text":
        return "general"  # in a cell of text a formula would show itself once it is edited
    return own or column.form


def _role(cell: Cell, column: Column) -> str:
    if isinstance(cell, Link):
        return "link"
    return "input" if column.given and not isinstance(cell, Formula) else "words"


def _set_view_and_print(page: Worksheet, sheet: Sheet) -> None:
    """Set frozen and repeated headers, filter, and printing on A4 fitted to the page width."""
    last = max(sheet.header_row + len(sheet.rows) - 1, sheet.header_row)
    if sheet.kind != "guide":
        page.freeze_panes(sheet.header_row, 1)
        page.autofilter(sheet.header_row - 1, 0, last, len(sheet.columns) - 1)
    page.repeat_rows(sheet.header_row - 1)
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    page.fit_to_pages(1, 1 if sheet.kind == "guide" else 0)
    if sheet.printed:
        page.print_area(0, 0, last, sheet.printed - 1)
    page.hide_gridlines(2)
    page.set_footer("&L&A&R&P/&N")
