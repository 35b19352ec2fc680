"""Section II.1 c: component 4.1, vocational education in poor and difficult areas."""

from __future__ import annotations

from analysis.figures import FigureBook
from analysis.figures.measures import PERCENT_0, count_of, padded_count_of
from analysis.sections.context import open_book
from analysis.sections.money import add_forecast, add_money, money_table
from analysis.tables import Inputs

COMPONENT = "4.1"
NEEDS = ("component_outputs", "capital", "disbursements", "forecasts")
COMPONENTS = (COMPONENT,)


def build(inputs: Inputs) -> FigureBook:
    """Compute classes, learners and money of the previous and the current year."""
    book = open_book("vocational_education", inputs)
    table = inputs["component_outputs"]
    for suffix, year in (("_previous", inputs.year - 1), ("_current", inputs.year)):
        where = {"component": COMPONENT, "capital_year": year}
        book.total(
            f"vocational_education.classes{suffix}",
            f"Số lớp dạy nghề năm {year}",
            padded_count_of("lớp"),
            table,
            "quantity",
            output="vocational_class",
            **where,
        )
        book.total(
            f"vocational_education.learners{suffix}",
            f"Số người học nghề năm {year}",
            count_of("người"),
            table,
            "quantity",
            output="vocational_learner",
            **where,
        )
    previous = add_money(book, inputs, COMPONENT, str(inputs.year - 1), "vocational_education.", "_previous")
    current = add_money(
        book, inputs, COMPONENT, str(inputs.year), "vocational_education.", "_current", rate_measure=PERCENT_0
    )
    book.add("vocational_education.plan", "Tổng kinh phí được cấp hai năm", previous.plan, current.plan)
    two_years = previous.plan.value is not None  # the first year of a programme has no money of a year before
    book.phrase("vocational_education.plan_words", "của hai năm vốn" if two_years else f"vốn năm {inputs.year}")
    forecast = add_forecast(book, inputs, COMPONENT, str(inputs.year), "vocational_education.forecast_rate")
    lines = {str(inputs.year - 1): (previous, None), str(inputs.year): (current, forecast)}
    book.table(
        "vocational_years", money_table(f"Vốn và giải ngân tiểu dự án {COMPONENT} theo năm vốn", lines, "Vốn năm")
    )
    classes = table.frame[
        (table.frame["component"] == COMPONENT)
        & (table.frame["capital_year"] == inputs.year)
        & (table.frame["output"] == "vocational_class")
    ]
    book.phrase("vocational_education.trades", "; ".join(d for d in classes["description"] if d))
    return book
