"""Writing a form as XLSX: headers, drop-downs, validation, locked totals, hidden marks; the same bytes every time."""

from __future__ import annotations

import datetime as dt
import io
import json
from math import ceil
from typing import Any

import xlsxwriter

from analysis.forms.cell_formats import FIXED
from analysis.forms.content import VERSION, Form, domain_of
from analysis.forms.table_sheet import TableSheet
from analysis.forms.wording import GUIDE, LISTS, MARKS, instructions, sheet_title

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
_A4 = 9


def write_form(form: Form) -> bytes:
    """Return a form as a workbook."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, _OPTIONS) as book:
        created = dt.datetime(form.year, 1, 1)
        title = f"Biểu mẫu số liệu năm {form.year}"
        book.set_properties({"title": title, "author": form.unit.full_name, "created": created})
        book.set_calc_mode("auto")
        looks = {name: book.add_format(properties) for name, properties in FIXED.items()}
        _write_guide(book, form, looks)
        names = _list_names(form)
        for table in form.tables:
            TableSheet(book, form, table, looks, names).write()
        _write_lists(book, form, names, looks)
        _write_marks(book, form)
    return content.getvalue()


_GUIDE_WIDTH, _GUIDE_LINE = 72, 98
"""Width of the instructions, and how many characters of them surely stand on one line."""

_LINE_HEIGHT = 17
"""Points."""


def _list_names(form: Form) -> dict[str, str]:
    """Name the range of every drop-down."""
    return {domain: f"dm_{domain}" for domain in form.domains}


def _write_guide(book: Any, form: Form, looks: dict[str, Any]) -> None:
    page = book.add_worksheet(GUIDE)
    page.set_column(0, 0, _GUIDE_WIDTH)
    for row, (style, line) in enumerate(instructions(form)):
        page.write_string(row, 0, line, looks[style])
        if style == "text":  # programs that do not open the file on a screen would show one line of it
            page.set_row(row, _LINE_HEIGHT * ceil(len(line) / _GUIDE_LINE))
    page.protect()
    page.hide_gridlines(2)
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    page.set_footer("&R&P/&N")


def _write_lists(book: Any, form: Form, names: dict[str, str], looks: dict[str, Any]) -> None:
    """Write the choices of the drop-downs, each under what it is, and name their ranges."""
    headers = {domain_of(c): c.header for t in form.tables for c in t.columns if domain_of(c)}
    page = book.add_worksheet(LISTS)
    for place, (domain, shown) in enumerate(form.domains.items()):
        page.set_column(place, place, 40)
        page.write_string(0, place, headers[domain], looks["header"])
        for row, words in enumerate(shown, 1):
            page.write_string(row, place, words, looks["text"])
        column = xlsxwriter.utility.xl_col_to_name(place, True)
        book.define_name(names[domain], f"='{LISTS}'!{column}$2:{column}${len(shown) + 1}")
    page.freeze_panes(1, 0)
    page.protect()


def _write_marks(book: Any, form: Form) -> None:
    """Write what a program reads again: which form this is; officers do not see it."""
    page = book.add_worksheet(MARKS)
    marks = {
        "version": VERSION,
        "unit": form.unit.code,
        "year": form.year,
        "agency": form.agency.name,
        "tables": {table.schema.name: sheet_title(table) for table in form.tables},
        "filled": {table.schema.name: table.filled_cells for table in form.tables},
    }
    page.write_string(0, 0, json.dumps(marks, ensure_ascii=False, sort_keys=True))
    page.protect()
    page.very_hidden()
