"""Section II.1 b: component 3, production support (3.1) and better nutrition (3.2)."""

from __future__ import annotations

from analysis.figures import FigureBook
from analysis.figures.measures import DONG
from analysis.sections.context import in_use, open_book
from analysis.sections.money import add_forecast, add_money
from analysis.sections.project_tables import project_list, project_table
from analysis.sections.projects import add_projects
from analysis.tables import Inputs

AGRICULTURE = "3.1"
NUTRITION = "3.2"
NEEDS = ("livelihood_projects", "capital", "disbursements", "forecasts")
COMPONENTS = (AGRICULTURE, NUTRITION)


def build(inputs: Inputs) -> FigureBook:
    """Compute the projects and money of 3.1, and the money of 3.2 by activity."""
    book = open_book("production", inputs)
    if in_use(inputs, AGRICULTURE):
        _add_agriculture(book, inputs)
    if in_use(inputs, NUTRITION):
        _add_nutrition(book, inputs)
    return book


def _add_agriculture(book: FigureBook, inputs: Inputs) -> None:
    current = str(inputs.year)
    add_projects(book, inputs, AGRICULTURE, "production")
    add_money(book, inputs, AGRICULTURE, str(inputs.year - 1), "production.", "_carried_over", kind="carried_over")
    add_money(book, inputs, AGRICULTURE, current, "production.", "_this_year")
    add_forecast(book, inputs, AGRICULTURE, current, "production.forecast_rate")
    book.table("projects", project_table(book, inputs, AGRICULTURE, "production"))
    book.table("production_list", project_list(book, inputs, AGRICULTURE, "production"))


def _add_nutrition(book: FigureBook, inputs: Inputs) -> None:
    current = str(inputs.year)
    add_money(book, inputs, NUTRITION, current, "production.nutrition_", disbursed_measure=DONG)
    for code, words in inputs.reference.vocabulary["disbursement_activity"].items():
        book.total(
            f"production.nutrition_{code}",
            f"Giải ngân cho {words}",
            DONG,
            inputs["disbursements"],
            "amount_vnd",
            component=NUTRITION,
            capital_years=current,
            activity=code,
        )
        book.phrase(f"activity.{code}", words)
    add_forecast(book, inputs, NUTRITION, current, "production.nutrition_forecast_rate")
