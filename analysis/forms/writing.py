"""Writing a form as XLSX: headers, drop-downs, validation, locked totals, hidden marks; the same bytes every time."""

from __future__ import annotations

import datetime as dt
import io
import json
import math
from typing import Any

import xlsxwriter

from analysis.forms import content
from analysis.forms.content import AS_OF, DOCUMENT, GUIDE, LISTS, MARKS, NOTHING, Form, FormRow, FormTable, domain_of
from analysis.tables.schema import Column
from analysis.tables.spreadsheets import cell_name, column_letters

# Formats --------------------------------------------------------------------------------------------------------------


_FONT = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}
_BOX = {"border": 1, "border_color": "#A6A6A6"}
_FILLS = {"input": "#FFFBE6", "given": "#FFF2CC", "computed": "#DCEBFA", "last": "#EDEDED", "total": "#E2EFDA"}

FIXED: dict[str, dict[str, Any]] = {
    "title": _FONT | {"bold": True, "font_size": 14},
    "head": _FONT | {"bold": True, "font_size": 12, "font_color": "#1F3864"},
    "text": _FONT | {"text_wrap": True, "valign": "top"},
    "note": _FONT | {"italic": True, "text_wrap": True, "valign": "top"},
    "label": _FONT | {"bold": True, "align": "right"},
    "code": _FONT | {"font_size": 8, "font_color": "#7F7F7F"},
    "header": _FONT
    | _BOX
    | {"bold": True, "text_wrap": True, "align": "center", "bg_color": "#D9E2F3", "font_color": "#1F3864"},
    "header_last": _FONT
    | _BOX
    | {"italic": True, "text_wrap": True, "align": "center", "bg_color": "#D9D9D9", "font_color": "#595959"},
    "number": _FONT | _BOX | {"align": "center", "bg_color": _FILLS["last"], "font_color": "#595959"},
    "total_label": _FONT | _BOX | {"bold": True, "bg_color": _FILLS["total"]},
    "date_input": _FONT | _BOX | {"num_format": "dd/mm/yyyy", "bg_color": _FILLS["input"], "locked": False},
    "text_input": _FONT | _BOX | {"num_format": "@", "bg_color": _FILLS["input"], "locked": False},
}
"""Formats of what every form has, as XlsxWriter names their properties."""


def number_format(column: Column) -> str:
    """Return the number format of a column's cells; years are not split into thousands."""
    if column.choices or column.type in ("text", "commune", "communes"):
        return "@"
    if column.type == "integer":
        return "0" if column.minimum is not None and column.minimum > 1900 else "#,##0"
    return {"decimal": "General", "date": "dd/mm/yyyy", "flag": "0"}[column.type]


def cell_format(column: Column, role: str) -> dict[str, Any]:
    """Return the format of a cell of a column.

    The role is `input` (empty, to fill in), `given` (filled in from last year), `computed`, `last` or `total`.
    """
    look = _FONT | _BOX | {"num_format": number_format(column), "bg_color": _FILLS[role]}
    look["locked"] = role in ("last", "total")
    if role == "last":
        look |= {"font_color": "#595959", "italic": True}
    if role == "total":
        look["bold"] = True
    if column.choices or column.type in ("text", "commune", "communes"):
        look["text_wrap"] = True
    return look


def width(column: Column) -> int:
    """Return the width of a column in characters."""
    if column.choices == "component":
        return 44
    if column.name in ("text", "subject", "value"):
        return 60
    if column.name.endswith("_vnd"):
        return 19
    if column.choices or column.type in ("communes", "commune"):
        return 28
    return {"integer": 13, "decimal": 13, "date": 13, "flag": 11}.get(column.type, 22)


# Sheets ---------------------------------------------------------------------------------------------------------------


CODES_ROW, HEADER_ROW = 7, 8
"""Rows of the hidden names and of the headers, counted from zero."""
MARK = "baocao:"
LAST = "last:"
"""Prefixes in the hidden row: name of the table, column of last year's values."""

