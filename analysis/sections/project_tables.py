"""The summary table of a component's projects: by capital year, with what was reached."""

from __future__ import annotations

from analysis.figures import Figure, FigureBook, SummaryTable
from analysis.figures.measures import MILLION_DONG, count_of
from analysis.reference.units import main_kind
from analysis.sections.context import sentence_case
from analysis.tables import Inputs

_COLUMNS = ("projects", "communes", "households", "budget")


def project_table(book: FigureBook, inputs: Inputs, component: str, prefix: str) -> SummaryTable:
    """Tabulate projects, communes, households and budget by capital year; communes in the total count once."""
    row = inputs.components[component]
    kind = f"{row['kind_vi'].lower()} {component}"

    def cells(suffix: str) -> tuple[Figure, ...]:
        return tuple(book.figures[f"{prefix}.{name}{suffix}"] for name in _COLUMNS)

    part = main_kind(inputs.communes("livelihood_projects"))
    return SummaryTable(
        caption=f"Các dự án, mô hình của {kind} theo năm vốn",
        header=("Vốn năm", "Số dự án", f"Số {part}", "Số hộ", "Kinh phí (triệu đồng)"),
        rows=(
            (str(inputs.year - 1), *cells("_previous")),
            (str(inputs.year), *cells("_current")),
            ("Tổng cộng", *cells("")),
        ),
        total_rows=frozenset({2}),
        note=f"Một {part} có dự án của cả hai năm chỉ tính một lần trong tổng số {part}.",
    )


def project_list(book: FigureBook, inputs: Inputs, component: str, prefix: str) -> SummaryTable:
    """List a component's projects, each with its households and budget as figures of their own."""
    table = inputs["livelihood_projects"]
    reference = inputs.reference
    names = {u.code: u.name for u in inputs.communes(table.name)}
    rows: list[tuple[str | Figure | None, ...]] = []
    for _, row in table.frame[table.frame["component"] == component].iterrows():
        project = row["project_id"]
        id = f"{prefix}.project.{project.lower()}"
        measures = (("households", "Số hộ", count_of("hộ")), ("budget_vnd", "Kinh phí", MILLION_DONG))
        cells = [
            book.value(f"{id}.{column}", f"{label} dự án {project}", measure, table, column, project_id=project)
            for column, label, measure in measures
        ]
        rows.append(
            (
                project,
                reference.vocabulary.words("product", row["product"]),
                ", ".join(names[code] for code in row["communes"]),
                str(row["capital_year"]),
                *cells,
                reference.vocabulary.words("procurement_step", row["procurement_step"]),
            )
        )
    words = inputs.components[component]
    return SummaryTable(
        caption=f"Danh mục dự án, mô hình của {words['kind_vi'].lower()} {component}",
        header=(
            "Mã",
            "Sản phẩm",
            sentence_case(main_kind(inputs.communes(table.name))),
            "Vốn năm",
            "Số hộ",
            "Kinh phí (triệu đồng)",
            "Tiến độ",
        ),
        rows=tuple(rows),
    )
