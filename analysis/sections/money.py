"""Plan, disbursement, rate and forecast of a component and capital year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.figures import Figure, FigureBook, Measure, SummaryTable
from analysis.figures.measures import MILLION_DONG, PERCENT_0, PERCENT_2
from analysis.sections.context import join_words
from analysis.tables import Inputs


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
    component
        Code of the component.
    capital_years
        Capital year, "2023", or "2022-2023" where an agency could not separate the two.
    prefix, suffix
        Prefix and suffix of the ids.
    kind
        `kind` of the rows of `capital` that form the plan.
    disbursed_measure, rate_measure
        Measures of the disbursement and of the rate.

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
