"""Section II.2: capital of the programme, by source, capital year and component."""

from __future__ import annotations

from analysis.figures import Figure, FigureBook, SummaryTable
from analysis.figures.measures import DONG, MILLION_DONG
from analysis.sections.changes import Compared
from analysis.sections.context import open_book, vietnamese_date
from analysis.sections.money import add_forecast
from analysis.sections.section import Section
from analysis.tables import Inputs, Table

PROGRAMME = "programme"


def build(inputs: Inputs) -> FigureBook:
    """Compute plan, disbursement, remainder and rates of the programme and by component.

    disbursement_rate = disbursed ÷ plan of the same capital year; remaining = plan − disbursed, which is carried
    over to the next year.
    """
    book = open_book("capital", inputs)
    book.phrase("capital.date", vietnamese_date(inputs["disbursements"].sidecar.as_of))
    _add_programme(book, inputs)
    _add_components(book, inputs)
    return book


def _add_programme(book: FigureBook, inputs: Inputs) -> None:
    capital, disbursements = inputs["capital"], inputs["disbursements"]
    for suffix, year in (("_previous", inputs.year - 1), ("_current", inputs.year)):
        where = {"component": PROGRAMME, "capital_years": str(year), "kind": "plan"}
        plan = book.total(
            f"capital.plan{suffix}", f"Kế hoạch vốn năm {year}", MILLION_DONG, capital, "amount_vnd", **where
        )
        for source in ("central", "local"):
            words = inputs.reference.vocabulary.words("capital_source", source)
            book.total(
                f"capital.plan{suffix}_{source}",
                f"Kế hoạch vốn năm {year}, {words}",
                MILLION_DONG,
                capital,
                "amount_vnd",
                source=source,
                **where,
            )
        disbursed = book.total(
            f"capital.disbursed{suffix}",
            f"Giải ngân vốn năm {year}",
            DONG if suffix == "_previous" else MILLION_DONG,
            disbursements,
            "amount_vnd",
            component=PROGRAMME,
            capital_years=str(year),
        )
        book.share(f"capital.rate{suffix}", f"Tỷ lệ giải ngân vốn năm {year}", disbursed, plan)
    book.subtract(
        "capital.carried_over",
        f"Vốn năm {inputs.year - 1} chuyển nguồn sang năm {inputs.year}",
        book.figures["capital.plan_previous"],
        book.figures["capital.disbursed_previous"],
        measure=DONG,
    )
    add_forecast(book, inputs, PROGRAMME, str(inputs.year), "capital.forecast_rate")


def components_of(table: Table, inputs: Inputs) -> list[str]:
    """List the components that occur in a table, in the order of the programme."""
    present = set(table.frame["component"])
    return [code for code in inputs.components if code in present and code != PROGRAMME]


def _add_components(book: FigureBook, inputs: Inputs) -> None:
    """Compute the money available to each component in the year and how much of it was disbursed."""
    year = inputs.year
    dated = inputs["disbursements"].with_year("disbursed_in_year", "Năm giải ngân", of="as_of_date")
    rows: list[tuple[str | Figure | None, ...]] = []
    columns: list[list[Figure]] = [[], [], [], []]
    for code in components_of(inputs["capital"], inputs):
        words = inputs.components[code]
        name = f"{words['kind_vi'].lower()} {code}"
        id = f"capital.component.{code}"
        capital = inputs["capital"]
        plan = book.total(
            f"{id}.plan", f"Kế hoạch năm {year} của {name}", MILLION_DONG, capital, "amount_vnd",
            component=code, kind="plan", capital_years=str(year),
        )  # fmt: skip
        carried = book.total(
            f"{id}.carried_over", f"Vốn chuyển sang của {name}", MILLION_DONG, capital, "amount_vnd",
            component=code, kind=("carried_over", "plan_and_carried_over"),
        )  # fmt: skip
        available = book.add(f"{id}.available", f"Vốn được sử dụng năm {year} của {name}", plan, carried)
        disbursed = book.total(
            f"{id}.disbursed", f"Giải ngân trong năm {year} của {name}", MILLION_DONG, dated, "amount_vnd",
            component=code, disbursed_in_year=year,
        )  # fmt: skip
        rate = book.share(f"{id}.rate", f"Tỷ lệ giải ngân trong năm {year} của {name}", disbursed, available)
        rows.append((code, words["name_vi"], carried, plan, available, disbursed, rate))
        for column, figure in zip(columns, (carried, plan, available, disbursed), strict=True):
            column.append(figure)
    if not rows:
        book.table("components", SummaryTable("", (), ()))
        return
    names = (
        ("carried_over", "Vốn chuyển sang"),
        ("plan", "Kế hoạch năm"),
        ("available", "Vốn được sử dụng"),
        ("disbursed", "Giải ngân"),
    )
    totals = [
        book.add(f"capital.components.{name}", f"{label} của các dự án, tiểu dự án được báo cáo", *column)
        for (name, label), column in zip(names, columns, strict=True)
    ]
    rate = book.share(
        "capital.components.rate", "Tỷ lệ giải ngân của các dự án, tiểu dự án được báo cáo", totals[3], totals[2]
    )
    rows.append(("", "Cộng các dự án được báo cáo", *totals, rate))
    book.table(
        "components",
        SummaryTable(
            caption=f"Vốn và giải ngân trong năm {year} theo dự án, tiểu dự án",
            header=(
                "Mã", "Dự án, tiểu dự án", "Vốn chuyển sang", "Kế hoạch năm", "Được sử dụng", "Giải ngân", "Tỷ lệ",
            ),
            rows=tuple(rows),
            total_rows=frozenset({len(rows) - 1}),
            note=(
                "Đơn vị: triệu đồng. Cột vốn chuyển sang gồm cả khoản mà cơ quan thực hiện chưa tách được theo năm; "
                "giải ngân gồm cả số còn dự kiến đến thời điểm báo cáo."
            ),
        ),
    )  # fmt: skip


_TABLES = ("capital", "disbursements", "forecasts")
CAPITAL = Section(
    id="capital",
    title="Nguồn vốn",
    build=build,
    needs=_TABLES,
    compared=Compared(("capital.plan_current", "capital.rate_current"), _TABLES, build),
)