_PLACES = ((4, AS_OF, "date_input"), (5, DOCUMENT, "text_input"), (6, NOTHING, "text_input"))
_SPARE_LEAST = 30
_SPARE_REGISTER = 500
_A4 = 9
_LINE_HEIGHT = 16
"""Points."""
_LETTERS = 1.1
"""Letters of a text in the width of one digit."""
_MOST_LINES = 25
"""Rows are at most 409 points high."""
_LARGEST = 10**15
_NUMBERS_CAN_BE_SORTED = {
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "sort": True,
    "autofilter": True,
}


class TableSheet:
    """Writes one table of a form."""

    def __init__(self, book: Any, form: Form, table: FormTable, looks: dict[str, Any]) -> None:
        self.book, self.form, self.table, self.looks = book, form, table, looks
        self.page = book.add_worksheet(content.sheet_title(table))
        self.formats: dict[tuple[str, str], Any] = {}
        compared = {column.name for column in table.compared}
        self.columns: list[tuple[Column, str]] = []
        for column in table.columns:
            self.columns.append((column, "input"))
            if column.name in compared:
                self.columns.append((column, "last"))
        self.shown = {c.name: content.shown_choices(form.reader, c) for c in table.columns}
        totals = [c for c, _ in self.columns if c.name in table.schema.totals]
        self.first = HEADER_ROW + (2 if totals else 1)
        spare = _SPARE_REGISTER if table.schema.register else max(_SPARE_LEAST, len(table.rows) // 2)
        self.last = self.first + len(table.rows) + spare - 1

    def write(self) -> None:
        """Write the sheet."""
        self._write_head()
        self._write_headers()
        if self.first > HEADER_ROW + 1:
            self._write_totals()
        for place, (column, role) in enumerate(self.columns, 1):
            self.page.set_column(place, place, width(column), None)
            if role == "input":
                self._validate(place, column)
        for number in range(self.first, self.last + 1):
            at = number - self.first
            self._write_row(number, self.table.rows[at] if at < len(self.table.rows) else FormRow({}))
        self._set_up()

    def _write_head(self) -> None:
        title, about, note = content.heading(self.form, self.table)
        self.page.write_string(0, 0, title, self.looks["title"])
        self.page.write_string(1, 0, about, self.looks["head"])
        self.page.merge_range(2, 0, 2, len(self.columns), note, self.looks["note"])
        wide = sum(width(column) for column, _ in self.columns)
        self.page.set_row(2, 16 * math.ceil(len(note) / max(wide, 40)))
        for row, label, look in _PLACES:
            self.page.write_string(row, 1, f"{label}:", self.looks["label"])
            self.page.write_blank(row, 2, None, self.looks[look])
        first, last = dt.date(1990, 1, 1), dt.date(2999, 1, 1)
        day = {"validate": "date", "criteria": "between", "minimum": first, "maximum": last}
        words = {"error_title": "Ngày không hợp lệ", "error_message": "Ghi ngày dạng ngày/tháng/năm."}
        self.page.data_validation(4, 2, 4, 2, day | words)

    def _write_headers(self) -> None:
        self.page.write_string(CODES_ROW, 0, MARK + self.table.schema.name, self.looks["code"])
        self.page.write_string(HEADER_ROW, 0, content.NUMBER_HEADER, self.looks["header"])
        self.page.set_column(0, 0, 6)
        for place, (column, role) in enumerate(self.columns, 1):
            last = role == "last"
            self.page.write_string(CODES_ROW, place, (LAST if last else "") + column.name, self.looks["code"])
            words = content.last_year_header(column, self.form.year) if last else column.header
            self.page.write_string(HEADER_ROW, place, words, self.looks["header_last" if last else "header"])
        self.page.set_row(CODES_ROW, None, None, {"hidden": True})
        self.page.set_row(HEADER_ROW, 62 if self.table.schema.register else 48)

    def _write_totals(self) -> None:
        """Write the sums of columns above the rows, of which there may be any number."""
        row = HEADER_ROW + 1
        self.page.write_blank(row, 0, None, self.looks["total_label"])
        labelled = False
        for place, (column, role) in enumerate(self.columns, 1):
            if column.name in self.table.schema.totals:
                cells = f"{cell_name(self.first, place)}:{cell_name(self.last, place)}"
                source = (r.last if role == "last" else r.cells for r in self.table.rows)
                known = sum(int(texts[column.name]) for texts in source if texts.get(column.name))
                self.page.write_formula(row, place, f"=SUM({cells})", self._format(column, "total"), known)
            elif not labelled:
                self.page.write_string(row, place, content.TOTAL, self.looks["total_label"])
                labelled = True
            else:
                self.page.write_blank(row, place, None, self.looks["total_label"])

    def _write_row(self, number: int, row: FormRow) -> None:
        if not self.table.schema.register:  # cells of a register are short
            self.page.set_row(number, self._height(row))
        self.page.write_number(number, 0, number - self.first + 1, self.looks["number"])
        for place, (column, role) in enumerate(self.columns, 1):
            text = (row.last if role == "last" else row.cells).get(column.name, "")
            look = "last" if role == "last" else "computed" if column.name in row.computed else "given"
            self._write_cell(number, place, column, text, look if text or role == "last" else "input")

    def _height(self, row: FormRow) -> int:
        """Return a height for the longest text of a row; not every program adapts heights."""
        texts = ((c, source.get(c.name, "")) for c, _ in self.columns for source in (row.cells, row.last))
        shown = ((c, self.shown[c.name].get(text, text)) for c, text in texts if c.type == "text")
        lines = max((math.ceil(len(text) / (_LETTERS * width(c))) for c, text in shown), default=1)
        return _LINE_HEIGHT * min(max(lines, 1), _MOST_LINES)

    def _write_cell(self, row: int, place: int, column: Column, text: str, look: str) -> None:
        format_ = self._format(column, look)
        if not text:
            self.page.write_blank(row, place, None, format_)
        elif column.type == "date":
            self.page.write_datetime(row, place, dt.datetime.fromisoformat(text), format_)
        elif column.type in ("integer", "flag", "decimal") and not column.choices:
            self.page.write_number(row, place, float(text) if column.type == "decimal" else int(text), format_)
        elif column.type == "communes":
            names = {unit.code: unit.full_name for unit in self.form.reader.communes}
            self.page.write_string(row, place, "; ".join(names.get(code, code) for code in text.split(";")), format_)
        else:
            self.page.write_string(row, place, self.shown[column.name].get(text, text), format_)

    def _format(self, column: Column, role: str) -> Any:
        key = (column.name, role)
        if key not in self.formats:
            self.formats[key] = self.book.add_format(cell_format(column, role))
        return self.formats[key]

    def _validate(self, place: int, column: Column) -> None:
        """Restrict the cells of a column to what the schema allows, with a message."""
        rule = _rule(column)
        rule |= {
            "input_title": column.header[: content.LONGEST_INPUT_TITLE],
            "input_message": content.input_message(column),
            "error_title": f"Cần {content.expected(column)}"[: content.LONGEST_INPUT_TITLE],
            "error_message": content.error_message(column),
        }
        self.page.data_validation(self.first, place, self.last, place, rule)

    def _set_up(self) -> None:
        """Fix the headers in view and on every printed page; protect; print on A4, as wide as one page."""
        self.page.freeze_panes(self.first, 2)
        self.page.protect("", _NUMBERS_CAN_BE_SORTED)
        self.page.repeat_rows(HEADER_ROW)
        self.page.set_landscape()
        self.page.set_paper(_A4)
        self.page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.page.fit_to_pages(1, 0)
        self.page.print_area(0, 0, self.last, len(self.columns))
        self.page.hide_gridlines(2)
        self.page.set_footer(f"&L{self.form.unit.full_name}, {self.form.year}&C&A&R&P/&N")


def _rule(column: Column) -> dict[str, Any]:
    """Return XlsxWriter's rule for the cells of a column."""
    domain = domain_of(column)
    if domain:
        return {"validate": "list", "source": f"=dm_{domain}"}
    if column.type in ("integer", "decimal"):
        low = column.minimum if column.minimum is not None else -_LARGEST
        high = column.maximum if column.maximum is not None else _LARGEST
        return {"validate": column.type, "criteria": "between", "minimum": low, "maximum": high}
    if column.type == "date":
        first, last = dt.date(1990, 1, 1), dt.date(2999, 12, 31)
        return {"validate": "date", "criteria": "between", "minimum": first, "maximum": last}
    return {"validate": "any"}


_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}


