"""Section II.3.3: support for the electricity of poor households."""

from __future__ import annotations

from analysis.figures import FigureBook, SummaryTable
from analysis.figures.measures import DONG, count_of
from analysis.sections.changes import Compared
from analysis.sections.context import open_book
from analysis.tables import Inputs

NEEDS = ("electricity_support",)


def build(inputs: Inputs) -> FigureBook:
    """Compute supported households, the amount, and the amount per household (Thông tư 190/2014/TT-BTC)."""
    book = open_book("electricity", inputs)
    table = inputs["electricity_support"]
    year = str(inputs.year)
    measure = count_of("hộ")
    households = book.total(
        "electricity.households", "Số hộ được hỗ trợ tiền điện", measure, table, "households", period=year
    )
    amount = book.total("electricity.amount", "Kinh phí hỗ trợ tiền điện", DONG, table, "amount_vnd", period=year)
    each = book.share("electricity.per_household", "Mức hỗ trợ bình quân một hộ", amount, households, DONG)
    book.table(
        "electricity",
        SummaryTable(
            caption=f"Hỗ trợ tiền điện cho hộ nghèo năm {inputs.year}",
            header=("Năm", "Số hộ", "Kinh phí (đồng)", "Bình quân một hộ (đồng)"),
            rows=((year, households, amount, each),),
        ),
    )
    return book


COMPARED = Compared(("electricity.households",), NEEDS, build)
