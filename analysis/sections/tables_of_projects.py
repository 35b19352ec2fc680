"""The summary table of a component's projects: by capital year, with what was reached."""

from __future__ import annotations

from analysis.figures import FigureBook, SummaryTable
from analysis.tables import Inputs

_COLUMNS = ("projects", "communes", "households", "budget")


def project_table(book: FigureBook, inputs: Inputs, component: str, prefix: str) -> SummaryTable:
    """Tabulate projects, communes, households and budget by capital year; communes in the total count once."""
    row = inputs.reference.components[component]
    kind = f"{row['kind_vi'].lower()} {component}"

    def cells(suffix: str) -> tuple[object, ...]:
        return tuple(book.figures[f"{prefix}.{name}{suffix}"] for name in _COLUMNS)

    return SummaryTable(
        caption=f"Các dự án, mô hình của {kind} theo năm vốn",
        header=("Vốn năm", "Số dự án", "Số xã", "Số hộ", "Kinh phí (triệu đồng)"),
        rows=(
            (str(inputs.year - 1), *cells("_previous")),
            (str(inputs.year), *cells("_current")),
            ("Tổng cộng", *cells("")),
        ),
        total_rows=frozenset({2}),
        note="Một xã có dự án của cả hai năm chỉ tính một lần trong tổng số xã.",
    )
