"""Sheets of results: the figures, the comparison with printed numbers, the checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from analysis.checks import CheckResult, PublishedComparison
from analysis.checks.catalogue import CHECKS
from analysis.checks.published import in_unit
from analysis.checks.statements.check import SEVERITY_VI, Check
from analysis.checks.statements.figures import NotAbove, SumEquals
from analysis.figures import Figure, parse_number, round_half_up
from analysis.figures.figure import AWAITED, VIETNAMESE
from analysis.figures.formatting import MILLION
from analysis.publish.printed_text import DAGGER
from analysis.publish.workbook.addresses import CellAddresses, TableSheet
from analysis.publish.workbook.formulas import NOTHING, formula_of, stored, unit_and_form
from analysis.publish.workbook.sheets import (
    CHECKS_SHEET,
    FIGURES_SHEET,
    HOLDS,
    HOLDS_NOT,
    SECTION_TITLES,
    STATUS,
    Cell,
    Column,
    Formula,
    Link,
    Row,
    Sheet,
    joined,
    on_sheet,
)
from analysis.tables import Table

VALUE = "value"
_FIGURE_COLUMNS = (
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
_PRINTED_COLUMNS = 7
_FIGURE_NOTES = (
    "Mỗi ô ở cột Giá trị là một công thức sống: tính từ các trang bảng số liệu, hoặc từ ô của số liệu khác ở "
    "trang này.",
    "Số tiền ghi bằng đồng; tỷ lệ giữ nguyên độ chính xác, chỉ làm tròn khi hiển thị. Dấu – nghĩa là không có số liệu.",
)


def blank_sheet() -> Sheet:
    """Return the sheet of figures without its rows; it determines the addresses of cells."""
    return Sheet(FIGURES_SHEET, "Số liệu của báo cáo", _FIGURE_COLUMNS, (), _FIGURE_NOTES, "result", _PRINTED_COLUMNS)


def figure_sheet(figures: Sequence[tuple[str, Figure]], addresses: CellAddresses) -> Sheet:
    """Return the sheet of figures; each comes with its section, in the order of the report."""
    blank = blank_sheet()
    here = {figure.id: blank.here(VALUE, row) for row, (_, figure) in enumerate(figures)}
    local = replace(addresses, figures=here)
    rows = tuple(_figure_row(section, figure, local) for section, figure in figures)
    return replace(blank, rows=rows)


def cells_of(figures: Sequence[tuple[str, Figure]]) -> dict[str, str]:
    """Return the reference to the value of each figure by id, valid in the whole workbook."""
    blank = blank_sheet()
    return {figure.id: blank.cell(VALUE, row) for row, (_, figure) in enumerate(figures)}


def _figure_row(section: str, figure: Figure, addresses: CellAddresses) -> Row:
    unit, form = unit_and_form(figure)
    cells: tuple[Cell, ...] = (
        figure.id,
        figure.label,
        AWAITED if figure.awaits else Formula(formula_of(figure, addresses), stored(figure.value), form),
        unit,
        DAGGER if figure.simulated else "",
        figure.printed,
        SECTION_TITLES.get(section, section),
        figure.formula,
        _origin(figure, addresses),
        VIETNAMESE[figure.provenance],
        "; ".join(map(str, figure.sources)),
    )
    return Row(cells, figure.provenance)


def _origin(figure: Figure, addresses: CellAddresses) -> Link | None:
    """Return a link to the table or to the first of the figures that a figure is computed from; None without either."""
    if not figure.sources and not figure.parents:
        return None
    if figure.sources:
        sheet = addresses.tables[figure.sources[0].table].sheet
        return Link(sheet.name, on_sheet(sheet.name, f"A{sheet.first_row}"))
    more = len(figure.parents) - _MOST_NAMED
    named = "; ".join(figure.parents[:_MOST_NAMED]) + (f"; … (thêm {more} số liệu)" if more > 0 else "")
    return Link(named, on_sheet(FIGURES_SHEET, addresses.figures[figure.parents[0]].replace("$", "")))


PUBLISHED_TABLE = "published"
AGREES = "agrees"
_COMPARISON_COLUMNS = (
    Column("digits", "Số chữ số thập phân", 12, "plain"),
    Column("printed_number", "Số đã in", 18, "general"),
    Column("number", "Số đã in, tính bằng đồng hoặc tỷ lệ", 20, "general"),
    Column("figure_value", "Giá trị tính lại", 20, "general"),
    Column("in_unit", "Theo đơn vị đã in", 20, "general"),
    Column("rounded", "Làm tròn như đã in", 20, "general"),
    Column("difference", "Chênh lệch", 14, "general"),
    Column(AGREES, "Kết quả", 10, "agrees"),
)
COMPARISON_NOTE = (
    "Số đã in được đọc, số tính lại được làm tròn như số đã in rồi trừ cho nhau, đều bằng công thức; "
    "chênh lệch là số đã in trừ số tính lại."
)


def with_comparison(
    place: TableSheet,
    table: Table,
    compared: Sequence[PublishedComparison],
    figures: Mapping[str, Figure],
    cells: Mapping[str, str],
) -> TableSheet:
    """Return the sheet of the table `published` with the comparison in additional columns.

    Printed numbers are read, recomputed, rounded and compared by formulas; `cells` are references to the cells of
    `figures`, both by id.
    """
    sheet = place.sheet
    wide = sheet.with_columns(_COMPARISON_COLUMNS, [(None,) * len(_COMPARISON_COLUMNS)] * len(sheet.rows))
    rows = []
    for n, (comparison, printed) in enumerate(zip(compared, table.frame["printed"], strict=True)):
        id = comparison.figure
        formulas = _comparison_formulas(wide, n, comparison, figures[id], cells[id], printed)
        row = sheet.rows[n]
        rows.append(Row((*row.cells, *formulas), row.grade, failed=not comparison.agrees))
    return TableSheet(replace(wide, rows=tuple(rows)), place.texts)


def _comparison_formulas(
    sheet: Sheet, row: int, comparison: PublishedComparison, figure: Figure, cell: str, printed: str
) -> tuple[Formula, ...]:
    text, unit = sheet.here("printed", row), sheet.here("unit", row)
    digits, number, _, value, scaled, rounded, difference = (sheet.here(c.name, row) for c in _COMPARISON_COLUMNS[:-1])
    bare = f'SUBSTITUTE({text},"%","")'
    whole = f'SUBSTITUTE(SUBSTITUTE({bare},".",""),",","")'
    said = parse_number(printed)
    places = max(0, -int(said.as_tuple().exponent))
    known = figure.value is not None
    exact = in_unit(figure.value or 0, printed, comparison.unit)
    near = round_half_up(exact, places)
    return (
        Formula(f'=IF(ISNUMBER(FIND(",",{bare})),LEN({bare})-FIND(",",{bare}),0)', places),
        Formula(f"=VALUE({whole})/10^{digits}", stored(said), _decimals(places)),
        # Divided once only, which rounds once only: 23,94% is the number of 53 bits next to 2394/10000.
        Formula(
            f'=IF(RIGHT({text})="%",VALUE({whole})/10^({digits}+2),'
            f'IF({unit}="triệu đồng",VALUE({whole})*1000000/10^{digits},VALUE({whole})/10^{digits}))',
            stored(_in_whole_units(said, printed, comparison.unit)),
        ),
        Formula(f"={cell}", stored(figure.value), "general"),
        Formula(
            f'=IF(NOT(ISNUMBER({value})),"{NOTHING}",IF(RIGHT({text})="%",{value}*100,'
            f'IF({unit}="triệu đồng",{value}/1000000,{value})))',
            stored(exact if known else None),
        ),
        Formula(
            f'=IF(ISNUMBER({scaled}),ROUND({scaled},{digits}),"{NOTHING}")',
            stored(near if known else None),
            _decimals(places),
        ),
        Formula(
            f'=IF(ISNUMBER({rounded}),ROUND({number}-{rounded},{digits}),"{NOTHING}")',
            stored(said - near if known else None),
            _decimals(places),
        ),
        Formula(f"=IF(ISNUMBER({difference}),IF({difference}=0,1,0),0)", int(comparison.agrees)),
    )


def _in_whole_units(said: Decimal, printed: str, unit: str) -> Fraction:
    exact = Fraction(said)
    if printed.endswith("%"):
        return exact / 100
    return exact * MILLION if unit == "triệu đồng" else exact


def _decimals(places: int) -> str:
    return f"decimals{min(places, 3)}"


_CHECK_COLUMNS = (
    Column("id", "Mã kiểm tra", 40),
    Column("severity", "Mức độ", 11),
    Column("message", "Nội dung", 50, wrap=True),
    Column("status", "Kết quả", 15),
    Column("live", "Tính lại bằng công thức", 16, "words"),
    Column("evidence", "Chứng cứ", 64, wrap=True),
)
_CHECK_NOTE = (
    "Cột Kết quả ghi lại lúc lập báo cáo. Kiểm tra nào chỉ so sánh các số liệu thì cột bên cạnh tính lại "
    "bằng công thức."
)
_PUBLISHED_PREFIX = "published."


def check_sheet(results: Sequence[CheckResult], cells: Mapping[str, str], published: TableSheet | None) -> Sheet:
    """Return the sheet of checks; those that only compare figures are also recomputed by a formula.

    The rows of the sheet `published`, the comparison with printed numbers, are the checks `published.…` in order.
    """
    declared = {check.id: check for check in CHECKS}
    rows, compared = [], 0
    for result in results:
        live = None
        if result.id.startswith(_PUBLISHED_PREFIX) and published is not None:
            live = f"{published.sheet.cell(AGREES, compared)}=1"
            compared += 1
        elif result.id in declared and result.status != "skipped":
            live = _comparison_of(declared[result.id], cells)
        rows.append(_check_row(result, live))
    return Sheet(CHECKS_SHEET, "Kết quả kiểm tra", _CHECK_COLUMNS, tuple(rows), (_CHECK_NOTE,), "result")


def _comparison_of(check: Check, cells: Mapping[str, str]) -> str | None:
    match check:
        case SumEquals():
            return f"{joined('SUM', [cells[id] for id in check.parts])}=N({cells[check.total]})"
        case NotAbove():
            return f"N({cells[check.figure]})<=N({cells[check.limit]})"
    return None


def _check_row(result: CheckResult, live: str | None) -> Row:
    status = STATUS[result.status]
    formula = Formula(f'=IF({live},"{HOLDS}","{HOLDS_NOT}")', status) if live else None
    cells = (result.id, SEVERITY_VI[result.severity], result.message, status, formula, result.evidence_text)
    return Row(cells, failed=result.status == "failed")
