"""The workbook as a whole: its sheets in order, and the guide, which is the first of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from analysis.checks import CheckResult, build_reconciliation, compare_published
from analysis.checks.published import comparable
from analysis.figures import Figure, FigureBook
from analysis.figures.figure import EXPLANATION, GRADES, PUBLISHED, PUBLISHED_TOTAL, SIMULATED, VIETNAMESE, weakest
from analysis.narrative.draft_notices import draft_notice, draft_words
from analysis.publish.document import EditionSettings
from analysis.publish.printed_text import DAGGER
from analysis.publish.workbook.addresses import CellAddresses, TableSheet
from analysis.publish.workbook.helper_sheets import distinct_count_sheet, range_count_sheets
from analysis.publish.workbook.raw_sheets import CodeList, code_list, table_sheet
from analysis.publish.workbook.register import count_register, is_register, register_sheet
from analysis.publish.workbook.result_sheets import (
    COMPARISON_NOTE,
    PUBLISHED_TABLE,
    cells_of,
    check_sheet,
    figure_sheet,
    with_comparison,
)
from analysis.publish.workbook.sheets import (
    BOUNDS_SHEET,
    CHECKS_SHEET,
    CODES_SHEET,
    FIGURES_SHEET,
    GROUPS_SHEET,
    GUIDE_SHEET,
    TABLE_SHEETS,
    Column,
    Link,
    Row,
    Sheet,
    defined_name,
    mark,
    on_sheet,
    sheet_name,
)
from analysis.publish.workbook.writing import write_workbook
from analysis.reference.units import kind_words, main_kind
from analysis.sections.classification import classify, standard_of
from analysis.sections.registry import all_figures
from analysis.tables import Inputs, Table
from analysis.tables.loading import owner_of, tables_behind
from analysis.tables.schema import DerivedColumn

_GUIDE_COLUMNS = (
    Column("sheet", "Trang", 28),
    Column("what", "Nội dung", 46, wrap=True),
    Column("rows", "Số dòng", 10, "integer"),
    Column("agency", "Cơ quan cung cấp", 24, wrap=True),
    Column("as_of", "Chốt đến ngày", 14, "date"),
    Column("provenance", "Nguồn gốc", 22, wrap=True),
    Column("note", "Ghi chú", 64, wrap=True),
)

_GUIDE_NOTES = (
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
    """Return the first sheet: how to trace a number, what is simulated, and a list of the sheets.

    `others` are the other sheets in order, each with its raw table if it has one.
    """
    listed = [_guide_row(sheet, table, main_kind(inputs.parts)) for sheet, table in others]
    rows = (*listed, *map(_legend, GRADES))
    draft = draft_notice(inputs)
    mark = f"{draft_words(inputs)} – " if draft else ""
    notes = (*draft.lines, *_GUIDE_NOTES) if draft else _GUIDE_NOTES
    head = f"{mark}Sổ số liệu kiểm chứng: {title} ({inputs.unit.full_name}, năm {inputs.year})"
    return Sheet(GUIDE_SHEET, head, _GUIDE_COLUMNS, rows, notes, "guide")


def _legend(grade: str) -> Row:
    """Return the row that explains the background colour of a grade."""
    words = EXPLANATION.get(grade, "Số liệu như đã công bố.")
    return Row((f"Nền này: {mark(grade)}".rstrip(": "), words, None, None, None, VIETNAMESE[grade], None), grade)


def _guide_row(sheet: Sheet, table: Table | None, part: str) -> Row:
    link = Link(sheet.name, on_sheet(sheet.name, "A1"))
    if table is None:
        return Row((link, sheet.title, len(sheet.rows), None, None, None, " ".join(sheet.notes)))
    sidecar = table.sidecar
    grade = weakest(row.grade for row in sheet.rows) if sheet.rows else sidecar.provenance
    register = f"số đếm theo {part} trên {len(table.frame)} dòng, không có dòng nào của danh sách"
    each = register if is_register(table.name) else f"mỗi dòng là {table.schema.row_is}"
    what = f"{table.schema.title}; {each}"
    return Row((link, what, len(sheet.rows), sidecar.agency, sidecar.as_of, VIETNAMESE[grade], sidecar.note), grade)


_FIXED_SHEETS = (GUIDE_SHEET, FIGURES_SHEET, CHECKS_SHEET, BOUNDS_SHEET, GROUPS_SHEET, CODES_SHEET)

Figures = Sequence[tuple[str, Figure]]
"""Section and figure, in the order of the report."""


def workbook_xlsx(
    inputs: Inputs,
    books: Mapping[str, FigureBook],
    checks: Sequence[CheckResult],
    settings: EditionSettings,
) -> bytes:
    """Return the audit workbook of an edition, as a file with the date of the settings, not the current time.

    Raises
    ------
    NoFormulaError
        When a figure was computed by an operation that the workbook has no formula for.
    """
    inputs = comparable(inputs, all_figures(dict(books)))
    figures = [(id, figure) for id, book in books.items() for figure in book.figures.values()]
    if PUBLISHED_TABLE in inputs.tables:
        reconciliation = build_reconciliation(inputs, all_figures(dict(books)))
        figures += [(reconciliation.section, figure) for figure in reconciliation.figures.values()]
    sheets, cells = workbook_sheets(inputs, figures, checks, settings.title)
    return write_workbook(sheets, _names(cells), settings.title, settings.author, settings.date)


def _names(cells: Mapping[str, str]) -> dict[str, str]:
    """Return defined names of the cells of figures, without ids that spreadsheets do not distinguish."""
    spelled = Counter(defined_name(id).casefold() for id in cells)
    return {defined_name(id): cell for id, cell in cells.items() if spelled[defined_name(id).casefold()] == 1}


def workbook_sheets(
    inputs: Inputs, figures: Figures, checks: Sequence[CheckResult], title: str
) -> tuple[list[Sheet], dict[str, str]]:
    """Return the sheets in order, and the cell of each figure by id."""
    by_id = {figure.id: figure for _, figure in figures}
    cells = cells_of(figures)
    raw = tables_behind(inputs, (source.table for figure in by_id.values() for source in figure.sources))
    codes = code_list(inputs, raw)
    tables = _tables(inputs, raw, by_id, cells, codes)
    distinct_sheets, marks = _distinct_count_sheets(raw, tables, by_id, codes)
    counting = [figure for figure in by_id.values() if figure.expression.operation == "count_figures"]
    bounds, range_counts = range_count_sheets(counting, by_id, cells) if counting else ((), {})
    places = CellAddresses(tables, cells, marks, range_counts, frozenset(filter(is_register, tables)))
    results = [figure_sheet(figures, places), check_sheet(checks, cells, tables.get(PUBLISHED_TABLE))]
    shown: list[tuple[Sheet, Table | None]] = [(sheet, None) for sheet in results]
    shown += [(place.sheet, raw[name]) for name, place in tables.items()]
    shown += [(sheet, None) for sheet in (*distinct_sheets, *bounds, codes.sheet)]
    return [guide_sheet(inputs, title, shown), *(sheet for sheet, _ in shown)], cells


def _tables(
    inputs: Inputs,
    raw: Mapping[str, Table],
    figures: Mapping[str, Figure],
    cells: Mapping[str, str],
    codes: CodeList,
) -> dict[str, TableSheet]:
    """Return the sheets of all raw tables: registers as counts, printed numbers with their comparison.

    Tables of the year before are included if figures were read from them.
    """
    taken = [*_FIXED_SHEETS]
    places: dict[str, TableSheet] = {}
    for name, table in raw.items():
        owner = owner_of(inputs, name)
        title = table_sheet_name(table, owner)
        sheet = sheet_name(title if owner is inputs else f"{owner.year} {title}", taken)
        taken.append(sheet)
        own = [figure for figure in figures.values() if figure.sources and figure.sources[0].table == name]
        if is_register(name):
            places[name] = _register(owner, table, sheet, own, codes)
            continue
        derived = tuple(dict.fromkeys(d for figure in own for d in figure.expression.derived))
        if name != PUBLISHED_TABLE:
            places[name] = table_sheet(table, sheet, codes, derived)
            continue
        place = table_sheet(table, sheet, codes, derived, (COMPARISON_NOTE,))
        places[name] = with_comparison(place, table, compare_published(inputs, figures), figures, cells)
    return places


def table_sheet_name(table: Table, inputs: Inputs) -> str:
    """Return the name of a table's sheet; that of a register names the parts of the unit it counts by."""
    if is_register(table.name):
        return f"Số hộ theo {kind_words(inputs.parts)}"
    return TABLE_SHEETS.get(table.schema.name, table.schema.title)


