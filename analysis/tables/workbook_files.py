"""Reading XLSX and XLS files into grids of cells, for forms and for files of tables.

A formula counts as the result that the file stores. `FormulaEvaluator` computes results that are not stored, and
checks those that are: a difference is a fault of the cell. See docs/decisions/0015-forms.md.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from openpyxl import load_workbook
from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel, to_excel

from analysis.tables.formula_functions import ErrorValue, FormulaError, Scalar
from analysis.tables.spreadsheets import CellFault, Grid, Value, shown_value, text_of_value

if TYPE_CHECKING:
    from analysis.tables.formulas import FormulaEvaluator, Place

_ROUNDING = Decimal("1e-13")
"""Rounding errors of sums of doubles, in proportion to the largest number in them: 1e13 đồng are exact to the đồng."""

_RECALCULATE = "mở tệp bằng Excel, bấm Ctrl+Alt+F9 để tính lại, kiểm tra và lưu; hoặc thay công thức bằng số đúng"


def _error_fault(code: str) -> CellFault:
    return CellFault(
        "là mã lỗi của bảng tính, không phải số nguyên, số lẻ, ngày hay chữ",
        "giá trị đúng của ô",
        "sửa công thức hoặc ghi thẳng giá trị đúng vào ô",
        code,
    )


# XLSX ---------------------------------------------------------------------------------------------------------------


def read_xlsx(content: bytes, shown: str) -> list[Grid]:
    """Read every sheet of an XLSX file, the results of its formulas included; messages name it `shown`."""
    book = load_workbook(io.BytesIO(content), read_only=True)
    grids: dict[str, Grid] = {}
    formats: dict[Place, str] = {}
    unscaled: dict[Place, Scalar] = {}
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # some programs write a wrong size
            hidden = sheet.sheet_state != "visible"
            grid = Grid(shown, sheet.title, [], hidden, book.epoch == CALENDAR_MAC_1904)
            grids[sheet.title] = grid
            for row, cells in enumerate(sheet.iter_rows()):
                values: list[Value] = []
                for column, cell in enumerate(cells):
                    raw = cell.value
                    if cell.data_type == "f":
                        formats[sheet.title, row, column] = cell.number_format
                        # Array formulas and data tables are objects; the empty formula in their place is not computed.
                        values.append(raw if isinstance(raw, str) else "=")
                        continue
                    value = shown_value(raw, cell.number_format) if raw is not None else None
                    if cell.data_type == "e":
                        grid.faults[row, column] = _error_fault(str(raw))
                        unscaled[sheet.title, row, column] = ErrorValue(str(raw))
                    elif value is not raw:
                        unscaled[sheet.title, row, column] = _operand(raw, book.epoch)
                    values.append(value)
                grid.rows.append(values)
    finally:
        book.close()
    if formats:
        _put_results(content, grids, formats, unscaled)
    return list(grids.values())


def _operand(raw: Any, epoch: dt.datetime) -> Scalar:
    """Return a cell's content as formulas see it: not scaled by a format, dates and times as serial numbers."""
    if isinstance(raw, dt.datetime | dt.date | dt.time | dt.timedelta):
        return Decimal(repr(to_excel(raw, epoch)))
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return Decimal(repr(raw))
    return raw if raw is None or isinstance(raw, str | bool | ErrorValue) else str(raw)


def _put_results(
    content: bytes, grids: Mapping[str, Grid], formats: Mapping[Place, str], unscaled: Mapping[Place, Scalar]
) -> None:
    """Replace formulas by their results: the stored one, else the computed one; note cells that have no valid one."""
    stored = _stored_results(content, formats)
    # Formulas are computed from constants through all others, not from stored results: a file that was changed without
    # being recalculated has stored results that agree with each other.
    epoch = CALENDAR_MAC_1904 if next(iter(grids.values())).epoch_1904 else CALENDAR_WINDOWS_1900
    operands = {place: _operand(raw, epoch) for place, raw in stored.items()}
    texts = {sheet: [list(row) for row in grid.rows] for sheet, grid in grids.items()}
    subtotals = any("SUBTOTAL" in str(texts[sheet][row][column]).upper() for sheet, row, column in formats)
    hidden = _hidden_rows(content) if subtotals else {}
    from analysis.tables.formulas import FormulaEvaluator  # noqa: PLC0415 - imports openpyxl

    evaluator = FormulaEvaluator(texts, formats.keys(), unscaled=unscaled, stored=operands, hidden_rows=hidden)
    for place in sorted(formats):
        sheet, row, column = place
        computed, failure = _computed(evaluator, place)
        if place in stored:
            raw = stored[place]
            fault = _error_fault(raw.code) if isinstance(raw, ErrorValue) else None
            if fault is None and not failure and not _agree(operands[place], computed, evaluator.magnitude(place)):
                fault = _difference(raw, computed, formats[place], epoch)
            value = shown_value(raw, formats[place])
        elif failure or isinstance(computed, ErrorValue):
            message = failure or (computed.message if isinstance(computed, ErrorValue) else "")
            fault, value = _no_result(message), None
        else:
            fault, value = None, shown_value(_as_stored(computed, formats[place], epoch), formats[place])
        grids[sheet].rows[row][column] = value
        if fault:
            grids[sheet].faults[row, column] = fault


