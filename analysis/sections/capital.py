"""Plan, disbursement, rate and forecast of components; section II.2, capital of the programme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.figures import Cells, Figure, FigureBook, Measure, SummaryTable
from analysis.figures.measures import DONG, MILLION_DONG, PERCENT_0, PERCENT_2
from analysis.sections.context import join_words, open_book, vietnamese_date
from analysis.sections.section import Compared, Section
from analysis.tables import Inputs, Table

PROGRAMME = "programme"

# Money of a component and capital year ------------------------------------------------------------------------------


@dataclass(frozen=True)
class MoneyLine:
    """Plan, disbursement to date and disbursement rate; `expected` when part of the disbursement is only expected."""

    plan: Figure
    disbursed: Figure
    rate: Figure
    expected: bool = False


def add_money(
    book: FigureBook,
    inputs: Inputs,
    component: str,
    capital_years: str,
    prefix: str,
    suffix: str = "",
    *,
    kind: str = "plan",
    disbursed_measure: Measure = MILLION_DONG,
    rate_measure: Measure = PERCENT_2,
) -> MoneyLine:
    """Add the figures `<prefix>plan<suffix>`, `<prefix>disbursed<suffix>`, `<prefix>rate<suffix>`, and phrases.

    disbursement_rate = disbursed ÷ plan, of the same capital years (Thông tư 10/2022/TT-BLĐTBXH, Phụ lục III).
    For money carried over from the year before, the amount carried over is the plan.

    Parameters
    ----------
    capital_years
        Capital year, "2023", or "2022-2023" where an agency could not separate the two.
    kind
        `kind` of the rows of `capital` that form the plan.

    Notes
    -----
    Phrases: `<prefix>agency<suffix>`, the agency that received the money; `<prefix>source<suffix>`, the budget it came
    from; `<prefix>disbursed_words<suffix>`, "đã giải ngân" or, where part of it is only expected, "dự kiến giải ngân".
    """
    where = {"component": component, "capital_years": capital_years}
    name = f"{component_words(inputs, component)}, vốn năm {capital_years}"
    capital, disbursements = inputs["capital"], inputs["disbursements"]
    plan_id, disbursed_id = f"{prefix}plan{suffix}", f"{prefix}disbursed{suffix}"
    plan = book.total(plan_id, f"Kế hoạch vốn {name}", MILLION_DONG, capital, "amount_vnd", kind=kind, **where)
    spent = book.total(disbursed_id, f"Giải ngân {name}", disbursed_measure, disbursements, "amount_vnd", **where)
    rate = book.share(f"{prefix}rate{suffix}", f"Tỷ lệ giải ngân {name}", spent, plan, rate_measure)
    book.phrase(f"{prefix}agency{suffix}", join_words(a for a in capital.frame.loc[list(plan.rows), "agency"] if a))
    expected = "expected" in set(disbursements.frame.loc[list(spent.rows), "status"])
    book.phrase(f"{prefix}disbursed_words{suffix}", "dự kiến giải ngân" if expected else "đã giải ngân")
    sources = inputs.reference.vocabulary["capital_source"]
    book.phrase(f"{prefix}source{suffix}", join_words(sources[s] for s in capital.frame.loc[list(plan.rows), "source"]))
    return MoneyLine(plan, spent, rate, expected)


def add_forecast(book: FigureBook, inputs: Inputs, component: str, capital_years: str, id: str) -> Figure:
    """Add the disbursement rate that the agency expects for the end of the year."""
    label = f"Tỷ lệ giải ngân dự kiến cả năm {component_words(inputs, component)}, vốn năm {capital_years}"
    where = {"component": component, "capital_years": capital_years}
    return book.value(id, label, PERCENT_0, inputs["forecasts"], "expected_rate_pct", **where)


EXPECTED_TOO = "Số giải ngân gồm cả khoản còn dự kiến đến thời điểm báo cáo."
"""Note under tables and charts whose disbursements include expected amounts."""


def money_table(
    caption: str, lines: Mapping[str, tuple[MoneyLine, Figure | None]], rows_are: str = "Dự án, tiểu dự án"
) -> SummaryTable:
    """Tabulate plan, disbursement, rate and forecast, one row per line; cells of missing forecasts are empty."""
    return SummaryTable(
        caption=caption,
        header=(rows_are, "Kế hoạch (triệu đồng)", "Giải ngân (triệu đồng)", "Tỷ lệ", "Dự kiến cả năm"),
        rows=tuple((name, line.plan, line.disbursed, line.rate, forecast) for name, (line, forecast) in lines.items()),
        form=(None, "million", "million", None, None),
        note=EXPECTED_TOO if any(line.expected for line, _ in lines.values()) else "",
    )


def years_reported(inputs: Inputs, component: str) -> tuple[str, str]:
    """Return the capital years under which an agency reports this year's money, and the kind of those rows.

    Some agencies cannot separate carried-over from newly assigned money and report both years together.
    """
    rows = inputs["capital"].frame
    together = f"{inputs.year - 1}-{inputs.year}"
    unsplit = ((rows["component"] == component) & (rows["capital_years"] == together)).any()
    return (together, "plan_and_carried_over") if unsplit else (str(inputs.year), "plan")


def component_words(inputs: Inputs, component: str) -> str:
    """Return the name of a component within a sentence ("tiểu dự án 3.1")."""
    row = inputs.components[component]
    if component == "programme":
        return "toàn chương trình"
    return f"{row['kind_vi'].lower()} {component}"


# Section II.2 ------------------------------------------------------------------------------------------------------


_MONEY = {
    "carried_over": "Vốn chuyển sang",
    "plan": "Kế hoạch năm",
    "available": "Vốn được sử dụng",
    "disbursed": "Giải ngân",
}
_COMPONENTS_HEADER = (
    "Mã", "Dự án, tiểu dự án", "Vốn chuyển sang", "Kế hoạch năm", "Được sử dụng", "Giải ngân", "Tỷ lệ",
)  # fmt: skip
_COMPONENTS_NOTE = (
    "Đơn vị: triệu đồng. Cột vốn chuyển sang gồm cả khoản mà cơ quan thực hiện chưa tách được theo năm; "
    "giải ngân gồm cả số còn dự kiến đến thời điểm báo cáo."
)


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
        id, label = f"capital.plan{suffix}", f"Kế hoạch vốn năm {year}"
        plan = book.total(id, label, MILLION_DONG, capital, "amount_vnd", **where)
        for source in ("central", "local"):
            named = f"{label}, {inputs.reference.vocabulary.words('capital_source', source)}"
            book.total(f"{id}_{source}", named, MILLION_DONG, capital, "amount_vnd", source=source, **where)
        disbursed = book.total(
            f"capital.disbursed{suffix}", f"Giải ngân vốn năm {year}", DONG if year < inputs.year else MILLION_DONG,
            disbursements, "amount_vnd", component=PROGRAMME, capital_years=str(year),
        )  # fmt: skip
        book.share(f"capital.rate{suffix}", f"Tỷ lệ giải ngân vốn năm {year}", disbursed, plan)
    plan, disbursed = book.figures["capital.plan_previous"], book.figures["capital.disbursed_previous"]
    label = f"Vốn năm {inputs.year - 1} chuyển nguồn sang năm {inputs.year}"
    book.subtract("capital.carried_over", label, plan, disbursed, measure=DONG)
    add_forecast(book, inputs, PROGRAMME, str(inputs.year), "capital.forecast_rate")


def components_of(table: Table, inputs: Inputs) -> list[str]:
    """List the components that occur in a table, in the order of the programme."""
    present = set(table.frame["component"])
    return [code for code in inputs.components if code in present and code != PROGRAMME]


def _add_components(book: FigureBook, inputs: Inputs) -> None:
    """Compute the money available to each component in the year and how much of it was disbursed."""
    year = inputs.year
    dated = inputs["disbursements"].with_year("disbursed_in_year", "Năm giải ngân", of="as_of_date")
    capital = inputs["capital"]
    codes = components_of(capital, inputs)
    if not codes:
        book.table("components", SummaryTable("", (), ()))
        return
    rows: list[Cells] = []
    for code in codes:
        id, name = f"capital.component.{code}", component_words(inputs, code)
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
        rows.append((code, inputs.components[code]["name_vi"], carried, plan, available, disbursed, rate))
    whole, reported = "capital.components", "của các dự án, tiểu dự án được báo cáo"
    totals = []
    for column, label in _MONEY.items():
        parts = (book.figures[f"capital.component.{code}.{column}"] for code in codes)
        totals.append(book.add(f"{whole}.{column}", f"{label} {reported}", *parts))
    rate = book.share(f"{whole}.rate", f"Tỷ lệ giải ngân {reported}", totals[3], totals[2])
    rows.append(("", "Cộng các dự án được báo cáo", *totals, rate))
    caption = f"Vốn và giải ngân trong năm {year} theo dự án, tiểu dự án"
    book.tabulate("components", caption, _COMPONENTS_HEADER, rows, note=_COMPONENTS_NOTE)


_TABLES = ("capital", "disbursements", "forecasts")
CAPITAL = Section(
    id="capital",
    title="Nguồn vốn",
    build=build,
    needs=_TABLES,
    compared=Compared(("capital.plan_current", "capital.rate_current"), _TABLES, build),
)