def _derive(table: Table, columns: Iterable[DerivedColumn]) -> Table:
    for column in columns:
        match column.operation:
            case "year":
                table = table.with_year(column.name, column.header, column.of)
    return table


def _register(inputs: Inputs, table: Table, name: str, figures: Sequence[Figure], codes: CodeList) -> TableSheet:
    standard = standard_of(inputs)
    cited = inputs.reference.documents[standard.document].citation
    rule = (
        f"Phân loại theo {cited}: hộ có điểm B1 không quá {standard.rural_score_max} (nông thôn) hoặc "
        f"{standard.urban_score_max} (thành thị) là hộ nghèo nếu điểm B2 từ {standard.poor_deprivation_score_min}, "
        "là hộ cận nghèo nếu dưới mức đó."
    )
    if standard.rural_score_poor_max is not None:
        rule += (
            f" Hộ có điểm B1 không quá {standard.rural_score_poor_max} (nông thôn) hoặc "
            f"{standard.urban_score_poor_max} (thành thị) là hộ nghèo, bất kể điểm B2."
        )
    counts = count_register(figures, classify(table, standard))
    return register_sheet(table, name, counts, codes, rule)


def _distinct_count_sheets(
    raw: Mapping[str, Table], tables: Mapping[str, TableSheet], figures: Mapping[str, Figure], codes: CodeList
) -> tuple[list[Sheet], dict[str, str]]:
    """Return a helper sheet for each column whose distinct values are counted, and the marks of each figure."""
    counting = [
        figure
        for figure in figures.values()
        if figure.expression.operation == "distinct" and figure.sources and not is_register(figure.sources[0].table)
    ]
    sheets: list[Sheet] = []
    marks: dict[str, str] = {}
    taken = [*_FIXED_SHEETS, *(place.sheet.name for place in tables.values())]

    def counted(figure: Figure) -> tuple[str, str]:
        return figure.sources[0].table, figure.expression.column

    for (name, _), group in groupby(sorted(counting, key=counted), counted):
        own = list(group)
        derived = dict.fromkeys(d for figure in own for d in figure.expression.derived)
        sheet = distinct_count_sheet(_derive(raw[name], derived), tables[name], own, codes, taken)
        sheets.append(sheet)
        taken.append(sheet.name)
        marks |= {figure.id: sheet.cells(figure.id) for figure in own}
    return sheets, marks
