"""Section II.3.1, second part: preferential credit by borrower group."""

from __future__ import annotations

from analysis.figures import Figure, FigureBook, SummaryTable
from analysis.figures.measures import MILLION_DONG, count_of
from analysis.sections.changes import Compared
from analysis.sections.context import open_book
from analysis.tables import Inputs

NEEDS = ("credit",)

GROUPS = ("poor", "near_poor", "newly_escaped")
"""Household groups of the policy; loans for jobs belong to section 3.5."""

_COLUMNS = (
    ("loans", "Số lượt vay", count_of("lượt hộ"), "loans_granted"),
    ("lent", "Số tiền cho vay", MILLION_DONG, "amount_lent_vnd"),
    ("borrowers", "Số hộ còn dư nợ", count_of("hộ"), "borrowers_outstanding"),
    ("balance", "Tổng dư nợ", MILLION_DONG, "outstanding_balance_vnd"),
)


def build(inputs: Inputs) -> FigureBook:
    """Compute loans granted, money lent, borrowers and outstanding balance of each group, and their sums."""
    book = open_book("credit", inputs)
    rows: list[tuple[str | Figure | None, ...]] = []
    for group in GROUPS:
        words = inputs.reference.vocabulary.words("borrower_group", group)
        cells = tuple(
            book.value(
                f"credit.{group}.{name}",
                f"{label}, {words}",
                measure,
                inputs["credit"],
                column,
                borrower_group=group,
            )
            for name, label, measure, column in _COLUMNS
        )
        rows.append((words.capitalize(), *cells))
    totals = tuple(
        book.add(
            f"credit.total.{name}",
            f"{label}, cả ba nhóm hộ",
            *(book.figures[f"credit.{g}.{name}"] for g in GROUPS),
        )
        for name, label, _, _ in _COLUMNS
    )
    rows.append(("Tổng cộng", *totals))
    book.table(
        "groups",
        SummaryTable(
            caption=f"Tín dụng ưu đãi năm {inputs.year} theo nhóm hộ",
            header=("Nhóm hộ", "Lượt vay", "Cho vay (triệu đồng)", "Hộ còn dư nợ", "Dư nợ (triệu đồng)"),
            rows=tuple(rows),
            total_rows=frozenset({len(rows) - 1}),
        ),
    )
    return book


COMPARED = Compared(("credit.total.balance", "credit.total.lent"), NEEDS, build)
