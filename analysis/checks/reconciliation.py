"""How many of the numbers already printed follow from the data, as figures of their own."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.checks.published import compare_published
from analysis.figures import Figure, FigureBook
from analysis.figures.measures import count_of
from analysis.sections.context import open_book
from analysis.tables import Inputs

SECTION = "reconciliation"
NUMBERS = count_of("số liệu")


def build_reconciliation(inputs: Inputs, figures: Mapping[str, Figure]) -> FigureBook:
    """Count the printed numbers that were compared, those that agree and those that do not."""
    book = open_book(SECTION, inputs)
    agrees = [row.agrees for row in compare_published(inputs, figures)]
    table = inputs["published"].with_columns(agrees=agrees)
    book.count(f"{SECTION}.compared", "Số liệu đã in được đối chiếu", NUMBERS, table)
    book.count(f"{SECTION}.agreeing", "Số liệu đã in khớp với số tính lại", NUMBERS, table, agrees=True)
    book.count(f"{SECTION}.differing", "Số liệu đã in khác với số tính lại", NUMBERS, table, agrees=False)
    return book
