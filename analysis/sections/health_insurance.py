"""Section II.3.2: health-insurance cards for the poor and near-poor."""

from __future__ import annotations

from analysis.figures import FigureBook
from analysis.figures.measures import DONG, count_of
from analysis.sections.changes import Compared
from analysis.sections.context import open_book
from analysis.tables import Inputs

NEEDS = ("health_insurance",)
USES = ("households",)


def build(inputs: Inputs) -> FigureBook:
    """Compute cards, their cost, and their share of the population of the household register."""
    book = open_book("health_insurance", inputs)
    table = inputs["health_insurance"]
    cards = book.total("health_insurance.cards", "Số thẻ bảo hiểm y tế đã cấp", count_of("người"), table, "cards")
    book.total("health_insurance.amount", "Kinh phí cấp thẻ bảo hiểm y tế", DONG, table, "amount_vnd")
    if "households" not in inputs.tables:
        return book
    population = book.total(
        "health_insurance.population",
        "Dân số theo danh sách hộ",
        count_of("người"),
        inputs["households"],
        "members",
    )
    book.share("health_insurance.share", "Tỷ lệ người được cấp thẻ so với dân số", cards, population)
    return book


COMPARED = Compared(("health_insurance.cards",), NEEDS, build)