def _computed(evaluator: FormulaEvaluator, place: Place) -> tuple[Scalar, str]:
    """Return the computed result of a formula, and why there is none."""
    try:
        return evaluator.value(*place), ""
    except FormulaError as error:
        return None, str(error)
    except Exception:  # the tokenizer fails on text that no spreadsheet accepts as a formula
        return None, "không đọc được công thức"


def _stored_results(content: bytes, formulas: Collection[Place]) -> dict[Place, Any]:
    """Read the results that the file stores of formulas, as openpyxl types them; an empty text is a result."""
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    found: dict[Place, Any] = {}
    try:
        for title in {sheet for sheet, _, _ in formulas}:
            sheet = book[title]
            sheet.reset_dimensions()
            for row, cells in enumerate(sheet.iter_rows()):
                for column, cell in enumerate(cells):
                    place = (title, row, column)
                    if place not in formulas:
                        continue
                    if cell.data_type == "e":
                        found[place] = ErrorValue(str(cell.value))
                    elif cell.value is not None:
                        found[place] = cell.value
                    elif cell.data_type == "str":
                        found[place] = ""
    finally:
        book.close()
    return found


def _hidden_rows(content: bytes) -> dict[str, set[int]]:
    """Return the hidden rows of each sheet, which openpyxl's quick reader leaves out."""
    book = load_workbook(io.BytesIO(content))
    return {
        sheet.title: {number - 1 for number, row in sheet.row_dimensions.items() if row.hidden}
        for sheet in book.worksheets
    }


def _agree(stored: Scalar, computed: Scalar, magnitude: Decimal) -> bool:
    """Whether two results differ by no more than rounding errors of doubles."""
    if isinstance(computed, ErrorValue):
        return False
    if isinstance(stored, str) or isinstance(computed, str):
        return stored == computed
    if stored is None or computed is None or isinstance(stored, ErrorValue):
        return False
    first, second = Decimal(stored), Decimal(computed)
    return abs(first - second) <= _ROUNDING * max(magnitude, abs(first), abs(second))


def _difference(raw: Any, computed: Scalar, number_format: str, epoch: dt.datetime) -> CellFault:
    own = computed.code if isinstance(computed, ErrorValue) else _as_stored(computed, number_format, epoch)
    again = text_of_value(shown_value(own, number_format))
    return CellFault(
        f"là kết quả lưu trong tệp, khác kết quả tính lại từ công thức ({again or 'trống'})",
        "kết quả lưu trong tệp bằng kết quả của công thức",
        _RECALCULATE,
        text_of_value(shown_value(raw, number_format)),
    )


def _no_result(message: str) -> CellFault:
    return CellFault(
        message,
        "kết quả của công thức, hoặc số ghi thẳng vào ô",
        "mở tệp bằng Excel và lưu lại để có kết quả, hoặc thay công thức bằng số",
        unknown=True,
    )


def _as_stored(computed: Scalar, number_format: str, epoch: dt.datetime) -> Any:
    """Return a computed result as openpyxl would read it from a cell of that format."""
    if not isinstance(computed, Decimal):
        return computed
    number = int(computed) if computed == computed.to_integral_value() else float(computed)
    if not is_date_format(number_format):
        return number
    try:
        return from_excel(number, epoch, timedelta=is_timedelta_format(number_format))
    except (OverflowError, ValueError):
        return number


# XLS ----------------------------------------------------------------------------------------------------------------


def read_xls(content: bytes, shown: str) -> list[Grid]:
    """Read every sheet of an XLS file. It holds results of formulas, which are not recomputed."""
    import xlrd  # noqa: PLC0415

    book = xlrd.open_workbook(file_contents=content, formatting_info=True)
    grids = []
    for sheet in book.sheets():
        rows = [[_xls_value(book, cell) for cell in sheet.row(number)] for number in range(sheet.nrows)]
        grid = Grid(shown, sheet.name, rows, sheet.visibility != 0, book.datemode == 1)
        for row in range(sheet.nrows):
            for column, kind in enumerate(sheet.row_types(row)):
                if kind == xlrd.XL_CELL_ERROR:
                    grid.faults[row, column] = _error_fault(str(rows[row][column]))
        grids.append(grid)
    return grids


def _xls_value(book: Any, cell: Any) -> Value:
    import xlrd  # noqa: PLC0415

    match cell.ctype:
        case xlrd.XL_CELL_EMPTY | xlrd.XL_CELL_BLANK:
            return None
        case xlrd.XL_CELL_DATE:
            try:
                return shown_value(xlrd.xldate.xldate_as_datetime(cell.value, book.datemode), "")
            except (ValueError, OverflowError):
                return float(cell.value)
        case xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        case xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, "#LỖI"))
        case xlrd.XL_CELL_NUMBER:
            return shown_value(float(cell.value), book.format_map[book.xf_list[cell.xf_index].format_key].format_str)
    return str(cell.value)