def write_form(form: Form) -> bytes:
    """Return a form as a workbook."""
    stored = io.BytesIO()
    with xlsxwriter.Workbook(stored, _OPTIONS) as book:
        created = dt.datetime(form.year, 1, 1)
        title = f"Biểu mẫu số liệu năm {form.year}"
        book.set_properties({"title": title, "author": form.unit.full_name, "created": created})
        book.set_calc_mode("auto")
        looks = {name: book.add_format(properties) for name, properties in FIXED.items()}
        _write_guide(book, form, looks)
        for table in form.tables:
            TableSheet(book, form, table, looks).write()
        _write_lists(book, form, looks)
        _write_marks(book, form)
    return stored.getvalue()


_GUIDE_WIDTH, _GUIDE_LINE = 72, 98
"""Width of the instructions, and a number of characters that fits on one line."""

_GUIDE_LINE_HEIGHT = 17
"""Points."""


def _write_guide(book: Any, form: Form, looks: dict[str, Any]) -> None:
    page = book.add_worksheet(GUIDE)
    page.set_column(0, 0, _GUIDE_WIDTH)
    for row, (style, line) in enumerate(content.instructions(form)):
        page.write_string(row, 0, line, looks[style])
        if style == "text":  # programs that do not open the file on a screen would show one line of it
            page.set_row(row, _GUIDE_LINE_HEIGHT * math.ceil(len(line) / _GUIDE_LINE))
    page.protect()
    page.hide_gridlines(2)
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.set_footer("&R&P/&N")


