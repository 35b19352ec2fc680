"""Plan, disbursement, rate and forecast of one component and capital year, the same way in every section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.figures import Figure, FigureBook, Measure, SummaryTable
from analysis.figures.measures import MILLION_DONG, PERCENT_0, PERCENT_2
from analysis.tables import Inputs


@dataclass(frozen=True)
class MoneyLine:
    """The money of a component: plan, disbursed to date and the rate between them."""

    plan: Figure
    disbursed: Figure
    rate: Figure


def add_money(
    book: FigureBook,
    inputs: Inputs,
    component: str,
    capital_years: str,
    prefix: str,
    suffix: str = "",
    *,
    disbursed_measure: Measure = MILLION_DONG,
    rate_measure: Measure = PERCENT_2,
) -> MoneyLine:
    """Add `<prefix>plan<suffix>`, `<prefix>disbursed<suffix>` and `<prefix>rate<suffix>`.

    disbursement_rate = disbursed ÷ plan, of the same capital years. What an agency carried over from the year
    before is its plan for that money (Nghị định 27/2022/NĐ-CP speaks of "vốn chuyển nguồn").
    """
    where = {"component": component, "capital_years": capital_years}
    name = f"{_component_words(inputs, component)}, vốn năm {capital_years}"
    plan = book.total(
        f"{prefix}plan{suffix}",
        f"Kế hoạch vốn {name}",
        MILLION_DONG,
        inputs["capital"],
        "amount_vnd",
        **where,
    )
    disbursed = book.total(
        f"{prefix}disbursed{suffix}",
        f"Giải ngân {name}",
        disbursed_measure,
        inputs["disbursements"],
        "amount_vnd",
        **where,
    )
    rate = book.share(f"{prefix}rate{suffix}", f"Tỷ lệ giải ngân {name}", disbursed, plan, rate_measure)
    return MoneyLine(plan, disbursed, rate)


def add_forecast(book: FigureBook, inputs: Inputs, component: str, capital_years: str, id: str) -> Figure:
    """Add the rate that the agency expects at the end of the year."""
    label = f"Tỷ lệ giải ngân dự kiến cả năm {_component_words(inputs, component)}, vốn năm {capital_years}"
    where = {"component": component, "capital_years": capital_years}
    return book.value(id, label, PERCENT_0, inputs["forecasts"], "expected_rate_pct", **where)


def money_table(caption: str, lines: Mapping[str, tuple[MoneyLine, Figure | None]]) -> SummaryTable:
    """Tabulate plan, disbursement, rate and forecast, a line a row; what has no forecast leaves its cell empty."""
    return SummaryTable(
        caption=caption,
        header=(
            "Dự án, tiểu dự án",
            "Kế hoạch (triệu đồng)",
            "Giải ngân (triệu đồng)",
            "Tỷ lệ",
            "Dự kiến cả năm",
        ),
        rows=tuple((name, line.plan, line.disbursed, line.rate, forecast) for name, (line, forecast) in lines.items()),
        form=(None, "million", "million", None, None),
    )


def both_years(inputs: Inputs) -> str:
    """Name the capital of the previous and the current year where agencies could not split it."""
    return f"{inputs.year - 1}-{inputs.year}"


def _component_words(inputs: Inputs, component: str) -> str:
    row = inputs.reference.components[component]
    if component == "programme":
        return "toàn chương trình"
    return f"{row['kind_vi'].lower()} {component}"
