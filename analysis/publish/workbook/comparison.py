"""The sheet of the comparison with what was printed before: read, recomputed, rounded and compared by live formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from analysis.checks import PublishedComparison
from analysis.checks.published import in_unit
from analysis.figures import Figure, parse_number, round_half_up
from analysis.figures.formatting import MILLION
from analysis.publish.workbook.grid import Column, Formula, Row, Sheet
from analysis.publish.workbook.places import TableSheet
from analysis.publish.workbook.values import NOTHING, stored
from analysis.tables import Table

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
    """Return the place of the table `published` with the comparison in columns of its own.

    Parameters
    ----------
    place, table
        The table on its sheet.
    compared
        What came of each row.
    figures, cells
        All figures, and where they stand.
    """
    sheet = place.sheet
    wide = sheet.with_columns(_COMPARISON_COLUMNS, [(None,) * len(_COMPARISON_COLUMNS)] * len(sheet.rows))
    rows = []
    for n, (comparison, printed) in enumerate(zip(compared, table.frame["printed"], strict=True)):
        formulas = _comparison_formulas(
            wide, n, comparison, figures[comparison.figure], cells[comparison.figure], printed
        )
        row = sheet.rows[n]
        rows.append(Row((*row.cells, *formulas), row.grade, failed=not comparison.agrees))
    return TableSheet(Sheet(wide.name, wide.title, wide.columns, tuple(rows), wide.notes, wide.kind), place.texts)


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