def _write_lists(book: Any, form: Form, looks: dict[str, Any]) -> None:
    """Write the choices of the drop-downs, each under what it is, and name their ranges."""
    headers = {domain_of(c): c.header for t in form.tables for c in t.columns if domain_of(c)}
    page = book.add_worksheet(LISTS)
    for place, (domain, shown) in enumerate(form.domains.items()):
        page.set_column(place, place, 40)
        page.write_string(0, place, headers[domain], looks["header"])
        for row, words in enumerate(shown, 1):
            page.write_string(row, place, words, looks["text"])
        column = f"${column_letters(place)}"
        book.define_name(f"dm_{domain}", f"='{LISTS}'!{column}$2:{column}${len(shown) + 1}")
    page.freeze_panes(1, 0)
    page.protect()


def _write_marks(book: Any, form: Form) -> None:
    """Write the hidden sheet by which an import recognises the form."""
    page = book.add_worksheet(MARKS)
    marks = {
        "version": content.VERSION,
        "unit": form.unit.code,
        "year": form.year,
        "agency": form.agency.name,
        "tables": {table.schema.name: content.sheet_title(table) for table in form.tables},
        "filled": {table.schema.name: table.filled_cells for table in form.tables},
    }
    page.write_string(0, 0, json.dumps(marks, ensure_ascii=False, sort_keys=True))
    page.protect()
    page.very_hidden()
