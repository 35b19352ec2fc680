"""Section II.3.6: houses for poor households, by source of money."""

from __future__ import annotations

from analysis.figures import FigureBook, SummaryTable
from analysis.figures.measures import MILLION_DONG, padded_count_of
from analysis.sections.changes import Compared
from analysis.sections.context import join_words, open_book, sentence_case
from analysis.tables import Inputs

NEEDS = ("housing_support",)
FUNDINGS = ("fund_for_the_poor", "social_mobilisation")


def build(inputs: Inputs) -> FigureBook:
    """Compute supported households and money by source, and in all."""
    book = open_book("housing", inputs)
    table = inputs["housing_support"]
    names = {u.code: u.full_name for u in inputs.communes("housing_support")}
    households, amounts = [], []
    for funding in FUNDINGS:
        words = inputs.reference.vocabulary.words("housing_funding", funding)
        where = {"funding": funding}
        households.append(
            book.total(
                f"housing.{funding}_households",
                f"Số hộ, {words}",
                padded_count_of("hộ"),
                table,
                "households",
                **where,
            )
        )
        amounts.append(
            book.total(f"housing.{funding}_amount", f"Kinh phí, {words}", MILLION_DONG, table, "amount_vnd", **where)
        )
        communes = table.frame.loc[table.frame["funding"] == funding, "commune"]
        book.phrase(f"housing.{funding}_communes", join_words(names[code] for code in communes if code))
    total = (
        book.add("housing.households", "Tổng số hộ được hỗ trợ nhà ở", *households),
        book.add("housing.amount", "Tổng kinh phí hỗ trợ nhà ở", *amounts),
    )
    sources = [inputs.reference.vocabulary.words("housing_funding", funding) for funding in FUNDINGS]
    rows = [(sentence_case(w), h, a) for w, h, a in zip(sources, households, amounts, strict=True)]
    book.table(
        "housing",
        SummaryTable(
            caption=f"Hỗ trợ nhà ở năm {inputs.year} theo nguồn",
            header=("Nguồn", "Số hộ", "Kinh phí (triệu đồng)"),
            rows=(*rows, ("Tổng cộng", *total)),
            total_rows=frozenset({len(rows)}),
        ),
    )
    return book


COMPARED = Compared(("housing.households",), NEEDS, build)
