"""How many of the numbers already printed follow from the data, and those that do not, as figures of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from analysis.checks.published import PublishedComparison, comparable, compare_published
from analysis.figures import Figure, FigureBook, Measure, parse_number
from analysis.figures.formatting import MILLION
from analysis.figures.measures import DONG, MILLION_DONG, PERCENT_2, count_of
from analysis.sections.context import open_book
from analysis.tables import Inputs, Table
from analysis.tables.schema import AddedColumn

SECTION = "reconciliation"
NUMBERS = count_of("số liệu")

_AGREES = AddedColumn(
    "agrees",
    "Khớp với số tính lại",
    "số đã in bằng số tính lại ở cùng đơn vị và độ làm tròn.",
    "flag",
    of=("printed", "unit", "figure"),
)
_NUMBER = AddedColumn(
    "number", "Đã in", "con số đã in, đọc thành số; tiền tính bằng đồng.", "decimal", of=("printed", "unit")
)


def build_reconciliation(inputs: Inputs, figures: Mapping[str, Figure]) -> FigureBook:
    """Count the printed numbers that were compared, those that agree and those that do not; keep the latter.

    The printed number that differs from `<figure>` is the figure `reconciliation.printed.<figure>`; where it was
    printed differently more than once, a counter follows.
    """
    book = open_book(SECTION, inputs)
    if "published" not in inputs.tables:
        return book
    rows = compare_published(inputs, figures)
    compared = comparable(inputs, figures)["published"]
    table = compared.with_columns(_AGREES, _NUMBER, agrees=[row.agrees for row in rows], number=_numbers(compared))
    book.count(f"{SECTION}.compared", "Số liệu đã in được đối chiếu", NUMBERS, table)
    book.count(f"{SECTION}.agreeing", "Số liệu đã in khớp với số tính lại", NUMBERS, table, agrees=True)
    book.count(f"{SECTION}.differing", "Số liệu đã in khác với số tính lại", NUMBERS, table, agrees=False)
    for id, row in printed_ids(rows).items():
        label = f"Số đã in ở mục {row.section}: {row.label}"
        where = {"section": row.section, "figure": row.figure, "label": row.label}
        book.total(id, label, _measure(row), table, "number", **where)
    return book


def printed_ids(rows: Sequence[PublishedComparison]) -> dict[str, PublishedComparison]:
    """Return the printed numbers that differ, by the id of the figure that each is."""
    found: dict[str, PublishedComparison] = {}
    for row in rows:
        if row.agrees:
            continue
        id, counter = f"{SECTION}.printed.{row.figure}", 1
        while id in found:
            counter += 1
            id = f"{SECTION}.printed.{row.figure}.{counter}"
        found[id] = row
    return found


def _numbers(table: Table) -> list[Decimal]:
    """Read the printed numbers: money in đồng, percentages as fractions of one."""
    numbers = []
    for printed, unit in zip(table.frame["printed"], table.frame["unit"], strict=True):
        number = parse_number(printed)
        if printed.endswith("%"):
            number /= 100
        numbers.append(number * MILLION if unit == "triệu đồng" else number)
    return numbers


def _measure(row: PublishedComparison) -> Measure:
    money = {"đồng": DONG, "triệu đồng": MILLION_DONG}
    if row.printed.endswith("%"):
        return PERCENT_2
    return money.get(row.unit, Measure(row.unit, "decimal"))
